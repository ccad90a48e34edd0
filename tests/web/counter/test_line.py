"""The line as a desk sees it."""

from __future__ import annotations

from collections.abc import Callable

from kit import OFFICE, Front, make_place, sentence
from staffkit import staff_office

from serviceoffice.core.house import House
from serviceoffice.web.counter.line import Line, about, line_for, row
from serviceoffice.web.counter.snapshot import Snapshot


def line_of(look: Snapshot) -> Line:
    return line_for(look.place, look.desk, look.clerk, look.line)


def numbers(rows: object) -> list[str]:
    return [row.number for row in rows]  # type: ignore[attr-defined]


def test_those_the_desk_may_call_come_first_each_in_the_order_of_the_line(
    front: Front, look: Callable[[str], Snapshot]
) -> None:
    front.clerk("anna", "d2")
    for services in (["FK1"], ["SK1"], ["AF1"], ["SK5"]):
        front.ticket(*services)
        front.wait(minutes=1)
    line = line_of(look("anna"))
    assert numbers(line.mine) == ["002", "004"]
    assert numbers(line.others) == ["001", "003"]


def test_the_first_row_says_why_it_is_first(front: Front, look: Callable[[str], Snapshot]) -> None:
    front.clerk("anna", "d2")
    front.ticket("SK1")
    assert sentence(line_of(look("anna")).why) == "Next: has waited longest."  # type: ignore[arg-type]


def test_a_row_the_desk_may_not_call_says_why(
    front: Front, look: Callable[[str], Snapshot]
) -> None:
    front.clerk("anna", "d2")
    front.ticket("FK1")
    (other,) = line_of(look("anna")).others
    assert other.why is not None
    assert "none of the services" in sentence(other.why)


def test_a_row_carries_what_to_know_before_calling(
    front: Front, look: Callable[[str], Snapshot]
) -> None:
    front.clerk("cia", "d3")
    front.ticket(
        "SK5", "AF1", language="ar", interpreter=True, needs_language=True, priority="priority",
        channel="phone",
    )  # fmt: skip
    (found,) = line_of(look("cia")).mine
    assert [letter.letters for letter in found.letters] == ["S", "A"]
    assert found.language == "ar"
    said = [sentence(tag) for tag in found.tags]
    assert said == ["interpreter", "only in the language", "Priority", "Phone"]


def test_the_offices_first_language_is_not_told(
    front: Front, look: Callable[[str], Snapshot]
) -> None:
    front.clerk("anna", "d2")
    front.ticket("SK1", language="en")
    assert line_of(look("anna")).mine[0].language is None


def test_a_visit_sent_to_this_clerk_says_so(front: Front, look: Callable[[str], Snapshot]) -> None:
    bo = front.clerk("bo", "d3")
    front.clerk("anna", "d2")
    visit = front.served(bo, "SK1")
    bo.transfer(visit, to_clerk="anna")
    (found,) = line_of(look("anna")).mine
    assert found.to_you


def test_a_discreet_service_is_a_private_matter_in_the_line(front: Front, house: House) -> None:
    visit = front.visit(front.ticket("FK9"))
    assert sentence(about(house.place(OFFICE), visit)) == "A private matter"


def test_a_life_event_of_discreet_services_alone_is_a_private_matter(
    front: Front, house: House
) -> None:
    visit = front.visit(front.ticket("FK9", "SK1", life_event="over_indebted"))
    assert sentence(about(house.place(OFFICE), visit)) == "A private matter"


def test_a_life_event_is_told_while_the_visit_has_an_open_matter(
    front: Front, house: House
) -> None:
    visit = front.visit(front.ticket("AF1", "FK9", life_event="lose_job"))
    assert sentence(about(house.place(OFFICE), visit)) == "Losing a job"


def test_a_life_event_is_private_when_all_its_errands_are(front: Front, house: House) -> None:
    visit = front.visit(front.ticket("FK9", life_event="lose_job"))
    assert sentence(about(house.place(OFFICE), visit)) == "A private matter"


def test_a_service_that_is_no_longer_offered_keeps_its_row(front: Front) -> None:
    visit = front.visit(front.ticket("FK9"))
    found = row(make_place(staff_office()), visit)
    assert sentence(found.what) == "FK9"
