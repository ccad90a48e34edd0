"""How long visitors waited, and how long each phase of a visit took."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil
from zoneinfo import ZoneInfo

from serviceoffice.core.clock import MINUTE
from serviceoffice.core.statistics.stories import Story
from serviceoffice.core.statistics.times import hour_of

LIMIT = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class Waits:
    """Waits from ticket to first call, in milliseconds, over ``called`` visits.

    ``uncalled`` visits are in no mean or percentile: they wait still, or went
    before they were called. ``p10`` and ``p90`` are those that a tenth and nine
    tenths did not exceed. ``within`` of ``judged`` visits were called within
    ``limit``: judged are those that were called and those that have waited
    longer without it, so that nobody betters the share by letting someone wait.
    """

    called: int
    uncalled: int
    mean: int | None
    median: int | None
    p10: int | None
    p90: int | None
    within: int
    judged: int
    limit: int

    @property
    def share(self) -> float | None:
        """The share called within the limit, 0–1; None where nobody can be judged."""
        return self.within / self.judged if self.judged else None


@dataclass(frozen=True, slots=True)
class Times:
    """How long a visit spent in each phase, in milliseconds."""

    waiting: int = 0
    called: int = 0
    serving: int = 0
    held: int = 0

    @property
    def total(self) -> int:
        """The whole time in the house."""
        return self.waiting + self.called + self.serving + self.held

    def __add__(self, other: Times) -> Times:
        return Times(
            self.waiting + other.waiting, self.called + other.called,
            self.serving + other.serving, self.held + other.held,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class VisitTimes:
    """One visit's times; ``on_duty`` is how many desks were staffed when it took its ticket.

    ``reason`` is how it ended (finished, no_show, left, closed), None while it lasts.
    """

    visit: int
    number: str
    arrived: int
    times: Times
    on_duty: int
    reason: str | None


def percentile(ordered: Sequence[int], share: Fraction) -> int | None:
    """The smallest value that the share does not exceed (nearest rank), so one that occurred."""
    return ordered[max(1, ceil(share * len(ordered))) - 1] if ordered else None


def waits(stories: Iterable[Story], now: int, limit: int = LIMIT) -> Waits:
    """The waits of some visits. ``limit`` is in milliseconds."""
    called: list[int] = []
    uncalled: list[int] = []
    for story in stories:
        waited = called if story.visit.first_called is not None else uncalled
        waited.append(story.wait(now))
    called.sort()
    return Waits(
        called=len(called),
        uncalled=len(uncalled),
        mean=round(Fraction(sum(called), len(called))) if called else None,
        median=percentile(called, Fraction(1, 2)),
        p10=percentile(called, Fraction(1, 10)),
        p90=percentile(called, Fraction(9, 10)),
        within=sum(wait <= limit for wait in called),
        judged=len(called) + sum(wait > limit for wait in uncalled),
        limit=limit,
    )


def waits_by_hour(
    stories: Iterable[Story], now: int, zone: ZoneInfo, limit: int = LIMIT
) -> tuple[tuple[int, Waits], ...]:
    """The waits of those who came in each hour, by the hour's beginning."""
    came: dict[int, list[Story]] = {}
    for story in stories:
        came.setdefault(hour_of(story.visit.arrived, zone), []).append(story)
    return tuple((hour, waits(these, now, limit)) for hour, these in sorted(came.items()))


def times_of(story: Story, now: int) -> Times:
    """How long one visit has spent in each phase."""
    return Times(
        story.phase("waiting", now), story.phase("called", now),
        story.phase("serving", now), story.phase("held", now),
    )  # fmt: skip
