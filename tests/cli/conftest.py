"""The command as a function, ``serviceoffice("check")``, and as a server that really runs."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cli.shell import OFFICE, Command, Ran, Server, StartServer

from serviceoffice.cli import main


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration file in a folder of its own; its database is not made yet."""
    path = tmp_path / "serviceoffice.toml"
    path.write_text(OFFICE, encoding="utf-8")
    return path


@pytest.fixture
def serviceoffice(capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process."""

    def run(*arguments: str | Path) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stopped:  # argparse
            code = int(stopped.code or 0)
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture
def start() -> Iterator[StartServer]:
    """Start ``serviceoffice`` with arguments; ends whatever still runs after the test."""
    running: list[subprocess.Popen[str]] = []

    def begin(*arguments: str | Path, until: str) -> Server:
        command = [sys.executable, "-m", "serviceoffice.cli", *map(str, arguments)]
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        running.append(process)
        assert process.stdout is not None
        said = ""
        for line in process.stdout:
            said += line
            if until in line:
                break
        where = [word for word in said.split() if word.startswith("http://")]
        assert where, f"it said no address: {said!r}"
        scheme, _, host = where[0].split("/")[:3]
        server = Server(process, f"{scheme}//{host}", said)
        assert server.client().get("/health/live").status == 200
        return server

    yield begin
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()
        assert process.stdout is not None
        process.stdout.close()
