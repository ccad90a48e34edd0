"""live.js: no event is lost, nothing moves under the hand, and an outage is said."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from threading import Condition, Event

import pytest
from browser.look.server import Office
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

PAGE = """<!doctype html>
<html lang="sv"><head><title>live</title>
<meta name="htmx-config" content='{"includeIndicatorStyles":false,"allowEval":false}'>
<script src="/static/vendor/htmx/htmx.min.js" defer></script>
<script type="module" src="/static/js/live.js"></script></head>
<body><main data-live="/live?office=v" data-live-last="100" data-live-silence="3000">
<time data-clock="1763991120000" data-zone="Europe/Stockholm">14:32</time>
<p id="line" data-live-state data-up="direkt" data-down="tyst sedan {time}">?</p>
<p id="problem" data-send-problem hidden>Det skickades inte.</p>
<button id="command" hx-post="/command" hx-swap="none">Skicka</button>
%s
</main></body></html>"""

REGION = """<section id="%(name)s" data-live-refresh="%(kinds)s" hx-get="/part/%(name)s"
hx-trigger="live:changed" hx-swap="outerHTML"><p>läge %(seq)s</p>%(inside)s</section>"""

# Lets the long pauses of an outage pass fifty times as fast, and writes them down.
FAST = """
  const pauses = [];
  const real = window.setTimeout;
  window.setTimeout = (call, delay, ...rest) => {
    if (!(delay >= 350 && delay <= 40000)) return real(call, delay, ...rest);
    pauses.push(Math.round(delay));
    document.documentElement.dataset.pauses = pauses.join(" ");
    return real(call, delay / 50, ...rest);
  };
