"""The office's log: gapless, hash-chained, free of personal data.

Every change of an office is one or more events with the next sequence numbers,
appended in the same transaction as the rows it changes. The chain is
``hash = H(previous hash, seq, H(salt, body))``: whoever may not read an event's
body gets its salted hash and can still check the chain.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    insert,
    select,
    update,
)
from sqlalchemy import text as sql

from serviceoffice.storage import metadata
from serviceoffice.storage.upsert import Upsert, unless_there

GENESIS = b"\0" * 32

# Few events are about a desk alone: who sits there. The condition stands as a
# literal so that the planner recognises the index.
OF_A_DESK = sql("visit IS NULL AND desk IS NOT NULL")

log_heads = Table(
    "log_heads",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("seq", BigInteger, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
)

events = Table(
    "events",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("visit", BigInteger),
    Column("desk", String(60)),
    Column("by", String(80), nullable=False),
    Column("command", BigInteger, nullable=False),
    Column("body", Text, nullable=False),
    Column("salt", LargeBinary(16), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Index("ix_events_visit", "office_id", "visit", "seq"),
    Index("ix_events_desk", "office_id", "desk", "seq",
          sqlite_where=OF_A_DESK, postgresql_where=OF_A_DESK),
    Index("ix_events_at", "office_id", "at"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the log.

    ``command`` is the sequence number of the first event of the same command;
    ``by`` the principal (``clerk:anna``, ``device:3``, ``system``); ``visit``
    and ``desk`` name what it touches; ``body`` holds ids, codes and times.
    """

    office: str
    seq: int
    at: int
    kind: str
    visit: int | None
    desk: str | None
    by: str
    command: int
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Head:
    """The end of an office's log: its last sequence number, time and hash."""

    seq: int = 0
    at: int = 0
    hash: bytes = GENESIS


_HEAD = select(log_heads.c.seq, log_heads.c.at, log_heads.c.hash).where(
    log_heads.c.office_id == bindparam("office")
)
_LOCK_HEAD = _HEAD.with_for_update()
_MOVE_HEAD = (
    update(log_heads)
    .where(log_heads.c.office_id == bindparam("office"))
    .values(seq=bindparam("to_seq"), at=bindparam("to_at"), hash=bindparam("to_hash"))
)
_BEGIN = Upsert(log_heads, unless_there)
_INSERT = insert(events)
_AFTER = (
    select(events)
    .where(events.c.office_id == bindparam("office"), events.c.seq > bindparam("after"))
    .order_by(events.c.seq)
    .limit(bindparam("limit"))
)
_ALL = select(events).where(events.c.office_id == bindparam("office")).order_by(events.c.seq)
_OF_VISIT = _ALL.where(events.c.visit == bindparam("visit"))
_OF_DESK = _ALL.where(events.c.desk == bindparam("desk"), OF_A_DESK)
_SINCE = _ALL.where(events.c.at >= bindparam("since"))


def head(connection: Connection, office: str) -> Head:
    """Where the log ends, without locking it."""
    row = connection.execute(_HEAD, {"office": office}).first()
    return Head(*row) if row else Head()


def lock_head(connection: Connection, office: str) -> Head:
    """Take the office's log: from here to commit nobody else changes this office.

    On SQLite the transaction already holds the only writer's place.
    """
    row = connection.execute(_LOCK_HEAD, {"office": office}).first()
    if row:
        return Head(*row)
    values = {"office_id": office, "seq": 0, "at": 0, "hash": GENESIS}
    _BEGIN.execute(connection, values)
    row = connection.execute(_LOCK_HEAD, {"office": office}).one()
    return Head(*row)


def append(connection: Connection, before: Head, drafts: Sequence[Event]) -> Head:
    """Write events, already numbered from ``before.seq + 1``, and move the head."""
    office, last = drafts[0].office, before.hash
    rows = []
    for event in drafts:
        body, salt = canonical(event.body), secrets.token_bytes(16)
        sealed = seal(
            salt, event.at, event.kind, event.visit, event.desk, event.by, event.command, body
        )
        last = chain(last, event.seq, sealed)
        rows.append(
            {
                "office_id": office, "seq": event.seq, "at": event.at, "kind": event.kind,
                "visit": event.visit, "desk": event.desk, "by": event.by,
                "command": event.command, "body": body, "salt": salt, "hash": last,
            }
        )  # fmt: skip
    # A list of one would go the long way of many.
    connection.execute(_INSERT, rows if len(rows) > 1 else rows[0])
    end = Head(drafts[-1].seq, drafts[-1].at, last)
    connection.execute(
        _MOVE_HEAD, {"office": office, "to_seq": end.seq, "to_at": end.at, "to_hash": end.hash}
    )
    return end


def after(connection: Connection, office: str, seq: int, limit: int = 1000) -> list[Event]:
    """Events with a larger sequence number, oldest first, at most ``limit``."""
    rows = connection.execute(_AFTER, {"office": office, "after": seq, "limit": limit})
    return [from_row(row) for row in rows]


def read_all(connection: Connection, office: str, batch: int = 5000) -> Iterator[Any]:
    """Every event as its raw row, in order, read a batch at a time."""
    last = 0
    while rows := connection.execute(
        _AFTER, {"office": office, "after": last, "limit": batch}
    ).all():
        yield from rows
        last = rows[-1].seq


def of_visit(connection: Connection, office: str, visit: int) -> list[Event]:
    """Every event that touches a visit."""
    rows = connection.execute(_OF_VISIT, {"office": office, "visit": visit})
    return [from_row(row) for row in rows]


def of_desk(connection: Connection, office: str, desk: str) -> list[Event]:
    """Every event that is about a desk and no visit."""
    rows = connection.execute(_OF_DESK, {"office": office, "desk": desk})
    return [from_row(row) for row in rows]


def since(connection: Connection, office: str, at: int) -> list[Event]:
    """The events from a time on, oldest first."""
    rows = connection.execute(_SINCE, {"office": office, "since": at})
    return [from_row(row) for row in rows]


def from_row(row: Any) -> Event:
    """The event of a table row."""
    return Event(
        row.office_id, row.seq, row.at, row.kind, row.visit, row.desk, row.by, row.command,
        json.loads(row.body),
    )  # fmt: skip


def canonical(value: Any) -> str:
    """JSON with one spelling: sorted keys, no spaces."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def seal(
    salt: bytes,
    at: int,
    kind: str,
    visit: int | None,
    desk: str | None,
    by: str,
    command: int,
    body: str,
) -> bytes:
    """H(salted body): all that an event says, of which its hash gives nothing away."""
    said = canonical([at, kind, visit, desk, by, command, body])
    return hashlib.sha256(salt + said.encode()).digest()


def sealed_row(row: Any) -> bytes:
    """The seal of a row of the log, as it must be if nobody has changed the row."""
    return seal(row.salt, row.at, row.kind, row.visit, row.desk, row.by, row.command, row.body)


def chain(previous: bytes, seq: int, sealed: bytes) -> bytes:
    """H(previous, seq, H(salted body))."""
    return hashlib.sha256(previous + seq.to_bytes(8, "big") + sealed).digest()
