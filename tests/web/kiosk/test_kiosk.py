"""A visitor at the kiosk, without script."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from kit import OFFICE, Front
from visiting import hidden_fields, words
from webkit import OTHER_OFFICE, Browser

from serviceoffice.core.house import House

START = f"/{OFFICE}/kiosk"


@pytest.fixture(autouse=True)
def demo(house: House) -> None:
    """Everybody may use the demo's kiosk."""
    house.demo = True


def visits(front: Front) -> int:
    return sum(event.kind == "ticket_taken" for event in front.log())


def take(client: Browser, page: str, **choices: object) -> str:
    """Send the page's ticket form; gives the ticket's page."""
    action = f"{START}/{'en' if '/kiosk/en/' in page else 'sv'}/take"
    answer = client.post(action, data=hidden_fields(page, action) | choices)
    assert answer.status_code == 303, words(answer.text)
    return client.get(answer.location).text


def test_the_start_offers_languages_life_events_and_a_way_for_those_who_do_not_know(
    client: Browser,
) -> None:
    said = words(client.get(f"{START}/en").text)
    for expected in (
        "Svenska English العربية", "Just a quick question",
        "Having a child Skatteverket , Försäkringskassan", "Choose an agency", "I don't know",
    ):  # fmt: skip
        assert expected in said


def test_the_language_is_in_the_address_and_leaves_no_trace_in_the_browser(
    client: Browser,
) -> None:
    arabic = client.get(f"{START}/ar")
    assert '<html lang="ar" dir="rtl">' in arabic.text
    assert not any("language" in cookie for cookie in arabic.headers.getlist("Set-Cookie"))
    assert '<html lang="sv" dir="ltr">' in client.get(START).text


def test_a_language_that_the_office_does_not_have_is_not_there(client: Browser) -> None:
    assert client.get(f"{START}/fi").status_code == 404


def test_a_quick_question_in_the_offices_own_language_is_one_tap(
    client: Browser, front: Front
) -> None:
    page = client.get(START).text
    ticket = take(client, page, services="guide")
    visit = front.visit(next(e.visit for e in front.log() if e.kind == "ticket_taken"))
    assert [errand.service for errand in visit.errands] == ["guide"]
    assert (visit.source, visit.channel, visit.language) == ("kiosk", "counter", "sv")
    assert visit.number in words(ticket)


def test_in_another_language_the_need_of_an_interpreter_is_asked_first(
    client: Browser, front: Front
) -> None:
    assert f"{START}/en/take" not in client.get(f"{START}/en").text
    page = client.get(f"{START}/en/confirm?services=guide").text
    assert "I need an interpreter" in words(page)
    take(client, page, services="guide", interpreter="on")
    visit = front.visit(next(e.visit for e in front.log() if e.kind == "ticket_taken"))
    assert visit.interpreter and visit.language == "en" and not visit.needs_language


def test_a_language_that_a_clerk_speaks_can_be_asked_for(client: Browser, front: Front) -> None:
    page = client.get(f"{START}/ar/confirm?services=SK1").text
    assert 'name="needs_language"' in page
    action = f"{START}/ar/take"
    fields = hidden_fields(page, action) | {"services": "SK1", "needs_language": "on"}
    assert client.post(action, data=fields).status_code == 303
    assert front.visit(front.log()[-1].visit).needs_language


def test_a_language_that_nobody_speaks_is_not_promised(client: Browser, front: Front) -> None:
    page = client.get(f"{START}/en/confirm?services=SK1").text
    assert 'name="needs_language"' not in page
    take(client, page, services="SK1", needs_language="on")
    assert not front.visit(front.log()[-1].visit).needs_language


def test_no_language_is_asked_about_in_the_offices_own(client: Browser) -> None:
    page = client.get(f"{START}/sv/situations/child").text
    assert "interpreter" not in page and "needs_language" not in page


def test_a_life_event_comes_with_its_services_ticked_and_gives_one_ticket(
    client: Browser, front: Front
) -> None:
    page = client.get(f"{START}/en/situations/child").text
    assert page.count("checked") == 2
    take(client, page, services=["SK2", "FK1"])
    assert visits(front) == 1
    visit = front.visit(front.log()[-1].visit)
    assert [errand.service for errand in visit.errands] == ["SK2", "FK1"]
    assert visit.life_event == "child"


def test_what_is_not_needed_can_be_taken_away(client: Browser, front: Front) -> None:
    take(client, client.get(f"{START}/en/situations/child").text, services="FK1")
    visit = front.visit(front.log()[-1].visit)
    assert [errand.service for errand in visit.errands] == ["FK1"]


def test_choices_at_one_agency_are_kept_while_looking_at_another(client: Browser) -> None:
    page = client.get(f"{START}/en/agencies/skatteverket?services=FK1&services=SK2").text
    assert '<input type="hidden" name="services" value="FK1">' in page
    assert 'value="SK2" checked' in page
    said = words(client.get(f"{START}/en/agencies?services=FK1&services=SK2").text)
    assert "Chosen so far: Parental benefit, Name of a child" in said
    confirm = client.get(f"{START}/en/confirm?services=FK1&services=SK2").text
    assert confirm.count("checked") == 2


