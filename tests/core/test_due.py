"""What must happen later happens once, whoever dies in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from kit import OFFICE, Front
from sqlalchemy import select

from serviceoffice.api import Refused, text
from serviceoffice.core import commands, due
from serviceoffice.core.clock import MINUTE
from serviceoffice.core.commands import Answer, Work, handles
from serviceoffice.core.due import CLAIM, Due, Sweeper, claim, plan, postpone, sweep
from serviceoffice.storage import DatabaseTrouble


class Bell:
    """A command ``ring`` that says when it was run; what is put in ``then`` happens in it."""

    def __init__(self) -> None:
        self.rung: list[str] = []
        self.then: Any = lambda _work: None

    def ring(self, work: Work, name: str) -> Answer:
        self.rung.append(name)
        self.then(work)
        return None


@pytest.fixture
def bell() -> Iterator[Bell]:
    bell = Bell()
    handles("ring")(bell.ring)
    yield bell
    del commands.HANDLERS["ring"], commands._ARGUMENTS["ring"]


def soon(front: Front, key: str = "a", minutes: float = 5) -> Due:
    at = front.clock.now() + int(minutes * MINUTE)
    return Due(OFFICE, "ring", key, at, {"name": key})


def planned(front: Front, *items: Due) -> None:
    with front.house.database.write() as connection:
        for item in items:
            plan(connection, item)


def left(front: Front) -> dict[str, int]:
    with front.house.database.read() as connection:
        return {
            row.key: row.at for row in connection.execute(select(due.due)) if row.kind == "ring"
        }


def test_what_is_due_is_run_once_and_then_gone(front: Front, bell: Bell) -> None:
    planned(front, soon(front))
    assert sweep(front.house) == 0
    front.wait(minutes=5)
    assert sweep(front.house) == 1
    assert sweep(front.house) == 0
    assert bell.rung == ["a"]
    assert left(front) == {}


def test_planning_the_same_thing_again_moves_nothing(front: Front, bell: Bell) -> None:
    planned(front, soon(front, minutes=5), soon(front, minutes=1))
    front.wait(minutes=1)
    assert sweep(front.house) == 0
    front.wait(minutes=4)
    assert sweep(front.house) == 1


def test_what_is_postponed_waits_for_its_new_time(front: Front, bell: Bell) -> None:
    planned(front, soon(front, minutes=5))
    with front.house.database.write() as connection:
        postpone(connection, soon(front, minutes=10))
    front.wait(minutes=5)
    assert sweep(front.house) == 0
    front.wait(minutes=5)
    assert sweep(front.house) == 1


def test_postponing_what_was_not_planned_plans_it(front: Front, bell: Bell) -> None:
    with front.house.database.write() as connection:
        postpone(connection, soon(front, minutes=1))
    front.wait(minutes=1)
    assert sweep(front.house) == 1


def test_a_command_may_plan_itself_anew_while_it_runs(front: Front, bell: Bell) -> None:
    bell.then = lambda work: postpone(work.connection, soon(front, minutes=10))
    planned(front, soon(front))
    front.wait(minutes=5)
    assert sweep(front.house) == 1
    assert left(front) == {"a": front.clock.now() + 10 * MINUTE}
    assert sweep(front.house) == 0
    front.wait(minutes=10)
    assert sweep(front.house) == 1
    assert bell.rung == ["a", "a"]


def test_everything_due_is_run_the_oldest_first(front: Front, bell: Bell) -> None:
    planned(front, soon(front, "b", 2), soon(front, "a", 1), soon(front, "c", 3))
    front.wait(minutes=2)
    assert sweep(front.house) == 2
    assert bell.rung == ["a", "b"]


def test_a_claimed_row_is_nobody_elses_until_the_claim_runs_out(front: Front, bell: Bell) -> None:
    """A sweeper that is killed between its claim and the command leaves just this behind."""
    planned(front, soon(front))
    front.wait(minutes=5)
    with front.house.database.write() as connection:
        assert len(claim(connection, front.clock.now(), "killed")) == 1
    assert sweep(front.house) == 0
    front.clock.at += CLAIM
    assert sweep(front.house) == 0
    front.clock.at += 1
    assert sweep(front.house) == 1
    assert bell.rung == ["a"]


def test_a_sweeper_that_has_lost_its_claim_does_not_run_the_command(
    front: Front, bell: Bell
) -> None:
    planned(front, soon(front))
    front.wait(minutes=5)
    with front.house.database.write() as connection:
        (item,) = claim(connection, front.clock.now(), "slow")
    front.clock.at += CLAIM + 1
    assert sweep(front.house, "quick") == 1
    assert due._run(front.house, item) is False
    assert bell.rung == ["a"]


def test_a_row_that_was_moved_after_the_claim_is_not_run_before_its_time(
    front: Front, bell: Bell
) -> None:
    planned(front, soon(front))
    front.wait(minutes=5)
    with front.house.database.write() as connection:
        (item,) = claim(connection, front.clock.now(), "me")
        postpone(connection, soon(front, minutes=10))
    assert due._run(front.house, item) is False
    assert bell.rung == []
    assert len(left(front)) == 1


def test_four_sweepers_at_once_run_each_row_once(front: Front, bell: Bell) -> None:
    names = [f"{n:02d}" for n in range(30)]
    planned(front, *(soon(front, name) for name in names))
    front.wait(minutes=5)
    ran: list[int] = []

    def run() -> None:
        while left(front):
            ran.append(sweep(front.house))

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(bell.rung) == names
    assert sum(ran) == 30


def test_a_refusal_is_an_answer_and_ends_the_matter(
    front: Front, bell: Bell, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_work: Work) -> None:
        raise Refused("no", text("Not today."))

    bell.then = refuse
    planned(front, soon(front))
    front.wait(minutes=5)
    assert sweep(front.house) == 1
    assert left(front) == {}
    assert "Not today." in caplog.text


def test_an_accident_leaves_the_row_for_later_and_does_not_stop_the_others(
    front: Front, bell: Bell, caplog: pytest.LogCaptureFixture
) -> None:
    def stumble(_work: Work) -> None:
        if bell.rung == ["a"]:
            raise ZeroDivisionError

    bell.then = stumble
    planned(front, soon(front, "a", 1), soon(front, "b", 2))
    front.wait(minutes=5)
    assert sweep(front.house) == 1
    assert bell.rung == ["a", "b"]
    assert list(left(front)) == ["a"]
    assert "failed" in caplog.text
    front.clock.at += CLAIM + 1
    assert sweep(front.house) == 1
    assert left(front) == {}


def test_an_office_that_is_gone_stands_in_nobodys_way(front: Front, bell: Bell) -> None:
    planned(front, *(Due("gone", "ring", str(n), 0, {}) for n in range(40)), soon(front))
    front.wait(minutes=5)
    assert sum(sweep(front.house) for _ in range(3)) == 1
    assert bell.rung == ["a"]


def test_the_sweepers_thread_does_the_same_until_it_is_stopped(front: Front, bell: Bell) -> None:
    rung = threading.Event()
    bell.then = lambda _work: rung.set()
    planned(front, soon(front))
    front.wait(minutes=5)
    sweeper = Sweeper(front.house, every=0.01)
    sweeper.start()
    assert rung.wait(30)
    sweeper.stop()
    assert not sweeper.is_alive()
    assert bell.rung == ["a"]


def test_trouble_with_the_database_does_not_end_the_sweepers_thread(
    front: Front, bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    troubles = iter([DatabaseTrouble("gone"), RuntimeError("odd")])
    rung = threading.Event()
    bell.then = lambda _work: rung.set()
    planned(front, soon(front))
    front.wait(minutes=5)

    def sometimes(*args: Any) -> int:
        for trouble in troubles:
            raise trouble
        return sweep(*args)

    monkeypatch.setattr(due, "sweep", sometimes)
    sweeper = Sweeper(front.house, every=0.01)
    sweeper.start()
    assert rung.wait(30)
    sweeper.stop()
