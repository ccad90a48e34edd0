"""A client that costs little beside the server it measures: one socket, prepared headers."""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Callable, Sequence
from itertools import count
from typing import Any

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_NUMBERS = count(1)


class Wire:
    """One kept connection that speaks JSON with one token."""

    def __init__(self, port: int, token: str = "") -> None:
        self._port = port
        self._sock: socket.socket | None = None
        self._head = f"Host: bench\r\nAuthorization: Bearer {token}\r\n"
        self._key, self._sent = f"w{next(_NUMBERS)}", count(1)

    def get(self, path: str) -> tuple[int, Any]:
        """Read; the status and the JSON."""
        return self._send(f"GET {path} HTTP/1.1\r\n{self._head}\r\n".encode())

    def post(self, path: str, said: Any = None) -> tuple[int, Any]:
        """Change something, with a key that makes it safe to repeat."""
        body = json.dumps(said or {}).encode()
        key = f"{self._key}-{next(self._sent)}"
        head = (
            f"POST {path} HTTP/1.1\r\n{self._head}Idempotency-Key: {key}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        )
        return self._send(head.encode() + body)

    def _send(self, request: bytes) -> tuple[int, Any]:
        if self._sock is not None:
            try:
                return self._once(self._sock, request)
            except ConnectionError:  # it was idle too long for the server; the key makes this safe
                self.close()
        self._sock = socket.create_connection(("127.0.0.1", self._port), timeout=60)
        self._sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._once(self._sock, request)

    def _once(self, sock: socket.socket, request: bytes) -> tuple[int, Any]:
        sock.sendall(request)
        data = b""
        while (end := data.find(b"\r\n\r\n")) < 0:
            data += _receive(sock)
        head, body = data[:end], data[end + 4 :]
        found = _LENGTH.search(head)
        length = int(found.group(1)) if found else 0
        while len(body) < length:
            body += _receive(sock)
        if b"connection: close" in head.lower():
            self.close()
        return int(head[9:12]), json.loads(body) if body else None

    def close(self) -> None:
        """Hang up."""
        if self._sock is not None:
            self._sock.close()
            self._sock = None


def _receive(sock: socket.socket) -> bytes:
    if not (data := sock.recv(65536)):
        raise ConnectionResetError("the server hung up")
    return data


def at_once(actions: Sequence[Callable[[], None]]) -> float:
    """Run every action in a thread of its own, all begun together; the seconds until the last ends.

    Raises the first error of any.
    """
    gate, errors = threading.Barrier(len(actions) + 1), []

    def run(action: Callable[[], None]) -> None:
        gate.wait()
        try:
            action()
        except Exception as error:
            errors.append(error)

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if errors:
        raise errors[0]
    return took
