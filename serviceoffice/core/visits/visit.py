"""A visit and its errands as values, and how each event changes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from serviceoffice.core.events import Event

State = Literal["waiting", "called", "serving", "held", "done"]
Reason = Literal["finished", "no_show", "left", "closed"]


@dataclass(frozen=True, slots=True)
class NextStep:
    """What happens now with an errand that is not resolved: kind, owner, date.

    What is to be done, in words, lies in an erasable row beside the log.
    """

    kind: str
    owner: str
    due_on: str


@dataclass(frozen=True, slots=True)
class Errand:
    """One matter of a visit. ``map`` is the hash of the process map it keeps.

    ``ended_with_visit`` marks an outcome that came because the visitor did not
    come, left or was sent home; it is taken back if the visitor is.
    """

    n: int
    service: str
    agency: str
    map: str
    walked: tuple[str, ...] = ()
    outcome: str | None = None
    next_step: NextStep | None = None
    ended_with_visit: bool = False

    @property
    def begun(self) -> bool:
        """Something was done in it."""
        return bool(self.walked)


@dataclass(frozen=True, slots=True)
class Visit:
    """One contact by one visitor. Times in milliseconds UTC.

    ``rank`` orders the line (smaller is sooner). ``to_service``, ``to_desk``
    and ``to_clerk`` narrow who may call it, after a transfer.
    """

    id: int
    number: str
    series: str
    day: str
    state: State
    rank: int
    credit: str
    arrived: int
    since: int
    channel: str
    source: str
    language: str
    needs_language: bool
    interpreter: bool
    priority: str
    quick: bool
    errands: tuple[Errand, ...]
    life_event: str | None = None
    reason: Reason | None = None
    desk: str | None = None
    clerk: str | None = None
    recalls: int = 0
    first_called: int | None = None
    first_began: int | None = None
    to_service: str | None = None
    to_desk: str | None = None
    to_clerk: str | None = None

    @property
    def open_errands(self) -> tuple[Errand, ...]:
        """Errands without an outcome."""
        return tuple(errand for errand in self.errands if errand.outcome is None)

    @property
    def targets(self) -> tuple[Errand, ...]:
        """The errands that a desk must serve one of to call this visit."""
        if self.to_service:
            return tuple(e for e in self.open_errands if e.service == self.to_service)
        return self.open_errands

    def errand(self, n: int) -> Errand | None:
        """The errand with that number within the visit, or None."""
        return self.errands[n - 1] if 1 <= n <= len(self.errands) else None


def evolve(visit: Visit | None, event: Event) -> Visit:
    """The visit after an event. Pure; every state in the house comes from here."""
    body = event.body
    if visit is None:
        if event.kind != "ticket_taken":
            raise ValueError(f"event {event.seq}: nobody has come")
        return _taken(event)
    match event.kind:
        case "called":
            return replace(
                visit, state="called", since=event.at, desk=event.desk, clerk=body["clerk"],
                recalls=0, first_called=visit.first_called or event.at,
            )  # fmt: skip
        case "recalled":
            return replace(visit, recalls=visit.recalls + 1)
        case "began":
            return replace(
                visit, state="serving", since=event.at, first_began=visit.first_began or event.at
            )
        case "held":
            return replace(visit, state="held", since=event.at, desk=None, clerk=None)
        case "resumed":
            return replace(visit, state="waiting", since=event.at)
        case "transferred":
            return replace(
                visit, state="waiting", since=event.at, desk=None, clerk=None,
                to_service=body["to"].get("service"), to_desk=body["to"].get("desk"),
                to_clerk=body["to"].get("clerk"),
            )  # fmt: skip
        case "widened":
            return replace(visit, to_service=None, to_desk=None, to_clerk=None)
        case "errand_added":
            added = Errand(len(visit.errands) + 1, body["service"], body["agency"], body["map"])
            return replace(visit, errands=(*visit.errands, added), quick=body["quick"])
        case "step_walked":
            errand = visit.errands[body["n"] - 1]
            return _with(visit, replace(errand, walked=(*errand.walked, body["step"])))
        case "errand_closed":
            return _with(visit, _closed(visit.errands[body["n"] - 1], body))
        case "finished" | "missed" | "left" | "closed":
            return _ended(visit, event)
        case "brought_back":
            return _back(visit, event)
    raise ValueError(f"event {event.seq}: a visit knows no “{event.kind}”")


def _taken(event: Event) -> Visit:
    body = event.body
    assert event.visit is not None
    return Visit(
        id=event.visit, number=body["number"], series=body["series"], day=body["day"],
        state="waiting", rank=body["rank"], credit=body["credit"], arrived=event.at,
        since=event.at, channel=body["channel"], source=body["source"],
        language=body["language"], needs_language=body["needs_language"],
        interpreter=body["interpreter"], priority=body["priority"], quick=body["quick"],
        life_event=body["life_event"],
        errands=tuple(
            Errand(n, e["service"], e["agency"], e["map"])
            for n, e in enumerate(body["errands"], start=1)
        ),
    )  # fmt: skip


def _with(visit: Visit, errand: Errand) -> Visit:
    errands = list(visit.errands)
    errands[errand.n - 1] = errand
    return replace(visit, errands=tuple(errands))


def _closed(errand: Errand, body: Mapping[str, Any], *, with_visit: bool = False) -> Errand:
    step = body.get("next")
    return replace(
        errand,
        outcome=body["outcome"],
        next_step=NextStep(step["kind"], step["owner"], step["due_on"]) if step else None,
        ended_with_visit=with_visit,
    )


_REASONS: dict[str, Reason] = {
    "finished": "finished", "missed": "no_show", "left": "left", "closed": "closed",
}  # fmt: skip


def _ended(visit: Visit, event: Event) -> Visit:
    for ended in event.body.get("errands", ()):
        errand = visit.errands[ended["n"] - 1]
        visit = _with(visit, _closed(errand, ended, with_visit=True))
    return replace(visit, state="done", since=event.at, reason=_REASONS[event.kind])


def _back(visit: Visit, event: Event) -> Visit:
    for errand in visit.errands:
        if errand.ended_with_visit:
            reopened = replace(errand, outcome=None, next_step=None, ended_with_visit=False)
            visit = _with(visit, reopened)
    return replace(
        visit, state="waiting", since=event.at, rank=event.body["rank"], reason=None,
        desk=None, clerk=None,
    )  # fmt: skip
