"""Serves the application with gunicorn's threads: one process on SQLite, several on PostgreSQL."""

from __future__ import annotations

import gc
import os
import socket
import sys
import threading
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.workers.gthread import ThreadWorker

from serviceoffice.agencies.opening import Opened
from serviceoffice.core.due import Sweeper
from serviceoffice.web.app import create_app
from serviceoffice.web.live.stream import Streams

THREADS = 16
STREAMS = 64
# Seconds a stopping process has for requests that have begun; idle ones end at once.
GRACE = 5
# How many new objects before the garbage of a request or two is looked for.
GARBAGE = 10_000


def settings(listener: int, workers: int) -> dict[str, Any]:
    """What gunicorn is told for a bound socket, given by its file descriptor."""
    return {
        "bind": f"fd://{listener}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS + STREAMS,
        "graceful_timeout": GRACE,
        "timeout": 60,
        "keepalive": 15,
        "control_socket_disable": True,
        "loglevel": "warning",
        "proc_name": "serviceoffice",
    }


class Worker(ThreadWorker):  # type: ignore[misc]
    """A web process: threads for requests and live screens, and the sweeper of due commands."""

    def init_process(self) -> None:
        """Sweep from now on, in the process that serves."""
        gc.set_threshold(GARBAGE)
        self.sweeper = Sweeper(self.app.opened.house)
        self.sweeper.start()
        super().init_process()

    def handle_exit(self, sig: int, frame: Any) -> None:
        """Stop when what has begun is done. Live screens would keep us waiting: they end now."""
        # Not here: the lock may be held by what the signal has interrupted.
        threading.Thread(target=self.end_streams).start()
        super().handle_exit(sig, frame)

    def end_streams(self) -> None:
        """Let go of every live screen; it comes back by itself when somebody serves again."""
        streams: Streams = self.app.flask.extensions["serviceoffice.streams"]
        streams.hub.close()

    def close(self) -> None:
        """Give back what the process holds."""
        self.sweeper.stop()
        self.app.opened.house.database.close()


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn with our settings, serving a house that was opened before the processes fork."""

    def __init__(self, opened: Opened, listener: socket.socket, workers: int = 1) -> None:
        self.opened, self.flask = opened, create_app(opened)
        self._listener, self._workers = listener.detach(), workers
        super().__init__()

    def load_config(self) -> None:
        """Threads for requests, and room for the live screens."""
        ours = {"worker_class": Worker, "worker_exit": lambda _arbiter, worker: worker.close()}
        for name, value in (settings(self._listener, self._workers) | ours).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, the same in every process."""
        return self.flask


def serve(opened: Opened, listener: socket.socket, workers: int = 1) -> None:
    """Serve until told to stop; the house is closed then.

    ``listener`` is bound already and belongs to the server from now on.
    """
    # A connection to the database must not be shared by two processes.
    opened.house.database.close()
    server = Server(opened, listener, workers)
    # What is here now stays; looking it through for garbage would stop every request for
    # tens of milliseconds, and unshare the memory that the processes have in common.
    gc.collect()
    gc.freeze()
    master = os.getpid()
    try:
        server.run()
    except SystemExit as stopped:
        if os.getpid() != master:
            # A web process ends here, whatever its threads do. What our caller
            # cleans up is the master's, which goes on with a new process.
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(stopped.code if isinstance(stopped.code, int) else 1)
        if stopped.code:
            raise
