"""Reads of the line and of today's visits; no locks, no changes."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, bindparam, func, select

from serviceoffice.core import events as log
from serviceoffice.core.visits.tables import (
    WAITING,
    at_desk,
    at_desks,
    from_row,
    visits,
    waiting_line,
)
from serviceoffice.core.visits.visit import Visit

_ONE = select(visits).where(
    visits.c.office_id == bindparam("office"), visits.c.id == bindparam("id")
)
_TODAY = (
    select(visits)
    .where(visits.c.office_id == bindparam("office"), visits.c.day == bindparam("day"))
    .order_by(visits.c.id)
)
# On hold, or missed and perhaps still on the way.
_ASIDE = _TODAY.where(
    (visits.c.state == "held") | ((visits.c.state == "done") & (visits.c.reason == "no_show"))
)
_NUMBERED = _TODAY.where(visits.c.number.endswith(bindparam("typed")))  # digits only
_BEFORE = select(func.count()).where(
    visits.c.office_id == bindparam("office"),
    WAITING,
    (visits.c.rank < bindparam("rank"))
    | ((visits.c.rank == bindparam("rank")) & (visits.c.id < bindparam("id"))),
)


def waiting(connection: Connection, office: str) -> list[Visit]:
    """The whole line, first in line first."""
    return list(waiting_line(connection, office))


def visit(connection: Connection, office: str, visit_id: int) -> Visit | None:
    """One visit, or None."""
    row = connection.execute(_ONE, {"office": office, "id": visit_id}).first()
    return from_row(row) if row else None


def of_day(connection: Connection, office: str, day: str) -> list[Visit]:
    """Every visit of a local day (``2026-11-24``), in the order they came."""
    rows = connection.execute(_TODAY, {"office": office, "day": day})
    return [from_row(row) for row in rows]


def aside(connection: Connection, office: str, day: str) -> list[Visit]:
    """The visits of a day that are on hold or were missed, in the order they came."""
    rows = connection.execute(_ASIDE, {"office": office, "day": day})
    return [from_row(row) for row in rows]


def numbered(connection: Connection, office: str, day: str, typed: str) -> list[Visit]:
    """The visits of a day whose number is what somebody typed: ``A014``, ``a14`` or ``14``.

    A whole number wins over the digits alone, which several series may share.
    """
    series, count = _parts(typed)
    if count is None:
        return []
    rows = connection.execute(_NUMBERED, {"office": office, "day": day, "typed": str(count)})
    found = [visit for visit in map(from_row, rows) if _parts(visit.number)[1] == count]
    exact = [visit for visit in found if _parts(visit.number)[0] == series]
    return exact if series or exact else found


def _parts(number: str) -> tuple[str, int | None]:
    """The letters of a ticket number and its place in the series, however it is written."""
    plain = "".join(number.upper().split())
    series = plain.rstrip("0123456789")
    digits = plain[len(series) :]
    return series, int(digits) if 0 < len(digits) < 10 else None


def before(connection: Connection, visit: Visit, office: str) -> int:
    """How many wait in the line before a waiting visit."""
    key = {"office": office, "rank": visit.rank, "id": visit.id}
    return int(connection.execute(_BEFORE, key).scalar_one())


def last_calls(connection: Connection, office: str, visit_ids: Collection[int]) -> dict[int, int]:
    """The sequence number of the event that last called each visit, by visit."""
    if not visit_ids:
        return {}
    query = (
        select(log.events.c.visit, func.max(log.events.c.seq).label("seq"))
        .where(
            log.events.c.office_id == office,
            log.events.c.visit.in_(visit_ids),
            log.events.c.kind.in_(("called", "recalled")),
        )
        .group_by(log.events.c.visit)
    )
    return {row.visit: row.seq for row in connection.execute(query)}


def last_seq(connection: Connection, office: str) -> int:
    """The newest sequence number of the office's log."""
    return log.head(connection, office).seq


__all__ = [
    "aside", "at_desk", "at_desks", "before", "last_calls", "last_seq", "numbered", "of_day",
    "visit", "waiting",
]  # fmt: skip
