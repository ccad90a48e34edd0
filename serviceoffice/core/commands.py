"""One door for every change: ``execute`` runs a command as one transaction.

It takes the office's log head, so that within an office everything is serial;
answers a retry from its stored answer; lets the handler decide; folds the
handler's events into rows; appends them to the log; commits; wakes listeners.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from serviceoffice.api import Invalid, Unknown, text
from serviceoffice.core import events, idempotency
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.entities import ENTITIES, UNDONE, Entity, Key, fold
from serviceoffice.core.events import Event, Head
from serviceoffice.core.house import House
from serviceoffice.core.offices.office import Office

Answer = dict[str, Any] | None
Handler = Callable[..., Answer]

HANDLERS: dict[str, Handler] = {}
_ARGUMENTS: dict[str, dict[str, bool]] = {}
"""For each command its arguments, true for those that must be given."""


@dataclass(frozen=True, slots=True)
class Principal:
    """Who acts: ``name`` is stable (``clerk:anna``, ``token:4``, ``system``).

    ``role`` is clerk, reception, manager, device, integration, visitor or
    system; ``clerk`` the clerk's id when a clerk acts.
    """

    name: str
    role: str
    clerk: str | None = None


SYSTEM = Principal("system", "system")


@dataclass(frozen=True, slots=True)
class Command:
    """What someone wants changed in one office. ``key`` makes a retry safe."""

    office: str
    name: str
    args: Mapping[str, Any] = field(default_factory=dict)
    by: Principal = SYSTEM
    key: str | None = None


def handles(name: str) -> Callable[[Handler], Handler]:
    """Register the handler of a command."""

    def register(handler: Handler) -> Handler:
        HANDLERS[name] = handler
        _, *parameters = inspect.signature(handler).parameters.values()
        _ARGUMENTS[name] = {p.name: p.default is p.empty for p in parameters}
        return handler

    return register


class Work:
    """One command at work: what the handler sees and what it has changed so far."""

    def __init__(
        self, house: House, connection: Connection, office: str, by: Principal, head: Head
    ) -> None:
        self.place = place = house.place(office)
        self.house = house
        self.connection = connection
        self.office: Office = place.office
        self.catalogue: Catalogue = place.catalogue
        self.by = by
        self.now = max(house.clock.now(), head.at)
        self.head = head
        self.command = head.seq + 1
        self.drafts: list[Event] = []
        self._states: dict[tuple[str, Key], Any] = {}
        self._stored: dict[tuple[str, Key], Any] = {}
        self._touched: dict[tuple[str, Key], int] = {}

    @property
    def next_seq(self) -> int:
        """The sequence number that the next event gets; also the id of a row it makes."""
        return self.head.seq + len(self.drafts) + 1

    def get(self, entity: str, key: Key) -> Any:
        """The state of an entity as this command has left it, or None.

        A number as a key is the sequence number of the event that made the
        entity, so nothing is stored under one beyond the log.
        """
        if (entity, key) not in self._states:
            possible = not isinstance(key, int) or 0 < key <= self.head.seq
            load = ENTITIES.entities[entity].load
            state = load(self.connection, self.office.id, key) if possible else None
            self._states[entity, key] = self._stored[entity, key] = state
        return self._states[entity, key]

    def know(self, entity: str, key: Key, state: Any) -> None:
        """Take a state that a query of this command has just read; it is not read again."""
        if (entity, key) not in self._states:
            self._states[entity, key] = self._stored[entity, key] = state

    def append(
        self, kind: str, *, visit: int | None = None, desk: str | None = None, **body: Any
    ) -> Event:
        """Say that something happened; every entity it touches follows at once."""
        seq = self.next_seq
        event = Event(
            self.office.id, seq, self.now, kind, visit, desk, self.by.name, self.command, body
        )
        self.drafts.append(event)
        for name, entity in ENTITIES.entities.items():
            if (key := entity.key(event)) is not None:
                self._states[name, key] = self._next_state(entity, key, event)
                self._touched[name, key] = seq
        return event

    def _next_state(self, entity: Entity, key: Key, event: Event) -> Any:
        before = self.get(entity.name, key)
        if event.kind != UNDONE:
            return entity.evolve(before, event)
        history = entity.events(self.connection, self.office.id, key)
        return fold(entity, [*history, *(e for e in self.drafts if entity.key(e) == key)])

    def follow(self, name: str, **args: Any) -> Answer:
        """Run another command by name within this one: the same transaction and undo.

        What has happened so far is written first, for its queries to see.
        """
        self.flush()
        return HANDLERS[name](self, **args)

    def then(self) -> None:
        """Begin a new undo unit: what follows is undone by itself."""
        self.command = self.next_seq

    def flush(self) -> int:
        """Write rows and events; returns the last sequence number."""
        if not self.drafts:
            return self.head.seq
        for (name, key), seq in self._touched.items():
            before, now = self._stored[name, key], self._states[name, key]
            if before != now:
                ENTITIES.entities[name].save(self.connection, self.office.id, key, before, now, seq)
                self._stored[name, key] = now
        self._touched.clear()
        self.head = events.append(self.connection, self.head, self.drafts)
        self.drafts = []
        return self.head.seq


def execute(
    house: House, command: Command, *, provided: Callable[[Connection], bool] | None = None
) -> Answer:
    """Run a command and return its answer, or None when there was nothing to do.

    ``provided`` is asked within the transaction, when the office is locked;
    unless it says yes the command is not run. Raises Refused (nothing stored)
    when the rules do not admit it, Unknown for names that do not exist, Invalid
    for wrong arguments, DatabaseTrouble when the database cannot be used.
    """
    office = house.place(command.office).office.id
    handler = _handler(command)
    key = command.key
    if key is not None:
        idempotency.check_key(key)
    body = idempotency.body_hash(command.name, command.args) if key else b""
    with house.database.write() as connection:
        head = events.lock_head(connection, office)
        if provided and not provided(connection):
            return None
        work = Work(house, connection, office, command.by, head)
        if key:
            known = idempotency.find(connection, office, command.by.name, key, body, work.now)
            if known is not None:
                return known  # type: ignore[no-any-return]
        answer = handler(work, **command.args)
        seq = work.flush()
        if key and answer is not None:
            idempotency.keep(connection, office, command.by.name, key, body, answer, work.now)
    if seq > head.seq:
        house.wake(office, seq)
    return answer


def _handler(command: Command) -> Handler:
    """What runs a command. Raises Unknown, or Invalid when the arguments do not fit it."""
    handler, name = HANDLERS.get(command.name), command.name
    if handler is None:
        raise Unknown("command", name, text("There is no command “{name}”.", name=name))
    arguments = _ARGUMENTS[name]
    for given in command.args:
        if given not in arguments:
            raise Invalid(
                given, text("“{command}” takes no “{argument}”.", command=name, argument=given)
            )
    for argument, needed in arguments.items():
        if needed and argument not in command.args:
            raise Invalid(
                argument, text("“{command}” needs “{argument}”.", command=name, argument=argument)
            )
    return handler
