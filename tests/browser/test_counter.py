"""A clerk at the counter, seen in Chromium: by keyboard, live, in each state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from serviceoffice.core.access import accounts
from serviceoffice.core.queue import queries
from serviceoffice.core.visits.visit import Visit
from serviceoffice.web import identity

pytestmark = pytest.mark.browser

OFFICE = "vilhelmina"
PASSWORD = "demo-demo"
Sit = Callable[..., Page]


@pytest.fixture
def sit(demo: Any, chromium: Browser) -> Iterator[Sit]:
    """``sit("maja", "d1")``: the counter of a clerk at a desk, each in a browser of their own."""
    contexts = []

    def sign_in(clerk: str, desk: str, **options: Any) -> Page:
        options = {"viewport": {"width": 1280, "height": 800}} | options
        context = chromium.new_context(**options)
        contexts.append(context)
        if not demo.__dict__.setdefault("known", set()) & {clerk}:
            accounts.set_password(demo.house, OFFICE, clerk, PASSWORD)
            demo.known.add(clerk)
        secret = accounts.sign_in(demo.house, OFFICE, clerk, PASSWORD)
        address = demo.address.removesuffix(f"/{OFFICE}")
        context.add_cookies([{"name": identity.COOKIE, "value": secret, "url": address}])
        demo.run("sign_in", clerk, desk=desk)
        page = context.new_page()
        page.goto(f"{demo.address}/counter")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def visits(demo: Any) -> list[Visit]:
    """Every visit of the day, as it is stored."""
    with demo.house.database.read() as connection:
        return queries.of_day(connection, OFFICE, "2026-11-24")


def main_action(page: Page) -> Locator:
    """The one obvious button."""
    return page.locator("#main-action")


def press(page: Page, key: str) -> None:
    """Press a key and wait until the answer stands on the page, ready to be used."""
    with page.expect_response(lambda answer: "/counter/" in answer.url and answer.ok):
        page.keyboard.press(key)
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-added")).to_have_count(0)


def live(page: Page) -> Page:
    """The page, once it hears the office's log."""
    page.wait_for_selector("html[data-line=up]")
    return page


def test_a_whole_visit_by_keyboard_alone(demo: Any, sit: Sit, chromium: Browser) -> None:
    lars = live(sit("lars", "d3"))
    ticket = demo.ticket("AF1", "SK9", life_event="lose_job")
    number = ticket["number"]
    accounts.set_password(demo.house, OFFICE, "maja", PASSWORD)
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    maja = context.new_page()
    maja.goto(f"{demo.address}/counter")  # leads to the sign-in
    maja.locator("#name").focus()
    maja.keyboard.type("maja")
    maja.keyboard.press("Tab")
    maja.keyboard.type(PASSWORD)
    maja.keyboard.press("Enter")
    maja.wait_for_url("**/home*")
    maja.locator("button[value=d1]").focus()
    maja.keyboard.press("Enter")
    expect(main_action(live(maja))).to_be_visible()

    press(maja, "n")
    expect(maja.locator("#visit-title")).to_have_text(number)
    press(maja, "Enter")
    for step in ("clarify", "guide", "receipt", "triage"):
        expect(maja.locator("[aria-current=step] button")).to_have_id(f"errand-1-step-{step}")
        press(maja, "Enter")
    press(maja, "Enter")  # book: its dialog, filled in already
    expect(maja.locator("#next-save")).to_be_focused()
    press(maja, "Enter")
    expect(maja.locator("#errand-1")).to_have_class("errand errand--closed")
    press(maja, "Enter")  # the other errand belongs to another desk
    expect(maja.locator("dialog input:checked")).to_have_value("service:SK9")
    press(maja, "Enter")
    expect(maja.locator("#visit-title")).to_have_count(0)
    (visit,) = visits(demo)
    assert (visit.state, visit.number, visit.to_service) == ("waiting", number, "SK9")

    expect(lars.locator("#queue")).to_contain_text(number)  # without loading the page again
    press(lars, "n")
    expect(lars.locator("#visit-title")).to_have_text(number)
    press(lars, "Enter")
    for step in ("identify", "help", "complete"):
        expect(lars.locator(f"#errand-2-step-{step}")).to_be_visible()
        press(lars, "Enter")
    press(lars, "Enter")  # the handover's dialog
    press(lars, "Enter")
    expect(lars.locator("#errand-2")).to_have_class("errand errand--closed")
    press(lars, "g")
    expect(lars.locator("#visit-title")).to_have_count(0)
    (visit,) = visits(demo)
    assert (visit.state, visit.reason) == ("done", "finished")
    assert [errand.outcome for errand in visit.errands] == ["next_step", "next_step"]
    assert visit.errands[0].walked == ("clarify", "guide", "receipt", "triage", "book")
    context.close()


