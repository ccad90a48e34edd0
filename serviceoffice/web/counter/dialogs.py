"""What opens over the counter: more about a visit or a step, and what an act asks first.

Each is a dialog on the page, or a page of its own without scripts.
"""

from __future__ import annotations

from typing import Any

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from serviceoffice.api import Service, Text, Unknown, text
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.clock import local_day
from serviceoffice.core.queue import queries
from serviceoffice.core.queue.desk_commands import PAUSES
from serviceoffice.core.queue.rules import eligible
from serviceoffice.core.rosa.rules import LEVEL_NAMES
from serviceoffice.core.visits.rules import NEXT_STEPS, known_errand, known_visit, state_sentence
from serviceoffice.core.visits.visit import Errand, Visit
from serviceoffice.web.context import house
from serviceoffice.web.counter import search, words
from serviceoffice.web.counter.actions import Action
from serviceoffice.web.counter.errands import cards, verdict
from serviceoffice.web.counter.line import about, letter, tags, title
from serviceoffice.web.counter.moving import targets
from serviceoffice.web.counter.next_steps import suggest
from serviceoffice.web.counter.snapshot import Snapshot
from serviceoffice.web.counter.views import by_htmx, look, pages
from serviceoffice.web.permissions import allow
from serviceoffice.web.speaking import say


def dialog(name: str, seen: Snapshot, **values: Any) -> str:
    """The dialog by itself for the page, or as a page."""
    frame = "counter/dialogs/frame.html" if by_htmx() else "counter/dialogs/page.html"
    return render_template(
        f"counter/dialogs/{name}.html", frame=frame, office=seen.office, look=seen, words=words,
        **values,
    )  # fmt: skip


@pages.get("/<office>/counter/visits/<int:visit>")
@allow("clerk")
def visit_card(office: str, visit: int) -> ResponseReturnValue:
    """A visit of the line, and what this desk can do with it."""
    seen = look(office)
    return _card(seen, known_visit(_visit(seen, visit), visit))


@pages.get("/<office>/counter/find")
@allow("clerk")
def find(office: str) -> ResponseReturnValue:
    """Today's visit with a number."""
    seen = look(office)
    typed = request.args.get("number", "").strip()
    day = local_day(seen.now, seen.office.zone).isoformat()
    with house().database.read() as connection:
        found = queries.numbered(connection, office, day, typed)
    if len(found) == 1:
        return _card(seen, found[0])
    return dialog("found", seen, typed=typed, found=found, sentence=_state(seen))


@pages.get("/<office>/counter/why")
@allow("clerk")
def why(office: str) -> ResponseReturnValue:
    """Why a step may or may not be walked here, with what would change that."""
    seen = look(office)
    _, errand, service = _errand(seen)
    step = service.step(request.args.get("step", ""))
    if step is None:
        abort(404)
    said = verdict(seen, errand, step)
    # What sets the level is listed by itself, with the level it gives.
    limits = [words for limit in said.ceiling.limits for words in (limit.why, limit.raised_by)]
    reasons = [reason for reason in said.reasons if reason not in limits]
    return dialog(
        "why", seen, step=step, verdict=said, reasons=reasons, level=LEVEL_NAMES[step.level],
        agency=letter(seen.place, errand.agency).name,
    )  # fmt: skip


@pages.get("/<office>/counter/next-step")
@allow("clerk")
def next_step(office: str) -> ResponseReturnValue:
    """What happens now with an errand, who does it and when."""
    seen = look(office)
    visit, errand, service = _errand(seen)
    step = request.args.get("step") or None
    kind = request.args.get("kind")
    asked = kind if kind in NEXT_STEPS else None
    suggested = suggest(seen.office, service, errand, seen.now, step=step, kind=asked)
    shown = title(service, errand, shown=seen.serves(errand))
    hidden = service.discreet and not seen.serves(errand)
    offered = say(suggested.what) if suggested.what and not hidden else ""
    what = request.args.get("what", "")
    kept = what and what != request.args.get("was")  # the clerk's own words stay
    return dialog(
        "next_step", seen, visit=visit, errand=errand, title=shown, step=step,
        suggested=suggested, kinds=NEXT_STEPS, owners=_owners(seen, errand),
        what=what if kept else offered, offered=offered,
        today=local_day(seen.now, seen.office.zone),
    )  # fmt: skip


