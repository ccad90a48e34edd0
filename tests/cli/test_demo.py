from __future__ import annotations

import os
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cli.shell import Command, Server, StartServer

from serviceoffice.cli.demo import (
    AT_WORK,
    DATABASE,
    OFFICE,
    PASSWORD,
    TOKEN_FILE,
    UNFINISHED,
    Demo,
    prepare,
    working_day,
)
from serviceoffice.core import events
from serviceoffice.core.access.accounts import bearer, sign_in
from serviceoffice.core.clock import local, moment
from serviceoffice.core.desks import states
from serviceoffice.core.history import check
from serviceoffice.core.queue import queries
from serviceoffice.core.visits.visit import Visit

STOCKHOLM = ZoneInfo("Europe/Stockholm")
LINE = f"/api/v1/offices/{OFFICE}/queue"


@dataclass(frozen=True, slots=True)
class Morning:
    """A folder with a demo's morning, to copy, and what the demo's clock said then."""

    folder: Path
    clock: datetime


@pytest.fixture(scope="module")
def morning(tmp_path_factory: pytest.TempPathFactory) -> Morning:
    folder = tmp_path_factory.mktemp("demo")
    house = prepare(folder).opened.house
    house.database.close()
    return Morning(folder, local(house.clock.now(), STOCKHOLM))


@pytest.fixture
def folder(morning: Morning, tmp_path: Path) -> Path:
    """A demo's data of one's own."""
    shutil.copytree(morning.folder, tmp_path / "data")
    return tmp_path / "data"


def visits(demo: Demo) -> list[Visit]:
    """Everybody who has come this day."""
    house = demo.opened.house
    day = local(house.clock.now(), STOCKHOLM).date().isoformat()
    with house.database.read() as connection:
        return queries.of_day(connection, OFFICE, day)


def in_state(found: list[Visit], *wanted: str) -> list[Visit]:
    return [visit for visit in found if visit.state in wanted]


def test_it_is_half_past_ten_on_a_day_that_is_open(morning: Morning) -> None:
    assert f"{morning.clock:%H:%M}" == "10:30"
    assert morning.clock.weekday() < 5


def test_it_goes_on_where_the_log_stopped(folder: Path, morning: Morning) -> None:
    house = prepare(folder).opened.house
    with house.database.read() as connection:
        assert 0 <= house.clock.now() - events.head(connection, OFFICE).at < 60_000


def test_one_is_served_by_anna_at_the_first_desk_and_the_others_are_free(folder: Path) -> None:
    demo = prepare(folder)
    at_desks = in_state(visits(demo), "called", "serving")
    assert [(v.state, v.desk, v.clerk) for v in at_desks] == [("serving", "d1", "anna")]
    with demo.opened.house.database.read() as connection:
        sitting = {state.desk: state.clerk for state in states(connection, OFFICE).values()}
    assert sitting == {"d1": "anna", **{desk: None for desk, _ in AT_WORK[1:]}}


def test_several_wait_and_one_of_them_with_errands_of_several_agencies(folder: Path) -> None:
    waiting = in_state(visits(prepare(folder)), "waiting")
    assert len(waiting) >= 3
    assert any(len({errand.agency for errand in visit.errands}) > 1 for visit in waiting)


def test_the_visits_before_went_as_visits_go(folder: Path) -> None:
    done = in_state(visits(prepare(folder)), "done")
    served = [visit for visit in done if visit.reason == "finished"]
    assert len(served) >= 10
    assert {errand.outcome for visit in served for errand in visit.errands} == {
        "resolved",
        "next_step",
    }
    assert all(errand.walked for visit in served for errand in visit.errands)
    assert len({visit.desk for visit in served}) == len(AT_WORK)
    minutes = [(visit.since - (visit.first_began or 0)) / 60_000 for visit in served]
    assert all(2 < each < 60 for each in minutes), minutes


def test_the_log_of_the_morning_is_clean(folder: Path) -> None:
    demo = prepare(folder)
    with demo.opened.house.database.read() as connection:
        assert check(connection, OFFICE).problems == ()