"""


class Log:
    """An office's log, its stream and its page, with faults to order.

    ``inside`` is what stands in the region ``queue`` besides its text.
    """

    def __init__(self) -> None:
        self.seq = 100
        self.kinds: dict[int, str] = {}
        self.mode = "stream"  # or "full" (503), "proxy" (a 503 that is not ours), "gone"
        self.inside = ""
        self.asked: list[str] = []  # what each stream was asked for
        self.fetched: list[str] = []
        self.faulty = 0  # how many parts are answered with a 500 first
        self.gate: Event | None = None  # a part waits here between reading and answering
        self.reached = Event()
        self._cut = 0
        self._news = Condition()

    def append(self, kind: str = "ticket_taken") -> None:
        with self._news:
            self.seq += 1
            self.kinds[self.seq] = kind
            self._news.notify_all()

    def cut(self, mode: str, seq: int | None = None) -> None:
        """Cut every stream; from now on answer as ``mode`` says, perhaps from an older log."""
        with self._news:
            self.mode = mode
            self.seq = self.seq if seq is None else seq
            self._cut += 1
            self._news.notify_all()

    def told(self, last: int) -> Iterator[str]:
        """What a stream says after ``last``, until it is cut."""
        cut, place = self._cut, min(last, self.seq)
        yield f"event: snapshot\nid: {place}\ndata: {{}}\n\n"
        while True:
            with self._news:
                while self.seq == place and self._cut == cut:
                    self._news.wait(timeout=60)
                if self._cut != cut:
                    return
                fresh = range(place + 1, self.seq + 1)
            for place in fresh:
                event = json.dumps({"kind": self.kinds[place]})
                yield f": a comment\n\nid: {place}\ndata: {event}\n\n"

    def part(self, name: str) -> str:
        kinds = "visit_called" if name == "calls" else ""
        inside = self.inside if name == "queue" else ""
        return REGION % {"name": name, "kinds": kinds, "seq": self.seq, "inside": inside}


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def site(log: Log, serve: Callable[..., str]) -> str:
    """The address of a page with two regions: all of ``log``, and only its calls."""

    class Live(Office):
        def page(self, path: str) -> None:
            if path == "/":
                self.send(200, PAGE % (log.part("queue") + log.part("calls")))
            elif path == "/live":
                self.live()
            elif path == "/command":
                self.close_connection = True
                if log.mode == "stream":
                    self.send(204, "")
            else:
                self.part(path.removeprefix("/part/"))

        def live(self) -> None:
            query = self.path.partition("?")[2]
            log.asked.append(query)
            if log.mode == "full":
                self.send(503, json.dumps({"seq": log.seq}), "application/problem+json")
            elif log.mode == "proxy":
                self.send(503, "<h1>Bad gateway</h1>")
            elif log.mode == "stream":
                self.send(200, "", "text/event-stream")
                for piece in log.told(int(query.rpartition("=")[2])):
                    self.wfile.write(piece.encode())
                    self.wfile.flush()

        def part(self, name: str) -> None:
            log.fetched.append(name)
            rendered = log.part(name)
            log.reached.set()
            if log.gate:
                log.gate.wait(30)
            if log.faulty:
                log.faulty -= 1
                self.send(500, "no")
            elif log.mode != "gone":
                self.send(200, rendered)

    return serve(Live)


@pytest.fixture
def live(tab: Page, site: str) -> Page:
    """The page, listening."""
    tab.add_init_script(FAST)
    tab.goto(site)
    expect(tab.locator("#line")).to_have_text("direkt")
    return tab


def shows(page: Page, region: str, seq: int) -> None:
    expect(page.locator(f"#{region} p")).to_have_text(f"läge {seq}")


def pauses(page: Page, count: int) -> list[int]:
    """The first pauses, in milliseconds, when there have been so many."""
    html = page.locator("html")
    expect(html).to_have_attribute("data-pauses", re.compile(rf"^(\d+ ?){{{count},}}$"))
    return [int(each) for each in (html.get_attribute("data-pauses") or "").split()][:count]


def holds(page: Page, log: Log) -> None:
    """The region waits with its news, although the other region has shown the same event."""
    log.append("visit_called")
    shows(page, "calls", log.seq)
    expect(page.locator("#queue")).to_have_attribute("data-live-waiting", "")
    assert "queue" not in log.fetched


def test_a_page_that_is_new_fetches_nothing(live: Page, log: Log) -> None:
    log.append("visit_called")
    shows(live, "queue", 101)
    assert log.fetched.count("queue") == 1  # for the event, not for the snapshot before it


def test_a_region_is_refreshed_only_by_the_kinds_it_cares_for(live: Page, log: Log) -> None:
    log.append("ticket_taken")
    shows(live, "queue", 101)
    log.append("visit_called")
    shows(live, "queue", 102)
    shows(live, "calls", 102)
    assert log.fetched.count("calls") == 1


def test_a_cut_line_goes_on_after_the_last_event_that_was_heard(live: Page, log: Log) -> None:
    log.append()
    log.append("visit_called")
    shows(live, "queue", 102)
    log.cut("stream")
    log.append()
    shows(live, "queue", 103)
    log.append("visit_called")
    shows(live, "calls", 104)  # only a line that is back can tell of a call
    assert log.asked == ["office=v&last=100", "office=v&last=102"]
    assert live.evaluate("document.documentElement.dataset.line") == "up"


def test_an_outage_is_said_and_made_up_for_without_a_reload(live: Page, log: Log) -> None:
    live.evaluate("window.same = true")
    log.cut("gone")
    expect(live.locator("#line")).to_have_text("tyst sedan 14:32")
    expect(live.locator("html")).to_have_attribute("data-line", "down")
    shows(live, "queue", 100)  # what was known stays
    log.append("visit_called")
    log.cut("stream")
    shows(live, "queue", 101)
    shows(live, "calls", 101)
    expect(live.locator("#line")).to_have_text("direkt")
    assert live.evaluate("window.same") is True


def test_each_try_in_an_outage_waits_twice_as_long_up_to_half_a_minute(
    live: Page, log: Log
) -> None:
    log.cut("gone")
    for n, pause in enumerate(pauses(live, 8), start=1):
        expected = min(30_000, 500 * 2**n)
        assert 0.75 * expected <= pause <= 1.25 * expected


def test_without_a_stream_to_spare_the_page_asks_again_and_again(live: Page, log: Log) -> None:
    log.cut("full")
    # After the pause for the line that was cut, every ten seconds, give or take a quarter.
    assert all(7_500 <= pause <= 12_500 for pause in pauses(live, 4)[1:])
    log.append("visit_called")
    shows(live, "queue", 101)
    shows(live, "calls", 101)
    # The server answers: that is no outage.
    expect(live.locator("html")).to_have_attribute("data-line", "up")
    log.cut("stream")
    log.append()
    shows(live, "queue", 102)


def test_a_503_of_a_proxy_is_an_outage(live: Page, log: Log) -> None:
    log.cut("proxy")
    expect(live.locator("html")).to_have_attribute("data-line", "down")


def test_a_log_that_was_restored_from_a_backup_is_followed(live: Page, log: Log) -> None:
    log.append()
    shows(live, "queue", 101)
    log.cut("stream", seq=50)
    shows(live, "calls", 50)  # everything is shown anew
    log.append()
    shows(live, "queue", 51)


def test_a_change_during_a_refresh_is_not_lost(live: Page, log: Log) -> None:
    log.gate = Event()
    log.append()
    assert log.reached.wait(15)  # the region is rendered with 101, and on its way
    log.append()
    log.append("visit_called")  # … while two more things happen
    expect(live.locator("#queue")).to_have_attribute("data-live-waiting", "")
    log.gate.set()
    shows(live, "queue", 103)


def test_a_refresh_that_failed_is_tried_again(live: Page, log: Log) -> None:
    log.faulty = 2
    log.append()
    shows(live, "queue", 101)
    assert log.fetched.count("queue") == 3
    expect(live.locator("#problem")).to_be_hidden()  # nobody had asked for anything


@pytest.mark.parametrize("field", ["<input id=field>", "<textarea id=field></textarea>"])
def test_typing_holds_the_region_until_the_field_is_left(
    tab: Page, site: str, log: Log, field: str
) -> None:
    log.inside = field
    tab.goto(site)
    tab.locator("#field").focus()
    holds(tab, log)
    tab.locator("#command").focus()
    shows(tab, "queue", 101)


@pytest.mark.parametrize(
    ("field", "change"),
    [
        ("<input id=field value=a>", "field.value = 'ab'"),
        ("<input id=field type=checkbox>", "field.checked = true"),
        ("<select id=field><option>a<option>b</select>", "field.selectedIndex = 1"),
        ("<select id=field><option>a<option selected>b</select>", "field.selectedIndex = 0"),
    ],
)
def test_what_is_written_but_not_sent_is_not_lost(
    tab: Page, site: str, log: Log, field: str, change: str
) -> None:
    log.inside = f"<form id=form>{field}</form>"
    tab.goto(site)
    tab.evaluate(f"() => {{ {change} }}")
    holds(tab, log)
    tab.evaluate("() => form.reset()")
    shows(tab, "queue", 101)


def test_a_field_that_is_as_it_was_holds_nothing(tab: Page, site: str, log: Log) -> None:
    log.inside = "<select><option>a<option selected>b</select><input type=radio checked>"
    tab.goto(site)
    log.append()
    shows(tab, "queue", 101)


def test_what_is_about_to_be_clicked_does_not_move(tab: Page, site: str, log: Log) -> None:
    log.inside = "<button id=target>Kalla</button>"
    tab.goto(site)
    tab.evaluate("() => target.addEventListener('click', () => { window.clicked = true })")
    box = tab.locator("#target").bounding_box()
    assert box
    tab.mouse.move(box["x"] + 5, box["y"] + 5)
    tab.mouse.down()
    holds(tab, log)
    tab.mouse.up()
    shows(tab, "queue", 101)
    assert tab.evaluate("window.clicked") is True


def test_news_that_wait_can_be_shown_at_once(tab: Page, site: str, log: Log) -> None:
    log.inside = "<input id=field><button id=show data-live-show>Visa</button>"
    tab.goto(site)
    tab.locator("#field").fill("påbörjat")
    holds(tab, log)
    tab.locator("#show").click()
    shows(tab, "queue", 101)


def test_a_command_without_an_answer_is_said(live: Page, log: Log) -> None:
    log.cut("gone")
    live.locator("#command").click()
    expect(live.locator("#problem")).to_be_visible()
    log.cut("stream")
    live.locator("#command").click()
    expect(live.locator("#problem")).to_be_hidden()