@pages.get("/<office>/counter/close")
@allow("clerk")
def close(office: str) -> ResponseReturnValue:
    """The results of an errand that are not “done”."""
    seen = look(office)
    visit, errand, service = _errand(seen)
    shown = title(service, errand, shown=seen.serves(errand))
    return dialog("close", seen, visit=visit, errand=errand, title=shown)


@pages.get("/<office>/counter/transfer")
@allow("clerk")
def transfer(office: str) -> ResponseReturnValue:
    """Where the visit goes on, with the same number and place."""
    seen = look(office)
    visit = _at_the_desk(seen)
    return dialog("transfer", seen, visit=visit, targets=targets(seen, cards(seen)))


@pages.get("/<office>/counter/add-errand")
@allow("clerk")
def add_errand(office: str) -> ResponseReturnValue:
    """Every service, searched by a word."""
    seen = look(office)
    visit = _at_the_desk(seen)
    typed = request.args.get("q", "")
    found = search.services(seen.place, typed, say)
    groups = search.by_agency(found, seen.place)
    name = "services" if "results" in request.args else "add_errand"
    return dialog(name, seen, visit=visit, typed=typed, groups=groups)


@pages.get("/<office>/counter/pause")
@allow("clerk")
def pause(office: str) -> ResponseReturnValue:
    """The kinds of pause."""
    return dialog("pause", look(office), pauses=PAUSES)


def _card(seen: Snapshot, visit: Visit) -> str:
    errands = [
        (letter(seen.place, e.agency), title(_service(seen, e), e, shown=seen.serves(e)))
        for e in visit.errands
    ]
    return dialog(
        "visit", seen, visit=visit, errands=errands, about=about(seen.place, visit),
        tags=tags(visit), sentence=state_sentence(visit, seen.office),
        actions=_card_actions(seen, visit),
    )  # fmt: skip


def _card_actions(seen: Snapshot, visit: Visit) -> list[Action]:
    """What can be done from here with a visit that is not at this desk."""
    fields = {"visit": str(visit.id)}
    leave = Action("leave", text("Has left"), fields=fields, leaves=True)
    match visit.state, visit.reason:
        case "waiting", _:
            call = text("Call {number}", number=visit.number)
            return [Action("call", call, fields=fields, why_not=_no_call(seen, visit)), leave]
        case "held", _:
            return [Action("resume", text("Back in the line"), fields=fields), leave]
        case "done", "no_show":
            return [Action("bring-back", text("Came after all"), fields=fields)]
    return []


def _no_call(seen: Snapshot, visit: Visit) -> Text | None:
    if seen.state.paused:
        return text("You take a pause.")
    if seen.visit is not None:
        return text("Finish with {number} first.", number=seen.visit.number)
    return eligible(seen.desk, seen.clerk, visit).why


def _visit(seen: Snapshot, visit: int) -> Visit | None:
    known = next((v for v in (*seen.line, *seen.busy, *seen.aside) if v.id == visit), None)
    if known is not None:
        return known
    with house().database.read() as connection:
        return queries.visit(connection, seen.office.id, visit)


def _at_the_desk(seen: Snapshot) -> Visit:
    """The visit at this desk that the address names; the page may be older than that."""
    if seen.visit is None or str(seen.visit.id) != request.args.get("visit"):
        sentence = text("The visitor is no longer at your desk.")
        raise Unknown("visit", request.args.get("visit"), sentence)
    return seen.visit


def _errand(seen: Snapshot) -> tuple[Visit, Errand, Service]:
    """The errand of the visit at this desk that the address names."""
    visit = _at_the_desk(seen)
    errand = known_errand(visit, request.args.get("n", 0, type=int))
    return visit, errand, seen.services[errand.map]


def _service(seen: Snapshot, errand: Errand) -> Service | None:
    return seen.services.get(errand.map) or seen.place.catalogue.services.get(errand.service)


def _state(seen: Snapshot) -> Any:
    return lambda visit: state_sentence(visit, seen.office)


def _owners(seen: Snapshot, errand: Errand) -> list[tuple[str, Text]]:
    """Who can do a next step: the errand's agency first, then the visitor, the office, others."""
    names = {slug: agency.name for slug, agency in seen.place.catalogue.agencies.items()}
    enabled = [agency.slug for agency in seen.office.agencies if agency.slug in names]
    order = dict.fromkeys([errand.agency, "visitor", OFFICE, *enabled])
    return [(slug, text("The visitor") if slug == "visitor" else Text(names[slug]))
            for slug in order if slug == "visitor" or slug in names]  # fmt: skip
