"""A small client of the API for our own tools: one kept connection, plain answers."""

from __future__ import annotations

import http.client
import json
import uuid
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from serviceoffice.cli.plain import Trouble

TRIES = 3


class Unreachable(Trouble):
    """The server does not answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status and JSON body; ``body`` is None when there is none."""

    status: int
    body: Any

    @property
    def detail(self) -> str:
        """What a problem document says."""
        return str(self.body.get("detail") if isinstance(self.body, dict) else self.body or "")


class Client:
    """Speaks to one server with one token, if any. Not for several threads at once."""

    def __init__(self, url: str, token: str = "") -> None:
        parts = urlsplit(url)
        if parts.scheme != "http" or not parts.hostname:
            raise Trouble(f"{url} is not an address like http://127.0.0.1:8000.")
        self._host, self._port = parts.hostname, parts.port or 80
        # Our own tools speak English at the terminal.
        self._headers = {"Accept-Language": "en"}
        if token:
            self._headers["Authorization"] = f"Bearer {token}"
        self._connection: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        """Read. Raises Unreachable."""
        return self._send("GET", path, None, {})

    def post(self, path: str, body: Any = None) -> Answer:
        """Change something; a lost answer is asked for again with the same key.

        Raises Unreachable.
        """
        headers = {"Content-Type": "application/json", "Idempotency-Key": uuid.uuid4().hex}
        return self._send("POST", path, json.dumps(body or {}), headers)

    def _send(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        headers = self._headers | headers
        for tries_left in reversed(range(TRIES)):
            try:
                return self._once(method, path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if not tries_left:
                    where = f"http://{self._host}:{self._port}"
                    raise Unreachable(f"{where} does not answer: {error}") from error
        raise AssertionError("the last try has raised")

    def _once(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Answer:
        if self._connection is None:
            self._connection = http.client.HTTPConnection(self._host, self._port, timeout=30)
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        data = response.read()
        try:
            return Answer(response.status, json.loads(data) if data else None)
        except ValueError:  # some other server's page
            return Answer(response.status, data.decode(errors="replace")[:200])

    def close(self) -> None:
        """Let go of the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
