"""What must hold for a whole process map, after each of its steps is right by itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter

from serviceoffice.api import Step
from serviceoffice.core.documents import Place

Mistake = tuple[Place, str]


def mistakes(steps: Sequence[Step]) -> Iterator[Mistake]:
    """Every mistake in a process map, with its place within the service's table.

    Ids are unique, ``after`` and ``next`` name steps of the map, no step waits
    for itself through ``after``, and each is reached from the first through
    ``next``.
    """
    ids = [step.id for step in steps]
    for n, step in enumerate(steps):
        if step.id in ids[:n]:
            yield ("steps", n, "id"), f"a step above is called “{step.id}” too; ids are unique"
        for name in step.after:
            if name not in ids:
                yield ("steps", n, "after"), _unknown(name, ids)
        for following in step.next:
            if following.to not in ids:
                yield ("steps", n, "next"), _unknown(following.to, ids)
    yield from _waits_for_itself(steps, ids)
    yield from _out_of_reach(steps, ids)


def _unknown(name: str, ids: Sequence[str]) -> str:
    return f"there is no step “{name}”; expected one of {', '.join(ids)}"


def _waits_for_itself(steps: Sequence[Step], ids: Sequence[str]) -> Iterator[Mistake]:
    try:
        TopologicalSorter({step.id: step.after for step in steps}).prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        first = min(ids.index(name) for name in circle)
        yield ("steps", first, "after"), f"steps wait for each other: {' ← '.join(circle)}"


def _out_of_reach(steps: Sequence[Step], ids: Sequence[str]) -> Iterator[Mistake]:
    leads_to: dict[str, list[str]] = {}
    for step in steps:
        leads_to.setdefault(step.id, []).extend(following.to for following in step.next)
    reached: set[str] = set()
    ahead = [ids[0]]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead.extend(leads_to.get(name, ()))
    for n, name in enumerate(ids):
        if name not in reached:
            yield (
                ("steps", n, "id"),
                f"“{name}” is not reached from “{ids[0]}” through any step's next",
            )
