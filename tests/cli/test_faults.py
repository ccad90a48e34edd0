"""What is wrong with the database is said in one sentence, with exit code 1."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.shell import OFFICE, Command

from serviceoffice.agencies.opening import open_house
from serviceoffice.storage import database, upgrade

NOBODY = 65534
TOKEN = ("token", "create", "--office", "library", "--role", "device")


def one_sentence(serviceoffice: Command, config: Path, *command: str) -> str:
    """What a command that fails says, which must be one line and no more."""
    ran = serviceoffice(*command, "--config", config)
    assert ran.code == 1, ran
    assert ran.err.count("\n") == 1, ran.err
    return ran.err.strip()


@pytest.fixture
def opened(config: Path) -> Path:
    """The configuration of an office that has been open; its database is there."""
    open_house(config).house.database.close()
    return config


@pytest.mark.parametrize("command", [TOKEN, ("db", "upgrade"), ("run", "--port", "0")])
def test_a_folder_that_is_not_there(
    command: tuple[str, ...], config: Path, serviceoffice: Command
) -> None:
    url = f'[server]\ndatabase = "sqlite:///{config.parent}/nowhere/office.db"'
    config.write_text(OFFICE.replace("[server]", url), encoding="utf-8")
    said = one_sentence(serviceoffice, config, *command)
    assert f"{config.parent}/nowhere/office.db cannot be made" in said
    assert f"Check that the folder {config.parent}/nowhere exists" in said


@pytest.mark.parametrize("command", [("db", "check"), ("history", "check", "--office", "library")])
def test_a_database_that_was_never_made(
    command: tuple[str, ...], config: Path, serviceoffice: Command
) -> None:
    said = one_sentence(serviceoffice, config, *command)
    assert said.startswith(f"There is no database at {config.parent}/office.db.")
    assert "serviceoffice db upgrade" in said
    assert not (config.parent / "office.db").exists()


def test_a_database_is_made_and_then_found_current(config: Path, serviceoffice: Command) -> None:
    for what in ("upgrade", "check"):
        ran = serviceoffice("db", what, "--config", config)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == f"{config.parent}/office.db has this version's form.\n"


@pytest.mark.parametrize("command", [TOKEN, ("db", "check"), ("run", "--port", "0")])
def test_a_file_that_is_no_database(
    command: tuple[str, ...], config: Path, serviceoffice: Command
) -> None:
    (config.parent / "office.db").write_text("Dear diary, " * 500, encoding="utf-8")
    said = one_sentence(serviceoffice, config, *command)
    assert f"{config.parent}/office.db is damaged or no SQLite database" in said


def test_another_program_holds_the_database(
    opened: Path, serviceoffice: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    other = sqlite3.connect(opened.parent / "office.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    said = one_sentence(serviceoffice, opened, *TOKEN)
    other.close()
    assert f"{opened.parent}/office.db has been locked by another program" in said


@pytest.fixture
def later_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """This program with one more migration than the databases made so far."""
    folder = tmp_path / "migrations"
    shutil.copytree(upgrade.MIGRATIONS, folder)
    last = max(folder.glob("versions/[0-9]*.py")).name[:4]
    (folder / "versions" / "9999_later.py").write_text(
        f'revision = "9999"\ndown_revision = "{last}"\n\n\ndef upgrade() -> None:\n    pass\n'
    )
    monkeypatch.setattr(upgrade, "MIGRATIONS", folder)


@pytest.mark.parametrize(
    "command", [TOKEN, ("db", "check"), ("history", "check", "--office", "library")]
)
def test_an_older_form_is_not_changed_without_being_asked(
    command: tuple[str, ...], opened: Path, serviceoffice: Command,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    request.getfixturevalue("later_version")
    said = one_sentence(serviceoffice, opened, *command)
    assert said.endswith("office.db has an older form. Run `serviceoffice db upgrade`.")
    assert serviceoffice("db", "upgrade", "--config", opened).code == 0
    assert serviceoffice(*command, "--config", opened).code == 0


def test_a_newer_form_needs_the_newer_version(opened: Path, serviceoffice: Command) -> None:
    with sqlite3.connect(opened.parent / "office.db") as connection:
        connection.execute("UPDATE schema_version SET version_num = 'ffff'")
    connection.close()
    for command in (TOKEN, ("db", "upgrade"), ("db", "check")):
        said = one_sentence(serviceoffice, opened, *command)
        assert said.endswith("was made by a newer version. Install that version.")


@pytest.fixture
def as_another_user() -> Iterator[Path]:
    """A folder that the user of this test may only read, even where that is root."""
    folder = Path(tempfile.mkdtemp(dir="/tmp"))  # pytest's own folders are root's
    is_root = os.geteuid() == 0
    try:
        yield folder
    finally:
        if is_root:
            os.seteuid(0)
        folder.chmod(0o700)
        shutil.rmtree(folder)


def only_read(folder: Path) -> None:
    """Take every right to write away, from root by being somebody else."""
    for path in (folder, *folder.iterdir()):
        path.chmod(0o555 if path.is_dir() else 0o444)
    if os.geteuid() == 0:
        os.seteuid(NOBODY)


@pytest.mark.parametrize("command", [TOKEN, ("db", "upgrade")])
def test_a_database_that_may_only_be_read(
    command: tuple[str, ...], as_another_user: Path, serviceoffice: Command
) -> None:
    config = as_another_user / "serviceoffice.toml"
    config.write_text(OFFICE, encoding="utf-8")
    assert serviceoffice(*TOKEN, "--config", config).code == 0  # and everything is imported
    only_read(as_another_user)
    said = one_sentence(serviceoffice, config, *command)
    assert f"{as_another_user}/office.db cannot be written." in said


def test_a_folder_where_no_database_can_be_made(
    as_another_user: Path, serviceoffice: Command
) -> None:
    config = as_another_user / "serviceoffice.toml"
    config.write_text(OFFICE, encoding="utf-8")
    serviceoffice("db", "check", "--config", config)  # everything is imported
    only_read(as_another_user)
    said = one_sentence(serviceoffice, config, "db", "upgrade")
    assert f"{as_another_user}/office.db cannot be made (Permission denied)" in said
