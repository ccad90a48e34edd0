"""A small configuration, and what commands and servers come back with."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from dataclasses import dataclass

from serviceoffice.cli.client import Client

OFFICE = """\
[server]
demo = true

[offices.library]
name = "The library"
form = "co_located"
time_zone = "Europe/Stockholm"
languages = ["sv", "en"]
host = "town"

[offices.library.hours]
always = true

[[offices.library.agencies]]
slug = "town"
name = "The town"
letter = "T"

[[offices.library.agencies.services]]
code = "T1"
title = { sv = "Bygglov", en = "Building permit" }
minutes = 10
back_minutes = 30
level = 4

[[offices.library.agencies]]
slug = "county"
name = "The county"
letter = "C"

[[offices.library.agencies.services]]
code = "C1"
title = { sv = "Jaktkort", en = "Hunting card" }
minutes = 5
level = 3

[[offices.library.desks]]
id = "d1"
name = "Desk 1"

[[offices.library.desks]]
id = "d2"
name = "Desk 2"

[[offices.library.clerks]]
id = "anna"
name = "Anna"
home = "town"

[[offices.library.clerks]]
id = "bo"
name = "Bo"
home = "county"
"""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command printed and its exit code."""

    code: int
    out: str
    err: str


Command = Callable[..., Ran]


@dataclass(frozen=True, slots=True)
class Server:
    """A server in a process group of its own: where it is, and what it said at the start."""

    process: subprocess.Popen[str]
    url: str
    said: str

    def client(self, token: str = "") -> Client:
        """Somebody who asks it."""
        return Client(self.url, token)

    def stop(self, signal: int) -> int:
        """Send a signal as a terminal does, to the whole group; the exit code."""
        os.killpg(self.process.pid, signal)
        return self.process.wait(timeout=30)


StartServer = Callable[..., Server]
