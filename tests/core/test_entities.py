"""A state is what its events fold to; what was undone never happened."""

from __future__ import annotations

from typing import Any

from serviceoffice.core.entities import ENTITIES, UNDONE, Entity, fold
from serviceoffice.core.events import Event


class Sum:
    """Adds up what its events say."""

    name = "sum"

    def evolve(self, state: Any, event: Event) -> Any:
        return (state or 0) + event.body["n"]


SUM: Entity = Sum()  # type: ignore[assignment]


def event(seq: int, n: int = 0, *, command: int | None = None, of: int | None = None) -> Event:
    kind, body = ("added", {"n": n}) if of is None else (UNDONE, {"of": of})
    return Event("o", seq, 0, kind, None, None, "", command or seq, body)


def test_nothing_folds_to_nothing() -> None:
    assert fold(SUM, []) is None


def test_events_add_up_in_order() -> None:
    assert fold(SUM, [event(1, 5), event(2, 7)]) == 12


def test_what_was_undone_never_happened() -> None:
    assert fold(SUM, [event(1, 5), event(2, 7), event(3, of=2)]) == 5


def test_undoing_the_first_leaves_nothing() -> None:
    assert fold(SUM, [event(1, 5), event(2, of=1)]) is None


def test_every_event_of_a_command_is_undone_together() -> None:
    story = [event(1, 5), event(2, 7), event(3, 11, command=2), event(4, of=2)]
    assert fold(SUM, story) == 5


def test_visits_and_desks_are_known() -> None:
    assert {"visit", "desk"} <= ENTITIES.entities.keys()
