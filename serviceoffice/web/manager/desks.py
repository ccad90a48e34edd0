"""Who sits at each desk, and what happens there now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from serviceoffice.api import Text
from serviceoffice.web.counter.words import PAUSES
from serviceoffice.web.manager.snapshot import Snapshot

Doing = Literal["serving", "called", "paused", "free", "empty"]


@dataclass(frozen=True, slots=True)
class DeskRow:
    """A desk now. ``since`` (milliseconds) is when that began, where it says anything.

    ``number`` is the ticket of whoever is called or served, ``pause`` its kind.
    """

    name: str
    clerk: str
    employer: str
    doing: Doing
    since: int | None = None
    number: str = ""
    pause: Text | None = None


def desks(look: Snapshot) -> tuple[DeskRow, ...]:
    """Every desk of the office, in its order."""
    return tuple(_row(look, desk.id, desk.name) for desk in look.office.desks)


def _row(look: Snapshot, desk_id: str, name: str) -> DeskRow:
    state = look.desks.get(desk_id)
    clerk = look.office.clerk(state.clerk) if state and state.clerk else None
    who = clerk.name if clerk else (state.clerk or "" if state else "")
    employer = look.agency_name(clerk.home) if clerk else ""
    visit = next((visit for visit in look.busy if visit.desk == desk_id), None)
    if visit is not None:
        doing: Doing = "serving" if visit.state == "serving" else "called"
        return DeskRow(name, who, employer, doing, visit.since, visit.number)
    if state is None or not state.clerk:
        return DeskRow(name, "", "", "empty")
    if state.paused:
        pause = PAUSES.get(state.paused, PAUSES["other"])
        return DeskRow(name, who, employer, "paused", state.since, pause=pause)
    return DeskRow(name, who, employer, "free")
