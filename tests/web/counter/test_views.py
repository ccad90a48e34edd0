"""The counter's page, its live columns and who may see them."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from kit import OFFICE, Front
from sqlalchemy import event
from staffkit import Counter, words
from webkit import OTHER_OFFICE, Browser

from serviceoffice.agencies.agencies import Agencies, LoadedAgency
from serviceoffice.agencies.opening import Opened
from serviceoffice.core.house import House
from serviceoffice.web.counter.page import troubles

At = Callable[..., Counter]
COUNTER = f"/{OFFICE}/counter"


def test_a_clerk_who_sits_nowhere_chooses_a_desk_first(as_clerk: Callable[..., Browser]) -> None:
    answer = as_clerk("anna").get(COUNTER)
    assert answer.status_code == 303
    assert answer.location == f"/{OFFICE}/home"


def test_a_page_whose_clerk_has_left_the_desk_leads_there_too(
    as_clerk: Callable[..., Browser],
) -> None:
    answer = as_clerk("anna").get(f"{COUNTER}/part/act", headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == f"/{OFFICE}/home"


def test_a_stranger_signs_in_first(client: Browser) -> None:
    answer = client.get(COUNTER)
    assert answer.status_code == 302
    assert f"/{OFFICE}/sign-in" in answer.location


@pytest.mark.parametrize("who", ["rut", "eva"])
def test_only_clerks_serve_at_the_counter(as_clerk: Callable[..., Browser], who: str) -> None:
    assert as_clerk(who).get(COUNTER).status_code == 403


def test_a_clerk_of_another_office_is_kept_out(as_clerk: Callable[..., Browser]) -> None:
    browser = as_clerk("anna", office=OTHER_OFFICE)
    assert browser.get(COUNTER).status_code == 403
    assert browser.fill_in(f"{COUNTER}/call-next").status_code == 403


def test_a_form_without_its_secret_does_nothing(at: At, front: Front) -> None:
    anna = at()
    front.ticket("SK1")
    assert anna.do("call-next", csrf_token="guessed").status_code == 400
    assert "1 visitor waits in the office." in anna.page()


def test_the_page_shows_the_line_the_desk_and_the_clerk(at: At, front: Front) -> None:
    anna = at("anna", "d2")
    front.ticket("SK1")
    shown = anna.page()
    for expected in ("Desk 2", "Anna · Skatteverket", "001", "Report a move", "Call next"):
        assert expected in shown


def test_the_page_shows_the_visit_with_its_errands_and_steps(at: At, front: Front) -> None:
    bo = at("bo", "d3")
    front.served(front.clerk("bo"), "SK1", "AF1", language="ar", life_event="lose_job")
    shown = bo.page()
    for expected in (
        "Losing a job", "Arabic", "Report a move", "0 of 3 steps done", "Not done here by you",
        "about 10 min · E-identification", "The agency does this afterwards",
    ):  # fmt: skip
        assert expected in shown


def test_the_other_lists_show_who_is_on_hold_and_who_was_missed(at: At, front: Front) -> None:
    anna, seat = at(), front.clerk("anna")
    for act in ("hold", "no_show"):
        front.ticket("SK1")
        seat.run(act, visit=seat.call_next()["id"])
    held = words(anna.browser.get(COUNTER, query_string={"list": "held"}).text)
    missed = words(anna.browser.get(COUNTER, query_string={"list": "missed"}).text)
    assert "To the line 001" in held
    assert "Bring back 002" in missed


def test_the_titles_of_discreet_errands_are_not_in_the_line(at: At, front: Front) -> None:
    bo = at("bo", "d3")
    front.ticket("FK9")
    shown = bo.page()
    assert "A private matter" in shown
    assert "debts" not in shown


def test_what_cannot_be_done_says_why_beside_its_button(at: At, front: Front) -> None:
    page = at().browser.get(COUNTER).text
    (reason,) = re.findall(r'id="do-finish"[^>]*aria-describedby="([^"]+)"', page)
    assert re.search(rf'id="{reason}"[^>]*>Nobody is at the desk\.<', page)


@pytest.mark.parametrize("column", ["queue", "visit", "act"])
def test_a_column_that_has_not_changed_is_not_sent_again(at: At, front: Front, column: str) -> None:
    anna = at()
    front.ticket("SK1")
    front.wait(minutes=2)
    page = anna.browser.get(COUNTER).text
    (seen,) = re.findall(rf'name="{column}_seen" value="(\w+)"', page)
    front.wait(minutes=5)
    asked = {"desk": "d2", f"{column}_seen": seen}
    assert anna.get(f"part/{column}", **asked).status_code == 204


def test_a_column_that_has_changed_is_sent(at: At, front: Front) -> None:
    anna = at()
    page = anna.browser.get(COUNTER).text
    (seen,) = re.findall(r'name="queue_seen" value="(\w+)"', page)
    front.ticket("SK1")
    answer = anna.get("part/queue", desk="d2", queue_seen=seen)
    assert answer.status_code == 200
    assert "Report a move" in words(answer.text)


def test_a_column_keeps_the_list_that_is_shown(at: At, front: Front) -> None:
    front.ticket("SK1")
    answer = at().get("part/queue", desk="d2", list="held")
    assert "Nobody is on hold" in words(answer.text)


def test_a_page_is_loaded_anew_when_the_clerk_has_moved_to_another_desk(
    at: At, front: Front
) -> None:
    anna = at("anna", "d2")
    front.clerk("anna", "d3")
    assert anna.get("part/act", desk="d2").headers["HX-Refresh"] == "true"


def test_a_longer_line_takes_no_more_reads(at: At, front: Front, house: House) -> None:
    anna = at("anna", "d2")
    front.served(front.clerk("anna"), "SK1", "AF1", "FK1")
    reads: list[str] = []

    @event.listens_for(house.database._reader, "before_cursor_execute")
    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        reads.append(statement)

    anna.page()
    few = len(reads)
    for _ in range(25):
        front.ticket("SK1", "AF1")
    reads.clear()
    anna.page()
    assert len(reads) <= few + 1, reads  # the line itself is read in long pages
    assert few <= 12


def test_an_agency_in_trouble_is_told_at_the_desk(opened: Opened, house: House) -> None:
    agencies = dict(opened.agencies.agencies)
    agencies["skatteverket"] = LoadedAgency("skatteverket", "quarantined")
    found = troubles(house.place(OFFICE).office, Agencies(agencies))
    assert [(name, str(said)) for name, said in found] == [
        ("skatteverket", "Did not start. Its services cannot be given.")
    ]


def test_the_page_is_swedish_where_the_clerk_wants_it(at: At) -> None:
    page = at().browser.get(COUNTER, query_string={"lang": "sv"}).text
    assert '<html lang="sv"' in page


def test_the_address_of_a_button_leads_back_to_the_page(at: At) -> None:
    anna = at()
    assert anna.get("call-next").location == COUNTER
    assert anna.get("dance").status_code == 404


def test_after_a_session_has_ended_the_page_itself_comes_back(client: Browser) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": f"http://localhost{COUNTER}?list=held"}
    answer = client.get(f"{COUNTER}/part/queue", headers=headers)
    assert answer.status_code == 401
    assert answer.headers["HX-Redirect"].endswith("sign-in?then=/vilhelmina/counter")
