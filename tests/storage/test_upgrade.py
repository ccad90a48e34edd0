"""From nothing, or from an older form, to the form that this version works with."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from serviceoffice.core import slices  # noqa: F401  every table
from serviceoffice.storage import Database, DatabaseTrouble, metadata
from serviceoffice.storage.upgrade import VERSION_TABLE, migrate, ready, state, upgrade


@pytest.fixture
def new(empty_url: str) -> Iterator[Database]:
    """A database that has no tables; SQLite's file does not even exist."""
    database = Database(empty_url)
    yield database
    database.close()


def schema(database: Database) -> list[str]:
    """Every table and index in the database's own words."""
    if database.is_sqlite:
        query = "SELECT name || ': ' || coalesce(sql, '') FROM sqlite_master ORDER BY 1"
    else:
        query = (
            "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' UNION ALL "
            "SELECT table_name || '.' || column_name || ': ' || data_type || ' ' || is_nullable"
            " || ' ' || coalesce(character_maximum_length, 0) || coalesce(column_default, '')"
            " FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1"
        )
    with database.read() as connection:
        found = connection.execute(text(query)).scalars().all()
    plain = ("".join(str(line).split()).replace('"', "") for line in found)
    return sorted(line for line in plain if VERSION_TABLE not in line)


def trouble(database: Database) -> str:
    with pytest.raises(DatabaseTrouble) as caught:
        ready(database)
    return str(caught.value)


def test_a_new_database_becomes_ready(new: Database) -> None:
    assert state(new) in ("missing", "empty")
    upgrade(new)
    assert state(new) == "current"
    ready(new)


def test_upgrading_again_changes_nothing(new: Database) -> None:
    upgrade(new)
    before = schema(new)
    upgrade(new)
    assert schema(new) == before


def test_the_migrations_lead_to_the_tables_of_every_slice(new: Database) -> None:
    upgrade(new)
    with new.read() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "compare_server_default": True,
                "version_table": VERSION_TABLE,
            },
        )
        assert compare_metadata(context, metadata) == []


def test_they_lead_to_the_same_indexes_and_conditions_too(new: Database) -> None:
    upgrade(new)
    migrated = schema(new)
    migrate(new, "base")
    with new.write() as connection:
        metadata.create_all(connection)
    assert schema(new) == migrated


def test_down_and_up_again(new: Database) -> None:
    upgrade(new)
    before = schema(new)
    migrate(new, "base")
    assert state(new) == "empty"
    with new.read() as connection:
        assert inspect(connection).get_table_names() == [VERSION_TABLE]
    upgrade(new)
    assert schema(new) == before


def test_a_database_of_a_newer_version_is_left_alone(new: Database) -> None:
    upgrade(new)
    _mark(new, "from_the_future")
    before = schema(new)
    assert state(new) == "newer"
    assert trouble(new).endswith("was made by a newer version. Install that version.")
    with pytest.raises(DatabaseTrouble, match="newer version"):
        upgrade(new)
    assert schema(new) == before


def test_an_older_database_is_known_and_says_what_to_do(
    new: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    upgrade(new)
    monkeypatch.setattr(
        "alembic.script.ScriptDirectory.get_current_head", lambda _: "the_next_form"
    )
    assert state(new) == "older"
    assert trouble(new).endswith("has an older form. Run `serviceoffice db upgrade`.")


def test_an_empty_database_says_what_to_do(new: Database) -> None:
    upgrade(new)
    migrate(new, "base")
    assert trouble(new).endswith("has no tables yet. Run `serviceoffice db upgrade`.")


def test_a_failing_migration_leaves_the_database_as_it_was(
    new: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ZeroDivisionError

    upgrade(new)
    migrate(new, "base")
    before = schema(new)
    monkeypatch.setattr("alembic.runtime.migration.HeadMaintainer.update_to_step", fail)
    with pytest.raises(ZeroDivisionError):
        upgrade(new)
    monkeypatch.undo()
    assert schema(new) == before
    upgrade(new)
    ready(new)


def test_servers_that_start_at_once_may_all_upgrade(empty_url: str) -> None:
    failures: list[BaseException] = []

    def start() -> None:
        database = Database(empty_url)
        try:
            upgrade(database)
            ready(database)
        except BaseException as error:
            failures.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []


def test_a_missing_sqlite_file_is_missing_until_it_is_upgraded(tmp_path: Path) -> None:
    path = tmp_path / "office.db"
    database = Database(f"sqlite:///{path}")
    assert state(database) == "missing"
    assert trouble(database).startswith(f"There is no database at {path}.")
    upgrade(database)
    assert path.stat().st_mode & 0o077 == 0  # the office's alone


def test_a_folder_that_does_not_exist_is_named(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'nowhere' / 'office.db'}")
    with pytest.raises(DatabaseTrouble, match=r"cannot be made .* Check that the folder"):
        upgrade(database)


@pytest.mark.postgres
def test_a_missing_postgresql_database_is_its_administrators_to_make(postgres_server: str) -> None:
    database = Database(postgres_server.replace("/postgres?", "/nowhere?"))
    assert state(database) == "missing"
    with pytest.raises(DatabaseTrouble, match="Create it"):
        upgrade(database)


def test_a_postgresql_that_does_not_answer_is_trouble_not_missing() -> None:
    with pytest.raises(DatabaseTrouble, match="does not answer"):
        state(Database("postgresql+psycopg://127.0.0.1:1/office"))


def test_a_percent_sign_in_the_path_is_no_variable(tmp_path: Path) -> None:
    folder = tmp_path / "100%(here)s?#"
    folder.mkdir()
    database = Database("sqlite:///placeholder")
    database = Database(database.url.set(database=str(folder / "a b.db")))  # type: ignore[arg-type]
    upgrade(database)
    ready(database)
    assert (folder / "a b.db").exists()


def _mark(database: Database, revision: str) -> None:
    with database.write() as connection:
        connection.execute(
            text(f"UPDATE {VERSION_TABLE} SET version_num = :revision"), {"revision": revision}
        )
