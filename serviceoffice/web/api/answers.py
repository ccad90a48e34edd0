"""The shapes of what the API answers: they document, and a test holds the answers to them.

A later version may add fields; readers pass over what they do not know.
"""

from __future__ import annotations

from typing import Any

from marshmallow import EXCLUDE, Schema, fields
from marshmallow.validate import OneOf

from serviceoffice.api import ACCESS, ACTORS, CHANNELS, SCALES
from serviceoffice.core.offices.office import FORMS, PARTICIPATIONS, ROLES
from serviceoffice.core.queue.tickets import SOURCES
from serviceoffice.core.visits.rules import NEXT_STEPS, OUTCOMES

STATES = ("waiting", "called", "serving", "held", "done")
REASONS = ("finished", "no_show", "left", "closed")


def _text(says: str = "", **options: Any) -> fields.String:
    return fields.String(metadata={"description": says} if says else {}, **options)


def _maybe(says: str = "", **options: Any) -> fields.String:
    return _text(says, allow_none=True, **options)


def _time(says: str = "", **options: Any) -> fields.DateTime:
    return fields.DateTime(metadata={"description": says} if says else {}, **options)


def _one_of(words: tuple[str, ...], **options: Any) -> fields.String:
    return fields.String(validate=OneOf(words), **options)


class Answered(Schema):
    """Something the API answers; more may be in it."""

    class Meta:
        """Options of marshmallow."""

        unknown = EXCLUDE


class Problem(Answered):
    """One wrong field of a request."""

    field = _text("Dotted path, for example services.0 or next_step.due_on.")
    detail = _text()


class ProblemAnswer(Answered):
    """A problem document (RFC 9457). A conflict also says who holds what."""

    type = fields.Url(required=True)
    title = _text(required=True)
    status = fields.Integer(required=True)
    code = _text("A stable word for scripts, for example desk_busy.", required=True)
    detail = _text("One sentence in the language of the request.", required=True)
    field = _text("The field, parameter or header that is wrong.")
    errors = fields.List(fields.Nested(Problem))


class NextStep(Answered):
    """What happens with an errand that is not resolved."""

    kind = _one_of(NEXT_STEPS, required=True)
    what = _maybe("In the clerk's words; null in lists.", required=True)
    owner = _text("An agency's slug, office or visitor.", required=True)
    due_on = fields.Date(required=True)


class Errand(Answered):
    """One matter of a visit."""

    n = fields.Integer(required=True, metadata={"description": "1, 2, … within the visit."})
    service = _text(required=True)
    agency = _text(required=True)
    walked = fields.List(fields.String(), required=True)
    outcome = _one_of(OUTCOMES, allow_none=True, required=True)
    next_step = fields.Nested(NextStep, allow_none=True, required=True)


class WaitsFor(Answered):
    """Where a transfer sent the visit, if one did."""

    service = _maybe(required=True)
    desk = _maybe(required=True)
    clerk = _maybe(required=True)


class Visit(Answered):
    """One contact by one visitor."""

    id = fields.Integer(required=True)
    office = _text(required=True)
    number = _text("As it is shown, for example A014.", required=True)
    day = fields.Date(required=True)
    state = _one_of(STATES, required=True)
    reason = _one_of(REASONS, allow_none=True, required=True)
    desk = _maybe(required=True)
    clerk = _maybe(required=True)
    channel = _one_of(CHANNELS, required=True)
    source = _one_of(SOURCES, required=True)
    language = _text(required=True)
    needs_language = fields.Boolean(required=True)
    interpreter = fields.Boolean(required=True)
    priority = _text("A class of the office's credits, or empty.", required=True)
    quick = fields.Boolean(required=True)
    life_event = _maybe(required=True)
    recalls = fields.Integer(required=True)
    arrived = _time(required=True)
    since = _time("When the visit came into this state.", required=True)
    called = _time("First call.", allow_none=True, required=True)
    began = _time("First begin.", allow_none=True, required=True)
    waits_for = fields.Nested(WaitsFor, required=True)
    errands = fields.List(fields.Nested(Errand), required=True)


class Ticket(Visit):
    """A visit that was just made, with its public page."""

    token = _text("The secret of the visitor's page: whoever has it may see it.", required=True)
    address = _text("The visitor's page on this server.", required=True)


class Waiting(Visit):
    """A visit in the line."""

    place = fields.Integer(required=True, metadata={"description": "1 is first."})
    waited = fields.Integer(required=True, metadata={"description": "Seconds since arrival."})
    targets = fields.List(
        fields.String(), required=True, metadata={"description": "Services it waits for."}
    )
    desks = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Desks that may call it, with whoever sits there now."},
    )


class DeskNow(Answered):
    """A desk as it is now."""

    id = _text(required=True)
    name = _text(required=True)
    clerk = _maybe(required=True)
    paused = _maybe("The kind of pause.", required=True)
    visit = fields.Integer(
        allow_none=True, required=True, metadata={"description": "Called or served here."}
    )


class Queue(Answered):
    """The line in its order, who is at the desks, who is on hold."""

    office = _text(required=True)
    seq = fields.Integer(required=True, metadata={"description": "The log's end."})
    at = _time(required=True)
    total = fields.Integer(required=True, metadata={"description": "How many wait."})
    waiting = fields.List(fields.Nested(Waiting), required=True)
    at_desks = fields.List(fields.Nested(Visit), required=True)
    held = fields.List(fields.Nested(Visit), required=True)
    desks = fields.List(fields.Nested(DeskNow), required=True)


