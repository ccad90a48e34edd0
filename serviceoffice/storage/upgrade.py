"""Bring a database to the form that this version works with. All or nothing."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Literal

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from serviceoffice.storage.advice import DatabaseTrouble, missing, older_form, shown
from serviceoffice.storage.database import Database

State = Literal["missing", "empty", "older", "current", "newer"]
VERSION_TABLE = "schema_version"
MIGRATIONS = Path(__file__).with_name("migrations")
# Any number: two processes that upgrade PostgreSQL at once must agree on it.
_UPGRADE_LOCK = 730_211_604


def state(database: Database) -> State:
    """How the database's form stands to this version's.

    ``missing``: there is none; ``empty``: it holds none of our tables; ``newer``:
    a later version has been at work. Raises DatabaseTrouble when it cannot be read.
    """
    if _is_missing(database):
        return "missing"
    with database.read() as connection:
        return _state(connection, _config())


def ready(database: Database) -> None:
    """Raise DatabaseTrouble, saying what to do, unless the form is the current one."""
    match state(database):
        case "missing":
            raise DatabaseTrouble(missing(database.url))
        case "empty":
            where = shown(database.url)
            raise DatabaseTrouble(f"{where} has no tables yet. Run `serviceoffice db upgrade`.")
        case "older":
            raise DatabaseTrouble(older_form(shown(database.url)))
        case "newer":
            raise DatabaseTrouble(_newer(database))


def upgrade(database: Database) -> None:
    """Make or change the tables; SQLite's file is made if it is missing.

    Raises DatabaseTrouble for a database of a newer version, changing nothing.
    """
    migrate(database, "head")


def migrate(database: Database, revision: str) -> None:
    """Upgrade or downgrade to a revision; ``base`` takes every table away."""
    if _is_missing(database):
        _make(database)
    config = _config()
    with database.write() as connection:
        if not database.is_sqlite:
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_UPGRADE_LOCK})")
        if _state(connection, config) == "newer":
            raise DatabaseTrouble(_newer(database))
        config.attributes["connection"] = connection
        to = command.downgrade if revision == "base" else command.upgrade
        to(config, revision)


def _config() -> Config:
    config = Config()
    # Alembic reads % as the start of a variable.
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


def _state(connection: Connection, config: Config) -> State:
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    if not inspect(connection).has_table(VERSION_TABLE):
        return "empty"
    now = context.get_current_revision()
    scripts = ScriptDirectory.from_config(config)
    if now is None:
        return "empty"
    if now == scripts.get_current_head():
        return "current"
    return "older" if now in {script.revision for script in scripts.walk_revisions()} else "newer"


def _is_missing(database: Database) -> bool:
    if database.is_sqlite:
        return not Path(str(database.url.database)).exists()
    try:
        with database.read():
            return False
    except DatabaseTrouble as trouble:
        if str(trouble) == missing(database.url):
            return True
        raise


def _make(database: Database) -> None:
    """An empty file for SQLite; a PostgreSQL database is its administrator's to make."""
    path = Path(str(database.url.database))
    if not database.is_sqlite:
        raise DatabaseTrouble(missing(database.url))
    try:
        with suppress(FileExistsError):
            path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise DatabaseTrouble(
            f"{path} cannot be made ({error.strerror}). Check that the folder {path.parent} "
            "exists and may be written, or mend `database` in the configuration."
        ) from error


def _newer(database: Database) -> str:
    return f"{shown(database.url)} was made by a newer version. Install that version."
