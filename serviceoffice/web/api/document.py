"""``/api/v1/openapi.json``: what the API is, for programs."""

from __future__ import annotations

import json

from flask import Blueprint, Flask, Response, current_app, request

from serviceoffice.web.api.documentation import Documentation
from serviceoffice.web.permissions import allow

pages = Blueprint("api_document", __name__, url_prefix="/api/v1")


def init_app(app: Flask, api: Documentation) -> None:
    """Write the document once; it does not change while the application lives."""
    app.extensions["serviceoffice.openapi"] = json.dumps(api.spec.to_dict()).encode()
    app.register_blueprint(pages)


@pages.get("/openapi.json")
@allow("public")
def openapi() -> Response:
    """The OpenAPI document."""
    document = current_app.extensions["serviceoffice.openapi"]
    return cacheable(Response(document, mimetype="application/json"))


def cacheable(response: Response) -> Response:
    """Let readers keep the answer and ask whether it has changed."""
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
