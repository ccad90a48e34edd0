"""Whatever a front does, an undo restores what was before, or says why not (R10)."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from kit import Front, Seat, make_house, make_office, make_place, refused

from serviceoffice.api import Refused
from serviceoffice.core.entities import ENTITIES
from serviceoffice.core.events import Event
from serviceoffice.core.queue.undo import WINDOW
from serviceoffice.storage import Database

States = dict[Any, Any]
CLERKS = {"anna": "d1", "bo": "d2"}
ON_A_VISIT = [
    ("call", {}), ("recall", {}), ("begin", {}), ("begin", {}), ("hold", {}), ("resume", {}),
    ("no_show", {}), ("bring_back", {}), ("leave", {}), ("finish", {}),
    ("finish_and_call_next", {}),
    ("transfer", {}), ("transfer", {"to_desk": "d2"}), ("transfer", {"to_clerk": "anna"}),
    ("transfer", {"to_service": "FK1"}), ("add_errand", {"service": "FK1"}),
    ("walk_step", {"n": 1, "step": "identify"}), ("walk_step", {"n": 1, "step": "register"}),
    ("close_errand", {"n": 1, "outcome": "resolved"}),
    ("close_errand", {"n": 1, "outcome": "next_step", "next_step": {
        "kind": "visitor", "what": "Come back", "owner": "visitor", "due_on": "2026-03-20"}}),
    ("close_errand", {"n": 2, "outcome": "withdrawn"}),
]  # fmt: skip
AT_A_DESK = [("call_next", {}), ("call_next", {}), ("pause", {"reason": "break"}), ("return", {})]


class OneOffice(RuleBasedStateMachine):
    """Two clerks and a reception do anything to the visits of one office."""

    database: Database
    offices = 0

    @initialize()
    def open(self) -> None:
        OneOffice.offices += 1
        office = make_office(f"office{OneOffice.offices}")
        self.front = Front(make_house(self.database, make_place(office)), office.id)
        self.seats = {name: self.front.clerk(name, desk) for name, desk in CLERKS.items()}
        self.visits = [self.front.ticket("SK1")["id"]]
        # For each command, the states of what it touched as they were before it.
        self.before: dict[int, States] = {}

    def states(self) -> States:
        with self.front.house.database.read() as connection:
            return {
                (name, key): state
                for name, entity in ENTITIES.entities.items()
                for key, state in entity.all(connection, self.front.office_id).items()
            }

    def attempt(self, seat: Seat, command: str, **args: Any) -> None:
        """Run it and remember what was before. A refusal must change nothing."""
        before, log = self.states(), self.front.log()
        try:
            seat.run(command, **args)
        except Refused:
            assert self.states() == before
            assert self.front.log() == log
        for event in self.front.log()[len(log) :]:
            touched = {
                (name, key)
                for name, entity in ENTITIES.entities.items()
                if (key := entity.key(event)) is not None
            }
            met = {thing: before[thing] for thing in touched}
            self.before.setdefault(event.command, {}).update(met)

    @rule(data=st.data(), command=st.sampled_from(ON_A_VISIT), clerk=st.sampled_from([*CLERKS]))
    def on_a_visit(self, data: Any, command: tuple[str, Any], clerk: str) -> None:
        visit = data.draw(st.sampled_from(self.visits))
        self.attempt(self.seats[clerk], command[0], visit=visit, **command[1])

    @rule(command=st.sampled_from(AT_A_DESK), clerk=st.sampled_from([*CLERKS]))
    def at_a_desk(self, command: tuple[str, Any], clerk: str) -> None:
        self.attempt(self.seats[clerk], command[0], **command[1])

    @rule(data=st.data(), command=st.sampled_from(["resume", "leave", "bring_back"]))
    def at_reception(self, data: Any, command: str) -> None:
        visit = data.draw(st.sampled_from(self.visits))
        self.attempt(self.front.reception, command, visit=visit)

    @rule(services=st.sampled_from([("SK1",), ("FK1",), ("SK2", "AF1"), ("SK1", "FK1")]))
    def come(self, services: tuple[str, ...]) -> None:
        self.visits.append(self.front.ticket(*services)["id"])

    @rule(seconds=st.integers(min_value=0, max_value=50))
    def wait(self, seconds: int) -> None:
        self.front.wait(seconds=seconds)

    @rule(clerk=st.sampled_from([*CLERKS]))
    def undo(self, clerk: str) -> None:
        seat, states, log = self.seats[clerk], self.states(), self.front.log()
        standing = _standing(log)
        last = [e for e in standing if e.by == seat.by.name and e.desk == CLERKS[clerk]][-1]
        touched = {e.visit for e in standing if e.command == last.command}
        later = [
            e
            for e in standing
            if e.seq > last.seq and (e.visit in touched - {None} or e.desk == last.desk)
        ]
        too_late = last.at < self.front.clock.now() - WINDOW
        if too_late or later or last.kind == "signed_in":
            refused("nothing_to_undo", seat.undo)
            assert self.states() == states
        else:
            seat.undo()
            assert self.states() == states | self.before[last.command]

    @invariant()
    def the_history_is_clean(self) -> None:
        if hasattr(self, "front"):
            report = self.front.history()
            assert report.clean, report.problems


def _standing(log: list[Event]) -> list[Event]:
    undone = {event.body["of"] for event in log if event.kind == "undone"}
    return [e for e in log if e.kind != "undone" and e.command not in undone]


def test_whatever_is_done_an_undo_restores_what_was_before(database: Database) -> None:
    OneOffice.database = database
    examples = settings().max_examples // (4 if database.is_sqlite else 12)
    run_state_machine_as_test(
        OneOffice, settings=settings(max_examples=examples, stateful_step_count=30)
    )
