"""Server-sent events of an office's log, told to whoever holds a stream open.

Each stream begins with a snapshot that says where the log is; its ``id`` is the
place from which this stream goes on. A reader that was cut off names the last
``id`` it heard and misses nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from socket import MSG_DONTWAIT, MSG_PEEK
from threading import Lock
from typing import Any, cast

from flask import Response, current_app, jsonify, request

from serviceoffice.api import Invalid, text
from serviceoffice.core import events as log
from serviceoffice.core.hub import Hub
from serviceoffice.storage import DatabaseTrouble
from serviceoffice.web.context import house, place
from serviceoffice.web.problems import document

HEARTBEAT = 15.0
GLANCE = 2.0
RETRY_AFTER = 10
MOST_DIGITS = 18  # fits a 64-bit integer

Dress = Callable[[Any], dict[str, Any]]


@dataclass(slots=True)
class Streams:
    """The streams that are open in this process."""

    hub: Hub
    open: int = 0
    _lock: Lock = field(default_factory=Lock)

    def take(self, cap: int) -> bool:
        """Take one of ``cap`` places, if there is one left."""
        with self._lock:
            if self.open >= cap:
                return False
            self.open += 1
            return True

    def give_back(self) -> None:
        """Leave the place to the next."""
        with self._lock:
            self.open -= 1


def streams() -> Streams:
    """Those of this application."""
    return cast(Streams, current_app.extensions["serviceoffice.streams"])


def answer(office: str, dress: Dress, *, replay: int | None) -> Response:
    """The stream of an office, or with ``?poll=1`` what there is now as JSON.

    ``dress`` makes of a row of the log what this reader may see. Whoever says
    no ``?last=`` and no ``Last-Event-ID`` begins at the start of the log, or
    now if ``replay`` limits how many old events are told; so does whoever is
    further behind than that.
    """
    known = place(office).office.id
    last = _last()
    with house().database.read() as connection:
        head = log.head(connection, known).seq
    start = last if last is not None else (0 if replay is None else head)
    if start > head or (replay is not None and head - start > replay):
        start = head
    if request.args.get("poll"):
        return _polled(known, start, head, dress, replay)
    if request.method == "HEAD":
        return Response(mimetype="text/event-stream")
    open_ones, config = streams(), current_app.config
    if not open_ones.take(config["STREAMS"]):
        return _no_place(head)
    line = _Line(request.environ.get("gunicorn.socket") or request.environ.get("werkzeug.socket"))
    told = _told(open_ones.hub, known, start, head, dress, line, config["STREAM_SECONDS"])
    response = Response(told, mimetype="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    response.call_on_close(open_ones.give_back)
    return response


def _last() -> int | None:
    """The last sequence number the reader has, or None. Raises Invalid."""
    for name, said in (
        ("last", request.args.get("last")),
        ("Last-Event-ID", request.headers.get("Last-Event-ID")),
    ):
        if not said:
            continue
        if not (said.isascii() and said.isdigit() and len(said) <= MOST_DIGITS):
            raise Invalid(name, text("Expected the sequence number of an event, 0 or more."))
        return int(said)
    return None


def _polled(office: str, start: int, head: int, dress: Dress, replay: int | None) -> Response:
    if replay is not None:
        return jsonify(seq=head)
    rows = streams().hub.after(office, start)
    return jsonify(seq=head, events=[dress(row) for row in rows])


def _no_place(seq: int) -> Response:
    sentence = text("Every live stream is taken. Ask again with poll=1.")
    response = jsonify(document(503, "no_stream", sentence, {"seq": seq}))
    response.status_code = 503
    response.mimetype = "application/problem+json"
    response.headers["Retry-After"] = str(RETRY_AFTER)
    return response


def _told(
    hub: Hub, office: str, start: int, head: int, dress: Dress, line: _Line, life: float
) -> Iterator[str]:
    """What a stream says. Holds no database connection while nothing happens.

    It ends by itself after ``life`` seconds, so that a token that was taken back
    stops being of use and the streams spread over the processes again.
    """
    last = start
    began = spoke = time.monotonic()
    with hub.listening():
        yield f"event: snapshot\nid: {start}\ndata: {json.dumps({'seq': head})}\n\n"
        while not hub.closed:
            try:
                rows = hub.after(office, last)
            except DatabaseTrouble:
                return  # the reader comes back and is told what is the matter
            now = time.monotonic()
            if rows:
                yield "".join(f"id: {row.seq}\ndata: {json.dumps(dress(row))}\n\n" for row in rows)
                last, spoke = rows[-1].seq, now
            elif now - began >= life or line.is_gone():
                return
            elif now - spoke >= HEARTBEAT:
                yield ": still here\n\n"
                spoke = now
            hub.wait(office, last, min(GLANCE, life))


@dataclass(frozen=True, slots=True)
class _Line:
    """The connection itself, where the server lends it."""

    socket: Any

    def is_gone(self) -> bool:
        """Whether the reader has hung up; else its place is only free at the heartbeat."""
        if self.socket is None:
            return False
        try:
            return bool(self.socket.recv(1, MSG_PEEK | MSG_DONTWAIT) == b"")
        except (BlockingIOError, ValueError):  # nothing was said; a TLS socket knows no flags
            return False
        except OSError:
            return True
