"""At which desk a command acts, and which clerk sits there."""

from __future__ import annotations

from dataclasses import dataclass

from serviceoffice.api import Invalid, Refused, Unknown, text
from serviceoffice.core.commands import Work
from serviceoffice.core.desks import DeskState, desk_of_clerk, seat_of_clerk
from serviceoffice.core.offices.office import Clerk, Desk
from serviceoffice.core.visits.rules import desk_name, holder, state_sentence
from serviceoffice.core.visits.visit import Visit


@dataclass(frozen=True, slots=True)
class Acting:
    """A desk at work. ``clerk`` is None when a script acts at an empty desk."""

    desk: Desk
    clerk: Clerk | None
    paused: str | None

    @property
    def clerk_id(self) -> str | None:
        """The clerk's id, for the log."""
        return self.clerk.id if self.clerk else None


def known_desk(work: Work, desk_id: str) -> Desk:
    """The desk of the office's configuration. Raises Unknown."""
    desk = work.office.desk(desk_id)
    if desk is None:
        raise Unknown(
            "desk", desk_id,
            text("{office} has no desk “{desk}”.", office=work.office.name, desk=desk_id),
        )  # fmt: skip
    return desk


def acting(work: Work, desk_id: str | None = None) -> Acting:
    """Where this principal acts: a clerk at the desk signed in to, a script at any.

    Raises Refused when a clerk is not signed in or names another desk.
    """
    if work.by.clerk is not None:
        seat = seat_of_clerk(work.connection, work.office.id, work.by.clerk)
        if seat is None:
            raise Refused("not_signed_in", text("Sign in at a desk first."))
        work.know("desk", seat.desk, seat)
        mine = seat.desk
        if desk_id is not None and desk_id != mine:
            known_desk(work, desk_id)
            raise Refused(
                "other_desk",
                text("You are signed in at {desk}.", desk=desk_name(work.office, mine)),
                field="desk",
                extra={"desk": mine},
            )
        desk_id = mine
    if desk_id is None:
        raise Invalid("desk", text("Say which desk acts."))
    desk = known_desk(work, desk_id)
    state: DeskState | None = work.get("desk", desk_id)
    clerk = work.office.clerk(state.clerk) if state and state.clerk else None
    return Acting(desk, clerk, state.paused if state else None)


def at_this_desk(work: Work, visit: Visit, desk_id: str | None = None) -> Acting:
    """The acting desk, which must be the one that has the visit. Raises Refused."""
    if desk_id is None and work.by.clerk is None:
        desk_id = visit.desk
    if desk_id is None and visit.desk is None:
        raise Refused("wrong_state", state_sentence(visit, work.office), extra=holder(visit))
    here = acting(work, desk_id)
    if visit.desk != here.desk.id:
        raise Refused("at_another_desk", state_sentence(visit, work.office), extra=holder(visit))
    return here


def desk_if_any(work: Work, desk_id: str | None = None) -> str | None:
    """The desk this principal acts from, if any: reception and devices may have none."""
    if desk_id is not None:
        return acting(work, desk_id).desk.id
    if work.by.clerk is not None:
        return desk_of_clerk(work.connection, work.office.id, work.by.clerk)
    return None
