"""One door for every change."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest
from kit import MORNING, OFFICE, Front, make_house, make_office, make_place, refused
from sqlalchemy import event

from serviceoffice.api import Refused, text
from serviceoffice.core import commands
from serviceoffice.core.clock import ManualClock
from serviceoffice.core.commands import Answer, Command, Work, execute, handles
from serviceoffice.core.visits import tables
from serviceoffice.core.visits.tables import from_row
from serviceoffice.core.visits.visit import Visit
from serviceoffice.storage import Database


@pytest.fixture(autouse=True)
def no_test_commands_left() -> Iterator[None]:
    handlers, arguments = dict(commands.HANDLERS), dict(commands._ARGUMENTS)
    yield
    for registry, before in ((commands.HANDLERS, handlers), (commands._ARGUMENTS, arguments)):
        registry.clear()
        registry.update(before)  # type: ignore[arg-type]


def test_an_office_that_does_not_exist_is_named(front: Front) -> None:
    with pytest.raises(Refused) as caught:
        execute(front.house, Command("nowhere", "take_ticket"))
    assert caught.value.status == 404
    assert "nowhere" in str(caught.value.text)


def test_a_command_that_does_not_exist_is_named(front: Front) -> None:
    error = refused("unknown_command", front.system.run, "dance")
    assert error.status == 404
    assert "dance" in str(error.text)


def test_an_argument_that_a_command_does_not_take_is_named(front: Front) -> None:
    error = refused("invalid", front.system.run, "begin", visit=1, colour="red")
    assert (error.status, error.field) == (422, "colour")


def test_an_argument_that_is_missing_is_named(front: Front) -> None:
    error = refused("invalid", front.system.run, "begin")
    assert (error.status, error.field) == (422, "visit")


def test_a_refused_command_stores_nothing(front: Front) -> None:
    before = front.log()

    @handles("half_way")
    def half_way(work: Work) -> Answer:
        work.append("signed_in", desk="d1", clerk="anna")
        raise Refused("enough", text("Enough."))

    refused("enough", front.system.run, "half_way")
    assert front.log() == before
    assert front.ticket("SK1")["id"] == before[-1].seq + 1


def test_an_accident_in_a_command_stores_nothing(front: Front) -> None:
    before = front.log()

    @handles("accident")
    def accident(work: Work) -> Answer:
        work.append("signed_in", desk="d1", clerk="anna")
        work.flush()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        front.system.run("accident")
    assert front.log() == before


def test_events_carry_who_did_it_and_the_number_of_their_command(front: Front) -> None:
    front.clerk("anna", "d1")
    moved = front.clerk("anna", "d2")  # signs out of the one, in at the other
    out, into = front.log()[-2:]
    assert (out.kind, into.kind) == ("signed_out", "signed_in")
    assert out.command == into.command == out.seq
    assert out.by == into.by == moved.by.name


def test_time_never_runs_back_even_if_the_machines_clock_does(front: Front) -> None:
    first = front.ticket("SK1")
    front.clock.at -= 3_600_000
    second = front.ticket("SK1")
    assert second["arrived"] == first["arrived"]
    front.clock.at = MORNING + 1
    assert front.ticket("SK1")["arrived"] > first["arrived"]
    assert front.history().clean


def test_listeners_are_woken_after_the_commit_with_the_last_number(front: Front) -> None:
    woken: list[tuple[str, int, int]] = []

    def listen(office: str, seq: int) -> None:
        woken.append((office, seq, front.log()[-1].seq))

    front.house.listeners.append(listen)
    visit = front.ticket("SK1")
    assert woken == [(OFFICE, visit["id"], visit["id"])]


def test_a_listener_that_fails_does_not_look_like_a_failed_command(
    front: Front, caplog: pytest.LogCaptureFixture
) -> None:
    woken: list[int] = []

    def stumble(_office: str, _seq: int) -> None:
        raise ZeroDivisionError

    front.house.listeners += [stumble, lambda _, seq: woken.append(seq)]
    visit = front.ticket("SK1")
    assert woken == [visit["id"]]
    assert "a listener failed" in caplog.text


def test_nobody_is_woken_when_nothing_happened(front: Front) -> None:
    woken: list[int] = []
    front.house.listeners.append(lambda _, seq: woken.append(seq))
    anna = front.clerk("anna", "d1")
    woken.clear()
    assert anna.call_next() is None
    refused("nothing_to_undo", anna.undo)
    assert woken == []


def test_a_command_may_run_another_and_both_are_one(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    first, second = front.served(anna, "SK1"), front.ticket("SK1")
    anna.close_errand(first, n=1, outcome="resolved")
    answer = anna.finish_and_call_next(first)
    assert answer["finished"]["state"] == "done"
    assert answer["called"]["id"] == second["id"]
    assert front.visit(second).state == "called"
    assert front.history().clean


def test_what_a_command_runs_is_refused_with_it(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit, other = front.served(anna, "SK1"), front.ticket("SK1")
    refused("open_errands", anna.finish_and_call_next, visit)
    assert front.visit(visit).state == "serving"
    assert front.visit(other).state == "waiting"


def test_what_a_command_has_made_another_may_change_within_it(front: Front) -> None:
    @handles("come_and_go")
    def come_and_go(work: Work) -> Answer:
        come = work.follow("take_ticket", services=["SK1"])
        assert come is not None
        return work.follow("leave", visit=come["id"])

    gone = front.system.run("come_and_go")
    assert gone is not None
    assert front.visit(gone).reason == "left"
    assert front.history().clean


def test_closing_by_calling_the_next_when_nobody_waits_still_closes(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1")
    anna.close_errand(visit, n=1, outcome="resolved")
    answer = anna.finish_and_call_next(visit, key="k")
    assert answer["called"] is None
    assert answer == anna.finish_and_call_next(visit, key="k")
    assert front.visit(visit).state == "done"


def test_a_command_is_run_only_provided_that_its_condition_holds(front: Front) -> None:
    take = Command(OFFICE, "take_ticket", {"services": ["SK1"]})
    before = front.log()
    assert execute(front.house, take, provided=lambda _: False) is None
    assert front.log() == before
    assert execute(front.house, take, provided=lambda _: True) is not None


def test_offices_do_not_see_each_other(database: Database) -> None:
    umea, lycksele = make_office("umea"), make_office("lycksele")
    house = make_house(database, make_place(umea), make_place(lycksele))
    there, here = Front(house, "umea"), Front(house, "lycksele")
    visit = there.ticket("SK1")
    assert here.ticket("SK1")["number"] == visit["number"] == "001"
    refused("unknown_visit", here.clerk("anna", "d1").call, visit["id"] + 1)
    assert here.history().clean and there.history().clean


@pytest.mark.parametrize("visit", [0, -1, 999_999, 2**63, -(2**63) - 1, 10**30])
def test_a_visit_that_nobody_has_come_for_is_unknown_whatever_its_number(
    front: Front, visit: int
) -> None:
    error = refused("unknown_visit", front.clerk("anna", "d1").call, visit)
    assert (error.status, error.extra) == (404, {"visit": visit})


def test_two_threads_are_served_one_after_the_other(front: Front) -> None:
    failures: list[BaseException] = []

    def come() -> None:
        try:
            for _ in range(10):
                front.ticket("SK1")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=come) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    taken = [e.body["number"] for e in front.log() if e.kind == "ticket_taken"]
    assert taken == [f"{n:03d}" for n in range(1, 41)]
    assert front.history().clean


def statements(front: Front, action: Any) -> list[str]:
    """What an action asks of the database."""
    asked: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if not statement.startswith("BEGIN"):
            asked.append(" ".join(statement.split()))

    engine = front.house.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        event.remove(engine, "before_cursor_execute", note)
    return asked


def test_the_hot_path_asks_nothing_needless_of_the_database(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    for _ in range(30):
        front.ticket("SK1")
    taking = statements(front, lambda: front.ticket("SK1", key="a"))
    calling = statements(front, lambda: anna.call_next(key="b"))
    # lock, key, number, link, closing; row, event, head, answer
    assert len(taking) == 9, taking
    # lock, key, own desk, is it free, line; row, event, head, answer
    assert len(calling) == 9, calling


def test_calling_the_next_reads_only_the_front_of_a_long_line(
    front: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    anna = front.clerk("anna", "d1")
    for _ in range(30):
        front.ticket("SK1")
    read: list[int] = []

    def note(row: Any) -> Visit:
        read.append(row.id)
        return from_row(row)

    monkeypatch.setattr(tables, "from_row", note)
    called = anna.call_next()
    assert read == [called["id"]]
    anna.no_show(called)
    asked = statements(front, anna.call_next)
    assert sum("LIMIT" in statement for statement in asked) == 1


def test_a_clock_is_all_that_a_house_needs_to_be_played(database: Database) -> None:
    house = make_house(database, clock=ManualClock(MORNING + 5))
    assert Front(house).ticket("SK1")["arrived"].endswith("09:00:00.005+00:00")
