"""The reception, seen in Chromium: a visitor in a few keystrokes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from serviceoffice.core.access import accounts
from serviceoffice.core.queue import queries
from serviceoffice.core.visits.visit import Visit
from serviceoffice.web import identity

pytestmark = pytest.mark.browser

OFFICE = "vilhelmina"
PASSWORD = "demo-demo"
Stand = Callable[..., Page]


@pytest.fixture
def stand(demo: Any, chromium: Browser) -> Iterator[Stand]:
    """``stand("d1")``: the reception with Maja, who also sits at a desk if one is named."""
    contexts = []

    def sign_in(desk: str | None = None, **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        accounts.set_password(demo.house, OFFICE, "maja", PASSWORD)
        secret = accounts.sign_in(demo.house, OFFICE, "maja", PASSWORD)
        address = demo.address.removesuffix(f"/{OFFICE}")
        context.add_cookies([{"name": identity.COOKIE, "value": secret, "url": address}])
        if desk:
            demo.run("sign_in", "maja", desk=desk)
        page = context.new_page()
        page.goto(f"{demo.address}/reception")
        if options.get("java_script_enabled", True):
            page.wait_for_selector("html[data-line=up]")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def visits(demo: Any) -> list[Visit]:
    """Every visit of the day, as it is stored."""
    with demo.house.database.read() as connection:
        return queries.of_day(connection, OFFICE, "2026-11-24")


def test_a_visitor_is_registered_with_a_word_and_two_enters(demo: Any, stand: Stand) -> None:
    page = stand()
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("flyttan")
    page.keyboard.press("Enter")
    expect(page.locator("#choose-SK1")).to_be_checked()
    expect(page.locator("#search")).to_have_value("")
    expect(page.locator("#search")).to_be_focused()
    assert visits(demo) == []
    page.keyboard.press("Enter")
    expect(page.locator(".issued .number")).to_have_text("001")
    expect(page.locator("#search")).to_be_focused()
    (visit,) = visits(demo)
    assert [errand.service for errand in visit.errands] == ["SK1"]


def test_a_life_event_brings_services_of_several_agencies(demo: Any, stand: Stand) -> None:
    page = stand()
    page.locator("label", has=page.locator("#event-lose_job")).click()
    expect(page.locator("#choose-AF1")).to_be_checked()
    expect(page.locator("#choose-SK9")).to_be_checked()
    page.locator("#choose-SK9").uncheck()
    page.locator("#choose-AF2").check()
    expect(page.locator("#summary")).not_to_contain_text("Jämkning")
    page.locator("#language").select_option("ar")
    page.locator("#interpreter").check()
    page.locator("#register").click()
    expect(page.locator(".issued .number")).to_have_text("001")
    (visit,) = visits(demo)
    assert [errand.agency for errand in visit.errands] == [
        "arbetsformedlingen", "arbetsformedlingen", "kommun",
    ]  # fmt: skip
    assert (visit.life_event, visit.language, visit.interpreter) == ("lose_job", "ar", True)
    expect(page.locator("#today")).to_contain_text("001")


def test_searching_keeps_what_is_chosen(demo: Any, stand: Stand) -> None:
    page = stand()
    page.locator("#search").fill("föräldrapenning")
    page.locator("#choose-FK1").check()
    page.locator("#search").fill("bygglov")
    expect(page.get_by_role("checkbox", name="Bygglov")).to_be_attached()
    expect(page.locator("#choose-FK1")).to_be_checked()


def test_an_answer_on_the_spot_is_counted_with_one_click(demo: Any, stand: Stand) -> None:
    page = stand("d1")
    page.locator("#quick-guide").click()
    expect(page.locator("#new [role=status]")).to_contain_text("001")
    (visit,) = visits(demo)
    assert (visit.reason, visit.desk) == ("finished", "d1")


def test_what_cannot_be_counted_says_why_and_keeps_the_form(demo: Any, stand: Stand) -> None:
    page = stand()
    page.locator("#search").fill("flyttan")
    page.keyboard.press("Enter")
    expect(page.locator("#choose-SK1")).to_be_checked()
    page.locator("#answered").click()
    expect(page.locator("#problem [role=alert]")).to_be_visible()
    expect(page.locator("#choose-SK1")).to_be_checked()
    assert visits(demo) == []


def test_the_list_lives_and_who_has_gone_leaves_it(demo: Any, stand: Stand) -> None:
    page = stand()
    demo.ticket("FK1")
    expect(page.locator("#today")).to_contain_text("001")
    page.locator("#today .button--leave").click()
    expect(page.locator("#today")).not_to_contain_text("001")
    assert visits(demo)[0].reason == "left"


def test_news_come_in_while_somebody_types(demo: Any, stand: Stand) -> None:
    page = stand()
    page.keyboard.type("flytt")
    demo.ticket("FK1")
    expect(page.locator("#today")).to_contain_text("001")
    expect(page.locator("#search")).to_have_value("flytt")
    expect(page.locator("#search")).to_be_focused()


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (390, 844)])
def test_every_state_is_accessible_and_nothing_sticks_out(
    demo: Any, stand: Stand, axe: Callable[[Page], list[str]], size: tuple[int, int]
) -> None:
    demo.ticket("FK1", language="ar", interpreter=True)
    width, height = size
    page = stand("d1", viewport={"width": width, "height": height}, reduced_motion="reduce")

    def look(state: str) -> None:
        assert axe(page) == [], state
        wide, tall = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
        )
        assert wide == width, state
        assert tall == height or width < 1024, state

    look("a new visitor")
    page.locator("label", has=page.locator("#event-lose_job")).click()
    expect(page.locator("#choose-AF1")).to_be_checked()
    look("a life event")
    page.locator("#register").click()
    expect(page.locator(".issued")).to_be_visible()
    look("a number")
    page.locator("#register").click()
    expect(page.locator("#problem [role=alert]")).to_be_visible()
    look("a refusal")


def test_everything_works_without_scripts(demo: Any, stand: Stand) -> None:
    page = stand(java_script_enabled=False)
    page.locator("#search").fill("flyttan")
    page.locator("#pick").click()
    page.locator("#register").click()
    expect(page.locator(".issued .number")).to_have_text("001")
    page.locator(".button--leave").click()
    assert visits(demo)[0].reason == "left"
