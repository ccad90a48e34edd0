"""Whoever follows a log is woken by every commit, from whichever process it comes."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from kit import OFFICE, Front, make_place
from sqlalchemy import event

from serviceoffice.core import hub as hub_module
from serviceoffice.core.house import House
from serviceoffice.core.hub import Hub
from serviceoffice.core.watching import Watch
from serviceoffice.storage import Database, DatabaseTrouble

LONG = 20.0


@pytest.fixture
def hub(house: House) -> Iterator[Hub]:
    hub = Hub(house, poll=0.02, safety=0.2)
    yield hub
    hub.close()


@pytest.fixture
def elsewhere(house: House) -> Iterator[Front]:
    """The same house as another process has it: connections and listeners of its own."""
    url = house.database.url.render_as_string(hide_password=False)
    database = Database(url)
    yield Front(House(database, house.clock, {OFFICE: make_place()}, house.secret))
    database.close()


def seqs(hub: Hub, after: int) -> list[int]:
    return [row.seq for row in hub.after(OFFICE, after)]


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_a_commit_wakes_a_listener_at_once(
    front: Front, hub: Hub, threads: ThreadPoolExecutor
) -> None:
    waiting = threads.submit(hub.wait, OFFICE, 1, LONG)
    front.ticket("SK1")
    assert waiting.result(LONG)


def test_a_listener_that_is_behind_does_not_wait(front: Front, hub: Hub) -> None:
    front.ticket("SK1")
    assert hub.wait(OFFICE, 1, LONG)


def test_a_listener_for_whom_nothing_happens_is_let_go(hub: Hub) -> None:
    assert not hub.wait(OFFICE, 1, 0.01)


def test_another_offices_commit_wakes_nobody_here(hub: Hub) -> None:
    hub.grown("storuman", 99)
    assert not hub.wait(OFFICE, 1, 0.01)


def test_a_commit_of_another_process_is_noticed(
    elsewhere: Front, hub: Hub, caplog: pytest.LogCaptureFixture
) -> None:
    with hub.listening():
        elsewhere.ticket("SK1")
        assert hub.wait(OFFICE, 1, LONG)
        assert seqs(hub, 1) == [2]
        elsewhere.ticket("SK1")
        assert hub.wait(OFFICE, 2, LONG)
        assert seqs(hub, 2) == [3]
    assert not caplog.records


def test_a_notice_of_another_process_needs_no_look(elsewhere: Front, house: House) -> None:
    """On PostgreSQL the notice itself wakes; the slow look is only a safety net."""
    if house.database.is_sqlite:
        pytest.skip("SQLite sends no notices")
    here, there = Hub(house, safety=LONG), Hub(elsewhere.house)
    looked = threading.Event()
    look = here.look
    here.look = lambda: (look(), looked.set())[0]  # type: ignore[method-assign]
    with here.listening():
        assert looked.wait(LONG)  # it listens from now on
        elsewhere.ticket("SK1")
        assert here.wait(OFFICE, 1, LONG / 2)
    here.close()
    there.close()


def test_new_events_are_read_once_for_all_who_listen(front: Front, hub: Hub) -> None:
    reads = 0

    def count(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        nonlocal reads
        reads += "FROM events" in statement

    front.ticket("SK1")
    assert seqs(hub, 1) == [2]
    front.ticket("SK1")
    event.listen(front.house.database._reader, "before_cursor_execute", count)
    try:
        assert [seqs(hub, 2) for _ in range(5)] == [[3]] * 5
        assert seqs(hub, 1) == [2, 3]
    finally:
        event.remove(front.house.database._reader, "before_cursor_execute", count)
    assert reads == 1


def test_an_old_log_is_read_page_by_page_without_a_gap(
    front: Front, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(7):
        front.ticket("SK1")
    monkeypatch.setattr(hub_module, "PAGE", 3)
    monkeypatch.setattr(hub_module, "_AFTER", hub_module._AFTER.limit(3))
    heard: list[int] = []
    while page := seqs(hub, heard[-1] if heard else 0):
        assert len(page) <= 3
        heard += page
    assert heard == list(range(1, 9))


def test_a_listener_far_behind_and_one_in_front_both_hear_everything(
    front: Front, hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub_module._Tail, "__init__", short_tail)
    last = 1
    for _ in range(10):
        front.ticket("SK1")
        new = seqs(hub, last)
        assert new == [last + 1]
        last = new[-1]
    assert seqs(hub, 1) == list(range(2, 12))
    front.ticket("SK1")
    assert seqs(hub, last) == [last + 1]


def short_tail(tail: hub_module._Tail) -> None:
    tail.lock, tail.rows = threading.Lock(), deque(maxlen=3)


def test_other_processes_are_watched_only_while_somebody_listens(hub: Hub) -> None:
    def watches() -> list[threading.Thread]:
        return [t for t in threading.enumerate() if isinstance(t, Watch) and t.follower is hub]

    assert watches() == []
    with hub.listening(), hub.listening():
        (watch,) = watches()
        assert hub.listeners == 2
    watch.join(LONG)
    assert watches() == []


def test_those_who_wait_hold_no_connection(
    front: Front, hub: Hub, threads: ThreadPoolExecutor
) -> None:
    pool = front.house.database._reader.pool
    waiting = [threads.submit(hub.wait, OFFICE, 1, LONG) for _ in range(5)]
    assert pool.checkedout() == 0  # type: ignore[attr-defined]
    front.ticket("SK1")
    assert all(each.result(LONG) for each in waiting)


def test_a_watch_survives_a_database_that_is_gone_for_a_while(
    house: House, elsewhere: Front, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("serviceoffice.core.watching.AFTER_TROUBLE", 0.01)
    hub = Hub(house, poll=0.02, safety=0.2)
    look, failures = hub.look, [DatabaseTrouble("gone"), RuntimeError("odd")]

    def failing_look() -> None:
        if failures:
            raise failures.pop()
        look()

    monkeypatch.setattr(hub, "look", failing_look)
    with hub.listening():
        elsewhere.ticket("SK1")
        assert hub.wait(OFFICE, 1, LONG)
    hub.close()


def test_closing_lets_everybody_go(house: House, hub: Hub, threads: ThreadPoolExecutor) -> None:
    waiting = threads.submit(hub.wait, OFFICE, 99, LONG)
    hub.close()
    assert waiting.result(LONG) and hub.closed
    assert not house.listeners
