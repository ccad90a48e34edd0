"""What the API's reads answer, put together from the core as plain values. No Flask here."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection

from serviceoffice.api import LifeEvent, Service, Step, Text
from serviceoffice.core import events as log
from serviceoffice.core.clock import SECOND, iso, local_day
from serviceoffice.core.desks import states
from serviceoffice.core.house import Place
from serviceoffice.core.offices import hours
from serviceoffice.core.offices.office import Office
from serviceoffice.core.queue import queries
from serviceoffice.core.queue.rules import eligible
from serviceoffice.core.visits.answers import visit_answer
from serviceoffice.core.visits.explain import Explanation
from serviceoffice.core.visits.visit import Visit

Say = Callable[[Text | str], str]


def office_shown(place: Place, now: int, say: Say) -> dict[str, Any]:
    """An office, for everybody."""
    office, catalogue = place.office, place.catalogue
    return {
        "id": office.id,
        "name": office.name,
        "form": office.form,
        "municipality": office.municipality,
        "time_zone": office.zone.key,
        "languages": list(office.languages),
        "hours": hours_shown(office, now, say),
        "agencies": [
            {
                "slug": agency.slug,
                "name": agency.name,
                "letter": agency.letter,
                "participation": _participation(office, agency.slug),
            }
            for agency in catalogue.agencies.values()
        ],
        "desks": [
            {"id": d.id, "name": d.name, "serves": list(d.serves), "quick": d.quick}
            for d in office.desks
        ],
        "services": [
            {"code": s.code, "agency": s.agency, "title": say(s.title)}
            for s in catalogue.services.values()
        ],
    }


def _participation(office: Office, slug: str) -> str:
    enabled = office.agency(slug)
    return enabled.participation if enabled else "present"  # the office itself


def hours_shown(office: Office, now: int, say: Say) -> dict[str, Any]:
    """Whether an office is open, until when or from when, and today's openings."""
    is_open = hours.is_open(office.hours, office.zone, now)
    today: date = local_day(now, office.zone)
    reason = hours.closure_reason(office.hours, today)
    closes = hours.closes_at(office.hours, office.zone, now) if is_open else None
    opens = None if is_open else hours.next_opening(office.hours, office.zone, now)
    return {
        "open": is_open,
        "closes": iso(closes),
        "opens": iso(opens),
        "today": [
            {"opens": iso(first), "closes": iso(last)}
            for first, last in hours.spans(office.hours, office.zone, today)
        ],
        "reason": say(reason) if reason else None,
    }


def clerks_shown(connection: Connection, office: Office) -> dict[str, Any]:
    """The clerks and where each sits."""
    desks = {state.clerk: state.desk for state in states(connection, office.id).values()}
    return {
        "clerks": [
            {
                "id": clerk.id,
                "name": clerk.name,
                "home": clerk.home,
                "roles": list(clerk.roles),
                "languages": list(clerk.languages),
                "desk": desks.get(clerk.id),
            }
            for clerk in office.clerks
        ]
    }


def queue_shown(connection: Connection, place: Place, now: int, limit: int) -> dict[str, Any]:
    """The line in its order, at most ``limit`` of it, the desks, and who is on hold."""
    office = place.office
    seq = log.head(connection, office.id).seq
    at_work = states(connection, office.id)
    sitting = [
        (desk, office.clerk(state.clerk) if state and state.clerk else None)
        for desk in office.desks
        for state in [at_work.get(desk.id)]
    ]
    line = queries.waiting(connection, office.id)
    at_desks = queries.at_desks(connection, office.id)
    busy = {visit.desk: visit.id for visit in at_desks}
    aside = queries.aside(connection, office.id, local_day(now, office.zone).isoformat())

    def waiting(place_: int, visit: Visit) -> dict[str, Any]:
        return visit_answer(office.id, visit) | {
            "place": place_,
            "waited": max(0, now - visit.arrived) // SECOND,
            "targets": [errand.service for errand in visit.targets],
            "desks": [desk.id for desk, clerk in sitting if eligible(desk, clerk, visit).yes],
        }

    return {
        "office": office.id,
        "seq": seq,
        "at": iso(now),
        "total": len(line),
        "waiting": [waiting(n, visit) for n, visit in enumerate(line[:limit], start=1)],
        "at_desks": [visit_answer(office.id, visit) for visit in at_desks],
        "held": [visit_answer(office.id, visit) for visit in aside if visit.state == "held"],
        "desks": [
            {
                "id": desk.id,
                "name": desk.name,
                "clerk": clerk.id if clerk else None,
                "paused": at_work[desk.id].paused if desk.id in at_work else None,
                "visit": busy.get(desk.id),
            }
            for desk, clerk in sitting
        ],
    }


def catalogue_shown(places: Iterable[Place], language: str, say: Say) -> dict[str, Any]:
    """What the offices offer, each service and life event once, in one language."""
    services: dict[str, Service] = {}
    situations: dict[str, LifeEvent] = {}
    for place in places:
        for service in place.catalogue.services.values():
            services.setdefault(service.code, service)
        for event in place.catalogue.life_events:
            known = situations.get(event.id)
            codes = dict.fromkeys((*(known.services if known else ()), *event.services))
            situations[event.id] = LifeEvent(event.id, event.title, tuple(codes))
    return {
        "language": language,
        "services": [_service(service, say) for service in services.values()],
        "life_events": [
            {"id": event.id, "title": say(event.title), "services": list(event.services)}
            for event in situations.values()
        ],
    }


def _service(service: Service, say: Say) -> dict[str, Any]:
    return {
        "code": service.code,
        "agency": service.agency,
        "title": say(service.title),
        "summary": say(service.summary) if service.summary else None,
        "access": list(service.access),
        "papers": [say(paper) for paper in service.papers],
        "law": service.law,
        "discreet": service.discreet,
        "minutes": service.minutes,
        "steps": [_step(step, say) for step in service.steps],
    }


def _step(step: Step, say: Say) -> dict[str, Any]:
    return {
        "id": step.id,
        "title": say(step.title),
        "level": step.level,
        "actor": step.actor,
        "minutes": step.minutes,
        "frequency": step.frequency,
        "complexity": step.complexity,
        "after": list(step.after),
        "next": [{"to": n.to, "when": say(n.when) if n.when else None} for n in step.next],
        "papers": [say(paper) for paper in step.papers],
        "legal_basis": step.legal_basis,
        "authority": step.authority,
        "personal_data": step.personal_data,
    }


def why_shown(office: Office, found: Explanation, say: Say) -> dict[str, Any]:
    """A verdict with its ceiling and every limit, in words."""
    verdict = found.verdict
    return {
        "office": office.id,
        "clerk": found.clerk.id,
        "service": found.service.code,
        "step": found.step.id,
        "title": say(found.step.title),
        "level": found.step.level,
        "ceiling": verdict.ceiling.level,
        "allowed": verdict.allowed,
        "reasons": [say(reason) for reason in verdict.reasons],
        "limits": [
            {
                "level": limit.level,
                "why": say(limit.why),
                "raised_by": say(limit.raised_by) if limit.raised_by else None,
            }
            for limit in verdict.ceiling.limits
        ],
    }


def event_shown(row: Any) -> dict[str, Any]:
    """A row of the log with what is needed to check its hash."""
    event = log.from_row(row)
    return {
        "seq": event.seq,
        "at": iso(event.at),
        "kind": event.kind,
        "visit": event.visit,
        "desk": event.desk,
        "by": event.by,
        "command": event.command,
        "body": event.body,
        "salt": row.salt.hex(),
        "hash": row.hash.hex(),
    }
