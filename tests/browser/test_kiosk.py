"""A visitor at the kiosk, by finger and by keyboard, seen in Chromium."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import segno
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.browser

SECOND = 1000
PORTRAIT = {"width": 1080, "height": 1400}
LANDSCAPE = {"width": 1280, "height": 800}
# Left alone for this long the kiosk asks, and a little later it starts over.
IDLE, COUNT = 60 * SECOND, 16 * SECOND

# Reads the picture as a camera would: dark or light in the middle of each square.
READ_QR = """async ([selector, size]) => {
  const image = document.querySelector(selector);
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = size * 8;
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const dark = (x, y) => (pen.getImageData(x * 8 + 4, y * 8 + 4, 1, 1).data[0] < 128 ? 1 : 0);
  return Array.from({length: size}, (_, y) => Array.from({length: size}, (_, x) => dark(x, y)));
}"""


def tickets(demo: Any) -> list[Any]:
    """Every visit of the day, as it is stored."""
    from serviceoffice.core.queue import queries

    with demo.house.database.read() as connection:
        return queries.of_day(connection, "vilhelmina", "2026-11-24")


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on what has this name."""
    for _ in range(60):
        page.keyboard.press("Tab")
        focused = page.evaluate(
            "(document.activeElement.closest('label') ?? document.activeElement).innerText"
        )
        if name in focused:
            return
    raise AssertionError(f"“{name}” is not reached by Tab")


def test_a_whole_visit_by_keyboard_alone(demo: Any, page: Page) -> None:
    page.goto(f"{demo.address}/kiosk")
    tab_to(page, "Få barn")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Få barn")).to_be_visible()
    tab_to(page, "Bostadsbidrag")
    page.keyboard.press("Space")
    tab_to(page, "Ta en kölapp")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ditt nummer 001")).to_be_visible()
    (visit,) = tickets(demo)
    assert [errand.service for errand in visit.errands] == ["SK11", "FK1", "FK7", "KO4"]
    assert visit.life_event == "child"
    tab_to(page, "Klart")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Välkommen")).to_be_visible()


def test_enter_on_a_choice_takes_the_ticket_and_adds_nothing(demo: Any, page: Page) -> None:
    page.goto(f"{demo.address}/kiosk/sv/situations/move")
    page.get_by_role("checkbox", name="Flyttanmälan").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Ditt nummer 001")).to_be_visible()


def test_services_of_several_agencies_come_on_one_ticket(demo: Any, page: Page) -> None:
    page.goto(f"{demo.address}/kiosk")
    page.get_by_role("link", name="Välj myndighet").click()
    page.get_by_role("link", name="Försäkringskassan").click()
    page.locator("label", has=page.locator("[value=FK1]")).click()
    page.get_by_role("button", name="Lägg till från en annan myndighet").click()
    expect(page.get_by_text("Valt hittills: Föräldrapenning")).to_be_visible()
    page.get_by_role("link", name="Skatteverket").click()
    page.locator("label", has=page.locator("[value=SK2]")).click()
    page.locator(".kiosk-tool--on").click()
    expect(page.get_by_role("checkbox", checked=True)).to_have_count(2)
    # Not by finger: so soon, at the same place, that would be the second half of a double tap.
    page.locator("#take-ticket").press("Enter")
    expect(page.locator(".number--huge")).to_have_text("001")
    (visit,) = tickets(demo)
    assert {errand.service for errand in visit.errands} == {"FK1", "SK2"}


def test_a_double_tap_gives_one_ticket(demo: Any, page: Page) -> None:
    page.goto(f"{demo.address}/kiosk")
    page.locator("#quick").dblclick()
    expect(page.locator(".number--huge")).to_have_text("001")
    assert len(tickets(demo)) == 1


def test_a_double_tap_gives_one_ticket_without_script(demo: Any, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False, viewport=LANDSCAPE)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(f"{demo.address}/kiosk")
    page.locator("#quick").dblclick()
    expect(page.locator(".number--huge")).to_have_text("001")
    expect(page.get_by_role("link", name="Skriv ut")).to_be_visible()
    expect(page.get_by_role("button", name="Större text")).to_be_hidden()
    assert len(tickets(demo)) == 1
    context.close()


