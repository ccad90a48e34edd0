"""The agencies of an installation, as they came out of loading: frozen values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from serviceoffice.api import Agency, LifeEvent, Problem, Service, Text
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.catalogue.guide import guide, office_as_agency
from serviceoffice.core.catalogue.life_events import bundle, life_events
from serviceoffice.core.offices.office import Enabled, Office
from serviceoffice.core.texts import Texts, core_texts

State = Literal["active", "quarantined", "incompatible", "missing", "disabled", "data"]


@dataclass(frozen=True, slots=True)
class LoadedAgency:
    """An agency, the state it is in and the sentence that says why.

    ``active``: its package serves. ``data``: described in configuration.
    ``quarantined``: enabled, but left out because of a mistake. ``incompatible``:
    its package needs another version of ours. ``missing``: enabled, not
    installed. ``disabled``: installed, not enabled. Services and life events
    are empty unless it serves; ``agency`` is what it declared, if it came so far.
    """

    slug: str
    state: State
    version: str = ""
    distribution: str = ""
    why: Text | None = None
    agency: Agency | None = None
    services: tuple[Service, ...] = ()
    life_events: tuple[LifeEvent, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def name(self) -> str:
        """Its declared name, or the slug where it declared none."""
        return self.agency.name if self.agency else self.slug

    @property
    def serves(self) -> bool:
        """Offices can offer its services."""
        return self.state in ("active", "data")


@dataclass(frozen=True, slots=True)
class Agencies:
    """Every agency by slug: the enabled ones in the listed order, then the disabled.

    ``owners`` says which agency each service code belongs to.
    """

    agencies: Mapping[str, LoadedAgency]
    owners: Mapping[str, str] = field(default_factory=dict)

    def installed(self) -> tuple[LoadedAgency, ...]:
        """The agencies that have a package here, enabled or not."""
        return tuple(agency for agency in self.agencies.values() if agency.distribution)

    def catalogue_for(self, office: Office) -> Catalogue:
        """What an office offers: its agencies in the listed order, the guide last.

        An agency that does not serve is left out; the office opens without it.
        Built anew at each call, to be kept by the caller.
        """
        offered = [(enabled, self._offer(enabled)) for enabled in office.agencies]
        serving = [(enabled, offer) for enabled, offer in offered if offer.serves]
        return Catalogue.of(
            [
                *(offer.agency for _, offer in serving if offer.agency),
                office_as_agency(office.name),
            ],
            [*(s for e, offer in serving for s in offer.services if e.offers(s.code)), guide()],
            bundle(life_events(), (part for _, offer in serving for part in offer.life_events)),
        )

    def texts(self) -> Texts:
        """The core's texts with those of every active agency, each in its own domain."""
        texts = core_texts()
        for slug, loaded in self.agencies.items():
            if loaded.state == "active" and loaded.agency and loaded.agency.folder:
                texts.add(slug, loaded.agency.folder / "translations")
        return texts

    def _offer(self, enabled: Enabled) -> LoadedAgency:
        """What an agency brings to the office that enables it so."""
        missing = LoadedAgency(enabled.slug, "missing")
        if not enabled.data:
            return self.agencies.get(enabled.slug, missing)
        # Two offices may describe one agency differently, a third may use its package.
        offer = described([enabled])
        owned = (self.owners.get(s.code, enabled.slug) == enabled.slug for s in offer.services)
        return offer if all(owned) else missing


def described(enabled: list[Enabled]) -> LoadedAgency:
    """An agency without a package, from what the offices' configurations say of it."""
    first = enabled[0]
    services = {service.code: service for each in enabled for service in each.services}
    domains = dict.fromkeys(service.domain or first.slug for service in services.values())
    agency = Agency(first.slug, first.name, first.letter, None, tuple(domains) or (first.slug,))
    return LoadedAgency(first.slug, "data", agency=agency, services=tuple(services.values()))