def test_every_state_is_accessible_and_fits_the_window(
    demo: Any, sit: Sit, axe: Callable[[Page], list[str]]
) -> None:
    for services in (["AF1", "KO1"], ["FK1"], ["SK1"]):
        demo.ticket(*services)
    page = live(sit("maja", "d1", reduced_motion="reduce"))  # a dialog stands at once

    def look(state: str) -> None:
        assert axe(page) == [], state
        tall, wide = page.evaluate(
            "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
        )
        assert (tall, wide) == (800, 1280), state

    look("nobody at the desk")
    press(page, "p")
    look("the kinds of pause")
    press(page, "Enter")
    expect(page.locator("#visit h1")).to_be_visible()
    look("paused")
    press(page, "Enter")
    press(page, "n")
    expect(page.locator("#visit-title")).to_be_visible()
    look("called")
    press(page, "Enter")
    expect(page.locator("#errand-2")).to_be_visible()
    look("serving two errands")
    for key, state in (("d", "moving"), ("l", "adding an errand"), ("d", "moving again")):
        press(page, key)
        expect(page.locator("dialog[open]")).to_be_visible()
        look(state)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
    for opener, state in (("#errand-1-next", "a next step"), ("#errand-1-other", "other results"),
                          ("#errand-1-why-assign", "why not")):  # fmt: skip
        page.locator(opener).click()
        expect(page.locator("dialog[open]")).to_be_visible()
        look(state)
        page.keyboard.press("Escape")
        expect(page.locator("dialog[open]")).to_have_count(0)
        expect(page.locator(opener)).to_be_focused()


