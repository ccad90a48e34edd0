"""One database, SQLite or PostgreSQL, behind two doors: write and read.

SQLite traps this module exists for, each seen in a trial: the driver's own
transactions let two writers read before either writes (tickets served twice),
so a write starts with ``BEGIN IMMEDIATE``; ``synchronous=NORMAL`` loses
acknowledged work at a power cut, so it is ``FULL``; SQLite's own waiting
starves writers, so they queue in a fair lock first.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from types import ModuleType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from serviceoffice.storage.advice import BUSY_SECONDS, DatabaseTrouble, advice, shown
from serviceoffice.storage.fairlock import FairLock

# Before this version, two connections that write or checkpoint at once may hit
# the WAL-reset corruption bug.
SAFE_SQLITE = (3, 51, 3)


class Database:
    """Engines for one database URL, ``sqlite:///path`` or ``postgresql+psycopg://…``.

    Nothing is opened before the first use, and no file is made: that is what
    ``storage.upgrade`` does.
    """

    def __init__(self, url: str, *, pool_size: int = 20) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self._turn: AbstractContextManager[None]
        if self.is_sqlite:
            if self.url.database in (None, "", ":memory:"):
                raise DatabaseTrouble("SQLite needs a file here: write sqlite:///office.db.")
            module = _sqlite()
            self.sqlite_version: tuple[int, ...] = module.sqlite_version_info
            connect = _opener(Path(str(self.url.database)), module)
            self._writer = _sqlite_engine(connect, module, pool_size, write=True)
            self._reader = _sqlite_engine(connect, module, pool_size, write=False)
            self._turn = FairLock()
        else:
            self._writer = create_engine(
                self.url, pool_size=pool_size, max_overflow=10, pool_pre_ping=True
            )
            # One snapshot for the whole look, as SQLite gives it. Same pool.
            self._reader = self._writer.execution_options(
                isolation_level="REPEATABLE READ", postgresql_readonly=True
            )
            self._turn = nullcontext()

    @property
    def engine(self) -> Engine:
        """The writing engine, for migrations."""
        return self._writer

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction that may change things; commits unless an error leaves it."""
        with self._turn, self._plain_words(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One consistent look; it never waits for a writer.

        It ends with a commit: at a rollback psycopg throws away every statement
        that the connection has prepared.
        """
        with self._plain_words(), self._reader.begin() as connection:
            yield connection

    def close(self) -> None:
        """Give every connection back."""
        self._writer.dispose()
        self._reader.dispose()

    @contextmanager
    def _plain_words(self) -> Iterator[None]:
        """Turn the driver's complaints about the database itself into advice."""
        try:
            yield
        except DBAPIError as error:
            if sentence := advice(self.url, error):
                raise DatabaseTrouble(sentence) from error
            raise
        except PoolTimeout as error:
            raise DatabaseTrouble(
                f"Every connection to {shown(self.url)} is busy. Nothing was stored; try again."
            ) from error


def _sqlite() -> ModuleType:
    """The newest SQLite at hand: the optional wheel brings its own."""
    try:
        from pysqlite3 import dbapi2
    except ImportError:
        return sqlite3
    return dbapi2  # type: ignore[no-any-return]


def _opener(path: Path, module: ModuleType) -> Callable[[], Any]:
    """Opens a file that is there; SQLite alone would make an empty one at a wrong address."""
    address = f"{path.absolute().as_uri()}?mode=rw"

    def connect() -> Any:
        return module.connect(
            address,
            uri=True,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
            isolation_level=None,  # we begin transactions ourselves
        )

    return connect


def _sqlite_engine(
    connect: Callable[[], Any], module: ModuleType, pool_size: int, *, write: bool
) -> Engine:
    engine = create_engine(
        "sqlite://",
        module=module,
        creator=connect,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=50,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        if not write:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    begin = "BEGIN IMMEDIATE" if write else "BEGIN"

    @event.listens_for(engine, "begin")
    def begin_transaction(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine
