"""Rows of visits and errands, and the entity that keeps them in step with the log."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
    tuple_,
    update,
)
from sqlalchemy import text as sql
from sqlalchemy.sql.base import Executable

from serviceoffice.core import events as log
from serviceoffice.core.entities import ENTITIES, Key
from serviceoffice.core.events import Event
from serviceoffice.core.visits.visit import Errand, NextStep, Visit, evolve
from serviceoffice.storage import metadata
from serviceoffice.storage.upsert import Insert, Upsert

# The states stand as literals in the partial indexes: a bound parameter may
# keep the planner from using them.
WAITING = sql("state = 'waiting'")
AT_A_DESK = sql("state IN ('called', 'serving')")

visits = Table(
    "visits",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("number", String(20), nullable=False),
    Column("series", String(20), nullable=False),
    Column("day", String(10), nullable=False),
    Column("state", String(10), nullable=False),
    Column("rank", BigInteger, nullable=False),
    Column("credit", String(40), nullable=False),
    Column("arrived", BigInteger, nullable=False),
    Column("since", BigInteger, nullable=False),
    Column("channel", String(10), nullable=False),
    Column("source", String(20), nullable=False),
    Column("language", String(10), nullable=False),
    Column("needs_language", Boolean, nullable=False),
    Column("interpreter", Boolean, nullable=False),
    Column("priority", String(40), nullable=False),
    Column("quick", Boolean, nullable=False),
    Column("life_event", String(40)),
    Column("reason", String(10)),
    Column("desk", String(60)),
    Column("clerk", String(60)),
    Column("recalls", Integer, nullable=False),
    Column("first_called", BigInteger),
    Column("first_began", BigInteger),
    Column("to_service", String(40)),
    Column("to_desk", String(60)),
    Column("to_clerk", String(60)),
    Column("errands", Text, nullable=False),
    Index("uq_visits_number", "office_id", "day", "series", "number", unique=True),
    Index("ix_visits_day", "office_id", "day", "id"),
    Index("ix_visits_waiting", "office_id", "rank", "id",
          sqlite_where=WAITING, postgresql_where=WAITING),
    Index("uq_visits_desk", "office_id", "desk", unique=True,
          sqlite_where=AT_A_DESK, postgresql_where=AT_A_DESK),
)  # fmt: skip

visit_links = Table(
    "visit_links",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("token_hash", LargeBinary(32), primary_key=True),
    Column("visit", BigInteger, nullable=False),
)

# What is to be done, in the clerk's words. Kept out of the log so that it can
# be erased; it belongs to the agency that owns the errand.
next_step_texts = Table(
    "next_step_texts",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("visit", BigInteger, primary_key=True, autoincrement=False),
    Column("n", Integer, primary_key=True, autoincrement=False),
    Column("agency", String(60), nullable=False),
    Column("what", Text, nullable=False),
)

_COLUMNS = tuple(c.name for c in visits.columns if c.name not in ("office_id", "seq", "errands"))
FIRST_BATCH = 8
BEFORE_ALL = -(2**62)
_INSERT = insert(visits)
_UPDATE = (
    update(visits)
    .where(visits.c.office_id == bindparam("in_office"), visits.c.id == bindparam("with_id"))
    .values(
        {c.name: bindparam(c.name) for c in visits.columns if c.name not in ("office_id", "id")}
    )
)
_OF_OFFICE = select(visits).where(visits.c.office_id == bindparam("office"))
_ONE = _OF_OFFICE.where(visits.c.id == bindparam("id"))
_LINE = (
    _OF_OFFICE.where(
        WAITING,
        tuple_(visits.c.rank, visits.c.id)
        > tuple_(bindparam("rank", type_=BigInteger), bindparam("id", type_=BigInteger)),
    )
    .order_by(visits.c.rank, visits.c.id)
    .limit(bindparam("size"))
)
_AT_DESKS = _OF_OFFICE.where(AT_A_DESK).order_by(visits.c.desk)
_AT_DESK = _OF_OFFICE.where(AT_A_DESK, visits.c.desk == bindparam("desk"))
_UNSERVED = _OF_OFFICE.where(
    visits.c.day.between(bindparam("first"), bindparam("last")),
    visits.c.state.in_(("waiting", "held")),
).order_by(visits.c.id)


def _the_latest(insert: Insert) -> Executable:
    return insert.on_conflict_do_update(
        index_elements=["office_id", "visit", "n"], set_={"what": insert.excluded.what}
    )


_PUT_WORDS = Upsert(next_step_texts, _the_latest)
_WORDS = select(next_step_texts.c.n, next_step_texts.c.what).where(
    next_step_texts.c.office_id == bindparam("office"),
    next_step_texts.c.visit == bindparam("visit"),
)


class VisitEntity:
    """Keeps a visit's row equal to what its events fold to."""

    name = "visit"

    def key(self, event: Event) -> Key | None:
        """The visit an event touches."""
        return event.visit

    def evolve(self, state: Any, event: Event) -> Visit:
        """The visit after the event."""
        return evolve(state, event)

    def load(self, connection: Connection, office: str, key: Key) -> Visit | None:
        """The stored visit, or None."""
        row = connection.execute(_ONE, {"office": office, "id": key}).first()
        return from_row(row) if row else None

    def save(
        self, connection: Connection, office: str, key: Key, before: Any, after: Any, seq: int
    ) -> None:
        """Insert or update the row."""
        values = to_row(after) | {"seq": seq}
        if before is None:
            connection.execute(_INSERT, values | {"office_id": office})
        else:
            connection.execute(_UPDATE, values | {"in_office": office, "with_id": key})

    def events(self, connection: Connection, office: str, key: Key) -> list[Event]:
        """The visit's story."""
        return log.of_visit(connection, office, int(key))

    def all(self, connection: Connection, office: str) -> Mapping[Key, Visit]:
        """Every visit of an office."""
        rows = connection.execute(_OF_OFFICE, {"office": office})
        return {row.id: from_row(row) for row in rows}


