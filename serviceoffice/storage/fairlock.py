"""A lock that is granted in the order it was asked for.

SQLite lets one writer in at a time and picks the next by chance after a nap:
under load a writer can starve for seconds. Within a process this lock queues
writers first in, first out instead.
"""

from __future__ import annotations

from collections import deque
from threading import Lock, get_ident
from types import TracebackType


class FairLock:
    """First come, first served; use as a context manager. Not for nesting."""

    def __init__(self) -> None:
        self._guard = Lock()
        self._owner: int | None = None
        self._waiting: deque[tuple[Lock, int]] = deque()

    def __enter__(self) -> None:
        me = get_ident()
        with self._guard:
            if self._owner is None:
                self._owner = me
                return
            if self._owner == me:
                raise RuntimeError("a write inside a write would wait for itself for ever")
            turn = Lock()
            turn.acquire()
            self._waiting.append((turn, me))
        try:
            turn.acquire()
        except BaseException:  # interrupted while waiting: give the place up
            self._give_up(turn, me)
            raise

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._guard:
            self._hand_over()

    def _give_up(self, turn: Lock, me: int) -> None:
        with self._guard:
            if (turn, me) in self._waiting:
                self._waiting.remove((turn, me))
            else:  # it was handed over just before
                self._hand_over()

    def _hand_over(self) -> None:
        """To the next in line, without letting anybody in between."""
        if self._waiting:
            turn, self._owner = self._waiting.popleft()
            turn.release()
        else:
            self._owner = None
