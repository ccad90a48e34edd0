"""The line as it is called from the database: the order of the rules, whatever came in."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from kit import Front, make_house, make_office, make_place

from serviceoffice.core.offices.office import Desk
from serviceoffice.core.visits.tables import waiting_line
from serviceoffice.storage import Database

comings = st.lists(
    st.tuples(
        st.sampled_from(["SK1", "FK1", "AF1", "guide"]),
        st.sampled_from([None, "priority", "booked"]),
        st.integers(0, 20),  # minutes since the one before
    ),
    min_size=1,
    max_size=25,
)
DESKS = (Desk("d1", "Desk 1"), Desk("d2", "Desk 2", ("forsakringskassan",)))


def test_the_call_order_is_the_order_of_places_filtered_by_what_the_desk_gives(
    database: Database,
) -> None:
    count = iter(range(10**6))

    @settings(max_examples=settings().max_examples // (3 if database.is_sqlite else 10))
    @given(comings)
    def play(line: list[tuple[str, str | None, int]]) -> None:
        office = make_office(f"order{next(count)}", desks=DESKS)
        front = Front(make_house(database, make_place(office)), office.id)
        places: list[tuple[int, int, str]] = []
        for service, priority, minutes in line:
            front.wait(minutes=minutes)
            visit = front.visit(front.ticket(service, priority=priority))
            places.append((visit.rank, visit.id, service))
        bo = front.clerk("bo", "d2")
        assert _all_called(bo) == [i for _, i, s in sorted(places) if s in ("FK1", "guide")]
        anna = front.clerk("anna", "d1")
        assert _all_called(anna) == [i for _, i, s in sorted(places) if s not in ("FK1", "guide")]
        assert front.history().clean

    play()


def _all_called(seat: Any) -> list[int]:
    called = []
    while visit := seat.call_next():
        called.append(visit["id"])
        seat.no_show(visit)
    return called


def test_a_line_longer_than_the_first_batches_is_read_to_its_end(front: Front) -> None:
    visits = [front.ticket("SK1")["id"] for _ in range(8 + 64 + 3)]
    with front.house.database.read() as connection:
        assert [v.id for v in waiting_line(connection, front.office_id)] == visits


def test_a_desk_finds_its_visitor_far_back_in_the_line(database: Database) -> None:
    office = make_office(desks=DESKS)
    front = Front(make_house(database, make_place(office)))
    for _ in range(75):
        front.ticket("SK1")
    mine = front.ticket("FK1")
    assert front.clerk("bo", "d2").call_next()["id"] == mine["id"]
