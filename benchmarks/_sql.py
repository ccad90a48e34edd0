"""Records the SQL of commands and runs it again by the raw driver, without us in between."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, event, make_url

COMMIT, ROLLBACK = "COMMIT", "ROLLBACK"


@dataclass(slots=True)
class Script:
    """Statements with their parameters, commits and rollbacks, as they were run."""

    steps: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def commits(self) -> int:
        """How many transactions changed something."""
        return sum(statement == COMMIT for statement, _ in self.steps)


@contextmanager
def recording(script: Script) -> Iterator[None]:
    """Add everything that any engine runs in the meantime."""

    def execute(_c: Any, _cursor: Any, statement: str, given: Any, _x: Any, many: bool) -> None:
        for parameters in given if many else [given]:
            script.steps.append((statement, parameters))

    def commit(_connection: Any) -> None:
        script.steps.append((COMMIT, ()))

    def rollback(_connection: Any) -> None:
        script.steps.append((ROLLBACK, ()))

    listeners = {"before_cursor_execute": execute, "commit": commit, "rollback": rollback}
    for name, listener in listeners.items():
        event.listen(Engine, name, listener)
    try:
        yield
    finally:
        for name, listener in listeners.items():
            event.remove(Engine, name, listener)


def run_again(url: str, scripts: Sequence[Script]) -> float:
    """Run scripts on a database as it was before they were recorded; the seconds it took.

    Each in a thread and on a connection of its own.
    """
    play = _sqlite if make_url(url).get_backend_name() == "sqlite" else _postgresql
    gate = threading.Barrier(len(scripts) + 1)
    errors: list[Exception] = []

    def run(script: Script) -> None:
        try:
            play(url, script, gate)
        except Exception as error:
            errors.append(error)
            gate.abort()

    threads = [threading.Thread(target=run, args=(script,)) for script in scripts]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]
    return time.perf_counter() - began


def _sqlite(url: str, script: Script, gate: threading.Barrier) -> None:
    path = Path(str(make_url(url).database))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    execute = connection.execute
    gate.wait()
    for statement, parameters in script.steps:
        execute(statement, parameters).fetchall()
    connection.close()


def _postgresql(url: str, script: Script, gate: threading.Barrier) -> None:
    import psycopg

    address = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address) as connection, connection.cursor() as cursor:
        gate.wait()
        for statement, parameters in script.steps:
            if statement == COMMIT:
                connection.commit()
            elif statement == ROLLBACK:
                connection.rollback()
            else:
                cursor.execute(statement, parameters or None)
                if cursor.description:
                    cursor.fetchall()
