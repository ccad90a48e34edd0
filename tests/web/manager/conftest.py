"""The manager's look at the kit's office, with and without the web."""

from __future__ import annotations

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from kit import OFFICE

from serviceoffice.agencies.opening import Opened
from serviceoffice.web.manager.snapshot import Snapshot, take

VOID = {"meta", "link", "input", "br", "hr", "img"}


class Parts(HTMLParser):
    """The words within each element that has an id."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: dict[str, str] = {}
        self.open: list[str | None] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self.open.append(dict(attrs).get("id"))
            if self.open[-1]:
                assert self.open[-1] not in self.words, f"two elements are called {self.open[-1]}"
                self.words[self.open[-1]] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.open.pop()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_data(self, data: str) -> None:
        for name in {name for name in self.open if name}:
            self.words[name] = " ".join(f"{self.words[name]} {data}".split())


@pytest.fixture
def parts() -> Callable[[str], dict[str, str]]:
    """``parts(html)``: the words of a page by the id of the element around them."""
    return lambda html: Parts(html).words


@pytest.fixture
def look(opened: Opened) -> Callable[[], Snapshot]:
    """``look()``: the office as the manager finds it now."""
    return lambda: take(opened, OFFICE)