@pytest.mark.parametrize("size", [(1024, 768), (768, 1024), (390, 844)])
def test_smaller_screens_scroll_only_downwards(
    demo: Any, sit: Sit, axe: Callable[[Page], list[str]], size: tuple[int, int]
) -> None:
    demo.ticket("FK1", "KO1")
    page = live(sit("maja", "d1", viewport={"width": size[0], "height": size[1]}))
    main_action(page).click()
    expect(page.locator("#visit-title")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == size[0]
    expect(main_action(page)).to_be_in_viewport()
    assert axe(page) == []


def test_letters_are_letters_in_a_text_field(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.type("nhp")
    expect(page.locator("#find")).to_have_value("nhp")
    assert visits(demo)[0].state == "waiting"
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_shortcuts_can_be_turned_off_and_stay_off(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    page.get_by_role("checkbox").first.uncheck()
    page.locator("#visit").click()
    page.keyboard.press("n")
    page.reload()
    live(page).keyboard.press("n")
    expect(page.get_by_role("checkbox").first).not_to_be_checked()
    assert visits(demo)[0].state == "waiting"


def test_a_number_is_found_by_keyboard_and_called_out_of_turn(demo: Any, sit: Sit) -> None:
    for _ in range(3):
        demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    page.keyboard.press("/")
    page.keyboard.type("3")
    press(page, "Enter")
    expect(page.locator("#dialog-title")).to_contain_text("003")
    page.locator("#card-call").focus()
    press(page, "Enter")
    expect(page.locator("#visit-title")).to_have_text("003")


def test_two_clerks_never_get_the_same_visitor(demo: Any, sit: Sit) -> None:
    ticket = demo.ticket("FK1")
    page = sit("maja", "d1")
    page.route("**/live?*", lambda route: route.abort())  # Maja's page hears nothing
    page.reload()
    demo.run("sign_in", "lars", desk="d3")
    demo.run("call", "lars", visit=ticket["id"])
    page.keyboard.press("n")
    expect(page.get_by_role("alert").locator("visible=true").first).to_be_visible()
    expect(page.locator("#queue .queue__row")).to_have_count(0)  # how things really stand
    assert visits(demo)[0].desk == "d3"


def test_a_double_click_does_one_thing(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    main_action(page).dblclick(delay=5)
    expect(page.locator("#visit-title")).to_be_visible()
    assert visits(demo)[0].state == "called"


def test_the_second_click_of_a_slow_double_click_finds_nothing_to_press(
    demo: Any, sit: Sit
) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    main_action(page).click()
    expect(page.locator("#visit-title")).to_be_visible()
    # The moment after the change, held still however slow this machine is.
    blocked = page.evaluate(
        """() => {
          const button = document.querySelector(".act__main > *");
          const [guard] = button.getAnimations();
          guard.pause();
          guard.currentTime = 100;
          const during = getComputedStyle(button).pointerEvents;
          guard.finish();
          return [during, getComputedStyle(button).pointerEvents];
        }"""
    )
    assert blocked == ["none", "auto"]
    assert visits(demo)[0].state == "called"


def test_enter_held_down_presses_once(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    main_action(page).focus()
    with page.expect_response("**/call-next"):
        page.keyboard.down("Enter")
    expect(page.locator("#visit-title")).to_be_visible()
    for _ in range(4):
        page.keyboard.down("Enter")  # the key repeats
    page.keyboard.up("Enter")
    expect(main_action(page)).to_be_focused()
    assert visits(demo)[0].state == "called"


def test_one_clerk_in_two_browsers_sees_and_acts_at_one_desk(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    first, second = live(sit("maja", "d1")), live(sit("maja", "d1"))
    press(first, "n")
    expect(second.locator("#visit-title")).to_have_text("001")
    press(second, "Enter")
    expect(first.locator("[aria-current=step]")).to_be_visible()
    assert visits(demo)[0].state == "serving"


def test_a_move_to_another_desk_reaches_the_other_browser(demo: Any, sit: Sit) -> None:
    page = live(sit("maja", "d1"))
    expect(page.locator(".topbar")).to_contain_text("Disk 1")
    demo.run("sign_in", "maja", desk="d4")
    expect(page.locator(".topbar")).to_contain_text("Disk 4")


def test_news_of_others_moves_nothing_that_one_works_with(demo: Any, sit: Sit) -> None:
    for _ in range(30):
        demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    page.locator("#queue").evaluate("list => (list.scrollTop = 400)")
    main_action(page).focus()
    box = main_action(page).bounding_box()
    demo.ticket("FK1")
    expect(page.locator("#tab-waiting")).to_contain_text("31")
    assert page.locator("#queue").evaluate("list => list.scrollTop") == 400
    assert main_action(page).bounding_box() == box
    expect(main_action(page)).to_be_focused()


def test_the_steps_stay_where_they_were_when_one_is_walked(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1", "KO1", "AF1")
    page = live(sit("maja", "d1"))
    press(page, "n")
    press(page, "Enter")
    step = page.locator("#errand-3-step-clarify")
    step.scroll_into_view_if_needed()
    before = page.locator("#errand-3").bounding_box()
    step.click()
    expect(page.locator("#errand-3 .step--done")).to_have_count(1)
    after = page.locator("#errand-3").bounding_box()
    assert before is not None
    assert after is not None
    assert after["y"] == pytest.approx(before["y"], abs=1)


def test_undo_takes_back_the_last_thing(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    press(page, "n")
    expect(page.locator("#do-undo")).to_contain_text("001")
    press(page, "u")
    expect(page.locator("#visit-title")).to_have_count(0)
    assert visits(demo)[0].state == "waiting"


def test_an_errand_is_added_by_its_name(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    press(page, "n")
    press(page, "Enter")
    press(page, "l")
    expect(page.locator("#service-search")).to_be_focused()
    page.keyboard.type("bygglov")
    expect(page.locator(".services__one")).to_have_count(1)
    press(page, "Enter")
    expect(page.locator("#errand-2")).to_be_visible()
    assert visits(demo)[0].errands[1].agency == "kommun"


def test_another_kind_of_next_step_brings_its_own_day(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))
    press(page, "n")
    press(page, "Enter")
    page.locator("#errand-1-next").click()
    before = page.locator("#next-due").input_value()
    page.locator("#next-kind").select_option("visitor")
    expect(page.locator("#next-owner")).to_have_value("visitor")
    assert page.locator("#next-due").input_value() > before
    page.locator("#next-what").fill("Skicka in intyget")
    page.locator("#next-save").click()
    expect(page.locator("#errand-1")).to_contain_text("Skicka in intyget")


def test_a_refusal_says_why_and_goes_with_the_next_thing_done(demo: Any, sit: Sit) -> None:
    visit = demo.ticket("FK1")
    page = sit("maja", "d1")
    press(page, "n")
    page.route("**/live?*", lambda route: route.abort())
    page.reload()
    demo.run("hold", "maja", visit=visit["id"])  # in another window; this page hears nothing
    page.keyboard.press("r")
    expect(page.locator("#problem [role=alert]")).to_contain_text("001")
    expect(page.locator("#visit-title")).to_have_count(0)
    press(page, "u")
    expect(page.locator("#visit-title")).to_be_visible()
    expect(page.locator("#problem")).to_be_empty()


def test_a_button_that_cannot_be_used_speaks_its_reason(demo: Any, sit: Sit) -> None:
    page = live(sit("maja", "d1"))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.method))
    page.keyboard.press("f")
    expect(page.locator("[data-keys-said]")).to_contain_text(".")
    assert "POST" not in asked


def test_what_was_not_sent_is_told(demo: Any, sit: Sit) -> None:
    demo.ticket("FK1")
    page = live(sit("maja", "d1"))

    def lose(route: Route) -> None:
        route.abort()

    page.route("**/call-next", lose)
    page.keyboard.press("n")
    expect(page.locator("[data-send-problem]")).to_be_visible()
    page.unroute("**/call-next")
    press(page, "n")
    expect(page.locator("[data-send-problem]")).to_be_hidden()


def test_everything_works_without_scripts(demo: Any, sit: Sit) -> None:
    demo.ticket("AF1")
    page = sit("maja", "d1", java_script_enabled=False)
    main_action(page).click()
    expect(page.locator("#visit-title")).to_have_text("001")
    main_action(page).click()
    page.locator("#errand-1-step-clarify").click()
    page.locator("#errand-1-next").click()
    page.locator("#next-save").click()
    expect(page.locator("#errand-1")).to_have_class("errand errand--closed")
    main_action(page).click()
    expect(page.locator("#visit-title")).to_have_count(0)
    assert visits(demo)[0].reason == "finished"
