from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from serviceoffice.api import Next, Step, Text
from serviceoffice.core.catalogue.rules import mistakes


def step(name: str, *leads_to: str, after: tuple[str, ...] = ()) -> Step:
    return Step(name, Text(name), 1, "front", 1, after=after, next=tuple(map(Next, leads_to)))


def told(*steps: Step) -> list[tuple[object, ...]]:
    return [(*place, message) for place, message in mistakes(steps)]


def test_branches_that_meet_again_are_no_mistake():
    assert told(step("a", "b", "c"), step("b", "d"), step("c", "d"), step("d")) == []


def test_a_way_back_is_no_mistake():
    assert told(step("a", "b"), step("b", "a", "c"), step("c")) == []


def test_two_steps_of_one_name():
    assert told(step("a", "b"), step("b"), step("a")) == [
        ("steps", 2, "id", "a step above is called “a” too; ids are unique")
    ]


def test_steps_that_wait_for_each_other():
    circle = told(step("a", "b"), step("b", "c", after=("c",)), step("c", after=("b",)))
    ((_, n, key, message),) = circle
    assert (n, key) == (1, "after")
    assert message in (
        "steps wait for each other: b ← c ← b",
        "steps wait for each other: c ← b ← c",
    )


def test_a_step_that_waits_for_itself():
    ((_, n, key, message),) = told(step("a", "b"), step("b", after=("b",)))
    assert (n, key, message) == (1, "after", "steps wait for each other: b ← b")


def test_steps_out_of_reach():
    assert told(step("a", "c"), step("b", "c"), step("c"), step("d", "e"), step("e", "d")) == [
        ("steps", n, "id", f"“{name}” is not reached from “a” through any step's next")
        for n, name in ((1, "b"), (3, "d"), (4, "e"))
    ]


def test_all_mistakes_are_told_at_once():
    keys = [row[1:3] for row in told(step("a", "x"), step("b", after=("y",)), step("a"))]
    assert keys == [(0, "next"), (1, "after"), (2, "id"), (1, "id")]


@st.composite
def chains(draw: st.DrawFn) -> list[Step]:
    """Maps that are right by construction: each step leads on, each waits only for earlier ones."""
    names = [f"s{n}" for n in range(draw(st.integers(1, 8)))]
    return [
        step(
            name,
            *names[n + 1 : n + 2],
            *draw(st.lists(st.sampled_from(names), max_size=2)),
            after=tuple(draw(st.sets(st.sampled_from(names[:n])))) if n else (),
        )
        for n, name in enumerate(names)
    ]


@given(chains())
def test_a_map_that_leads_on_and_waits_backwards_has_no_mistake(steps):
    assert list(mistakes(steps)) == []


@given(chains(), st.data())
def test_a_step_nobody_leads_to_is_always_found(steps, data):
    at = data.draw(st.integers(1, len(steps)))
    island = [*steps[:at], step("island", "island"), *steps[at:]]
    assert [place for place, _ in mistakes(island)] == [("steps", at, "id")]
