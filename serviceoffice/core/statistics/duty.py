"""Who sat at the desks, and how many at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from serviceoffice.core.events import Event
from serviceoffice.core.statistics.stories import Gathered
from serviceoffice.core.statistics.times import by_hour


@dataclass(frozen=True, slots=True)
class Sitting:
    """A clerk at a desk; ``end`` is None while it lasts. ``pauses`` are from–until alike."""

    desk: str
    clerk: str
    start: int
    end: int | None
    pauses: tuple[tuple[int, int | None], ...] = ()

    def working(self, at: int) -> bool:
        """Whether the clerk sat there at a moment and took no pause."""
        return _during(self.start, self.end, at) and not any(
            _during(start, end, at) for start, end in self.pauses
        )


@dataclass(frozen=True, slots=True)
class HourOfDuty:
    """An hour by its beginning: clerks who sat at a desk in it, for how long, paused of that.

    Times in milliseconds, all clerks together.
    """

    hour: int
    clerks: int
    signed_in: int
    paused: int


def sittings(gathered: Gathered) -> tuple[Sitting, ...]:
    """Every time that somebody sat at a desk.

    Who has sat there since an earlier day counts from the first thing done
    there: a clerk who forgot to sign out has not worked all night.
    """
    found: list[Sitting] = []
    for desk, events in gathered.desks.items():
        standing = [event for event in events if event.command not in gathered.undone]
        found.extend(_at_desk(desk, standing))
    return tuple(sorted(found, key=lambda sitting: (sitting.start, sitting.desk)))


def hours_of_duty(sat: Iterable[Sitting], now: int, zone: ZoneInfo) -> tuple[HourOfDuty, ...]:
    """Each hour in which anybody sat at a desk."""
    clerks: dict[int, set[str]] = {}
    signed_in: dict[int, int] = {}
    paused: dict[int, int] = {}
    for sitting in sat:
        for hour, part in by_hour(sitting.start, _until(sitting.end, now), zone):
            clerks.setdefault(hour, set()).add(sitting.clerk)
            signed_in[hour] = signed_in.get(hour, 0) + part
        for start, end in sitting.pauses:
            for hour, part in by_hour(start, _until(end, now), zone):
                paused[hour] = paused.get(hour, 0) + part
    return tuple(
        HourOfDuty(hour, len(clerks[hour]), signed_in[hour], paused.get(hour, 0))
        for hour in sorted(clerks)
    )


def on_duty(sat: Sequence[Sitting], at: int) -> int:
    """How many desks somebody worked at, at a moment."""
    return sum(sitting.working(at) for sitting in sat)


def _at_desk(desk: str, events: Iterable[Event]) -> list[Sitting]:
    found: list[Sitting] = []
    clerk, start = "", 0
    pauses: list[tuple[int, int | None]] = []
    for event in events:
        if not clerk and (who := _who(event)):
            clerk, start, pauses = who, event.at, []
        if not clerk:
            continue
        match event.kind:
            case "paused" | "returned" | "signed_out":
                if pauses and pauses[-1][1] is None:
                    pauses[-1] = (pauses[-1][0], event.at)
                if event.kind == "paused":
                    pauses.append((event.at, None))
                if event.kind == "signed_out":
                    found.append(Sitting(desk, clerk, start, event.at, tuple(pauses)))
                    clerk = ""
    if clerk:
        found.append(Sitting(desk, clerk, start, None, tuple(pauses)))
    return found


def _who(event: Event) -> str:
    """The clerk an event at a desk speaks of; empty when a script did it at an empty desk."""
    if named := event.body.get("clerk"):
        return str(named)
    return event.by.removeprefix("clerk:") if event.by.startswith("clerk:") else ""


def _until(end: int | None, now: int) -> int:
    return now if end is None else end


def _during(start: int, end: int | None, at: int) -> bool:
    return start <= at and (end is None or at < end)
