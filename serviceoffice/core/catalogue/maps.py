"""Process maps kept by the hash of their content: an errand keeps its map until it ends."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from sqlalchemy import Column, Connection, String, Table, Text, select

from serviceoffice.api import Service
from serviceoffice.core.catalogue.process_map import from_json, process_map_hash, to_json
from serviceoffice.storage import metadata
from serviceoffice.storage.upsert import Upsert, unless_there

process_maps = Table(
    "process_maps",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("body", Text, nullable=False),
)

_KEEP = Upsert(process_maps, unless_there)


def keep_maps(connection: Connection, services: Iterable[Service]) -> None:
    """Store every process map that is not stored yet."""
    rows = [{"hash": process_map_hash(s), "body": to_json(s)} for s in services]
    if rows:
        _KEEP.execute(connection, rows)


def stored_map(connection: Connection, map_hash: str) -> Service | None:
    """The service with the process map of that hash, or None."""
    body = connection.execute(
        select(process_maps.c.body).where(process_maps.c.hash == map_hash)
    ).scalar()
    return _parsed(body) if body else None


@lru_cache(maxsize=2000)
def _parsed(body: str) -> Service:
    return from_json(body)
