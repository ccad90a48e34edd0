"""kiosk.js, display.js, ticket.js, print.js and clock.js, each on a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from browser.look.server import Office
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

HEAD = '<!doctype html><html lang="sv"><head><title>t</title>'
HTMX = """<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>
<script src="/static/vendor/htmx/htmx.min.js" defer></script>"""


def script(name: str) -> str:
    return f'<script type="module" src="/static/js/{name}.js"></script>'


# ---- Clock -------------------------------------------------------------------


def test_clocks_follow_the_server_and_not_the_screen(tab: Page, serve: Callable[..., str]) -> None:
    class Clock(Office):
        def page(self, path: str) -> None:
            # The office in Vilhelmina, 24 November 2025 at 14:32; the screen is years off.
            self.send(
                200,
                HEAD + script("clock") + '<p><time id="clock" data-clock="1763991120000"'
                ' data-zone="Europe/Stockholm">14:32</time>'
                '<span id="wait" data-since="1763990040000">18 min</span>',
            )

    tab.clock.install(time=0)
    tab.goto(serve(Clock))
    expect(tab.locator("#clock")).to_have_text("14:32")
    expect(tab.locator("#wait")).to_have_text("18 min")
    tab.clock.fast_forward("05:00")
    expect(tab.locator("#clock")).to_have_text("14:37")
    expect(tab.locator("#wait")).to_have_text("23 min")


# ---- Kiosk -------------------------------------------------------------------

KIOSK = (
    HEAD
    + script("kiosk")
    + """</head><body><main data-idle="60" data-idle-count="15" data-idle-home="/start">
<p id="page">PATH</p><button id="larger" data-larger aria-pressed="false">Större</button>
<button id="contrast" data-contrast aria-pressed="false">Kontrast</button>
<form id="take" method="post" action="/take" data-once><button id="guide" name="service"
value="guide">Jag vet inte</button></form>
<input id="booking" maxlength="3"><div data-keypad="#booking"><button data-digit="4">4</button>
<button data-digit="2">2</button><button data-erase>sudda</button></div>
</main><dialog data-idle-dialog>Är du kvar? <span data-idle-left>15</span>
<button data-idle-stay>Ja</button></dialog>"""
)


class KioskOffice(Office):
    """Counts the tickets that were taken; ``up`` says whether the start page answers."""

    taken: list[str]
    up: bool

    def page(self, path: str) -> None:
        if path == "/take":
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.taken.append(body)
        elif path == "/start" and not self.up:
            self.send(500, "")
            return
        self.send(200, KIOSK.replace("PATH", path))


@pytest.fixture
def office() -> type[KioskOffice]:
    return type("AKiosk", (KioskOffice,), {"taken": [], "up": True})


@pytest.fixture
def kiosk(tab: Page, serve: Callable[..., str], office: type[KioskOffice]) -> Page:
    tab.clock.install()
    tab.goto(serve(office) + "/services")
    return tab


def test_a_kiosk_that_is_left_asks_and_then_starts_over(kiosk: Page) -> None:
    kiosk.locator("#larger").click()
    kiosk.clock.fast_forward(61_000)
    expect(kiosk.locator("dialog")).to_be_visible()
    kiosk.clock.run_for(5_000)
    expect(kiosk.locator("[data-idle-left]")).to_have_text("10")
    kiosk.clock.run_for(11_000)
    expect(kiosk.locator("#page")).to_have_text("/start")
    expect(kiosk.locator("#larger")).to_have_attribute("aria-pressed", "false")


def test_a_touch_is_an_answer(kiosk: Page) -> None:
    kiosk.clock.fast_forward(61_000)
    expect(kiosk.locator("dialog")).to_be_visible()
    kiosk.locator("[data-idle-stay]").click()
    expect(kiosk.locator("dialog")).to_be_hidden()
    kiosk.clock.run_for(30_000)
    kiosk.keyboard.press("Tab")
    kiosk.clock.run_for(59_000)
    expect(kiosk.locator("dialog")).to_be_hidden()
    expect(kiosk.locator("#page")).to_have_text("/services")


def test_a_kiosk_never_goes_to_a_page_that_is_not_there(
    kiosk: Page, office: type[KioskOffice]
) -> None:
    office.up = False
    kiosk.clock.fast_forward(61_000)
    kiosk.clock.run_for(16_000)
    expect(kiosk.locator("html")).to_have_attribute("data-line", "down")
    expect(kiosk.locator("#page")).to_have_text("/services")
    office.up = True
    kiosk.clock.run_for(6_000)
    expect(kiosk.locator("#page")).to_have_text("/start")


def test_the_start_page_asks_nobody_but_forgets_the_switches(
    kiosk: Page, office: type[KioskOffice]
) -> None:
    kiosk.goto(kiosk.url.replace("/services", "/start"))
    kiosk.locator("#contrast").click()
    kiosk.clock.fast_forward(61_000)
    expect(kiosk.locator("#contrast")).to_have_attribute("aria-pressed", "false")
    expect(kiosk.locator("dialog")).to_be_hidden()


def test_larger_text_and_contrast_last_from_page_to_page(kiosk: Page) -> None:
    kiosk.locator("#larger").click()
    kiosk.locator("#contrast").click()
    kiosk.goto(kiosk.url.replace("/services", "/other"))
    expect(kiosk.locator("html")).to_have_attribute("data-text", "large")
    expect(kiosk.locator("html")).to_have_attribute("data-colours", "strong")
    kiosk.locator("#larger").click()
    expect(kiosk.locator("html")).not_to_have_attribute("data-text", "large")


def test_a_double_tap_takes_one_ticket(kiosk: Page, office: type[KioskOffice]) -> None:
    kiosk.evaluate("() => { guide.click(); guide.click(); take.requestSubmit() }")
    expect(kiosk.locator("#page")).to_have_text("/take")
    assert office.taken == ["service=guide"]


# The next page's clock: a tenth of a second after the tap, until a test says later.
SOON = """
  const tapped = Number((sessionStorage.tap ?? "").split(" ")[2]);
  if (tapped) Date.now = () => tapped + (window.later ? 500 : 100);
