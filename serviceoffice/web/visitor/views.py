"""Pages behind a ticket's secret address. Complete without script; nothing here knows a name."""

from __future__ import annotations

import hashlib
from datetime import date

from babel.dates import format_date
from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from serviceoffice.api import Refused
from serviceoffice.core.offices.office import Office
from serviceoffice.web import speaking
from serviceoffice.web.context import house, place, run
from serviceoffice.web.permissions import allow
from serviceoffice.web.visitor.languages import own_name
from serviceoffice.web.visitor.qr import qr_image
from serviceoffice.web.visitor.tickets import Ticket, find_ticket

pages = Blueprint("visitor", __name__, url_prefix="/<office>/ticket/<token>")


@pages.app_template_filter("day_in_words")
def day_in_words(day: date) -> str:
    """A date of the calendar: ``måndag 23 november``."""
    return str(format_date(day, "EEEE d MMMM", locale=speaking.locale()))


@pages.get("")
@allow("public")
def ticket(office: str, token: str) -> ResponseReturnValue:
    """The mobile ticket; with ``?part=state`` only what changes, for polling with an ETag."""
    values = _values(*_known(office, token), token)
    if request.args.get("part") == "state":
        return _unless_known(render_template("visitor/_state.html", **values))
    return render_template("visitor/ticket.html", **values)


@pages.get("/leave")
@allow("public")
def leave(office: str, token: str) -> ResponseReturnValue:
    """Ask once more before the place in the line is given up."""
    known, found = _known(office, token)
    return render_template("visitor/leave.html", problem=None, **_values(known, found, token))


@pages.post("/leave")
@allow("public")
def leave_now(office: str, token: str) -> ResponseReturnValue:
    """Give up the place in the line."""
    known, found = _known(office, token)
    try:
        run(office, "leave", visit=found.visit.id)
    except Refused as refused:
        values = _values(known, found, token)
        return render_template("visitor/leave.html", problem=refused.text, **values), refused.status
    return redirect(url_for(".ticket", office=office, token=token), 303)


@pages.get("/slip")
@allow("public")
def slip(office: str, token: str) -> ResponseReturnValue:
    """The ticket on 80 mm paper, in the visitor's language; its page in the reader's."""
    known, found = _known(office, token)
    sheet = slip_sheet(known, found, token)
    return render_template("visitor/slip.html", sheet=sheet, **_values(known, found, token))


@pages.get("/receipt")
@allow("public")
def receipt(office: str, token: str) -> ResponseReturnValue:
    """What each matter came to and what happens next, to print and keep."""
    known, found = _known(office, token)
    return render_template("visitor/receipt.html", **_values(known, found, token))


@pages.post("/print-failed")
@allow("public")
def print_failed(office: str, token: str) -> ResponseReturnValue:
    """A page could not print the ticket. The ticket stands; somebody should look at the printer."""
    _, found = _known(office, token)
    current_app.logger.warning("%s: ticket %s was not printed", office, found.visit.number)
    return "", 204


def slip_sheet(office: Office, found: Ticket, token: str) -> Markup:
    """The sheet itself, in the visitor's language: for the page above and the kiosk's own."""
    reader = speaking.language()
    if found.visit.language in office.languages:
        speaking.speak(found.visit.language)
    qr = qr_image(mobile_address(office, token))
    sheet = render_template("visitor/_sheet.html", qr=qr, **_values(office, found, token))
    speaking.speak(reader)
    return Markup(sheet)  # noqa: S704  escaped when it was rendered, just now


def mobile_address(office: Office, token: str) -> str:
    """Where the square leads a phone."""
    return url_for("visitor.ticket", office=office.id, token=token, _external=True)


def papers_said(found: Ticket) -> list[str]:
    """What to have ready, in words. Agencies share some papers: each is said once."""
    return list(dict.fromkeys(speaking.say(paper) for paper in found.papers))


def _known(office: str, token: str) -> tuple[Office, Ticket]:
    """The office and the ticket of the address, in the visitor's language unless one is chosen."""
    known = place(office).office
    found = find_ticket(house(), office, token)
    if found is None:
        abort(Response(render_template("visitor/unknown.html", office=known), 404))
    chosen = request.args.get("lang") or request.cookies.get(speaking.COOKIE)
    if chosen not in known.languages and found.visit.language in known.languages:
        speaking.speak(found.visit.language)
    return known, found


def _values(office: Office, found: Ticket, token: str) -> dict[str, object]:
    return {
        "office": office,
        "ticket": found,
        "visit": found.visit,
        "token": token,
        "papers": papers_said(found),
        "own_name": own_name,
        "chosen": request.args.get("lang"),
    }


def _unless_known(state: str) -> ResponseReturnValue:
    """The state with its ETag, or 304 for a phone that shows it already."""
    response = Response(state)
    response.set_etag(hashlib.sha256(state.encode()).hexdigest()[:32])
    return response.make_conditional(request)
