"""The demo office behind a real socket, and a Chromium that looks at it."""

from __future__ import annotations

import re
import shutil
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from werkzeug.serving import ThreadedWSGIServer

from serviceoffice.agencies.opening import Opened, open_house
from serviceoffice.core.clock import ManualClock, moment
from serviceoffice.core.commands import SYSTEM, Answer, Command, Principal, execute
from serviceoffice.web.app import create_app

HERE = Path(__file__).parent
CONFIGURATION = HERE.parents[1] / "examples" / "vilhelmina" / "serviceoffice.toml"
OFFICE = "vilhelmina"
STOCKHOLM = ZoneInfo("Europe/Stockholm")
# A Tuesday when the office is open from nine to four.
HALF_PAST_TEN = moment(datetime(2026, 11, 24, 10, 30, tzinfo=STOCKHOLM))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--autoplay-policy=no-user-gesture-required",
]  # fmt: skip

# A machine that runs other tests beside these may take its time.
expect.set_options(timeout=20_000)


class Server(ThreadedWSGIServer):
    """A server that can be cut off as if its machine were gone.

    Chromium keeps spare connections; a server that only stops listening would
    go on answering on them.
    """

    def __init__(self, port: int, app: Any) -> None:
        self._open: set[Any] = set()
        super().__init__("127.0.0.1", port, app)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Remember each connection."""
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        """Forget a connection that has ended."""
        self._open.discard(request)
        super().shutdown_request(request)

    def cut_off(self) -> None:
        """Listen no more and break every connection."""
        self.shutdown()
        self.server_close()
        for connection in list(self._open):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class Demo:
    """The demo office: ``demo.run("call_next", "anna")`` is what Anna does at her desk."""

    def __init__(self, opened: Opened, clock: ManualClock) -> None:
        self.opened, self.house, self.clock = opened, opened.house, clock
        self._serving: Server | None = None
        self._app: Any = None
        self._port = 0

    @property
    def address(self) -> str:
        """Where the office's pages are."""
        return f"http://127.0.0.1:{self._port}/{OFFICE}"

    def start(self) -> None:
        """Serve, at the same address as before."""
        self._app = create_app(self.opened)
        self._serving = Server(self._port, self._app)
        self._port = self._serving.server_port
        threading.Thread(target=self._serving.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Be gone, in the middle of whatever is going on."""
        if self._serving is not None:
            self._serving.cut_off()
            self._app.extensions["serviceoffice.streams"].hub.close()
            self._serving = None

    def run(self, command: str, clerk: str | None = None, **args: Any) -> Answer:
        """A command by a clerk, or by the house itself."""
        by = Principal(f"clerk:{clerk}", "clerk", clerk) if clerk else SYSTEM
        return execute(self.house, Command(OFFICE, command, args, by))

    def ticket(self, *services: str, **more: Any) -> dict[str, Any]:
        """A visitor takes a ticket at the kiosk; with its ``token``."""
        visit = self.run("take_ticket", services=services or ("guide",), source="kiosk", **more)
        assert visit is not None
        return visit | {"token": self.house.token(OFFICE, visit["id"])}


@pytest.fixture(scope="session")
def demo_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo office's database before anybody has come, to copy."""
    path = tmp_path_factory.mktemp("demo") / "office.db"
    clock = ManualClock(HALF_PAST_TEN)
    open_house(CONFIGURATION, clock=clock, database=f"sqlite:///{path}").house.database.close()
    return path


@pytest.fixture
def demo(demo_database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Demo]:
    """The demo office at half past ten on a Tuesday, with a clock that the test moves."""
    monkeypatch.setenv("SERVICEOFFICE_SECRET", "a secret for tests")
    path = tmp_path / "office.db"
    shutil.copyfile(demo_database, path)
    clock = ManualClock(HALF_PAST_TEN)
    demo = Demo(open_house(CONFIGURATION, clock=clock, database=f"sqlite:///{path}"), clock)
    demo.start()
    yield demo
    demo.stop()
    demo.house.database.close()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests of this worker."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser that has never been here."""
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    """An empty page. A script error or a broken content security policy fails the test."""
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text))
    yield page
    broken = [error for error in errors if re.search(r"Content Security Policy|Error:", error)]
    assert not broken, broken


@pytest.fixture(scope="session")
def axe_source() -> str:
    """The accessibility checker."""
    return (HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8")


@pytest.fixture
def axe(axe_source: str) -> Callable[[Page], list[str]]:
    """``axe(page)``: what breaks WCAG 2.2 A or AA on a page, each with its place."""

    def run(page: Page) -> list[str]:
        page.evaluate(axe_source)
        tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
        found = page.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        return [
            f"{broken['id']}: {node['html'][:200]}"
            for broken in found["violations"]
            for node in broken["nodes"]
        ]

    return run
