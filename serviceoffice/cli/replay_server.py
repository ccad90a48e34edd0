"""The server that a replay plays through: one that runs already, or its own."""

from __future__ import annotations

import multiprocessing
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from time import monotonic, sleep

from serviceoffice.agencies.opening import check, open_checked
from serviceoffice.cli.client import Client, Unreachable
from serviceoffice.cli.examples import example
from serviceoffice.cli.plain import Trouble, no_office, place_of
from serviceoffice.cli.ports import address, listen
from serviceoffice.cli.recordings import Recording, bank_office
from serviceoffice.core.access.accounts import create_token
from serviceoffice.core.clock import PlayedClock, moment
from serviceoffice.core.offices.configuration import load
from serviceoffice.storage import Database

STARTING = 30  # seconds a server may take


@dataclass(frozen=True, slots=True)
class Target:
    """A server, and its database to check afterwards, if it can be reached."""

    url: str
    token: str
    database: Database | None


@contextmanager
def given_server(url: str, token: str, config: Path | None, office: str) -> Iterator[Target]:
    """A demo-flagged server that runs already."""
    database = None
    if config:
        configuration = load(config)
        if office not in configuration.offices:
            raise no_office(configuration, office)
        database = Database(configuration.database)
    yield Target(url, token, database)


@contextmanager
def own_server(recording: Recording, office: str) -> Iterator[Target]:
    """A demo-flagged server for a dated recording, gone afterwards with its data."""
    from serviceoffice.web.server import serve

    with tempfile.TemporaryDirectory(prefix="serviceoffice-replay-") as name:
        folder = Path(name)
        found = check(_configuration(recording, office, folder))
        zone = place_of(found, office).office.zone
        assert recording.day is not None  # what happens first must not happen after it
        midnight = datetime.combine(recording.day, time(0), zone)
        clock = PlayedClock(moment(midnight - timedelta(days=1)))
        database = f"sqlite:///{folder / 'office.db'}"
        opened = open_checked(found, clock=clock, database=database)
        token = create_token(opened.house, office, "integration")
        opened.house.database.close()
        listener = listen("127.0.0.1", 0)
        url = address(listener)
        server = multiprocessing.get_context("fork").Process(target=serve, args=(opened, listener))
        server.start()
        listener.close()
        try:
            _wait_for(url, token)
            yield Target(url, token, opened.house.database)
        finally:
            server.terminate()
            server.join(timeout=20)


def _configuration(recording: Recording, office: str, folder: Path) -> Path:
    """An office for the recording: its own example, or one like the bank's."""
    if recording.is_bank:
        config = folder / "serviceoffice.toml"
        config.write_text(bank_office(office, recording.desks or 1), encoding="utf-8")
        return config
    try:
        return example(office) / "serviceoffice.toml"
    except FileNotFoundError:
        raise Trouble(
            f"There is no example office “{office}” to play this day in. Start a server with "
            "`demo = true` and name it with --url and --token."
        ) from None


def _wait_for(url: str, token: str) -> None:
    client = Client(url, token)
    until = monotonic() + STARTING
    while monotonic() < until:
        try:
            if client.get("/health/live").status == 200:
                client.close()
                return
        except Unreachable:
            sleep(0.1)
    raise Unreachable(f"{url} did not start within {STARTING} seconds.")
