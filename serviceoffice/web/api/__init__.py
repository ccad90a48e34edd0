"""The API, ``/api/v1``: every face's commands for scripts, described in OpenAPI."""

from __future__ import annotations

from flask import Flask

import serviceoffice
from serviceoffice.web.api import clock, document, offices, queue, visits
from serviceoffice.web.api.documentation import documentation

__all__ = ["init_app"]


def init_app(app: Flask) -> None:
    """Register every part and gather its documentation."""
    api = documentation(app, serviceoffice.__version__)
    for part in (offices.pages, visits.pages, queue.pages, clock.pages):
        api.register_blueprint(part)
    document.init_app(app, api)
