"""The counter: the page of a clerk at a desk, its live parts and what is done there."""

from __future__ import annotations

from collections.abc import Callable
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

from serviceoffice.api import Refused
from serviceoffice.web import problems
from serviceoffice.web.context import house, me, state
from serviceoffice.web.counter import page, words
from serviceoffice.web.counter.acts import ACTS
from serviceoffice.web.counter.snapshot import Snapshot, take
from serviceoffice.web.permissions import allow

pages = Blueprint("counter", __name__)


class NotAtADesk(Exception):
    """The clerk has not sat down, or has left the desk in another window."""


def look(office: str) -> Snapshot:
    """The desk of the clerk who asks. Raises NotAtADesk."""
    clerk = me().clerk
    found = take(house(), office, clerk) if clerk else None
    if found is None:
        raise NotAtADesk
    return found


def by_htmx() -> bool:
    """Whether a part of the page is asked for, not a page."""
    return "HX-Request" in request.headers


@pages.errorhandler(NotAtADesk)
def choose_a_desk(_: NotAtADesk) -> ResponseReturnValue:
    """To the page where a desk is chosen."""
    there = url_for("session.home", office=(request.view_args or {})["office"])
    return ("", 200, {"HX-Redirect": there}) if by_htmx() else redirect(there, 303)


@pages.get("/<office>/counter")
@allow("clerk")
def counter(office: str) -> ResponseReturnValue:
    """The whole page."""
    return _page(look(office))


@pages.get("/<office>/counter/part/<any(queue, visit, act):name>")
@allow("clerk")
def part(office: str, name: str) -> ResponseReturnValue:
    """One column again; nothing when it would show what is seen already."""
    seen = look(office)
    if request.args.get("desk", seen.desk.id) != seen.desk.id:
        return "", 200, {"HX-Refresh": "true"}  # sat down elsewhere in another window
    values = _parts(seen, name)
    if request.args.get(f"{name}_seen") == values["stamps"][name]:
        return "", 204
    return render_template(f"counter/{name}.html", **values)


@pages.post("/<office>/counter/<word>")
@allow("clerk")
def do(office: str, word: str) -> ResponseReturnValue:
    """Whatever a button does; afterwards the page, or its columns, as they are then."""
    act = ACTS.get(word)
    if act is None:
        abort(404)
    try:
        act(office)
    except Refused as refused:
        return _refused(office, refused)
    if not by_htmx():
        return redirect(url_for("counter.counter", office=office), 303)
    response = make_response(render_template("counter/columns.html", **_parts(look(office))))
    response.headers["HX-Trigger"] = "dialog:close"
    return response


@pages.get("/<office>/counter/<word>")
@allow("clerk")
def done_already(office: str, word: str) -> ResponseReturnValue:
    """An address that a form was sent to, asked for again: the page as it is now."""
    if word not in ACTS:
        abort(404)
    return redirect(url_for("counter.counter", office=office), 303)


def _refused(office: str, refused: Refused) -> Response:
    """The reason, and beside it how things stand now."""
    seen = look(office)
    problem = problems.document(refused.status, refused.code, refused.text, refused.extra)
    if not by_htmx():
        return make_response(_page(seen, problem), refused.status)
    if request.headers.get("HX-Target") == "dialog-problem":
        return make_response(
            render_template("problem_fragment.html", problem=problem), refused.status
        )
    parts = _parts(seen)
    said = render_template("counter/problem.html", problem=problem, **parts)
    return make_response(said + render_template("counter/columns.html", **parts), refused.status)


def _page(seen: Snapshot, problem: dict[str, Any] | None = None) -> str:
    return render_template("counter/counter.html", **_parts(seen), problem=problem)


def _parts(seen: Snapshot, *names: str) -> dict[str, Any]:
    """What the templates of the columns show; all three unless some are named."""
    shown = request.values.get("list", "")
    makers: dict[str, Callable[[], page.Part]] = {
        "queue": lambda: page.queue_part(seen, shown),
        "visit": lambda: page.visit_part(seen),
        "act": lambda: page.act_part(seen, state().opened.agencies),
    }
    parts = {name: makers[name]() for name in names or makers}
    home = seen.place.catalogue.agencies.get(seen.clerk.home)
    return {
        **parts, "look": seen, "office": seen.office, "words": words,
        "stamps": {name: page.stamp(part) for name, part in parts.items()},
        "employer": home.name if home else "",
    }  # fmt: skip
