"""R6: a process that writes is killed at any moment; what it had acknowledged is there."""

from __future__ import annotations

import json
import os
import random
import signal
import threading
from collections.abc import Callable
from typing import Any

from kit import Front
from races.conftest import TORTURE
from races.crew import SPAWN, Place, run
from races.writer import KIOSK, write_until_killed

from serviceoffice.core.visits.tables import at_desks

ORDER = ("waiting", "called", "done")


def killed_at_any_moment(place: Place, cycle: int) -> list[list[Any]]:
    """Start a writer, kill it; what it had acknowledged until then."""
    ours, theirs = SPAWN.Pipe(duplex=False)
    process = SPAWN.Process(target=write_until_killed, args=(place, theirs, cycle))
    process.start()
    theirs.close()
    enough, said = random.randint(1, 60), b""
    while said.count(b"\n") < enough:
        more = os.read(ours.fileno(), 65536)
        assert more, "the writer ended by itself"
        said += more
    threading.Event().wait(random.random() / 200)  # into the middle of something
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    while more := os.read(ours.fileno(), 65536):
        said += more
    return [json.loads(line) for line in said.decode().split("\n")[:-1]]


def test_r6_what_a_killed_process_had_acknowledged_is_there_and_nothing_is_half_done(
    new_office: Callable[[str], tuple[Place, Front]], tried: Callable[[str], None]
) -> None:
    place, front = new_office("r6")
    sqlite = front.house.database.is_sqlite
    cycles = (60 if sqlite else 15) if TORTURE else (5 if sqlite else 2)
    acknowledged = 0
    for cycle in range(cycles):
        said = killed_at_any_moment(place, cycle)
        acknowledged += len(said)
        for state, visit, _ in said:
            assert ORDER.index(front.visit(visit).state) >= ORDER.index(state)
        assert front.history().problems == ()
        log = front.log()
        for state, visit, key in said[-20:]:  # who did not hear the answer may ask again
            if state == "waiting":
                again = run(front.house, place.office, KIOSK, "take_ticket", key, services=["SK1"])
                assert again["id"] == visit
        assert front.log() == log
        free_the_desks(front)
    assert acknowledged >= cycles
    tried(f"{cycles} kills, {acknowledged} acknowledged commands, all there")


def free_the_desks(front: Front) -> None:
    """Whoever had been called when the process was killed did not come."""
    with front.house.database.read() as connection:
        called = at_desks(connection, front.office_id)
    for visit in called:
        assert visit.clerk is not None
        front.clerk(visit.clerk).no_show(visit.id)
