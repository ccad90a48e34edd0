"""What opens over the counter."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kit import Front
from staffkit import Counter, words

At = Callable[..., Counter]


@pytest.fixture
def serving(at: At, front: Front) -> Callable[..., tuple[Counter, int]]:
    """``serving("SK1")``: Anna's counter with a visitor who has sat down, and the visit's id."""

    def begin(*services: str, clerk: str = "anna", desk: str = "d2") -> tuple[Counter, int]:
        counter = at(clerk, desk)
        return counter, int(front.served(front.clerk(clerk), *services)["id"])

    return begin


def test_without_scripts_a_dialog_is_a_page_that_leads_back(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    anna, visit = serving("SK1")
    page = anna.get("transfer", visit=visit)
    assert page.status_code == 200
    assert "<html" in page.text
    assert "Back to the desk" in words(page.text)


def test_with_htmx_a_dialog_opens_by_itself(at: At) -> None:
    answer = at().browser.get("/vilhelmina/counter/pause", headers={"HX-Request": "true"})
    assert "<dialog" in answer.text
    assert "data-open" in answer.text
    assert "<html" not in answer.text


def test_why_gives_every_reason_and_what_would_change_it(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    bo, visit = serving("SK1", clerk="bo", desk="d3")
    shown = words(bo.get("why", visit=visit, n=1, step="decide").text)
    for expected in (
        "Level 5: Specialist distribution", "Here you may go to level 2.",
        "It needs a delegation that lists it.", "You work for another agency",
        "The agency's own clerk may do more.", "Folkbokföringslagen (1991:481) 25 §",
    ):  # fmt: skip
        assert expected in shown
    assert shown.count("You work for another agency") == 1


def test_why_not_of_an_unknown_step(serving: Callable[..., tuple[Counter, int]]) -> None:
    anna, visit = serving("SK1")
    assert anna.get("why", visit=visit, n=1, step="fly").status_code == 404
    assert anna.get("why", visit=visit, n=7, step="identify").status_code == 404


def test_the_dialog_of_a_next_step_is_filled_in_already(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    cia, visit = serving("AF1", clerk="cia", desk="d1")
    page = cia.get("next-step", visit=visit, n=1, step="book").text
    assert '<option value="appointment" selected>' in page
    assert 'value="2026-03-17"' in page
    assert 'value="Book the first talk"' in page
    assert '<option value="arbetsformedlingen" selected>' in page
    assert 'name="step" value="book"' in page


def test_another_kind_brings_its_own_suggestion(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    cia, visit = serving("AF1", clerk="cia", desk="d1")
    asked = {"visit": visit, "n": 1, "kind": "visitor"}
    suggested = "Appoint an officer"
    page = cia.get("next-step", **asked, what=suggested, was=suggested).text
    assert '<option value="visitor" selected>The visitor does' in page
    assert 'name="what" required maxlength="300" autocomplete="off" value=""' in page


def test_the_clerks_own_words_stay_when_the_kind_changes(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    cia, visit = serving("AF1", clerk="cia", desk="d1")
    page = cia.get("next-step", visit=visit, n=1, kind="visitor", what="Own words", was="x").text
    assert 'value="Own words"' in page


def test_a_private_matter_keeps_its_words_in_the_dialog(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    anna, visit = serving("SK1", "FK9")
    for dialog in ("next-step", "close", "transfer"):
        shown = anna.get(dialog, visit=visit, n=2).text
        assert "A private matter" in shown
        assert "debts" not in shown


def test_a_dialog_about_a_visitor_who_has_gone_says_so(at: At) -> None:
    answer = at().get("transfer", visit=4711)
    assert answer.status_code == 404
    assert "The visitor is no longer at your desk." in words(answer.text)


def test_services_are_listed_by_agency_and_found_by_a_word(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    anna, visit = serving("SK1")
    every = words(anna.get("add-errand", visit=visit).text)
    assert "Skatteverket Report a move Tax account" in every
    found = words(anna.get("add-errand", visit=visit, q="home child", results=1).text)
    assert found == "Försäkringskassan Parental benefit You stay at home with your child."
    nothing = words(anna.get("add-errand", visit=visit, q="rocket", results=1).text)
    assert nothing == "No service is called that."


def test_a_row_opens_the_visit_with_what_can_be_done(at: At, front: Front) -> None:
    anna, visit = at(), front.ticket("SK1")
    shown = words(anna.get(f"visits/{visit['id']}").text)
    for expected in ("001", "is waiting in the line", "Report a move", "Call 001", "Has left"):
        assert expected in shown


def test_a_visit_for_other_desks_says_why_it_cannot_be_called(at: At, front: Front) -> None:
    visit = front.ticket("FK1")
    shown = words(at().get(f"visits/{visit['id']}").text)
    assert "This desk gives none of the services the visitor waits for." in shown


def test_a_busy_or_paused_desk_says_so_in_the_visits_dialog(at: At, front: Front) -> None:
    anna, seat = at(), front.clerk("anna")
    visit = front.ticket("SK1")
    seat.pause()
    assert "You take a pause." in words(anna.get(f"visits/{visit['id']}").text)
    seat.return_()
    front.served(seat, "SK5")
    assert "Finish with 002 first." in words(anna.get(f"visits/{visit['id']}").text)


def test_a_visit_that_does_not_exist_is_not_found(at: At) -> None:
    assert at().get("visits/4711").status_code == 404


@pytest.mark.parametrize("typed", ["001", "1", " 01 "])
def test_a_number_is_found_however_it_is_typed(at: At, front: Front, typed: str) -> None:
    front.ticket("SK1")
    assert "001 is waiting in the line." in words(at().get("find", number=typed).text)


def test_a_missed_visitor_is_found_and_brought_back(at: At, front: Front) -> None:
    anna, seat = at(), front.clerk("anna")
    front.ticket("SK1")
    seat.no_show(seat.call_next())
    shown = words(anna.get("find", number="1").text)
    assert "001 did not come when called." in shown
    assert "Came after all" in shown


def test_a_held_visitor_is_found_and_sent_back_into_the_line(at: At, front: Front) -> None:
    anna, seat = at(), front.clerk("anna")
    front.ticket("SK1")
    seat.hold(seat.call_next())
    assert "Back in the line" in words(anna.get("find", number="1").text)


def test_a_finished_visit_is_found_with_nothing_left_to_do(at: At, front: Front) -> None:
    anna, seat = at(), front.clerk("anna")
    visit = front.served(seat, "SK5")
    seat.close_errand(visit, n=1, outcome="resolved")
    seat.finish(visit)
    shown = anna.get("find", number="1").text
    assert "The visit of 001 is finished." in words(shown)
    assert "card-" not in shown


def test_a_number_nobody_has_says_so(at: At) -> None:
    assert "Nobody has the number 99 today" in words(at().get("find", number="99").text)
