"""Servers that end with their test, and a tab to look at them; Chromium is tests/browser's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Thread

import pytest
from browser.look.server import Office, Server
from playwright.sync_api import Browser, Page


@pytest.fixture
def serve() -> Iterator[Callable[..., str]]:
    """Start a server for a handler, else of the sample pages; gives its address."""
    servers: list[Server] = []

    def start(handler: type[Office] = Office) -> str:
        server = Server(("127.0.0.1", 0), handler)
        servers.append(server)
        Thread(target=server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def tab(chromium: Browser) -> Iterator[Page]:
    """A tab in which no script may fail and the security policy may not be broken."""
    context = chromium.new_context(locale="sv-SE", timezone_id="Europe/Stockholm")
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console",
        lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None,
    )
    page.set_default_timeout(15_000)
    yield page
    context.close()
    assert wrong == []