ENTITIES.add(VisitEntity())


def from_row(row: Any) -> Visit:
    """The visit of a table row."""
    values = {name: getattr(row, name) for name in _COLUMNS}
    return Visit(**values, errands=_errands(json.loads(row.errands)))


def to_row(visit: Visit) -> dict[str, Any]:
    """The columns of a visit, without office and sequence number."""
    values = {name: getattr(visit, name) for name in _COLUMNS}
    return values | {"errands": log.canonical([_flat(errand) for errand in visit.errands])}


def _flat(errand: Errand) -> list[Any]:
    step = errand.next_step
    return [
        errand.service, errand.agency, errand.map, list(errand.walked), errand.outcome,
        [step.kind, step.owner, step.due_on] if step else None, errand.ended_with_visit,
    ]  # fmt: skip


def _errands(flat: Iterable[Any]) -> tuple[Errand, ...]:
    return tuple(
        Errand(n, service, agency, map_, tuple(walked), outcome,
               NextStep(*step) if step else None, ended)
        for n, (service, agency, map_, walked, outcome, step, ended) in enumerate(flat, start=1)
    )  # fmt: skip


def remember_link(connection: Connection, office: str, visit: int, token_hash: bytes) -> None:
    """Let a public link lead to a visit."""
    row = {"office_id": office, "token_hash": token_hash, "visit": visit}
    connection.execute(insert(visit_links), row)


def visit_of_link(connection: Connection, office: str, token_hash: bytes) -> int | None:
    """The visit a public link leads to, or None."""
    query = select(visit_links.c.visit).where(
        visit_links.c.office_id == office, visit_links.c.token_hash == token_hash
    )
    return connection.execute(query).scalar()


def put_next_step_text(
    connection: Connection, office: str, visit: int, errand: Errand, what: str
) -> None:
    """Keep the words of a next step, replacing earlier ones."""
    row = {
        "office_id": office, "visit": visit, "n": errand.n, "agency": errand.agency, "what": what
    }  # fmt: skip
    _PUT_WORDS.execute(connection, row)


def drop_next_step_text(connection: Connection, office: str, visit: int, n: int) -> None:
    """Forget the words of an errand's next step, if there are any."""
    connection.execute(
        delete(next_step_texts).where(
            next_step_texts.c.office_id == office,
            next_step_texts.c.visit == visit,
            next_step_texts.c.n == n,
        )
    )


def next_step_words(connection: Connection, office: str, visit: int) -> dict[int, str]:
    """The words of a visit's next steps, by errand."""
    rows = connection.execute(_WORDS, {"office": office, "visit": visit})
    return {row.n: row.what for row in rows}


def waiting_line(connection: Connection, office: str) -> Iterator[Visit]:
    """The visits that wait, first in line first.

    Read in growing batches: mostly one of the first few is the one wanted.
    """
    size, last = FIRST_BATCH, (BEFORE_ALL, 0)
    while True:
        place = {"office": office, "rank": last[0], "id": last[1], "size": size}
        rows = connection.execute(_LINE, place).all()
        yield from map(from_row, rows)
        if len(rows) < size:
            return
        size, last = size * 8, (rows[-1].rank, rows[-1].id)


def at_desk(connection: Connection, office: str, desk: str) -> Visit | None:
    """The visit that is called to or served at a desk, or None."""
    row = connection.execute(_AT_DESK, {"office": office, "desk": desk}).first()
    return from_row(row) if row else None


def at_desks(connection: Connection, office: str) -> list[Visit]:
    """Every visit that is called or served now."""
    return [from_row(row) for row in connection.execute(_AT_DESKS, {"office": office})]


def waiting_or_held(connection: Connection, office: str, first: str, last: str) -> list[Visit]:
    """The visits of some days that have not been served, in the order they came."""
    days = {"office": office, "first": first, "last": last}
    return [from_row(row) for row in connection.execute(_UNSERVED, days)]
