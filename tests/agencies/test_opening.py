"""An installation opens from its file; what an agency does wrong is its own affair."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from serviceoffice.agencies.opening import Opened, check, open_checked, open_house
from serviceoffice.api import BadDocument
from serviceoffice.core.clock import MINUTE, ManualClock, PlayedClock, SystemClock
from serviceoffice.core.commands import Command, execute
from serviceoffice.storage import DatabaseTrouble

BASE = """\
[server]
demo = {demo}
[offices.library]
name = "The library"
form = "co_located"
time_zone = "Europe/Stockholm"
languages = ["sv", "en"]
host = "town"
[offices.library.hours]
always = true
[[offices.library.agencies]]
slug = "town"
name = "The town"
letter = "T"
[[offices.library.agencies.services]]
code = "T1"
title = {{ sv = "Bygglov", en = "Building permit" }}
minutes = 10
{more}
[[offices.library.desks]]
id = "d1"
name = "Desk 1"
serves = [{serves}]
"""
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write a configuration that enables more agencies than the one it describes."""

    def make(*slugs: str, serves: str = "", demo: bool = False) -> Path:
        more = "".join(f'[[offices.library.agencies]]\nslug = "{slug}"\n' for slug in slugs)
        path = tmp_path / "serviceoffice.toml"
        said = BASE.format(more=more, serves=serves, demo="true" if demo else "false")
        path.write_text(said, encoding="utf-8")
        return path

    return make


@pytest.fixture
def installed(site, monkeypatch: pytest.MonkeyPatch):
    """A site whose packages are found beside those that are really installed."""
    monkeypatch.syspath_prepend(str(site.folder))
    return site


def ticket(opened: Opened) -> dict:  # type: ignore[type-arg]
    answer = execute(opened.house, Command("library", "take_ticket", {"services": ["T1"]}))
    assert answer is not None
    return answer


def test_an_agency_that_is_not_installed_is_an_error_that_the_office_opens_without(
    write: Write,
) -> None:
    path = write("nobody")
    found = check(path)
    assert found.problems == []
    (problem,) = found.missing
    line = path.read_text(encoding="utf-8").splitlines().index('slug = "nobody"') + 1
    assert (problem.file, problem.line, problem.level) == (str(path), line, "error")
    opened = open_checked(found)
    assert opened.agencies.agencies["nobody"].state == "missing"
    assert ticket(opened)["number"] == "001"
    opened.house.database.close()


def test_a_name_that_may_be_the_missing_agency_s_is_only_a_warning(write: Write) -> None:
    found = check(write("nobody", serves='"town", "NO1"'))
    assert [problem.level for problem in found.problems] == ["warning"]
    open_checked(found).house.database.close()


def test_a_missing_agency_is_asked_for_by_the_nearest_name_there_is(
    installed, write: Write
) -> None:
    installed.install("dummy")
    (problem,) = check(write("dumy")).missing
    assert problem.message.endswith("(did you mean dummy?)")


@pytest.mark.parametrize("slug", ["broken_import", "broken_exit", "broken_raising"])
def test_an_agency_that_does_not_load_is_named_where_it_is_enabled(
    slug: str, installed, write: Write
) -> None:
    installed.install(slug)
    path = write(slug)
    found = check(path)
    (problem,) = found.missing
    line = path.read_text(encoding="utf-8").splitlines().index(f'slug = "{slug}"') + 1
    assert (problem.file, problem.line, problem.level) == (str(path), line, "error")
    assert problem.message.startswith(f"{slug} is quarantined: ")
    opened = open_checked(found)
    ticket(opened)
    opened.house.database.close()


def test_a_catalogue_with_mistakes_is_named_in_its_own_files_and_once(
    installed, write: Write
) -> None:
    installed.install("broken_level")
    path = write("broken_level")
    second = path.read_text(encoding="utf-8").split("[offices.library]", 1)[1]
    second = "[offices.school]" + second.replace("offices.library", "offices.school")
    path.write_text(path.read_text(encoding="utf-8") + second, encoding="utf-8")
    missing = check(path).missing
    assert missing
    assert all(problem.file.endswith("BL1.toml") and problem.line for problem in missing)
    assert len(missing) == len(set(missing))


def test_mistakes_in_the_configuration_keep_it_closed_and_leave_no_database(write: Write) -> None:
    path = write(serves='"T9"')
    with pytest.raises(BadDocument) as bad:
        open_house(path)
    assert '"T9" is neither an agency nor a service' in str(bad.value)
    assert not (path.parent / "office.db").exists()


def test_a_real_office_has_the_system_s_clock_and_a_demo_one_that_can_be_set(
    write: Write,
) -> None:
    real = open_house(write())
    assert isinstance(real.house.clock, SystemClock)
    real.house.database.close()
    demo = open_house(write(demo=True))
    assert isinstance(demo.house.clock, PlayedClock)
    demo.house.database.close()


def test_a_demo_goes_on_after_its_last_event_even_if_that_lies_ahead(write: Write) -> None:
    ahead = SystemClock().now() + 600 * MINUTE
    path = write(demo=True)
    first = open_house(path, clock=ManualClock(ahead))
    ticket(first)
    first.house.database.close()
    again = open_house(path)
    assert 0 <= again.house.clock.now() - ahead < MINUTE
    again.house.database.close()


def test_the_secret_is_made_once_and_the_environment_s_wins(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write()
    secrets = []
    for _ in range(2):
        opened = open_house(path)
        secrets.append(opened.house.secret)
        opened.house.database.close()
    assert secrets[0] == secrets[1]
    assert (path.parent / "secret.key").stat().st_mode & 0o077 == 0
    monkeypatch.setenv("SERVICEOFFICE_SECRET", "another one")
    opened = open_house(path)
    assert opened.house.secret == b"another one"
    opened.house.database.close()


def test_a_secret_that_cannot_be_made_is_said_with_what_to_do(write: Write) -> None:
    path = write()
    open_house(path).house.database.close()
    key = path.parent / "secret.key"
    key.unlink()
    key.mkdir()
    with pytest.raises(DatabaseTrouble) as trouble:
        open_house(path)
    assert str(key) in str(trouble.value)
    assert "SERVICEOFFICE_SECRET" in str(trouble.value)
