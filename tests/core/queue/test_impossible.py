"""Every command in every state of a visit: what is admitted works, the rest is refused by name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import Front, Seat, refused

from serviceoffice.core.visits.rules import ADMITS
from serviceoffice.core.visits.visit import Visit

# The states of design.md, and the words that the refusal says them with.
STATES = {
    "waiting": "is waiting in the line",
    "called": "has been called to Desk 1",
    "serving": "is being served at Desk 1",
    "held": "is on hold",
    "done: finished": "is finished",
    "done: no_show": "did not come when called",
    "done: left": "has left the line",
    "done: closed": "was closed when the office closed",
}

COMMANDS: dict[str, Callable[[Seat, Visit], Any]] = {
    "call": lambda seat, visit: seat.call(visit.id),
    "recall": lambda seat, visit: seat.recall(visit.id),
    "begin": lambda seat, visit: seat.begin(visit.id),
    "hold": lambda seat, visit: seat.hold(visit.id),
    "resume": lambda seat, visit: seat.resume(visit.id),
    "no_show": lambda seat, visit: seat.no_show(visit.id),
    "bring_back": lambda seat, visit: seat.bring_back(visit.id),
    "transfer": lambda seat, visit: seat.transfer(visit.id, to_desk="d2"),
    "add_errand": lambda seat, visit: seat.add_errand(visit.id, service="FK1"),
    "walk_step": lambda seat, visit: seat.walk_step(visit.id, n=1, step="identify"),
    "close_errand": lambda seat, visit: seat.close_errand(visit.id, n=1, outcome="resolved"),
    "finish": lambda seat, visit: seat.finish(visit.id),
    "leave": lambda seat, visit: seat.leave(visit.id),
}
AFTER = {
    "call": "called",
    "recall": "called",
    "begin": "serving",
    "hold": "held",
    "resume": "waiting",
    "no_show": "done",
    "bring_back": "waiting",
    "transfer": "waiting",
    "add_errand": "serving",
    "walk_step": "serving",
    "close_errand": "serving",
    "finish": "done",
    "leave": "done",
}


def a_visit(front: Front, anna: Seat, state: str) -> Visit:
    """A visit that has come into a state, at Anna's desk where it is at one."""
    visit = front.ticket("SK1")
    if state in ("called", "serving", "done: finished", "done: no_show"):
        anna.call(visit)
    if state in ("serving", "done: finished"):
        anna.begin(visit)
    match state:
        case "held":
            anna.call(visit)
            anna.hold(visit)
        case "done: finished":
            anna.close_errand(visit, n=1, outcome="resolved")
            anna.finish(visit)
        case "done: no_show":
            anna.no_show(visit)
        case "done: left":
            front.reception.leave(visit)
        case "done: closed":
            front.wait(minutes=8 * 60)
            front.system.run("close_day", day=visit["day"])
    found = front.visit(visit)
    assert found.state == state.partition(":")[0]
    return found


def admitted(command: str, state: str) -> bool:
    if command == "bring_back":
        return state == "done: no_show"
    return state in ADMITS[command]


PAIRS = [(command, state) for command in ADMITS for state in STATES]


def test_every_command_on_a_visit_is_tried_here() -> None:
    assert COMMANDS.keys() == AFTER.keys() == ADMITS.keys()


@pytest.mark.parametrize(
    ("command", "state"), [pair for pair in PAIRS if not admitted(*pair)], ids=str
)
def test_what_a_state_does_not_admit_is_refused_and_the_refusal_names_the_state(
    front: Front, command: str, state: str
) -> None:
    anna = front.clerk("anna", "d1")
    visit = a_visit(front, anna, state)
    before = front.log()
    error = refused("wrong_state", COMMANDS[command], anna, visit)
    assert STATES[state] in str(error.text)
    assert visit.number in str(error.text)
    assert error.status == 409
    assert error.extra == {"state": visit.state, "desk": visit.desk, "clerk": visit.clerk}
    assert front.log() == before
    assert front.visit(visit.id) == visit


@pytest.mark.parametrize(("command", "state"), [p for p in PAIRS if admitted(*p)], ids=str)
def test_what_a_state_admits_leads_where_the_design_says(
    front: Front, command: str, state: str
) -> None:
    anna = front.clerk("anna", "d1")
    visit = a_visit(front, anna, state)
    if command == "finish":
        anna.close_errand(visit.id, n=1, outcome="resolved")
    COMMANDS[command](anna, visit)
    assert front.visit(visit.id).state == AFTER[command]
    assert front.history().clean
