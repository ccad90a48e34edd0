"""The reception: register a visitor in a few keystrokes, answer on the spot, see who waits."""

from __future__ import annotations

from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from serviceoffice.api import CHANNELS, Refused, Service
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.clock import local_day
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Clerk, Desk
from serviceoffice.core.queue import queries
from serviceoffice.core.queue.rules import serves
from serviceoffice.core.visits.visit import Visit
from serviceoffice.web import problems
from serviceoffice.web.context import house, me, place, run
from serviceoffice.web.counter import words
from serviceoffice.web.counter.line import Row, row
from serviceoffice.web.counter.views import by_htmx
from serviceoffice.web.permissions import allow
from serviceoffice.web.reception import choosing
from serviceoffice.web.reception.answering import answer_directly, answered_whole, desk_of
from serviceoffice.web.reception.form import Filled, pick, read
from serviceoffice.web.speaking import say

pages = Blueprint("reception", __name__)

MOST_QUICK = 6
# What the reception does with a visit in the list.
LIST_ACTS = {"leave": "leave", "resume": "resume", "bring-back": "bring_back"}

staff = allow("reception", "clerk", "manager")


@pages.get("/<office>/reception")
@staff
def reception(office: str) -> ResponseReturnValue:
    """The whole page; ``?issued=`` shows a number that was just given."""
    return _page(place(office), read(place(office), request.args))


@pages.get("/<office>/reception/choices")
@staff
def choices(office: str) -> ResponseReturnValue:
    """The choices for what is typed and chosen now, and what that makes."""
    known = place(office)
    return render_template("reception/choices_again.html", **_new(known, read(known, request.args)))


@pages.get("/<office>/reception/summary")
@staff
def summary(office: str) -> ResponseReturnValue:
    """What is chosen, in words."""
    known = place(office)
    return render_template("reception/summary.html", **_new(known, read(known, request.args)))


@pages.get("/<office>/reception/list")
@staff
def today(office: str) -> ResponseReturnValue:
    """Who waits, is on hold or did not come today."""
    return render_template("reception/list.html", **_list(place(office)))


@pages.post("/<office>/reception")
@staff
def register(office: str) -> ResponseReturnValue:
    """The form was sent: choose what is typed, give a number, or count an answer."""
    known = place(office)
    filled = read(known, request.form)
    codes = list(filled.chosen)
    word = request.form.get("do", "register")
    try:
        if word == "pick" and filled.typed:
            return _shown(known, pick(known, filled, say))
        if word == "answered":
            return _done(known, answered=answer_directly(office, codes, **filled.ticket))
        ticket = run(office, "take_ticket", services=codes, **filled.ticket)
    except Refused as refused:
        return _refused(known, filled, refused)
    assert ticket is not None
    return _done(known, issued=ticket["id"])


@pages.post("/<office>/reception/answered")
@staff
def answered(office: str) -> ResponseReturnValue:
    """A short question about one service was answered on the spot."""
    known = place(office)
    try:
        number = answer_directly(office, request.form.getlist("service"))
    except Refused as refused:
        return _refused(known, Filled(), refused)
    return _done(known, answered=number)


@pages.post("/<office>/reception/list/<word>")
@staff
def act(office: str, word: str) -> ResponseReturnValue:
    """Has left, back in the line, came after all."""
    command = LIST_ACTS.get(word)
    if command is None:
        abort(404)
    try:
        run(office, command, visit=request.form.get("visit", 0, type=int))
    except Refused as refused:
        return _refused(place(office), Filled(), refused)
    if by_htmx():
        return render_template("reception/list_again.html", **_list(place(office)))
    return redirect(url_for("reception.reception", office=office), 303)


def _done(known: Place, **done: Any) -> ResponseReturnValue:
    """What was given or counted, above an empty form."""
    if not by_htmx():
        return redirect(url_for("reception.reception", office=known.office.id, **done), 303)
    return _shown(known, Filled(), **done)


def _shown(known: Place, filled: Filled, **done: Any) -> ResponseReturnValue:
    """The form as it is now: by itself with the list for htmx, else on its page."""
    if not by_htmx():
        return _page(known, filled)
    return render_template(
        "reception/new_again.html", **(_new(known, filled) | _list(known) | _said(known, **done))
    )


def _refused(known: Place, filled: Filled, refused: Refused) -> Response:
    """The reason, and beside it who waits now. What is filled in stays."""
    problem = problems.document(refused.status, refused.code, refused.text, refused.extra)
    if not by_htmx():
        return make_response(_page(known, filled, problem), refused.status)
    page = render_template("reception/refused.html", **_list(known), problem=problem)
    response = make_response(page, refused.status)
    response.headers["HX-Retarget"] = "#problem"
    response.headers["HX-Reswap"] = "innerHTML"
    return response


def _page(known: Place, filled: Filled, problem: dict[str, Any] | None = None) -> str:
    asked = request.args
    said = _said(known, asked.get("issued", type=int), asked.get("answered"))
    desk = known.office.desk(desk_of(house(), known.office.id, me().clerk) or "")
    return render_template(
        "reception/reception.html", **(_new(known, filled) | _list(known) | said),
        problem=problem, quick=_quick(known, desk, me().clerk), desk=desk,
    )  # fmt: skip


def _new(known: Place, filled: Filled) -> dict[str, Any]:
    """What the form of a new visitor shows."""
    office = known.office
    titles, said = choosing.summary(known, filled.chosen)
    return {
        "office": office, "filled": filled, "words": words, "channels": CHANNELS,
        "classes": [name for name in office.queue.credits if name != "booked"],
        "spoken": choosing.languages(office), "titles": titles, "sum": said,
        "choices": choosing.choices(known, filled.typed, filled.event, filled.chosen, say),
    }  # fmt: skip


def _said(known: Place, issued: int | None = None, answered: str | None = None) -> dict[str, Any]:
    """What was just done: a number with its place in the line and its link, or an answer."""
    office = known.office.id
    visit, ahead = None, 0
    if issued:
        with house().database.read() as connection:
            visit = queries.visit(connection, office, issued)
            ahead = queries.before(connection, visit, office) if visit else 0
    token = house().token(office, visit.id) if visit else ""
    return {"visit": visit, "ahead": ahead, "token": token, "answered": answered}


def _list(known: Place) -> dict[str, Any]:
    """Who waits, is on hold or did not come, each with the secret of the ticket's address."""
    office = known.office
    day = local_day(house().clock.now(), office.zone).isoformat()
    with house().database.read() as connection:
        seq = queries.last_seq(connection, office.id)
        line = queries.waiting(connection, office.id)
        aside = queries.aside(connection, office.id, day)

    def rows(visits: list[Visit]) -> list[tuple[Row, str]]:
        return [(row(known, visit), house().token(office.id, visit.id)) for visit in visits]

    return {
        "office": office, "words": words, "seq": seq, "waiting": rows(line),
        "held": rows([visit for visit in aside if visit.state == "held"]),
        "missed": rows([visit for visit in aside if visit.state == "done"]),
    }  # fmt: skip


def _quick(known: Place, desk: Desk | None, clerk: Clerk | None) -> list[Service]:
    """What the desk gives that is nothing but information and guidance, the office's own first."""
    if desk is None:
        return []
    services = sorted(known.catalogue.services.values(), key=lambda s: s.agency != OFFICE)
    given = [
        service
        for service in services
        if answered_whole(service)
        and serves(desk, service.code, service.agency)
        and (clerk is None or clerk.skill(service.agency, service.code) != 0)
    ]
    return given[:MOST_QUICK]
