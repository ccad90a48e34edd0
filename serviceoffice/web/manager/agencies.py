"""The office's agencies: how each takes part and whether it serves."""

from __future__ import annotations

from dataclasses import dataclass

from serviceoffice.agencies.agencies import LoadedAgency
from serviceoffice.api import Text
from serviceoffice.core.offices.office import Enabled
from serviceoffice.web.manager.snapshot import Snapshot
from serviceoffice.web.manager.words import HOST, PARTICIPATIONS, STATES


@dataclass(frozen=True, slots=True)
class AgencyRow:
    """An agency with its state in words; ``colour`` says the same, ``why`` what is wrong."""

    letter: str
    name: str
    participation: Text
    state: Text
    colour: str
    why: Text | None
    serves: bool


def agencies(look: Snapshot) -> tuple[AgencyRow, ...]:
    """Every agency that the office enables, in the listed order."""
    return tuple(_row(look, enabled) for enabled in look.office.agencies)


def _row(look: Snapshot, enabled: Enabled) -> AgencyRow:
    loaded = look.agencies.agencies.get(enabled.slug) or LoadedAgency(enabled.slug, "missing")
    state, colour = STATES[loaded.state]
    is_host = enabled.slug == look.office.host
    return AgencyRow(
        letter=loaded.agency.letter if loaded.agency else "",
        name=loaded.name,
        participation=HOST if is_host else PARTICIPATIONS[enabled.participation],
        state=state,
        colour=colour,
        why=loaded.why if not loaded.serves else None,
        serves=loaded.serves,
    )
