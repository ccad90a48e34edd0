"""The mobile ticket, seen on a telephone in Chromium."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PHONE = {"width": 390, "height": 844}
POLL = 12_000  # milliseconds within which the page has asked again


@pytest.fixture
def phone(demo: Any, page: Page) -> Page:
    """A telephone whose time the test moves; Anna sits at desk 1."""
    demo.run("sign_in", "anna", desk="d1")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    page.add_init_script("window.shakes = []; navigator.vibrate = (how) => window.shakes.push(how)")
    page.clock.install()
    return page


def open_ticket(demo: Any, page: Page, visit: Any, more: str = "") -> None:
    page.goto(f"{demo.address}/ticket/{visit['token']}{more}")


def test_the_page_tells_when_it_is_the_visitors_turn(demo: Any, phone: Page) -> None:
    demo.ticket("AF1")
    visit = demo.ticket("AF1")
    open_ticket(demo, phone, visit)
    expect(phone.locator(".ticket__range")).to_have_text("1 före dig")
    phone.evaluate("window.loaded = 'once'")
    demo.run("call", "anna", visit=visit["id"])
    phone.clock.run_for(POLL)
    expect(phone.locator(".ticket__called")).to_contain_text("Din tur: gå till Disk 1")
    expect(phone).to_have_title("002 · Din tur: gå till Disk 1")
    expect(phone.locator("[data-ticket-said]")).to_have_text("Din tur: gå till Disk 1")
    assert len(phone.evaluate("window.shakes")) == 1
    assert phone.evaluate("window.loaded") == "once"


def test_an_unchanged_ticket_costs_almost_nothing(demo: Any, phone: Page) -> None:
    answers: list[int] = []
    phone.on("response", lambda r: "part=state" in r.url and answers.append(r.status))
    open_ticket(demo, phone, demo.ticket("AF1"))
    for count in (1, 2, 3):
        with phone.expect_response("**part=state*"):
            phone.clock.run_for(POLL)
        assert len(answers) == count
    assert answers == [200, 304, 304]


def test_a_visitor_leaves_the_line_after_being_asked_once_more(demo: Any, phone: Page) -> None:
    visit = demo.ticket("AF1")
    open_ticket(demo, phone, visit)
    phone.get_by_role("link", name="Lämna kön").click()
    phone.get_by_role("link", name="Nej, behåll min plats").click()
    expect(phone.locator(".ticket__range")).to_contain_text("först i kön")
    phone.get_by_role("link", name="Lämna kön").click()
    phone.get_by_role("button", name="Ja, lämna kön").click()
    expect(phone.get_by_role("heading", name="Du har lämnat kön")).to_be_visible()
    expect(phone.get_by_role("link", name="Lämna kön")).to_have_count(0)


def test_an_outage_is_told_and_the_page_catches_up(demo: Any, phone: Page) -> None:
    visit = demo.ticket("AF1")
    open_ticket(demo, phone, visit)
    demo.stop()
    phone.clock.run_for(POLL)
    expect(phone.get_by_text(re.compile(r"^Ingen kontakt\. .* klockan 10:30"))).to_be_visible()
    expect(phone.locator(".ticket__range")).to_contain_text("först i kön")
    demo.run("call", "anna", visit=visit["id"])
    demo.start()
    phone.clock.run_for(POLL)
    expect(phone.locator(".ticket__called")).to_be_visible()
    expect(phone.get_by_text("Ingen kontakt.")).to_be_hidden()


def test_everything_works_without_script(demo: Any, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=PHONE)  # type: ignore[arg-type]
    page = context.new_page()
    open_ticket(demo, page, demo.ticket("AF1"))
    expect(page.locator(".ticket__range")).to_contain_text("först i kön")
    page.get_by_role("link", name="Lämna kön").click()
    page.get_by_role("button", name="Ja, lämna kön").click()
    expect(page.get_by_role("heading", name="Du har lämnat kön")).to_be_visible()
    context.close()


def test_the_language_is_changed_on_the_page(demo: Any, phone: Page) -> None:
    open_ticket(demo, phone, demo.ticket("AF1"))
    phone.get_by_role("link", name="العربية").click()
    expect(phone.locator("html")).to_have_attribute("dir", "rtl")
    expect(phone.locator(".ticket__range")).to_contain_text("أنت الأول")


def finished(demo: Any) -> Any:
    visit = demo.ticket("AF1", "KO1")
    demo.run("call", "anna", visit=visit["id"])
    demo.run("begin", "anna", visit=visit["id"])
    demo.run("close_errand", "anna", visit=visit["id"], n=1, outcome="resolved")
    demo.run(
        "close_errand", "anna", visit=visit["id"], n=2, outcome="next_step",
        next_step={"kind": "appointment", "what": "Samtal med socialsekreterare",
                   "owner": "kommun", "due_on": "2026-12-04"},
    )  # fmt: skip
    demo.run("finish", "anna", visit=visit["id"])
    return visit


def test_the_receipt_prints_what_happens_next_without_buttons(demo: Any, phone: Page) -> None:
    open_ticket(demo, phone, finished(demo))
    phone.get_by_role("link", name="Skriv ut det här").click()
    phone.emulate_media(media="print")
    steps = phone.locator(".next-steps")
    expect(steps).to_contain_text("Inskrivning")
    expect(steps).not_to_contain_text("bistånd")  # a private matter
    expect(steps).to_contain_text(
        re.compile(r"Samtal med socialsekreterare\s*Kommunen, senast fredag 4 december")
    )
    expect(phone.locator(".ticket__acts")).to_be_hidden()


def test_the_sheet_is_printed_when_its_page_opens_and_only_once(demo: Any, page: Page) -> None:
    page.add_init_script(
        """window.print = () => {
             sessionStorage.prints = Number(sessionStorage.prints ?? 0) + 1;
             dispatchEvent(new Event("beforeprint"));
           }"""
    )
    open_ticket(demo, page, demo.ticket("AF1"), "/slip")
    page.wait_for_function("sessionStorage.prints === '1'")
    page.reload()
    page.get_by_role("button", name="Skriv ut igen").click()
    page.wait_for_function("sessionStorage.prints === '2'")
    expect(page.locator("[data-print-failed]")).to_be_hidden()


def states(demo: Any) -> dict[str, Any]:
    """A ticket in every state that a visitor can find it in."""
    found = {"waiting": demo.ticket("AF1", "SK1")}
    for end in ("hold", "no_show"):
        found[end] = visit = demo.ticket("AF1")
        demo.run("call", "anna", visit=visit["id"])
        demo.run(end, "anna", visit=visit["id"])
    found["left"] = left = demo.ticket("AF1")
    demo.run("leave", visit=left["id"])
    found["finished"] = finished(demo)
    found["called"] = called = demo.ticket("AF1", language="ar")
    demo.run("call", "anna", visit=called["id"])
    return found


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_every_state_is_accessible_and_flows_at_great_zoom(
    demo: Any, page: Page, axe: Callable[[Page], list[str]], language: str
) -> None:
    demo.run("sign_in", "anna", desk="d1")
    page.add_init_script("window.print = () => dispatchEvent(new Event('beforeprint'))")
    page.set_viewport_size({"width": 320, "height": 640})  # 1280 at 400 %
    found = states(demo)
    places = [(visit, "") for visit in found.values()]
    places += [(found["waiting"], more) for more in ("/leave", "/slip", "/receipt")]
    places += [(found["finished"], "/receipt"), ({"token": "0" * 32}, "")]
    for visit, more in places:
        open_ticket(demo, page, visit, f"{more}?lang={language}")
        assert axe(page) == [], more
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), more
    demo.clock.forward(minutes=6 * 60)
    demo.run("close_day", day="2026-11-24")
    open_ticket(demo, page, found["waiting"], f"?lang={language}")
    assert axe(page) == []
