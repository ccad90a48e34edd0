"""The page as a manager, a clerk and a stranger get it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from kit import OFFICE, Front

TODAY = f"/{OFFICE}/manager?lang=en"
Parts = Callable[[str], dict[str, str]]


@pytest.fixture
def played(front: Front) -> None:
    """A morning: one served with a next step, one served, one left, one called, two waiting."""
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    first = front.ticket("SK1", "FK1")
    front.wait(minutes=4)
    anna.call_next()
    anna.begin(first)
    anna.walk_step(first, n=1, step="identify")
    anna.walk_step(first, n=1, step="explain")
    front.wait(minutes=6)
    anna.close_errand(first, n=1, outcome="resolved")
    anna.close_errand(
        first, n=2, outcome="next_step",
        next_step={"kind": "handover", "what": "Decide", "owner": "forsakringskassan",
                   "due_on": "2026-03-10"},
    )  # fmt: skip
    anna.finish(first)
    gone = front.ticket("AF1", channel="phone", source="phone")
    front.ticket("SK2")
    front.wait(minutes=20)
    front.reception.leave(gone)
    bo.call_next()
    front.ticket("SK2")
    front.wait(minutes=3)
    front.ticket("AF1")
    anna.pause(reason="back_office")


def test_the_figures_of_a_played_morning(
    played: None, as_clerk: Callable[..., Any], parts: Parts
) -> None:
    page = parts(as_clerk("eva").get(TODAY).text)
    assert page["head"] == (
        "Today, Tuesday 10 March Open until 17:00 "
        "5 visits · 1 finished · 3 in the house · 1 left · 0 did not come"
    )
    assert page["figures"] == (
        "Waiting now 2 longest 3 min "
        "Called within 15 min 33% 1 of 3 visits "
        "Done at the desk 50% 1 of 2, no further contact "
        "Between the chairs 0 errands without an owner "
        "Next steps 1 agreed today, 1 to be done today"
    )


def test_every_part_of_a_played_morning(
    played: None, as_clerk: Callable[..., Any], parts: Parts
) -> None:
    page = parts(as_clerk("eva").get(TODAY).text)
    assert "Desk 1 Anna Skatteverket Work without visitors 0 min" in page["desks"]
    assert "Desk 2 Bo Försäkringskassan has called 003 3 min" in page["desks"]
    assert "Desk 3 nobody sits here" in page["desks"]
    assert page["todo"] == "Desk 3 is empty. 2 of those waiting could be called there."
    assert "2 Guidance 100% 1 errand" in page["levels"]
    assert "Rests on 1 errand in which a step was done." in page["levels"]
    assert "S Skatteverket on site in operation" in page["agencies"]
    assert "10–11 2 3 4 min 20 min 2" in page["waits"]
    assert "3 visits that have not been called are not in the picture." in page["chart"]
    assert page["phases"] == (
        "A visit takes 10 min in the line 4 min on the way to the desk 0 min "
        "at the desk 6 min on hold 0 min"
    )
    assert page["flow"] == (
        "Agency 10 All Skatteverket 3 3 Försäkringskassan 1 1 Arbetsförmedlingen 2 2 All visits 5 5"
    )
    assert page["came"] == (
        "At the counter 4 · Phone 1 (ticket taken in the reception 4, by phone 1)"
    )
    assert "Försäkringskassan 0 1 0 0 0 0" in page["outcomes"]
    assert page["steps"] == "Who Next steps Earliest date Försäkringskassan 1 2026-03-10"


def test_a_morning_before_anybody_has_come(as_clerk: Callable[..., Any], parts: Parts) -> None:
    page = parts(as_clerk("eva").get(TODAY).text)
    assert page["todo"] == "Nothing right now"
    assert "Called within 15 min – nobody has been called yet" in page["figures"]
    assert page["levels"] == "No step has been done yet today."
    assert page["flow"] == "Nobody has come yet today."


def test_one_request_brings_every_part(as_clerk: Callable[..., Any], parts: Parts) -> None:
    html = as_clerk("eva").get(TODAY).text
    [others] = re.findall(r'hx-select-oob="([^"]+)"', html)
    here = parts(html)
    assert all(name.removeprefix("#") in here for name in others.split(","))
    assert 'hx-select="#figures"' in html


def test_the_page_listens_from_where_it_was_rendered(
    front: Front, as_clerk: Callable[..., Any]
) -> None:
    front.ticket("SK1")
    html = as_clerk("eva").get(TODAY).text
    assert f'data-live="/{OFFICE}/live" data-live-last="{front.log()[-1].seq}"' in html


def test_a_clerk_is_no_manager(as_clerk: Callable[..., Any]) -> None:
    assert as_clerk("anna").get(TODAY).status_code == 403


def test_a_manager_of_another_office_is_a_stranger_here(as_clerk: Callable[..., Any]) -> None:
    assert as_clerk("eva", office="storuman").get(TODAY).status_code == 403


def test_whoever_has_not_signed_in_is_asked_to(client: Any) -> None:
    answer = client.get(TODAY)
    assert answer.status_code == 302
    assert answer.location.startswith(f"/{OFFICE}/sign-in?then=")


def test_no_visitor_is_told_from_another_by_more_than_a_number(
    played: None, as_clerk: Callable[..., Any]
) -> None:
    html = as_clerk("eva").get(TODAY).text
    assert "Decide" not in html  # the words of a next step belong to its agency
