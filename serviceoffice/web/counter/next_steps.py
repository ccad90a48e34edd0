"""What the “next step” dialog suggests, so that most often Enter is enough."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from serviceoffice.api import Service, Text
from serviceoffice.core.clock import local_day
from serviceoffice.core.offices import hours
from serviceoffice.core.offices.office import Office
from serviceoffice.core.visits.visit import Errand

# How many open days from now each kind is usually due.
DUE_IN = {"handover": 1, "question": 2, "appointment": 5, "referral": 5, "visitor": 10}
_LOOK_AHEAD = 60


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The kind, the words, who does it and when (a local day)."""

    kind: str
    what: Text | None
    owner: str
    due_on: date


def suggest(
    office: Office,
    service: Service,
    errand: Errand,
    now: int,
    *,
    step: str | None = None,
    kind: str | None = None,
) -> Suggestion:
    """A next step for an errand.

    ``step`` is the handover or booking that the clerk is about to do; without
    it the last one done decides. ``kind`` is what the clerk has chosen.
    """
    asked = service.step(step) if step else None
    done = [s for s in map(service.step, errand.walked) if s is not None and s.act]
    act = asked or (done[-1] if done else None)
    ahead = [s for s in service.steps if s.id not in errand.walked and not s.act]
    waiting = next((s for s in ahead if s.actor == "back"), ahead[0] if ahead else None)
    kind = kind or (act.act if act and act.act else "handover")
    owner = "visitor" if kind == "visitor" else errand.agency
    about = {"appointment": act, "handover": waiting, "question": waiting}.get(kind)
    due_on = open_day(office, now, DUE_IN.get(kind, 1))
    return Suggestion(kind, about.title if about else None, owner, due_on)


def open_day(office: Office, now: int, after: int) -> date:
    """The day, so many open days from today, on which the office is open.

    Ordinary days are counted where the office has no open days ahead.
    """
    today = local_day(now, office.zone)
    ahead = (today + timedelta(days=n) for n in range(1, _LOOK_AHEAD))
    open_days = [day for day in ahead if hours.spans(office.hours, office.zone, day)]
    return open_days[after - 1] if len(open_days) >= after else today + timedelta(days=after)
