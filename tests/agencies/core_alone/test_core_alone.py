"""The core needs no agency's package: an office can describe all its agencies as data."""

from __future__ import annotations

from pathlib import Path

from serviceoffice.agencies.opening import open_house
from serviceoffice.core.clock import ManualClock
from serviceoffice.core.commands import Command, Principal, execute

OFFICE = """
[offices.library]
name = "The library"
form = "information"
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
title = { sv = "Bygglov", en = "Building permit" }
minutes = 10
[[offices.library.desks]]
id = "d1"
name = "Desk 1"
"""

SCRIPT = Principal("test", "integration")


def test_an_office_of_described_agencies_serves_a_visitor_to_the_end(tmp_path: Path) -> None:
    config = tmp_path / "serviceoffice.toml"
    config.write_text(OFFICE, encoding="utf-8")
    house = open_house(config, clock=ManualClock(1_800_000_000_000)).house

    def do(name: str, **args: object) -> dict:  # type: ignore[type-arg]
        answer = execute(house, Command("library", name, args, SCRIPT))
        assert answer is not None
        return answer

    taken = do("take_ticket", services=["T1", "guide"])
    called = do("call_next", desk="d1")
    assert called["id"] == taken["id"]
    do("begin", visit=taken["id"], desk="d1")
    do("close_errand", visit=taken["id"], n=1, outcome="resolved", desk="d1")
    do("close_errand", visit=taken["id"], n=2, outcome="withdrawn", desk="d1")
    assert do("finish", visit=taken["id"], desk="d1")["state"] == "done"
    house.database.close()


def test_the_same_office_opens_again_with_its_line(tmp_path: Path) -> None:
    config = tmp_path / "serviceoffice.toml"
    config.write_text(OFFICE, encoding="utf-8")
    first = open_house(config, clock=ManualClock(1_800_000_000_000)).house
    taken = execute(first, Command("library", "take_ticket", {"services": ["T1"]}, SCRIPT))
    first.database.close()
    again = open_house(config, clock=ManualClock(1_800_000_060_000)).house
    called = execute(again, Command("library", "call_next", {"desk": "d1"}, SCRIPT))
    assert taken is not None
    assert called is not None
    assert called["number"] == taken["number"]
    again.database.close()
