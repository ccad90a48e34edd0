"""What must happen later: rows that say when, claimed and run by a sweep.

The row is written in the transaction of the command that makes it necessary,
so nothing that is promised can be forgotten. Sweepers claim rows so as not to
get in each other's way; a sweeper that dies leaves its claim to expire. The
row goes in the transaction of the command it stands for, so that this is done
exactly once, whoever claimed it.
"""

from __future__ import annotations

import json
import logging
import threading
import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    String,
    Table,
    Text,
    and_,
    delete,
    select,
    update,
)
from sqlalchemy.sql.base import Executable

from serviceoffice.api import Refused
from serviceoffice.core import idempotency
from serviceoffice.core.clock import MINUTE
from serviceoffice.core.commands import SYSTEM, Command, execute
from serviceoffice.core.events import canonical
from serviceoffice.core.house import House
from serviceoffice.storage import DatabaseTrouble, metadata
from serviceoffice.storage.upsert import Insert, Upsert, unless_there

log = logging.getLogger(__name__)
CLAIM = 2 * MINUTE
HOUSEKEEPING_EVERY = 60

due = Table(
    "due",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("kind", String(40), primary_key=True),
    Column("key", String(80), primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("payload", Text, nullable=False),
    Column("claimed_by", String(40)),
    Column("claimed_until", BigInteger),
    Index("ix_due_at", "at"),
)


def _at_another_time(insert: Insert) -> Executable:
    moved = {name: insert.excluded[name] for name in ("at", "claimed_by", "claimed_until")}
    return insert.on_conflict_do_update(index_elements=["office_id", "kind", "key"], set_=moved)


_PLAN = Upsert(due, unless_there)
_POSTPONE = Upsert(due, _at_another_time)


@dataclass(frozen=True, slots=True)
class Due:
    """A command that is to run at a time. ``key`` keeps it from being planned twice."""

    office: str
    kind: str
    key: str
    at: int
    payload: dict[str, Any]


def plan(connection: Connection, item: Due) -> None:
    """Plan a command; planning the same kind and key again moves nothing."""
    _PLAN.execute(connection, _row(item))


def postpone(connection: Connection, item: Due) -> None:
    """Plan a command anew, for another time than the one it had, if it had one."""
    _POSTPONE.execute(connection, _row(item))


def claim(connection: Connection, now: int, by: str, limit: int = 20) -> list[Due]:
    """Take due rows for ``by``; nobody else gets them until the claim runs out."""
    free = due.c.claimed_until.is_(None) | (due.c.claimed_until < now)
    query = (
        select(due)
        .where(due.c.at <= now, free)
        .order_by(due.c.at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    taken = [
        Due(row.office_id, row.kind, row.key, row.at, json.loads(row.payload))
        for row in connection.execute(query)
    ]
    for item in taken:
        values = {"claimed_by": by, "claimed_until": now + CLAIM}
        connection.execute(update(due).where(_is(item)).values(values))
    return taken


def sweep(house: House, by: str | None = None) -> int:
    """Run what is due now; returns how many rows have been dealt with.

    The command ``kind`` is executed with the payload. A refusal is logged and
    the row dropped: the rules have answered. Any other failure is logged and
    leaves the row for a later sweep. Raises DatabaseTrouble.
    """
    now, by = house.clock.now(), by or uuid.uuid4().hex
    with house.database.read() as connection:
        if connection.execute(select(due.c.at).where(due.c.at <= now).limit(1)).first() is None:
            return 0
    with house.database.write() as connection:
        items = claim(connection, now, by)
    # Rows of offices that are gone stay claimed, and so out of the others' way.
    return sum(_run(house, item) for item in items if item.office in house.places)


def _run(house: House, item: Due) -> bool:
    """Whether the row was still there and has been dealt with."""
    taken = False

    def take(connection: Connection) -> bool:
        nonlocal taken
        taken = _take(connection, item)
        return taken

    try:
        execute(house, Command(item.office, item.kind, item.payload, SYSTEM), provided=take)
    except Refused as refused:
        log.warning("planned %s in %s was refused: %s", item.kind, item.office, refused)
        with house.database.write() as connection:
            take(connection)
    except DatabaseTrouble:
        raise
    except Exception:
        log.exception("planned %s in %s failed", item.kind, item.office)
        return False
    return taken


def _take(connection: Connection, item: Due) -> bool:
    """Remove the row; whether it was still there, for the same time."""
    return connection.execute(delete(due).where(_is(item), due.c.at == item.at)).rowcount == 1


def _is(item: Due) -> ColumnElement[bool]:
    return and_(due.c.office_id == item.office, due.c.kind == item.kind, due.c.key == item.key)


def _row(item: Due) -> dict[str, Any]:
    return {
        "office_id": item.office, "kind": item.kind, "key": item.key, "at": item.at,
        "payload": canonical(item.payload), "claimed_by": None, "claimed_until": None,
    }  # fmt: skip


class Sweeper(threading.Thread):
    """Sweeps every few seconds until stopped."""

    def __init__(self, house: House, every: float = 1.0) -> None:
        super().__init__(name="sweeper", daemon=True)
        self._house, self._every = house, every
        self._stop_now = threading.Event()

    def run(self) -> None:
        """Sweep until ``stop``; trouble is logged and tried again."""
        by, rounds = uuid.uuid4().hex, 0
        while not self._stop_now.wait(self._every):
            rounds += 1
            try:
                sweep(self._house, by)
                if rounds % HOUSEKEEPING_EVERY == 1:
                    with self._house.database.write() as connection:
                        before = self._house.clock.now() - idempotency.KEPT
                        idempotency.forget(connection, before)
            except DatabaseTrouble as trouble:
                log.error("sweep: %s", trouble)
            except Exception:
                log.exception("sweep failed")

    def stop(self) -> None:
        """Ask the thread to end and wait for it."""
        self._stop_now.set()
        if self.is_alive():
            self.join(timeout=5)
