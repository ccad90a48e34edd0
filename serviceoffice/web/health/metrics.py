"""What the process counts, in Prometheus' text form.

Several web processes share one directory (``PROMETHEUS_MULTIPROC_DIR``); then
the figures are those of all of them together. No label holds a person's data,
and every label has few values: names of commands, routes, offices.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy import bindparam, func, select

from serviceoffice.core.house import House
from serviceoffice.core.visits.tables import WAITING, visits
from serviceoffice.storage import DatabaseTrouble

SHARED = "PROMETHEUS_MULTIPROC_DIR"
BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

_WAITING = select(func.count()).where(visits.c.office_id == bindparam("office"), WAITING)


@dataclass(frozen=True, slots=True)
class Metrics:
    """The counters of one application."""

    registry: CollectorRegistry
    commands: Counter
    requests: Histogram

    def command(self, name: str, outcome: str) -> None:
        """Count a command: ``done``, ``nothing``, ``error`` or the code of its refusal."""
        self.commands.labels(name, outcome).inc()

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        if SHARED not in os.environ:
            return generate_latest(self.registry)
        shared = CollectorRegistry()
        MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
        return generate_latest(self.registry) + generate_latest(shared)


def metrics_of(house: House, streams: Callable[[], int]) -> Metrics:
    """Counters for a house; ``streams`` says how many are open."""
    registry = CollectorRegistry()
    registry.register(_Now(house, streams))
    # In a shared directory the counters are read from its files instead.
    counted = CollectorRegistry() if SHARED in os.environ else registry
    if counted is registry:
        ProcessCollector(registry=registry)
    return Metrics(
        registry,
        Counter(
            "serviceoffice_commands", "Commands by name and outcome.", ["command", "outcome"],
            registry=counted,
        ),
        Histogram(
            "serviceoffice_request_seconds", "How long requests took.",
            ["method", "endpoint", "status"], registry=counted, buckets=BUCKETS,
        ),
    )  # fmt: skip


def watch_requests(app: Flask, metrics: Metrics) -> None:
    """Time every request; a live stream counts until its first byte."""

    def begin() -> None:
        g.began = time.perf_counter()

    # Before anything else, so that refused requests are timed too.
    app.before_request_funcs.setdefault(None, []).insert(0, begin)

    @app.after_request
    def end(response: Response) -> Response:
        if (began := g.get("began")) is not None:
            status = f"{response.status_code // 100}xx"
            labels = (request.method, request.endpoint or "none", status)
            metrics.requests.labels(*labels).observe(time.perf_counter() - began)
        return response


class _Now(Collector):
    """Figures that are looked up when they are asked for."""

    def __init__(self, house: House, streams: Callable[[], int]) -> None:
        self._house, self._streams = house, streams

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """The names, so that registering needs no database."""
        yield GaugeMetricFamily("serviceoffice_waiting_visits", "Visits that wait now.")
        yield GaugeMetricFamily("serviceoffice_streams", "Live streams open in this process.")
        yield GaugeMetricFamily("serviceoffice_database_up", "1 while the database answers.")

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Read the line of each office."""
        waiting = GaugeMetricFamily(
            "serviceoffice_waiting_visits", "Visits that wait now.", labels=["office"]
        )
        up = 1
        try:
            with self._house.database.read() as connection:
                for office in self._house.places:
                    count = connection.execute(_WAITING, {"office": office}).scalar_one()
                    waiting.add_metric([office], count)
        except DatabaseTrouble:
            up = 0
        yield waiting
        yield GaugeMetricFamily(
            "serviceoffice_streams", "Live streams open in this process.", value=self._streams()
        )
        yield GaugeMetricFamily(
            "serviceoffice_database_up", "1 while the database answers.", value=up
        )


CONTENT_TYPE = CONTENT_TYPE_LATEST
