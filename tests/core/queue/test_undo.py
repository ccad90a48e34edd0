"""The last thing done at a desk can be taken back within a minute (R10)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from kit import Front, Seat, refused
from sqlalchemy import select

from serviceoffice.core.events import Event
from serviceoffice.core.queue.undo import WINDOW, undoable
from serviceoffice.core.visits.tables import next_step_texts

STEP = {"kind": "handover", "what": "Send", "owner": "skatteverket", "due_on": "2026-03-11"}


@pytest.fixture
def anna(front: Front) -> Seat:
    return front.clerk("anna", "d1")


def waiting(front: Front, _anna: Seat) -> Any:
    return front.ticket("SK1")


def called(front: Front, anna: Seat) -> Any:
    return anna.call(front.ticket("SK1"))


def served(front: Front, anna: Seat) -> Any:
    return front.served(anna, "SK1")


def held(front: Front, anna: Seat) -> Any:
    return anna.hold(front.served(anna, "SK1"))


def missed(front: Front, anna: Seat) -> Any:
    return anna.no_show(anna.call(front.ticket("SK1")))


def resolved(front: Front, anna: Seat) -> Any:
    return anna.close_errand(front.served(anna, "SK1"), n=1, outcome="resolved")


Prepare = Callable[[Front, Seat], Any]
Do = Callable[[Seat, Any], Any]

# For each kind of event: what comes before, and the command that makes it.
UNDOABLE: dict[str, tuple[Prepare, Do]] = {
    "called": (waiting, lambda anna, visit: anna.call(visit)),
    "recalled": (called, lambda anna, visit: anna.recall(visit)),
    "began": (called, lambda anna, visit: anna.begin(visit)),
    "held": (served, lambda anna, visit: anna.hold(visit)),
    "resumed": (held, lambda anna, visit: anna.resume(visit)),
    "missed": (called, lambda anna, visit: anna.no_show(visit)),
    "brought_back": (missed, lambda anna, visit: anna.bring_back(visit)),
    "transferred": (served, lambda anna, visit: anna.transfer(visit, to_desk="d2")),
    "errand_added": (served, lambda anna, visit: anna.add_errand(visit, service="FK1")),
    "step_walked": (served, lambda anna, visit: anna.walk_step(visit, n=1, step="identify")),
    "errand_closed": (
        served,
        lambda anna, visit: anna.close_errand(visit, n=1, outcome="next_step", next_step=STEP),
    ),
    "finished": (resolved, lambda anna, visit: anna.finish(visit)),
    "left": (waiting, lambda anna, visit: anna.leave(visit)),
}


@pytest.mark.parametrize("kind", UNDOABLE)
def test_every_command_on_a_visit_can_be_taken_back_and_leaves_no_trace_but_the_log(
    front: Front, anna: Seat, kind: str
) -> None:
    prepare, do = UNDOABLE[kind]
    visit = prepare(front, anna)
    before = front.visit(visit)
    front.wait(seconds=10)
    do(anna, visit)
    assert front.log()[-1].kind == kind
    assert front.visit(visit) != before
    undone = anna.undo()
    assert (undone["undone"], undone["visit"]["id"]) == (kind, visit["id"])
    assert front.visit(visit) == before
    assert front.log()[-1].kind == "undone"
    assert front.history().clean


def test_a_pause_can_be_taken_back(front: Front, anna: Seat) -> None:
    anna.pause(reason="break")
    assert anna.undo() == {"undone": "paused", "visit": None}
    assert front.desk("d1").paused is None
    anna.pause(reason="break")
    anna.return_()
    anna.undo()
    assert front.desk("d1").paused == "break"
    assert front.history().clean


def test_undoing_again_takes_back_the_one_before(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    anna.walk_step(visit, n=1, step="identify")
    assert [anna.undo()["undone"] for _ in range(3)] == ["step_walked", "began", "called"]
    assert front.visit(visit).state == "waiting"
    refused("nothing_to_undo", anna.undo)


def test_within_the_minute_and_not_a_moment_longer(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    front.wait(seconds=60)
    anna.undo()
    anna.call(visit)
    front.clock.at += WINDOW + 1
    error = refused("nothing_to_undo", anna.undo)
    assert str(error.text) == "There is nothing to undo from the last minute."


def test_what_another_clerk_did_is_not_mine_to_undo(front: Front, anna: Seat) -> None:
    front.ticket("SK1")
    bo = front.clerk("bo", "d2")
    bo.call_next()
    anna.sign_out()
    anna.sign_in(desk="d3")
    refused("nothing_to_undo", anna.undo)


def test_what_someone_else_has_touched_since_is_not_undone(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    anna.hold(visit)
    front.reception.resume(visit)
    error = refused("nothing_to_undo", anna.undo)
    assert str(error.text) == "Something has happened with the visit or the desk since then."
    assert front.visit(visit).state == "waiting"


def test_what_someone_else_has_touched_and_taken_back_can_be_undone(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "SK1")
    anna.transfer(visit)
    bo = front.clerk("bo", "d2")
    bo.call(visit)
    refused("nothing_to_undo", anna.undo)
    bo.undo()
    anna.undo()
    assert (front.visit(visit).state, front.visit(visit).desk) == ("serving", "d1")


@pytest.mark.parametrize("lasting", ["sign_in", "sign_out_and_in"])
def test_taking_and_leaving_a_desk_is_not_undone(front: Front, anna: Seat, lasting: str) -> None:
    if lasting == "sign_out_and_in":
        anna.sign_out()
        anna.sign_in(desk="d1")
    error = refused("nothing_to_undo", anna.undo)
    assert str(error.text) == "This cannot be undone."


def test_undo_stops_at_signing_in(front: Front, anna: Seat) -> None:
    front.ticket("SK1")
    anna.call_next()
    anna.undo()
    refused("nothing_to_undo", anna.undo)
    assert front.desk("d1").clerk == "anna"


def test_a_ticket_is_not_undone_its_number_is_never_used_again(front: Front) -> None:
    front.ticket("SK1")
    refused("invalid", front.reception.undo)  # it acts at no desk
    refused("nothing_to_undo", front.reception.undo, desk="d1")
    assert front.ticket("SK1")["number"] == "002"


def test_each_half_of_closing_by_calling_the_next_is_undone_by_itself(
    front: Front, anna: Seat
) -> None:
    visit, following = front.served(anna, "SK1"), front.ticket("SK1")
    anna.close_errand(visit, n=1, outcome="resolved")
    anna.finish_and_call_next(visit)
    assert anna.undo()["undone"] == "called"
    assert (front.visit(following).state, front.visit(visit).state) == ("waiting", "done")
    assert anna.undo()["undone"] == "finished"
    assert front.visit(visit).state == "serving"
    assert front.history().clean


def test_the_words_of_a_next_step_that_is_taken_back_are_forgotten(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "SK1")
    anna.close_errand(visit, n=1, outcome="next_step", next_step=STEP)
    anna.undo()
    with front.house.database.read() as connection:
        assert connection.execute(select(next_step_texts)).all() == []


def test_undo_sent_twice_undoes_once(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    assert anna.undo(key="k") == anna.undo(key="k")
    assert front.visit(visit).state == "called"


def test_after_undo_a_new_command_may_be_given_and_undone(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    for _ in range(3):
        anna.call(visit)
        anna.undo()
    assert front.visit(visit).state == "waiting"
    assert front.history().clean


def test_a_clerk_who_is_not_signed_in_undoes_nothing(front: Front) -> None:
    refused("not_signed_in", front.clerk("anna").undo)


# --- the pure rule -----------------------------------------------------------------------


def happened(seq: int, kind: str = "held", *, at: int = 0, visit: int | None = 1,
             desk: str | None = "d1", by: str = "anna", command: int = 0,
             of: int = 0) -> Event:  # fmt: skip
    body = {"of": of} if of else {}
    return Event("o", seq, at, kind, visit, desk, by, command or seq, body)


def test_nothing_has_happened() -> None:
    assert undoable([], "anna", "d1", 0).command is None


def test_all_events_of_the_command_are_undone() -> None:
    events = [happened(1), happened(2, visit=2, command=1)]
    assert undoable(events, "anna", "d1", 0).events == tuple(events)


@pytest.mark.parametrize("later", [{"visit": 1, "desk": None}, {"visit": 2, "desk": "d1"}])
def test_a_later_event_on_the_visit_or_the_desk_stands_in_the_way(later: dict[str, Any]) -> None:
    events = [happened(1), happened(2, by="bo", **later)]
    assert undoable(events, "anna", "d1", 0).why_not is not None


def test_a_later_event_elsewhere_does_not() -> None:
    events = [happened(1), happened(2, by="bo", visit=2, desk="d2")]
    assert undoable(events, "anna", "d1", 0).command == 1
