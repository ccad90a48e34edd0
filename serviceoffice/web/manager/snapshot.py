"""Everything one rendering of the manager's page reads, in one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from serviceoffice.agencies.agencies import Agencies
from serviceoffice.agencies.opening import Opened
from serviceoffice.api import Text, text
from serviceoffice.core.desks import DeskState, states
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Clerk, Desk, Office
from serviceoffice.core.queue import queries
from serviceoffice.core.statistics.queries import today
from serviceoffice.core.statistics.today import Today
from serviceoffice.core.visits.visit import Visit


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An office at one moment. ``now`` is in milliseconds, ``seq`` the log's end.

    ``today`` counts the log of the day. What stands in the house right now comes
    from its rows, as the desks see it: ``line`` those who wait in rank order,
    ``busy`` those who are called or served, ``desks`` each desk's state by id.
    """

    place: Place
    agencies: Agencies
    now: int
    seq: int
    today: Today
    line: Sequence[Visit]
    busy: Sequence[Visit]
    desks: Mapping[str, DeskState]

    @property
    def office(self) -> Office:
        """The office."""
        return self.place.office

    @property
    def at_work(self) -> list[tuple[Desk, Clerk]]:
        """The desks where a clerk sits, also during a pause."""
        return [
            (desk, clerk)
            for desk in self.office.desks
            if (state := self.desks.get(desk.id))
            and state.clerk
            and (clerk := self.office.clerk(state.clerk))
        ]

    def agency_name(self, slug: str) -> str:
        """An agency by name, the office itself too; one that is no longer here by its slug."""
        agency = self.place.catalogue.agencies.get(slug)
        return agency.name if agency else slug

    def service_title(self, code: str) -> Text:
        """A service by name, a discreet one by its agency; one no longer offered by its code."""
        service = self.place.catalogue.services.get(code)
        if service is None:
            return Text(code)
        if service.discreet:
            return text("a private matter, {agency}", agency=self.agency_name(service.agency))
        return service.title


def take(opened: Opened, office: str) -> Snapshot:
    """Look at an office now. Raises Unknown."""
    house = opened.house
    place, now = house.place(office), house.clock.now()
    with house.database.read() as connection:
        return Snapshot(
            place=place,
            agencies=opened.agencies,
            now=now,
            # First, so that nothing that happens meanwhile is taken for shown.
            seq=queries.last_seq(connection, office),
            today=today(connection, place, now),
            line=queries.waiting(connection, office),
            busy=queries.at_desks(connection, office),
            desks=states(connection, office),
        )