def test_an_arabic_speaker_can_wait_for_someone_who_speaks_arabic(demo: Any, page: Page) -> None:
    page.goto(f"{demo.address}/kiosk")
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("#quick").click()
    page.get_by_text("أريد التحدث باللغة العربية").click()
    page.get_by_text("أحتاج إلى مترجم شفوي").click()
    page.locator("#take-ticket").click()
    expect(page.locator(".number--huge")).to_have_text("001")
    (visit,) = tickets(demo)
    assert (visit.language, visit.needs_language, visit.interpreter) == ("ar", True, True)


def test_left_alone_it_asks_and_then_starts_over_in_the_first_language(
    demo: Any, page: Page
) -> None:
    page.clock.install()
    page.goto(f"{demo.address}/kiosk/ar/situations/child")
    page.locator("[data-larger]").click()
    expect(page.locator("html")).to_have_attribute("data-text", "large")
    page.clock.run_for(IDLE)
    expect(page.locator("[data-idle-dialog]")).to_be_visible()
    page.clock.run_for(COUNT)
    expect(page).to_have_url(f"{demo.address}/kiosk")
    expect(page.locator("html")).to_have_attribute("lang", "sv")
    expect(page.locator("html")).not_to_have_attribute("data-text", "large")


def test_who_answers_may_go_on(demo: Any, page: Page) -> None:
    page.clock.install()
    page.goto(f"{demo.address}/kiosk/sv/situations/child")
    page.clock.run_for(IDLE)
    page.get_by_role("button", name="Ja, fortsätt").click()
    expect(page.locator("[data-idle-dialog]")).to_be_hidden()
    page.clock.run_for(COUNT)
    expect(page).to_have_url(f"{demo.address}/kiosk/sv/situations/child")


def test_the_kiosk_opens_with_the_office(demo: Any, page: Page) -> None:
    demo.clock.forward(minutes=-120)
    page.clock.install()
    page.goto(f"{demo.address}/kiosk")
    expect(page.get_by_role("heading", name="Kontoret är stängt")).to_be_visible()
    expect(page.get_by_text("Vi öppnar tisdag 24 november klockan 09:00.")).to_be_visible()
    demo.clock.forward(minutes=120)
    page.clock.run_for(IDLE)
    expect(page.get_by_role("heading", name="Välkommen")).to_be_visible()


def test_an_outage_is_told_and_the_kiosk_comes_back_by_itself(demo: Any, page: Page) -> None:
    page.clock.install()
    page.goto(f"{demo.address}/kiosk")
    demo.stop()
    page.clock.run_for(IDLE)
    expect(page.get_by_text("Ingen kontakt med servern just nu.")).to_be_visible()
    expect(page.get_by_role("heading", name="Välkommen")).to_be_visible()
    demo.start()
    page.clock.run_for(6 * SECOND)
    expect(page.get_by_text("Ingen kontakt med servern just nu.")).to_be_hidden()
    page.get_by_role("link", name="Flytta").click()
    expect(page.get_by_role("checkbox", name="Flyttanmälan")).to_be_visible()


def test_the_ticket_prints_as_a_sheet_with_number_services_and_code(demo: Any, page: Page) -> None:
    visit = demo.ticket("SK1", "KO1")
    page.goto(f"{demo.address}/kiosk/sv/ticket/{visit['token']}")
    expect(page.locator(".slip")).to_be_hidden()
    page.emulate_media(media="print")
    expect(page.locator("main")).to_be_hidden()
    sheet = page.locator(".slip")
    expect(sheet.locator(".slip__number")).to_have_text("001")
    expect(sheet.locator(".slip__list li")).to_have_count(2)
    expect(sheet).to_contain_text("Flyttanmälan")
    expect(sheet).not_to_contain_text("bistånd")  # a private matter
    expect(sheet).to_contain_text("tisdag 24 november 10:30")
    box = sheet.bounding_box()
    assert box is not None and box["width"] < 80 / 25.4 * 96
    code = segno.make_qr(f"{demo.address}/ticket/{visit['token']}", error="q")
    expected = [list(row) for row in code.matrix_iter(border=4)]
    assert page.evaluate(READ_QR, [".slip__qr", len(expected)]) == expected
    page.emulate_media(media="screen")
    assert page.evaluate(READ_QR, [".kiosk-ticket__qr", len(expected)]) == expected


