"""The visitor's pages, without script."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import segno
from kit import OFFICE, WEEKDAYS, Front
from visiting import hidden_fields, qr_modules, visiting_office, words
from webkit import OTHER_OFFICE, Browser

from serviceoffice.api import text
from serviceoffice.web.visitor.qr import qr_image


def address(front: Front, visit: Any, more: str = "") -> str:
    return f"/{OFFICE}/ticket/{front.house.token(OFFICE, visit['id'])}{more}"


def said(client: Browser, front: Front, visit: Any, more: str = "") -> str:
    answer = client.get(address(front, visit, f"{more}?lang=en"))
    assert answer.status_code == 200
    return words(answer.text)


def test_a_waiting_visitor_sees_the_place_and_what_to_have_ready(
    client: Browser, front: Front
) -> None:
    front.ticket("SK1")
    page = said(client, front, front.ticket("FK1"))
    assert "Your number 002 1 before you" in page
    assert "You came for Parental benefit – Försäkringskassan" in page
    assert "Good to have ready Proof of identity Pregnancy certificate" in page
    assert "minutes" not in page


def test_the_first_in_the_line_is_told_so(client: Browser, front: Front) -> None:
    assert "You are first in the line" in said(client, front, front.ticket("SK1"))


def test_each_state_says_what_to_do(client: Browser, front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.ticket("SK1")
    anna.call(visit)
    assert "Your turn: go to Desk 1" in said(client, front, visit)
    anna.hold(visit)
    assert "On hold: you keep your place" in said(client, front, visit)
    anna.resume(visit)
    anna.call(visit)
    anna.begin(visit)
    page = said(client, front, visit)
    assert "You are being helped at Desk 1" in page and "Leave the line" not in page
    anna.close_errand(visit, n=1, outcome="resolved")
    anna.finish(visit)
    assert "Thank you for your visit" in said(client, front, visit)
    assert "This is what we did Move Done" in said(client, front, visit)


def test_one_who_did_not_come_is_asked_to_the_reception(client: Browser, front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.ticket("SK1")
    anna.call(visit)
    anna.no_show(visit)
    page = said(client, front, visit)
    assert "We called your number, but you did not come" in page
    assert "Come to the reception today" in page
    front.wait(minutes=8 * 60)
    evening = said(client, front, visit)
    assert "Come to the reception today" not in evening
    assert "We open Wednesday 11 March at 09:00. Then you are welcome" in evening
    front.wait(minutes=16 * 60)
    next_day = said(client, front, visit)
    assert "Come to the reception today" not in next_day and "Take a new ticket" in next_day


def test_one_who_was_sent_home_is_told_why_and_when_the_office_opens(
    client: Browser, front: Front
) -> None:
    visit = front.ticket("SK1")
    front.wait(minutes=8 * 60)
    front.system.run("close_day", day="2026-03-10")
    page = said(client, front, visit)
    assert "We did not have time to help you before we closed for the day." in page
    assert "We open Wednesday 11 March at 09:00." in page
    front.wait(minutes=16 * 60)
    assert "Take a new ticket at the office" in said(client, front, visit)


def test_one_who_was_sent_home_before_a_free_day_is_told_why_it_is_closed(
    client: Browser, front: Front
) -> None:
    training = (date(2026, 3, 11), date(2026, 3, 11), text("We are on a training day"))
    front.reconfigure(visiting_office(hours=replace(WEEKDAYS, closures=(training,))))
    visit = front.ticket("SK1")
    front.wait(minutes=8 * 60)
    front.system.run("close_day", day="2026-03-10")
    front.wait(minutes=16 * 60)
    page = said(client, front, visit)
    assert "We are on a training day. We open Thursday 12 March at 09:00." in page


def test_next_steps_are_on_the_ticket_and_on_the_receipt(client: Browser, front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1", "SK2")
    assert "Your visit is not finished yet" in said(client, front, visit, "/receipt")
    anna.close_errand(visit, n=1, outcome="resolved")
    anna.close_errand(
        visit, n=2, outcome="next_step",
        next_step={"kind": "visitor", "what": "Send in the <form>", "owner": "visitor",
                   "due_on": "2026-03-20"},
    )  # fmt: skip
    anna.finish(visit)
    for more in ("", "/receipt"):
        page = said(client, front, visit, more)
        assert "Move Done" in page
        assert (
            "Name of a child Send in the <form> You yourself , by Friday 20 March at the latest"
            in page
        )


def test_leaving_asks_once_more_and_then_gives_up_the_place(client: Browser, front: Front) -> None:
    visit = front.ticket("SK1")
    assert "Leave the line" in said(client, front, visit)
    leave = address(front, visit, "/leave")
    page = client.get(f"{leave}?lang=en").text
    assert "Do you want to leave the line?" in words(page)
    assert front.visit(visit).state == "waiting"
    answer = client.post(f"{leave}?lang=en", data=hidden_fields(page, f"{leave}?lang=en"))
    assert answer.status_code == 303 and answer.location == address(front, visit)
    assert front.visit(visit).reason == "left"
    assert "You have left the line" in said(client, front, visit)
    assert front.log()[-1].by == "visitor"


def test_leaving_needs_the_pages_own_form(client: Browser, front: Front) -> None:
    visit = front.ticket("SK1")
    assert client.post(address(front, visit, "/leave")).status_code == 400
    assert front.visit(visit).state == "waiting"


def test_one_who_is_being_helped_cannot_leave_the_line(client: Browser, front: Front) -> None:
    visit = front.served(front.clerk("anna", "d1"), "SK1")
    answer = client.fill_in(address(front, visit, "/leave?lang=en"))
    assert answer.status_code == 409
    assert "001 is being served at Desk 1." in words(answer.text)


@pytest.mark.parametrize("more", ["", "/leave", "/slip", "/receipt"])
@pytest.mark.parametrize("office", [OFFICE, OTHER_OFFICE])
def test_a_wrong_address_and_another_offices_look_alike(
    client: Browser, front: Front, office: str, more: str
) -> None:
    token = front.house.token(OFFICE, front.ticket("SK1")["id"])
    wrong = token if office == OTHER_OFFICE else "0" * 32
    answer = client.get(f"/{office}/ticket/{wrong}{more}?lang=en")
    assert answer.status_code == 404
    page = words(answer.text)
    assert "This ticket does not exist" in page and "Move" not in page and "001" not in page


def test_the_language_is_the_visitors_own_until_another_is_chosen(
    client: Browser, front: Front
) -> None:
    visit = front.ticket("SK1", language="ar")
    assert '<html lang="ar" dir="rtl">' in client.get(address(front, visit)).text
    assert '<html lang="en"' in client.get(address(front, visit, "?lang=en")).text
    assert '<html lang="en"' in client.get(address(front, visit)).text


def test_polling_is_answered_with_what_changes_and_an_etag(client: Browser, front: Front) -> None:
    visit = front.ticket("SK1")
    page = client.get(address(front, visit, "?lang=en")).text
    part = re.search(r'data-poll="([^"]+)"', page)
    assert part
    poll = part[1].replace("&amp;", "&")
    first = client.get(poll)
    assert first.text.startswith('<div id="ticket"') and "<html" not in first.text
    assert first.text in page
    front.wait(minutes=3)
    again = client.get(poll, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.text) == (304, "")
    front.clerk("anna", "d1").call(visit)
    changed = client.get(poll, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200 and 'data-state="called"' in changed.text


def test_nothing_of_a_ticket_is_kept_or_passed_on_by_the_browser(
    client: Browser, front: Front
) -> None:
    answer = client.get(address(front, front.ticket("SK1")))
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_the_sheet_has_number_services_office_time_and_the_way_to_the_ticket(
    client: Browser, front: Front
) -> None:
    visit = front.ticket("SK1", "AF9", language="en")
    page = client.get(address(front, visit, "/slip")).text
    sheet = words(page[page.index('class="slip"') :])
    assert "The Office 001 Tuesday 10 March 10:00" in sheet
    assert "Move A private matter" in sheet
    assert "Debts" not in page and "Arbetsförmedlingen" not in page
    image = re.search(r'class="slip__qr"[^>]* src="([^"]+)"', page)
    assert image
    expected = segno.make_qr(f"http://localhost{address(front, visit)}", error="q")
    assert qr_modules(image[1].replace("&#39;", "'")) == tuple(
        map(tuple, expected.matrix_iter(border=4))
    )


def test_the_sheet_speaks_the_visitors_language_and_its_page_the_readers(
    client: Browser, front: Front
) -> None:
    page = client.get(address(front, front.ticket("SK1", language="ar"), "/slip?lang=en")).text
    assert '<html lang="en" dir="ltr">' in page
    assert '<div class="slip" lang="ar" dir="rtl">' in page
    assert "Print again" in page


def test_a_failed_print_is_told_to_the_office_and_changes_nothing(
    client: Browser, front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    visit = front.ticket("SK1")
    before = len(front.log())
    answer = client.fill_in(address(front, visit, "/print-failed"))
    assert answer.status_code == 204
    assert "ticket 001 was not printed" in caplog.text
    assert front.house.token(OFFICE, visit["id"]) not in caplog.text
    assert len(front.log()) == before and front.visit(visit).state == "waiting"


def test_a_qr_code_is_read_back_to_its_address() -> None:
    address = "https://kontor.example/vilhelmina/ticket/0123456789abcdef0123456789abcdef"
    modules = qr_modules(qr_image(address))
    expected = segno.make_qr(address, error="q")
    assert modules == tuple(map(tuple, expected.matrix_iter(border=4)))
    other = segno.make_qr(address[:-1] + "e", error="q")
    assert modules != tuple(map(tuple, other.matrix_iter(border=4)))


def test_a_clerks_browser_leaves_in_the_clerks_name_only_at_home(
    front: Front, as_clerk: Callable[..., Browser]
) -> None:
    visit = front.ticket("SK1")
    as_clerk("anna", office=OTHER_OFFICE).fill_in(address(front, visit, "/leave"))
    assert front.log()[-1].by == "visitor"
    other = front.ticket("SK1")
    as_clerk("anna").fill_in(address(front, other, "/leave"))
    assert front.log()[-1].by == "clerk:anna"
