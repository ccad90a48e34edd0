"""Take back the last thing done at a desk, within a minute."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from serviceoffice.api import Refused, Text, text
from serviceoffice.core import events as log
from serviceoffice.core.clock import SECOND
from serviceoffice.core.commands import Answer, Work, handles
from serviceoffice.core.entities import UNDONE
from serviceoffice.core.events import Event
from serviceoffice.core.visits.acting import acting
from serviceoffice.core.visits.commands import answer
from serviceoffice.core.visits.tables import drop_next_step_text

WINDOW = 60 * SECOND

LASTING = frozenset({"ticket_taken", "signed_in", "signed_out", "closed"})


@dataclass(frozen=True, slots=True)
class Undoable:
    """The command that undo would take back, or the sentence that says why not."""

    command: int | None
    events: tuple[Event, ...] = ()
    why_not: Text | None = None


def undoable(recent: Sequence[Event], by: str, desk: str, now: int) -> Undoable:
    """What ``by`` can take back at ``desk``, given the office's recent events in order.

    Pure. The last command that this principal did at the desk and that still
    stands, if it is younger than a minute, can be undone, and no later event
    that still stands touches its visit or the desk.
    """
    undone = {event.body["of"] for event in recent if event.kind == UNDONE}
    standing = [e for e in recent if e.kind != UNDONE and e.command not in undone]
    mine = [e for e in standing if e.by == by and e.desk == desk]
    if not mine or mine[-1].at < now - WINDOW:
        return Undoable(None, (), text("There is nothing to undo from the last minute."))
    command = mine[-1].command
    done = tuple(e for e in standing if e.command == command)
    if any(event.kind in LASTING for event in done):
        return Undoable(None, (), text("This cannot be undone."))
    visits = {event.visit for event in done if event.visit is not None}
    last = done[-1].seq
    if any(e.seq > last and (e.visit in visits or e.desk == desk) for e in standing):
        return Undoable(
            None, (), text("Something has happened with the visit or the desk since then.")
        )
    return Undoable(command, done)


@handles("undo")
def undo(work: Work, desk: str | None = None) -> Answer:
    """Restore what the acting clerk's last command at this desk changed."""
    here = acting(work, desk)
    recent = log.since(work.connection, work.office.id, work.now - WINDOW)
    found = undoable(recent, work.by.name, here.desk.id, work.now)
    if found.command is None:
        assert found.why_not is not None
        raise Refused("nothing_to_undo", found.why_not)
    for event in found.events:
        if event.kind == "errand_closed" and event.visit is not None:
            drop_next_step_text(work.connection, work.office.id, event.visit, event.body["n"])
    kind = found.events[0].kind
    touched = dict.fromkeys(event.visit for event in found.events)
    for visit in touched:
        work.append(UNDONE, visit=visit, desk=here.desk.id, of=found.command, what=kind)
    visits = [visit for visit in touched if visit is not None]
    return {"undone": kind, "visit": answer(work, visits[0]) if visits else None}
