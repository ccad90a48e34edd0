"""The kiosk's pages. They work by finger, keyboard and screen reader, and without script.

The language is in the address, not in a cookie: it ends with the visit, when the
kiosk goes back to its start.
"""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from serviceoffice.api import Refused, Text, text
from serviceoffice.core.catalogue.guide import GUIDE
from serviceoffice.core.clock import local_day
from serviceoffice.core.offices import hours
from serviceoffice.web import speaking
from serviceoffice.web.context import house, place, run
from serviceoffice.web.kiosk import choices
from serviceoffice.web.kiosk.pairing import pages, start_address
from serviceoffice.web.permissions import allow
from serviceoffice.web.visitor.languages import comma, name_in, own_name
from serviceoffice.web.visitor.qr import qr_image
from serviceoffice.web.visitor.tickets import find_ticket
from serviceoffice.web.visitor.views import mobile_address, papers_said, slip_sheet

CHOOSE_ONE = text("Choose at least one thing you need help with.")


@pages.get("")
@pages.get("/<lang>")
@allow("public")
def start(office: str) -> ResponseReturnValue:
    """Language first, then what it is about. While the office is closed: when it opens."""
    known = place(office)
    now, rules, zone = house().clock.now(), known.office.hours, known.office.zone
    if not hours.is_open(rules, zone, now):
        opens = hours.next_opening(rules, zone, now)
        why = hours.closure_reason(rules, local_day(now, zone))
        return _page("closed", office, opens=opens, why=why)
    everything = choices.situations(known)
    shown = choices.most_common(everything)
    return _page("start", office, situations=shown, more=len(everything) > len(shown), guide=GUIDE)


@pages.get("/<lang>/situations")
@allow("public")
def situations(office: str) -> ResponseReturnValue:
    """Every life event."""
    return _page("situations", office, situations=choices.situations(place(office)))


@pages.get("/<lang>/situations/<event>")
@allow("public")
def situation(office: str, event: str) -> ResponseReturnValue:
    """A life event: its services, ticked, to adjust."""
    known = place(office)
    codes = [service.code for service in choices.of_situation(known, event)]
    if not codes:
        abort(404)
    return _choose(office, codes, codes, event)


@pages.get("/<lang>/agencies")
@allow("public")
def agencies(office: str) -> ResponseReturnValue:
    """The agencies; what has been chosen so far comes along in the address."""
    known, chosen = place(office), request.args.getlist("services")
    return _page(
        "agencies", office, doors=choices.doors(known),
        chosen=choices.options(known, chosen, chosen), event=request.args.get("life_event"),
        problem=None,
    )  # fmt: skip


@pages.get("/<lang>/agencies/<agency>")
@allow("public")
def agency(office: str, agency: str) -> ResponseReturnValue:
    """The services of one agency, to tick; what was chosen elsewhere is kept."""
    known, asked = place(office), request.args.getlist("services")
    codes = [service.code for service in choices.of_agency(known, agency)]
    if not codes:
        abort(404)
    chosen = [option.code for option in choices.options(known, asked, asked)]
    return _page(
        "agency", office, agency=known.catalogue.agencies[agency].name,
        options=choices.options(known, codes, chosen),
        elsewhere=[code for code in chosen if code not in codes],
        chosen=chosen, event=request.args.get("life_event"),
    )  # fmt: skip


@pages.get("/<lang>/confirm")
@allow("public")
def confirm(office: str) -> ResponseReturnValue:
    """What was chosen, to look at once more."""
    known, chosen = place(office), request.args.getlist("services")
    if not choices.options(known, chosen, chosen):
        return _page(
            "agencies", office, doors=choices.doors(known), chosen=(),
            event=None, problem=CHOOSE_ONE,
        )  # fmt: skip
    return _choose(office, chosen, chosen, request.args.get("life_event"))


@pages.post("/<lang>/take")
@allow("public")
def take(office: str) -> ResponseReturnValue:
    """One ticket for all that was ticked. The same form sent again shows the same ticket."""
    known, form, spoken = place(office), request.form, speaking.language()
    chosen, event = form.getlist("services"), form.get("life_event") or None
    if form.get("then") == "more":
        there = url_for(".agencies", office=office, lang=spoken, services=chosen, life_event=event)
        return redirect(there, 303)
    try:
        visit = run(
            office, "take_ticket", services=chosen, source="kiosk", language=spoken,
            life_event=event, interpreter="interpreter" in form,
            needs_language="needs_language" in form and choices.is_spoken(known, spoken),
        )  # fmt: skip
    except Refused as refused:
        if refused.code == "closed":
            return redirect(start_address(office), 303)
        shown = dict.fromkeys([*form.getlist("offered"), *chosen])
        return _choose(office, list(shown), chosen, event, _plainly(refused)), refused.status
    assert visit is not None  # a ticket is taken or refused
    token = house().token(office, visit["id"])
    return redirect(url_for(".ticket", office=office, lang=spoken, token=token), 303)


@pages.get("/<lang>/ticket/<token>")
@allow("public")
def ticket(office: str, token: str) -> ResponseReturnValue:
    """The number, the way to follow it in the phone, and paper for those who want it."""
    known, found = place(office), find_ticket(house(), office, token)
    if found is None:
        abort(404)
    return _page(
        "ticket", office, ticket=found, visit=found.visit, token=token,
        papers=papers_said(found), qr=qr_image(mobile_address(known.office, token)),
        sheet=slip_sheet(known.office, found, token),
    )  # fmt: skip


def _choose(
    office: str, codes: list[str], ticked: list[str], event: str | None, problem: Text | None = None
) -> str:
    """Services to tick, the need of language, and the button that takes the ticket."""
    known, spoken = place(office), speaking.language()
    events = {each.id: each.title for each in known.catalogue.life_events}
    return _page(
        "choose", office, options=choices.options(known, codes, ticked), problem=problem,
        event=event, title=events.get(event or ""), spoken=choices.is_spoken(known, spoken),
    )  # fmt: skip


def _page(template: str, office: str, **values: Any) -> str:
    """A page of the kiosk. ``foreign``: the language chosen is not the office's first."""
    known, spoken = place(office).office, speaking.language()
    return render_template(
        f"kiosk/{template}.html", office=known, home=start_address(office), own_name=own_name,
        foreign=spoken != known.languages[0], spoken_name=name_in(spoken, spoken),
        comma=comma(spoken), **values,
    )  # fmt: skip


def _plainly(refused: Refused) -> Text:
    """A refusal for someone who has only seen this screen."""
    match refused.code:
        case "key_reused":
            return text("You already have a ticket from this page. Start over to take another.")
        case "invalid" if refused.field == "services" and not request.form.getlist("services"):
            return CHOOSE_ONE
    return refused.text
