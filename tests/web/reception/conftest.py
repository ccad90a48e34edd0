"""The staff's small office behind the application, and its reception."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kit import OFFICE, make_house
from staffkit import Reception, staff_office, staff_place
from webkit import OTHER_OFFICE, Browser

from serviceoffice.core.house import House
from serviceoffice.storage import Database


@pytest.fixture
def house(database: Database) -> House:
    """Two offices of the staff's kind, open on a Tuesday morning."""
    return make_house(database, *(staff_place(staff_office(o)) for o in (OFFICE, OTHER_OFFICE)))


@pytest.fixture
def reception(as_clerk: Callable[..., Browser]) -> Callable[..., Reception]:
    """``reception("bo", "d3")``: the reception, with whoever stands there."""

    def stand(who: str = "rut", desk: str | None = None) -> Reception:
        return Reception(as_clerk(who, desk=desk))

    return stand
