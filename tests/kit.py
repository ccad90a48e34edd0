"""A small office made by hand, and words to drive it with, so that tests read as sentences."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, time
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from serviceoffice.api import Agency, Refused, Service, Step, Text, text
from serviceoffice.core import events, slices  # noqa: F401  every table, entity, handler
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.catalogue.guide import guide, office_as_agency
from serviceoffice.core.clock import Clock, ManualClock, moment
from serviceoffice.core.commands import SYSTEM, Answer, Command, Principal, execute
from serviceoffice.core.desks import DeskState, states
from serviceoffice.core.events import Event
from serviceoffice.core.history import Report, check
from serviceoffice.core.house import House, Place
from serviceoffice.core.offices.office import Clerk, Desk, Enabled, Hours, Office
from serviceoffice.core.visits.tables import VisitEntity
from serviceoffice.core.visits.visit import Visit
from serviceoffice.storage import Database

STOCKHOLM = ZoneInfo("Europe/Stockholm")
OFFICE = "vilhelmina"
# A Tuesday morning, when the office is open.
MORNING = moment(datetime(2026, 3, 10, 10, 0, tzinfo=STOCKHOLM))
WEEKDAYS = Hours({day: ((time(9), time(17)),) for day in range(5)}, holidays="")
AGENCIES = {
    "skatteverket": Agency("skatteverket", "Skatteverket", "S", domains=("register", "tax")),
    "forsakringskassan": Agency(
        "forsakringskassan", "Försäkringskassan", "F", domains=("insurance",)
    ),
    "arbetsformedlingen": Agency(
        "arbetsformedlingen", "Arbetsförmedlingen", "A", domains=("work",)
    ),
}


def make_step(step_id: str = "help", level: int = 2, minutes: int = 5, **more: Any) -> Step:
    """A step at the desk, unless ``actor`` says otherwise."""
    values = {"title": text(step_id.capitalize()), "actor": "front", **more}
    return Step(id=step_id, level=level, minutes=minutes, **values)


def make_service(
    code: str, agency: str = "skatteverket", steps: Iterable[Step] | None = None, **more: Any
) -> Service:
    """A service; without ``steps`` one that is identified, explained and then registered."""
    if steps is None:
        steps = (
            make_step("identify", 1, 1),
            make_step("explain", 2, 4),
            make_step("register", 4, 5, after=("identify",)),
        )
    values = {"title": text(f"Service {code}"), "domain": AGENCIES[agency].domains[0], **more}
    return Service(code, agency, steps=tuple(steps), **values)


SERVICES = (
    make_service("SK1"),
    make_service("SK2", steps=[make_step("answer", 1, 3)]),
    make_service("FK1", "forsakringskassan"),
    make_service("AF1", "arbetsformedlingen"),
)


def make_office(office_id: str = OFFICE, **more: Any) -> Office:
    """An integrated office of three agencies, three desks and four clerks."""
    values: dict[str, Any] = {
        "name": office_id.capitalize(),
        "form": "integrated",
        "zone": STOCKHOLM,
        "agencies": tuple(Enabled(slug) for slug in AGENCIES),
        "desks": tuple(Desk(f"d{n}", f"Desk {n}") for n in (1, 2, 3)),
        "clerks": (
            Clerk("anna", "Anna", "skatteverket"),
            Clerk("bo", "Bo", "forsakringskassan"),
            Clerk("cia", "Cia", "arbetsformedlingen", languages=("sv", "ar")),
            Clerk("dag", "Dag", "skatteverket"),
        ),
        "hours": WEEKDAYS,
    }
    return Office(office_id, **values | more)


def make_place(office: Office | None = None, services: Iterable[Service] = SERVICES) -> Place:
    """The office with its catalogue, the guide last."""
    office = office or make_office()
    agencies = [*AGENCIES.values(), office_as_agency(office.name)]
    return Place.of(office, Catalogue.of(agencies, [*services, guide()]))


def make_house(database: Database, *places: Place, clock: Clock | None = None) -> House:
    """A house with its offices configured, at ten on a Tuesday morning."""
    known = {place.office.id: place for place in places or (make_place(),)}
    house = House(database, clock or ManualClock(MORNING), known, b"a secret for tests")
    for office in known:
        execute(house, Command(office, "configure"))
    return house


class Seat:
    """A principal at work in one office: ``seat.begin(visit)`` runs the command ``begin``."""

    def __init__(self, house: House, office: str, by: Principal) -> None:
        self.house, self.office, self.by = house, office, by

    def run(self, command: str, *, key: str | None = None, **args: Any) -> Answer:
        """Run any command."""
        return execute(self.house, Command(self.office, command, args, self.by, key))

    def __getattr__(self, command: str) -> Callable[..., Any]:
        if command.startswith("_"):
            raise AttributeError(command)
        return partial(self._visit, command.rstrip("_"))

    def _visit(
        self, command: str, visit: Mapping[str, Any] | int | None = None, **args: Any
    ) -> Any:
        if visit is not None:
            args["visit"] = visit if isinstance(visit, int) else visit["id"]
        return self.run(command, **args)


class Front:
    """One office's front: who works there, what the visitors do, and how things stand."""

    def __init__(self, house: House, office: str = OFFICE) -> None:
        self.house, self.office_id = house, office
        assert isinstance(house.clock, ManualClock)
        self.clock = house.clock
        self.reception = self.seat(Principal("device:reception", "reception"))
        self.system = self.seat(SYSTEM)

    @property
    def office(self) -> Office:
        """As it is configured."""
        return self.house.place(self.office_id).office

    def reconfigure(self, office: Office, services: Iterable[Service] = SERVICES) -> None:
        """Restart with another configuration."""
        self.house.places = {**self.house.places, office.id: make_place(office, services)}
        self.system.run("configure")

    def seat(self, by: Principal) -> Seat:
        """Someone's place at work."""
        return Seat(self.house, self.office_id, by)

    def clerk(self, name: str, desk: str | None = None) -> Seat:
        """A clerk, signed in at a desk if one is named."""
        seat = self.seat(Principal(f"clerk:{name}", "clerk", name))
        if desk is not None:
            seat.run("sign_in", desk=desk)
        return seat

    def ticket(self, *services: str, key: str | None = None, **more: Any) -> dict[str, Any]:
        """A visitor takes a ticket."""
        answer = self.reception.run("take_ticket", key=key, services=list(services), **more)
        assert answer is not None
        return answer

    def served(self, seat: Seat, *services: str, **more: Any) -> dict[str, Any]:
        """A visitor takes a ticket and is being served at a seat."""
        visit = self.ticket(*services, **more)
        seat.call(visit)
        answer: dict[str, Any] = seat.begin(visit)
        return answer

    def visit(self, visit: Mapping[str, Any] | int) -> Visit:
        """The visit as it is stored."""
        visit_id = visit if isinstance(visit, int) else visit["id"]
        with self.house.database.read() as connection:
            found = VisitEntity().load(connection, self.office_id, visit_id)
        assert found is not None
        return found

    def desk(self, desk: str) -> DeskState:
        """The desk as it is stored."""
        with self.house.database.read() as connection:
            return states(connection, self.office_id)[desk]

    def log(self) -> list[Event]:
        """Every event, oldest first."""
        with self.house.database.read() as connection:
            return [events.from_row(row) for row in events.read_all(connection, self.office_id)]

    def history(self) -> Report:
        """What the history check says."""
        with self.house.database.read() as connection:
            return check(connection, self.office_id)

    def wait(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Time passes."""
        self.clock.forward(minutes=minutes, seconds=seconds)


def refused(code: str, action: Callable[..., Any], *args: Any, **more: Any) -> Refused:
    """The refusal with which an action must be met."""
    with pytest.raises(Refused) as caught:
        action(*args, **more)
    assert caught.value.code == code, caught.value
    return caught.value


def sentence(said: Text) -> str:
    """The English words."""
    return str(said)
