"""Open an installation from its configuration: agencies, catalogues, database, offices.

Everything that can be wrong in files is said at once; an agency that does not
load is left out and named, the offices open without it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from pathlib import Path

from serviceoffice.agencies.agencies import Agencies, LoadedAgency
from serviceoffice.agencies.loading import load as load_agencies
from serviceoffice.api import BadDocument, Problem
from serviceoffice.core import slices  # noqa: F401  every table, entity and handler
from serviceoffice.core.clock import Clock, SystemClock
from serviceoffice.core.commands import Command, execute
from serviceoffice.core.house import House, Place
from serviceoffice.core.offices.configuration import Configuration, check_against, load
from serviceoffice.core.offices.office import Office
from serviceoffice.core.texts import Texts
from serviceoffice.storage import Database, DatabaseTrouble
from serviceoffice.storage.upgrade import state, upgrade

SECRET = "SERVICEOFFICE_SECRET"


@dataclass(frozen=True, slots=True)
class Opened:
    """A house with what the faces need beside it."""

    house: House
    agencies: Agencies
    texts: Texts
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Checked:
    """A configuration with the agencies it enables and every problem found."""

    configuration: Configuration
    agencies: Agencies
    places: dict[str, Place]
    problems: list[Problem]


def check(path: Path) -> Checked:
    """Read the configuration and the agencies' packages; nothing is stored.

    Raises BadDocument when the configuration itself cannot be used.
    """
    configuration = load(path)
    offices = list(configuration.offices.values())
    agencies = load_agencies(offices)
    declared = {office.id: agencies.catalogue_for(_whole(office)) for office in offices}
    installed = [agency.slug for agency in agencies.installed()]
    problems = check_against(configuration, declared, installed)
    for agency in agencies.agencies.values():
        if agency.state in ("quarantined", "incompatible"):
            problems.extend(_trouble(agency))
    places = {office.id: Place.of(office, agencies.catalogue_for(office)) for office in offices}
    return Checked(configuration, agencies, places, problems)


def _whole(office: Office) -> Office:
    """The office as if it picked every service of its agencies."""
    agencies = tuple(replace(agency, only=(), without=()) for agency in office.agencies)
    return replace(office, agencies=agencies)


def _trouble(agency: LoadedAgency) -> list[Problem]:
    """What is wrong with an agency that is left out: a warning, for the office opens."""
    if agency.problems:
        return [replace(problem, level="warning") for problem in agency.problems]
    return [Problem(agency.slug, 0, "", str(agency.why), "warning")]


def open_house(path: Path, *, clock: Clock | None = None, database: str | None = None) -> Opened:
    """Open every office of a configuration file, ready for commands.

    Raises BadDocument with every mistake in files, DatabaseTrouble when the
    database cannot be used. An empty database is set up; an older one is not
    changed without being asked (``serviceoffice db upgrade``).
    """
    found = check(path)
    errors = [problem for problem in found.problems if problem.level == "error"]
    if errors:
        raise BadDocument(errors)
    store = Database(database or found.configuration.database)
    match state(store):
        case "missing" | "empty":
            upgrade(store)
        case "older":
            raise DatabaseTrouble(
                f"{store.url.render_as_string()} has an older form. Run `serviceoffice db upgrade`."
            )
        case "newer":
            raise DatabaseTrouble(
                f"{store.url.render_as_string()} was made by a newer version. Install that version."
            )
    house = House(
        database=store,
        clock=clock or SystemClock(),
        places=found.places,
        secret=_secret(store, path),
        demo=found.configuration.demo,
    )
    for office in found.places:
        execute(house, Command(office, "configure"))
    return Opened(house, found.agencies, found.agencies.texts(), found.configuration)


def _secret(store: Database, path: Path) -> bytes:
    """The installation's secret: from the environment, else a file beside the data."""
    if from_environment := os.environ.get(SECRET):
        return from_environment.encode()
    folder = (
        Path(store.url.database).parent if store.is_sqlite and store.url.database else path.parent
    )
    file = folder / "secret.key"
    try:
        with open(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
    except FileExistsError:
        pass
    return file.read_text().strip().encode()
