from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from webkit import OTHER_OFFICE, Browser, Script

from serviceoffice.agencies.agencies import Agencies, LoadedAgency
from serviceoffice.agencies.opening import Opened
from serviceoffice.api import text
from serviceoffice.storage import Database
from serviceoffice.web.app import create_app


def test_the_process_says_that_it_lives(client: Browser) -> None:
    assert client.get("/health/live").json == {"status": "ok"}


def test_the_house_is_ready_when_its_database_answers(client: Browser) -> None:
    assert client.get("/health/ready").json == {"status": "ok", "offices": 2}


def test_a_house_whose_database_is_gone_is_alive_but_not_ready(
    client: Browser, opened: Opened, database: Database
) -> None:
    database.close()
    path = str(database.url.database)
    opened.house.database = Database(f"sqlite:///{path}-gone")
    answer = client.get("/health/ready")
    assert (answer.status_code, answer.mimetype) == (503, "application/problem+json")
    assert answer.json["code"] == "database" and "Retry-After" in answer.headers
    assert client.get("/health/live").status_code == 200


def test_a_database_of_another_version_is_not_ready(client: Browser, database: Database) -> None:
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE schema_version SET version_num = 'later'")
    assert client.get("/health/ready").status_code == 503


@pytest.fixture
def with_trouble(opened: Opened) -> Flask:
    """One agency is left out."""
    why = text("Its catalogue has mistakes.")
    broken = LoadedAgency("csn", "quarantined", "0.3", "serviceoffice-csn", why)
    agencies = Agencies({**opened.agencies.agencies, "csn": broken})
    return create_app(replace(opened, agencies=agencies))


def test_the_states_of_the_agencies_are_open_and_the_reasons_are_not(
    with_trouble: Flask, as_token: Callable[..., Browser]
) -> None:
    stranger = with_trouble.test_client()
    manager = with_trouble.test_client()
    manager.environ_base |= as_token("manager").environ_base
    seen = stranger.get("/health/agencies")
    assert seen.status_code == 200 and seen.json["status"] == "degraded"
    assert {"agency": "csn", "name": "csn", "state": "quarantined"} in seen.json["agencies"]
    (told,) = (a for a in manager.get("/health/agencies").json["agencies"] if a["agency"] == "csn")
    assert told["version"] == "0.3" and told["why"]


def test_agencies_that_all_serve_are_well(client: Browser) -> None:
    assert client.get("/health/agencies").json["status"] == "ok"


def figure(browser: Browser, name: str, **labels: str) -> float:
    """One figure of /metrics; 0 where nothing was counted."""
    answer = browser.get("/metrics")
    assert answer.status_code == 200
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return float(sample.value)
    return 0.0


def test_metrics_count_commands_by_name_and_outcome(
    client: Browser, as_token: Callable[..., Browser]
) -> None:
    script = Script(as_token("integration"))
    script.ticket()
    script.ticket()
    script.post("/visits", services=["NOPE"])
    script.post("/desks/d1/sign-in", clerk="anna")
    for _ in range(2):
        script.post("/desks/d1/call-next")
    script.post("/visits/2/leave")
    script.post("/desks/d2/sign-in", clerk="bo")
    script.post("/visits/3/leave")
    script.post("/desks/d2/call-next")

    def commands(name: str, outcome: str) -> float:
        return figure(client, "serviceoffice_commands_total", command=name, outcome=outcome)

    assert commands("take_ticket", "done") == 2
    assert commands("take_ticket", "unknown_service") == 1
    assert commands("call_next", "done") == 1
    assert commands("call_next", "desk_busy") == 1
    assert commands("call_next", "nothing") == 1


def test_metrics_say_how_many_wait_in_each_office(
    client: Browser, as_token: Callable[..., Browser]
) -> None:
    script = Script(as_token("integration"))
    script.ticket()
    script.ticket()
    assert figure(client, "serviceoffice_waiting_visits", office="vilhelmina") == 2
    assert figure(client, "serviceoffice_waiting_visits", office=OTHER_OFFICE) == 0
    assert figure(client, "serviceoffice_database_up") == 1


def test_metrics_time_every_request_also_a_refused_one(client: Browser) -> None:
    client.get("/health/live")
    client.get("/api/v1/offices/vilhelmina/queue")
    client.get("/nowhere/at/all")

    def requests(endpoint: str, status: str) -> float:
        name = "serviceoffice_request_seconds_count"
        return figure(client, name, endpoint=endpoint, status=status)

    assert requests("health.live", "2xx") == 1
    assert requests("api_queue.queue", "4xx") == 1
    assert requests("none", "4xx") == 1


def test_metrics_answer_when_the_database_does_not(client: Browser, opened: Opened) -> None:
    opened.house.database = Database("sqlite:////nowhere/at/all.db")
    assert figure(client, "serviceoffice_database_up") == 0


ONE_PROCESS = """
import sys
from contextlib import nullcontext
from types import SimpleNamespace
from serviceoffice.web.health.metrics import metrics_of

house = SimpleNamespace(places={}, database=SimpleNamespace(read=nullcontext))
metrics = metrics_of(house, lambda: 0)
metrics.command("call_next", "done")
sys.stdout.buffer.write(metrics.text())
"""


def test_several_processes_share_their_counters(tmp_path: Path) -> None:
    environment = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    said = [
        subprocess.run(
            [sys.executable, "-c", ONE_PROCESS], env=environment, capture_output=True, check=True
        ).stdout.decode()
        for _ in range(2)
    ]
    counted = 'serviceoffice_commands_total{command="call_next",outcome="done"} '
    assert counted + "1.0" in said[0] and counted + "2.0" in said[1]
    assert all("serviceoffice_database_up 1.0" in text for text in said)
