"""Places in the line and who may call whom: pure rules, tried on many lines."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from serviceoffice.core.clock import MINUTE
from serviceoffice.core.offices.office import Clerk, Desk
from serviceoffice.core.queue.rules import Rank, eligible, first, rank, why_this_one
from serviceoffice.core.visits.visit import Errand, Visit

CREDITS = {"booked": 15, "priority": 30, "none": 0}
AGENCIES = ("skatteverket", "forsakringskassan", "office")


def waiting(visit_id: int = 1, rank_: int = 0, **more: object) -> Visit:
    values: dict[str, object] = {
        "number": f"{visit_id:03d}", "series": "", "day": "2026-03-10", "state": "waiting",
        "credit": "", "arrived": rank_, "since": rank_, "channel": "counter",
        "source": "reception", "language": "sv", "needs_language": False, "interpreter": False,
        "priority": "", "quick": False, "errands": (Errand(1, "SK1", "skatteverket", ""),),
    }  # fmt: skip
    return Visit(id=visit_id, rank=rank_, **values | more)  # type: ignore[arg-type]


errands = st.lists(st.sampled_from(AGENCIES), min_size=1, max_size=3).map(
    lambda agencies: tuple(
        Errand(n, f"{agency[0].upper()}1", agency, "") for n, agency in enumerate(agencies, start=1)
    )
)
lines = st.lists(
    st.builds(
        lambda visit_id, at, of, quick, language, needs, desk, clerk: waiting(
            visit_id, at, errands=of, quick=quick, language=language, needs_language=needs,
            to_desk=desk, to_clerk=clerk,
        ),
        st.integers(1, 10**6),
        st.integers(0, 50),  # small, so that places are shared
        errands,
        st.booleans(),
        st.sampled_from(["sv", "ar"]),
        st.booleans(),
        st.sampled_from([None, None, "d1", "d2"]),
        st.sampled_from([None, None, "anna", "bo"]),
    ),
    unique_by=lambda visit: visit.id,
    max_size=30,
).map(lambda line: sorted(line, key=lambda visit: (visit.rank, visit.id)))  # fmt: skip
desks = st.builds(
    lambda desk, serves, quick: Desk(desk, desk, tuple(serves), quick),
    st.sampled_from(["d1", "d2"]),
    st.sets(st.sampled_from([*AGENCIES, "S1"])),
    st.booleans(),
)
clerks = st.none() | st.builds(
    lambda clerk, languages, skills: Clerk(
        clerk, clerk, "skatteverket", languages=tuple(languages), skills=skills
    ),
    st.sampled_from(["anna", "bo"]),
    st.sets(st.sampled_from(["sv", "ar"])),
    st.dictionaries(st.sampled_from([*AGENCIES, "S1"]), st.integers(0, 6)),
)


# --- rank --------------------------------------------------------------------------------


def test_the_place_is_the_arrival_less_the_credit_in_minutes() -> None:
    assert rank(100 * MINUTE, ["booked"], CREDITS) == Rank(85 * MINUTE, "booked")


def test_of_several_credits_the_largest_applies() -> None:
    assert rank(100 * MINUTE, ["booked", "priority"], CREDITS) == Rank(70 * MINUTE, "priority")


def test_a_class_without_credit_counts_nothing() -> None:
    for classes in ([], ["none"], ["unheard_of"]):
        assert rank(5, classes, CREDITS) == Rank(5, "")


@given(st.integers(0, 10**13), st.lists(st.sampled_from([*CREDITS])), st.integers(1, 10**9))
def test_nobody_starves_who_comes_later_than_the_largest_credit_is_behind_whatever_their_class(
    arrival: int, classes: list[str], later: int
) -> None:
    longest = max(CREDITS.values()) * MINUTE
    ordinary = rank(arrival, [], CREDITS)
    assert rank(arrival + longest + later, classes, CREDITS).value > ordinary.value


@given(st.lists(st.tuples(st.integers(0, 10**6), st.sampled_from(["", *CREDITS])), max_size=40))
def test_an_ordinary_visitor_is_passed_by_a_bounded_number_however_many_come(
    arrivals: list[tuple[int, str]],
) -> None:
    """Of those who come after the largest credit has run out, none goes before."""
    mine = rank(0, [], CREDITS).value
    passing = [at for at, name in arrivals if at and rank(at, [name], CREDITS).value < mine]
    assert all(at < max(CREDITS.values()) * MINUTE for at in passing)


# --- eligible ----------------------------------------------------------------------------


@given(desks, clerks, lines)
def test_the_first_is_the_earliest_of_those_the_desk_may_call(
    desk: Desk, clerk: Clerk | None, line: list[Visit]
) -> None:
    may = [visit for visit in line if eligible(desk, clerk, visit).yes]
    assert first(desk, clerk, line) == (may[0] if may else None)


@given(desks, clerks, lines)
def test_calling_until_nobody_is_left_serves_the_eligible_in_order_of_place(
    desk: Desk, clerk: Clerk | None, line: list[Visit]
) -> None:
    served = []
    while chosen := first(desk, clerk, line):
        served.append(chosen)
        line = [visit for visit in line if visit.id != chosen.id]
    assert served == sorted(served, key=lambda visit: (visit.rank, visit.id))
    assert not any(eligible(desk, clerk, visit).yes for visit in line)


@given(desks, clerks, lines)
def test_a_no_always_says_why_and_a_yes_never(
    desk: Desk, clerk: Clerk | None, line: list[Visit]
) -> None:
    for visit in line:
        verdict = eligible(desk, clerk, visit)
        assert verdict.yes == (verdict.why is None)


@given(desks, clerks, lines, st.integers(-1000, 1000))
def test_who_may_call_depends_on_no_place_or_time(
    desk: Desk, clerk: Clerk | None, line: list[Visit], other: int
) -> None:
    for visit in line:
        moved = replace(visit, id=visit.id + 1, rank=other, arrived=other, since=other)
        assert eligible(desk, clerk, moved).yes == eligible(desk, clerk, visit).yes


@given(lines)
def test_a_desk_for_everything_with_any_clerk_may_call_whoever_waits_for_nobody_special(
    line: list[Visit],
) -> None:
    desk = Desk("d1", "Desk 1")
    for visit in line:
        special = (visit.to_desk or "d1") != "d1" or visit.to_clerk
        assert eligible(desk, None, visit).yes == (not special)


def test_a_visit_with_only_closed_errands_may_be_called_anywhere_to_be_finished() -> None:
    closed = (replace(waiting().errands[0], outcome="resolved"),)
    desk = Desk("d1", "Desk 1", ("forsakringskassan",))
    assert eligible(desk, None, waiting(errands=closed)).yes
    assert not eligible(desk, None, waiting()).yes


# --- why this one ------------------------------------------------------------------------


def test_why_the_first_to_come() -> None:
    a, b = waiting(1, 1), waiting(2, 2)
    assert str(why_this_one(a, [a, b], Desk("d1", ""), None)) == "Next: has waited longest."


def test_why_one_with_credit() -> None:
    a, b = waiting(1, 5), waiting(2, 1, credit="priority")
    why = why_this_one(b, [b, a], Desk("d1", ""), None)
    assert str(why) == "Next: “priority” counts as longer waiting."


def test_why_one_behind_others_who_wait_for_something_else() -> None:
    a = waiting(1, 1, errands=(Errand(1, "FK1", "forsakringskassan", ""),))
    b = waiting(2, 2)
    why = why_this_one(b, [a, b], Desk("d1", "", ("skatteverket",)), None)
    assert str(why) == "Next for this desk: those before wait for other services."


def test_why_one_who_was_sent_on() -> None:
    a = waiting(1, 1, to_desk="d1")
    why = why_this_one(a, [a], Desk("d1", ""), None)
    assert str(why) == "Next: was sent on to you and keeps the place in the line."
