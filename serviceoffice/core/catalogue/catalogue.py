"""The frozen list of what an office offers, and process maps by their hash."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from serviceoffice.api import Agency, LifeEvent, Service


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Agencies, services and life events of one office, in the order to show.

    ``services`` is keyed by code; the order is the configuration's order of
    agencies. A life event names only services that are offered here.
    """

    agencies: Mapping[str, Agency]
    services: Mapping[str, Service]
    life_events: tuple[LifeEvent, ...]

    @staticmethod
    def of(
        agencies: Iterable[Agency],
        services: Iterable[Service],
        life_events: Iterable[LifeEvent] = (),
    ) -> Catalogue:
        """Freeze the parts. Raises ValueError when two services share a code."""
        by_code: dict[str, Service] = {}
        for service in services:
            if other := by_code.get(service.code):
                raise ValueError(f"{service.code}: declared by {other.agency} and {service.agency}")
            by_code[service.code] = service
        offered = (
            LifeEvent(event.id, event.title, tuple(c for c in event.services if c in by_code))
            for event in life_events
        )
        return Catalogue(
            MappingProxyType({agency.slug: agency for agency in agencies}),
            MappingProxyType(by_code),
            tuple(event for event in offered if event.services),
        )

    def of_agency(self, slug: str) -> tuple[Service, ...]:
        """The services of one agency, in catalogue order."""
        return tuple(s for s in self.services.values() if s.agency == slug)