"""


def test_the_second_half_of_a_double_tap_chooses_nothing_on_the_next_page(
    tab: Page, serve: Callable[..., str], office: type[KioskOffice]
) -> None:
    tab.add_init_script(SOON)
    tab.goto(serve(office) + "/services")
    box = tab.locator("#guide").bounding_box()
    assert box
    there = (box["x"] + 5, box["y"] + 5)
    tab.mouse.click(*there)
    expect(tab.locator("#page")).to_have_text("/take")
    tab.mouse.click(*there)
    assert tab.locator("#take").get_attribute("data-sent") is None
    tab.evaluate("window.later = true")
    with tab.expect_request("**/take"):
        tab.mouse.click(*there)


def test_the_keypad_writes_no_more_than_the_field_holds(kiosk: Page) -> None:
    for key in ("[data-digit='4']", "[data-digit='2']", "[data-digit='4']", "[data-digit='2']"):
        kiosk.locator(key).click()
    expect(kiosk.locator("#booking")).to_have_value("424")
    kiosk.locator("[data-erase]").click()
    expect(kiosk.locator("#booking")).to_have_value("42")


# ---- Display -----------------------------------------------------------------

# Writes each tone down where a test sees it; a tone ends when the test says so.
SOUND = """
  window.tones = [];
  window.AudioContext = class {
    state = "running"; currentTime = 0; destination = {};
    createGain() {
      const gain = { setValueAtTime() {}, exponentialRampToValueAtTime() {} };
      return { gain, connect: (next) => next };
    }
    createOscillator() {
      const tone = { frequency: {}, start() {}, stop() {}, connect: (next) => next };
      tone.addEventListener = (_, ended) => (tone.ended = ended);
      window.tones.push(tone);
      document.documentElement.dataset.tones = window.tones.length;
      return tone;
    }
  };
  window.endTones = () => window.tones.forEach((tone) => tone.ended());
