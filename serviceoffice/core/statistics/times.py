"""Days and hours of an office's clock, as bounds in milliseconds since 1970 UTC.

Durations are differences of milliseconds and so never negative; only names of
hours come from the wall clock. On the night when the clocks are put back the
same hour stands twice, as two hours with different beginnings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from serviceoffice.core.clock import MINUTE, local, local_day, moment

HOUR = 60 * MINUTE


def midnight(at: int, zone: ZoneInfo) -> int:
    """When the local day of a moment began. A night that skips midnight begins as it jumps."""
    return moment(datetime.combine(local_day(at, zone), time(), zone))


def hour_of(at: int, zone: ZoneInfo) -> int:
    """When the hour on the wall clock began that a moment lies in."""
    wall = local(at, zone)
    return at - at % 1000 - (wall.minute * 60 + wall.second) * 1000


def by_hour(start: int, end: int, zone: ZoneInfo) -> Iterator[tuple[int, int]]:
    """A span of time cut at full hours: each hour's beginning and the milliseconds within it."""
    while start < end:
        hour = hour_of(start, zone)
        until = min(end, hour + HOUR)
        yield hour, until - start
        start = until
