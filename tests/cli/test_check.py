from __future__ import annotations

from pathlib import Path

import pytest
from cli.shell import OFFICE, Command

BROKEN = """\
[offices.library]
name = "The library"
form = "integrated"
time_zone = "Europe/Stokholm"
languages = ["sv"]
host = "town"

[offices.library.hours]
monday = "09:00-08:00"

[[offices.library.agencies]]
slug = "town"
name = "The town"
letter = "T"
colour = "red"

[[offices.library.desks]]
id = "d1"
name = "Desk 1"
"""


def line_of(text: str, words: str) -> int:
    """The line of the first occurrence, from 1."""
    return text[: text.index(words)].count("\n") + 1


def test_a_sound_configuration_is_counted(config: Path, serviceoffice: Command) -> None:
    ran = serviceoffice("check", "--config", config)
    assert ran.code == 0
    assert ran.out.splitlines() == ["library: 2 desks, 3 services", "0 errors, 0 warnings"]


def test_every_mistake_is_said_at_once_with_its_line(config: Path, serviceoffice: Command) -> None:
    config.write_text(BROKEN, encoding="utf-8")
    ran = serviceoffice("check", "--config", config)
    assert ran.code == 1
    for words in ('time_zone = "Europe/Stokholm"', "monday", "colour"):
        assert f"{config}:{line_of(BROKEN, words)}: " in ran.err, ran.err
    assert "did you mean Europe/Stockholm?" in ran.err
    assert "Traceback" not in ran.err


def test_a_configuration_that_is_no_toml_is_named(config: Path, serviceoffice: Command) -> None:
    config.write_text("[offices\n", encoding="utf-8")
    ran = serviceoffice("check", "--config", config)
    assert ran.code == 1
    assert f"{config}:1: is not TOML" in ran.err


def test_a_missing_configuration_is_named(tmp_path: Path, serviceoffice: Command) -> None:
    ran = serviceoffice("check", "--config", tmp_path / "nothing.toml")
    assert ran.code == 1
    assert ran.err.splitlines()[0] == f"{tmp_path / 'nothing.toml'}: there is no such file"


def test_a_warning_passes_unless_it_is_strict(config: Path, serviceoffice: Command) -> None:
    config.write_text(OFFICE.replace('name = "Desk 1"', 'name = "Desk 1"\nserves = ["T1"]').replace(
        'name = "Desk 2"', 'name = "Desk 2"\nserves = ["T1"]'), encoding="utf-8")  # fmt: skip
    ran = serviceoffice("check", "--config", config)
    assert ran.code == 0
    assert "warning: " in ran.out
    assert "no desk serves C1" in ran.out
    assert serviceoffice("check", "--strict", "--config", config).code == 1


MISSING = """
[[offices.library.agencies]]
slug = "nobody"
"""


def test_an_agency_that_is_not_installed_is_an_error_with_its_line(
    config: Path, serviceoffice: Command
) -> None:
    config.write_text(OFFICE + MISSING, encoding="utf-8")
    ran = serviceoffice("check", "--config", config)
    assert ran.code == 1
    line = line_of(OFFICE + MISSING, 'slug = "nobody"')
    assert f"{config}:{line}: offices.library.agencies.2.slug: no installed package" in ran.err
    assert ran.out.splitlines()[-1] == "1 error, 0 warnings"


@pytest.mark.parametrize("command", ["check", "agencies", "run", "db", "history"])
def test_each_command_explains_itself(command: str, serviceoffice: Command) -> None:
    ran = serviceoffice(command, "--help")
    assert ran.code == 0
    assert "--config" in ran.out
