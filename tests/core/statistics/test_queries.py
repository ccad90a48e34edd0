"""The day is read from the log of a real office, played by commands."""

from __future__ import annotations

from typing import Any

from kit import OFFICE, Front
from sqlalchemy.event import listen

from serviceoffice.core.clock import MINUTE
from serviceoffice.core.house import House
from serviceoffice.core.statistics.errands import Outcomes
from serviceoffice.core.statistics.queries import today
from serviceoffice.core.statistics.today import Today
from serviceoffice.core.statistics.waits import Times


def figures(house: House) -> Today:
    with house.database.read() as connection:
        return today(connection, house.place(OFFICE), house.clock.now())


def test_a_day_played_by_commands_is_counted(house: House, front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.ticket("SK1", "FK1", source="kiosk")
    waits = front.ticket("SK2")
    front.wait(minutes=4)
    anna.call_next()
    front.wait(minutes=1)
    anna.begin(visit)
    anna.walk_step(visit, n=1, step="identify")
    anna.walk_step(visit, n=1, step="explain")
    front.wait(minutes=6)
    anna.close_errand(visit, n=1, outcome="resolved")
    anna.close_errand(
        visit, n=2, outcome="next_step",
        next_step={"kind": "handover", "what": "Decide", "owner": "forsakringskassan",
                   "due_on": "2026-03-10"},
    )  # fmt: skip
    anna.finish(visit)
    found = figures(house)
    assert (found.visits.taken, found.visits.served, found.visits.waiting) == (2, 1, 1)
    assert found.visits.longest_wait == front.visit(waits).arrived
    assert found.waits.mean == 4 * MINUTE
    assert found.times[0].times == Times(4 * MINUTE, 1 * MINUTE, 6 * MINUTE)
    assert found.times[0].on_duty == 1
    assert found.outcomes == {
        "skatteverket": Outcomes(resolved=1, open=1), "forsakringskassan": Outcomes(next_step=1),
    }  # fmt: skip
    assert [step.owner for step in found.due_today] == ["forsakringskassan"]
    assert [share.contacts for share in found.levels[:2]] == [0, 1]
    assert sum(handoff.errands for handoff in found.handoffs) == 2
    assert found.sources == {"kiosk": 1, "reception": 1}


def test_undo_at_the_desk_reaches_the_figures(house: House, front: Front) -> None:
    anna = front.clerk("anna", "d1")
    front.ticket("SK1")
    anna.call_next()
    assert figures(house).waits.called == 1
    anna.undo()
    assert figures(house).waits.called == 0
    assert figures(house).visits.waiting == 1


def test_yesterday_is_not_read(house: House, front: Front) -> None:
    front.ticket("SK1")
    front.wait(minutes=24 * 60)
    front.ticket("SK1")
    assert figures(house).visits.taken == 1


def test_a_day_is_one_read_by_the_index_of_times(house: House, front: Front) -> None:
    front.ticket("SK1")
    sent: list[tuple[str, Any]] = []
    with house.database.read() as connection:
        listen(connection, "before_cursor_execute", lambda *args: sent.append(args[2:4]))
        today(connection, house.place(OFFICE), house.clock.now())
        [(statement, values)] = [each for each in sent if each[0] != "BEGIN"]
        if house.database.is_sqlite:
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
            assert "ix_events_at" in str(plan)
