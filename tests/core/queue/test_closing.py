"""After closing, those who still wait are sent home, and what was begun goes to its owner."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from kit import STOCKHOLM, WEEKDAYS, Front, Seat, make_house, make_office, make_place
from sqlalchemy import select

from serviceoffice.core import due
from serviceoffice.core.clock import MINUTE, ManualClock, moment
from serviceoffice.core.offices.office import QueueRules
from serviceoffice.storage import Database

TUESDAY = "2026-03-10"


def at(hour: int, minute: int = 0, day: int = 10) -> int:
    return moment(datetime(2026, 3, day, hour, minute, tzinfo=STOCKHOLM))


def closing(front: Front) -> list[int]:
    """When closings are planned."""
    with front.house.database.read() as connection:
        query = select(due.due.c.at).where(due.due.c.kind == "close_day").order_by(due.due.c.at)
        return list(connection.execute(query).scalars())


def until(front: Front, moment_: int) -> None:
    """The clock comes to a time and the sweeper has run."""
    front.clock.at = moment_
    due.sweep(front.house)


@pytest.fixture
def anna(front: Front) -> Seat:
    return front.clerk("anna", "d1")


def test_the_first_ticket_plans_the_closing_a_while_after_the_office_closes(front: Front) -> None:
    front.ticket("SK1")
    front.ticket("SK1")
    assert closing(front) == [at(17, 30)]


def test_who_still_waits_or_is_on_hold_is_sent_home(front: Front, anna: Seat) -> None:
    waiting, held = front.ticket("SK1"), front.ticket("SK1")
    anna.call(held)
    anna.hold(held)
    until(front, at(17, 30) - 1)
    assert front.visit(waiting).state == "waiting"
    until(front, at(17, 30))
    for visit in (waiting, held):
        assert (front.visit(visit).state, front.visit(visit).reason) == ("done", "closed")
    assert closing(front) == []
    assert front.history().clean


def test_what_was_begun_goes_to_its_owner_on_the_next_open_day(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1", "FK1")
    anna.walk_step(visit, n=2, step="identify")
    anna.hold(visit)
    until(front, at(17, 30))
    never_begun, begun = front.visit(visit).errands
    assert never_begun.outcome is None
    assert begun.outcome == "next_step"
    assert begun.next_step is not None
    step = begun.next_step
    assert (step.kind, step.owner, step.due_on) == ("handover", "forsakringskassan", "2026-03-11")


def test_on_a_friday_the_next_open_day_is_monday(front: Front, anna: Seat) -> None:
    front.clock.at = at(10, day=13)
    visit = front.served(anna, "SK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.transfer(visit)
    until(front, at(17, 30, day=13))
    step = front.visit(visit).errands[0].next_step
    assert step is not None
    assert step.due_on == "2026-03-16"


@pytest.mark.parametrize("state", ["called", "serving"])
def test_while_somebody_is_at_a_desk_the_office_closes_a_little_later(
    front: Front, anna: Seat, state: str
) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    if state == "serving":
        anna.begin(visit)
    until(front, at(17, 30))
    assert front.visit(visit).state == state
    assert closing(front) == [at(17, 40)]
    anna.hold(visit)
    until(front, at(17, 40))
    assert front.visit(visit).reason == "closed"
    assert closing(front) == []


def test_a_visit_left_at_a_desk_over_night_does_not_close_the_next_day_early(
    front: Front, anna: Seat
) -> None:
    front.served(anna, "SK1")
    until(front, at(17, 30))
    front.clock.at = at(10, day=11)
    today = front.ticket("SK1")
    due.sweep(front.house)
    assert front.visit(today).state == "waiting"
    assert closing(front) == [at(10, 10, day=11), at(17, 30, day=11)]


def test_someone_elses_visit_today_does_not_keep_yesterday_open(front: Front, anna: Seat) -> None:
    front.ticket("SK1")
    front.clock.at = at(10, day=11)  # the server was down at closing time
    front.served(anna, "SK1")
    due.sweep(front.house)
    assert closing(front) == [at(17, 30, day=11)]


def test_what_no_closing_has_reached_the_next_one_does(front: Front, anna: Seat) -> None:
    yesterday = front.served(anna, "SK1")
    until(front, at(17, 30))
    with front.house.database.write() as connection:
        connection.execute(due.due.delete())
    anna.hold(yesterday)
    front.clock.at = at(10, day=11)
    front.ticket("SK1")
    until(front, at(17, 30, day=11))
    assert front.visit(yesterday).reason == "closed"


def test_who_comes_after_closing_with_the_desks_consent_is_not_sent_home_at_once(
    front: Front,
) -> None:
    front.ticket("SK1")
    until(front, at(18))
    late = front.ticket("SK1")
    due.sweep(front.house)
    assert front.visit(late).state == "waiting"
    until(front, at(18, 10))
    assert front.visit(late).reason == "closed"


def test_on_a_day_without_hours_the_line_ends_at_midnight(front: Front) -> None:
    front.clock.at = at(10, day=14)  # a Saturday
    visit = front.ticket("SK1")
    assert closing(front) == [at(0, day=15)]
    until(front, at(0, day=15))
    assert front.visit(visit).reason == "closed"


def test_an_office_that_never_closes_sends_nobody_home(database: Database) -> None:
    office = make_office(hours=replace(WEEKDAYS, always=True))
    front = Front(make_house(database, make_place(office)))
    visit = front.ticket("SK1")
    assert closing(front) == []
    assert front.system.run("close_day", day=TUESDAY) == {"closed": 0}
    assert front.visit(visit).state == "waiting"


def test_longer_hours_move_a_closing_that_was_planned_before(front: Front) -> None:
    visit = front.ticket("SK1")
    longer = replace(WEEKDAYS, week={1: ((time(9), time(19)),)})
    front.reconfigure(replace(front.office, hours=longer))
    until(front, at(17, 30))
    assert front.visit(visit).state == "waiting"
    assert closing(front) == [at(19, 30)]
    until(front, at(19, 30))
    assert front.visit(visit).reason == "closed"


def test_the_office_says_how_long_after_closing_time(database: Database) -> None:
    office = make_office(queue=QueueRules(close_after=5))
    front = Front(make_house(database, make_place(office)))
    front.ticket("SK1")
    assert closing(front) == [at(17, 5)]


def test_closing_twice_closes_nobody_twice(front: Front) -> None:
    front.ticket("SK1")
    front.clock.at = at(18)
    assert front.system.run("close_day", day=TUESDAY) == {"closed": 1}
    assert front.system.run("close_day", day=TUESDAY) == {"closed": 0}


# --- the nights when clocks change (R11) -------------------------------------------------

NIGHTS = [
    ("Europe/Stockholm", date(2026, 3, 29)),
    ("Europe/Stockholm", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("America/Santiago", date(2026, 9, 6)),  # at midnight
    ("America/Santiago", date(2026, 4, 5)),
    ("Pacific/Auckland", date(2026, 9, 27)),
    ("Africa/Cairo", date(2026, 4, 24)),
]


@pytest.mark.parametrize(("zone", "night"), NIGHTS, ids=str)
def test_no_time_is_negative_or_lost_on_the_night_when_clocks_change(
    database: Database, zone: str, night: date
) -> None:
    where = ZoneInfo(zone)
    hours = replace(WEEKDAYS, week={day: ((time(0), time(6)),) for day in range(7)})
    office = make_office(zone=where, hours=hours)
    midnight = datetime.combine(night, time(), where)
    clock = ManualClock(moment(midnight) - 30 * MINUTE)
    front = Front(make_house(database, make_place(office), clock=clock))
    anna = front.clerk("anna", "d1")
    waits, visits = [], []
    for _ in range(12):  # every half hour through the night
        visit = front.served(anna, "SK1")
        visits.append(visit)
        front.wait(minutes=30)
        anna.close_errand(visit, n=1, outcome="resolved")
        anna.finish(visit)
        done = front.visit(visit)
        assert done.first_began is not None
        waits.append(done.since - done.first_began)
    assert waits == [30 * MINUTE] * 12
    ids = [visit["id"] for visit in visits]
    assert ids == sorted(ids)
    assert [v["arrived"] for v in visits] == sorted(v["arrived"] for v in visits)
    assert len({(v["day"], v["number"]) for v in visits}) == 12
    assert front.history().clean


def test_a_leap_day_is_a_day(database: Database) -> None:
    clock = ManualClock(moment(datetime(2028, 2, 29, 10, tzinfo=STOCKHOLM)))
    front = Front(make_house(database, make_place(), clock=clock))
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1")
    assert visit["day"] == "2028-02-29"
    anna.walk_step(visit, n=1, step="identify")
    anna.transfer(visit)
    until(front, moment(datetime(2028, 2, 29, 17, 30, tzinfo=STOCKHOLM)))
    step = front.visit(visit).errands[0].next_step
    assert step is not None
    assert step.due_on == "2028-03-01"
