from __future__ import annotations

import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from cli.shell import OFFICE, Command, StartServer

from serviceoffice.cli.plain import Trouble
from serviceoffice.cli.run import workers_notice
from serviceoffice.storage import Database
from serviceoffice.storage.database import SAFE_SQLITE

MISSING = """
[[offices.library.agencies]]
slug = "nobody"
"""


def test_the_office_opens_without_a_missing_agency_and_says_so(
    config: Path, start: StartServer
) -> None:
    config.write_text(OFFICE + MISSING, encoding="utf-8")
    server = start("run", "--port", "0", "--config", config, until="nobody")
    assert f"The library: {server.url}/library/home" in server.said
    assert "nobody is missing: No package for it is installed." in server.said
    assert server.client().get("/health/ready").status == 200
    assert server.stop(signal.SIGINT) == 0


def test_live_screens_do_not_keep_it_from_stopping(config: Path, start: StartServer) -> None:
    server = start("run", "--port", "0", "--config", config, until="home")
    port = int(server.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=20) as screen:
        screen.sendall(b"GET /library/live HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"200 OK" in screen.recv(4096)
        server.process.send_signal(signal.SIGTERM)
        while screen.recv(4096):
            pass  # until the server has hung up
    assert server.process.wait(timeout=30) == 0


def test_a_configuration_with_mistakes_is_not_opened(config: Path, serviceoffice: Command) -> None:
    config.write_text(OFFICE.replace("always = true", 'always = "yes"\nmonday = "9-8"'))
    ran = serviceoffice("run", "--port", "0", "--config", config)
    assert ran.code == 1
    assert ran.err.splitlines()[-1] == "2 errors."
    assert ran.err.count(f"{config}:") == 2


@dataclass(frozen=True, slots=True)
class SomeDatabase:
    is_sqlite: bool = True
    sqlite_version: tuple[int, ...] = SAFE_SQLITE


def notice(workers: int, **about: object) -> str | None:
    return workers_notice(cast(Database, SomeDatabase(**about)), workers)  # type: ignore[arg-type]


def test_an_old_sqlite_takes_one_process_and_says_its_version() -> None:
    said = notice(1, sqlite_version=(3, 40, 1))
    assert said is not None
    assert said.startswith("SQLite 3.40.1")
    with pytest.raises(Trouble, match=r"SQLite 3\.40\.1 may damage its file"):
        notice(2, sqlite_version=(3, 40, 1))


def test_a_new_sqlite_takes_several_with_a_word_of_warning() -> None:
    assert notice(1) is None
    said = notice(2)
    assert said is not None
    assert "in no fair order" in said


def test_postgresql_takes_as_many_as_there_are() -> None:
    assert notice(1, is_sqlite=False) is None
    assert notice(8, is_sqlite=False) is None


def test_somebody_must_serve() -> None:
    with pytest.raises(Trouble, match="at least one"):
        notice(0, is_sqlite=False)


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\nfrom serviceoffice.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "print('loaded:', *sys.modules)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.rpartition("loaded:")[2].split())
    assert "serviceoffice.cli" in loaded
    assert not loaded & {"sqlalchemy", "flask", "alembic", "marshmallow", "gunicorn", "babel"}
