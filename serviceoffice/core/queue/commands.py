"""Calling and moving visits in the line."""

from __future__ import annotations

from serviceoffice.api import Invalid, Refused, Unknown, text
from serviceoffice.core.clock import local_day
from serviceoffice.core.commands import Answer, Work, handles
from serviceoffice.core.offices.office import Clerk, Desk
from serviceoffice.core.queue.rules import can, eligible, first
from serviceoffice.core.queue.tickets import handed_home, plan_closing
from serviceoffice.core.visits import rules
from serviceoffice.core.visits.acting import (
    Acting,
    acting,
    at_this_desk,
    desk_if_any,
    known_desk,
)
from serviceoffice.core.visits.commands import answer, known_service, visit_of
from serviceoffice.core.visits.tables import at_desk, waiting_line
from serviceoffice.core.visits.visit import Visit


def _free(work: Work, here: Acting) -> None:
    """Raise Refused unless the desk can take a visit now."""
    if here.paused:
        raise Refused("desk_paused", text("{desk} takes a pause.", desk=here.desk.name))
    if busy := at_desk(work.connection, work.office.id, here.desk.id):
        raise Refused(
            "desk_busy",
            rules.state_sentence(busy, work.office),
            extra={"visit": busy.id, "number": busy.number, "state": busy.state},
        )


def _call(work: Work, visit: Visit, here: Acting, *, in_turn: bool) -> Answer:
    work.append("called", visit=visit.id, desk=here.desk.id, clerk=here.clerk_id, next=in_turn)
    return answer(work, visit.id)


@handles("call_next")
def call_next(work: Work, desk: str | None = None) -> Answer:
    """Call the first in the line whom this desk may serve; None when nobody waits."""
    here = acting(work, desk)
    _free(work, here)
    chosen = first(here.desk, here.clerk, waiting_line(work.connection, work.office.id))
    if chosen is None:
        return None
    work.know("visit", chosen.id, chosen)
    return _call(work, chosen, here, in_turn=True)


@handles("call")
def call(work: Work, visit: int, desk: str | None = None) -> Answer:
    """Call a chosen visitor, out of turn."""
    current = visit_of(work, visit)
    rules.admit("call", current, work.office)
    here = acting(work, desk)
    _free(work, here)
    verdict = eligible(here.desk, here.clerk, current)
    if verdict.why:
        raise Refused("not_eligible", verdict.why)
    return _call(work, current, here, in_turn=False)


@handles("recall")
def recall(work: Work, visit: int, desk: str | None = None) -> Answer:
    """Call again the visitor who has not come yet."""
    current = visit_of(work, visit)
    rules.admit("recall", current, work.office)
    here = at_this_desk(work, current, desk)
    limit = work.office.queue.recall_limit
    if current.recalls >= limit:
        raise Refused(
            "recall_limit",
            text("{number} has been called again {times} times. Mark as not here or hold.",
                 number=current.number, times=limit),
        )  # fmt: skip
    work.append("recalled", visit=visit, desk=here.desk.id)
    return answer(work, visit)


@handles("begin")
def begin(work: Work, visit: int, desk: str | None = None) -> Answer:
    """The visitor is at the desk."""
    current = visit_of(work, visit)
    rules.admit("begin", current, work.office)
    here = at_this_desk(work, current, desk)
    work.append("began", visit=visit, desk=here.desk.id, clerk=here.clerk_id)
    return answer(work, visit)


@handles("hold")
def hold(work: Work, visit: int, desk: str | None = None) -> Answer:
    """Put the visit aside; the desk is free and the visit keeps its place."""
    current = visit_of(work, visit)
    rules.admit("hold", current, work.office)
    here = at_this_desk(work, current, desk)
    work.append("held", visit=visit, desk=here.desk.id)
    return answer(work, visit)


@handles("resume")
def resume(work: Work, visit: int, desk: str | None = None) -> Answer:
    """Back into the line, at the old place."""
    rules.admit("resume", visit_of(work, visit), work.office)
    work.append("resumed", visit=visit, desk=desk_if_any(work, desk))
    return answer(work, visit)