class Desk(Answered):
    """Who sits at a desk after a command."""

    desk = _text(required=True)
    clerk = _maybe(required=True)
    paused = _maybe(required=True)


class Undone(Answered):
    """What was taken back, and the visit as it is again."""

    undone = _text("The kind of event.", required=True)
    visit = fields.Nested(Visit, allow_none=True, required=True)


class OfficeDesk(Answered):
    """A desk of the configuration."""

    id = _text(required=True)
    name = _text(required=True)
    serves = fields.List(
        fields.String(),
        required=True,
        metadata={"description": "Agencies and services; empty means everything."},
    )
    quick = fields.Boolean(required=True)


class OfficeAgency(Answered):
    """An agency that the office houses."""

    slug = _text(required=True)
    name = _text(required=True)
    letter = _text(required=True)
    participation = _one_of(PARTICIPATIONS, required=True)


class ServiceName(Answered):
    """A service that is offered."""

    code = _text(required=True)
    agency = _text(required=True)
    title = _text(required=True)


class Span(Answered):
    """Open from and until."""

    opens = _time(required=True)
    closes = _time(required=True)


class OfficeHours(Answered):
    """Whether it is open, and the openings of today."""

    open = fields.Boolean(required=True)
    closes = _time("When the office, open now, closes.", allow_none=True, required=True)
    opens = _time("When the office, closed now, opens.", allow_none=True, required=True)
    today = fields.List(fields.Nested(Span), required=True)
    reason = _maybe("Why it is closed today.", required=True)


class Office(Answered):
    """An office: what it is, when it is open, what it offers."""

    id = _text(required=True)
    name = _text(required=True)
    form = _one_of(FORMS, required=True)
    municipality = _text(required=True)
    time_zone = _text(required=True)
    languages = fields.List(fields.String(), required=True)
    hours = fields.Nested(OfficeHours, required=True)
    agencies = fields.List(fields.Nested(OfficeAgency), required=True)
    desks = fields.List(fields.Nested(OfficeDesk), required=True)
    services = fields.List(fields.Nested(ServiceName), required=True)


class Clerk(Answered):
    """A clerk of the office and where the clerk sits."""

    id = _text(required=True)
    name = _text(required=True)
    home = _text("The agency that employs the clerk.", required=True)
    roles = fields.List(_one_of(ROLES), required=True)
    languages = fields.List(fields.String(), required=True)
    desk = _maybe(required=True)


class Clerks(Answered):
    """The clerks of an office."""

    clerks = fields.List(fields.Nested(Clerk), required=True)


class Next(Answered):
    """Where a step may lead."""

    to = _text(required=True)
    when = _maybe(required=True)


class Step(Answered):
    """One work step (moment) of a service."""

    id = _text(required=True)
    title = _text(required=True)
    level = fields.Integer(required=True, metadata={"description": "ROSA level, 1–8."})
    actor = _one_of(ACTORS, required=True)
    minutes = fields.Integer(required=True)
    frequency = _one_of(SCALES, required=True)
    complexity = _one_of(SCALES, required=True)
    after = fields.List(fields.String(), required=True)
    next = fields.List(fields.Nested(Next), required=True)
    papers = fields.List(fields.String(), required=True)
    legal_basis = _text(required=True)
    authority = fields.Boolean(required=True)
    personal_data = fields.Boolean(required=True)


class Service(ServiceName):
    """A service with its steps."""

    summary = _maybe(required=True)
    access = fields.List(_one_of(ACCESS), required=True)
    papers = fields.List(fields.String(), required=True)
    law = _text(required=True)
    discreet = fields.Boolean(required=True)
    minutes = fields.Integer(required=True)
    steps = fields.List(fields.Nested(Step), required=True)


class LifeEvent(Answered):
    """A situation in life and the services it calls for, in order."""

    id = _text(required=True)
    title = _text(required=True)
    services = fields.List(fields.String(), required=True)


class Catalogue(Answered):
    """Everything that is offered, in one language."""

    language = _text(required=True)
    services = fields.List(fields.Nested(Service), required=True)
    life_events = fields.List(fields.Nested(LifeEvent), required=True)


class Limit(Answered):
    """One limit of a ceiling: why, and what would raise it."""

    level = fields.Integer(required=True)
    why = _text(required=True)
    raised_by = _maybe(required=True)


class Why(Answered):
    """May this clerk walk this step here? The first limit is the one that decides."""

    office = _text(required=True)
    clerk = _text(required=True)
    service = _text(required=True)
    step = _text(required=True)
    title = _text(required=True)
    level = fields.Integer(required=True)
    ceiling = fields.Integer(required=True)
    allowed = fields.Boolean(required=True)
    reasons = fields.List(fields.String(), required=True)
    limits = fields.List(fields.Nested(Limit), required=True)


class Clock(Answered):
    """The demo's clock."""

    now = _time(required=True)
    speed = fields.Float(required=True)


class Event(Answered):
    """One line of the log."""

    seq = fields.Integer(required=True)
    at = _time(required=True)
    kind = _text(required=True)
    visit = fields.Integer(allow_none=True, required=True)
    desk = _maybe(required=True)
    by = _text(required=True)
    command = fields.Integer(
        required=True, metadata={"description": "First event of the same command."}
    )
    body = fields.Dict(required=True)
    salt = _text("Hex; with it the hash can be checked.", required=True)
    hash = _text("Hex; see docs/api.md.", required=True)


class Events(Answered):
    """What there is after a sequence number, at most a page of it."""

    seq = fields.Integer(required=True, metadata={"description": "The log's end."})
    events = fields.List(fields.Nested(Event), required=True)
