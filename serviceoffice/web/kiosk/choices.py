"""What the kiosk offers, put together from the catalogue. Knows nothing of the web."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from serviceoffice.api import Service, Text
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Participation

# More tiles than this nobody reads; the rest is one tap further.
ON_THE_START_PAGE = 8


@dataclass(frozen=True, slots=True)
class Situation:
    """A life event with the names of the agencies that have a part in it."""

    id: str
    title: Text
    agencies: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Door:
    """An agency to choose services from; ``participation`` tells how the office helps with it."""

    slug: str
    name: str
    participation: Participation


@dataclass(frozen=True, slots=True)
class Option:
    """A service to tick."""

    code: str
    title: Text
    summary: Text | None
    agency: str
    ticked: bool


def situations(place: Place) -> tuple[Situation, ...]:
    """The life events that this office can help with, in the order to show."""
    found = []
    for event in place.catalogue.life_events:
        services = _offered(place, event.services)
        names = dict.fromkeys(place.catalogue.agencies[s.agency].name for s in services)
        if services:
            found.append(Situation(event.id, event.title, tuple(names)))
    return tuple(found)


def most_common(everything: tuple[Situation, ...]) -> tuple[Situation, ...]:
    """Those that the start page shows: all if they fit, else one tile leads to the rest."""
    fits = len(everything) <= ON_THE_START_PAGE
    return everything if fits else everything[: ON_THE_START_PAGE - 1]


def doors(place: Place) -> tuple[Door, ...]:
    """The agencies that a visitor can come for, in the configured order."""
    return tuple(
        Door(agency.slug, place.catalogue.agencies[agency.slug].name, agency.participation)
        for agency in place.office.agencies
        if agency.slug in place.catalogue.agencies and of_agency(place, agency.slug)
    )


def of_agency(place: Place, slug: str) -> tuple[Service, ...]:
    """The services of an agency that a visitor can choose."""
    codes = (service.code for service in place.catalogue.of_agency(slug))
    return _offered(place, codes)


def of_situation(place: Place, event_id: str) -> tuple[Service, ...]:
    """The services of a life event; none when the office does not know it."""
    event = next((e for e in place.catalogue.life_events if e.id == event_id), None)
    return _offered(place, event.services) if event else ()


def options(place: Place, codes: Iterable[str], ticked: Iterable[str]) -> tuple[Option, ...]:
    """Services to tick, by code; what is not offered here is left out."""
    chosen = set(ticked)
    return tuple(
        Option(
            service.code,
            service.title,
            service.summary,
            "" if service.agency == OFFICE else place.catalogue.agencies[service.agency].name,
            service.code in chosen,
        )
        for service in _offered(place, dict.fromkeys(codes))
    )


def is_spoken(place: Place, language: str) -> bool:
    """Whether a clerk of the office speaks a language."""
    return any(language in clerk.languages for clerk in place.office.clerks)


def _offered(place: Place, codes: Iterable[str]) -> tuple[Service, ...]:
    """An agency that only shares the rooms gives no service here."""
    found = (place.catalogue.services.get(code) for code in codes)
    return tuple(service for service in found if service and _takes_part(place, service.agency))


def _takes_part(place: Place, slug: str) -> bool:
    agency = place.office.agency(slug)
    return slug == OFFICE or (agency is not None and agency.participation != "premises")
