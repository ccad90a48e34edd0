"""A short question answered on the spot: counted like every contact, in one request."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from serviceoffice.api import Refused, Service, Step, text
from serviceoffice.core.desks import states
from serviceoffice.core.house import House, Place
from serviceoffice.core.offices.office import Clerk
from serviceoffice.core.queue import queries
from serviceoffice.core.queue.rules import eligible
from serviceoffice.core.rosa.rules import Standing, judge
from serviceoffice.core.visits.commands import standing
from serviceoffice.core.visits.rules import is_quick, state_sentence
from serviceoffice.core.visits.visit import Errand, Visit
from serviceoffice.web.context import house, me, place, run
from serviceoffice.web.counter.acts import key_for

# What is answered without a case: information and guidance (Statskontoret 2002, ROSA 1–2).
ON_THE_SPOT = 2


def answer_directly(office: str, codes: Sequence[str], **ticket: Any) -> str:
    """Take a ticket, serve it at the desk of whoever asks, and finish; returns its number.

    Every step up to guidance is walked and every errand closed as done. Raises
    Refused before anything is stored when nobody could be served at the desk now.
    """
    known = place(office)
    services = [known.catalogue.services[c] for c in codes if c in known.catalogue.services]
    clerk = _ready(house(), known, me().clerk, services)
    taken = run(office, "take_ticket", key=key_for("take"), services=list(codes), **ticket)
    assert taken is not None
    visit = taken["id"]
    try:
        run(office, "call", key=key_for("call"), visit=visit)
    except Refused:
        # The desk was taken in this very moment: nobody may be left waiting for an answer given.
        run(office, "leave", key=key_for("leave"), visit=visit)
        raise
    run(office, "begin", key=key_for("begin"), visit=visit)
    for errand in _errands(known, services):
        service = known.catalogue.services[errand.service]
        for step in on_the_spot(service, standing(known.office, clerk, errand)):
            key = key_for(f"{errand.n}:{step.id}")
            run(office, "walk_step", key=key, visit=visit, n=errand.n, step=step.id)
        key = key_for(f"{errand.n}")
        run(office, "close_errand", key=key, visit=visit, n=errand.n, outcome="resolved")
    run(office, "finish", key=key_for("finish"), visit=visit)
    return str(taken["number"])


def on_the_spot(service: Service, stand: Standing) -> Iterator[Step]:
    """The steps from the first on that are information or guidance and that this clerk may walk.

    They end where the way branches: which way it went, only a full visit tells.
    """
    walked: list[str] = []
    step: Step | None = service.steps[0]
    while step is not None and _simple(step) and judge(step, stand).allowed:
        if step.id in walked or any(before not in walked for before in step.after):
            return
        yield step
        walked.append(step.id)
        step = service.step(step.next[0].to) if len(step.next) == 1 else None


def answered_whole(service: Service) -> bool:
    """Whether a service is nothing but information and guidance."""
    return all(_simple(step) for step in service.steps)


def desk_of(house: House, office: str, clerk: Clerk | None) -> str | None:
    """The desk where a clerk sits, or None."""
    with house.database.read() as connection:
        known = states(connection, office).values()
    return next((d.desk for d in known if clerk is not None and d.clerk == clerk.id), None)


def _simple(step: Step) -> bool:
    return step.level <= ON_THE_SPOT and step.actor == "front" and step.act is None


def _ready(house: House, known: Place, clerk: Clerk | None, services: Sequence[Service]) -> Clerk:
    """The clerk, who sits at a free desk that gives one of the services. Raises Refused."""
    office = known.office
    with house.database.read() as connection:
        sitting = states(connection, office.id).values()
        mine = next((d for d in sitting if clerk is not None and d.clerk == clerk.id), None)
        desk = office.desk(mine.desk) if mine else None
        busy = queries.at_desk(connection, office.id, desk.id) if desk else None
    if clerk is None or mine is None or desk is None:
        raise Refused("not_signed_in", text("Sit down at a desk first, then it can be counted."))
    if mine.paused:
        raise Refused("desk_paused", text("{desk} takes a pause.", desk=desk.name))
    if busy is not None:
        raise Refused("desk_busy", state_sentence(busy, office))
    verdict = eligible(desk, clerk, _would_be(known, services, house.clock.now()))
    if services and not verdict.yes and verdict.why:
        raise Refused("not_eligible", verdict.why)
    return clerk


def _would_be(known: Place, services: Sequence[Service], now: int) -> Visit:
    """The visit as it would wait, to ask whether the desk may call it."""
    office = known.office
    return Visit(
        id=0, number="", series="", day="", state="waiting", rank=now, credit="", arrived=now,
        since=now, channel="counter", source="reception", language=office.languages[0],
        needs_language=False, interpreter=False, priority="",
        quick=is_quick([s.front_minutes for s in services], office.queue),
        errands=_errands(known, services),
    )  # fmt: skip


def _errands(known: Place, services: Sequence[Service]) -> tuple[Errand, ...]:
    unique = list(dict.fromkeys(service.code for service in services))
    by_code = known.catalogue.services
    return tuple(
        Errand(n, code, by_code[code].agency, known.maps[code])
        for n, code in enumerate(unique, start=1)
    )
