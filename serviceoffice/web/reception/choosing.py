"""What a visitor comes for: the choices at the reception, and what is chosen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from serviceoffice.api import LifeEvent, Service, Text, ntext
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Office
from serviceoffice.web.counter import search
from serviceoffice.web.counter.search import Say

MOST_FOUND = 18

# Languages that visitors of service offices speak, besides those of the office and its clerks.
_SPOKEN = ("ar", "en", "es", "fa", "fi", "pl", "ru", "se", "sma", "so", "ti", "tr", "uk")


@dataclass(frozen=True, slots=True)
class Option:
    """A service that can be ticked."""

    code: str
    title: Text
    agency: str
    letter: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Choices:
    """The choices that are shown.

    Each service stands once: ``kept`` are the chosen ones of no other list. With a typed
    word ``events`` and ``found`` are what it finds; without one, all life
    events or only the chosen one, its services in ``suggested``, and every
    other service under its agency in ``agencies``.
    """

    typed: str
    event: str
    events: tuple[LifeEvent, ...]
    kept: tuple[Option, ...]
    found: tuple[Option, ...] = ()
    suggested: tuple[Option, ...] = ()
    agencies: tuple[tuple[str, tuple[Option, ...]], ...] = ()


def choices(place: Place, typed: str, event: str, chosen: Collection[str], say: Say) -> Choices:
    """What to show for what is typed, with what is chosen."""
    typed = typed.strip()
    events = search.events(place, typed, say)
    if typed:
        found = search.services(place, typed, say)[:MOST_FOUND]
        listed = _options(place, found, chosen)
        return Choices(typed, event, events, _kept(place, chosen, found), found=listed)
    codes = _services_of(place, event)
    suggested = [place.catalogue.services[code] for code in codes]
    others = [s for s in search.offered(place) if s.code not in {*codes, *chosen}]
    groups = tuple(
        (agency, _options(place, services, chosen))
        for agency, services in search.by_agency(others, place)
    )
    kept = _kept(place, chosen, suggested)
    events = tuple(e for e in events if e.id == event) or events
    return Choices(
        typed, event, events, kept, suggested=_options(place, suggested, chosen), agencies=groups
    )


def first_found(place: Place, typed: str, say: Say) -> Service | LifeEvent | None:
    """What Enter takes of what is typed: a life event that begins so, else the best service."""
    events = search.events(place, typed, say)
    begins = [e for e in events if say(e.title).casefold().startswith(typed.strip().casefold())]
    services = search.services(place, typed, say)
    found: list[Service | LifeEvent] = [*begins, *services, *events]
    return found[0] if found else None


def with_event(place: Place, chosen: Sequence[str], was: str, event: str) -> list[str]:
    """What is chosen after the life event has changed: the new one's services for the old one's."""
    old = _services_of(place, was)
    return list(dict.fromkeys([*proposed(place, event), *(c for c in chosen if c not in old)]))


def proposed(place: Place, event: str) -> list[str]:
    """The first service that each agency names for a life event."""
    first: dict[str, str] = {}
    for code in _services_of(place, event):
        first.setdefault(place.catalogue.services[code].agency, code)
    return list(first.values())


def summary(place: Place, chosen: Iterable[str]) -> tuple[tuple[Text, ...], Text | None]:
    """The titles of what is chosen, and how many errands and minutes that makes."""
    services = [place.catalogue.services[c] for c in chosen if c in place.catalogue.services]
    if not services:
        return (), None
    minutes = sum(service.front_minutes for service in services)
    said = ntext(
        "{n} errand, about {minutes} min at the desk",
        "{n} errands, about {minutes} min at the desk",
        len(services),
        minutes=minutes,
    )
    return tuple(service.title for service in services), said


def languages(office: Office) -> tuple[str, ...]:
    """The languages to choose among: the office's, its clerks', then others that are spoken."""
    clerks = (language for clerk in office.clerks for language in clerk.languages)
    return tuple(dict.fromkeys([*office.languages, *clerks, *_SPOKEN]))


def _services_of(place: Place, event: str) -> tuple[str, ...]:
    given = {service.code for service in search.offered(place)}
    found = next((e.services for e in place.catalogue.life_events if e.id == event), ())
    return tuple(code for code in found if code in given)


def _options(
    place: Place, services: Iterable[Service], chosen: Collection[str]
) -> tuple[Option, ...]:
    agencies = place.catalogue.agencies
    return tuple(
        Option(
            s.code, s.title, agencies[s.agency].name, agencies[s.agency].letter, s.code in chosen
        )
        for s in services
    )


def _kept(place: Place, chosen: Collection[str], shown: Iterable[Service]) -> tuple[Option, ...]:
    codes = {service.code for service in shown}
    services = place.catalogue.services
    return _options(
        place, [services[c] for c in chosen if c in services and c not in codes], chosen
    )
