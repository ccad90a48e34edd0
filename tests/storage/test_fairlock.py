"""First come, first served."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

import pytest

from serviceoffice.storage.fairlock import FairLock


def waiting(lock: FairLock) -> int:
    return len(lock._waiting)


def until(true: Callable[[], bool]) -> None:
    """Give the other threads their turns until something holds."""
    pause = threading.Event()
    for _ in range(10_000):
        if true():
            return
        pause.wait(0.001)
    raise AssertionError("it never came true")


def queue_up(lock: FairLock, names: list[str], order: list[str]) -> list[threading.Thread]:
    """Threads that ask for the lock one after the other while it is held."""

    def work(name: str) -> None:
        with lock:
            order.append(name)

    threads = []
    for n, name in enumerate(names, start=1):
        threads.append(threading.Thread(target=work, args=(name,)))
        threads[-1].start()
        until(partial(lambda n: waiting(lock) == n, n))
    return threads


def test_the_lock_is_granted_in_the_order_it_was_asked_for() -> None:
    lock, order = FairLock(), list[str]()
    names = [str(n) for n in range(20)]
    with lock:
        threads = queue_up(lock, names, order)
    for thread in threads:
        thread.join()
    assert order == names


def test_an_error_gives_the_lock_back() -> None:
    lock = FairLock()
    with pytest.raises(ZeroDivisionError), lock:
        raise ZeroDivisionError
    with lock:
        pass


def test_one_thread_cannot_take_it_twice() -> None:
    lock = FairLock()
    with lock, pytest.raises(RuntimeError, match="wait for itself"), lock:
        pass  # pragma: no cover


class Interrupted(BaseException):
    """As a signal in the middle of waiting."""


class Interrupting:
    """A turn that is interrupted while it is waited for."""

    def __init__(self, before: Callable[[], None] = lambda: None) -> None:
        self.before, self.asked = before, 0

    def acquire(self) -> None:
        self.asked += 1
        if self.asked == 2:  # the first is its making
            self.before()
            raise Interrupted

    def release(self) -> None:
        """Handed over to nobody any more."""


def test_who_is_interrupted_while_waiting_leaves_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, held, order = FairLock(), threading.Event(), list[str]()
    let_go = threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            let_go.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()
    monkeypatch.setattr("serviceoffice.storage.fairlock.Lock", Interrupting)
    with pytest.raises(Interrupted), lock:
        pass  # pragma: no cover
    monkeypatch.undo()
    others = queue_up(lock, ["after"], order)
    let_go.set()
    for thread in (holder, *others):
        thread.join()
    assert order == ["after"]


def test_who_is_interrupted_just_when_the_lock_comes_hands_it_on(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lock, held, let_go = FairLock(), threading.Event(), threading.Event()

    def hold() -> None:
        with lock:
            held.set()
            let_go.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait()

    def the_holder_ends() -> None:
        let_go.set()
        holder.join()

    monkeypatch.setattr(
        "serviceoffice.storage.fairlock.Lock", lambda: Interrupting(the_holder_ends)
    )
    with pytest.raises(Interrupted), lock:
        pass  # pragma: no cover
    monkeypatch.undo()
    with lock:
        assert waiting(lock) == 0