def test_adding_something_takes_no_ticket_and_forgets_nothing(
    client: Browser, front: Front
) -> None:
    page = client.get(f"{START}/en/situations/child").text
    action = f"{START}/en/take"
    fields = hidden_fields(page, action) | {"services": ["FK1"], "then": "more"}
    answer = client.post(action, data=fields)
    assert answer.location == f"{START}/en/agencies?services=FK1&life_event=child"
    assert visits(front) == 0


def test_choosing_nothing_is_told_and_the_choices_stay(client: Browser, front: Front) -> None:
    page = client.get(f"{START}/en/situations/child").text
    action = f"{START}/en/take"
    offered = {"offered": ["SK2", "FK1"]}
    answer = client.post(action, data=hidden_fields(page, action) | offered)
    assert answer.status_code == 422
    assert "Choose at least one thing" in words(answer.text)
    assert "Parental benefit" in answer.text and "Name of a child" in answer.text
    assert visits(front) == 0
    empty = client.get(f"{START}/en/confirm")
    assert "Choose at least one thing" in words(empty.text)


def test_the_same_form_sent_twice_shows_the_same_ticket(client: Browser, front: Front) -> None:
    page = client.get(f"{START}/en/situations/child").text
    first, second = (words(take(client, page, services="FK1")) for _ in range(2))
    assert first == second and "Your number 001" in first
    assert visits(front) == 1


def test_the_same_form_with_other_choices_takes_no_second_ticket(
    client: Browser, front: Front
) -> None:
    page = client.get(f"{START}/en/situations/child").text
    take(client, page, services="FK1")
    action = f"{START}/en/take"
    answer = client.post(action, data=hidden_fields(page, action) | {"services": "SK2"})
    assert answer.status_code == 422
    assert "You already have a ticket from this page" in words(answer.text)
    assert visits(front) == 1


def test_a_form_without_its_secret_takes_no_ticket(client: Browser, front: Front) -> None:
    answer = client.post(f"{START}/sv/take", data={"services": "SK1"})
    assert answer.status_code == 400 and visits(front) == 0


def test_a_closed_office_says_when_it_opens_and_takes_nobody(client: Browser, front: Front) -> None:
    page = client.get(f"{START}/en/situations/child").text
    front.wait(minutes=8 * 60)
    said = words(client.get(f"{START}/en").text)
    assert "The office is closed" in said
    assert "We open Wednesday 11 March at 09:00." in said
    action = f"{START}/en/take"
    answer = client.post(action, data=hidden_fields(page, action) | {"services": "FK1"})
    assert answer.status_code == 303 and answer.location == START
    assert visits(front) == 0


def test_an_address_that_is_not_there_leads_back_to_the_start(client: Browser) -> None:
    for wrong in ("en/agencies/skogsstyrelsen", "en/situations/nonsense", "en/ticket/nonsense"):
        answer = client.get(f"{START}/{wrong}")
        assert answer.status_code == 404
        assert f'data-idle-home="{START}"' in answer.text
        assert "Start over" in words(answer.text)


def test_an_office_that_is_not_there_has_no_kiosk(client: Browser) -> None:
    for path in ("", "/en", "/en/take", "/pair"):
        assert client.get(f"/nowhere/kiosk{path}").status_code in (404, 405)


def test_a_ticket_of_another_office_is_not_shown(client: Browser, front: Front) -> None:
    token = front.house.token(OFFICE, front.ticket("SK1")["id"])
    assert client.get(f"{START}/en/ticket/{token}").status_code == 200
    assert client.get(f"/{OTHER_OFFICE}/kiosk/en/ticket/{token}").status_code == 404


def test_the_ticket_says_how_many_are_before_and_what_to_have_ready(
    client: Browser, front: Front
) -> None:
    front.ticket("SK1")
    page = take(
        client, client.get(f"{START}/en/confirm?services=FK1&services=SK1").text,
        services=["FK1", "SK1"],
    )  # fmt: skip
    said = words(page)
    assert "Your number 002 1 before you" in said
    assert "Good to have ready Proof of identity Pregnancy certificate" in said


def test_a_private_matter_is_named_neither_on_the_screen_nor_on_paper(
    client: Browser, front: Front
) -> None:
    page = take(client, client.get(f"{START}/en/confirm?services=AF9").text, services="AF9")
    assert "A private matter" in words(page)
    assert "Debts" not in page and "List of debts" not in page


def test_the_sheet_of_paper_does_not_change_the_language_of_the_screen(
    client: Browser, front: Front
) -> None:
    token = front.house.token(OFFICE, front.ticket("SK1", language="ar")["id"])
    page = client.get(f"{START}/en/ticket/{token}").text
    assert '<html lang="en" dir="ltr">' in page
    assert '<div class="slip" lang="ar" dir="rtl">' in page


def test_a_clerk_of_another_office_is_a_stranger_here(
    front: Front, as_clerk: Callable[..., Browser]
) -> None:
    browser = as_clerk("anna", office=OTHER_OFFICE)
    page = browser.get(f"{START}/en/situations/child").text
    take(browser, page, services="FK1")
    assert front.log()[-1].by == "visitor"
