"""Find a service or a life event by what somebody types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from serviceoffice.api import LifeEvent, Service, Text
from serviceoffice.core.house import Place

Say = Callable[[Text | str], str]


def services(place: Place, typed: str, say: Say) -> tuple[Service, ...]:
    """The services that match every typed word, best first; all when nothing is typed.

    A word at the start of the title counts most, then one within the title,
    then one in the summary, the agency's name or the code.
    """
    asked = typed.casefold().split()
    found = []
    for service in offered(place):
        title = say(service.title).casefold()
        agency = place.catalogue.agencies[service.agency].name.casefold()
        summary = say(service.summary).casefold() if service.summary else ""
        rest = f"{summary} {agency} {service.code.casefold()}"
        scores = [_score(word, title, rest) for word in asked]
        if all(scores):
            found.append((-sum(scores), service))
    return tuple(service for _, service in sorted(found, key=lambda pair: pair[0]))


def offered(place: Place) -> tuple[Service, ...]:
    """What the office gives: an agency that only shares the rooms gives nothing here."""
    sharing = {a.slug for a in place.office.agencies if a.participation == "premises"}
    services = place.catalogue.services.values()
    return tuple(service for service in services if service.agency not in sharing)


def events(place: Place, typed: str, say: Say) -> tuple[LifeEvent, ...]:
    """The life events whose names hold every typed word; all when nothing is typed."""
    asked = typed.casefold().split()
    return tuple(
        event
        for event in place.catalogue.life_events
        if all(_score(word, say(event.title).casefold(), "") for word in asked)
    )


def by_agency(found: Sequence[Service], place: Place) -> list[tuple[str, list[Service]]]:
    """Services under their agencies' names, in the order in which each first appears."""
    groups: dict[str, list[Service]] = {}
    for service in found:
        groups.setdefault(place.catalogue.agencies[service.agency].name, []).append(service)
    return list(groups.items())


def _score(word: str, title: str, rest: str) -> int:
    if title.startswith(word):
        return 4
    if f" {word}" in title:
        return 3
    return 2 if word in title else int(word in rest)
