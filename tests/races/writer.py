"""A process that writes until it is killed, in a module that a new process can import."""

from __future__ import annotations

import json
import os
import threading
from multiprocessing.connection import Connection

from races.crew import Place, a_house, clerk, run

from serviceoffice.core.commands import Principal
from serviceoffice.storage import Database

THREADS = 3
KIOSK = Principal("device:kiosk", "device")


def write_until_killed(place: Place, acknowledged: Connection, cycle: int) -> None:
    """Take tickets and call them without end; say what has been answered, after it was."""
    house = a_house(Database(place.url), place.office)

    def say(state: str, visit: int, key: str) -> None:
        os.write(acknowledged.fileno(), (json.dumps([state, visit, key]) + "\n").encode())

    def serve(n: int) -> None:
        turn = 0
        while True:
            turn += 1
            key = f"{cycle}.{n}.{turn}"
            visit = run(house, place.office, KIOSK, "take_ticket", key, services=["SK1"])
            say("waiting", visit["id"], key)
            visit = run(house, place.office, clerk(n), "call_next", key)
            say("called", visit["id"], key)
            run(house, place.office, clerk(n), "no_show", key + "-", visit=visit["id"])
            say("done", visit["id"], key)

    for n in range(1, THREADS + 1):
        threading.Thread(target=serve, args=(n,)).start()