def test_everybody_signs_in_with_the_demo_s_password_and_scripts_with_its_token(
    folder: Path,
) -> None:
    demo = prepare(folder)
    house = demo.opened.house
    for clerk in ("anna", "chef"):
        assert sign_in(house, OFFICE, clerk, PASSWORD)
    found = bearer(house, demo.token)
    assert found is not None
    assert found[1].role == "integration"


def test_a_morning_that_was_cut_short_is_begun_anew(folder: Path) -> None:
    before = prepare(folder)
    taken = len(visits(before))
    before.opened.house.database.close()
    (folder / UNFINISHED).touch()
    again = prepare(folder)
    assert len(visits(again)) == taken
    assert again.token != before.token
    assert not (folder / UNFINISHED).exists()


def test_a_folder_with_another_office_is_left_alone(folder: Path, serviceoffice: Command) -> None:
    (folder / TOKEN_FILE).unlink()
    ran = serviceoffice("demo", "--port", "0", "--data", folder)
    assert ran.code == 1
    assert ran.err == f"{folder / DATABASE} is not a demo's. Choose another folder for --data.\n"


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path, serviceoffice: Command) -> None:
    (tmp_path / "file").touch()
    ran = serviceoffice("demo", "--port", "0", "--data", tmp_path / "file" / "data")
    assert ran.code == 1
    assert ran.err == f"{tmp_path}/file/data cannot hold the demo's data: Not a directory.\n"


@pytest.mark.parametrize(
    ("today", "demo_day"),
    [
        ("2026-11-24", "2026-11-24"),  # a Tuesday
        ("2026-11-28", "2026-11-30"),  # a Saturday
        ("2026-12-24", "2026-12-28"),  # Christmas, then a weekend
    ],
)
def test_the_demo_s_day_is_today_or_the_next_that_is_open(
    today: str, demo_day: str, folder: Path
) -> None:
    demo = prepare(folder)
    noon = moment(datetime.fromisoformat(f"{today}T12:00").replace(tzinfo=STOCKHOLM))
    day = working_day(demo.opened.house.place(OFFICE).office, noon)
    assert day.date.isoformat() == demo_day
    assert local(day.doors, STOCKHOLM).isoformat()[:16] == f"{demo_day}T09:00"


def token_of(server: Server) -> str:
    line = next(line for line in server.said.splitlines() if "Token" in line)
    return line.split()[-1]


def the_line(server: Server) -> tuple[list[str], list[str], str]:
    """The numbers that wait, those at desks, and the server's time."""
    answer = server.client(token_of(server)).get(LINE)
    assert answer.status == 200
    waiting, at_desks = ([v["number"] for v in answer.body[k]] for k in ("waiting", "at_desks"))
    return waiting, at_desks, answer.body["at"]


def test_after_a_kill_nobody_has_lost_a_place(folder: Path, start: StartServer) -> None:
    first = start("demo", "--port", "0", "--data", folder, until="Ctrl+C")
    taken = first.client(token_of(first)).post(
        f"/api/v1/offices/{OFFICE}/visits", {"services": ["SK2"], "source": "reception"}
    )
    assert taken.status == 201
    before = the_line(first)
    assert first.stop(signal.SIGKILL) == -signal.SIGKILL
    again = start("demo", "--port", "0", "--data", folder, until="Ctrl+C")
    after = the_line(again)
    assert after[:2] == before[:2]
    assert taken.body["number"] in after[0]
    assert token_of(again) == token_of(first)
    assert again.stop(signal.SIGTERM) == 0


def eventually(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 30
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_a_web_process_that_ends_is_replaced_and_the_data_go_with_the_master(
    tmp_path: Path, start: StartServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    server = start("demo", "--port", "0", until="Ctrl+C")
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    if not children.exists():  # pragma: no cover
        pytest.skip("this system does not say which processes a process has started")
    before, worker = the_line(server), int(children.read_text())
    os.kill(worker, signal.SIGTERM)
    eventually(lambda: children.read_text().split() not in ([], [str(worker)]))
    after = the_line(server)
    assert after[:2] == before[:2]
    assert after[2] > before[2]
    assert [path.name[:19] for path in tmp_path.iterdir()] == ["serviceoffice-demo-"]
    assert server.stop(signal.SIGINT) == 0
    assert list(tmp_path.iterdir()) == []
