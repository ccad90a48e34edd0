from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serviceoffice.core.clock import MINUTE
from serviceoffice.core.statistics.today import Today
from serviceoffice.core.statistics.waits import Times, percentile

Counting = Callable[[Any], Today]


def test_a_wait_runs_from_the_ticket_to_the_first_call(log: Any, counting: Counting) -> None:
    first, second = log.take("S1"), log.take("S1")
    log.later(10).call(first)
    log.later(10).call(second, desk="d2")
    waits = counting(log).waits
    assert (waits.called, waits.mean, waits.median) == (2, 15 * MINUTE, 10 * MINUTE)
    assert (waits.p10, waits.p90) == (10 * MINUTE, 20 * MINUTE)


def test_a_visitor_sent_on_has_waited_once(log: Any, counting: Counting) -> None:
    visit = log.take("S1")
    log.later(5).call(visit)
    log.later(1).begin(visit)
    log.later(2).add("transferred", visit, "d1", to={"desk": "d2"})
    log.later(30).call(visit, desk="d2")
    assert counting(log).waits.mean == 5 * MINUTE


def test_a_call_that_was_taken_back_ends_no_wait(log: Any, counting: Counting) -> None:
    visit = log.take("S1")
    called = log.later(5).call(visit)
    log.undo(called)
    log.later(4).call(visit, desk="d2")
    today = counting(log)
    assert today.waits.mean == 9 * MINUTE
    assert today.phases == Times(waiting=9 * MINUTE)


def test_the_share_called_in_time_rests_on_those_who_can_be_judged(
    log: Any, counting: Counting
) -> None:
    quick, slow, gone, still, new = (log.take("S1") for _ in range(5))
    log.later(15).call(quick)
    log.later(1).call(slow, desk="d2")
    log.add("left", gone, errands=[])
    waits = counting(log).waits
    assert (waits.within, waits.judged) == (1, 5)  # still and new have waited 16 minutes too
    assert waits.share == pytest.approx(0.2)
    assert still != new


def test_nobody_betters_the_share_by_letting_someone_wait(log: Any, counting: Counting) -> None:
    log.call(log.take("S1"))
    log.take("S1")
    assert counting(log).waits.share == 1
    log.later(16)
    assert counting(log).waits.share == pytest.approx(0.5)


def test_a_day_without_visitors_has_no_wait(log: Any, counting: Counting) -> None:
    waits = counting(log).waits
    assert (waits.called, waits.mean, waits.median, waits.p90, waits.share) == (
        0, None, None, None, None,
    )  # fmt: skip


def test_waits_stand_under_the_hour_in_which_the_visitor_came(log: Any, counting: Counting) -> None:
    early = log.later(50).take("S1")
    late = log.later(20).take("S1")
    log.later(5).call(early)
    log.call(late, desk="d2")
    by_hour = counting(log).waits_by_hour
    assert [waits.median for _, waits in by_hour] == [25 * MINUTE, 5 * MINUTE]
    assert by_hour[1][0] - by_hour[0][0] == 60 * MINUTE


def test_every_phase_has_its_time(log: Any, counting: Counting) -> None:
    visit = log.take("S1")
    log.later(7).call(visit)
    log.later(1).begin(visit)
    log.later(10).add("held", visit, "d1")
    log.later(20).add("resumed", visit)
    log.later(3).call(visit)
    log.later(2).begin(visit)
    log.later(5).finish(visit)
    log.later(60)
    times = Times(10 * MINUTE, 3 * MINUTE, 15 * MINUTE, 20 * MINUTE)
    [line] = counting(log).times
    assert (line.visit, line.number, line.times) == (visit, "001", times)
    assert line.times.total == 48 * MINUTE


@given(values=st.lists(st.integers(0, 10**6), min_size=1), share=st.fractions(0, 1))
def test_a_percentile_is_a_wait_that_occurred_and_splits_the_others(
    values: list[int], share: Fraction
) -> None:
    found = percentile(sorted(values), share)
    assert found in values
    assert sum(value <= found for value in values) >= share * len(values)
    assert sum(value < found for value in values) <= share * len(values)