@handles("no_show")
def no_show(work: Work, visit: int, desk: str | None = None) -> Answer:
    """The visitor did not come when called."""
    current = visit_of(work, visit)
    rules.admit("no_show", current, work.office)
    here = at_this_desk(work, current, desk)
    ended = handed_home(work.office, current, work.now, to_visitor=True)
    work.append("missed", visit=visit, desk=here.desk.id, errands=ended)
    return answer(work, visit)


@handles("bring_back")
def bring_back(work: Work, visit: int, desk: str | None = None) -> Answer:
    """A visitor who was missed came after all, the same day."""
    current = visit_of(work, visit)
    rules.admit("bring_back", current, work.office)
    if current.day != local_day(work.now, work.office.zone).isoformat():
        raise Refused(
            "other_day", text("{number} was missed on another day.", number=current.number)
        )
    keeps = work.office.queue.bring_back == "keep_place"
    work.append(
        "brought_back", visit=visit, desk=desk_if_any(work, desk),
        rank=current.rank if keeps else work.now,
    )  # fmt: skip
    plan_closing(work, local_day(work.now, work.office.zone))
    return answer(work, visit)


@handles("transfer")
def transfer(
    work: Work,
    visit: int,
    to_service: str | None = None,
    to_desk: str | None = None,
    to_clerk: str | None = None,
    desk: str | None = None,
) -> Answer:
    """Send the visit on, with number, place, errands and steps as they are."""
    current = visit_of(work, visit)
    rules.admit("transfer", current, work.office)
    here = at_this_desk(work, current, desk)
    if not current.open_errands:
        raise Refused(
            "nothing_open",
            text("Every errand of {number} has its result. Finish the visit.",
                 number=current.number),
        )  # fmt: skip
    if sum(target is not None for target in (to_service, to_desk, to_clerk)) > 1:
        raise Invalid("to", text("Send the visit to one service, one desk or one clerk."))
    target: dict[str, str] = {}
    if to_service is not None:
        target = {"service": _open_service(work, current, to_service)}
    elif to_desk is not None:
        target = {"desk": _other_desk(work, to_desk, here.desk).id}
    elif to_clerk is not None:
        target = {"clerk": _able_clerk(work, current, to_clerk).id}
    work.append("transferred", visit=visit, desk=here.desk.id, to=target)
    return answer(work, visit)


def _open_service(work: Work, visit: Visit, code: str) -> str:
    known_service(work, code, "to_service")
    if not any(errand.service == code for errand in visit.open_errands):
        raise Invalid("to_service", text("Add the service to the visit before sending it on."))
    return code


def _other_desk(work: Work, desk_id: str, here: Desk) -> Desk:
    target = known_desk(work, desk_id)
    if target.id == here.id:
        raise Invalid("to_desk", text("The visit is already at {desk}.", desk=here.name))
    return target


def _able_clerk(work: Work, visit: Visit, clerk_id: str) -> Clerk:
    """A clerk who may call the visit: sent to anybody else it would wait for ever."""
    clerk = work.office.clerk(clerk_id)
    if clerk is None:
        raise Unknown("clerk", clerk_id, text("There is no clerk “{clerk}” here.", clerk=clerk_id))
    if visit.needs_language and visit.language not in clerk.languages:
        sentence = text("{clerk} does not speak the visitor's language.", clerk=clerk.name)
        raise Refused("not_eligible", sentence, field="to_clerk")
    if not any(can(clerk, errand) for errand in visit.open_errands):
        sentence = text("None of these services is in the profile of {clerk}.", clerk=clerk.name)
        raise Refused("not_eligible", sentence, field="to_clerk")
    return clerk


@handles("finish_and_call_next")
def finish_and_call_next(work: Work, visit: int, desk: str | None = None) -> Answer:
    """Close by calling the next: all of it or nothing; each half is undone by itself.

    Answers ``{"finished": visit, "called": visit or None}``.
    """
    finished = work.follow("finish", visit=visit, desk=desk)
    assert finished is not None
    work.then()
    called = work.follow("call_next", desk=finished["desk"])
    return {"finished": finished, "called": called}
