"""Who sits at which desk, and whether the desk takes a pause."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    String,
    Table,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy import text as sql

from serviceoffice.core import events as log
from serviceoffice.core.entities import ENTITIES, UNDONE, Key
from serviceoffice.core.events import Event
from serviceoffice.storage import metadata

DESK_EVENTS = frozenset({"signed_in", "signed_out", "paused", "returned"})

desks = Table(
    "desks",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("desk", String(60), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("clerk", String(60)),
    Column("paused", String(20)),
    Column("since", BigInteger, nullable=False),
    Index("uq_desks_clerk", "office_id", "clerk", unique=True,
          sqlite_where=sql("clerk IS NOT NULL"), postgresql_where=sql("clerk IS NOT NULL")),
)  # fmt: skip


_ALL = select(desks.c.desk, desks.c.clerk, desks.c.paused, desks.c.since).where(
    desks.c.office_id == bindparam("office")
)
_ONE = _ALL.where(desks.c.desk == bindparam("desk"))
_SEAT = _ALL.where(desks.c.clerk == bindparam("clerk"))


@dataclass(frozen=True, slots=True)
class DeskState:
    """A desk now: the clerk signed in, the kind of pause, since when (milliseconds)."""

    desk: str
    clerk: str | None = None
    paused: str | None = None
    since: int = 0


def evolve(state: DeskState | None, event: Event) -> DeskState:
    """The desk after an event."""
    assert event.desk is not None
    state = replace(state or DeskState(event.desk), since=event.at)
    match event.kind:
        case "signed_in":
            return replace(state, clerk=event.body["clerk"], paused=None)
        case "signed_out":
            return replace(state, clerk=None, paused=None)
        case "paused":
            return replace(state, paused=event.body["reason"])
        case "returned":
            return replace(state, paused=None)
    raise ValueError(f"event {event.seq}: a desk knows no “{event.kind}”")


class DeskEntity:
    """Keeps a desk's row equal to what its events fold to."""

    name = "desk"

    def key(self, event: Event) -> Key | None:
        """The desk whose clerk or pause an event changes."""
        if event.kind in DESK_EVENTS or (event.kind == UNDONE and event.visit is None):
            return event.desk
        return None

    def evolve(self, state: Any, event: Event) -> DeskState:
        """The desk after the event."""
        return evolve(state, event)

    def load(self, connection: Connection, office: str, key: Key) -> DeskState | None:
        """The stored state, or None."""
        row = connection.execute(_ONE, {"office": office, "desk": key}).first()
        return DeskState(*row) if row else None

    def save(
        self, connection: Connection, office: str, key: Key, before: Any, after: Any, seq: int
    ) -> None:
        """Insert or update the row."""
        values = {"seq": seq, "clerk": None, "paused": None, "since": 0}
        if after is not None:
            values |= {"clerk": after.clerk, "paused": after.paused, "since": after.since}
        if before is None:
            connection.execute(insert(desks).values(values | {"office_id": office, "desk": key}))
        else:
            where = (desks.c.office_id == office) & (desks.c.desk == key)
            connection.execute(update(desks).where(where).values(values))

    def events(self, connection: Connection, office: str, key: Key) -> list[Event]:
        """The desk's story."""
        story = log.of_desk(connection, office, str(key))
        return [event for event in story if self.key(event) == key]

    def all(self, connection: Connection, office: str) -> dict[Key, DeskState]:
        """Every desk that anybody has used."""
        return {state.desk: state for state in states(connection, office).values()}


ENTITIES.add(DeskEntity())


def states(connection: Connection, office: str) -> dict[str, DeskState]:
    """Every desk that anybody has used, by id."""
    rows = connection.execute(_ALL, {"office": office})
    return {row.desk: DeskState(*row) for row in rows}


def seat_of_clerk(connection: Connection, office: str, clerk: str) -> DeskState | None:
    """The desk where a clerk is signed in, as it is now, or None."""
    row = connection.execute(_SEAT, {"office": office, "clerk": clerk}).first()
    return DeskState(*row) if row else None


def desk_of_clerk(connection: Connection, office: str, clerk: str) -> str | None:
    """The desk where a clerk is signed in, or None."""
    seat = seat_of_clerk(connection, office, clerk)
    return seat.desk if seat else None