def test_a_failed_print_keeps_the_ticket_and_says_write_down_the_number(
    demo: Any, page: Page
) -> None:
    page.add_init_script("window.print = () => {}")  # a browser that cannot print says nothing
    visit = demo.ticket("SK1")
    page.goto(f"{demo.address}/kiosk/sv/ticket/{visit['token']}")
    notice = page.locator("[data-print-failed]")
    expect(notice).to_be_hidden()
    with page.expect_response("**/print-failed") as told:
        page.get_by_role("button", name="Skriv ut").click()
    assert told.value.status == 204
    expect(notice).to_contain_text("Numret gäller ändå: skriv upp det")
    expect(page.locator(".number--huge")).to_have_text("001")
    assert [v.state for v in tickets(demo)] == ["waiting"]


def test_a_print_that_begins_says_nothing(demo: Any, page: Page) -> None:
    page.add_init_script("window.print = () => dispatchEvent(new Event('beforeprint'))")
    page.goto(f"{demo.address}/kiosk/sv/ticket/{demo.ticket('SK1')['token']}")
    page.get_by_role("button", name="Skriv ut").click()
    expect(page.locator("[data-print-failed]")).to_be_hidden()


@pytest.mark.parametrize("language", ["sv", "ar"])
@pytest.mark.parametrize("size", [PORTRAIT, LANDSCAPE], ids=["portrait", "landscape"])
def test_every_page_is_accessible_and_fits_its_width(
    demo: Any, page: Page, axe: Callable[[Page], list[str]], language: str, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)  # type: ignore[arg-type]
    token = demo.ticket("SK1", "FK1")["token"]
    kiosk = f"{demo.address}/kiosk/{language}"
    for path in (
        "", "/situations", "/situations/child", "/agencies?services=FK1", "/confirm",
        "/agencies/skatteverket?services=FK1", f"/ticket/{token}", "/situations/nonsense",
    ):  # fmt: skip
        page.goto(kiosk + path)
        assert axe(page) == [], path
        assert fits(page), path
    page.locator("[data-contrast]").click()
    page.locator("[data-larger]").click()
    assert axe(page) == []
    demo.clock.forward(minutes=8 * 60)
    page.goto(kiosk)
    assert axe(page) == []
    page.goto(f"{demo.address}/kiosk/pair")
    assert axe(page) == []


def fits(page: Page) -> bool:
    """Nothing makes the page scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_every_target_is_large_enough_for_a_finger(demo: Any, page: Page) -> None:
    page.set_viewport_size(PORTRAIT)  # type: ignore[arg-type]
    token = demo.ticket("SK1")["token"]
    for path in ("", "/situations/child", "/agencies", "/agencies/kommun", f"/ticket/{token}"):
        page.goto(f"{demo.address}/kiosk/en{path}")
        small = page.evaluate(
            """[...document.querySelectorAll("main :is(a, button, label)")]
               .map((each) => [each.innerText, each.getBoundingClientRect()])
               .filter(([, box]) => box.height && Math.min(box.height, box.width) < 91)
               .map(([text]) => text)"""  # 24 mm at 96 px an inch
        )
        assert small == [], path


def test_it_can_be_used_in_a_narrow_window_and_at_great_zoom(
    demo: Any, context: BrowserContext
) -> None:
    page = context.new_page()
    page.set_viewport_size({"width": 320, "height": 640})  # 1280 at 400 %
    token = demo.ticket("SK1")["token"]
    for path in ("", "/situations/child", "/agencies/kommun", f"/ticket/{token}"):
        page.goto(f"{demo.address}/kiosk/sv{path}")
        assert fits(page), path
