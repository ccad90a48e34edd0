"""Reads the log for counting: a day's events by their time, in one read."""

from __future__ import annotations

from sqlalchemy import Connection

from serviceoffice.core import events as log
from serviceoffice.core.house import Place
from serviceoffice.core.statistics.times import midnight
from serviceoffice.core.statistics.today import Today, count


def today(connection: Connection, place: Place, now: int) -> Today:
    """The office's local day so far, in figures."""
    office = place.office
    events = log.since(connection, office.id, midnight(now, office.zone))
    return count(events, now, office, place.catalogue)
