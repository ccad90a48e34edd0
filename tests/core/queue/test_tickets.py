"""Into the line: numbers, places, what a ticket must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from kit import (
    MORNING,
    STOCKHOLM,
    WEEKDAYS,
    Front,
    make_house,
    make_office,
    make_place,
    make_service,
    make_step,
    refused,
)
from sqlalchemy import select

from serviceoffice.api import text
from serviceoffice.core.clock import ManualClock, moment
from serviceoffice.core.house import token_hash
from serviceoffice.core.offices.office import Clerk, Enabled, Numbers, Office, QueueRules
from serviceoffice.core.visits.tables import visit_links, visit_of_link
from serviceoffice.storage import Database

DAY = 24 * 60


def front_of(database: Database, office: Office, at: int = MORNING) -> Front:
    return Front(make_house(database, make_place(office), clock=ManualClock(at)), office.id)


def test_a_ticket_puts_the_visitor_in_the_line_with_an_errand_for_each_service(
    front: Front,
) -> None:
    visit = front.ticket("SK1", "FK1", channel="phone", source="phone", language="fi")
    assert visit["state"] == "waiting"
    assert (visit["channel"], visit["source"], visit["language"]) == ("phone", "phone", "fi")
    assert [(e["n"], e["service"], e["agency"]) for e in visit["errands"]] == [
        (1, "SK1", "skatteverket"),
        (2, "FK1", "forsakringskassan"),
    ]


def test_numbers_count_on_from_one(front: Front) -> None:
    assert [front.ticket("SK1")["number"] for _ in range(3)] == ["001", "002", "003"]


def test_numbers_start_again_each_day_and_the_old_ones_stay(front: Front) -> None:
    first = front.ticket("SK1")
    front.wait(minutes=DAY)
    second = front.ticket("SK1")
    assert (first["number"], second["number"]) == ("001", "001")
    assert first["day"] != second["day"]
    assert front.visit(first).number == "001"


def test_the_day_changes_at_midnight_on_the_offices_own_wall(database: Database) -> None:
    office = make_office(hours=replace(WEEKDAYS, always=True, week={}))
    before_midnight = moment(datetime(2026, 3, 10, 23, 59, 59, tzinfo=STOCKHOLM))
    front = front_of(database, office, before_midnight)
    assert front.ticket("SK1")["day"] == "2026-03-10"
    front.wait(seconds=1)
    assert front.ticket("SK1")["day"] == "2026-03-11"


def test_a_refused_ticket_leaves_no_gap(front: Front) -> None:
    front.ticket("SK1")
    refused("unknown_service", front.ticket, "nothing")
    assert front.ticket("SK1")["number"] == "002"


def test_a_number_tells_nothing_of_the_agency_by_default(front: Front) -> None:
    numbers = [front.ticket(code)["number"] for code in ("SK1", "FK1", "AF1", "guide")]
    assert numbers == ["001", "002", "003", "004"]


def test_an_office_may_number_by_agency_from_the_first_errand(database: Database) -> None:
    office = make_office(numbers=Numbers("agency", prefix="K", digits=2, start=10))
    front = front_of(database, office)
    tickets = [("FK1", "SK1"), ("SK1",), ("FK1",), ("guide",)]
    numbers = [front.ticket(*codes)["number"] for codes in tickets]
    assert numbers == ["F10", "S10", "F11", "K10"]


def test_a_number_with_more_digits_than_planned_is_shown_whole(database: Database) -> None:
    front = front_of(database, make_office(numbers=Numbers(prefix="A", digits=1, start=9)))
    assert [front.ticket("SK1")["number"] for _ in range(2)] == ["A9", "A10"]


def test_a_service_named_twice_is_one_errand(front: Front) -> None:
    assert len(front.ticket("SK1", "SK1")["errands"]) == 1


def test_a_ticket_needs_a_service(front: Front) -> None:
    assert refused("invalid", front.ticket).field == "services"


def test_a_ticket_holds_at_most_twelve_errands(database: Database) -> None:
    services = [make_service(f"X{n}") for n in range(13)]
    front = Front(make_house(database, make_place(services=services)))
    assert refused("invalid", front.ticket, *(s.code for s in services)).field == "services"
    assert len(front.ticket(*(s.code for s in services[:12]))["errands"]) == 12


def test_a_service_that_is_not_offered_here_is_named(front: Front) -> None:
    error = refused("unknown_service", front.ticket, "SK1", "POL1")
    assert (error.status, error.field, error.extra) == (422, "services", {"service": "POL1"})


@pytest.mark.parametrize(
    ("field", "value"),
    [("channel", "pigeon"), ("source", "moon"), ("priority", "vip"), ("life_event", "party"),
     ("language", "Swedish"), ("language", "s"), ("language", "sv'--"), ("language", "x" * 50)],
)  # fmt: skip
def test_a_wrong_value_is_named_by_its_field(front: Front, field: str, value: str) -> None:
    error = refused("invalid", front.ticket, "SK1", **{field: value})
    assert (error.status, error.field) == (422, field)


@pytest.mark.parametrize("language", ["sv", "ar", "fit", "sma", "fi-FI", "fa_AF"])
def test_a_visitor_may_speak_any_language(front: Front, language: str) -> None:
    assert front.ticket("SK1", language=language)["language"] == language


def test_without_a_language_it_is_the_offices_first(database: Database) -> None:
    front = front_of(database, make_office(languages=("fi", "sv")))
    assert front.ticket("SK1")["language"] == "fi"


def test_a_language_that_no_clerk_speaks_is_refused_with_advice(front: Front) -> None:
    error = refused("language_not_spoken", front.ticket, "SK1", language="so", needs_language=True)
    assert "interpreter" in str(error.text)
    assert front.ticket("SK1", language="ar", needs_language=True)["needs_language"] is True


def test_priority_moves_the_place_a_fixed_time_ahead(front: Front) -> None:
    visit = front.visit(front.ticket("SK1", priority="priority"))
    assert visit.rank == front.clock.now() - 30 * 60_000
    assert visit.credit == "priority"


def test_without_priority_the_place_is_the_arrival(front: Front) -> None:
    visit = front.visit(front.ticket("SK1"))
    assert (visit.rank, visit.credit) == (front.clock.now(), "")


def test_a_short_visit_is_known_as_quick(database: Database) -> None:
    office = make_office(queue=QueueRules(quick_minutes=5))
    services = [
        make_service("Q3", steps=[make_step(minutes=3)]),
        make_service("Q2", steps=[make_step(minutes=2), make_step("later", 3, 99, actor="back")]),
        make_service("Q1", steps=[make_step(minutes=1)]),
    ]
    front = Front(make_house(database, make_place(office, services)))
    assert front.ticket("Q3", "Q2")["quick"] is True  # minutes at the desk only
    assert front.ticket("Q3", "Q2", "Q1")["quick"] is False


def test_a_visitor_cannot_take_a_ticket_alone_while_the_office_is_closed(front: Front) -> None:
    front.wait(minutes=8 * 60)  # 18:00
    error = refused("closed", front.ticket, "SK1", source="kiosk")
    assert str(error.text) == "The office is closed. It opens 2026-03-11 at 09:00."
    assert error.extra == {"opens": "2026-03-11T09:00:00+01:00"}
    assert front.ticket("SK1", source="reception")["state"] == "waiting"


def test_an_office_that_never_opens_again_says_only_that_it_is_closed(
    database: Database,
) -> None:
    closed = replace(WEEKDAYS, closures=((date(2020, 1, 1), date(2040, 1, 1), text("Moved")),))
    front = front_of(database, make_office(hours=closed))
    assert str(refused("closed", front.ticket, "SK1", source="web").text) == (
        "The office is closed."
    )


def test_the_public_link_leads_to_the_visit_and_only_its_hash_is_stored(front: Front) -> None:
    visit = front.ticket("SK1")
    token = front.house.token(front.office_id, visit["id"])
    assert len(token) == 32
    with front.house.database.read() as connection:
        assert visit_of_link(connection, front.office_id, token_hash(token)) == visit["id"]
        assert visit_of_link(connection, front.office_id, token_hash("0" * 32)) is None
        stored = connection.execute(select(visit_links.c.token_hash)).scalar_one()
    assert bytes.fromhex(token) not in stored
    assert token not in str(visit)


def test_every_visit_has_another_link(front: Front) -> None:
    tokens = {front.house.token(front.office_id, front.ticket("SK1")["id"]) for _ in range(5)}
    tokens |= {front.house.token("another", 2)}
    assert len(tokens) == 6


def test_an_agency_that_only_shares_the_rooms_shares_the_line(database: Database) -> None:
    office = make_office(agencies=(Enabled("skatteverket", participation="premises"),))
    assert front_of(database, office).ticket("SK1")["state"] == "waiting"


def test_nothing_in_a_ticket_says_who_the_visitor_is(front: Front) -> None:
    visit = front.ticket("SK1")
    said = {"name", "personal_number", "phone", "email"} & visit.keys()
    assert said == set()


def test_languages_are_those_of_the_clerks_of_this_office(database: Database) -> None:
    clerks = (Clerk("eva", "Eva", "skatteverket", languages=("so",)),)
    front = front_of(database, make_office(clerks=clerks))
    assert front.ticket("SK1", language="so", needs_language=True)["id"] > 0
    refused("language_not_spoken", front.ticket, "SK1", language="sv", needs_language=True)


def test_an_office_open_past_noon_with_a_lunch_break_is_closed_at_lunch(
    database: Database,
) -> None:
    hours = replace(WEEKDAYS, week={1: ((time(9), time(12)), (time(13), time(16)))})
    front = front_of(database, make_office(hours=hours))
    front.wait(minutes=2 * 60 + 30)
    error = refused("closed", front.ticket, "SK1", source="kiosk")
    assert error.extra == {"opens": "2026-03-10T13:00:00+01:00"}
