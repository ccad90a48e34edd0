"""Finding a visit by its number, and those who are set aside."""

from __future__ import annotations

import pytest
from kit import OFFICE, Front, make_office

from serviceoffice.core.offices.office import Numbers
from serviceoffice.core.queue import queries

TODAY = "2026-03-10"


def found(front: Front, typed: str, day: str = TODAY) -> list[str]:
    with front.house.database.read() as connection:
        return [visit.number for visit in queries.numbered(connection, OFFICE, day, typed)]


def aside(front: Front) -> list[str]:
    with front.house.database.read() as connection:
        return [visit.number for visit in queries.aside(connection, OFFICE, TODAY)]


@pytest.fixture
def lettered(front: Front) -> Front:
    """An office that numbers each agency by itself, with S001, F001 and S002 taken."""
    front.reconfigure(make_office(numbers=Numbers(series="agency")))
    for code in ("SK1", "FK1", "SK1"):
        front.ticket(code)
    return front


@pytest.mark.parametrize("typed", ["S002", "s002", " s 2 ", "S2"])
def test_a_whole_number_is_found_however_it_is_written(lettered: Front, typed: str) -> None:
    assert found(lettered, typed) == ["S002"]


def test_digits_alone_find_every_series(lettered: Front) -> None:
    assert found(lettered, "1") == ["S001", "F001"]


@pytest.mark.parametrize("typed", ["", "S", "X001", "3", "%", "1e9", "0000000001234567890"])
def test_what_nobody_has_is_not_found(lettered: Front, typed: str) -> None:
    assert found(lettered, typed) == []


def test_a_number_does_not_find_one_that_only_ends_so(front: Front) -> None:
    for _ in range(11):
        front.ticket("SK1")
    assert found(front, "1") == ["001"]
    assert found(front, "11") == ["011"]


def test_yesterdays_number_is_not_found_today(front: Front) -> None:
    front.ticket("SK1")
    assert found(front, "1", "2026-03-11") == []


def test_who_is_on_hold_or_was_missed_is_aside(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    for act in ("hold", "no_show", "leave"):
        front.ticket("SK1")
        anna.run(act, visit=anna.call_next()["id"])
    front.ticket("SK1")
    assert aside(front) == ["001", "002"]
