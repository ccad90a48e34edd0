"""No command reads a whole table, so none grows slower as the years of history pile up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

from kit import Front, make_house
from sqlalchemy import event

from serviceoffice.core import due
from serviceoffice.storage import Database
from serviceoffice.storage.upgrade import upgrade

STEP = {"kind": "visitor", "what": "Come back", "owner": "visitor", "due_on": "2026-03-20"}
# Read whole for an office: a row for each desk, start or visit that is open now.
SMALL = ("desks", "log_heads", "configurations", "uq_visits_desk", "ix_visits_waiting")


def a_day_of_every_command(front: Front) -> None:
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    first = front.ticket("SK1", "FK1", key="a")
    for _ in range(12):
        front.ticket("SK1")
    anna.call_next(key="b")
    anna.recall(first)
    anna.begin(first)
    anna.walk_step(first, n=1, step="identify")
    anna.add_errand(first, service="AF1")
    anna.undo()
    anna.close_errand(first, n=1, outcome="next_step", next_step=STEP)
    anna.undo()
    anna.transfer(first, to_desk="d2")
    bo.call(first)
    bo.hold(first)
    front.reception.resume(first)
    missed = anna.call_next()
    anna.no_show(missed)
    anna.bring_back(missed)
    anna.leave(missed)
    served = front.served(anna, "SK1")
    anna.close_errand(served, n=1, outcome="resolved")
    called = anna.finish_and_call_next(served)["called"]
    anna.hold(called)
    anna.pause(reason="break")
    anna.undo()
    anna.sign_in(desk="d3")
    anna.sign_out()
    front.reconfigure(replace(front.office, name="Another name"))
    front.wait(minutes=8 * 60)
    due.sweep(front.house)
    front.system.run("configure")


def test_no_statement_of_any_command_scans_a_table(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'office.db'}")
    upgrade(database)
    front = Front(make_house(database))
    asked: dict[str, Any] = {}

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        if statement.startswith(("SELECT", "INSERT", "UPDATE", "DELETE")):
            asked.setdefault(statement, values)

    for engine in (database._writer, database._reader):
        event.listen(engine, "before_cursor_execute", note)
    a_day_of_every_command(front)
    for engine in (database._writer, database._reader):
        event.remove(engine, "before_cursor_execute", note)
    assert front.history().problems == ()
    assert len(asked) >= 30
    plans = {}
    with database.write() as connection:
        for statement, values in asked.items():
            values = values[0] if isinstance(values, list) else values
            rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            plans[statement] = [row.detail for row in rows]
    scans = {s: p for s, p in plans.items() if any("SCAN" in line for line in p)}
    assert scans == {}
    whole = [line for plan in plans.values() for line in plan if line.endswith("(office_id=?)")]
    assert [line for line in whole if not any(small in line for small in SMALL)] == [], plans
