"""Wakes whoever follows an office's log: own changes at once, other processes' soon.

Nobody is sent an event: a listener is woken and reads what came after the
sequence number it has. So a wake that is lost costs time, never an event.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import bindparam, select

from serviceoffice.core import events as log
from serviceoffice.core.house import House
from serviceoffice.core.watching import Announcer, Watch, watch_of

PAGE = 500
KEPT = 1000

_HEADS = select(log.log_heads.c.office_id, log.log_heads.c.seq)
_AFTER = (
    select(log.events)
    .where(log.events.c.office_id == bindparam("office"), log.events.c.seq > bindparam("seq"))
    .order_by(log.events.c.seq)
    .limit(PAGE)
)


class Hub:
    """One for each process. Safe to use from several threads."""

    def __init__(self, house: House, *, poll: float = 0.25, safety: float = 5.0) -> None:
        """Follow the house.

        ``poll`` and ``safety`` are the seconds between looks for what other
        processes have done, on SQLite and on PostgreSQL.
        """
        self._house = house
        self._lock = threading.Lock()
        self._newest: dict[str, int] = {}
        self._grew: dict[str, threading.Condition] = {}
        self._tails: dict[str, _Tail] = {}
        self._listeners = 0
        self._watch: Watch | None = None
        self._seconds = (poll, safety)
        self._announcer = None if house.database.is_sqlite else Announcer(house.database)
        self.closed = False
        house.listeners.append(self._committed)

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return self._listeners

    @contextmanager
    def listening(self) -> Iterator[None]:
        """While inside, changes by other processes are noticed as well."""
        with self._lock:
            self._listeners += 1
            if self._watch is None and not self.closed:
                self._watch = watch_of(self, self._house.database, *self._seconds)
                self._watch.start()
        try:
            yield
        finally:
            with self._lock:
                self._listeners -= 1
                if self._listeners == 0:
                    self._stop_watching()

    def wait(self, office: str, seq: int, timeout: float) -> bool:
        """Wait until the log has grown past ``seq``; False when ``timeout`` seconds went by."""
        with self._lock:
            grew = self._grew.get(office)
            if grew is None:
                grew = self._grew[office] = threading.Condition(self._lock)
            return grew.wait_for(lambda: self.closed or self._newest.get(office, 0) > seq, timeout)

    def after(self, office: str, seq: int) -> Sequence[Any]:
        """Rows of the log with a larger sequence number, oldest first, at most a page of them.

        What is new is read from the database once for all who listen.
        """
        with self._lock:
            tail = self._tails.setdefault(office, _Tail())
            newest = self._newest.get(office, 0)
        with tail.lock:
            if not tail.reaches(seq):
                rows = self._read(office, seq)
                tail.begin(rows)
                return rows
            if tail.end < newest:
                tail.rows.extend(self._read(office, tail.end))
            return [row for row in tail.rows if row.seq > seq]

    def grown(self, office: str, seq: int) -> None:
        """The office's log has come to ``seq``: wake whoever waits for that."""
        with self._lock:
            if seq > self._newest.get(office, 0):
                self._newest[office] = seq
                if office in self._grew:
                    self._grew[office].notify_all()

    def look(self) -> None:
        """Read where every log ends and wake whoever is behind."""
        with self._house.database.read() as connection:
            ends = connection.execute(_HEADS).all()
        for office, seq in ends:
            self.grown(office, seq)

    def close(self) -> None:
        """Wake everybody for the last time and end the threads."""
        if self.closed:
            return
        self._house.listeners.remove(self._committed)
        with self._lock:
            self.closed = True
            self._stop_watching()
            for grew in self._grew.values():
                grew.notify_all()
        if self._announcer:
            self._announcer.stop()

    def _stop_watching(self) -> None:
        if self._watch is not None:
            self._watch.stop()
            self._watch = None

    def _committed(self, office: str, seq: int) -> None:
        self.grown(office, seq)
        if self._announcer:
            self._announcer.tell(office, seq)

    def _read(self, office: str, seq: int) -> Sequence[Any]:
        with self._house.database.read() as connection:
            return connection.execute(_AFTER, {"office": office, "seq": seq}).all()


class _Tail:
    """The newest rows of one office's log, without a gap."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.rows: deque[Any] = deque(maxlen=KEPT)

    @property
    def end(self) -> int:
        return int(self.rows[-1].seq)

    def reaches(self, seq: int) -> bool:
        """Whether what comes after ``seq`` is all here, or directly behind what is here."""
        return bool(self.rows) and self.rows[0].seq <= seq + 1 <= self.end + 1

    def begin(self, rows: Sequence[Any]) -> None:
        """Start anew with what somebody has read, if it comes to the end of the log."""
        if rows and len(rows) < PAGE:
            self.rows.clear()
            self.rows.extend(rows)
