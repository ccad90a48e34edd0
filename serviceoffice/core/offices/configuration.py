"""``serviceoffice.toml``: the offices as their owner wrote them down."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from serviceoffice.api import BadDocument, Problem, Service
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.catalogue.guide import GUIDE
from serviceoffice.core.documents import Document, Place, read, validate
from serviceoffice.core.offices.contradictions import contradictions
from serviceoffice.core.offices.fields import did_you_mean
from serviceoffice.core.offices.office import Clerk, Desk, Enabled, Hours, Office
from serviceoffice.core.offices.schema import ConfigurationTable

DATABASE = "sqlite:///office.db"
_SQLITE = "sqlite:///"


@dataclass(frozen=True, slots=True)
class Configuration:
    """A checked configuration file.

    ``database`` is a complete address: a relative SQLite file has been placed
    in the configuration's folder. ``offices`` keeps the order of the file, and
    ``document`` its lines, so that later findings can point into it.
    """

    file: Path
    database: str
    demo: bool
    offices: dict[str, Office]
    document: Document


def load(path: Path) -> Configuration:
    """Read a configuration, by itself: which agencies are installed plays no part.

    Raises BadDocument with every mistake of the file at once, each with its
    line, its key and what was expected.
    """
    document = read(path)
    problems = contradictions(document)
    try:
        values = validate(document, ConfigurationTable())
    except BadDocument as bad:
        problems += bad.problems
    if problems:
        raise BadDocument(sorted(problems))
    server = values["server"]
    return Configuration(
        file=path,
        database=_placed(server.get("database", DATABASE), path.parent),
        demo=server.get("demo", False),
        offices={name: _office(name, parts) for name, parts in values["offices"].items()},
        document=document,
    )


def check_against(
    configuration: Configuration,
    catalogues: Mapping[str, Catalogue],
    known_agencies: Collection[str],
) -> list[Problem]:
    """What can be said only when the agencies' packages are known.

    ``catalogues`` holds, by office, everything that the enabled agencies
    declare, *before* ``only`` and ``without`` narrow it; ``known_agencies`` the
    slugs of the installed packages. Problems of level ``warning`` let the
    office open. A name that may belong to an agency whose package could not be
    read is a warning too: one broken package stops nobody else.
    """
    problems: list[Problem] = []
    for office_id, office in configuration.offices.items():
        catalogue = catalogues.get(office_id, Catalogue.of((), ()))
        check = _Check(configuration.document, office, catalogue, known_agencies)
        problems += check.problems()
    return sorted(problems)


class _Check:
    """One office against what is installed."""

    def __init__(
        self, document: Document, office: Office, catalogue: Catalogue, known: Collection[str]
    ) -> None:
        self.document, self.office, self.catalogue, self.known = document, office, catalogue, known
        self.at: Place = ("offices", office.id)
        described = {service.code: service for a in office.agencies for service in a.services}
        self.services: dict[str, Service] = {**described, **catalogue.services}
        self.slugs = [agency.slug for agency in office.agencies]
        self.offered = {
            code: service
            for code, service in self.services.items()
            if (agency := office.agency(service.agency)) and agency.offers(code)
        }
        self.unread = [
            agency.slug
            for agency in office.agencies
            if not agency.data and agency.slug not in catalogue.agencies
        ]

    def problems(self) -> Iterator[Problem]:
        for index, agency in enumerate(self.office.agencies):
            yield from self._agency(agency, (*self.at, "agencies", index))
        for index, desk in enumerate(self.office.desks):
            yield from self._desk(desk, (*self.at, "desks", index, "serves"))
        for index, clerk in enumerate(self.office.clerks):
            yield from self._clerk(clerk, (*self.at, "clerks", index))
        hours = self.office.hours
        if not (hours.always or any(hours.week.values()) or any(hours.special.values())):
            message = (
                f"the office is never open; its hours stand in [offices.{self.office.id}.hours]"
            )
            yield self.document.problem((*self.at, "hours"), message, "warning")

    def _agency(self, agency: Enabled, at: Place) -> Iterator[Problem]:
        installed = agency.slug in self.known
        if not agency.data and not installed:
            message = (
                f'no installed package is called "{agency.slug}"; install it, or describe the '
                "agency here with name, letter and services"
            )
            yield self._problem((*at, "slug"), message, agency.slug, self.known)
        elif agency.data and installed:
            message = "is described here, so its installed package is not used"
            yield self.document.problem((*at, "slug"), message, "warning")
        if not agency.data and agency.slug not in self.unread:
            own = [service.code for service in self.catalogue.of_agency(agency.slug)]
            for key, codes in (("only", agency.only), ("without", agency.without)):
                for index, code in enumerate(codes):
                    if code not in own:
                        message = f'"{code}" is not a service of {agency.slug}'
                        yield self._problem((*at, key, index), message, code, own)
        for slug, other in self.catalogue.agencies.items():
            if agency.data and slug != agency.slug and other.letter == agency.letter:
                message = f'"{agency.letter}" is already the letter of {slug}'
                yield self.document.problem((*at, "letter"), message)
        for index, service in enumerate(agency.services):
            namesake = self.catalogue.services.get(service.code)
            if namesake and namesake.agency != agency.slug:
                message = f'"{service.code}" is already a service of {namesake.agency}'
                yield self.document.problem((*at, "services", index, "code"), message)
        if unserved := [code for code in self._offered_by(agency) if not self._served(code)]:
            message = f"no desk serves {', '.join(unserved)}"
            yield self.document.problem(at, message, "warning")

    def _desk(self, desk: Desk, at: Place) -> Iterator[Problem]:
        for index, name in enumerate(desk.serves):
            yield from self._name(name, (*at, index))

    def _clerk(self, clerk: Clerk, at: Place) -> Iterator[Problem]:
        if clerk.home not in self.slugs:
            message = f'"{clerk.home}" is not an agency of this office: {", ".join(self.slugs)}'
            yield self._problem((*at, "home"), message, clerk.home, self.slugs)
        for name in clerk.skills:
            yield from self._name(name, (*at, "skills", name))

    def _name(self, name: str, at: Place) -> Iterator[Problem]:
        """Something that should be an agency or a service of this office."""
        if name in self.slugs or name in self.offered or name == GUIDE:
            return
        if service := self.services.get(name):
            message = f'"{name}" is not offered here: see only and without of {service.agency}'
            yield self.document.problem(at, message)
            return
        message = f'"{name}" is neither an agency nor a service of this office'
        level = "error"
        if self.unread:
            message += f" that could be read; not read: {', '.join(self.unread)}"
            level = "warning"
        yield self._problem(at, message, name, [*self.slugs, *self.offered], level)

    def _offered_by(self, agency: Enabled) -> list[str]:
        """The codes a visitor can choose; an agency that only shares rooms offers none."""
        if agency.participation == "premises":
            return []
        return [code for code, service in self.offered.items() if service.agency == agency.slug]

    def _served(self, code: str) -> bool:
        service = self.offered[code]
        return any(
            not desk.serves or code in desk.serves or service.agency in desk.serves
            for desk in self.office.desks
            if not desk.quick or service.front_minutes <= self.office.queue.quick_minutes
        )

    def _problem(
        self, at: Place, message: str, name: str, words: Collection[str], level: str = "error"
    ) -> Problem:
        hint = did_you_mean(name, words)
        return self.document.problem(at, f"{message} ({hint})" if hint else message, level)


def _office(office_id: str, parts: dict[str, Any]) -> Office:
    hours = Hours(
        special={day["date"]: day["open"] for day in parts.pop("special_hours")},
        closures=tuple((c["first"], c["last"], c["reason"]) for c in parts.pop("closures")),
        **parts.pop("hours"),
    )
    notices = tuple(notice["text"] for notice in parts.pop("notices", ()))
    return Office(id=office_id, hours=hours, notices=notices, **parts)


def _placed(database: str, folder: Path) -> str:
    """The address with a relative SQLite file placed in the folder."""
    if not database.startswith(_SQLITE):
        return database
    return f"{_SQLITE}{(folder / database.removeprefix(_SQLITE)).resolve()}"
