"""The sample pages: no barrier that axe finds, nothing cut off, targets large enough.

Set ``LOOK_PICTURES`` to a folder to get a picture of each page in each size.
"""

from __future__ import annotations

import gzip
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, Response

pytestmark = pytest.mark.browser

HERE = Path(__file__).parent
Axe = Callable[[Page], list[str]]
PICTURES = os.environ.get("LOOK_PICTURES")
CSS_PIXELS_IN_24_MM = 24 / 25.4 * 96

DESK, TABLET, PHONE = (1280, 800), (820, 1180), (390, 844)
UPRIGHT, LYING = (1080, 1400), (1280, 800)
SIZES = {
    "counter": [DESK, (1024, 768), TABLET, PHONE],
    "counter_ar": [DESK, TABLET],
    "counter_down": [DESK],
    "reception": [DESK, TABLET, PHONE],
    "kiosk": [UPRIGHT, LYING],
    "kiosk_ar": [UPRIGHT, LYING],
    "kiosk_booked": [UPRIGHT, LYING],
    "kiosk_choose": [UPRIGHT, LYING],
    "kiosk_ticket": [UPRIGHT, LYING],
    "display": [(1600, 900), (1280, 720), (3840, 2160)],
    "display_ar": [(1600, 900)],
    "display_down": [(1600, 900)],
    "ticket": [PHONE, DESK],
    "ticket_ar": [PHONE],
    "ticket_done": [PHONE],
    "print": [PHONE],
    "manager": [(1280, 900), PHONE],
    "sign_in": [DESK, PHONE],
    "doors": [DESK, PHONE],
}
ALL = [(name, size) for name, sizes in SIZES.items() for size in sizes]


@pytest.fixture
def site(serve: Callable[..., str]) -> str:
    """The address of the sample pages."""
    return serve()


def visit(tab: Page, site: str, name: str, size: tuple[int, int]) -> None:
    tab.set_viewport_size({"width": size[0], "height": size[1]})
    tab.goto(f"{site}/{name}.html")
    tab.evaluate("() => document.fonts.ready.then(() => true)")


def sizes_of(tab: Page) -> dict[str, int]:
    return tab.evaluate(
        "() => { const root = document.documentElement; return {"
        " page: root.scrollWidth, window: innerWidth,"
        " long: root.scrollHeight, high: innerHeight } }"
    )


def test_every_sample_page_is_looked_at() -> None:
    assert {page.stem for page in HERE.glob("*.html")} == set(SIZES)


@pytest.mark.parametrize(("name", "size"), ALL, ids=str)
def test_a_page_has_no_barrier(
    tab: Page, site: str, axe: Axe, name: str, size: tuple[int, int]
) -> None:
    visit(tab, site, name, size)
    if PICTURES:
        tab.screenshot(path=f"{PICTURES}/{name}-{size[0]}x{size[1]}.png", full_page=size == PHONE)
    assert axe(tab) == []
    assert sizes_of(tab)["page"] <= size[0], "the page is wider than the window"


@pytest.mark.parametrize("name", sorted(SIZES))
def test_a_page_fits_at_four_hundred_per_cent(tab: Page, site: str, name: str) -> None:
    visit(tab, site, name, (320, 256))  # 1280×1024 at 400 %
    assert sizes_of(tab)["page"] == 320


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("counter", DESK),
        ("counter", (1024, 768)),
        ("counter_ar", DESK),
        ("counter_down", DESK),
        ("reception", DESK),
        *((name, size) for name in SIZES if "kiosk" in name for size in (UPRIGHT, LYING)),
        ("display", (1600, 900)),
        ("display", (1280, 720)),
        ("display_ar", (1600, 900)),
    ],
    ids=str,
)
def test_a_face_fits_its_window(tab: Page, site: str, name: str, size: tuple[int, int]) -> None:
    visit(tab, site, name, size)
    found = sizes_of(tab)
    assert (found["page"], found["long"]) == size


def test_five_calls_fit_the_display(tab: Page, site: str) -> None:
    visit(tab, site, "display", (1600, 900))
    tab.evaluate(
        "() => { const list = document.querySelector('.calls');"
        " list.append(list.lastElementChild.cloneNode(true)) }"
    )
    low = tab.evaluate("() => document.querySelector('.calls').getBoundingClientRect().bottom")
    foot = tab.evaluate("() => document.querySelector('.display__foot').getBoundingClientRect().y")
    assert low <= foot


