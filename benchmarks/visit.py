"""F3: whole visits per second and how long a clerk waits for call-next.

A visit is six requests: take a ticket, call next, begin, close the errand,
finish, read. The peer (The Q of Service BC, on two cores) did 5.6 visits a
second with one client and 6.5 with eight; its call-next took 30 ms in the
median, and with eight clerks at once 1,554–3,978 ms in the 95th percentile.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from _client import Wire, at_once
from _house import SERVICE, Site, databases, make_site, serving
from _report import save, table, wrong

CLERKS = 8
ONE, EIGHT, MEDIAN, P95 = (
    "visits/s, 1 client", "visits/s, 8 clients", "call-next median, ms, 8 clerks",
    "call-next p95, ms, 8 clerks",
)  # fmt: skip


class Desk:
    """A clerk's desk with a connection of its own, and what came to pass there."""

    def __init__(self, site: Site, port: int, number: int) -> None:
        office = site.offices[0]
        self.wire = Wire(port, site.tokens[office])
        self.here = {"desk": f"d{number}"}
        self.at = f"/api/v1/offices/{office}"
        self.taken: list[int] = []
        self.served: list[int] = []
        self.calls: list[float] = []

    def visits(self, seconds: float) -> None:
        """Whole visits, one after the other, for a while."""
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            self.visit()

    def visit(self) -> None:
        """Somebody comes; the first in the line is served to the end."""
        taken = self.post("/visits", {"services": [SERVICE], "source": "kiosk"}, 201)
        self.taken.append(taken["id"])
        began = time.perf_counter()
        visit = self.post(f"/desks/{self.here['desk']}/call-next", {}, 200)
        self.calls.append(1000 * (time.perf_counter() - began))
        one = f"/visits/{visit['id']}"
        self.post(f"{one}/begin", self.here, 200)
        self.post(f"{one}/errands/1/close", {"outcome": "resolved", **self.here}, 200)
        self.post(f"{one}/finish", self.here, 200)
        status, read = self.wire.get(f"{self.at}{one}")
        if status != 200 or read["reason"] != "finished":
            raise RuntimeError(f"{status}: {read}")
        self.served.append(visit["id"])

    def post(self, path: str, said: Any, expected: int) -> Any:
        """Send a command."""
        status, body = self.wire.post(self.at + path, said)
        if status != expected:
            raise RuntimeError(f"{path}: {status} instead of {expected}: {body}")
        return body


def run(desks: list[Desk], seconds: float) -> tuple[float, list[float]]:
    """Visits per second, and the milliseconds of each call-next, sorted."""
    before = sum(len(desk.served) for desk in desks)
    for desk in desks:
        desk.calls.clear()
    took = at_once([lambda desk=desk: desk.visits(seconds) for desk in desks])
    visits = sum(len(desk.served) for desk in desks) - before
    return visits / took, sorted(call for desk in desks for call in desk.calls)


def problems(desks: list[Desk]) -> list[str]:
    """What was lost or doubled."""
    taken = [visit for desk in desks for visit in desk.taken]
    served = [visit for desk in desks for visit in desk.served]
    found = []
    if len(set(taken)) != len(taken) or len(set(served)) != len(served):
        found.append("a visit was given or served twice")
    if set(taken) != set(served):
        found.append(f"{len(set(taken) - set(served))} visits were not served")
    return found


def main() -> None:
    """Measure in turns, print, save; exit with 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="more and longer turns")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    args = parser.parse_args()
    turns, seconds = (15, 8.0) if args.long else (5, 2.0)
    with ExitStack() as stack:
        make = stack.enter_context(databases(args.database))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        site = make_site(make(), folder, offices=1, desks=CLERKS)
        port = stack.enter_context(serving(site, 1 if args.database == "sqlite" else 2))
        desks = [Desk(site, port, number) for number in range(1, CLERKS + 1)]
        run(desks, 0.5)  # warms up
        figures: dict[str, list[float]] = {name: [] for name in (ONE, EIGHT, MEDIAN, P95)}
        for _ in range(turns):
            figures[ONE].append(run(desks[:1], seconds)[0])
            rate, calls = run(desks, seconds)
            figures[EIGHT].append(rate)
            figures[MEDIAN].append(calls[len(calls) // 2])
            figures[P95].append(calls[int((len(calls) - 1) * 0.95)])
        wrong(problems(desks) + site.history())
        site.opened.house.database.close()
    served = sum(len(desk.served) for desk in desks)
    print(f"whole visits, {args.database}: {turns} turns of {seconds:g} seconds each")
    print(table(figures, {ONE: 1, EIGHT: 1, MEDIAN: 1, P95: 1}))
    path = save(f"visit-{args.database}", figures, visits=served, lost=0, doubled=0, clerks=CLERKS)
    print(f"{served} visits, none lost, none doubled, history clean; {path}")


if __name__ == "__main__":
    main()
