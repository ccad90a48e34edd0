"""Two offices as visitors meet them, open on a Tuesday morning."""

from __future__ import annotations

import pytest
from kit import OFFICE, Front, make_house
from visiting import visiting_office, visiting_place
from webkit import OTHER_OFFICE

from serviceoffice.core.house import House
from serviceoffice.storage import Database


@pytest.fixture
def house(database: Database) -> House:
    return make_house(
        database, *(visiting_place(visiting_office(name)) for name in (OFFICE, OTHER_OFFICE))
    )


@pytest.fixture
def front(house: House) -> Front:
    return Front(house)
