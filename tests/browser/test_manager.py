"""The manager's page of today in a browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from serviceoffice.core.access import accounts
from serviceoffice.web.identity import COOKIE

pytestmark = pytest.mark.browser

OFFICE = "vilhelmina"
PASSWORD = "long enough"
WIDTHS = [(1280, 800), (1024, 768), (390, 844), (320, 640)]


@pytest.fixture
def manager(demo: Any, context: BrowserContext, page: Page) -> Page:
    """The page of a manager who has signed in, in English."""
    accounts.set_password(demo.house, OFFICE, "chef", PASSWORD)
    secret = accounts.sign_in(demo.house, OFFICE, "chef", PASSWORD)
    context.add_cookies([{"name": COOKIE, "value": secret, "url": demo.address}])
    return page


@pytest.fixture
def busy(demo: Any) -> None:
    """Something in every part of the page."""
    demo.run("sign_in", "anna", desk="d1")
    demo.run("sign_in", "karin", desk="d3")
    first = demo.ticket("AF1")
    demo.clock.forward(minutes=6)
    demo.run("call", "anna", visit=first["id"])
    demo.run("begin", "anna", visit=first["id"])
    service = demo.house.place(OFFICE).catalogue.services["AF1"]
    demo.run("walk_step", "anna", visit=first["id"], n=1, step=service.steps[0].id)
    step = {"kind": "handover", "what": "Decide", "owner": "arbetsformedlingen",
            "due_on": "2026-12-01"}  # fmt: skip
    demo.run("close_errand", "anna", visit=first["id"], n=1, outcome="next_step", next_step=step)
    demo.run("finish", "anna", visit=first["id"])
    demo.ticket("POL1")
    demo.run("pause", "karin", reason="meeting")


def today(page: Page, demo: Any, language: str = "en") -> Page:
    page.goto(f"{demo.address}/manager?lang={language}")
    expect(page.locator("html[data-line=up]")).to_be_attached()
    return page


def figure(page: Page, what: str) -> Any:
    return page.locator(".figure", has_text=what).locator(".figure__value")


def test_the_page_follows_the_office_without_being_loaded_again(demo: Any, manager: Page) -> None:
    page = today(manager, demo)
    page.evaluate("window.same = true")
    expect(figure(page, "Waiting now")).to_have_text("0")
    visit = demo.ticket("AF1")
    expect(figure(page, "Waiting now")).to_have_text("1")
    expect(page.locator("#todo")).to_contain_text("One visitor waits, and nobody sits at a desk.")
    demo.run("sign_in", "anna", desk="d1")
    demo.run("call_next", "anna")
    expect(page.locator("#desks")).to_contain_text(f"has called {visit['number']}")
    expect(figure(page, "Called within 15 min")).to_have_text("100%")
    expect(page.locator("#chart svg")).to_be_visible()
    assert page.evaluate("window.same")


def test_a_table_that_was_opened_stays_open_and_follows(demo: Any, manager: Page) -> None:
    page = today(manager, demo)
    page.get_by_text("Show as a table").click()
    expect(page.locator("#waits")).to_be_visible()
    demo.run("sign_in", "anna", desk="d1")
    demo.ticket("AF1")
    demo.run("call_next", "anna")
    expect(page.locator("#waits")).to_contain_text(re.compile(r"10–11\s*1\s*0"))
    expect(page.locator("#waits")).to_be_visible()


def test_a_wait_grows_with_the_clock(demo: Any, manager: Page) -> None:
    demo.ticket("AF1")
    demo.clock.forward(minutes=18)
    page = today(manager, demo)
    longest = page.locator(".figure", has_text="Waiting now").locator("[data-since]")
    expect(longest).to_have_text("18 min")


def test_the_page_is_complete_without_scripts(demo: Any, busy: None, chromium: Any) -> None:
    accounts.set_password(demo.house, OFFICE, "chef", PASSWORD)
    secret = accounts.sign_in(demo.house, OFFICE, "chef", PASSWORD)
    context = chromium.new_context(java_script_enabled=False)
    context.add_cookies([{"name": COOKIE, "value": secret, "url": demo.address}])
    page = context.new_page()
    page.goto(f"{demo.address}/manager?lang=en")
    expect(figure(page, "Waiting now")).to_have_text("1")
    expect(page.locator("#desks")).to_contain_text("Meeting")
    expect(page.locator("#chart svg")).to_be_visible()
    context.close()


def test_everybody_can_read_the_page(
    demo: Any, busy: None, manager: Page, axe: Callable[[Page], list[str]]
) -> None:
    for language in ("sv", "ar"):
        page = today(manager, demo, language)
        page.locator("details summary").click()
        assert axe(page) == [], language


def test_nothing_is_wider_than_the_screen(demo: Any, busy: None, manager: Page) -> None:
    page = today(manager, demo, "sv")
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_most_pressing_fits_the_first_screen(demo: Any, busy: None, manager: Page) -> None:
    page = today(manager, demo, "sv")
    for part in ("#figures", "#todo", "#desks"):
        box = page.locator(part).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 800
