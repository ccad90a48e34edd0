"""An office starts: what it is configured to be is kept, and the log says when it changed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import BigInteger, Column, String, Table, Text, bindparam, insert, select

from serviceoffice.core.catalogue.maps import keep_maps
from serviceoffice.core.commands import Answer, Work, handles
from serviceoffice.core.events import canonical
from serviceoffice.core.house import Place
from serviceoffice.storage import metadata

configurations = Table(
    "configurations",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", String(64), nullable=False),
    Column("body", Text, nullable=False),
)

_LAST = (
    select(configurations.c.hash)
    .where(configurations.c.office_id == bindparam("office"))
    .order_by(configurations.c.seq.desc())
    .limit(1)
)


@handles("configure")
def configure(work: Work) -> Answer:
    """Keep the office's configuration and its services' process maps, if they are new.

    Run at every start. Answers ``{"hash", "changed"}``. Desks and clerks that
    are gone let go of their visits.
    """
    body = described(work.place)
    digest = hashlib.sha256(body.encode()).hexdigest()
    changed = work.connection.execute(_LAST, {"office": work.office.id}).scalar() != digest
    if changed:
        keep_maps(work.connection, work.catalogue.services.values())
        event = work.append("configured", hash=digest)
        row = {"office_id": work.office.id, "seq": event.seq, "hash": digest, "body": body}
        work.connection.execute(insert(configurations), row)
        work.follow("release_removed")
    return {"hash": digest, "changed": changed}


def described(place: Place) -> str:
    """The configuration as canonical JSON: the office, and what it offers by map."""
    return canonical({"office": _flat(place.office), "maps": dict(place.maps)})


def _flat(value: Any) -> Any:
    """Plain values of a configuration's; equal configurations give equal ones."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _flat(getattr(value, field.name)) for field in fields(value)}
    match value:
        case Mapping():
            return {str(_flat(key)): _flat(each) for key, each in value.items()}
        case tuple() | list():
            return [_flat(each) for each in value]
        case date() | time():
            return value.isoformat()
        case ZoneInfo():
            return value.key
    return value
