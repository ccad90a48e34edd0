"""Who came, when and how: visits per agency and hour, per channel, per source (S31, P36)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from serviceoffice.core.statistics.stories import Story
from serviceoffice.core.statistics.times import hour_of


@dataclass(frozen=True, slots=True)
class AgencyFlow:
    """Visits with an errand of an agency, for each hour of the flow and together."""

    agency: str
    by_hour: tuple[int, ...]

    @property
    def visits(self) -> int:
        """Of the whole day."""
        return sum(self.by_hour)


@dataclass(frozen=True, slots=True)
class Flow:
    """Visits by the hour they came in, ``hours`` being the beginnings of those hours.

    A visit to two agencies stands in both rows and once in ``visits``.
    """

    hours: tuple[int, ...]
    visits: tuple[int, ...]
    agencies: tuple[AgencyFlow, ...]


def flow(stories: Sequence[Story], zone: ZoneInfo, order: Sequence[str]) -> Flow:
    """The flow of visitors; agencies in the given order, others after them."""
    everybody: Counter[int] = Counter()
    by_agency: dict[str, Counter[int]] = {}
    for story in stories:
        hour = hour_of(story.visit.arrived, zone)
        everybody[hour] += 1
        for agency in {errand.agency for errand in story.visit.errands}:
            by_agency.setdefault(agency, Counter())[hour] += 1
    hours = tuple(sorted(everybody))
    return Flow(
        hours,
        tuple(everybody[hour] for hour in hours),
        tuple(
            AgencyFlow(agency, tuple(by_agency[agency][hour] for hour in hours))
            for agency in in_order(by_agency, order)
        ),
    )


def in_order(agencies: Iterable[str], order: Sequence[str]) -> list[str]:
    """Agencies as the office lists them; those it no longer has come last, by name."""
    place = {agency: n for n, agency in enumerate(order)}
    return sorted(agencies, key=lambda agency: (place.get(agency, len(place)), agency))


def per(stories: Iterable[Story], what: str) -> dict[str, int]:
    """Visits per ``channel`` or ``source``, the most frequent first."""
    counted = Counter(str(getattr(story.visit, what)) for story in stories)
    return dict(sorted(counted.items(), key=lambda each: (-each[1], each[0])))
