"""Things that the log tells the story of: visits, desks.

An entity's state is what its events fold to, nothing else. The same ``evolve``
writes the rows when a command runs, restores them when one is undone and
rebuilds them when the history is checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import Connection

from serviceoffice.core.events import Event

Key = int | str
UNDONE = "undone"


class Entity(Protocol):
    """How one kind of thing is read, changed and written."""

    name: str

    def key(self, event: Event) -> Key | None:
        """Which one the event touches, or None."""

    def evolve(self, state: Any, event: Event) -> Any:
        """The state after the event; ``state`` is None before the first. Pure."""

    def load(self, connection: Connection, office: str, key: Key) -> Any:
        """The stored state, or None."""

    def save(
        self, connection: Connection, office: str, key: Key, before: Any, after: Any, seq: int
    ) -> None:
        """Write the state as of event ``seq``; ``before`` is None for a new one."""

    def events(self, connection: Connection, office: str, key: Key) -> list[Event]:
        """Every event that touches it."""

    def all(self, connection: Connection, office: str) -> Mapping[Key, Any]:
        """Every stored state, for the history check."""


@dataclass(slots=True)
class Registry:
    """The entities that slices of the core have announced."""

    entities: dict[str, Entity]

    def add(self, entity: Entity) -> Entity:
        """Announce an entity; its name is its key."""
        self.entities[entity.name] = entity
        return entity


ENTITIES = Registry({})


def fold(entity: Entity, history: Iterable[Event]) -> Any:
    """The state that a history leads to. What was undone never happened."""
    history = list(history)
    undone = {event.body["of"] for event in history if event.kind == UNDONE}
    state = None
    for event in history:
        if event.kind != UNDONE and event.command not in undone:
            state = entity.evolve(state, event)
    return state
