"""The parts of the counter's page, as plain values for its templates."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from serviceoffice.agencies.agencies import Agencies
from serviceoffice.api import Text, text
from serviceoffice.core.offices.office import Office
from serviceoffice.core.visits.visit import Visit
from serviceoffice.web.counter.actions import Actions, actions
from serviceoffice.web.counter.errands import Card, cards
from serviceoffice.web.counter.line import Line, Row, line_for, row, tags
from serviceoffice.web.counter.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class QueuePart:
    """The left column: one of the three lists, and how many stand in each."""

    shown: str
    waiting: int
    held: int
    missed: int
    line: Line | None
    rows: tuple[Row, ...]
    can_call: bool


@dataclass(frozen=True, slots=True)
class VisitPart:
    """The middle column: who is at the desk, or the pause, or nobody."""

    visit: Visit | None
    about: Text | None
    foreign: bool
    tags: tuple[Text, ...]
    cards: tuple[Card, ...]
    current: int
    paused: str | None
    paused_since: int
    waiting: int


@dataclass(frozen=True, slots=True)
class ActPart:
    """The right column: what can be done, and agencies that are in trouble."""

    actions: Actions
    troubles: tuple[tuple[str, Text], ...]


Part = QueuePart | VisitPart | ActPart


def queue_part(look: Snapshot, shown: str) -> QueuePart:
    """The list that is shown: ``waiting``, ``held`` or ``missed``."""
    line = line_for(look.place, look.desk, look.clerk, look.line)
    listed = {"held": look.held, "missed": look.missed}.get(shown)
    free = look.visit is None and not look.state.paused
    return QueuePart(
        shown=shown if listed is not None else "waiting",
        waiting=len(look.line),
        held=len(look.held),
        missed=len(look.missed),
        line=line if listed is None else None,
        rows=tuple(row(look.place, visit) for visit in listed or ()),
        can_call=free,
    )


def visit_part(look: Snapshot) -> VisitPart:
    """Who is at this desk now, with every errand."""
    visit = look.visit
    found = cards(look)
    current = next((card.n for card in found if card.open and card.here), 0)
    return VisitPart(
        visit=visit,
        about=about_here(look, visit, found) if visit else None,
        foreign=visit is not None and visit.language != look.office.languages[0],
        tags=tags(visit) if visit else (),
        cards=found,
        current=current,
        paused=look.state.paused,
        paused_since=look.state.since,
        waiting=len(look.line),
    )


def about_here(look: Snapshot, visit: Visit, found: tuple[Card, ...]) -> Text:
    """What the visit is about, to the clerk who serves it: its life event or first errand."""
    event = next((e for e in look.place.catalogue.life_events if e.id == visit.life_event), None)
    if event is not None:
        return event.title
    return found[0].title


def act_part(look: Snapshot, agencies: Agencies) -> ActPart:
    """What the clerk can do now."""
    return ActPart(actions(look, cards(look)), troubles(look.office, agencies))


def troubles(office: Office, agencies: Agencies) -> tuple[tuple[str, Text], ...]:
    """The office's agencies that do not serve, by name, with what that means at the desk."""
    sentences = {
        "missing": text("Is not installed here. Its services cannot be given."),
        "incompatible": text("Needs another version. Its services cannot be given."),
        "quarantined": text("Did not start. Its services cannot be given."),
    }
    return tuple(
        (loaded.name, sentences[loaded.state])
        for enabled in office.agencies
        if (loaded := agencies.agencies.get(enabled.slug)) and loaded.state in sentences
    )


def stamp(part: Part) -> str:
    """A short name for what a part shows: equal parts need no new rendering."""
    return hashlib.blake2s(repr(part).encode(), digest_size=8).hexdigest()
