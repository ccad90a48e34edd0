"""Life events: situations that call for services of several agencies in one visit."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from serviceoffice.api import LifeEvent, Text
from serviceoffice.core.catalogue.schema import Strict, line, tables, word
from serviceoffice.core.documents import read, validate


class LifeEventSchema(Strict):
    """A life event by name; its services come from the agencies."""

    id = word()
    title = line()


class LifeEventsSchema(Strict):
    """The core's file of life events."""

    life_events = tables(LifeEventSchema, "[[life_events]]")


@cache
def life_events() -> tuple[LifeEvent, ...]:
    """Every life event the office knows, without services, in the order to show."""
    document = read(Path(__file__).with_name("life_events.toml"))
    rows = validate(document, LifeEventsSchema())["life_events"]
    return tuple(LifeEvent(row["id"], Text(row["title"])) for row in rows)


def bundle(events: Iterable[LifeEvent], parts: Iterable[LifeEvent]) -> tuple[LifeEvent, ...]:
    """Each event with the services that the agencies' parts name for it.

    ``parts`` come in the configured order of the agencies, and so do the
    services of an event; one that nobody has a service for is left out.
    """
    services: dict[str, dict[str, None]] = {}
    for part in parts:
        services.setdefault(part.id, {}).update(dict.fromkeys(part.services))
    return tuple(
        LifeEvent(event.id, event.title, tuple(services[event.id]))
        for event in events
        if services.get(event.id)
    )
