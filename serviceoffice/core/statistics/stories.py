"""What the log tells of each visit and each desk, gathered event by event.

What was undone never happened: its events are left out before a story is told,
exactly as when rows are folded (core/entities.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from serviceoffice.core.entities import UNDONE
from serviceoffice.core.events import Event
from serviceoffice.core.visits.visit import Visit, evolve

Phase = Literal["waiting", "called", "serving", "held"]
PHASES: tuple[Phase, ...] = ("waiting", "called", "serving", "held")


@dataclass(frozen=True, slots=True)
class Gathered:
    """Events as far as they have been read, by visit and by desk, in order.

    ``undone`` holds the commands that were taken back.
    """

    visits: Mapping[int, tuple[Event, ...]] = field(default_factory=dict)
    desks: Mapping[str, tuple[Event, ...]] = field(default_factory=dict)
    undone: frozenset[int] = frozenset()
    at: int = 0


NOTHING = Gathered()


@dataclass(frozen=True, slots=True)
class Span:
    """A time that a visit was in one phase; ``end`` is None while it still is. Milliseconds."""

    phase: Phase
    start: int
    end: int | None = None

    def length(self, now: int) -> int:
        """Milliseconds, until now for the span that still lasts."""
        return (now if self.end is None else self.end) - self.start


@dataclass(frozen=True, slots=True)
class Closing:
    """An errand closed at a desk: the highest level still to do (0: none) and the ceiling there."""

    needed: int
    available: int
    outcome: str


@dataclass(frozen=True, slots=True)
class Story:
    """A visit as it is now, how it came there, and the highest level walked in each errand.

    ``levels`` is keyed by the errand's number; an errand without a step is not in it.
    """

    visit: Visit
    spans: tuple[Span, ...]
    levels: Mapping[int, int]
    closings: tuple[Closing, ...]

    @property
    def present(self) -> bool:
        """The visitor is still in the house."""
        return self.visit.state != "done"

    def wait(self, now: int) -> int:
        """Milliseconds from the ticket to the first call, or so far without one."""
        return self.spans[0].length(now)

    def phase(self, phase: Phase, now: int) -> int:
        """Milliseconds in a phase, all times together."""
        return sum(span.length(now) for span in self.spans if span.phase == phase)


def gather(before: Gathered, events: Iterable[Event]) -> Gathered:
    """Read on: what was gathered before and the events that follow."""
    visits: dict[int, list[Event]] = {}
    desks: dict[str, list[Event]] = {}
    undone = set(before.undone)
    at = before.at
    for event in events:
        at = event.at
        if event.kind == UNDONE:
            undone.add(event.body["of"])
            continue
        if event.visit is not None:
            visits.setdefault(event.visit, []).append(event)
        if event.desk is not None:
            desks.setdefault(event.desk, []).append(event)
    return Gathered(
        {**before.visits, **{k: (*before.visits.get(k, ()), *v) for k, v in visits.items()}},
        {**before.desks, **{k: (*before.desks.get(k, ()), *v) for k, v in desks.items()}},
        frozenset(undone),
        at,
    )


def stories(gathered: Gathered) -> tuple[Story, ...]:
    """The story of each visit whose ticket was taken in these events, in that order.

    A visit belongs to the day of its ticket: of an earlier day's visit only
    the end is here, and it is left out.
    """
    told = []
    for _, events in sorted(gathered.visits.items()):
        standing = [event for event in events if event.command not in gathered.undone]
        if standing and standing[0].kind == "ticket_taken":
            told.append(_story(standing))
    return tuple(told)


def _story(events: list[Event]) -> Story:
    visit: Visit | None = None
    spans: list[Span] = []
    levels: dict[int, int] = {}
    closings: list[Closing] = []
    for event in events:
        before, visit = visit, evolve(visit, event)
        if before is None or visit.state != before.state:
            if spans and spans[-1].end is None:
                spans[-1] = Span(spans[-1].phase, spans[-1].start, event.at)
            if visit.state != "done":
                spans.append(Span(visit.state, event.at))
        body = event.body
        if event.kind == "step_walked":
            levels[body["n"]] = max(levels.get(body["n"], 0), body["level"])
        elif event.kind == "errand_closed":
            closings.append(Closing(body["needed"], body["ceiling"], body["outcome"]))
    assert visit is not None
    return Story(visit, tuple(spans), levels, tuple(closings))
