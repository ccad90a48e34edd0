"""The web application: one factory, no logic."""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path

from flask import Flask
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFProtect
from whitenoise import WhiteNoise

from serviceoffice.agencies.opening import Opened
from serviceoffice.web import identity, permissions, problems, speaking
from serviceoffice.web.context import State

STATIC = Path(__file__).parent / "static"

# Each face is a package with a blueprint `pages`; the order is that of the start page.
FACES = (
    "session", "start", "counter", "reception", "kiosk", "display", "visitor", "manager",
    "live", "health", "api",
)  # fmt: skip

POLICY = (
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; "
    "base-uri 'self'; form-action 'self'"
)

csrf = CSRFProtect()


def create_app(opened: Opened) -> Flask:
    """The application of an opened house: every face, the API and the live streams."""
    app = Flask(__name__, static_folder=None)
    app.config.update(
        SECRET_KEY=hashlib.sha256(b"cookies" + opened.house.secret).hexdigest(),
        SESSION_COOKIE_NAME="office",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=256 * 1024,
        MAX_FORM_MEMORY_SIZE=256 * 1024,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_CHECK_DEFAULT=False,  # identity checks it: a bearer token needs none
        TEMPLATES_AUTO_RELOAD=False,
    )
    app.extensions["serviceoffice"] = State(opened)
    csrf.init_app(app)
    speaking.init_app(app)
    problems.init_app(app)
    identity.init_app(app, csrf)
    for face in FACES:
        module = importlib.import_module(f"serviceoffice.web.{face}")
        if hasattr(module, "init_app"):
            module.init_app(app)
        else:
            app.register_blueprint(module.pages)
    permissions.every_route_says_who(app)
    app.after_request(_headers)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=STATIC, prefix="static/", max_age=3600)  # type: ignore[method-assign]
    return app


def _headers(response: ResponseReturnValue) -> ResponseReturnValue:
    headers = response.headers  # type: ignore[union-attr]
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cache-Control", "no-store")
    return response
