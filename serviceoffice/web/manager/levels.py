"""The ROSA levels of the day's errands, beside what the desks of this office may do."""

from __future__ import annotations

from dataclasses import dataclass

from serviceoffice.api import Text
from serviceoffice.core.rosa.rules import HIGHEST_AT_A_DESK, LEVEL_NAMES, Standing, ceiling
from serviceoffice.web.manager.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A level: errands whose highest step was on it, and the share up to it (0–1).

    ``here`` is false for a level that no clerk of the office may reach.
    """

    level: int
    name: Text
    errands: int
    share: float
    here: bool


@dataclass(frozen=True, slots=True)
class Levels:
    """The rows rest on ``errands``; ``above`` of ``closed`` needed more than the desk may do."""

    rows: tuple[LevelRow, ...]
    errands: int
    above: int
    closed: int


def levels(look: Snapshot) -> Levels:
    """What the errands took. Empty rows while no step has been walked."""
    errands = look.today.contacts
    highest = highest_here(look)
    rows = tuple(
        LevelRow(
            level=share.level,
            name=LEVEL_NAMES[share.level],
            errands=share.contacts,
            share=share.up_to / errands,
            here=share.level <= highest,
        )
        for share in look.today.levels
        if errands and share.level <= HIGHEST_AT_A_DESK
    )
    handoffs = look.today.handoffs
    above = sum(h.errands for h in handoffs if h.above and h.outcome == "next_step")
    return Levels(rows, errands, above, sum(h.errands for h in handoffs))


def highest_here(look: Snapshot) -> int:
    """The highest level that any clerk of the office may do for any agency."""
    office = look.office
    standings = {
        (enabled.participation, clerk.home == enabled.slug, clerk.skill(enabled.slug, code))
        for clerk in office.clerks
        if "clerk" in clerk.roles
        for enabled in office.agencies
        for code in (service.code for service in look.place.catalogue.of_agency(enabled.slug))
    }
    return max(
        (
            ceiling(Standing(office.form, participation, own, skill)).level
            for participation, own, skill in standings
        ),
        default=0,
    )
