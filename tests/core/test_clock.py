"""Milliseconds inside, wall clocks at the edges."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serviceoffice.core.clock import (
    ManualClock,
    PlayedClock,
    SystemClock,
    iso,
    local,
    local_day,
    moment,
)

STOCKHOLM = ZoneInfo("Europe/Stockholm")
# Until the year 2200.
moments = st.integers(min_value=0, max_value=7_258_118_400_000)


@given(moments)
def test_a_moment_survives_the_way_to_the_wall_clock_and_back(at: int) -> None:
    assert moment(local(at, STOCKHOLM)) == at


@given(moments)
def test_a_moment_as_the_api_shows_it_is_exact_to_the_millisecond(at: int) -> None:
    said = iso(at)
    assert said is not None
    assert said.endswith("+00:00")
    assert (datetime.fromisoformat(said) - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(
        milliseconds=1
    ) == at


def test_no_moment_is_shown_as_none() -> None:
    assert iso(None) is None


def test_the_hour_that_the_autumn_night_repeats_is_two_moments_on_the_same_clock() -> None:
    first = moment(datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM))
    second = moment(datetime(2026, 10, 25, 2, 30, tzinfo=STOCKHOLM, fold=1))
    assert second - first == 3_600_000
    assert local(first, STOCKHOLM).time() == local(second, STOCKHOLM).time()


@pytest.mark.parametrize(
    ("zone", "day"),
    [("Europe/Stockholm", 10), ("America/New_York", 9), ("Pacific/Auckland", 10), ("UTC", 9)],
)
def test_the_day_is_the_one_on_the_wall(zone: str, day: int) -> None:
    late = moment(datetime(2026, 3, 9, 23, 30, tzinfo=UTC))
    assert local_day(late, ZoneInfo(zone)) == date(2026, 3, day)


def test_a_manual_clock_stands_still_until_it_is_moved() -> None:
    clock = ManualClock(1000)
    assert clock.now() == clock.now() == 1000
    clock.forward(minutes=1, seconds=2)
    assert clock.now() == 63_000


def test_the_system_clock_says_the_machines_time_in_milliseconds() -> None:
    before = datetime.now(UTC)
    assert moment(before) - 1 <= SystemClock().now() <= moment(datetime.now(UTC)) + 1


def test_a_played_clock_starts_where_it_is_told_and_never_steps_back() -> None:
    clock = PlayedClock(1_000_000, speed=1000)
    seen = [clock.now() for _ in range(1000)]
    assert seen[0] >= 1_000_000
    assert seen == sorted(seen)


def test_a_played_clock_runs_as_fast_as_it_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    real = [50.0]
    monkeypatch.setattr("serviceoffice.core.clock.time.monotonic", lambda: real[0])
    clock = PlayedClock(1_000_000, speed=60)
    real[0] += 2
    assert clock.now() == 1_000_000 + 2 * 60 * 1000
    clock.set(5_000_000, speed=1)
    real[0] += 2
    assert clock.now() == 5_002_000
