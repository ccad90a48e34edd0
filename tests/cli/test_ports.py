from __future__ import annotations

import socket
from pathlib import Path

import pytest
from cli.shell import Command

from serviceoffice.cli.plain import Trouble
from serviceoffice.cli.ports import address, listen


def test_a_free_port_is_found_and_listened_at() -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        assert address(listener) == f"http://127.0.0.1:{port}"
        socket.create_connection(("127.0.0.1", port)).close()


@pytest.mark.parametrize("command", ["run", "demo"])
def test_a_taken_port_is_one_clear_sentence(
    command: str, config: Path, serviceoffice: Command
) -> None:
    with listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        more = ("--config", config) if command == "run" else ()
        ran = serviceoffice(command, "--port", str(port), *more)
    assert ran.code == 1
    assert ran.out == ""
    assert ran.err == (
        f"Port {port} of 127.0.0.1 is taken by another program. "
        "Stop that program, or choose another port with --port.\n"
    )


@pytest.mark.parametrize(
    ("host", "port", "sentence"),
    [
        ("127.0.0.1", 70_000, "There is no port 70000: choose one from 0 to 65535."),
        ("192.0.2.1", 8000, "This machine has no address 192.0.2.1. Mend --host."),
        ("no such host", 8000, "Cannot listen at no such host, port 8000: "),
    ],
)
def test_an_address_that_cannot_be_listened_at(host: str, port: int, sentence: str) -> None:
    with pytest.raises(Trouble) as trouble:
        listen(host, port)
    assert str(trouble.value).startswith(sentence)
