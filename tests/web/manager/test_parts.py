"""The parts of the page as plain values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
from kit import STOCKHOLM, Front

from serviceoffice.core.clock import MINUTE, moment
from serviceoffice.core.offices.office import Form, Hours
from serviceoffice.web.manager.agencies import agencies
from serviceoffice.web.manager.desks import desks
from serviceoffice.web.manager.levels import highest_here, levels
from serviceoffice.web.manager.snapshot import Snapshot
from serviceoffice.web.manager.waits import (
    BOTTOM,
    LEFT,
    MOST_LABELS,
    RIGHT,
    TOP,
    HourRow,
    chart,
    hour_rows,
)

Look = Callable[[], Snapshot]


def row(n: int, *waits: float | None) -> HourRow:
    p10, median, p90 = (None if wait is None else int(wait * MINUTE) for wait in waits)
    return HourRow(n, 9 + n, 0 if p10 is None else 5, 0, p10, median, p90, 1)


def test_each_desk_says_who_sits_there_and_what_happens(front: Front, look: Look) -> None:
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    visit = front.ticket("SK1")
    anna.call(visit)
    called_at = front.clock.now()
    front.wait(minutes=2)
    bo.pause(reason="back_office")
    rows = desks(look())
    assert [(d.name, d.clerk, d.doing, d.number) for d in rows] == [
        ("Desk 1", "Anna", "called", visit["number"]), ("Desk 2", "Bo", "paused", ""),
        ("Desk 3", "", "empty", ""),
    ]  # fmt: skip
    assert (rows[0].since, rows[0].employer) == (called_at, "Skatteverket")
    assert (rows[1].since, str(rows[1].pause)) == (front.clock.now(), "Work without visitors")
    anna.begin(visit)
    bo.return_()
    assert [(d.doing, d.since) for d in desks(look())[:2]] == [
        ("serving", front.clock.now()), ("free", None),
    ]  # fmt: skip


def test_the_host_is_called_the_host(front: Front, look: Look) -> None:
    front.reconfigure(replace(front.office, host="skatteverket"))
    assert [str(row.participation) for row in agencies(look())] == ["host", "on site", "on site"]


@pytest.mark.parametrize(
    ("form", "highest"), [("information", 2), ("municipal", 5), ("integrated", 5)]
)
def test_a_level_that_no_clerk_may_do_is_grey(
    form: Form, highest: int, front: Front, look: Look
) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1")
    anna.walk_step(visit, n=1, step="identify")
    front.reconfigure(replace(front.office, form=form))
    now = look()
    assert highest_here(now) == highest
    assert [row.level for row in levels(now).rows if not row.here] == list(range(highest + 1, 7))


def test_the_share_grows_with_the_level_to_the_whole(front: Front, look: Look) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1", "FK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.walk_step(visit, n=2, step="explain")
    found = levels(look())
    assert [row.share for row in found.rows] == [0.5, 1, 1, 1, 1, 1]
    assert found.errands == 2


def test_what_went_on_because_the_desk_may_not_is_counted(front: Front, look: Look) -> None:
    office = replace(front.office, form="information")
    front.reconfigure(office)
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1", "SK2")
    step = {"kind": "handover", "what": "Register", "owner": "skatteverket",
            "due_on": "2026-03-12"}  # fmt: skip
    anna.close_errand(visit, n=1, outcome="next_step", next_step=step)
    anna.walk_step(visit, n=2, step="answer")
    anna.close_errand(visit, n=2, outcome="resolved")
    found = levels(look())
    assert (found.above, found.closed) == (1, 2)


def test_the_day_has_a_row_for_each_hour_that_is_open(front: Front, look: Look) -> None:
    assert [row.label for row in hour_rows(look())] == list(range(9, 17))


def test_who_comes_outside_the_hours_has_a_row_too(front: Front, look: Look) -> None:
    front.clock.at = moment(datetime(2026, 3, 10, 7, 30, tzinfo=STOCKHOLM))
    front.clock.forward(minutes=24 * 60)
    front.ticket("SK1")
    front.clock.forward(minutes=12 * 60)
    front.ticket("SK1")
    assert [row.label for row in hour_rows(look())] == list(range(7, 20))


def test_a_closed_day_without_visitors_has_no_rows(front: Front, look: Look) -> None:
    front.reconfigure(replace(front.office, hours=Hours()))
    assert hour_rows(look()) == ()
    assert chart(()) is None


def test_a_night_with_one_hour_twice_has_both(front: Front, look: Look) -> None:
    front.reconfigure(replace(front.office, hours=Hours(always=True)))
    front.clock.at = moment(datetime(2026, 10, 25, 12, 0, tzinfo=STOCKHOLM))
    labels = [row.label for row in hour_rows(look())]
    assert labels == [0, 1, 2, 2, *range(3, 24)]


def test_the_chart_keeps_within_its_picture_and_its_order() -> None:
    drawn = chart((row(0, 1, 4, 11), row(1, None, None, None), row(2, 0, 0, 34)))
    assert drawn is not None
    first, last = drawn.columns
    assert LEFT < first.x < first.x + first.width < last.x < last.x + last.width < RIGHT
    for column in drawn.columns:
        assert TOP <= column.top <= column.middle <= column.top + column.height <= BOTTOM
    assert [tick.label for tick in drawn.minutes] == [0, 10, 20, 30, 40]
    assert [tick.label for tick in drawn.hours] == [9, 10, 11]


def test_waits_of_no_time_at_all_are_drawn() -> None:
    drawn = chart((row(0, 0, 0, 0),))
    assert drawn is not None
    [column] = drawn.columns
    assert column.height > 0
    assert column.top + column.height == BOTTOM
    assert [tick.label for tick in drawn.minutes] == [0, 5, 10]


def test_a_wait_of_a_whole_day_is_drawn_within_the_picture() -> None:
    drawn = chart((row(0, 1, 700, 23 * 60),))
    assert drawn is not None
    assert drawn.columns[0].top >= TOP
    assert drawn.minutes[-1].label >= 23 * 60


def test_a_long_day_names_every_second_hour() -> None:
    drawn = chart(tuple(row(n, 1, 2, 3) for n in range(24)))
    assert drawn is not None
    assert len(drawn.hours) == MOST_LABELS


def test_nobody_called_is_no_picture() -> None:
    assert chart((row(0, None, None, None),)) is None