def test_the_display_is_read_at_ten_metres(tab: Page, site: str) -> None:
    visit(tab, site, "display", (1600, 900))
    # Rule of thumb: letters 1/250 of the distance, 40 mm at ten metres. Capitals are
    # 0.66 of the font's size; a 55-inch screen is 685 mm high.
    size = tab.evaluate(
        "() => parseFloat(getComputedStyle(document.querySelector('.call:last-child')).fontSize)"
    )
    assert size * 0.66 / 900 * 685 >= 40


@pytest.mark.parametrize("name", [name for name in SIZES if "kiosk" in name])
@pytest.mark.parametrize("size", [UPRIGHT, LYING], ids=str)
def test_a_kiosk_target_is_at_least_24_mm(
    tab: Page, site: str, name: str, size: tuple[int, int]
) -> None:
    visit(tab, site, name, size)
    small = tab.evaluate(
        """least => [...document.querySelectorAll('a, button, label, input:not(label input)')]
          .filter((each) => each.checkVisibility() && !each.matches('.visually-hidden'))
          .map((each) => [each.outerHTML.slice(0, 90), each.getBoundingClientRect()])
          .filter(([, box]) => box.width < least || box.height < least)
          .map(([html, box]) => `${html} ${box.width}×${box.height}`)""",
        CSS_PIXELS_IN_24_MM,
    )
    assert small == []


def test_the_kiosk_in_large_text_and_strong_colours_has_no_barrier(
    tab: Page, site: str, axe: Axe
) -> None:
    visit(tab, site, "kiosk", UPRIGHT)
    before = tab.evaluate("() => document.querySelector('h1').getBoundingClientRect().height")
    tab.click("[data-larger]")
    tab.click("[data-contrast]")
    after = tab.evaluate("() => document.querySelector('h1').getBoundingClientRect().height")
    assert after > 1.25 * before
    assert tab.locator("[aria-pressed=true]").count() == 2
    assert axe(tab) == []
    assert sizes_of(tab)["page"] == UPRIGHT[0]


def test_showing_the_button_of_a_row_moves_nothing(tab: Page, site: str) -> None:
    visit(tab, site, "counter", DESK)
    rows = "() => [...document.querySelectorAll('.queue__row')].map((row) => row.offsetTop)"
    before = tab.evaluate(rows)
    tab.hover(".queue__row:nth-child(3)")
    assert tab.evaluate(rows) == before
    tab.click("#call-2")  # shown, so it can be clicked


def test_a_dialog_has_no_barrier(tab: Page, site: str, axe: Axe) -> None:
    visit(tab, site, "counter", DESK)
    tab.emulate_media(reduced_motion="reduce")
    tab.locator("[data-opens]").first.click()
    tab.locator("dialog[open]").wait_for()
    assert axe(tab) == []


@pytest.mark.parametrize("name", ["counter", "manager", "kiosk", "display"])
def test_forced_colours_keep_every_icon_and_ring(tab: Page, site: str, name: str) -> None:
    tab.emulate_media(forced_colors="active")
    visit(tab, site, name, DESK)
    # Drawn with a background, they would vanish into the forced one.
    lost = tab.evaluate(
        """() => [...document.querySelectorAll('.icon')]
          .filter((icon) => icon.checkVisibility())
          .filter((icon) => getComputedStyle(icon).forcedColorAdjust !== 'none')
          .map((icon) => icon.className)"""
    )
    bare = tab.evaluate(
        """() => [...document.querySelectorAll('.rosa, .agency-letter, .tag')]
          .filter((each) => getComputedStyle(each).borderTopStyle === 'none')
          .map((each) => each.className)"""
    )
    assert (lost, bare) == ([], [])


@pytest.mark.parametrize("name", ["counter", "kiosk", "display", "ticket"])
def test_a_first_visit_is_light(tab: Page, site: str, name: str) -> None:
    sent: dict[str, int] = {}

    def weigh(response: Response) -> None:
        sent[response.url] = len(gzip.compress(response.body()))

    tab.on("response", weigh)
    visit(tab, site, name, LYING)
    tab.wait_for_load_state("networkidle")
    # Fonts are compressed already: gzip makes them no lighter, only a little heavier.
    assert sum(sent.values()) <= 150_000, sorted(sent.items(), key=lambda each: -each[1])
