"""How often a race is run, and a summary of how much was tried."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import pytest
from kit import Front
from races.crew import Crew, Place, a_house, clerk

from serviceoffice.core.commands import Command, execute
from serviceoffice.storage import Database

TORTURE = bool(os.environ.get("TORTURE"))
TRIED = "tried"


@pytest.fixture(scope="session")
def crew() -> Iterator[Crew]:
    """Two processes."""
    crew = Crew()
    yield crew
    crew.close()


@pytest.fixture
def new_office(database: Database) -> Callable[[str], tuple[Place, Front]]:
    """Opens an office with eight clerks at their desks, in the same database."""

    def make(name: str) -> tuple[Place, Front]:
        house = a_house(database, name)
        execute(house, Command(name, "configure"))
        for n in range(1, 9):
            execute(house, Command(name, "sign_in", {"desk": f"d{n}"}, clerk(n)))
        url = database.url.render_as_string(hide_password=False)
        return Place(url, name), Front(house, name)

    return make


@pytest.fixture
def tried(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Say how much was tried, for the summary at the end."""
    return lambda what: record_property(TRIED, what)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    lines = [
        f"{report.nodeid.rpartition('::')[2]}: {value}"
        for report in terminalreporter.stats.get("passed", [])
        for name, value in getattr(report, "user_properties", [])
        if name == TRIED
    ]
    if lines:
        terminalreporter.section("what was tried")
        for line in sorted(lines):
            terminalreporter.write_line(line)
