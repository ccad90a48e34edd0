"""A visit as its visitor may see it."""

from __future__ import annotations

from datetime import date

import pytest
from kit import OFFICE, Front
from visiting import visiting_office
from webkit import OTHER_OFFICE

from serviceoffice.web.visitor.tickets import PRIVATE, Ticket, find_ticket

TODAY = {"due_on": "2026-03-20", "what": "Send in the form"}


def ticket(front: Front, visit: dict[str, object]) -> Ticket:
    token = front.house.token(front.office_id, int(str(visit["id"])))
    found = find_ticket(front.house, front.office_id, token)
    assert found is not None
    return found


def test_the_token_is_the_only_key(front: Front) -> None:
    token = front.house.token(OFFICE, front.ticket("SK1")["id"])
    assert find_ticket(front.house, OFFICE, token) is not None
    changed = ("0" if token[0] != "0" else "1") + token[1:]
    for wrong in (changed, token[:-1], token.upper() + "0", "", "..", "1", token + "\n"):
        assert find_ticket(front.house, OFFICE, wrong) is None
    assert find_ticket(front.house, OTHER_OFFICE, token) is None


def test_a_waiting_ticket_counts_those_before_it(front: Front) -> None:
    first, second, third = (front.ticket("SK1") for _ in range(3))
    assert [ticket(front, v).before for v in (first, second, third)] == [0, 1, 2]
    front.clerk("anna", "d1").call(first)
    assert [ticket(front, v).before for v in (first, second, third)] == [None, 0, 1]
    assert ticket(front, first).desk == "Desk 1"


def test_a_discreet_service_shows_as_a_private_matter_without_agency_and_papers(
    front: Front,
) -> None:
    found = ticket(front, front.ticket("AF9", "SK1"))
    private, move = found.matters
    assert (private.title, private.agency) == (PRIVATE, "")
    assert (str(move.title), move.agency) == ("Move", "Skatteverket")
    assert [str(paper) for paper in found.papers] == ["Proof of identity"]


def test_the_offices_own_service_names_no_agency(front: Front) -> None:
    (matter,) = ticket(front, front.ticket("guide")).matters
    assert matter.agency == "" and matter.title != PRIVATE


@pytest.mark.parametrize(
    ("owner", "who"),
    [("visitor", "You yourself"), ("forsakringskassan", "Försäkringskassan"),
     ("office", "The Office")],
)  # fmt: skip
def test_a_next_step_says_what_and_who_and_by_when(front: Front, owner: str, who: str) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1")
    anna.close_errand(visit, n=1, outcome="next_step",
                      next_step={"kind": "visitor", "owner": owner, **TODAY})  # fmt: skip
    anna.finish(visit)
    (matter,) = ticket(front, visit).next_steps
    step = matter.next_step
    assert step is not None
    assert (str(step.what), str(step.who)) == ("Send in the form", who)
    assert step.due == date(2026, 3, 20)


def test_a_finished_ticket_says_what_each_matter_came_to(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1", "SK2", "FK1")
    for n, outcome in ((1, "resolved"), (2, "withdrawn"), (3, "not_here")):
        anna.close_errand(visit, n=n, outcome=outcome)
    anna.finish(visit)
    found = ticket(front, visit)
    assert [str(matter.result) for matter in found.matters] == [
        "Done", "You chose not to go on with it", "We cannot help with this here",
    ]  # fmt: skip
    assert found.papers == () and found.next_steps == ()


def test_what_was_begun_when_the_office_closed_goes_on_with_its_owner(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.hold(visit)
    front.wait(minutes=8 * 60)
    front.system.run("close_day", day="2026-03-10")
    found = ticket(front, visit)
    (matter,) = found.next_steps
    assert matter.next_step is not None
    assert str(matter.next_step.what) == "Your matter is taken on from here"
    assert (str(matter.next_step.who), matter.next_step.due) == (
        "Skatteverket", date(2026, 3, 11),
    )  # fmt: skip
    assert found.visit.reason == "closed" and found.opens is not None


def test_an_agency_that_has_left_the_office_keeps_its_errands_readable(front: Front) -> None:
    visit = front.ticket("FK1")
    office = visiting_office()
    left = tuple(agency for agency in office.agencies if agency.slug != "forsakringskassan")
    front.reconfigure(visiting_office(agencies=left), services=())
    (matter,) = ticket(front, visit).matters
    assert str(matter.title) == "Parental benefit"


def test_opening_is_told_only_while_the_office_is_closed(front: Front) -> None:
    visit = front.ticket("SK1")
    assert ticket(front, visit).opens is None
    front.wait(minutes=8 * 60)
    assert ticket(front, visit).opens is not None
