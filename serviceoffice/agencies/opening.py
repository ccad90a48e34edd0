"""Open an installation from its configuration: agencies, catalogues, database, offices.

Everything that can be wrong in files is said at once. An agency that does not
load is a mistake too, but one that the offices open without.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from serviceoffice.agencies.agencies import Agencies, LoadedAgency
from serviceoffice.agencies.loading import load as load_agencies
from serviceoffice.api import BadDocument, Problem
from serviceoffice.core import events, slices  # noqa: F401  every table, entity and handler
from serviceoffice.core.clock import Clock, PlayedClock, SystemClock
from serviceoffice.core.commands import Command, execute
from serviceoffice.core.house import House, Place
from serviceoffice.core.offices.configuration import Configuration, check_against, load
from serviceoffice.core.offices.fields import did_you_mean
from serviceoffice.core.offices.office import Office
from serviceoffice.core.texts import Texts
from serviceoffice.storage import Database, DatabaseTrouble
from serviceoffice.storage.upgrade import ready, state, upgrade

SECRET = "SERVICEOFFICE_SECRET"  # noqa: S105  the name of a variable


@dataclass(frozen=True, slots=True)
class Opened:
    """A house with what the faces need beside it."""

    house: House
    agencies: Agencies
    texts: Texts
    configuration: Configuration


@dataclass(frozen=True, slots=True)
class Checked:
    """A configuration with the agencies it enables and every problem found.

    An error among ``problems`` keeps the offices closed. ``missing`` are the
    errors that do not: enabled agencies that are not installed or do not load,
    each where the configuration names it or where its own files are wrong.
    """

    configuration: Configuration
    agencies: Agencies
    places: dict[str, Place]
    problems: list[Problem]
    missing: list[Problem]


def check(path: Path) -> Checked:
    """Read the configuration and the agencies' packages; nothing is stored.

    Raises BadDocument when the configuration itself cannot be used.
    """
    configuration = load(path)
    offices = list(configuration.offices.values())
    agencies = load_agencies(offices)
    declared = {office.id: agencies.catalogue_for(_whole(office)) for office in offices}
    installed = {agency.slug for agency in agencies.installed()}
    absent = {slug for slug, agency in agencies.agencies.items() if agency.state == "missing"}
    problems = check_against(configuration, declared, installed | absent)
    missing = list(_missing(configuration, agencies, installed))
    places = {office.id: Place.of(office, agencies.catalogue_for(office)) for office in offices}
    return Checked(configuration, agencies, places, problems, missing)


def _whole(office: Office) -> Office:
    """The office as if it picked every service of its agencies."""
    agencies = tuple(replace(agency, only=(), without=()) for agency in office.agencies)
    return replace(office, agencies=agencies)


def _missing(
    configuration: Configuration, agencies: Agencies, installed: Collection[str]
) -> Iterator[Problem]:
    """Why enabled agencies do not serve; a package's own mistakes are said once."""
    said: set[str] = set()
    for office in configuration.offices.values():
        for index, enabled in enumerate(office.agencies):
            agency = agencies.agencies[enabled.slug]
            if agency.serves:
                continue
            if agency.problems and agency.slug not in said:
                yield from agency.problems
            elif not agency.problems:
                place = ("offices", office.id, "agencies", index, "slug")
                yield configuration.document.problem(place, _why(agency, installed))
            said.add(agency.slug)


def _why(agency: LoadedAgency, installed: Collection[str]) -> str:
    if agency.state != "missing":
        return f"{agency.slug} is {agency.state}: {agency.why}"
    message = (
        f'no installed package is called "{agency.slug}"; install it, or describe the agency '
        "here with name, letter and services"
    )
    hint = did_you_mean(agency.slug, installed)
    return f"{message} ({hint})" if hint else message


def open_house(path: Path, *, clock: Clock | None = None, database: str | None = None) -> Opened:
    """Open every office of a configuration file, ready for commands.

    Raises BadDocument with every mistake that keeps the offices closed, and
    what ``open_checked`` raises.
    """
    return open_checked(check(path), clock=clock, database=database)


def open_checked(
    found: Checked, *, clock: Clock | None = None, database: str | None = None
) -> Opened:
    """Open what has been checked, with its own clock and database unless given.

    The clock is the system's, in a demo one that can be set. An empty database
    is set up; an older one is not changed without being asked (``serviceoffice
    db upgrade``). Raises BadDocument, DatabaseTrouble.
    """
    errors = [problem for problem in found.problems if problem.level == "error"]
    if errors:
        raise BadDocument(errors)
    store = Database(database or found.configuration.database)
    form = state(store)
    if form in ("missing", "empty"):
        upgrade(store)
    elif form != "current":
        ready(store)  # says what to do
    house = House(
        database=store,
        clock=clock or (_demo_clock(store, found) if found.configuration.demo else SystemClock()),
        places=found.places,
        secret=_secret(store, found.configuration.file),
        demo=found.configuration.demo,
    )
    for office in found.places:
        execute(house, Command(office, "configure"))
    return Opened(house, found.agencies, found.agencies.texts(), found.configuration)


def _demo_clock(store: Database, found: Checked) -> PlayedClock:
    """A clock that goes on from now, or from the last event where a replay was ahead of us."""
    with store.read() as connection:
        ends = [events.head(connection, office).at for office in found.places]
    return PlayedClock(max(SystemClock().now(), *ends))


def _secret(store: Database, path: Path) -> bytes:
    """The installation's secret: from the environment, else a file beside the data."""
    if from_environment := os.environ.get(SECRET):
        return from_environment.encode()
    folder = (
        Path(store.url.database).parent if store.is_sqlite and store.url.database else path.parent
    )
    file = folder / "secret.key"
    try:
        with suppress(FileExistsError), open(file, "x", opener=_for_us_alone) as new:
            new.write(secrets.token_hex(32))
        return file.read_text().strip().encode()
    except OSError as error:
        raise DatabaseTrouble(
            f"{file} can neither be read nor made ({error.strerror}). Give this user the right "
            f"to, or set {SECRET} in the environment."
        ) from error


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
