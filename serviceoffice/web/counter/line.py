"""The line as one desk sees it: who may be called, in which order, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from serviceoffice.api import Service, Text, text
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Clerk, Desk
from serviceoffice.core.queue.rules import eligible, why_this_one
from serviceoffice.core.visits.visit import Errand, Visit
from serviceoffice.web.counter.words import CHANNELS, PRIVATE, class_name

LISTS = ("waiting", "held", "missed")


@dataclass(frozen=True, slots=True)
class Letter:
    """An agency in one to three letters, and its name."""

    letters: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """A visit in a list. ``what`` says what it is about, in words that may be read aloud.

    ``language`` is None where it is the office's first. ``why`` is why this desk
    may not call it, or None.
    """

    id: int
    number: str
    letters: tuple[Letter, ...]
    what: Text
    arrived: int
    since: int
    language: str | None = None
    tags: tuple[Text, ...] = ()
    to_you: bool = False
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """The line for one desk: whom it may call, first first, then whom it may not.

    ``why`` is why the first of them is the first.
    """

    mine: tuple[Row, ...]
    others: tuple[Row, ...] = field(default=())
    why: Text | None = None


def line_for(place: Place, desk: Desk, clerk: Clerk, line: Sequence[Visit]) -> Line:
    """The line in the order in which this desk would call it."""
    mine, others = [], []
    chosen: Visit | None = None
    for visit in line:
        verdict = eligible(desk, clerk, visit)
        if verdict.yes:
            chosen = chosen or visit
            mine.append(row(place, visit, desk, clerk))
        else:
            others.append(row(place, visit, desk, clerk, verdict.why))
    why = why_this_one(chosen, line, desk, clerk) if chosen else None
    return Line(tuple(mine), tuple(others), why)


def row(
    place: Place,
    visit: Visit,
    desk: Desk | None = None,
    clerk: Clerk | None = None,
    why: Text | None = None,
) -> Row:
    """A visit as a row of a list that others in the room may see."""
    to_you = (desk is not None and visit.to_desk == desk.id) or (
        clerk is not None and visit.to_clerk == clerk.id
    )
    foreign = visit.language != place.office.languages[0]
    return Row(
        id=visit.id,
        number=visit.number,
        letters=letters(place, visit.open_errands or visit.errands),
        what=about(place, visit),
        arrived=visit.arrived,
        since=visit.since,
        language=visit.language if foreign else None,
        tags=tags(visit),
        to_you=to_you,
        why=why,
    )


def letters(place: Place, errands: Sequence[Errand]) -> tuple[Letter, ...]:
    """The agencies of errands, each once, in the errands' order."""
    return tuple(letter(place, slug) for slug in dict.fromkeys(e.agency for e in errands))


def letter(place: Place, slug: str) -> Letter:
    """An agency in letters; one that is no longer here by its slug."""
    agency = place.catalogue.agencies.get(slug)
    return Letter(agency.letter, agency.name) if agency else Letter(slug[:3].upper(), slug)


def about(place: Place, visit: Visit) -> Text:
    """The life event or the first service; a discreet one is named a private matter.

    A life event that has nothing but discreet services tells as much as they do.
    """
    first = (visit.open_errands or visit.errands)[0]
    event = next((e for e in place.catalogue.life_events if e.id == visit.life_event), None)
    if event is None:
        return title(place.catalogue.services.get(first.service), first, shown=False)
    codes = {*event.services} or {first.service}
    own = {errand.service for errand in visit.errands}
    hidden = _all_discreet(place, codes) or _all_discreet(place, own)
    return PRIVATE if hidden else event.title


def title(service: Service | None, errand: Errand, *, shown: bool) -> Text:
    """A service by name, or as a private matter to those who do not serve it."""
    if service is None:
        return Text(errand.service)
    return PRIVATE if service.discreet and not shown else service.title


def tags(visit: Visit) -> tuple[Text, ...]:
    """What to know before calling, each in a word or two."""
    found = []
    if visit.interpreter:
        found.append(text("interpreter"))
    if visit.needs_language:
        found.append(text("only in the language"))
    if visit.credit:
        found.append(class_name(visit.credit))
    if visit.quick:
        found.append(text("quick"))
    if visit.channel != "counter":
        found.append(CHANNELS[visit.channel])
    return tuple(found)


def _all_discreet(place: Place, codes: set[str]) -> bool:
    known = [place.catalogue.services[code] for code in codes if code in place.catalogue.services]
    return bool(known) and all(service.discreet for service in known)
