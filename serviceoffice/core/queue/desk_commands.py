"""Clerks take and leave desks, and take pauses."""

from __future__ import annotations

from serviceoffice.api import Invalid, Refused, Unknown, text
from serviceoffice.core.clock import local_day
from serviceoffice.core.commands import Answer, Work, handles
from serviceoffice.core.desks import DeskState, desk_of_clerk, states
from serviceoffice.core.queue.tickets import not_served
from serviceoffice.core.visits.acting import acting, known_desk
from serviceoffice.core.visits.rules import state_sentence
from serviceoffice.core.visits.tables import at_desk, at_desks

PAUSES = ("break", "back_office", "meeting", "other")


@handles("sign_in")
def sign_in(work: Work, desk: str, clerk: str | None = None) -> Answer:
    """A clerk takes a desk; a clerk who sat elsewhere moves. One clerk, one desk."""
    who = _who(work, clerk)
    target = known_desk(work, desk)
    state: DeskState | None = work.get("desk", desk)
    if state and state.clerk == who:
        return _answer(state)
    if state and state.clerk:
        sitting = work.office.clerk(state.clerk)
        raise Refused(
            "desk_taken",
            text("{clerk} is signed in at {desk}.",
                 clerk=sitting.name if sitting else state.clerk, desk=target.name),
            extra={"clerk": state.clerk, "desk": desk},
        )  # fmt: skip
    if old := desk_of_clerk(work.connection, work.office.id, who):
        _leave(work, old)
    work.append("signed_in", desk=desk, clerk=who)
    return _answer(work.get("desk", desk))


@handles("sign_out")
def sign_out(work: Work, desk: str | None = None) -> Answer:
    """The clerk leaves the desk."""
    here = acting(work, desk)
    if here.clerk is None:
        return _answer(work.get("desk", here.desk.id) or DeskState(here.desk.id))
    _leave(work, here.desk.id)
    return _answer(work.get("desk", here.desk.id))


@handles("pause")
def pause(work: Work, reason: str = "break", desk: str | None = None) -> Answer:
    """The desk calls nobody for a while."""
    if reason not in PAUSES:
        raise Invalid(
            "reason", text("The pause must be one of: {allowed}.", allowed=", ".join(PAUSES))
        )
    here = acting(work, desk)
    if here.clerk is None:
        raise Refused("not_signed_in", text("Nobody is signed in at {desk}.", desk=here.desk.name))
    _not_serving(work, here.desk.id)
    if here.paused != reason:
        work.append("paused", desk=here.desk.id, reason=reason)
    return _answer(work.get("desk", here.desk.id))


@handles("return")
def return_(work: Work, desk: str | None = None) -> Answer:
    """The pause is over."""
    here = acting(work, desk)
    if here.paused:
        work.append("returned", desk=here.desk.id)
    return _answer(work.get("desk", here.desk.id) or DeskState(here.desk.id))


@handles("release_removed")
def release_removed(work: Work) -> Answer:
    """What the configuration no longer has lets go: its visits, its desk, who waits for it.

    Without this a visit at a removed desk could be reached by nobody.
    """
    office = work.office
    for visit in at_desks(work.connection, office.id):
        if visit.desk and office.desk(visit.desk) is None:
            work.append("held", visit=visit.id, desk=visit.desk)
    for state in states(work.connection, office.id).values():
        if state.clerk and not (office.desk(state.desk) and office.clerk(state.clerk)):
            work.append("signed_out", desk=state.desk)
    for visit in not_served(work, local_day(work.now, office.zone)):
        if (visit.to_desk and office.desk(visit.to_desk) is None) or (
            visit.to_clerk and office.clerk(visit.to_clerk) is None
        ):
            work.append("widened", visit=visit.id)
    return None


def _who(work: Work, clerk: str | None) -> str:
    who = work.by.clerk or clerk
    if who is None:
        raise Invalid("clerk", text("Say which clerk takes the desk."))
    if work.by.clerk is not None and clerk not in (None, who):
        raise Invalid("clerk", text("You can only sign in yourself."))
    if work.office.clerk(who) is None:
        raise Unknown("clerk", who, text("There is no clerk “{clerk}” here.", clerk=who))
    return who


def _leave(work: Work, desk: str) -> None:
    _not_serving(work, desk)
    work.append("signed_out", desk=desk)


def _not_serving(work: Work, desk: str) -> None:
    if visit := at_desk(work.connection, work.office.id, desk):
        raise Refused(
            "desk_busy",
            state_sentence(visit, work.office),
            extra={"visit": visit.id, "number": visit.number, "state": visit.state},
        )


def _answer(state: DeskState) -> Answer:
    return {"desk": state.desk, "clerk": state.clerk, "paused": state.paused}