"""


class DisplayOffice(Office):
    """A board with ``calls``, a list of data-call."""

    calls: list[str]

    def page(self, path: str) -> None:
        rows = "".join(f'<li class="call" data-call="{call}">{call}</li>' for call in self.calls)
        board = (
            '<div id="board" hx-get="/board" hx-trigger="again" hx-swap="outerHTML">'
            f"<section data-calls><ol>{rows}</ol></section></div>"
        )
        self.send(200, board if path == "/board" else HEAD + HTMX + script("display") + board)


@pytest.fixture
def board(tab: Page, serve: Callable[..., str]) -> tuple[Page, type[DisplayOffice]]:
    office = type("ADisplay", (DisplayOffice,), {"calls": ["7-1"]})
    tab.clock.install()
    tab.add_init_script(SOUND)
    tab.goto(serve(office))
    return tab, office


def show(tab: Page, office: type[DisplayOffice], *calls: str) -> None:
    office.calls = list(calls)
    tab.evaluate("() => document.querySelector('#board').dispatchEvent(new Event('again'))")
    expect(tab.locator("[data-call]")).to_have_text(list(calls))
    expect(tab.locator("#board:not(.htmx-added)")).to_have_count(1)  # ready for the next


def tones(tab: Page, count: int) -> None:
    expect(tab.locator("html")).to_have_attribute("data-tones", str(count))


def test_what_was_called_before_makes_no_sound(board: tuple[Page, type[DisplayOffice]]) -> None:
    tab, office = board
    show(tab, office, "7-1")
    show(tab, office)
    assert tab.locator("html").get_attribute("data-tones") is None
    show(tab, office, "8-1", "7-1")
    tones(tab, 2)  # two tones: one chime, for the new one


def test_two_calls_at_once_never_sound_over_each_other(
    board: tuple[Page, type[DisplayOffice]],
) -> None:
    tab, office = board
    show(tab, office, "9-1", "8-1", "7-1")
    tones(tab, 2)
    tab.evaluate("() => endTones()")  # the first chime is over: now the second
    tones(tab, 4)


def test_a_recall_sounds_again(board: tuple[Page, type[DisplayOffice]]) -> None:
    tab, office = board
    show(tab, office, "7-2")
    tones(tab, 2)


def test_a_new_call_is_lit_for_fifteen_seconds(board: tuple[Page, type[DisplayOffice]]) -> None:
    tab, office = board
    show(tab, office, "8-1", "7-1")
    new, old = tab.locator("[data-call='8-1']"), tab.locator("[data-call='7-1']")
    lit = re.compile(r"\bcall--hot\b")
    expect(new).to_have_class(lit)
    expect(old).not_to_have_class(lit)
    tab.clock.run_for(10_000)
    show(tab, office, "8-1")  # rendered anew in between
    expect(new).to_have_class(lit)
    tab.clock.run_for(6_000)
    expect(new).not_to_have_class(lit)


# ---- Mobile ticket -----------------------------------------------------------


class TicketOffice(Office):
    """A ticket in ``state``; ``asked`` are the ETags it was asked with."""

    state: str
    up: bool
    asked: list[str | None]

    def page(self, path: str) -> None:
        tag = f'"{self.state}"'
        if path == "/part":
            self.asked.append(self.headers["If-None-Match"])
            if not self.up:
                self.send(502, "")
                return
            if self.headers["If-None-Match"] == tag:
                self.send(304, "")
                return
        ticket = (
            f'<div id="ticket" data-poll="/part" data-state="{self.state}" data-title="K014'
            f' {self.state}" data-say="{self.state}"><p>{self.state}</p>'
            '<a id="leave" href="#">x</a><input id="note"></div>'
        )
        rest = '<p data-ticket-said></p><p id="line" data-live-state data-up="" data-down="tyst">'
        page = HEAD + script("ticket") + ticket + rest
        self.send(200, ticket if path == "/part" else page, ETag=tag)


@pytest.fixture
def ticket(tab: Page, serve: Callable[..., str]) -> tuple[Page, type[TicketOffice]]:
    office = type("ATicket", (TicketOffice,), {"state": "waiting", "up": True, "asked": []})
    tab.clock.install()
    tab.add_init_script(
        "navigator.vibrate = (pattern) => { document.documentElement.dataset.shaken = pattern }"
    )
    tab.goto(serve(office))
    expect(tab.locator("#ticket p")).to_have_text("waiting")
    return tab, office


def test_an_unchanged_ticket_costs_an_empty_answer(
    ticket: tuple[Page, type[TicketOffice]],
) -> None:
    tab, office = ticket
    for _ in range(3):
        with tab.expect_response("**/part"):
            tab.clock.run_for(11_500)
    assert office.asked == [None, '"waiting"', '"waiting"']


def test_a_called_ticket_shakes_the_phone_and_says_so(
    ticket: tuple[Page, type[TicketOffice]],
) -> None:
    tab, office = ticket
    tab.locator("#leave").focus()
    office.state = "called"
    tab.clock.run_for(11_500)
    expect(tab.locator("#ticket p")).to_have_text("called")
    expect(tab).to_have_title("K014 called")
    expect(tab.locator("[data-ticket-said]")).to_have_text("called")
    expect(tab.locator("html")).to_have_attribute("data-shaken", re.compile(r"^400"))
    expect(tab.locator("#leave")).to_be_focused()  # replaced, but the place is kept


def test_a_ticket_without_a_line_says_so_and_catches_up(
    ticket: tuple[Page, type[TicketOffice]],
) -> None:
    tab, office = ticket
    office.up = False
    tab.clock.run_for(11_500)
    expect(tab.locator("#line")).to_have_text("tyst")
    expect(tab.locator("#ticket p")).to_have_text("waiting")
    office.up, office.state = True, "called"
    tab.clock.run_for(11_500)
    expect(tab.locator("#ticket p")).to_have_text("called")
    expect(tab.locator("#line")).to_have_text("")


def test_a_ticket_is_not_replaced_under_the_writing_hand(
    ticket: tuple[Page, type[TicketOffice]],
) -> None:
    tab, office = ticket
    tab.locator("#note").fill("påbörjat")
    office.state = "called"
    tab.clock.run_for(11_500)
    expect(tab.locator("#ticket p")).to_have_text("waiting")
    tab.locator("#leave").focus()
    tab.clock.run_for(11_500)
    expect(tab.locator("#ticket p")).to_have_text("called")


# ---- Ticket sheet ------------------------------------------------------------


class PrintOffice(Office):
    """A ticket sheet that tells of its printer."""

    reports: list[str]

    def page(self, path: str) -> None:
        if path == "/failed":
            self.reports.append(self.rfile.read(int(self.headers["Content-Length"])).decode())
            self.send(204, "")
            return
        self.send(
            200,
            HEAD + script("print") + '<body data-print><p id="failed" data-print-failed hidden>'
            'Skrivaren svarar inte.</p><button id="again" data-print-again>Skriv ut igen</button>'
            '<form data-print-report action="/failed" method="post" hidden>'
            '<input type="hidden" name="csrf" value="t"></form>',
        )


PRINTER = """
  window.print = () => {
    sessionStorage.prints = 1 + Number(sessionStorage.prints || 0);
    if (sessionStorage.broken) return;
    dispatchEvent(new Event("beforeprint"));
  };
