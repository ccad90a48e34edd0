"""``/health/…`` and ``/metrics``."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, jsonify

from serviceoffice.storage.upgrade import ready as database_ready
from serviceoffice.web.context import State, house, me, state
from serviceoffice.web.health.metrics import CONTENT_TYPE, Metrics, metrics_of, watch_requests
from serviceoffice.web.permissions import allow
from serviceoffice.web.speaking import say

WELL = frozenset({"active", "data", "disabled"})

pages = Blueprint("health", __name__)


def init_app(app: Flask) -> None:
    """Count commands and requests from now on."""
    known: State = app.extensions["serviceoffice"]
    streams = app.extensions["serviceoffice.streams"]
    metrics = metrics_of(known.opened.house, lambda: streams.open)
    app.extensions["serviceoffice.metrics"] = metrics
    known.observers.append(metrics.command)
    watch_requests(app, metrics)
    app.register_blueprint(pages)


@pages.get("/health/live")
@allow("public")
def live() -> Response:
    """The process answers."""
    return jsonify(status="ok")


@pages.get("/health/ready")
@allow("public")
def ready() -> Response:
    """The database answers and has this version's form; otherwise 503 says why."""
    database_ready(house().database)
    return jsonify(status="ok", offices=len(house().places))


@pages.get("/health/agencies")
@allow("public")
def agencies() -> Response:
    """The state of every agency; why, to those who can do something about it.

    An agency that is left out is no illness of the house: the status stays 200.
    """
    trusted = not me().roles.isdisjoint({"manager", "integration"})
    listed: list[dict[str, Any]] = []
    for agency in state().opened.agencies.agencies.values():
        about: dict[str, Any] = {"agency": agency.slug, "name": agency.name, "state": agency.state}
        if trusted:
            about |= {"version": agency.version, "why": say(agency.why) if agency.why else None}
        listed.append(about)
    well = all(agency["state"] in WELL for agency in listed)
    return jsonify(status="ok" if well else "degraded", agencies=listed)


@pages.get("/metrics")
@allow("integration", "manager", "loopback")
def metrics() -> Response:
    """Counters for Prometheus: with a token, or from this machine without one."""
    counted: Metrics = current_app.extensions["serviceoffice.metrics"]
    return Response(counted.text(), content_type=CONTENT_TYPE)
