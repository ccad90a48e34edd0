"""How a process learns that another one has committed: asked for on SQLite, told by PostgreSQL."""

from __future__ import annotations

import logging
import threading
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from queue import SimpleQueue
from typing import Any, Protocol

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from serviceoffice.storage import Database, DatabaseTrouble

log = logging.getLogger(__name__)
CHANNEL = "serviceoffice"
AFTER_TROUBLE = 1.0


class Follower(Protocol):
    """Whoever wants to know."""

    def grown(self, office: str, seq: int) -> None:
        """The office's log has come to ``seq``."""

    def look(self) -> None:
        """Some log may have grown."""


class Watch(threading.Thread):
    """Tells a follower about commits of other processes, until stopped."""

    def __init__(self, follower: Follower, database: Database, seconds: float) -> None:
        super().__init__(name="watch", daemon=True)
        self.follower, self.database, self.seconds = follower, database, seconds
        self.stopped = threading.Event()

    def run(self) -> None:
        """Watch; a database that cannot be reached is tried again."""
        while not self.stopped.is_set():
            try:
                self.watch()
            except Exception as trouble:
                driver: Any = self.database.engine.dialect.dbapi
                known = isinstance(trouble, DatabaseTrouble | SQLAlchemyError | driver.Error)
                log.error("watch: %s", trouble, exc_info=not known)
                self.stopped.wait(AFTER_TROUBLE)

    def stop(self) -> None:
        """Ask the thread to end; it does within ``seconds``."""
        self.stopped.set()

    @contextmanager
    def own_connection(self) -> Iterator[Any]:
        """The driver's own connection, outside the pool and outside transactions."""
        pooled = self.database.engine.raw_connection()
        driver = pooled.driver_connection
        pooled.detach()
        try:
            yield driver
        finally:
            pooled.close()

    @abstractmethod
    def watch(self) -> None:
        """Look until stopped. May raise."""


class SqliteWatch(Watch):
    """Polls ``data_version``, which another connection's commit changes; it reads no page."""

    def watch(self) -> None:
        """Keep one connection: the number means something only within it."""
        seen = None
        with self.own_connection() as connection:
            while not self.stopped.is_set():
                version = connection.execute("PRAGMA data_version").fetchall()
                if version != seen:
                    seen = version
                    self.follower.look()
                self.stopped.wait(self.seconds)


class PostgresWatch(Watch):
    """Listens for notices; looks by itself now and then, in case one was lost."""

    def watch(self) -> None:
        """Keep one connection, to which the notices come."""
        with self.own_connection() as connection:
            connection.rollback()
            connection.autocommit = True
            connection.execute(f"LISTEN {CHANNEL}")
            while not self.stopped.is_set():
                self.follower.look()
                for notice in connection.notifies(timeout=self.seconds):
                    office, _, seq = notice.payload.rpartition(":")
                    self.follower.grown(office, int(seq))


class Announcer(threading.Thread):
    """Tells other processes through PostgreSQL that a log has grown.

    After the commit and from a thread of its own: a notice inside the
    transaction would take a lock that all commits of the database wait for.
    """

    def __init__(self, database: Database) -> None:
        super().__init__(name="announcer", daemon=True)
        self._database = database
        self._ends: SimpleQueue[tuple[str, int] | None] = SimpleQueue()
        self._starting = threading.Lock()

    def tell(self, office: str, seq: int) -> None:
        """Say it soon. Never waits."""
        # Started at the first use, so that it lives in the process that commits
        # and not in the one it was forked from.
        with self._starting:
            if self.ident is None:
                self.start()
        self._ends.put((office, seq))

    def stop(self) -> None:
        """End the thread."""
        self._ends.put(None)

    def run(self) -> None:
        """Send what has gathered, one notice for each office."""
        while (end := self._ends.get()) is not None:
            ends = dict([end])
            while not self._ends.empty():
                if (end := self._ends.get()) is None:
                    return
                ends[end[0]] = end[1]
            try:
                with self._database.write() as connection:
                    for office, seq in ends.items():
                        connection.execute(select(func.pg_notify(CHANNEL, f"{office}:{seq}")))
            except Exception as trouble:
                log.error("notices are late: %s", trouble)


def watch_of(follower: Follower, database: Database, poll: float, safety: float) -> Watch:
    """The watch that fits a database; ``poll`` and ``safety`` in seconds."""
    if database.is_sqlite:
        return SqliteWatch(follower, database, poll)
    return PostgresWatch(follower, database, safety)
