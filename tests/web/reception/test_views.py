"""The reception's page: a new visitor, an answer on the spot, who waits."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from kit import OFFICE, Front
from staffkit import Reception, words
from webkit import OTHER_OFFICE, Browser

from serviceoffice.core.house import House
from serviceoffice.core.queue import queries
from serviceoffice.core.visits.visit import Visit

At = Callable[..., Reception]


@pytest.fixture
def today(house: House) -> Callable[[], list[Visit]]:
    """``today()``: every visit of the day."""

    def read() -> list[Visit]:
        with house.database.read() as connection:
            return queries.of_day(connection, OFFICE, "2026-03-10")

    return read


@pytest.mark.parametrize("who", ["rut", "anna", "eva"])
def test_reception_clerks_and_managers_may_stand_here(reception: At, who: str) -> None:
    assert "New visitor" in reception(who).get()


def test_a_stranger_and_another_office_may_not(
    client: Browser, as_clerk: Callable[..., Browser]
) -> None:
    assert client.get(f"/{OFFICE}/reception").status_code == 302
    other = as_clerk("rut", office=OTHER_OFFICE)
    assert other.get(f"/{OFFICE}/reception").status_code == 403
    assert other.fill_in(f"/{OFFICE}/reception", services="SK1").status_code == 403


def test_a_visitor_gets_a_number_with_everything_that_was_said(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    answer = reception().send(
        services=["AF1", "SK5"], life_event="lose_job", was_event="lose_job", language="ar",
        interpreter="1", needs_language="1", priority="priority", channel="video",
    )  # fmt: skip
    assert answer.status_code == 303
    (visit,) = today()
    assert [errand.service for errand in visit.errands] == ["AF1", "SK5"]
    assert (visit.life_event, visit.language, visit.channel) == ("lose_job", "ar", "video")
    assert (visit.interpreter, visit.needs_language, visit.priority) == (True, True, "priority")
    assert visit.source == "reception"


def test_the_number_is_shown_large_with_its_sheet_and_its_page(
    reception: At, front: Front, house: House, today: Callable[[], list[Visit]]
) -> None:
    front.ticket("SK1")
    rut = reception()
    page = rut.browser.get(rut.send(services="SK1").location).text
    token = house.token(OFFICE, today()[-1].id)
    assert '<bdi class="number number--big">002</bdi>' in page
    assert "1 waits before" in words(page)
    assert f"/{OFFICE}/ticket/{token}/slip" in page
    assert f'href="/{OFFICE}/ticket/{token}"' in page


def test_a_visitor_without_an_errand_gets_no_number(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    answer = reception().send(language="ar")
    assert answer.status_code == 422
    assert "Choose at least one service." in words(answer.text)
    assert '<option value="ar" selected>' in answer.text
    assert today() == []


def test_a_language_that_nobody_speaks_is_refused_and_the_form_stays(reception: At) -> None:
    answer = reception().send(services="SK1", language="so", needs_language="1")
    assert answer.status_code == 422
    assert "Ask for an interpreter instead." in words(answer.text)
    assert re.search(r'value="SK1" id="choose-SK1" checked', answer.text)


def test_enter_in_the_search_chooses_and_enter_again_gives_the_number(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    rut = reception()
    page = rut.send(q="parental", do="pick").text
    assert re.search(r'value="FK1" id="choose-FK1" checked', page)
    assert today() == []
    assert rut.send(services="FK1", q="", do="pick").status_code == 303
    assert [errand.service for errand in today()[0].errands] == ["FK1"]


def test_a_word_that_finds_nothing_says_so(reception: At) -> None:
    answer = reception().send(q="rocket", do="pick")
    assert answer.status_code == 422
    assert "Nothing here is called “rocket”." in words(answer.text)


def test_a_form_sent_twice_gives_one_number(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    rut = reception()
    first = rut.send(services="SK1", key="one click")
    assert rut.send(services="SK1", key="one click").location == first.location
    assert len(today()) == 1


def test_htmx_gets_the_form_emptied_with_the_number_and_the_list(reception: At) -> None:
    answer = reception().htmx(services="SK1", do="register")
    assert answer.status_code == 200
    assert "number--big" in answer.text
    assert "Nothing is chosen yet." in words(answer.text)
    assert 'id="today" hx-swap-oob="innerHTML"' in answer.text


def test_htmx_gets_a_refusal_into_its_place(reception: At) -> None:
    answer = reception().htmx()
    assert answer.status_code == 422
    assert answer.headers["HX-Retarget"] == "#problem"
    assert 'id="today" hx-swap-oob="innerHTML"' in answer.text


def test_typing_brings_choices_and_keeps_what_is_chosen(reception: At) -> None:
    shown = reception().get("/choices", q="tax", services="SK1")
    assert "Chosen S Report a move" in shown
    assert "Services S Tax account" in shown


def test_ticking_says_what_that_makes(reception: At) -> None:
    said = reception().get("/summary", services=["SK1"])
    assert said == "Report a move 1 errand, about 10 min at the desk"


def test_an_answer_on_the_spot_is_a_whole_visit_at_the_desk(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    bo = reception("bo", "d3")
    answer = bo.send(services=["SK1", "SK5"], do="answered", channel="phone")
    assert answer.status_code == 303
    (visit,) = today()
    assert (visit.state, visit.reason, visit.desk) == ("done", "finished", "d3")
    assert (visit.channel, visit.source) == ("phone", "phone")
    assert [errand.walked for errand in visit.errands] == [("identify", "explain"), ("ask",)]
    assert {errand.outcome for errand in visit.errands} == {"resolved"}
    page = words(bo.browser.get(answer.location).text)
    assert "Counted: 001, answered on the spot." in page


def test_one_click_counts_a_short_question(reception: At, today: Callable[[], list[Visit]]) -> None:
    bo = reception("bo", "d3")
    assert "I don't know, or have a short question" in bo.get()
    assert bo.send("/answered", service="guide").status_code == 303
    (visit,) = today()
    assert visit.errands[0].walked == ("listen", "guide")


def test_an_answer_sent_twice_is_counted_once(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    bo = reception("bo", "d3")
    for _ in range(2):
        assert bo.send("/answered", service="guide", key="one click").status_code == 303
    assert len(today()) == 1


def refuses(answer: Any, sentence: str) -> None:
    assert answer.status_code == 409, answer.text
    assert sentence in words(answer.text)


def test_whoever_sits_at_no_desk_cannot_count_an_answer(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    rut = reception("rut")
    assert "Sit down at a desk, then answers can be counted." in rut.get()
    refuses(rut.send("/answered", service="guide"), "Sit down at a desk first")
    assert today() == []


def test_a_busy_or_paused_desk_counts_no_answer(
    reception: At, front: Front, today: Callable[[], list[Visit]]
) -> None:
    bo, seat = reception("bo", "d3"), front.clerk("bo")
    seat.pause()
    refuses(bo.send("/answered", service="guide"), "Desk 3 takes a pause.")
    seat.return_()
    front.served(seat, "SK1")
    refuses(bo.send(services="SK5", do="answered"), "001 is being served at Desk 3.")
    assert len(today()) == 1


def test_a_desk_answers_only_for_what_it_gives(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    cia = reception("cia", "d1")
    refuses(cia.send(services="SK5", do="answered"), "This desk gives none of the services")
    assert today() == []


def test_an_answer_about_nothing_is_refused(
    reception: At, today: Callable[[], list[Visit]]
) -> None:
    assert reception("bo", "d3").send(do="answered").status_code == 422
    assert today() == []


def test_the_list_shows_who_waits_and_hides_private_matters(reception: At, front: Front) -> None:
    front.ticket("SK1", language="ar")
    front.ticket("FK9")
    shown = reception().get("/list")
    assert "Waiting 2" in shown
    assert "Report a move" in shown
    assert "Arabic" in shown
    assert "A private matter" in shown
    assert "debts" not in shown


def test_somebody_who_has_gone_leaves_the_line(reception: At, front: Front) -> None:
    visit = front.ticket("SK1")
    assert reception().send("/list/leave", visit=visit["id"]).status_code == 303
    assert front.visit(visit).reason == "left"


def test_held_and_missed_visitors_come_back(reception: At, front: Front) -> None:
    rut, anna = reception(), front.clerk("anna", "d2")
    front.ticket("SK1")
    held = anna.call_next()
    anna.hold(held)
    front.ticket("SK1")
    missed = anna.call_next()
    anna.no_show(missed)
    shown = rut.get("/list")
    assert "On hold 1" in shown
    assert "Missed 1" in shown
    rut.send("/list/resume", visit=held["id"])
    rut.send("/list/bring-back", visit=missed["id"])
    assert front.visit(held).state == front.visit(missed).state == "waiting"


def test_a_visit_that_was_just_called_does_not_leave_twice(reception: At, front: Front) -> None:
    anna, visit = front.clerk("anna", "d2"), front.ticket("SK5")
    front.served(anna, "SK1")
    anna.run("hold", visit=front.log()[-1].visit)
    anna.call(visit)
    anna.begin(visit)
    answer = reception().htmx("/list/leave", visit=visit["id"])
    assert answer.status_code == 409
    assert "001 is being served at Desk 2." in words(answer.text)


def test_htmx_gets_the_list_again(reception: At, front: Front) -> None:
    visit = front.ticket("SK1")
    answer = reception().htmx("/list/leave", visit=visit["id"])
    assert "Nobody waits" in words(answer.text)


def test_the_list_knows_no_other_words(reception: At, front: Front) -> None:
    visit = front.ticket("SK1")
    assert reception().send("/list/begin", visit=visit["id"]).status_code == 404
