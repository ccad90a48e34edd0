"""A day of an office in figures: one fold over its events, one value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.clock import local_day
from serviceoffice.core.events import Event
from serviceoffice.core.offices.office import Office
from serviceoffice.core.statistics.duty import HourOfDuty, hours_of_duty, on_duty, sittings
from serviceoffice.core.statistics.errands import (
    AgreedStep,
    Handoff,
    LevelShare,
    NamedErrand,
    Outcomes,
    between_chairs,
    handoffs,
    levels,
    next_steps,
    outcomes,
    together,
)
from serviceoffice.core.statistics.flow import Flow, flow, in_order, per
from serviceoffice.core.statistics.stories import NOTHING, Gathered, Story, gather, stories
from serviceoffice.core.statistics.waits import (
    Times,
    VisitTimes,
    Waits,
    times_of,
    waits,
    waits_by_hour,
)


@dataclass(frozen=True, slots=True)
class Visits:
    """Visits whose ticket was taken in the day, by what has become of them.

    ``longest_wait`` is since when (milliseconds) the one waits who has waited
    longest in the line, or None.
    """

    taken: int
    served: int
    left: int
    missed: int
    closed: int
    waiting: int
    called: int
    serving: int
    held: int
    longest_wait: int | None

    @property
    def in_the_house(self) -> int:
        """Those who are still here: waiting, called, served or on hold."""
        return self.waiting + self.called + self.serving + self.held


@dataclass(frozen=True, slots=True)
class Today:
    """What the log of a local day says, as of ``at``; every time in milliseconds.

    Each figure stands with the count it rests on. ``outcomes`` is keyed by
    agency in the office's order; ``between_chairs`` names errands without an
    owner; ``times`` has a line for each visit, ``phases`` their sum.
    """

    at: int
    day: str
    visits: Visits
    waits: Waits
    waits_by_hour: tuple[tuple[int, Waits], ...]
    phases: Times
    times: tuple[VisitTimes, ...]
    outcomes: Mapping[str, Outcomes]
    next_steps: tuple[AgreedStep, ...]
    between_chairs: tuple[NamedErrand, ...]
    levels: tuple[LevelShare, ...]
    handoffs: tuple[Handoff, ...]
    flow: Flow
    channels: Mapping[str, int]
    sources: Mapping[str, int]
    duty: tuple[HourOfDuty, ...]

    @property
    def all_outcomes(self) -> Outcomes:
        """What became of every agency's errands together."""
        return together(self.outcomes.values())

    @property
    def contacts(self) -> int:
        """Errands in which a step was walked: what the levels rest on."""
        return self.levels[-1].up_to

    @property
    def due_today(self) -> tuple[AgreedStep, ...]:
        """Next steps to be done this very day."""
        return tuple(step for step in self.next_steps if step.due_on == self.day)

    @property
    def late(self) -> tuple[AgreedStep, ...]:
        """Next steps whose date has passed."""
        return tuple(step for step in self.next_steps if step.late(self.day))


def count(events: Iterable[Event], now: int, office: Office, catalogue: Catalogue) -> Today:
    """Count a day from its events, in order. Undone commands never happened."""
    return counted(gather(NOTHING, events), now, office, catalogue)


def counted(gathered: Gathered, now: int, office: Office, catalogue: Catalogue) -> Today:
    """Count what has been gathered, as of ``now`` or the last event, whichever is later."""
    now = max(now, gathered.at)
    told = stories(gathered)
    sat = sittings(gathered)
    order = tuple(catalogue.agencies)
    became = outcomes(told)
    times = tuple(
        VisitTimes(
            story.visit.id, story.visit.number, story.visit.arrived,
            times_of(story, now), on_duty(sat, story.visit.arrived), story.visit.reason,
        )
        for story in told
    )  # fmt: skip
    return Today(
        at=now,
        day=local_day(now, office.zone).isoformat(),
        visits=_visits(told),
        waits=waits(told, now),
        waits_by_hour=waits_by_hour(told, now, office.zone),
        phases=sum((line.times for line in times), Times()),
        times=times,
        outcomes={agency: became[agency] for agency in in_order(became, order)},
        next_steps=next_steps(told),
        between_chairs=between_chairs(told),
        levels=levels(told),
        handoffs=handoffs(told),
        flow=flow(told, office.zone, order),
        channels=per(told, "channel"),
        sources=per(told, "source"),
        duty=hours_of_duty(sat, now, office.zone),
    )


def _visits(told: Iterable[Story]) -> Visits:
    states: Counter[str] = Counter()
    waiting_since: list[int] = []
    for story in told:
        states[story.visit.reason or story.visit.state] += 1
        if story.visit.state == "waiting":
            waiting_since.append(story.visit.since)
    return Visits(
        taken=states.total(), served=states["finished"], left=states["left"],
        missed=states["no_show"], closed=states["closed"], waiting=states["waiting"],
        called=states["called"], serving=states["serving"], held=states["held"],
        longest_wait=min(waiting_since, default=None),
    )  # fmt: skip
