"""The examples of docs/api.md do what the page says, run as a reader would run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from kit import STOCKHOLM
from werkzeug.serving import make_server

from serviceoffice.agencies.opening import open_house
from serviceoffice.core.access.accounts import create_token
from serviceoffice.core.clock import PlayedClock, moment
from serviceoffice.web.app import create_app

ROOT = Path(__file__).parent.parent.parent
PAGE = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(bash|json|python)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HALF_PAST_TEN = datetime(2026, 11, 24, 10, 30, tzinfo=STOCKHOLM)
CUT = "---cut---"


@dataclass(frozen=True)
class Example:
    """A block of commands and what the last of them should say."""

    commands: str
    says: Any


def examples() -> list[Example]:
    blocks = BLOCK.findall(PAGE)
    return [
        Example(commands, json.loads(blocks[n + 1][1]))
        for n, (kind, commands) in enumerate(blocks)
        if kind == "bash"
    ]


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """The demo's office behind a real socket: its address and a token."""
    folder = tmp_path_factory.mktemp("demo")
    opened = open_house(
        ROOT / "examples" / "vilhelmina" / "serviceoffice.toml",
        clock=PlayedClock(moment(HALF_PAST_TEN)),
        database=f"sqlite:///{folder / 'office.db'}",
    )
    app = create_app(opened)
    serving = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=serving.serve_forever, daemon=True)
    thread.start()
    token = create_token(opened.house, "vilhelmina", "integration")
    yield {"SERVER": f"http://127.0.0.1:{serving.server_port}", "TOKEN": token}
    serving.shutdown()
    thread.join()
    app.extensions["serviceoffice.streams"].hub.close()
    opened.house.database.close()


def last_document(said: str) -> Any:
    """The last of several JSON documents that were printed one after the other."""
    decoder, rest, document = json.JSONDecoder(), said.strip(), None
    while rest:
        document, end = decoder.raw_decode(rest)
        rest = rest[end:].strip()
    return document


def holds(found: Any, promised: Any, path: str = "") -> Iterator[str]:
    """Where an answer does not hold what the page promises of it."""
    if isinstance(promised, dict) and isinstance(found, dict):
        for name, value in promised.items():
            yield from holds(found.get(name, "nothing"), value, f"{path}.{name}")
    elif isinstance(promised, list) and isinstance(found, list) and len(found) >= len(promised):
        for n, value in enumerate(promised):
            yield from holds(found[n], value, f"{path}.{n}")
    elif found != promised:
        yield f"{path}: {found!r} instead of {promised!r}"


def test_the_page_has_a_whole_visit() -> None:
    commands = "".join(example.commands for example in examples())
    for word in ("/visits", "/sign-in", "/call", "/begin", "/steps/", "/close", "/finish"):
        assert word in commands


def test_the_examples_say_what_the_page_says(demo: dict[str, str]) -> None:
    known = examples()
    script = f"\necho '{CUT}'\n".join(example.commands for example in known)
    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script], env={**os.environ, **demo},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    parts = run.stdout.split(CUT)
    assert run.returncode == 0, (run.stderr, parts[-1])
    for example, said in zip(known, parts, strict=True):
        wrong = list(holds(last_document(said), example.says))
        assert not wrong, (example.commands, wrong)


def test_the_chain_is_checked_as_the_page_says(demo: dict[str, str]) -> None:
    import urllib.request

    (source,) = (text for kind, text in BLOCK.findall(PAGE) if kind == "python")
    names: dict[str, Any] = {}
    exec(source, names)
    request = urllib.request.Request(
        f"{demo['SERVER']}/api/v1/offices/vilhelmina/events?last=0&poll=1",
        headers={"Authorization": f"Bearer {demo['TOKEN']}"},
    )
    with urllib.request.urlopen(request) as answer:
        events = json.load(answer)["events"]
    names["check"](events)
    events[-1]["by"] = "somebody else"
    with pytest.raises(AssertionError):
        names["check"](events)
