"""When an office is open, checked minute by minute against the clock on the wall."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from serviceoffice.api import Text
from serviceoffice.core.clock import MINUTE, moment
from serviceoffice.core.offices.hours import (
    closes_at,
    closure_reason,
    is_open,
    next_opening,
    spans,
)
from serviceoffice.core.offices.office import Hours

STOCKHOLM = ZoneInfo("Europe/Stockholm")
HOUR = 60 * MINUTE

# Nights on which clocks change: by an hour, by half an hour, at midnight, and by
# leaving out a whole day.
NIGHTS = [
    ("Europe/Stockholm", date(2026, 3, 29)),
    ("Europe/Stockholm", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Cairo", date(2026, 4, 24)),
    ("Africa/Cairo", date(2026, 10, 29)),
    ("Pacific/Apia", date(2011, 12, 30)),
]


def at(text: str, zone: ZoneInfo = STOCKHOLM, fold: int = 0) -> int:
    return moment(datetime.fromisoformat(text).replace(tzinfo=zone, fold=fold))


def every_day(*times: tuple[time, time], holidays: str = "") -> Hours:
    return Hours(week=dict.fromkeys(range(7), times), holidays=holidays)


def minutes_of(zone: ZoneInfo, day: date) -> list[tuple[int, datetime]]:
    """Every minute on which the wall shows the date, and what the wall shows."""
    start = datetime.combine(day, time(0), UTC) - timedelta(hours=15)
    shown = ((start + timedelta(minutes=n)) for n in range(30 * 60 + 48 * 60))
    walls = ((moment(utc), utc.astimezone(zone).replace(tzinfo=None)) for utc in shown)
    return [(ms, wall) for ms, wall in walls if wall.date() == day]


def open_minutes(zone: ZoneInfo, day: date, times: tuple[tuple[time, time], ...]) -> set[int]:
    """The slow truth: a clock put back has already shown what it shows again."""
    found = set()
    latest = datetime.combine(day, time(0))
    for ms, wall in minutes_of(zone, day):
        latest = max(latest, wall)
        for opens, closes in times:
            until = datetime.combine(day, closes) + timedelta(days=closes == time(0))
            if datetime.combine(day, opens) <= latest < until:
                found.add(ms)
    return found


@st.composite
def times_of_a_day(draw: st.DrawFn) -> tuple[tuple[time, time], ...]:
    edges = sorted(draw(st.sets(st.integers(0, 1440), min_size=2, max_size=6)))
    clocks = [time(edge % 1440 // 60, edge % 60) for edge in edges]
    return tuple(zip(clocks[::2], clocks[1::2], strict=False))


@st.composite
def zone_and_day(draw: st.DrawFn) -> tuple[ZoneInfo, date]:
    name, night = draw(st.sampled_from(NIGHTS))
    return ZoneInfo(name), night + timedelta(days=draw(st.integers(-1, 1)))


@settings(max_examples=150, deadline=None)
@given(zone_and_day(), times_of_a_day())
def test_spans_hold_exactly_the_minutes_that_the_wall_clock_calls_open(
    where: tuple[ZoneInfo, date], times: tuple[tuple[time, time], ...]
) -> None:
    zone, day = where
    found = spans(every_day(*times), zone, day)
    covered = {ms for start, end in found for ms in range(start, end, MINUTE)}
    assert covered == open_minutes(zone, day, times)
    assert all(a_end <= b_start for (_, a_end), (b_start, _) in pairwise(found))


@settings(max_examples=25, deadline=None)
@given(zone_and_day(), times_of_a_day(), st.integers(0, 1500))
def test_open_closing_and_opening_agree_with_the_minutes_around_a_changed_night(
    where: tuple[ZoneInfo, date], times: tuple[tuple[time, time], ...], offset: int
) -> None:
    zone, day = where
    hours = every_day(*times)
    days = [day + timedelta(days=n) for n in range(-1, 4)]
    truth = set().union(*(open_minutes(zone, each, times) for each in days))
    start = min(ms for each in days[1:3] for ms, _ in minutes_of(zone, each))
    now = start + offset * MINUTE
    assert is_open(hours, zone, now) == (now in truth)

    horizon = now + 36 * HOUR
    later = range(now + MINUTE, horizon, MINUTE)
    closing = next((ms for ms in later if ms not in truth), None)
    answer = closes_at(hours, zone, now)
    assert answer == (closing if now in truth and closing else answer)
    assert (answer is None) == (now not in truth or closing is None)
    opening = next((ms for ms in later if ms in truth and ms - MINUTE not in truth), None)
    if opening is not None:
        assert next_opening(hours, zone, now) == opening


def test_a_plain_day_is_open_between_its_times_and_closed_at_its_end() -> None:
    hours = every_day((time(9), time(12)), (time(13), time(16)))
    assert spans(hours, STOCKHOLM, date(2026, 5, 4)) == (
        (at("2026-05-04T09:00"), at("2026-05-04T12:00")),
        (at("2026-05-04T13:00"), at("2026-05-04T16:00")),
    )
    assert not is_open(hours, STOCKHOLM, at("2026-05-04T09:00") - 1)
    assert is_open(hours, STOCKHOLM, at("2026-05-04T09:00"))
    assert is_open(hours, STOCKHOLM, at("2026-05-04T12:00") - 1)
    assert not is_open(hours, STOCKHOLM, at("2026-05-04T12:00"))
    assert closes_at(hours, STOCKHOLM, at("2026-05-04T09:30")) == at("2026-05-04T12:00")
    assert closes_at(hours, STOCKHOLM, at("2026-05-04T12:30")) is None
    assert next_opening(hours, STOCKHOLM, at("2026-05-04T09:30")) == at("2026-05-04T13:00")


def test_a_weekend_is_skipped_and_the_time_zone_is_the_offices() -> None:
    hours = Hours(week={n: ((time(9), time(16)),) for n in range(5)}, holidays="")
    friday_evening = at("2026-05-08T17:00")
    assert next_opening(hours, STOCKHOLM, friday_evening) == at("2026-05-11T09:00")
    tokyo = ZoneInfo("Asia/Tokyo")
    assert next_opening(hours, tokyo, friday_evening) == at("2026-05-11T09:00", tokyo)


def test_a_night_of_work_is_an_hour_shorter_in_spring_and_longer_in_autumn() -> None:
    night = every_day((time(0), time(6)))
    lengths = [
        sum(end - start for start, end in spans(night, STOCKHOLM, day)) // HOUR
        for day in (date(2026, 3, 28), date(2026, 3, 29), date(2026, 10, 25))
    ]
    assert lengths == [6, 5, 7]


def test_an_opening_time_that_the_spring_night_skips_comes_as_the_clocks_jump() -> None:
    hours = every_day((time(2, 30), time(4)))
    assert spans(hours, STOCKHOLM, date(2026, 3, 29)) == (
        (at("2026-03-29T03:00"), at("2026-03-29T04:00")),
    )


def test_a_span_that_the_spring_night_skips_altogether_is_no_opening() -> None:
    assert spans(every_day((time(2), time(3))), STOCKHOLM, date(2026, 3, 29)) == ()


def test_a_closing_time_that_the_autumn_night_repeats_counts_when_it_first_comes() -> None:
    hours = every_day((time(1), time(2, 30)))
    [(start, end)] = spans(hours, STOCKHOLM, date(2026, 10, 25))
    assert (end - start) // MINUTE == 90
    assert not is_open(hours, STOCKHOLM, at("2026-10-25T02:15", fold=1))


def test_two_days_that_meet_at_midnight_are_one_opening() -> None:
    hours = Hours(
        week={4: ((time(18), time(0)),), 5: ((time(0), time(3)), (time(9), time(12)))}, holidays=""
    )
    friday_night = at("2026-05-08T23:00")
    assert closes_at(hours, STOCKHOLM, friday_night) == at("2026-05-09T03:00")
    assert next_opening(hours, STOCKHOLM, friday_night) == at("2026-05-09T09:00")


def test_an_office_that_is_always_open_never_closes() -> None:
    hours = Hours(always=True)
    christmas_night = at("2026-12-24T23:59")
    assert is_open(hours, STOCKHOLM, christmas_night)
    assert closes_at(hours, STOCKHOLM, christmas_night) is None
    assert next_opening(hours, STOCKHOLM, christmas_night) is None
    assert closure_reason(hours, date(2026, 12, 24)) is None


def test_clocks_put_back_over_midnight_close_nobody() -> None:
    newfoundland = ZoneInfo("America/St_Johns")
    saturday_again = at("2010-11-06T23:30", newfoundland, fold=1)
    assert is_open(Hours(always=True), newfoundland, saturday_again)


def test_an_office_without_hours_never_opens() -> None:
    assert next_opening(Hours(), STOCKHOLM, at("2026-05-08T10:00")) is None


def test_the_last_opening_of_all_still_closes() -> None:
    hours = Hours(special={date(2026, 5, 8): ((time(9), time(12)),)})
    assert closes_at(hours, STOCKHOLM, at("2026-05-08T10:00")) == at("2026-05-08T12:00")
    assert next_opening(hours, STOCKHOLM, at("2026-05-08T10:00")) is None


def test_an_opening_is_searched_for_a_year_and_no_longer() -> None:
    opening = date(2027, 5, 9)
    hours = Hours(special={opening: ((time(9), time(12)),)})
    start = at("2027-05-09T09:00")
    assert next_opening(hours, STOCKHOLM, at("2026-05-09T10:00")) == start
    assert next_opening(hours, STOCKHOLM, at("2026-05-07T10:00")) is None


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2026, 1, 6), "Trettondedag jul"),
        (date(2026, 4, 6), "Annandag påsk"),
        (date(2026, 6, 19), "Midsommarafton"),
        (date(2026, 12, 24), "Julafton"),
        (date(2026, 12, 31), "Nyårsafton"),
    ],
)
def test_swedish_holidays_and_the_eves_that_count_as_such_close_the_office(
    day: date, name: str
) -> None:
    hours = every_day((time(9), time(16)), holidays="SE")
    assert spans(hours, STOCKHOLM, day) == ()
    reason = closure_reason(hours, day)
    assert reason is not None
    assert reason.by_language["sv"] == name
    assert reason.msgid == reason.by_language["en"] != name


def test_an_ordinary_day_and_the_eve_of_may_day_have_no_reason_to_be_closed() -> None:
    hours = every_day((time(9), time(16)), holidays="SE")
    for day in (date(2026, 4, 30), date(2026, 5, 4)):
        assert closure_reason(hours, day) is None
        assert spans(hours, STOCKHOLM, day) != ()


def test_another_country_has_its_own_holidays_and_none_are_kept_where_none_are_named() -> None:
    constitution_day = date(2026, 5, 17)
    norway = every_day((time(9), time(16)), holidays="NO")
    assert spans(norway, STOCKHOLM, constitution_day) == ()
    assert closure_reason(norway, constitution_day) is not None
    assert spans(every_day((time(9), time(16))), STOCKHOLM, date(2026, 12, 25)) != ()


def test_special_hours_replace_the_week_and_open_a_holiday() -> None:
    eve = date(2026, 12, 24)
    hours = Hours(
        week={n: ((time(9), time(16)),) for n in range(7)},
        special={eve: ((time(9), time(11)),), date(2026, 5, 4): ()},
    )
    assert spans(hours, STOCKHOLM, eve) == ((at("2026-12-24T09:00"), at("2026-12-24T11:00")),)
    assert closure_reason(hours, eve) is None
    assert spans(hours, STOCKHOLM, date(2026, 5, 4)) == ()


def test_a_closure_closes_all_its_days_says_why_and_wins_over_everything() -> None:
    moving = Text("We are moving", by_language={"sv": "Vi flyttar"})
    hours = Hours(
        always=True,
        special={date(2026, 8, 4): ((time(9), time(11)),)},
        closures=((date(2026, 8, 3), date(2026, 8, 5), moving),),
    )
    for day in (date(2026, 8, 3), date(2026, 8, 4), date(2026, 8, 5)):
        assert spans(hours, STOCKHOLM, day) == ()
        assert closure_reason(hours, day) == moving
    assert closure_reason(hours, date(2026, 8, 6)) is None
    assert closes_at(hours, STOCKHOLM, at("2026-08-01T10:00")) == at("2026-08-03T00:00")
    assert next_opening(hours, STOCKHOLM, at("2026-08-04T10:00")) == at("2026-08-06T00:00")
