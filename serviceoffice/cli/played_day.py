"""Plays a morning of recorded visits into an office, so that the demo opens in the middle of it.

The visits go through the same commands as on any day; only the clock is ours.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

from serviceoffice.api import Refused, Service, Step
from serviceoffice.cli.recordings import Recorded, read
from serviceoffice.core.clock import MINUTE, SECOND, ManualClock, local_day, moment
from serviceoffice.core.commands import Command, Principal, execute
from serviceoffice.core.house import House

WALK_TO_DESK = 30 * SECOND
# The other desks call nobody in the last minutes, so that visitors wait, and
# are done with the visitors they have a moment before the play stops.
LAST_CALL = 20 * MINUTE
READY = 1 * MINUTE
BACK_OFFICE_DAYS = 14
BY = Principal("demo", "integration")


def read_day(path: Path) -> list[Recorded]:
    """The visits of a day file, in order of arrival."""
    return list(read(path, None).arrivals)


class PlayedDay:
    """Arrivals, calls and services as timed actions on a clock that jumps between them.

    ``keeps`` is the desk that is still serving when the play stops.
    """

    def __init__(self, house: House, office: str, clock: ManualClock, keeps: str) -> None:
        self._house, self._clock, self._keeps = house, clock, keeps
        self._place = house.place(office)
        self._agenda: list[tuple[int, int, Callable[[], Any]]] = []
        self._order = count()
        self._idle: set[str] = set()
        self._until = 0
        self._work: dict[int, float] = {}

    def open_desk(self, desk: str, clerk: str) -> None:
        """A clerk sits down."""
        self._do("sign_in", desk=desk, clerk=clerk)
        self._idle.add(desk)

    def play(self, arrivals: Iterable[Recorded], day: date, until: int) -> None:
        """Play everything before ``until`` (milliseconds) and stop the clock there."""
        midnight = moment(datetime.combine(day, time(0), self._place.office.zone))
        self._until = until
        for arrival in arrivals:
            self._plan(midnight + int(arrival.at * SECOND), partial(self._arrive, arrival))
        while self._agenda and self._agenda[0][0] < until:
            at, _, action = heapq.heappop(self._agenda)
            self._clock.at = max(self._clock.at, at)
            action()
        for desk in sorted(self._idle - {self._keeps}):
            self._do("sign_out", desk=desk)
        self._clock.at = until

    def _arrive(self, arrival: Recorded) -> None:
        visit = self._do(
            "take_ticket", services=list(arrival.services), source="kiosk",
            language=arrival.language, priority=arrival.priority,
        )  # fmt: skip
        if visit is None:
            return
        self._work[visit["id"]] = arrival.service
        if arrival.patience is not None:
            leaves = self._clock.at + int(arrival.patience * SECOND)
            self._plan(leaves, partial(self._do, "leave", visit=visit["id"]))
        for desk in sorted(self._idle):
            self._call_next(desk)

    def _call_next(self, desk: str) -> None:
        self._idle.add(desk)
        late = self._clock.at > self._until - LAST_CALL
        if late and desk != self._keeps:
            return
        visit = self._do("call_next", desk=desk)
        if visit is None:
            return
        self._idle.discard(desk)
        begins = self._clock.at + WALK_TO_DESK
        ends = begins + int(self._work[visit["id"]] * SECOND)
        if desk != self._keeps:
            ends = min(ends, self._until - READY)
        elif late:
            ends = max(ends, self._until + READY)
        self._plan(begins, partial(self._do, "begin", visit=visit["id"], desk=desk))
        self._serve(visit, desk, begins, ends)

    def _serve(self, visit: Mapping[str, Any], desk: str, begins: int, ends: int) -> None:
        """Walk what may be walked, one step after the other; then close, and call the next."""
        services = self._place.catalogue.services
        steps = [
            (errand["n"], step)
            for errand in visit["errands"]
            for step in usual_way(services[errand["service"]])
        ]
        for place, (n, step) in enumerate(steps, start=1):
            at = begins + (ends - begins) * place // (len(steps) + 1)
            walk = partial(self._do, "walk_step", visit=visit["id"], n=n, step=step.id, desk=desk)
            self._plan(at, walk)
        self._plan(ends, partial(self._finish, visit, desk))

    def _finish(self, visit: Mapping[str, Any], desk: str) -> None:
        for errand in visit["errands"]:
            where = {"visit": visit["id"], "n": errand["n"], "desk": desk}
            service = self._place.catalogue.services[errand["service"]]
            ends: dict[str, Any] = {"outcome": "resolved"}
            if any(step.actor == "back" for step in usual_way(service)):
                ends = {"outcome": "next_step", "next_step": self._handed(errand)}
            self._do("close_errand", **ends, **where)
        self._do("finish", visit=visit["id"], desk=desk)
        self._call_next(desk)

    def _handed(self, errand: Mapping[str, Any]) -> dict[str, str]:
        today = local_day(self._clock.at, self._place.office.zone)
        due = today + timedelta(days=BACK_OFFICE_DAYS)
        return {
            "kind": "handover", "what": "Myndigheten handlägger ärendet.",
            "owner": errand["agency"], "due_on": due.isoformat(),
        }  # fmt: skip

    def _plan(self, at: int, action: Callable[[], Any]) -> None:
        heapq.heappush(self._agenda, (at, next(self._order), action))

    def _do(self, name: str, **args: Any) -> Any:
        """Run a command; what the rules refuse simply does not happen."""
        given = {key: value for key, value in args.items() if value is not None}
        try:
            return execute(self._house, Command(self._place.office.id, name, given, BY))
        except Refused:
            return None


def usual_way(service: Service) -> Iterator[Step]:
    """The steps from the first one on, taking the first turn wherever the way parts."""
    step: Step | None = service.steps[0]
    seen: set[str] = set()
    while step is not None and step.id not in seen:
        seen.add(step.id)
        yield step
        step = service.step(step.next[0].to) if step.next else None
