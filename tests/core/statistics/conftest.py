"""Days made by hand: a log that a test writes line by line, as the commands would."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from serviceoffice.api import Agency
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.clock import MINUTE, moment
from serviceoffice.core.entities import UNDONE
from serviceoffice.core.events import Event
from serviceoffice.core.offices.office import Desk, Enabled, Office
from serviceoffice.core.statistics.today import Today, count

STOCKHOLM = ZoneInfo("Europe/Stockholm")
AGENCIES = {"S": "skatteverket", "F": "forsakringskassan", "G": "office"}


class Log:
    """Events of one office. ``at`` is moved on by ``later``; every line is a command."""

    def __init__(self, start: datetime) -> None:
        self.at = moment(start)
        self.events: list[Event] = []

    def later(self, minutes: float) -> Log:
        self.at += round(minutes * MINUTE)
        return self

    def add(
        self, kind: str, visit: int | None = None, desk: str | None = None,
        by: str = "clerk:anna", **body: Any,
    ) -> Event:  # fmt: skip
        seq = len(self.events) + 1
        event = Event("here", seq, self.at, kind, visit, desk, by, seq, body)
        self.events.append(event)
        return event

    def take(self, *services: str, channel: str = "counter", source: str = "kiosk") -> int:
        visit = len(self.events) + 1
        self.add(
            "ticket_taken", visit, by="device:1", number=f"{visit:03}", series="", day="",
            rank=self.at, credit="", channel=channel, source=source, language="sv",
            needs_language=False, interpreter=False, priority="", life_event=None, quick=False,
            errands=[
                {"service": code, "agency": AGENCIES[code[0]], "map": code} for code in services
            ],
        )  # fmt: skip
        return visit

    def call(self, visit: int, desk: str = "d1", clerk: str = "anna") -> Event:
        return self.add("called", visit, desk, by=f"clerk:{clerk}", clerk=clerk)

    def begin(self, visit: int, desk: str = "d1", clerk: str = "anna") -> Event:
        return self.add("began", visit, desk, by=f"clerk:{clerk}", clerk=clerk)

    def walk(
        self, visit: int, n: int = 1, step: str = "inform", level: int = 1, desk: str = "d1"
    ) -> Event:
        return self.add("step_walked", visit, desk, n=n, step=step, level=level, ceiling=5,
                        clerk="anna")  # fmt: skip

    def close(
        self, visit: int, n: int = 1, outcome: str = "resolved", *, needed: int = 0,
        ceiling: int = 5, owner: str = "", due_on: str = "", desk: str = "d1",
    ) -> Event:  # fmt: skip
        step = {"next": {"kind": "handover", "owner": owner, "due_on": due_on}} if owner else {}
        return self.add("errand_closed", visit, desk, n=n, outcome=outcome, needed=needed,
                        ceiling=ceiling, clerk="anna", **step)  # fmt: skip

    def finish(self, visit: int, desk: str = "d1") -> Event:
        return self.add("finished", visit, desk, clerk="anna")

    def undo(self, of: Event) -> Event:
        return self.add(UNDONE, of.visit, of.desk, of=of.command, what=of.kind)


@pytest.fixture(scope="session")
def new_log() -> Callable[..., Log]:
    """A log that begins at a wall-clock time in Stockholm, on an ordinary Tuesday."""

    def begin(hour: int = 9, minute: int = 0, day: tuple[int, int, int] = (2026, 11, 24)) -> Log:
        return Log(datetime(*day, hour, minute, tzinfo=STOCKHOLM))

    return begin


@pytest.fixture
def log(new_log: Callable[..., Log]) -> Log:
    return new_log()


@pytest.fixture(scope="session")
def office() -> Office:
    return Office(
        "here", "Here", "co_located", STOCKHOLM,
        agencies=(Enabled("skatteverket"), Enabled("forsakringskassan")),
        desks=(Desk("d1", "Disk 1"), Desk("d2", "Disk 2")),
    )  # fmt: skip


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    agencies = [Agency(slug, slug.title(), slug[0].upper()) for slug in AGENCIES.values()]
    return Catalogue.of(agencies, [])


@pytest.fixture(scope="session")
def counting(office: Office, catalogue: Catalogue) -> Callable[[Log], Today]:
    """The figures of a log as it stands."""
    return lambda log: count(log.events, log.at, office, catalogue)
