"""The two doors of the database, and what it says when it cannot be used."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from storage.stranger import try_as_nobody

from serviceoffice.core.catalogue.maps import process_maps
from serviceoffice.storage import Database, DatabaseTrouble
from serviceoffice.storage import database as module
from serviceoffice.storage.upgrade import upgrade

ROW = {"hash": "h", "body": "b"}


def rows(database: Database) -> int:
    with database.read() as connection:
        return len(connection.execute(select(process_maps)).all())


def trouble(action: Callable[[], object]) -> str:
    with pytest.raises(DatabaseTrouble) as caught:
        action()
    return str(caught.value)


def test_what_is_written_is_kept(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(process_maps), ROW)
    assert rows(database) == 1


def test_an_error_within_a_write_takes_all_of_it_back(database: Database) -> None:
    def half_way() -> None:
        with database.write() as connection:
            connection.execute(insert(process_maps), ROW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert rows(database) == 0


def test_a_look_is_of_one_moment_even_while_others_write(database: Database) -> None:
    with database.read() as connection:
        before = connection.execute(select(process_maps)).all()
        with database.write() as other:
            other.execute(insert(process_maps), ROW)
        assert connection.execute(select(process_maps)).all() == before == []
    assert rows(database) == 1


def test_a_look_does_not_wait_for_a_writer(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(process_maps), ROW)
        assert rows(database) == 0


def test_a_look_can_change_nothing(database: Database) -> None:
    said = trouble(lambda: _write_through_the_reading_door(database))
    assert "cannot be written" in said or "may only be read" in said
    assert rows(database) == 0


def _write_through_the_reading_door(database: Database) -> None:
    with database.read() as connection:
        connection.execute(insert(process_maps), ROW)


def test_a_mistake_of_ours_is_not_blamed_on_the_database(database: Database) -> None:
    with database.write() as connection:
        connection.execute(insert(process_maps), ROW)
    with pytest.raises(IntegrityError), database.write() as connection:
        connection.execute(insert(process_maps), ROW)


def test_a_write_inside_a_write_is_refused_instead_of_hanging(tmp_path: Path) -> None:
    database = _sqlite(tmp_path)
    with database.write(), pytest.raises(RuntimeError, match="wait for itself"), database.write():
        pass  # pragma: no cover


def test_sqlite_is_durable_and_readers_do_not_block(tmp_path: Path) -> None:
    database = _sqlite(tmp_path)
    with database.write() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2
        assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "wal"


def test_a_missing_file_is_not_made_by_looking_for_it(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    said = trouble(lambda: rows(Database(f"sqlite:///{path}")))
    assert said.startswith(f"There is no database at {path}. Run `serviceoffice db upgrade`")
    assert not path.exists()


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    path = tmp_path / "nowhere" / "office.db"
    said = trouble(lambda: rows(Database(f"sqlite:///{path}")))
    assert said.startswith(f"{path} cannot be opened. Check that the folder {path.parent} exists")


def test_sqlite_in_memory_is_refused_as_it_would_be_another_one_each_time() -> None:
    assert "SQLite needs a file" in trouble(lambda: Database("sqlite://"))


def test_a_file_that_another_program_locks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = _sqlite(tmp_path)
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.01)
    another_program = _sqlite(tmp_path)
    with database.write():
        said = trouble(lambda: another_program.write().__enter__())
    assert said.startswith(f"{tmp_path / 'office.db'} has been locked by another program")
    with another_program.write() as connection:  # and it is free again
        connection.execute(insert(process_maps), ROW)


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    path.write_text("Dear diary, " * 100)
    said = trouble(lambda: rows(Database(f"sqlite:///{path}")))
    assert said.startswith(f"{path} is damaged or no SQLite database")


def test_a_database_of_an_older_form_asks_to_be_upgraded(database: Database) -> None:
    def look() -> None:
        with database.read() as connection:
            connection.exec_driver_sql("SELECT * FROM a_table_of_next_year")

    assert trouble(look).endswith("has an older form. Run `serviceoffice db upgrade`.")


@pytest.fixture
def public_folder() -> Iterator[Path]:
    """A folder that every user may enter; pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix="serviceoffice-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can act as another user")
def test_a_file_without_the_right_to_write_is_named_and_can_still_be_read(
    public_folder: Path,
) -> None:
    _sqlite(public_folder).close()
    (public_folder / "office.db").chmod(0o644)
    parent, child = multiprocessing.get_context("spawn").Pipe()
    process = multiprocessing.get_context("spawn").Process(
        target=try_as_nobody, args=(child, str(public_folder / "office.db"))
    )
    process.start()
    assert parent.poll(30)
    said = parent.recv()
    process.join()
    assert said == (
        f"{public_folder / 'office.db'} cannot be written. "
        "Give this user the right to write the file and its folder."
    )


@pytest.mark.postgres
def test_a_missing_postgresql_database_is_named(postgres_server: str) -> None:
    database = Database(postgres_server.replace("/postgres?", "/nowhere?"))
    said = trouble(lambda: rows(database))
    assert "has no database “nowhere”. Create it (`createdb nowhere`)" in said


def test_a_postgresql_that_does_not_answer_is_named_without_its_password() -> None:
    database = Database("postgresql+psycopg://anna:secret@127.0.0.1:1/office")
    said = trouble(lambda: rows(database))
    assert "does not answer" in said
    assert "secret" not in said


@pytest.mark.postgres
def test_when_every_connection_is_busy_that_is_said(new_postgres: Callable[[], str]) -> None:
    database = Database(new_postgres(), pool_size=1)
    database.engine.pool._timeout = 0.01  # type: ignore[attr-defined]
    database.engine.pool._max_overflow = 0  # type: ignore[attr-defined]
    with database.read():
        said = trouble(lambda: database.read().__enter__())
    assert said.startswith("Every connection to postgresql")
    database.close()


def test_eight_threads_lose_no_write(database: Database) -> None:
    def write(first: int) -> None:
        for n in range(first, first + 25):
            with database.write() as connection:
                connection.execute(insert(process_maps), {"hash": str(n), "body": ""})

    threads = [threading.Thread(target=write, args=(1000 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert rows(database) == 200


def _sqlite(folder: Path) -> Database:
    database = Database(f"sqlite:///{folder / 'office.db'}")
    upgrade(database)
    return database
