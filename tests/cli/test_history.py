from __future__ import annotations

from pathlib import Path

from cli.shell import Command

from serviceoffice.agencies.opening import open_house
from serviceoffice.core import events
from serviceoffice.core.commands import Command as Do
from serviceoffice.core.commands import execute


def a_morning(config: Path) -> None:
    house = open_house(config).house
    for _ in range(3):
        execute(house, Do("library", "take_ticket", {"services": ["T1"]}))
    execute(house, Do("library", "call_next", {"desk": "d1"}))
    house.database.close()


def test_a_whole_log_is_clean(config: Path, serviceoffice: Command) -> None:
    a_morning(config)
    ran = serviceoffice("history", "check", "--office", "library", "--config", config)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == "library: 5 events read, no problems\n"


def test_a_changed_event_is_named(config: Path, serviceoffice: Command) -> None:
    a_morning(config)
    house = open_house(config).house
    with house.database.write() as connection:
        connection.execute(events.events.delete().where(events.events.c.seq == 3))
    house.database.close()
    ran = serviceoffice("history", "check", "--office", "library", "--config", config)
    assert ran.code == 1
    assert "event 4: Event 3 should stand here, not 4." in ran.err
    assert "problems" in ran.out


def test_an_office_that_is_not_there_is_no_clean_office(
    config: Path, serviceoffice: Command
) -> None:
    a_morning(config)
    ran = serviceoffice("history", "check", "--office", "libary", "--config", config)
    assert ran.code == 1
    assert ran.err == f"{config} has no office “libary”; it has: library.\n"
