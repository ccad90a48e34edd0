"""Whatever a front does, an undo restores what was before, or says why not (R10)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from kit import Front, Seat, make_house, make_office, make_place

from serviceoffice.api import Refused
from serviceoffice.core.entities import ENTITIES
from serviceoffice.core.queue.undo import WINDOW
from serviceoffice.storage import Database

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
        # What each clerk can take back: the state before, the time, and what it touched.
        self.done: dict[str, list[tuple[Any, int, set[Any]]]] = {name: [] for name in CLERKS}

    def state(self) -> Any:
        with self.front.house.database.read() as connection:
            return {
                name: dict(entity.all(connection, self.front.office_id))
                for name, entity in ENTITIES.entities.items()
            }

    def attempt(self, seat: Seat, command: str, **args: Any) -> list[Any]:
        """Run it; the events it made. A refusal must change nothing."""
        before, log = self.state(), self.front.log()
        try:
            seat.run(command, **args)
        except Refused:
            assert self.state() == before
            assert self.front.log() == log
            return []
        return self.front.log()[len(log) :]

    @rule(data=st.data(), command=st.sampled_from(ON_A_VISIT), clerk=st.sampled_from([*CLERKS]))
    def on_a_visit(self, data: Any, command: tuple[str, Any], clerk: str) -> None:
        visit = data.draw(st.sampled_from(self.visits))
        self.act(clerk, command[0], visit=visit, **command[1])

    @rule(command=st.sampled_from(AT_A_DESK), clerk=st.sampled_from([*CLERKS]))
    def at_a_desk(self, command: tuple[str, Any], clerk: str) -> None:
        self.act(clerk, command[0], **command[1])

    def act(self, clerk: str, command: str, **args: Any) -> None:
        before = self.state()
        events = self.attempt(self.seats[clerk], command, **args)
        units: dict[int, list[Any]] = {}
        for event in events:
            units.setdefault(event.command, []).append(event)
        for unit in units.values():
            touched = {touch for event in unit for touch in (event.visit, event.desk) if touch}
            self.touch(touched)
            halfway = len(units) > 1 and unit is list(units.values())[-1]
            self.done[clerk].append((None if halfway else before, unit[0].at, touched))

    def touch(self, touched: set[Any], but: str | None = None) -> None:
        """What others have touched is no longer anybody's to take back."""
        for clerk, done in self.done.items():
            if clerk != but:
                self.done[clerk] = [
                    (state, at, mine) if not mine & touched else (Ellipsis, at, mine)
                    for state, at, mine in done
                ]

    @rule(services=st.sampled_from([("SK1",), ("FK1",), ("SK2", "AF1"), ("SK1", "FK1")]))
    def come(self, services: tuple[str, ...]) -> None:
        self.visits.append(self.front.ticket(*services)["id"])

    @rule(seconds=st.integers(min_value=0, max_value=50))
    def wait(self, seconds: int) -> None:
        self.front.wait(seconds=seconds)

    @rule(data=st.data(), command=st.sampled_from(["resume", "leave", "bring_back"]))
    def reception(self, data: Any, command: str) -> None:
        visit = data.draw(st.sampled_from(self.visits))
        for event in self.attempt(self.front.reception, command, visit=visit):
            self.touch({event.visit, event.desk} - {None})

    @rule(clerk=st.sampled_from([*CLERKS]))
    def undo_right_after(self, clerk: str) -> None:
        """The strongest form: do something, take it back, and nothing has happened."""
        before = self.state()
        events = self.attempt(self.seats[clerk], "call_next")
        if events:
            self.seats[clerk].undo()
            assert self.state() == before

    @rule(clerk=st.sampled_from([*CLERKS]))
    def undo(self, clerk: str) -> None:
        seat, before = self.seats[clerk], self.state()
        log = self.front.log()
        mine = [e for e in _standing(log) if e.by == seat.by.name and e.desk == CLERKS[clerk]]
        try:
            seat.undo()
        except Refused as error:
            assert error.code == "nothing_to_undo"
            assert self.state() == before
            young = mine[-1].at >= self.front.clock.now() - WINDOW
            if young:
                assert mine[-1].kind == "signed_in" or _touched_later(log, mine[-1]), mine[-1]
            return
        undone = mine[-1].command
        assert mine[-1].at >= self.front.clock.now() - WINDOW
        expected = _replayed(log, without=undone)
        assert self.state() == expected

    @invariant()
    def the_history_is_clean(self) -> None:
        if hasattr(self, "front"):
            report = self.front.history()
            assert report.clean, report.problems


def _standing(log: list[Any]) -> list[Any]:
    undone = {event.body["of"] for event in log if event.kind == "undone"}
    return [e for e in log if e.kind != "undone" and e.command not in undone]


def _touched_later(log: list[Any], last: Any) -> bool:
    standing = _standing(log)
    visits = {e.visit for e in standing if e.command == last.command and e.visit is not None}
    return any(
        e.command > last.command and (e.visit in visits or e.desk == last.desk) for e in standing
    )


def _replayed(log: list[Any], without: int) -> Any:
    """What the rest of the log leads to, as if the command had never been."""
    states: Any = {name: {} for name in ENTITIES.entities}
    for event in _standing(log):
        if event.command == without:
            continue
        for name, entity in ENTITIES.entities.items():
            if (key := entity.key(event)) is not None:
                states[name][key] = entity.evolve(states[name].get(key), event)
    return states


@pytest.mark.usefixtures("database")
def test_whatever_is_done_an_undo_restores_what_was_before(database: Database) -> None:
    OneOffice.database = database
    machine = OneOffice.TestCase()
    machine.settings = settings(
        settings.default, max_examples=settings.default.max_examples // 4, stateful_step_count=25
    )
    machine.runTest()
