"""The order of the line and who may call whom. Pure: desk, estimate and test share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from serviceoffice.api import Text, text
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.clock import MINUTE
from serviceoffice.core.offices.office import Clerk, Desk
from serviceoffice.core.visits.visit import Errand, Visit


@dataclass(frozen=True, slots=True)
class Rank:
    """A place in the line: smaller goes first. ``credit`` names the class that counted."""

    value: int
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Eligible:
    """Whether a desk may call a visit, and why not."""

    yes: bool
    why: Text | None = None


def rank(anchor: int, classes: Iterable[str], minutes_ahead: Mapping[str, int]) -> Rank:
    """The anchor less the credit, the largest of the visitor's classes.

    ``anchor`` is the arrival (milliseconds), ``minutes_ahead`` the credit of
    each class. Nobody starves: a credit moves a visitor a fixed time ahead,
    never past everyone.
    """
    counting = [(minutes_ahead[name], name) for name in classes if minutes_ahead.get(name, 0) > 0]
    minutes, name = max(counting, default=(0, ""))
    return Rank(anchor - minutes * MINUTE, name)


def serves(desk: Desk, service: str, agency: str) -> bool:
    """Whether a desk gives a service. The office's own are given at every desk."""
    return not desk.serves or agency == OFFICE or service in desk.serves or agency in desk.serves


def can(clerk: Clerk | None, errand: Errand) -> bool:
    """Whether a clerk serves an errand at all: level 0 in the profile means no."""
    return clerk is None or clerk.skill(errand.agency, errand.service) != 0


def eligible(desk: Desk, clerk: Clerk | None, visit: Visit) -> Eligible:
    """May this clerk at this desk call this visit?"""
    if visit.to_desk and visit.to_desk != desk.id:
        return Eligible(False, text("The visitor waits for another desk."))
    if visit.to_clerk and (clerk is None or visit.to_clerk != clerk.id):
        return Eligible(False, text("The visitor waits for a certain clerk."))
    if desk.quick and not visit.quick and not visit.to_desk:
        return Eligible(False, text("This desk takes only short errands."))
    if visit.needs_language and clerk is not None and visit.language not in clerk.languages:
        return Eligible(False, text("The visitor needs a clerk who speaks another language."))
    targets = visit.targets
    here = [errand for errand in targets if serves(desk, errand.service, errand.agency)]
    if targets and not here and not visit.to_desk and not visit.to_clerk:
        return Eligible(False, text("This desk gives none of the services the visitor waits for."))
    if targets and not any(can(clerk, errand) for errand in (here or targets)):
        return Eligible(False, text("None of these services is in your profile."))
    return Eligible(True)


def first(desk: Desk, clerk: Clerk | None, line: Iterable[Visit]) -> Visit | None:
    """The first visit of a ranked line that the desk may call."""
    return next((visit for visit in line if eligible(desk, clerk, visit).yes), None)


def why_this_one(chosen: Visit, line: Sequence[Visit], desk: Desk, clerk: Clerk | None) -> Text:
    """Why a visit is the next one for a desk; answered by the same order."""
    before = [v for v in line if (v.rank, v.id) < (chosen.rank, chosen.id)]
    if chosen.to_desk or chosen.to_clerk:
        return text("Next: was sent on to you and keeps the place in the line.")
    if any(not eligible(desk, clerk, visit).yes for visit in before):
        return text("Next for this desk: those before wait for other services.")
    if chosen.credit:
        return text("Next: “{credit}” counts as longer waiting.", credit=chosen.credit)
    return text("Next: has waited longest.")
