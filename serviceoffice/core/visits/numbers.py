"""Ticket numbers: counted per office, local day and series, in the ticket's own transaction."""

from __future__ import annotations

from sqlalchemy import Column, Connection, Integer, String, Table
from sqlalchemy.sql.base import Executable

from serviceoffice.core.offices.office import Numbers
from serviceoffice.storage import metadata
from serviceoffice.storage.upsert import Insert, Upsert

number_series = Table(
    "number_series",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("series", String(20), primary_key=True),
    Column("last", Integer, nullable=False),
)


def _one_more(insert: Insert) -> Executable:
    return insert.on_conflict_do_update(
        index_elements=["office_id", "day", "series"], set_={"last": number_series.c.last + 1}
    ).returning(number_series.c.last)


_DRAW = Upsert(number_series, _one_more)


def draw(connection: Connection, office: str, day: str, series: str, rules: Numbers) -> str:
    """The next number of a series, as it is shown: ``A014`` or ``014``."""
    row = {"office_id": office, "day": day, "series": series, "last": rules.start}
    last = _DRAW.execute(connection, row).scalar_one()
    return f"{series}{last:0{rules.digits}d}"
