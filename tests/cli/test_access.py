"""`serviceoffice clerk password` and `serviceoffice token create`."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from cli.shell import OFFICE, Command

from serviceoffice.agencies.opening import open_house
from serviceoffice.core.access.accounts import bearer, sign_in


def test_a_token_lets_its_role_in(config: Path, serviceoffice: Command) -> None:
    ran = serviceoffice(
        "token", "create", "--office", "library", "--role", "clerk", "--clerk", "anna",
        "--config", config,
    )  # fmt: skip
    assert ran.code == 0
    house = open_house(config).house
    found = bearer(house, ran.out.strip())
    assert found is not None
    office, principal = found
    assert (office, principal.role, principal.clerk) == ("library", "clerk", "anna")
    house.database.close()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--office", "libary", "--role", "device"), "has no office “libary”; it has: library."),
        (("--office", "library", "--role", "clerk"), "A clerk's token needs the clerk's id."),
        (("--office", "library", "--role", "clerk", "--clerk", "x"), "There is no clerk “x” here."),
    ],
)
def test_a_token_for_nobody_is_refused_in_one_sentence(
    arguments: tuple[str, ...], sentence: str, config: Path, serviceoffice: Command
) -> None:
    ran = serviceoffice("token", "create", *arguments, "--config", config)
    assert ran.code == 1
    assert ran.err.strip().endswith(sentence)
    assert ran.err.count("\n") == 1


def test_a_clerk_signs_in_with_the_password_that_was_set(
    config: Path, serviceoffice: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password \n"))
    ran = serviceoffice("clerk", "password", "anna", "--config", config)
    assert (ran.code, ran.out) == (0, "anna can now sign in at library.\n")
    house = open_house(config).house
    assert sign_in(house, "library", "anna", "a long password ")
    house.database.close()


@pytest.mark.parametrize(
    ("arguments", "typed", "sentence"),
    [
        (("anna",), "short\n", "The password needs at least 8 characters."),
        (("nobody",), "a long password\n", "There is no clerk “nobody” in"),
        (("anna", "--office", "x"), "a long password\n", "There is no clerk “anna” in office “x”."),
    ],
)
def test_a_password_that_cannot_be_set_is_refused_in_one_sentence(
    arguments: tuple[str, ...], typed: str, sentence: str,
    config: Path, serviceoffice: Command, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))
    ran = serviceoffice("clerk", "password", *arguments, "--config", config)
    assert ran.code == 1
    assert sentence in ran.err
    assert ran.err.count("\n") == 1


def test_a_clerk_of_several_offices_needs_the_office(
    config: Path, serviceoffice: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = OFFICE.split("\n\n", 1)[1].replace("offices.library", "offices.school")
    config.write_text(f"{OFFICE}\n{second}", encoding="utf-8")
    monkeypatch.setattr("sys.stdin", io.StringIO("a long password\n"))
    ran = serviceoffice("clerk", "password", "anna", "--config", config)
    assert ran.code == 1
    assert "say --office library or --office school" in ran.err
