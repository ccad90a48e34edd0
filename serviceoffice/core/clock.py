"""The one clock. Every time in the core is whole milliseconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime
from threading import Lock
from typing import Protocol
from zoneinfo import ZoneInfo

MINUTE = 60_000
DAY = 24 * 60 * MINUTE
SECOND = 1_000


class Clock(Protocol):
    """Says what time it is."""

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        return time.time_ns() // 1_000_000


class PlayedClock:
    """Starts at a chosen moment and runs ``speed`` times as fast as real time.

    The demo starts in the middle of a working day; a replay plays a recorded
    day. Built on the monotonic clock, so that it never steps back.
    """

    def __init__(self, start: int, speed: float = 1.0) -> None:
        self._lock = Lock()
        self.set(start, speed)

    def set(self, start: int, speed: float) -> None:
        """Go on from ``start`` (milliseconds) at ``speed``."""
        with self._lock:
            self._start, self.speed, self._from = start, speed, time.monotonic()

    def now(self) -> int:
        """Milliseconds since 1970 UTC, as played."""
        with self._lock:
            return self._start + int((time.monotonic() - self._from) * 1000 * self.speed)


class ManualClock:
    """Stands still until a test moves it."""

    def __init__(self, at: int) -> None:
        self.at = at

    def now(self) -> int:
        """Milliseconds since 1970 UTC."""
        return self.at

    def forward(self, *, minutes: float = 0, seconds: float = 0) -> None:
        """Move on."""
        self.at += int(minutes * MINUTE + seconds * SECOND)


def local(at: int, zone: ZoneInfo) -> datetime:
    """The moment on the wall clock of a zone."""
    return datetime.fromtimestamp(at / 1000, UTC).astimezone(zone)


def local_day(at: int, zone: ZoneInfo) -> date:
    """The date of a moment in a zone."""
    return local(at, zone).date()


def moment(when: datetime) -> int:
    """Milliseconds since 1970 UTC of an aware datetime."""
    return round(when.timestamp() * 1000)


def iso(at: int | None) -> str | None:
    """ISO 8601 in UTC to the millisecond, as the API shows times; None stays None."""
    if at is None:
        return None
    return datetime.fromtimestamp(at / 1000, UTC).isoformat(timespec="milliseconds")
