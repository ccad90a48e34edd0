"""Plays a recorded day through a server's API: visitors arrive and leave, clerks call and serve.

Everybody is a thread with a connection of its own; the server's clock runs N
times as fast as ours, and each waits on ours.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from serviceoffice.cli.client import Answer, Client
from serviceoffice.cli.recordings import Recorded, Recording

ARRIVING = 4  # threads that take tickets
LONGEST_IDLE = 1.0  # real seconds after which an idle clerk asks again
LONGEST_ANSWER = 60.0  # real seconds that an answer may take


@dataclass(slots=True)
class Played:
    """What happened. ``waits`` are seconds from ticket to call, on the server's clock.

    ``raced`` of those who ``left`` had just been called.
    """

    taken: int = 0
    served: int = 0
    left: int = 0
    raced: int = 0
    waits: list[float] = field(default_factory=list)
    errors: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    seconds: float = 0


class Player:
    """One replay of one recording in one office."""

    def __init__(
        self, connect: Callable[[], Client], office: str, recording: Recording, speed: float
    ) -> None:
        self._connect, self._speed = connect, speed
        self._base = f"/api/v1/offices/{office}"
        self._coming = list(reversed(recording.arrivals))
        self._first = recording.arrivals[0].at
        self._played = Played()
        self._work: dict[int, Recorded] = {}
        self._leaving: list[tuple[float, int]] = []
        self._tickets_left = len(recording.arrivals)
        # Guards all of the above and tells of every ticket taken.
        self._changed = threading.Condition()
        self._begins = 0.0

    def play(self, desks: Mapping[str, str | None], lead: float) -> Played:
        """Play the whole day; returns when everybody has been served or has left.

        ``desks`` gives the clerk of each desk, or None; the first visitor comes
        ``lead`` real seconds from now.
        """
        started = time.monotonic()
        self._begins = started + lead
        parts: list[Callable[[Client], None]] = [
            *(self._visitors for _ in range(ARRIVING)),
            self._leavers,
            *(lambda client, at=seat: self._clerk(client, *at) for seat in desks.items()),
        ]
        threads = [threading.Thread(target=self._act, args=(part,)) for part in parts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self._played.seconds = time.monotonic() - started
        return self._played

    def _act(self, part: Callable[[Client], None]) -> None:
        """One person's day. Whoever cannot go on ends the play for all."""
        client = self._connect()
        try:
            part(client)
        except Exception as error:
            with self._changed:
                self._played.errors[f"{type(error).__name__}: {error}"] += 1
                self._coming.clear()
                self._leaving.clear()
                self._tickets_left = 0
                self._changed.notify_all()
        finally:
            client.close()

    def _visitors(self, client: Client) -> None:
        while True:
            with self._changed:
                if not self._coming:
                    return
                arrival = self._coming.pop()
            self._wait_until(arrival.at)
            said = {
                "services": list(arrival.services), "source": "kiosk",
                "priority": arrival.priority, "language": arrival.language,
            }  # fmt: skip
            said = {name: value for name, value in said.items() if value is not None}
            answer = self._ask(client, "take ticket", "/visits", said, 201)
            with self._changed:
                self._tickets_left -= 1
                if answer.status == 201:
                    self._came(answer.body["id"], arrival)
                self._changed.notify_all()

    def _came(self, visit: int, arrival: Recorded) -> None:
        self._played.taken += 1
        self._work[visit] = arrival
        if arrival.patience is not None:
            heapq.heappush(self._leaving, (arrival.at + arrival.patience, visit))

    def _leavers(self, client: Client) -> None:
        """Visitors whose patience has run out go, unless they are being served by then."""
        while True:
            with self._changed:
                if not self._leaving:
                    if self._tickets_left <= 0:
                        return
                    self._changed.wait()
                    continue
                pause = self._until(self._leaving[0][0])
                if pause > 0:
                    self._changed.wait(pause)
                    continue
                _, visit = heapq.heappop(self._leaving)
            answer = self._ask(client, "leave", f"/visits/{visit}/leave", {}, 200, 409)
            with self._changed:
                self._played.left += answer.status == 200

    def _clerk(self, client: Client, desk: str, clerk: str | None) -> None:
        at = f"/desks/{desk}"
        if clerk:
            self._ask(client, "sign in", f"{at}/sign-in", {"clerk": clerk}, 200)
        while True:
            with self._changed:
                last = self._tickets_left <= 0
                taken = self._played.taken
            answer = self._ask(client, "call next", f"{at}/call-next", {}, 200, 204)
            if answer.status == 200:
                self._serve(client, desk, answer.body)
            elif last:
                break
            else:
                with self._changed:
                    if self._tickets_left > 0 and self._played.taken == taken:
                        self._changed.wait(LONGEST_IDLE)
        if clerk:
            self._ask(client, "sign out", f"{at}/sign-out", {}, 200)

    def _serve(self, client: Client, desk: str, visit: dict[str, Any]) -> None:
        here, at = {"desk": desk}, f"/visits/{visit['id']}"
        began = self._ask(client, "begin", f"{at}/begin", here, 200, 409)
        if began.status != 200:
            self._raced(began)
            return
        with self._changed:
            self._played.waits.append(_moment(visit["called"]) - _moment(visit["arrived"]))
            # The ticket's own answer can come after that of the clerk who calls it.
            self._changed.wait_for(lambda: visit["id"] in self._work, LONGEST_ANSWER)
            work = self._work[visit["id"]]
        self._wait_until(self._now() + work.service)
        for errand in visit["errands"]:
            path = f"{at}/errands/{errand['n']}/close"
            self._ask(client, "close errand", path, {"outcome": "resolved", **here}, 200)
        finished = self._ask(client, "finish", f"{at}/finish", here, 200)
        with self._changed:
            self._played.served += finished.status == 200

    def _raced(self, answer: Answer) -> None:
        """The visitor left between call and begin; any other conflict is an error."""
        gone = isinstance(answer.body, dict) and answer.body.get("state") == "done"
        with self._changed:
            if gone:
                self._played.raced += 1
            else:
                self._played.errors[f"begin: {answer.status} {answer.detail}".strip()] += 1

    def _ask(self, client: Client, doing: str, path: str, said: Any, *expected: int) -> Answer:
        answer = client.post(self._base + path, said)
        with self._changed:
            self._played.requests += 1
            if answer.status not in expected:
                self._played.errors[f"{doing}: {answer.status} {answer.detail}".strip()] += 1
        return answer

    def _now(self) -> float:
        """Seconds after midnight in the recording."""
        return self._first + (time.monotonic() - self._begins) * self._speed

    def _until(self, at: float) -> float:
        """Real seconds until a time of the recording."""
        return (at - self._now()) / self._speed

    def _wait_until(self, at: float) -> None:
        if (pause := self._until(at)) > 0:
            time.sleep(pause)


def _moment(iso: str) -> float:
    return datetime.fromisoformat(iso).timestamp()
