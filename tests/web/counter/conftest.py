"""The staff's small office behind the application."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kit import OFFICE, Front, make_house
from staffkit import Counter, staff_office, staff_place
from webkit import OTHER_OFFICE, Browser

from serviceoffice.core.house import House
from serviceoffice.storage import Database
from serviceoffice.web.counter.snapshot import Snapshot, take


@pytest.fixture
def house(database: Database) -> House:
    """Two offices of the staff's kind, open on a Tuesday morning."""
    return make_house(database, *(staff_place(staff_office(o)) for o in (OFFICE, OTHER_OFFICE)))


@pytest.fixture
def at(as_clerk: Callable[..., Browser]) -> Callable[..., Counter]:
    """``at("anna", "d2")``: the counter of a clerk who has sat down at a desk."""

    def sit(clerk: str = "anna", desk: str = "d2") -> Counter:
        return Counter(as_clerk(clerk, desk=desk), desk)

    return sit


@pytest.fixture
def look(house: House) -> Callable[[str], Snapshot]:
    """``look("anna")``: what the clerk's counter reads now."""

    def see(clerk: str) -> Snapshot:
        known = house.place(OFFICE).office.clerk(clerk)
        assert known is not None
        found = take(house, OFFICE, known)
        assert found is not None, f"{clerk} sits nowhere"
        return found

    return see


@pytest.fixture
def waiting(front: Front) -> Callable[..., int]:
    """``waiting("SK1")``: a visitor has taken a ticket; gives the visit's id."""
    return lambda *services, **more: int(front.ticket(*services, **more)["id"])
