"""Everything one rendering of the counter reads, in one transaction and a handful of reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from serviceoffice.api import Service
from serviceoffice.core import events as log
from serviceoffice.core.catalogue.maps import stored_map
from serviceoffice.core.clock import local_day
from serviceoffice.core.desks import DeskState, states
from serviceoffice.core.house import House, Place
from serviceoffice.core.offices.office import Clerk, Desk, Office
from serviceoffice.core.queue import queries
from serviceoffice.core.queue.rules import can, serves
from serviceoffice.core.queue.undo import WINDOW, Undoable, undoable
from serviceoffice.core.visits.tables import next_step_words
from serviceoffice.core.visits.visit import Errand, Visit


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One desk with its line at one moment. ``now`` is in milliseconds.

    ``desks`` holds every desk's state by id, ``line`` those who wait in rank
    order, ``busy`` who is called or served anywhere, ``aside`` who is on hold
    or was missed today. ``services`` are the services of the errands at this
    desk as they were when each errand began, by the hash of their map;
    ``words`` what is said of their next steps, by errand. ``undo`` is what this
    clerk can take back, ``undo_number`` the ticket number that it is about.
    """

    place: Place
    clerk: Clerk
    desk: Desk
    now: int
    seq: int
    desks: Mapping[str, DeskState]
    line: Sequence[Visit]
    busy: Sequence[Visit]
    aside: Sequence[Visit]
    services: Mapping[str, Service]
    words: Mapping[int, str]
    undo: Undoable
    undo_number: str = ""

    @property
    def office(self) -> Office:
        """The office."""
        return self.place.office

    @property
    def state(self) -> DeskState:
        """Clerk and pause of the desk."""
        return self.desks[self.desk.id]

    @property
    def visit(self) -> Visit | None:
        """Who is called to or served at this desk."""
        return next((visit for visit in self.busy if visit.desk == self.desk.id), None)

    @property
    def held(self) -> Sequence[Visit]:
        """Who is on hold."""
        return [visit for visit in self.aside if visit.state == "held"]

    @property
    def missed(self) -> Sequence[Visit]:
        """Who did not come when called today."""
        return [visit for visit in self.aside if visit.state == "done"]

    def serves(self, errand: Errand) -> bool:
        """Whether this clerk at this desk gives the errand's service."""
        return serves(self.desk, errand.service, errand.agency) and can(self.clerk, errand)


def take(house: House, office: str, clerk: Clerk) -> Snapshot | None:
    """Look at the desk where a clerk sits; None when the clerk sits nowhere."""
    place, now = house.place(office), house.clock.now()
    day = local_day(now, place.office.zone).isoformat()
    with house.database.read() as connection:
        desks = states(connection, office)
        mine = next((d for d in desks.values() if d.clerk == clerk.id), None)
        desk = place.office.desk(mine.desk) if mine else None
        if desk is None:
            return None
        line = queries.waiting(connection, office)
        busy = queries.at_desks(connection, office)
        aside = queries.aside(connection, office, day)
        visit = next((visit for visit in busy if visit.desk == desk.id), None)
        recent = log.since(connection, office, now - WINDOW)
        undo = undoable(recent, f"clerk:{clerk.id}", desk.id, now)
        return Snapshot(
            place=place,
            clerk=clerk,
            desk=desk,
            now=now,
            seq=queries.last_seq(connection, office),
            desks=desks,
            line=line,
            busy=busy,
            aside=aside,
            services=services_of(connection, place, visit.errands) if visit else {},
            words=next_step_words(connection, office, visit.id) if visit else {},
            undo=undo,
            undo_number=_number(connection, office, undo, (*line, *busy, *aside)),
        )


def _number(connection: Connection, office: str, undo: Undoable, known: Sequence[Visit]) -> str:
    """The ticket number of the visit that undo would touch, or nothing."""
    touched = undo.events[-1].visit if undo.events else None
    if touched is None:
        return ""
    visit = next((visit for visit in known if visit.id == touched), None)
    visit = visit or queries.visit(connection, office, touched)
    return visit.number if visit else ""


def services_of(
    connection: Connection, place: Place, errands: Sequence[Errand]
) -> dict[str, Service]:
    """The errands' services by map, each with the process map that its errand keeps.

    Only a map that the catalogue has changed since then is read from the database.
    """
    found: dict[str, Service] = {}
    for errand in errands:
        service = place.catalogue.services.get(errand.service)
        if service is None or place.maps[errand.service] != errand.map:
            service = stored_map(connection, errand.map)
        if service is not None:
            found[errand.map] = service
    return found
