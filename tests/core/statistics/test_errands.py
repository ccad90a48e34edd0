from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from serviceoffice.core.statistics.errands import Outcomes, by_owner
from serviceoffice.core.statistics.today import Today

Counting = Callable[[Any], Today]


def test_errands_are_counted_by_agency_and_outcome(log: Any, counting: Counting) -> None:
    visit = log.take("S1", "S2", "F1")
    log.call(visit)
    log.begin(visit)
    log.close(visit, 1)
    log.close(visit, 2, "next_step", owner="skatteverket", due_on="2026-12-01")
    log.close(visit, 3, "withdrawn")
    log.finish(visit)
    gone = log.take("F1")
    log.add("left", gone, errands=[])
    log.take("G")
    today = counting(log)
    assert today.outcomes == {
        "skatteverket": Outcomes(resolved=1, next_step=1),
        "forsakringskassan": Outcomes(withdrawn=1, unbegun=1),
        "office": Outcomes(open=1),
    }
    assert list(today.outcomes) == ["skatteverket", "forsakringskassan", "office"]
    assert today.all_outcomes.total == 5


def test_finished_at_the_desk_leaves_out_what_visitors_took_back() -> None:
    outcomes = Outcomes(resolved=2, next_step=1, not_here=1, withdrawn=7, open=3)
    assert (outcomes.ended, outcomes.share_resolved) == (4, 0.5)
    assert Outcomes(withdrawn=1).share_resolved is None


def test_a_result_that_was_taken_back_is_not_counted(log: Any, counting: Counting) -> None:
    visit = log.take("S1")
    log.call(visit)
    log.begin(visit)
    log.undo(log.close(visit, 1, needed=6))
    today = counting(log)
    assert today.all_outcomes == Outcomes(open=1)
    assert today.handoffs == ()


def test_begun_and_left_without_an_owner_is_between_the_chairs(
    log: Any, counting: Counting
) -> None:
    visit = log.take("S1", "F1")
    log.call(visit)
    log.begin(visit)
    log.walk(visit, 2)
    assert counting(log).between_chairs == ()
    log.add("left", visit, errands=[])  # as no command writes it: the outcome is missing
    today = counting(log)
    [errand] = today.between_chairs
    assert (errand.number, errand.n, errand.agency) == ("001", 2, "forsakringskassan")
    assert today.all_outcomes == Outcomes(unbegun=1, between=1)


def test_next_steps_have_owner_and_date_the_earliest_first(log: Any, counting: Counting) -> None:
    visit = log.take("S1", "S2", "F1")
    log.call(visit)
    log.begin(visit)
    log.close(visit, 1, "next_step", owner="skatteverket", due_on="2026-12-01")
    log.close(visit, 2, "next_step", owner="visitor", due_on="2026-11-24")
    log.close(visit, 3, "next_step", owner="skatteverket", due_on="2026-11-26")
    today = counting(log)
    assert [(step.owner, step.due_on) for step in today.next_steps] == [
        ("visitor", "2026-11-24"), ("skatteverket", "2026-11-26"), ("skatteverket", "2026-12-01"),
    ]  # fmt: skip
    assert {owner: len(steps) for owner, steps in by_owner(today.next_steps).items()} == {
        "visitor": 1, "skatteverket": 2,
    }  # fmt: skip
    assert [step.owner for step in today.due_today] == ["visitor"]
    assert today.late == ()


def test_a_next_step_is_late_the_day_after_its_date(log: Any, counting: Counting) -> None:
    visit = log.take("S1")
    log.call(visit)
    log.begin(visit)
    log.close(visit, 1, "next_step", owner="skatteverket", due_on="2026-11-25")
    assert counting(log.later(24 * 60)).late == ()
    assert [step.errand.service for step in counting(log.later(24 * 60)).late] == ["S1"]


def test_a_next_step_that_came_because_the_visitor_missed_goes_when_the_visitor_comes(
    log: Any, counting: Counting
) -> None:
    visit = log.take("S1")
    log.call(visit)
    step = {"kind": "visitor", "owner": "skatteverket", "due_on": "2026-11-25"}
    log.add("missed", visit, "d1", errands=[{"n": 1, "outcome": "next_step", "next": step}])
    assert len(counting(log).next_steps) == 1
    log.add("brought_back", visit, rank=log.at)
    assert counting(log).next_steps == ()


def test_an_errand_counts_once_on_the_highest_level_walked(log: Any, counting: Counting) -> None:
    visit = log.take("S1", "S2", "F1")
    log.call(visit)
    log.begin(visit)
    log.walk(visit, 1, "inform", 1)
    log.walk(visit, 1, "register", 4)
    log.walk(visit, 1, "explain", 2)
    log.walk(visit, 2, "inform", 2)
    log.undo(log.walk(visit, 2, "decide", 5))
    today = counting(log)
    assert [(share.level, share.contacts, share.up_to) for share in today.levels] == [
        (1, 0, 0), (2, 1, 1), (3, 0, 1), (4, 1, 2), (5, 0, 2), (6, 0, 2), (7, 0, 2), (8, 0, 2),
    ]  # fmt: skip
    assert today.contacts == 2


def test_the_level_needed_stands_against_the_level_there_was(log: Any, counting: Counting) -> None:
    for needed in (6, 6, 0, 4):
        visit = log.take("S1")
        log.call(visit)
        log.begin(visit)
        outcome = "next_step" if needed > 5 else "resolved"
        log.close(visit, 1, outcome, needed=needed, ceiling=5)
        log.finish(visit)
    handoffs = counting(log).handoffs
    assert [(h.needed, h.available, h.outcome, h.errands, h.above) for h in handoffs] == [
        (0, 5, "resolved", 1, False), (4, 5, "resolved", 1, False), (6, 5, "next_step", 2, True),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["left", "closed"])
def test_a_begun_errand_ended_with_its_visit_keeps_the_outcome_it_was_given(
    kind: str, log: Any, counting: Counting
) -> None:
    visit = log.take("S1")
    log.call(visit)
    log.begin(visit)
    log.walk(visit)
    log.add("held", visit, "d1")
    log.add(kind, visit, errands=[{"n": 1, "outcome": "withdrawn"}])
    assert counting(log).all_outcomes == Outcomes(withdrawn=1)
