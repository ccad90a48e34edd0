"""Into the line and out of it: take a ticket, leave, the close of day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from serviceoffice.api import CHANNELS, Invalid, Refused, Service, text
from serviceoffice.core import due
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.clock import MINUTE, local, local_day, moment
from serviceoffice.core.commands import Answer, Work, handles
from serviceoffice.core.house import token_hash
from serviceoffice.core.offices import hours
from serviceoffice.core.offices.office import Office
from serviceoffice.core.queue.rules import rank
from serviceoffice.core.visits import numbers, rules
from serviceoffice.core.visits.acting import desk_if_any
from serviceoffice.core.visits.commands import MOST_ERRANDS, answer, known_service, visit_of
from serviceoffice.core.visits.tables import at_desks, remember_link, waiting_or_held
from serviceoffice.core.visits.visit import Visit

SOURCES = ("kiosk", "reception", "web", "phone")
SELF_SERVICE = ("kiosk", "web")
RETRY_CLOSING = 10 * MINUTE
# What no closing has reached, for example because the server was down, a later one does.
LOOK_BACK = timedelta(days=14)
_LANGUAGE = re.compile(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?")


@handles("take_ticket")
def take_ticket(
    work: Work,
    services: Sequence[str],
    channel: str = "counter",
    source: str = "reception",
    language: str | None = None,
    priority: str | None = None,
    interpreter: bool = False,
    needs_language: bool = False,
    life_event: str | None = None,
) -> Answer:
    """A visit enters the line with one errand for each service; number and place are its own."""
    office = work.office
    wanted = _wanted(work, services)
    _one_of("channel", channel, CHANNELS)
    _one_of("source", source, SOURCES)
    if priority:
        _one_of("priority", priority, tuple(office.queue.credits))
    if life_event:
        _one_of("life_event", life_event, tuple(e.id for e in work.catalogue.life_events))
    if source in SELF_SERVICE:
        _must_be_open(work)
    language = language or office.languages[0]
    if not _LANGUAGE.fullmatch(language):
        raise Invalid(
            "language",
            text("“{value}” is no language code such as sv, en or ar.", value=language[:20]),
        )
    if needs_language and not any(language in clerk.languages for clerk in office.clerks):
        raise Refused(
            "language_not_spoken",
            text("No clerk here speaks that language. Ask for an interpreter instead."),
            status=422, field="language",
        )  # fmt: skip
    day = local_day(work.now, office.zone)
    series = _series(work, wanted[0])
    number = numbers.draw(work.connection, office.id, day.isoformat(), series, office.numbers)
    place = rank(work.now, [priority] if priority else [], office.queue.credits)
    visit = work.next_seq
    work.append(
        "ticket_taken", visit=visit, number=number, series=series, day=day.isoformat(),
        rank=place.value, credit=place.credit, channel=channel, source=source,
        language=language, needs_language=needs_language, interpreter=interpreter,
        priority=priority or "", life_event=life_event,
        quick=rules.is_quick((s.front_minutes for s in wanted), office.queue),
        errands=[
            {"service": s.code, "agency": s.agency, "map": work.place.maps[s.code]}
            for s in wanted
        ],
    )  # fmt: skip
    token = work.house.token(office.id, visit)
    remember_link(work.connection, office.id, visit, token_hash(token))
    plan_closing(work, day)
    return answer(work, visit)


@handles("leave")
def leave(work: Work, visit: int, desk: str | None = None) -> Answer:
    """The visitor goes, by own wish or because the desk says so."""
    current = visit_of(work, visit)
    rules.admit("leave", current, work.office)
    here = desk_if_any(work, desk)
    if current.state == "called" and here not in (None, current.desk):
        sentence = rules.state_sentence(current, work.office)
        raise Refused("at_another_desk", sentence, extra=rules.holder(current))
    ended = [{"n": e.n, "outcome": "withdrawn"} for e in current.open_errands if e.begun]
    work.append("left", visit=visit, desk=here or current.desk, errands=ended)
    return answer(work, visit)


@handles("close_day")
def close_day(work: Work, day: str) -> Answer:
    """After closing, those who still wait are sent home with a reason.

    What was begun goes to its owner as a next step for the next open day.
    While somebody is still being served, the office closes a little later.
    """
    office, today = work.office, date.fromisoformat(day)
    closing = _closing(office, today)
    if closing is None:
        return {"closed": 0}
    if closing > work.now:  # the hours have changed
        due.postpone(work.connection, _close_of(office, today, closing))
        return {"closed": 0}
    waiting = not_served(work, today)
    for visit in waiting:
        work.append("closed", visit=visit.id, errands=handed_home(office, visit, work.now))
    if any(visit.day <= day for visit in at_desks(work.connection, office.id)):
        due.postpone(work.connection, _close_of(office, today, work.now + RETRY_CLOSING))
    return {"closed": len(waiting)}


def not_served(work: Work, until: date) -> list[Visit]:
    """Who waits or is on hold from a day, or from days that no closing has reached."""
    first, last = (until - LOOK_BACK).isoformat(), until.isoformat()
    found = waiting_or_held(work.connection, work.office.id, first, last)
    for visit in found:
        work.know("visit", visit.id, visit)
    return found


def handed_home(
    office: Office, visit: Visit, now: int, *, to_visitor: bool = False
) -> list[dict[str, Any]]:
    """Begun errands of a visit that ends unserved, each with its next step.

    Its owner takes it over, or the visitor comes back, on the next open day.
    """
    begun = [errand for errand in visit.open_errands if errand.begun]
    if not begun:
        return []
    opening = hours.next_opening(office.hours, office.zone, now)
    due_on = local_day(opening if opening is not None else now, office.zone).isoformat()
    kind = "visitor" if to_visitor else "handover"
    return [
        {
            "n": errand.n,
            "outcome": "next_step",
            "next": {
                "kind": kind,
                "owner": "visitor" if to_visitor else errand.agency,
                "due_on": due_on,
            },
        }
        for errand in begun
    ]


def _wanted(work: Work, codes: Sequence[str]) -> list[Service]:
    if not codes:
        raise Invalid("services", text("Choose at least one service."))
    if len(codes) > MOST_ERRANDS:
        raise Invalid("services", text("A visit holds at most {most} errands.", most=MOST_ERRANDS))
    return [known_service(work, code) for code in dict.fromkeys(codes)]


def _one_of(field: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise Invalid(
            field,
            text("“{value}” is not one of: {allowed}.", value=value, allowed=", ".join(allowed)),
        )


def _must_be_open(work: Work) -> None:
    """A visitor takes a ticket alone only while the office is open."""
    office = work.office
    if hours.is_open(office.hours, office.zone, work.now):
        return
    opening = hours.next_opening(office.hours, office.zone, work.now)
    if opening is None:
        raise Refused("closed", text("The office is closed."))
    when = local(opening, office.zone)
    raise Refused(
        "closed",
        text("The office is closed. It opens {date} at {time}.",
             date=when.date().isoformat(), time=f"{when:%H:%M}"),
        extra={"opens": when.isoformat()},
    )  # fmt: skip


def _series(work: Work, service: Service) -> str:
    """The letters of the number: the office's own, or those of the first errand's agency."""
    rules_ = work.office.numbers
    if rules_.series == "office" or service.agency == OFFICE:
        return rules_.prefix
    return work.catalogue.agencies[service.agency].letter


def plan_closing(work: Work, day: date) -> None:
    """See to it that nobody who enters the line today is left in it over night."""
    closing = _closing(work.office, day)
    if closing is not None:
        # Who comes after closing, with the desk's consent, is not sent home at once.
        at = max(closing, work.now + RETRY_CLOSING)
        due.plan(work.connection, _close_of(work.office, day, at))


def _close_of(office: Office, day: date, at: int) -> due.Due:
    return due.Due(office.id, "close_day", day.isoformat(), at, {"day": day.isoformat()})


def _closing(office: Office, day: date) -> int | None:
    """When those who wait are sent home on a day: a while after the last closing time.

    At the midnight that ends a day without opening hours; None for an office
    that never closes.
    """
    if office.hours.always:
        return None
    if spans := hours.spans(office.hours, office.zone, day):
        return spans[-1][1] + office.queue.close_after * MINUTE
    tomorrow = datetime.combine(day + timedelta(days=1), time(), office.zone)
    return moment(tomorrow)
