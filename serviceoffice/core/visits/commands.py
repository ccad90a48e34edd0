"""Commands on a visit's errands: add one, walk a step, close it, finish the visit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from serviceoffice.api import Invalid, Refused, Service, Text, Unknown, text
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.catalogue.maps import stored_map
from serviceoffice.core.clock import local_day
from serviceoffice.core.commands import Answer, Work, handles
from serviceoffice.core.offices.office import Clerk, Office
from serviceoffice.core.rosa.rules import Standing, ceiling, judge
from serviceoffice.core.visits import rules
from serviceoffice.core.visits.acting import Acting, at_this_desk
from serviceoffice.core.visits.answers import visit_answer
from serviceoffice.core.visits.tables import next_step_words, put_next_step_text
from serviceoffice.core.visits.visit import Errand, Visit

MOST_ERRANDS = 12


def visit_of(work: Work, visit_id: int) -> Visit:
    """The visit as the command has left it. Raises Unknown."""
    return rules.known_visit(work.get("visit", visit_id), visit_id)


def answer(work: Work, visit_id: int) -> dict[str, Any]:
    """The visit as the command answers it."""
    visit = visit_of(work, visit_id)
    said = any(errand.next_step for errand in visit.errands)
    words = next_step_words(work.connection, work.office.id, visit_id) if said else {}
    return visit_answer(work.office.id, visit, words)


def known_service(work: Work, code: str, field: str = "services") -> Service:
    """A service that is offered here. Raises Refused naming the field."""
    service = work.catalogue.services.get(code)
    if service is None:
        sentence = text("{office} does not offer “{code}”.", office=work.office.name, code=code)
        raise Refused("unknown_service", sentence, status=422, field=field, extra={"service": code})
    return service


def standing(office: Office, clerk: Clerk | None, errand: Errand) -> Standing:
    """How a clerk stands to an errand's agency in this office.

    The office's own services are everybody's; an agency that is no longer
    enabled takes part with information only.
    """
    if errand.agency == OFFICE:
        return Standing(office.form, "present", own=True)
    enabled = office.agency(errand.agency)
    return Standing(
        office.form,
        enabled.participation if enabled else "information",
        own=clerk is not None and clerk.home == errand.agency,
        skill=clerk.skill(errand.agency, errand.service) if clerk else None,
    )


def service_of(work: Work, errand: Errand) -> Service:
    """The service as it was when the errand began: its own process map."""
    if work.place.maps.get(errand.service) == errand.map:
        return work.catalogue.services[errand.service]
    service = stored_map(work.connection, errand.map)
    if service is None:  # pragma: no cover - a map is stored before its first errand
        raise Unknown("map", errand.map, text("The process map of the errand is missing."))
    return service


@handles("add_errand")
def add_errand(work: Work, visit: int, service: str, desk: str | None = None) -> Answer:
    """Add a service to the visit that is being served."""
    current = visit_of(work, visit)
    rules.admit("add_errand", current, work.office)
    here = at_this_desk(work, current, desk)
    if len(current.errands) >= MOST_ERRANDS:
        raise Refused(
            "too_many_errands", text("A visit holds at most {most} errands.", most=MOST_ERRANDS)
        )
    wanted = known_service(work, service, "service")
    all_of_them = [*(service_of(work, errand) for errand in current.errands), wanted]
    quick = rules.is_quick((s.front_minutes for s in all_of_them), work.office.queue)
    work.append(
        "errand_added", visit=visit, desk=here.desk.id, service=wanted.code,
        agency=wanted.agency, map=work.place.maps[wanted.code], quick=quick,
    )  # fmt: skip
    return answer(work, visit)


@handles("walk_step")
def walk_step(work: Work, visit: int, n: int, step: str, desk: str | None = None) -> Answer:
    """Do one step of an errand, if the ceiling and the steps before it admit it."""
    current = visit_of(work, visit)
    rules.admit("walk_step", current, work.office)
    here = at_this_desk(work, current, desk)
    errand = rules.open_errand(current, n)
    service = service_of(work, errand)
    wanted = service.step(step)
    if wanted is None:
        raise Unknown(
            "step", step,
            text("{service} has no step “{step}”.", service=service.title, step=step),
        )  # fmt: skip
    if step in errand.walked:
        raise Refused("step_walked", text("“{step}” is already done.", step=wanted.title))
    if missing := rules.still_before(wanted, errand):
        first = service.step(missing[0])
        raise Refused(
            "step_blocked",
            text("Do “{first}” before “{step}”.", first=first.title if first else missing[0],
                 step=wanted.title),
            extra={"after": missing},
        )  # fmt: skip
    stand = standing(work.office, here.clerk, errand)
    verdict = judge(wanted, stand)
    if not verdict.allowed:
        raise Refused(
            "above_ceiling", verdict.reasons[0],
            extra={"level": wanted.level, "ceiling": verdict.ceiling.level,
                   "reasons": list(verdict.reasons)},
        )  # fmt: skip
    work.append(
        "step_walked", visit=visit, desk=here.desk.id, n=n, step=step, level=wanted.level,
        ceiling=verdict.ceiling.level, agency=errand.agency, service=errand.service,
        clerk=here.clerk_id, employer=_employer(here),
    )  # fmt: skip
    return answer(work, visit)


@handles("close_errand")
def close_errand(
    work: Work,
    visit: int,
    n: int,
    outcome: str,
    next_step: Mapping[str, Any] | None = None,
    desk: str | None = None,
) -> Answer:
    """Close an errand with a result or a dated next step."""
    current = visit_of(work, visit)
    rules.admit("close_errand", current, work.office)
    here = at_this_desk(work, current, desk)
    errand = rules.open_errand(current, n)
    step = dict(next_step) if next_step else None
    today = local_day(work.now, work.office.zone)
    if problem := rules.next_step_problem(outcome, step, today):
        raise Invalid(*problem)
    body: dict[str, Any] = {"n": n, "outcome": outcome}
    if step:
        owner = _owner(work, step)
        body["next"] = {
            "kind": step["kind"], "owner": owner,
            "due_on": date.fromisoformat(str(step["due_on"])).isoformat(),
        }  # fmt: skip
    stand = standing(work.office, here.clerk, errand)
    needed = [s.level for s in service_of(work, errand).steps if s.id not in errand.walked]
    work.append(
        "errand_closed", visit=visit, desk=here.desk.id, **body, agency=errand.agency,
        service=errand.service, clerk=here.clerk_id, employer=_employer(here),
        ceiling=ceiling(stand).level, needed=max(needed, default=0),
    )  # fmt: skip
    if step:
        what = str(step["what"]).strip()
        put_next_step_text(work.connection, work.office.id, visit, errand, what)
    return answer(work, visit)


@handles("finish")
def finish(work: Work, visit: int, desk: str | None = None) -> Answer:
    """End a visit whose every errand has an outcome."""
    current = visit_of(work, visit)
    rules.admit("finish", current, work.office)
    here = at_this_desk(work, current, desk)
    if current.open_errands:
        names = [_title(work, errand) for errand in current.open_errands]
        raise Refused(
            "open_errands", _still_open(names),
            extra={"errands": rules.unfinished(current.errands)},
        )  # fmt: skip
    work.append("finished", visit=visit, desk=here.desk.id, clerk=here.clerk_id)
    return answer(work, visit)


def _still_open(names: list[Text]) -> Text:
    joined: Text = names[0]
    for name in names[1:]:
        joined = text("{first}, {second}", first=joined, second=name)
    return text("Give these errands a result or a next step first: {errands}.", errands=joined)


def _title(work: Work, errand: Errand) -> Text:
    return service_of(work, errand).title


def _employer(here: Acting) -> str | None:
    return here.clerk.home if here.clerk else None


def _owner(work: Work, step: Mapping[str, Any]) -> str:
    """Who does the next step: an enabled agency, the office or the visitor."""
    owner = str(step["owner"]).strip()
    allowed = [OFFICE, "visitor", *(agency.slug for agency in work.office.agencies)]
    if owner not in allowed:
        raise Invalid(
            "next_step.owner",
            text("The owner must be one of: {allowed}.", allowed=", ".join(allowed)),
        )
    return owner
