"""A replay drives a real server in a process of its own, at a speed that makes a day short."""

from __future__ import annotations

import re
import signal
from pathlib import Path

import pytest
from cli.shell import OFFICE, Command, StartServer

from serviceoffice.agencies.opening import check
from serviceoffice.cli.stage import staff

HEAD = "arrival,services,minutes,patience,priority,language\n"


def thirty(first_hour: int = 9) -> str:
    """Thirty visitors in an hour; every fifth would rather leave than wait four minutes."""
    rows = []
    for number in range(30):
        minute, seconds = divmod(number * 115, 60)
        codes = ("T1", "C1", "T1 C1", "guide", "C1")[number % 5]
        patience = "4" if number % 5 == 4 else ""
        priority = "priority" if number % 7 == 0 else ""
        rows.append(
            f"{first_hour:02}:{minute:02}:{seconds:02},{codes},6.5,{patience},{priority},sv"
        )
    return HEAD + "\n".join(rows) + "\n"


@pytest.fixture
def example_library(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A recording whose office, ``library``, is one of the examples."""
    monkeypatch.setattr("serviceoffice.cli.replay_server.example", lambda _name: config.parent)
    day = tmp_path / "day.csv"
    day.write_text(thirty(), encoding="utf-8")
    return day


def counted(said: str) -> dict[str, int]:
    """The numbers of a report, by the word before them."""
    found = re.findall(r"(tickets|served|left|raced|errors) (\d+)", said)
    return {word: int(number) for word, number in found}


def test_thirty_recorded_visitors_are_all_served_or_leave(
    example_library: Path, serviceoffice: Command
) -> None:
    ran = serviceoffice("replay", example_library, "--office", "library", "--speed", "600")
    assert ran.code == 0, ran
    counts = counted(ran.out)
    assert counts["errors"] == 0
    assert counts["tickets"] == 30
    assert counts["served"] + counts["left"] == 30
    assert counts["left"] >= counts["raced"]
    assert counts["served"] >= 24  # those who do not mind waiting
    assert "30 arrivals, 2 clerks at 2 desks, 600×" in ran.out
    assert re.search(r"waits in minutes: mean [\d.]+  median [\d.]+  p90 [\d.]+", ran.out)
    assert re.search(r"history check: \d+ events, clean", ran.out)


def test_a_server_that_runs_already_is_played_through_and_checked(
    config: Path, tmp_path: Path, start: StartServer, serviceoffice: Command
) -> None:
    day = tmp_path / "day.csv"
    day.write_text("\n".join(thirty().splitlines()[:6]), encoding="utf-8")
    token = serviceoffice(
        "token", "create", "--office", "library", "--role", "integration", "--config", config
    ).out.strip()
    server = start("run", "--port", "0", "--config", config, until="home")
    arguments = ("replay", day, "--office", "library", "--speed", "600", "--url", server.url)
    ran = serviceoffice(*arguments, "--token", token, "--config", config)
    assert ran.code == 0, ran
    assert counted(ran.out)["tickets"] == 5
    assert "clean" in ran.out
    assert server.stop(signal.SIGTERM) == 0


def test_the_clock_of_a_real_office_is_nobody_s_to_set(
    config: Path, example_library: Path, start: StartServer, serviceoffice: Command
) -> None:
    config.write_text(OFFICE.replace("demo = true", "demo = false"), encoding="utf-8")
    token = serviceoffice(
        "token", "create", "--office", "library", "--role", "integration", "--config", config
    ).out.strip()
    server = start("run", "--port", "0", "--config", config, until="home")
    ran = serviceoffice(
        "replay", example_library, "--office", "library", "--url", server.url, "--token", token
    )
    assert ran.code == 1
    assert ran.err.endswith("This is no demo; its clock cannot be set.\n")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--speed", "0"), "--speed 0: choose a number from 0.01 to 10000."),
        (("--url", "http://127.0.0.1:9"), "--url needs --token"),
        (("--url", "ftp://x", "--token", "t"), "ftp://x is not an address"),
        (("--url", "http://127.0.0.1:9", "--token", "t"), "http://127.0.0.1:9 does not answer"),
    ],
)
def test_what_cannot_be_played_is_said_in_one_sentence(
    arguments: tuple[str, ...], sentence: str, example_library: Path, serviceoffice: Command
) -> None:
    ran = serviceoffice("replay", example_library, "--office", "library", *arguments)
    assert ran.code == 1
    assert ran.err.startswith(sentence)
    assert ran.err.count("\n") == 1


def test_a_day_of_an_office_without_example_needs_a_server(
    tmp_path: Path, serviceoffice: Command
) -> None:
    day = tmp_path / "day.csv"
    day.write_text(thirty(), encoding="utf-8")
    ran = serviceoffice("replay", day, "--office", "atlantis")
    assert ran.code == 1
    assert "There is no example office “atlantis”" in ran.err


def test_each_desk_gets_a_clerk_of_an_agency_it_serves_as_far_as_there_are(tmp_path: Path) -> None:
    desks = [
        {"id": "all", "serves": []},
        {"id": "d1", "serves": ["town"]},
        {"id": "d2", "serves": ["county"]},
        {"id": "d3", "serves": ["town"]},
    ]
    clerks = [
        {"id": "chef", "home": "town", "roles": ["manager"]},
        {"id": "bo", "home": "county", "roles": ["clerk"]},
        {"id": "anna", "home": "town", "roles": ["clerk", "reception"]},
        {"id": "eva", "home": "town", "roles": ["clerk"]},
    ]
    assert staff(desks, clerks) == {"d1": "anna", "d2": "bo", "d3": "eva", "all": None}


def test_the_small_office_is_sound(config: Path) -> None:
    assert config.read_text(encoding="utf-8") == OFFICE
    assert check(config).problems == []
