"""F1 and F2: how much of the machine the hot path leaves to the office.

Take-ticket and call-next over HTTP by 16 connections, with idempotency, events
and authorisation on and every commit on the disk, divided by the series bound
``1 / (1/J + 1/S)`` of the same turn. J: the same JSON from a bare Flask route
under the same server. S: the same SQL by the raw driver, one thread an office.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from contextlib import ExitStack
from itertools import count
from pathlib import Path
from typing import Any

from _client import Wire, at_once
from _house import SERVICE, Site, databases, make_site, run_sql, serving, serving_app
from _report import save, table, wrong
from _sql import Script, recording, run_again
from flask import Flask, jsonify, request
from flask.testing import FlaskClient
from sqlalchemy import make_url

from serviceoffice.web.app import create_app

CONNECTIONS = 16
DESKS = 320  # of all offices together; each is called to once, then everybody goes
TICKET = {"services": [SERVICE], "source": "kiosk"}
OURS, BOUND, JSON, SQL, RATIO = (
    "ours, requests/s", "series bound, requests/s", "J: bare JSON, requests/s",
    "S: raw SQL, requests/s", "ours ÷ bound",
)  # fmt: skip


class Load:
    """Take-ticket and call-next from every connection, and a check of what was answered."""

    def __init__(self, site: Site, port: int) -> None:
        self.per_office = DESKS // len(site.offices)
        self.wires = [
            (office, Wire(port, site.tokens[office]))
            for n in range(CONNECTIONS)
            for office in [site.offices[n % len(site.offices)]]
        ]
        self.taken: list[tuple[str, int, str]] = []
        self.called: list[tuple[str, int]] = []

    def run(self, seconds: float) -> float:
        """Requests per second, over rounds that last at least so long together."""
        measured, requests = 0.0, 0
        self.round()  # warms up
        while measured < seconds:
            measured += self.round()
            requests += 2 * DESKS
        return requests / measured

    def round(self) -> float:
        """A ticket and a call for each desk; the seconds it took. Then, unmeasured, all leave."""
        sharing = CONNECTIONS // len({office for office, _ in self.wires})
        called: list[list[int]] = [[] for _ in self.wires]

        def work(n: int) -> None:
            office, wire = self.wires[n]
            at = f"/api/v1/offices/{office}"
            mine = self.per_office // sharing
            first = n // (CONNECTIONS // sharing) * mine + 1
            for desk in range(first, first + mine):
                taken = _ok(wire.post(f"{at}/visits", TICKET), 201)
                self.taken.append((office, taken["id"], taken["number"]))
                visit = _ok(wire.post(f"{at}/desks/d{desk}/call-next"), 200)
                called[n].append(visit["id"])
                self.called.append((office, visit["id"]))

        def leave(n: int) -> None:
            office, wire = self.wires[n]
            for visit in called[n]:
                _ok(wire.post(f"/api/v1/offices/{office}/visits/{visit}/leave"), 200)

        took = at_once([lambda n=n: work(n) for n in range(CONNECTIONS)])
        at_once([lambda n=n: leave(n) for n in range(CONNECTIONS)])
        return took

    def problems(self) -> list[str]:
        """What was lost or doubled."""
        found = []
        if len(set(self.called)) != len(self.called):
            found.append("a visitor was called twice")
        if {(office, visit) for office, visit, _ in self.taken} != set(self.called):
            found.append("those who were called are not those who came")
        if len({(office, number) for office, _, number in self.taken}) != len(self.taken):
            found.append("a number was given twice")
        return found


def _ok(answer: tuple[int, Any], expected: int) -> Any:
    status, body = answer
    if status != expected:
        raise RuntimeError(f"{status} instead of {expected}: {body}")
    return body


class Recorded:
    """The SQL of a round, office by office, on the database as it was before."""

    def __init__(self, site: Site, url: str, folder: Path) -> None:
        self.url, self.folder, self.copies = url, folder, count(1)
        app = create_app(site.opened)
        # Notices to other processes go their own way, which is not the request's.
        app.extensions["serviceoffice.streams"].hub.close()
        client = app.test_client()
        _pair(client, site, site.offices[0], 0)  # what is read once is not of the hot path
        site.opened.house.database.close()
        self.before = self.copy(url)
        self.answers: dict[str, Any] = {}
        self.scripts: list[Script] = []
        for office in site.offices:
            script = Script()
            with recording(script):
                for desk in range(1, DESKS // len(site.offices) + 1):
                    self.answers = _pair(client, site, office, desk)
            self.scripts.append(script)
        self.requests = sum(script.commits for script in self.scripts)
        site.opened.house.database.close()

    def copy(self, url: str) -> str:
        """A database like another one."""
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            target = self.folder / f"copy{next(self.copies)}.db"
            shutil.copyfile(str(address.database), target)
            return f"sqlite:///{target}"
        name = f"{address.database}_copy{next(self.copies)}"
        server = url.replace(f"/{address.database}?", "/postgres?")
        # A connection that was just closed may still be there.
        run_sql(server, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        f"WHERE datname = '{address.database}'")  # fmt: skip
        run_sql(server, f"CREATE DATABASE {name} TEMPLATE {address.database}")
        return url.replace(f"/{address.database}?", f"/{name}?")

    def run(self, seconds: float) -> float:
        """Requests per second, over copies that last at least so long together."""
        measured, requests = 0.0, 0
        while measured < seconds:
            measured += run_again(self.copy(self.before), self.scripts)
            requests += self.requests
        return requests / measured


def _pair(client: FlaskClient, site: Site, office: str, desk: int) -> dict[str, Any]:
    """A ticket and a call within this process; desk 0 is one where the visitor leaves at once."""
    at = f"/api/v1/offices/{office}"

    def post(path: str, said: Any) -> Any:
        token, key = site.tokens[office], f"{desk}{path}"
        headers = {"Authorization": f"Bearer {token}", "Idempotency-Key": key}
        answer = client.post(f"{at}{path}", json=said, headers=headers)
        return _ok((answer.status_code, answer.get_json()), 201 if path == "/visits" else 200)

    taken = post("/visits", TICKET)
    visit = post(f"/desks/d{desk or 1}/call-next", {})
    if not desk:
        post(f"/visits/{visit['id']}/leave", {})
    return {"visits": taken, "call-next": visit}


def bare_app(answers: dict[str, Any]) -> Flask:
    """The same JSON without an office behind it."""
    app = Flask("bare")

    @app.post("/<path:path>")
    def answer(path: str) -> Any:
        request.get_json()
        kind = path.rsplit("/", 1)[-1]
        return jsonify(answers[kind]), 201 if kind == "visits" else 200

    return app


def bare_run(port: int, seconds: float) -> float:
    """Requests per second of the bare route, by as many connections."""
    wires = [Wire(port) for _ in range(CONNECTIONS)]
    each = DESKS // CONNECTIONS

    def work(wire: Wire) -> None:
        for _ in range(each):
            _ok(wire.post("/api/v1/offices/o1/visits", TICKET), 201)
            _ok(wire.post("/api/v1/offices/o1/desks/d1/call-next"), 200)

    measured, requests = 0.0, 0
    at_once([lambda wire=wire: work(wire) for wire in wires])
    while measured < seconds:
        measured += at_once([lambda wire=wire: work(wire) for wire in wires])
        requests += 2 * each * CONNECTIONS
    return requests / measured


def main() -> None:
    """Measure in turns, print, save; exit with 1 if anything was lost or doubled."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true", help="more and longer turns")
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    args = parser.parse_args()
    turns, seconds = (15, 6.0) if args.long else (5, 2.0)
    offices, workers = (1, 1) if args.database == "sqlite" else (8, 2)
    with ExitStack() as stack:
        make = stack.enter_context(databases(args.database))
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-")))
        url = make()
        recorded = Recorded(make_site(url, folder, offices, DESKS // offices), url, folder)
        site = make_site(make(), folder, offices, DESKS // offices)
        bare = stack.enter_context(serving_app(bare_app(recorded.answers), workers))
        load = Load(site, stack.enter_context(serving(site, workers)))
        figures: dict[str, list[float]] = {name: [] for name in (OURS, BOUND, JSON, SQL, RATIO)}
        for _ in range(turns):
            json_rate, sql_rate = bare_run(bare, seconds), recorded.run(seconds)
            ours, bound = load.run(seconds), 1 / (1 / json_rate + 1 / sql_rate)
            turn = (ours, bound, json_rate, sql_rate, ours / bound)
            for name, value in zip(figures, turn, strict=True):
                figures[name].append(value)
        wrong(load.problems() + site.history())
        site.opened.house.database.close()
    print(f"hot path, {args.database}: {CONNECTIONS} connections, {offices} offices, "
          f"{workers} web processes, {turns} turns")  # fmt: skip
    print(table(figures, {RATIO: 3}))
    script, tickets = recorded.scripts[0], len(load.taken)
    path = save(
        f"hot_path-{args.database}", figures, connections=CONNECTIONS, offices=offices,
        web_processes=workers, tickets=tickets, lost=0, doubled=0,
        statements_per_request=len(script.steps) / script.commits,
    )  # fmt: skip
    print(f"{tickets} tickets, none lost, none doubled, history clean; {path}")


if __name__ == "__main__":
    main()