"""


@pytest.fixture
def sheet(tab: Page, serve: Callable[..., str]) -> tuple[Page, type[PrintOffice]]:
    office = type("APrinter", (PrintOffice,), {"reports": []})
    tab.add_init_script(PRINTER)
    tab.goto(serve(office))
    return tab, office


def prints(tab: Page) -> str | None:
    answer: str | None = tab.evaluate(
        "() => document.fonts.ready.then(() => sessionStorage.prints ?? null)"
    )
    return answer


def test_a_ticket_sheet_is_printed_once(sheet: tuple[Page, type[PrintOffice]]) -> None:
    tab, office = sheet
    assert prints(tab) == "1"
    expect(tab.locator("#failed")).to_be_hidden()
    tab.reload()
    assert prints(tab) == "1"
    tab.locator("#again").click()
    assert prints(tab) == "2"
    assert office.reports == []


def test_a_printer_that_does_not_start_is_told_and_reported(
    sheet: tuple[Page, type[PrintOffice]],
) -> None:
    tab, office = sheet
    tab.evaluate("sessionStorage.broken = 'yes'")
    with tab.expect_response("**/failed"):
        tab.locator("#again").click()
    expect(tab.locator("#failed")).to_be_visible()
    assert 'name="csrf"' in office.reports[0]
