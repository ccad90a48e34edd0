"""Figures of a day agree with each other, whatever happened in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from serviceoffice.core.clock import MINUTE
from serviceoffice.core.entities import UNDONE
from serviceoffice.core.offices.office import Office
from serviceoffice.core.statistics.stories import NOTHING, gather, stories
from serviceoffice.core.statistics.times import HOUR
from serviceoffice.core.statistics.today import Today, count, counted
from serviceoffice.core.visits.visit import Visit

Counting = Callable[[Any], Today]

# Whatever may happen, with the minutes that pass before it and a number that picks whom.
HAPPENINGS = st.lists(
    st.tuples(
        st.sampled_from(
            ["take", "take", "call", "call", "begin", "walk", "walk", "close", "close", "finish",
             "leave", "miss", "back", "hold", "resume", "transfer", "add", "end", "undo",
             "sign_in", "sign_out", "pause"]
        ),
        st.integers(0, 40),
        st.integers(0, 1000),
    ),
    max_size=80,
)  # fmt: skip

# An ordinary day and the two nights on which the clocks change.
STARTS = st.sampled_from(
    [{}, {"hour": 0, "day": (2026, 10, 25)}, {"hour": 0, "day": (2026, 3, 29)}]
)


def played(log: Any, happenings: list[tuple[str, int, int]]) -> Any:
    """Play what may happen; what does not fit the state of things is passed over."""
    for what, minutes, pick in happenings:
        log.later(minutes)
        told = {story.visit.id: story.visit for story in stories(gather(NOTHING, log.events))}
        play(log, what, pick, told)
    return log


def play(log: Any, what: str, pick: int, told: dict[int, Visit]) -> None:
    desk = f"d{pick % 3 + 1}"
    clerk = f"clerk{pick % 3 + 1}"

    def some(*states: str) -> Visit | None:
        fitting = [visit for visit in told.values() if (visit.reason or visit.state) in states]
        return fitting[pick % len(fitting)] if fitting else None

    match what:
        case "take":
            log.take(*[("S1", "F1", "G")[(pick + n) % 3] for n in range(pick % 3 + 1)])
        case "sign_in":
            log.add("signed_in", desk=desk, by=f"clerk:{clerk}", clerk=clerk)
        case "sign_out":
            log.add("signed_out", desk=desk, by=f"clerk:{clerk}")
        case "pause":
            log.add("paused" if pick % 2 else "returned", desk=desk, by=f"clerk:{clerk}",
                    reason="break")  # fmt: skip
        case "call":
            if visit := some("waiting"):
                log.call(visit.id, desk, clerk)
        case "begin":
            if visit := some("called"):
                log.begin(visit.id, visit.desk)
        case "walk":
            if (visit := some("serving")) and visit.open_errands:
                log.walk(visit.id, visit.open_errands[0].n, f"s{pick}", pick % 6 + 1, visit.desk)
        case "close":
            if (visit := some("serving")) and visit.open_errands:
                outcome = ("resolved", "next_step", "withdrawn", "not_here")[pick % 4]
                step = {"owner": "visitor", "due_on": "2026-11-25"} if pick % 4 == 1 else {}
                log.close(visit.id, visit.open_errands[0].n, outcome, needed=pick % 7,
                          ceiling=pick % 6, desk=visit.desk, **step)  # fmt: skip
        case "finish":
            if (visit := some("serving")) and not visit.open_errands:
                log.finish(visit.id, visit.desk)
        case "leave" | "end":
            if visit := some("waiting", "held", "called"):
                ended = [{"n": e.n, "outcome": "withdrawn"} for e in visit.open_errands if e.begun]
                log.add("left" if what == "leave" else "closed", visit.id, errands=ended)
        case "miss":
            if visit := some("called"):
                log.add("missed", visit.id, visit.desk, errands=[])
        case "back":
            if visit := some("no_show"):
                log.add("brought_back", visit.id, rank=log.at)
        case "hold":
            if visit := some("called", "serving"):
                log.add("held", visit.id, visit.desk)
        case "resume":
            if visit := some("held"):
                log.add("resumed", visit.id)
        case "transfer":
            if visit := some("called", "serving"):
                log.add("transferred", visit.id, visit.desk, to={})
        case "add":
            if visit := some("serving"):
                log.add("errand_added", visit.id, visit.desk, service="F2",
                        agency="forsakringskassan", map="F2", quick=False)  # fmt: skip
        case "undo":
            undone = {event.body["of"] for event in log.events if event.kind == UNDONE}
            last = log.events[-1] if log.events else None
            if last and last.kind not in (UNDONE, "ticket_taken") and last.seq not in undone:
                log.undo(last)


@given(happenings=HAPPENINGS, start=STARTS)
def test_sums_agree(
    happenings: list[tuple[str, int, int]], start: dict[str, Any],
    new_log: Callable[..., Any], counting: Counting,
) -> None:  # fmt: skip
    log = played(new_log(**start), happenings)
    today = counting(log)
    visits = today.visits
    assert visits.taken == sum(event.kind == "ticket_taken" for event in log.events)
    assert visits.taken == (
        visits.served + visits.left + visits.missed + visits.closed + visits.in_the_house
    )
    assert visits.taken == sum(today.flow.visits)
    assert visits.taken == sum(today.channels.values()) == sum(today.sources.values())
    assert visits.taken == len(today.times)
    assert today.waits.called <= today.waits.judged <= visits.taken
    assert today.waits.within <= today.waits.called
    assert sum(waits.called for _, waits in today.waits_by_hour) == today.waits.called
    assert all(row.visits <= visits.taken for row in today.flow.agencies)
    assert sum(row.visits for row in today.flow.agencies) >= visits.taken
    outcomes = today.all_outcomes
    assert today.contacts == sum(share.contacts for share in today.levels) <= outcomes.total
    assert len(today.next_steps) == outcomes.next_step
    assert len(today.between_chairs) == outcomes.between == 0
    closed = sum(handoff.errands for handoff in today.handoffs)
    assert closed <= outcomes.ended + outcomes.withdrawn


@given(happenings=HAPPENINGS, start=STARTS)
def test_no_time_is_negative_and_none_is_lost(
    happenings: list[tuple[str, int, int]], start: dict[str, Any],
    new_log: Callable[..., Any], counting: Counting,
) -> None:  # fmt: skip
    log = played(new_log(**start), happenings)
    today = counting(log)
    for line in today.times:
        parts = [getattr(line.times, field.name) for field in fields(line.times)]
        assert min(parts) >= 0
        assert line.arrived + line.times.total <= log.at
    for story in stories(gather(NOTHING, log.events)):
        if "brought_back" not in {event.kind for event in log.events}:
            until = log.at if story.present else story.visit.since
            assert until - story.visit.arrived == sum(s.length(log.at) for s in story.spans)
    for waits in (today.waits, *(waits for _, waits in today.waits_by_hour)):
        if waits.called:
            assert 0 <= waits.p10 <= waits.median <= waits.p90
    for hour in today.duty:
        assert 0 <= hour.paused <= hour.signed_in <= hour.clerks * HOUR * 3


@given(happenings=HAPPENINGS, start=STARTS, cut=st.integers(0, 120))
def test_reading_in_two_halves_is_reading_at_once(
    happenings: list[tuple[str, int, int]], start: dict[str, Any], cut: int,
    new_log: Callable[..., Any], office: Office, catalogue: Any,
) -> None:  # fmt: skip
    log = played(new_log(**start), happenings)
    halves = gather(gather(NOTHING, log.events[:cut]), log.events[cut:])
    assert halves == gather(NOTHING, log.events)
    assert counted(halves, log.at, office, catalogue) == count(
        log.events, log.at, office, catalogue
    )


@given(happenings=HAPPENINGS, more=HAPPENINGS)
def test_what_was_undone_never_happened(
    happenings: list[tuple[str, int, int]], more: list[tuple[str, int, int]],
    new_log: Callable[..., Any], counting: Counting,
) -> None:  # fmt: skip
    log = played(new_log(), [*happenings, *more])
    undone = {event.body["of"] for event in log.events if event.kind == UNDONE}
    without = new_log()
    without.at = log.at
    without.events = [e for e in log.events if e.kind != UNDONE and e.command not in undone]
    assert counting(log) == counting(without)


def test_the_house_says_who_is_where(log: Any, counting: Counting) -> None:
    served, left, missed, closed, waiting, called, serving, held = (
        log.take("S1") for _ in range(8)
    )
    for visit in (served, missed, called, serving, held):
        log.call(visit)
    for visit in (served, serving):
        log.begin(visit)
    log.close(served)
    log.finish(served)
    log.add("missed", missed, "d1", errands=[])
    log.add("held", held, "d1")
    log.add("left", left, errands=[])
    log.add("closed", closed, errands=[])
    visits = counting(log.later(12)).visits
    assert (visits.served, visits.left, visits.missed, visits.closed) == (1, 1, 1, 1)
    assert (visits.waiting, visits.called, visits.serving, visits.held) == (1, 1, 1, 1)
    assert visits.longest_wait == log.at - 12 * MINUTE
    assert waiting != called


def test_nobody_waits_longest_when_nobody_waits(log: Any, counting: Counting) -> None:
    log.call(log.take("S1"))
    assert counting(log).visits.longest_wait is None


def test_the_end_of_yesterdays_visit_is_not_todays(log: Any, counting: Counting) -> None:
    log.begin(77)
    log.finish(77)
    assert counting(log).visits.taken == 0


def test_a_clock_that_lags_behind_the_log_takes_no_time_back(
    log: Any, office: Office, catalogue: Any
) -> None:
    visit = log.take("S1")
    log.later(10).call(visit)
    today = count(log.events, log.at - 60 * MINUTE, office, catalogue)
    assert today.phases.waiting == 10 * MINUTE
    assert today.phases.called == 0
    assert today.at == log.at
