"""Another user of the machine. Lies in a module of its own: it is sent to a new process."""

from __future__ import annotations

import os
from multiprocessing.connection import Connection

from sqlalchemy import insert

from serviceoffice.core.catalogue.maps import process_maps
from serviceoffice.storage import Database, DatabaseTrouble

NOBODY = 65534


def try_as_nobody(answer: Connection, path: str) -> None:
    """Write without the right to, and say what was answered."""
    os.setuid(NOBODY)
    database = Database(f"sqlite:///{path}")
    try:
        with database.write() as connection:
            connection.execute(insert(process_maps), {"hash": "h", "body": "b"})
    except DatabaseTrouble as error:
        answer.send(str(error))
    else:
        answer.send("it was written")
