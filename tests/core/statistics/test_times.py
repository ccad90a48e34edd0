from __future__ import annotations

from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from serviceoffice.core.clock import local, moment
from serviceoffice.core.statistics.times import HOUR, by_hour, hour_of, midnight

STOCKHOLM = ZoneInfo("Europe/Stockholm")
ZONES = st.sampled_from(
    [STOCKHOLM, *map(ZoneInfo, ["Asia/Kathmandu", "America/Santiago", "Australia/Lord_Howe"])]
)
AT = st.integers(
    min_value=moment(datetime(2026, 1, 1, tzinfo=STOCKHOLM)),
    max_value=moment(datetime(2028, 1, 1, tzinfo=STOCKHOLM)),
)


def test_a_day_begins_at_midnight_on_the_offices_clock() -> None:
    noon = moment(datetime(2026, 11, 24, 12, tzinfo=STOCKHOLM))
    assert midnight(noon, STOCKHOLM) == moment(datetime(2026, 11, 24, tzinfo=STOCKHOLM))


def test_a_day_whose_clock_skips_midnight_begins_as_it_jumps() -> None:
    santiago = ZoneInfo("America/Santiago")
    noon = moment(datetime(2026, 9, 6, 12, tzinfo=santiago))
    assert local(midnight(noon, santiago), santiago).isoformat() == "2026-09-06T01:00:00-03:00"


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    start = moment(datetime(2026, 10, 25, 1, 30, tzinfo=STOCKHOLM))
    hours = [hour for hour, _ in by_hour(start, start + 3 * HOUR, STOCKHOLM)]
    assert [local(hour, STOCKHOLM).hour for hour in hours] == [1, 2, 2, 3]
    assert len(set(hours)) == 4


def test_the_hour_that_the_clock_skips_has_no_time_in_it() -> None:
    start = moment(datetime(2026, 3, 29, 1, 0, tzinfo=STOCKHOLM))
    hours = [hour for hour, _ in by_hour(start, start + 2 * HOUR, STOCKHOLM)]
    assert [local(hour, STOCKHOLM).hour for hour in hours] == [1, 3]


@given(start=AT, length=st.integers(0, 30 * HOUR), zone=ZONES)
def test_a_span_cut_at_full_hours_loses_no_time(start: int, length: int, zone: ZoneInfo) -> None:
    parts = list(by_hour(start, start + length, zone))
    assert sum(part for _, part in parts) == length
    assert all(0 < part <= HOUR for _, part in parts)


@given(start=AT, length=st.integers(0, 30 * HOUR))
def test_hours_follow_each_other(start: int, length: int) -> None:
    parts = list(by_hour(start, start + length, STOCKHOLM))
    assert all(first < second for (first, _), (second, _) in pairwise(parts))


@given(at=AT, zone=ZONES)
def test_a_day_has_begun_before_any_moment_of_it(at: int, zone: ZoneInfo) -> None:
    began = midnight(at, zone)
    assert began <= at
    assert local(began, zone).date() == local(at, zone).date()


@given(at=AT, zone=ZONES)
def test_a_moment_lies_within_its_hour(at: int, zone: ZoneInfo) -> None:
    assert 0 <= at - hour_of(at, zone) < HOUR
