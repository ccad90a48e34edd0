"""keys.js and dialog.js: shortcuts that help and never surprise."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from browser.look.server import Office
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGE = """<!doctype html>
<html lang="sv"><head><title>keys</title>
<script type="module" src="/static/js/keys.js"></script>
<script type="module" src="/static/js/dialog.js"></script>
<script src="/count.js" defer></script></head>
<body>
<button id="next" data-key="n">Kalla nästa <kbd>N</kbd></button>
<button id="main" data-key="Enter">Klart <kbd>↵</kbd></button>
<button id="both" data-key="k Enter">Kalla <kbd>K</kbd></button>
<button id="finish" data-key="f" aria-disabled="true" aria-describedby="why">Avsluta</button>
<p id="why">Två ärenden saknar resultat.</p>
<input id="find" data-key="/" value="A021"><textarea id="note"></textarea>
<select id="kind"><option>a<option>n</select><div id="rich" contenteditable>text</div>
<label><input id="switch" type="checkbox" data-keys-switch checked> Snabbtangenter</label>
<label><input id="tick" type="checkbox"> kryssa</label>
<p id="said" aria-live="polite" data-keys-said data-on="på" data-off="av"></p>
<button id="opener" data-opens="#dialog">Öppna</button>
<dialog id="dialog"><button id="inside" data-key="i">I rutan</button>
<button id="closer" data-closes>Stäng</button></dialog>
</body></html>"""

# Counts the clicks on each button, where a test can see them.
COUNT = """
document.addEventListener("click", ({ target }) => {
  target.dataset.clicks = 1 + Number(target.dataset.clicks || 0);
});
"""


@pytest.fixture
def keys(tab: Page, serve: Callable[..., str]) -> Page:
    """A page with shortcuts."""

    class Keys(Office):
        def page(self, path: str) -> None:
            if path == "/count.js":
                self.send(200, COUNT, "text/javascript")
            else:
                self.send(200, PAGE)

    tab.goto(serve(Keys))
    expect(tab.locator("html")).to_have_attribute("data-keys", "on")
    return tab


def clicks(page: Page, name: str) -> int:
    return int(page.locator(f"#{name}").get_attribute("data-clicks") or 0)


def test_a_letter_clicks_its_button_and_says_so(keys: Page) -> None:
    keys.keyboard.press("n")
    assert clicks(keys, "next") == 1
    expect(keys.locator("#said")).to_have_text("Kalla nästa")


def test_caps_lock_changes_nothing(keys: Page) -> None:
    # What a keyboard sends for the key N with Caps Lock on: the capital, no Shift.
    keys.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'N', bubbles: true }))"
    )
    assert clicks(keys, "next") == 1


@pytest.mark.parametrize("field", ["find", "note", "kind", "rich"])
def test_a_letter_in_a_field_is_only_a_letter(keys: Page, field: str) -> None:
    keys.locator(f"#{field}").focus()
    keys.keyboard.press("n")
    assert clicks(keys, "next") == 0


def test_a_checkbox_is_no_text_field(keys: Page) -> None:
    keys.locator("#tick").focus()
    keys.keyboard.press("n")
    assert clicks(keys, "next") == 1


@pytest.mark.parametrize("chord", ["Control+n", "Alt+n", "Meta+n", "Shift+N"])
def test_a_letter_with_a_modifier_belongs_to_the_browser(keys: Page, chord: str) -> None:
    keys.keyboard.press(chord)
    assert clicks(keys, "next") == 0


def test_a_key_that_is_held_down_calls_one_visitor(keys: Page) -> None:
    for _ in range(5):
        keys.keyboard.down("n")  # the second and later are repeats
    assert clicks(keys, "next") == 1


def test_the_slash_goes_to_the_search_with_its_text_marked(keys: Page) -> None:
    keys.keyboard.press("/")
    expect(keys.locator("#find")).to_be_focused()
    keys.keyboard.type("K014")
    expect(keys.locator("#find")).to_have_value("K014")


def test_a_slash_that_needs_shift_counts_too(keys: Page) -> None:
    keys.evaluate(
        "document.body.dispatchEvent(new KeyboardEvent('keydown',"
        " { key: '/', shiftKey: true, bubbles: true }))"  # a Swedish keyboard
    )
    expect(keys.locator("#find")).to_be_focused()


def test_enter_clicks_the_main_button_only_when_nothing_has_the_focus(keys: Page) -> None:
    keys.keyboard.press("Enter")
    assert clicks(keys, "main") == 1
    keys.locator("#next").focus()
    keys.keyboard.press("Enter")
    assert (clicks(keys, "main"), clicks(keys, "next")) == (1, 1)


def test_a_button_may_have_two_keys(keys: Page) -> None:
    keys.keyboard.press("k")
    keys.evaluate("document.querySelector('#main').remove()")
    keys.keyboard.press("Enter")
    assert clicks(keys, "both") == 2


def test_enter_held_down_on_a_button_presses_it_once(keys: Page) -> None:
    keys.locator("#next").focus()
    for _ in range(5):
        keys.keyboard.down("Enter")
    assert clicks(keys, "next") == 1


def test_what_cannot_be_done_now_says_why(keys: Page) -> None:
    keys.keyboard.press("f")
    expect(keys.locator("#said")).to_have_text("Avsluta. Två ärenden saknar resultat.")
    keys.locator("#finish").click(force=True)  # playwright itself waits for aria-disabled to go
    assert clicks(keys, "finish") == 0


def test_shortcuts_can_be_turned_off_and_stay_off(keys: Page) -> None:
    keys.locator("#switch").uncheck()
    expect(keys.locator("#said")).to_have_text("av")
    keys.locator("#opener").focus()
    keys.keyboard.press("n")
    assert clicks(keys, "next") == 0
    keys.reload()
    expect(keys.locator("#switch")).not_to_be_checked()
    keys.keyboard.press("n")
    keys.keyboard.press("Enter")
    assert (clicks(keys, "next"), clicks(keys, "main")) == (0, 0)


def test_shortcuts_work_where_storage_is_forbidden(keys: Page) -> None:
    keys.add_init_script(
        "Object.defineProperty(window, 'localStorage',"
        " { get() { throw new DOMException('no', 'SecurityError') } })"
    )
    keys.reload()
    keys.keyboard.press("n")
    assert clicks(keys, "next") == 1
    keys.locator("#switch").uncheck()
    expect(keys.locator("html")).to_have_attribute("data-keys", "off")


def test_an_open_dialog_keeps_the_keys_to_itself(keys: Page) -> None:
    keys.locator("#opener").click()
    keys.keyboard.press("n")
    keys.keyboard.press("i")
    assert (clicks(keys, "next"), clicks(keys, "inside")) == (0, 1)


def test_a_dialog_gives_the_focus_back(keys: Page) -> None:
    keys.locator("#opener").focus()
    keys.keyboard.press("Enter")
    expect(keys.locator("#dialog")).to_be_visible()
    keys.keyboard.press("Escape")
    expect(keys.locator("#opener")).to_be_focused()
    keys.locator("#opener").click()
    keys.locator("#closer").click()
    expect(keys.locator("#dialog")).to_be_hidden()


def test_the_server_opens_and_closes_a_dialog(keys: Page) -> None:
    keys.evaluate(
        "() => { document.querySelector('#dialog').setAttribute('data-open', '');"
        " document.dispatchEvent(new Event('htmx:load')) }"
    )
    expect(keys.locator("#dialog")).to_be_visible()
    keys.evaluate("document.body.dispatchEvent(new Event('dialog:close', { bubbles: true }))")
    expect(keys.locator("#dialog")).to_be_hidden()
    keys.evaluate("document.dispatchEvent(new Event('htmx:load'))")
    expect(keys.locator("#dialog")).to_be_hidden()  # what is closed stays closed
