"""The display in the waiting room, seen in Chromium: live, through an outage, at both sizes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

SIZES = [{"width": 1920, "height": 1080}, {"width": 1280, "height": 720}]

# Stands in for the loudspeaker: each chime is two tones.
LOUDSPEAKER = """
window.tones = 0;
window.AudioContext = class {
  state = "running"; currentTime = 0; destination = {};
  createOscillator() {
    return {frequency: {}, connect: (next) => next, start: () => (window.tones += 1), stop() {},
            addEventListener: (_, ended) => setTimeout(ended, 0)};
  }
  createGain() {
    const gain = {setValueAtTime() {}, exponentialRampToValueAtTime() {}};
    return {gain, connect: (next) => next};
  }
};
"""


@pytest.fixture
def display(demo: Any, page: Page) -> Page:
    """The display of an office where Anna and Lars sit at desks 1 and 2."""
    demo.run("sign_in", "anna", desk="d1")
    demo.run("sign_in", "lars", desk="d2")
    page.add_init_script(LOUDSPEAKER)
    page.set_viewport_size(SIZES[0])  # type: ignore[arg-type]
    page.goto(f"{demo.address}/display?lang=sv")
    page.evaluate("window.loaded = 'once'")
    expect(page.locator("html")).to_have_attribute("data-line", "up")
    return page


def numbers(page: Page) -> list[str]:
    return page.locator(".call__number").all_inner_texts()


def expect_chimes(page: Page, count: int) -> None:
    page.wait_for_function("count => window.tones >= 2 * count", arg=count)
    assert page.evaluate("window.tones") == 2 * count


def test_a_call_is_shown_lit_and_heard_at_once(demo: Any, display: Page) -> None:
    first = demo.ticket("AF1")
    expect(display.locator(".soon")).to_have_text("001")
    demo.run("call", "anna", visit=first["id"])
    row = display.locator(".call")
    expect(row).to_contain_text("001Disk 1")
    expect(row).to_have_class("call call--hot")
    expect_chimes(display, 1)
    assert display.evaluate("window.loaded") == "once"


def test_the_newest_call_comes_first_and_a_recall_sounds_again(demo: Any, display: Page) -> None:
    first, second = demo.ticket("AF1"), demo.ticket("SK1")
    demo.run("call", "anna", visit=first["id"])
    expect(display.locator(".call")).to_have_count(1)
    demo.run("call", "lars", visit=second["id"])
    expect(display.locator(".call__number").first).to_have_text("002")
    expect_chimes(display, 2)
    demo.run("recall", "anna", visit=first["id"])
    expect(display.locator(".call__number").first).to_have_text("001")
    expect_chimes(display, 3)


def test_what_was_called_before_the_display_came_up_is_shown_but_not_sounded(
    demo: Any, display: Page
) -> None:
    demo.run("call", "anna", visit=demo.ticket("AF1")["id"])
    expect(display.locator(".call")).to_have_count(1)
    display.reload()
    expect(display.locator(".call")).to_have_class("call")
    # The next call comes after all sounds of the first: then there is one, not two.
    demo.run("call", "lars", visit=demo.ticket("SK1")["id"])
    expect_chimes(display, 1)


def test_the_light_goes_out_after_fifteen_seconds(demo: Any, page: Page) -> None:
    demo.run("sign_in", "anna", desk="d1")
    page.add_init_script(LOUDSPEAKER)
    page.goto(f"{demo.address}/display?lang=sv")
    expect(page.locator("html")).to_have_attribute("data-line", "up")
    page.clock.install()
    demo.run("call", "anna", visit=demo.ticket("AF1")["id"])
    page.clock.run_for(200)
    expect(page.locator(".call--hot")).to_have_count(1)
    page.clock.run_for(16_000)
    expect(page.locator(".call")).to_have_class("call")


def test_an_outage_keeps_the_last_state_says_so_and_is_caught_up_without_reload(
    demo: Any, display: Page
) -> None:
    first, second, third = demo.ticket("AF1"), demo.ticket("SK1"), demo.ticket("SK2")
    demo.run("call", "anna", visit=first["id"])
    expect(display.locator(".call")).to_have_count(1)
    expect_chimes(display, 1)
    demo.stop()
    expect(display.get_by_text("Ingen kontakt med servern. Du ser läget klockan")).to_be_visible()
    demo.run("call", "lars", visit=second["id"])
    demo.run("begin", "anna", visit=first["id"])
    demo.run("leave", visit=third["id"])
    assert numbers(display) == ["001"]
    assert display.locator(".soon").inner_text().split() == ["002", "003"]
    demo.start()
    expect(display.locator(".call")).to_have_count(2, timeout=60_000)
    assert numbers(display) == ["002", "001"]
    expect(display.get_by_text("Ingen väntar")).to_be_visible()
    expect(display.get_by_text("Ingen kontakt med servern.")).to_be_hidden()
    # Each call was shown as new once: the one before the outage and the one during it.
    expect_chimes(display, 2)
    assert display.evaluate("window.loaded") == "once"
    demo.run("recall", "lars", visit=second["id"])
    expect_chimes(display, 3)


def test_after_the_close_of_day_those_who_waited_are_told(demo: Any, display: Page) -> None:
    demo.ticket("SK1")
    demo.clock.forward(minutes=6 * 60)
    demo.run("close_day", day="2026-11-24")
    expect(display.get_by_text("Kontoret är stängt")).to_be_visible()
    expect(display.get_by_text("Vi öppnar onsdag 25 november klockan 09:00.")).to_be_visible()
    expect(display.get_by_text("De här numren hann vi inte med i dag: 001")).to_be_visible()


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("size", SIZES, ids=["1920", "1280"])
def test_it_is_accessible_and_nothing_is_cut_off_on_a_full_screen(
    demo: Any, page: Page, axe: Callable[[Page], list[str]], language: str, size: dict[str, int]
) -> None:
    desks = (("anna", "d1"), ("lars", "d2"), ("karin", "d3"), ("mikael", "d4"), ("amira", "snabb"))
    for clerk, desk in desks:
        demo.run("sign_in", clerk, desk=desk)
    for _ in range(11):
        demo.ticket("guide")
    demo.clock.forward(minutes=47)
    for clerk, _ in desks:
        demo.run("call_next", clerk)
    page.set_viewport_size(size)  # type: ignore[arg-type]
    page.goto(f"{demo.address}/display?lang={language}")
    expect(page.locator(".call")).to_have_count(5)
    assert axe(page) == []
    # Everything lies inside the picture, and nothing covers anything else.
    cut = page.evaluate(
        """[...document.querySelectorAll(".call > *, .soon > *, .display__facts *, "
             + ".display__hours, .display__notice, .display__foot > *")]
           .filter((each) => !each.hidden)
           .filter((each) => {
             const box = each.getBoundingClientRect();
             const place = each.closest("section, footer").getBoundingClientRect();
             return box.left < place.left - 1 || box.right > place.right + 1
               || box.bottom > place.bottom + 1 || box.top < place.top - 1
               || each.clientWidth && each.scrollWidth > each.clientWidth + 1;
           }).map((each) => each.className + ": " + each.textContent)"""
    )
    assert cut == []
    # A digit of a called number takes at least a twenty-fifth of the picture's height: on a
    # screen of 55 inches that is 27 mm, which is read at ten metres (1:400 of the distance).
    digit = page.evaluate(
        "Math.min(...[...document.querySelectorAll('.call__number')]"
        ".map((each) => parseFloat(getComputedStyle(each).fontSize) * 0.66))"
    )
    assert digit >= size["height"] / 25


def test_a_closed_office_is_accessible(
    demo: Any, page: Page, axe: Callable[[Page], list[str]]
) -> None:
    demo.ticket("SK1")
    demo.clock.forward(minutes=6 * 60)
    demo.run("close_day", day="2026-11-24")
    page.goto(f"{demo.address}/display?lang=sv")
    assert axe(page) == []
