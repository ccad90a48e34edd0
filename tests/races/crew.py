"""Processes that act on one database at the same moment, each with several threads."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import Any

from kit import MORNING, make_office, make_place

from serviceoffice.api import Refused
from serviceoffice.core.clock import ManualClock
from serviceoffice.core.commands import Command, Principal, execute
from serviceoffice.core.house import House
from serviceoffice.core.offices.office import Clerk, Desk, Office
from serviceoffice.storage import Database

CLERKS = 8
SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Place:
    """Where to act: the address of the database and the office."""

    url: str
    office: str


@dataclass(frozen=True)
class Call:
    """Something that one thread does."""

    what: Callable[..., Any]
    place: Place
    args: tuple[Any, ...] = ()
    more: dict[str, Any] = field(default_factory=dict)


def big_office(office_id: str) -> Office:
    """An office of eight desks with a clerk each."""
    numbers = range(1, CLERKS + 1)
    return make_office(
        office_id,
        desks=tuple(Desk(f"d{n}", f"Desk {n}") for n in numbers),
        clerks=tuple(Clerk(f"c{n}", f"Clerk {n}", "skatteverket") for n in numbers),
    )


def a_house(database: Database, office: str) -> House:
    """The house as each process opens it."""
    place = make_place(big_office(office))
    return House(database, ManualClock(MORNING), {office: place}, b"a secret for tests")


class Crew:
    """Processes that wait for work; ``together`` gives them some and lets them start at once."""

    def __init__(self, processes: int = 2) -> None:
        self._start = SPAWN.Barrier(processes)
        self._lines = []
        self._processes = []
        for _ in range(processes):
            mine, theirs = SPAWN.Pipe()
            process = SPAWN.Process(target=_work, args=(theirs, self._start), daemon=True)
            process.start()
            self._lines.append(mine)
            self._processes.append(process)

    def together(self, calls: Sequence[Call]) -> list[Any]:
        """What each call gave, a refusal as the Refused itself; in no certain order."""
        for n, line in enumerate(self._lines):
            line.send(list(calls[n :: len(self._lines)]))
        results: list[Any] = []
        for line in self._lines:
            assert line.poll(300), "a process did not answer"
            results += line.recv()
        for result in results:
            if isinstance(result, BaseException) and not isinstance(result, Refused):
                raise result
        return results

    def close(self) -> None:
        """Send the processes home."""
        for line, process in zip(self._lines, self._processes, strict=True):
            line.send(None)
            process.join(30)


def _work(line: Connection, start: Any) -> None:
    databases: dict[str, Database] = {}
    while (calls := line.recv()) is not None:
        for call in calls:
            if call.place.url not in databases:
                databases[call.place.url] = Database(call.place.url)
                with databases[call.place.url].read():
                    pass  # the connection is made before the race, not in it
        line.send(_at_once(calls, databases, start))
    for database in databases.values():
        database.close()


def _at_once(calls: Sequence[Call], databases: dict[str, Database], start: Any) -> list[Any]:
    results: list[Any] = []
    ready = threading.Barrier(len(calls) + 1)

    def do(call: Call) -> None:
        house = a_house(databases[call.place.url], call.place.office)
        ready.wait()
        try:
            results.append(call.what(house, call.place.office, *call.args, **call.more))
        except BaseException as error:
            results.append(_plain(error))

    threads = [threading.Thread(target=do, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    start.wait()
    ready.wait()
    for thread in threads:
        thread.join()
    return results


def _plain(error: BaseException) -> BaseException:
    """The error as it can travel between processes."""
    if isinstance(error, Refused):
        return NamedRefusal(error.code, dict(error.extra))
    return RuntimeError(f"{type(error).__name__}: {error}")


class NamedRefusal(Refused):
    """A refusal with its code and what it tells a script."""

    def __init__(self, code: str, extra: dict[str, Any]) -> None:
        Exception.__init__(self, code, extra)
        self.code, self.extra = code, extra


# --- what the threads do -----------------------------------------------------------------


def clerk(n: int) -> Principal:
    """The clerk who sits at desk n."""
    return Principal(f"clerk:c{n}", "clerk", f"c{n}")


def run(house: House, office: str, by: Principal, command: str, key: str | None = None,
        **args: Any) -> Any:  # fmt: skip
    """Give one command."""
    return execute(house, Command(office, command, args, by, key))


def take_tickets(house: House, office: str, count: int) -> list[str]:
    """Several visitors come, one after the other; their numbers."""
    kiosk = Principal("device:kiosk", "device")
    return [
        run(house, office, kiosk, "take_ticket", services=["SK1"])["number"] for _ in range(count)
    ]


def serve_until_nobody_waits(house: House, office: str, n: int) -> list[int]:
    """One clerk serves whoever is next; the visits that came."""
    served = []
    visit = run(house, office, clerk(n), "call_next")
    while visit is not None:
        served.append(visit["id"])
        run(house, office, clerk(n), "begin", visit=visit["id"])
        run(house, office, clerk(n), "close_errand", visit=visit["id"], n=1, outcome="resolved")
        answer = run(house, office, clerk(n), "finish_and_call_next", visit=visit["id"])
        visit = answer["called"]
    return served
