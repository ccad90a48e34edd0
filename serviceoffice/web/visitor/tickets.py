"""A visit as its visitor may see it, put together from the core. Knows nothing of the web."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from serviceoffice.api import Service, Text, text
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.catalogue.maps import stored_map
from serviceoffice.core.clock import local_day
from serviceoffice.core.house import House, Place, token_hash
from serviceoffice.core.offices import hours
from serviceoffice.core.offices.office import Office
from serviceoffice.core.queue import queries
from serviceoffice.core.visits.rules import desk_name
from serviceoffice.core.visits.tables import next_step_words, visit_of_link
from serviceoffice.core.visits.visit import Errand, Visit

_TOKEN = re.compile(r"[0-9a-f]{32}")

PRIVATE = text("A private matter")

RESULTS = {
    "resolved": text("Done"),
    "withdrawn": text("You chose not to go on with it"),
    "not_here": text("We cannot help with this here"),
}

# Said when nobody wrote what is to be done, as when an office closes.
_STEPS = {
    "handover": text("Your matter is taken on from here"),
    "appointment": text("You have a booked time"),
    "referral": text("You are shown on to someone else"),
    "visitor": text("You go on with it yourself"),
    "question": text("You get an answer to your question"),
}

YOURSELF = text("You yourself")


@dataclass(frozen=True, slots=True)
class NextStepLine:
    """What happens now with a matter: what, who does it, and by which day."""

    what: Text | str
    who: Text | str
    due: date


@dataclass(frozen=True, slots=True)
class Matter:
    """One errand. A discreet service shows as a private matter, without its agency."""

    title: Text
    agency: str
    result: Text | None
    next_step: NextStepLine | None


@dataclass(frozen=True, slots=True)
class Ticket:
    """A visit with all that its pages say.

    ``before`` is how many wait in the line before it (None when it does not
    wait), ``desk`` the desk's name, ``papers`` what to have ready. ``opens`` is
    when the office, closed now, opens (milliseconds) and ``closed_why`` why.
    ``may_come_back``: who was missed can still be brought back into the line.
    """

    visit: Visit
    matters: tuple[Matter, ...]
    papers: tuple[Text, ...] = ()
    before: int | None = None
    desk: str = ""
    opens: int | None = None
    closed_why: Text | None = None
    may_come_back: bool = False

    @property
    def next_steps(self) -> tuple[Matter, ...]:
        """The matters that go on after the visit."""
        return tuple(matter for matter in self.matters if matter.next_step)


def find_ticket(house: House, office: str, token: str) -> Ticket | None:
    """The ticket of a public link, or None: a wrong token and another office's look alike."""
    place = house.place(office)
    if not _TOKEN.fullmatch(token):
        return None
    with house.database.read() as connection:
        visit_id = visit_of_link(connection, office, token_hash(token))
        visit = queries.visit(connection, office, visit_id) if visit_id is not None else None
        return _ticket(connection, place, visit, house.clock.now()) if visit else None


def _ticket(connection: Connection, place: Place, visit: Visit, now: int) -> Ticket:
    office = place.office
    words = next_step_words(connection, office.id, visit.id)
    services = [_service(connection, place, errand) for errand in visit.errands]
    closed = not hours.is_open(office.hours, office.zone, now)
    today = local_day(now, office.zone)
    return Ticket(
        visit,
        matters=tuple(
            _matter(place, errand, service, words.get(errand.n))
            for errand, service in zip(visit.errands, services, strict=True)
        ),
        papers=_papers(visit, services),
        before=queries.before(connection, visit, office.id) if visit.state == "waiting" else None,
        desk=desk_name(office, visit.desk),
        opens=hours.next_opening(office.hours, office.zone, now) if closed else None,
        closed_why=hours.closure_reason(office.hours, today) if closed else None,
        may_come_back=visit.reason == "no_show" and not closed and visit.day == today.isoformat(),
    )


def _service(connection: Connection, place: Place, errand: Errand) -> Service | None:
    """The service as it was when the errand began."""
    return stored_map(connection, errand.map) or place.catalogue.services.get(errand.service)


def _matter(place: Place, errand: Errand, service: Service | None, words: str | None) -> Matter:
    shown = service if service and not service.discreet else None
    step = errand.next_step
    return Matter(
        title=shown.title if shown else PRIVATE,
        agency=_owner(place, errand.agency) if shown and errand.agency != OFFICE else "",
        result=RESULTS.get(errand.outcome or ""),
        next_step=NextStepLine(
            what=words or _STEPS[step.kind],
            who=YOURSELF if step.owner == "visitor" else _owner(place, step.owner),
            due=date.fromisoformat(step.due_on),
        )
        if step
        else None,
    )


def _owner(place: Place, slug: str) -> str:
    agency = place.catalogue.agencies.get(slug)
    return agency.name if agency else _configured_name(place.office, slug)


def _configured_name(office: Office, slug: str) -> str:
    """An agency that does not serve any more still has its name, or at least its word."""
    enabled = office.agency(slug)
    return (enabled.name if enabled else "") or slug


def _papers(visit: Visit, services: list[Service | None]) -> tuple[Text, ...]:
    """What to have ready for the matters that are left; papers of discreet ones would tell."""
    found: list[Text] = []
    for errand, service in zip(visit.errands, services, strict=True):
        if errand.outcome is None and service and not service.discreet:
            found += [paper for paper in service.papers if paper not in found]
    return tuple(found)
