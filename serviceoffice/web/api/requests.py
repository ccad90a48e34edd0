"""The shapes of what requests to the API may say."""

from __future__ import annotations

from serviceoffice.api import CHANNELS
from serviceoffice.core.queue.desk_commands import PAUSES
from serviceoffice.core.queue.tickets import SOURCES
from serviceoffice.core.visits.commands import MOST_ERRANDS
from serviceoffice.core.visits.rules import NEXT_STEPS, OUTCOMES
from serviceoffice.web.api.fields import (
    Count,
    Flag,
    Line,
    Moment,
    Part,
    Said,
    Some,
    Speed,
    code,
    day,
    language,
    one_of,
)

MOST_ROWS = 1000
LARGEST_SEQ = 10**18 - 1
LONGEST_NEXT_STEP = 500


class Asked(Said):
    """Parameters of any read."""

    lang = language()


class AtDesk(Said):
    """Which desk acts: needed from an integration, a clerk's own is known."""

    desk = code()


class TakeTicket(Said):
    """A visit that enters the line."""

    services = Some(code(), 1, MOST_ERRANDS, required=True)
    channel = one_of(CHANNELS, load_default="counter")
    source = one_of(SOURCES)
    language = language()
    needs_language = Flag()
    interpreter = Flag()
    priority = code()
    life_event = code()


class SignIn(Said):
    """Who takes the desk: needed from an integration, a clerk is the clerk."""

    clerk = code()


class Pause(Said):
    """Why the desk calls nobody for a while."""

    reason = one_of(PAUSES, load_default="break")


class Nothing(Said):
    """No more than the address says."""


class Transfer(AtDesk):
    """Where the visit goes: to at most one of these; to none means back into the line."""

    to_service = code()
    to_desk = code()
    to_clerk = code()


class AddErrand(AtDesk):
    """One more service."""

    service = code(required=True)


class WhatNext(Said):
    """What happens with an errand that is not resolved, who does it and by which day."""

    kind = one_of(NEXT_STEPS, required=True)
    what = Line(LONGEST_NEXT_STEP, required=True)
    owner = code(required=True)
    due_on = day(required=True)


class CloseErrand(AtDesk):
    """The result of an errand; ``next_step`` goes with the outcome of that name only."""

    outcome = one_of(OUTCOMES, required=True)
    next_step = Part(WhatNext)


class AskQueue(Asked):
    """How much of the line."""

    limit = Count(1, MOST_ROWS, load_default=200)


class AskCatalogue(Asked):
    """Whose catalogue; without an office that of the whole house."""

    office = code()


class AskWhy(Asked):
    """Which clerk, which step of which service."""

    clerk = code(required=True)
    service = code(required=True)
    step = code(required=True)


class AskEvents(Asked):
    """From where to listen; ``poll=1`` answers once, as JSON."""

    last = Count(0, LARGEST_SEQ)
    poll = one_of(("1",))


class SetClock(Said):
    """Where the demo's clock goes on and how fast."""

    start = Moment(metadata={"description": "Not before the log's newest event."})
    speed = Speed(0.01, 10_000.0, load_default=1.0)
