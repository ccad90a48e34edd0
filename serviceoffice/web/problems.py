"""What went wrong, as a problem document (RFC 9457) for scripts and a page for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from serviceoffice.api import Refused, Text, text
from serviceoffice.storage import DatabaseTrouble
from serviceoffice.web.speaking import say

TYPE = "https://serviceoffice.example/problems/"
_TITLES = {
    400: text("The request is not understood"),
    401: text("Sign in first"),
    403: text("Not allowed"),
    404: text("Not found"),
    405: text("The method is not allowed here"),
    409: text("Not possible now"),
    422: text("Something is filled in wrong"),
    429: text("Too many tries"),
    503: text("Not available right now"),
}


def init_app(app: Flask) -> None:
    """Answer every known kind of trouble; the unknown is logged and said without details."""
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(DatabaseTrouble, _database)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unknown)


def document(
    status: int, code: str, detail: Text | str, extra: dict[str, Any] | None = None
) -> dict[str, Any]:
    """A problem document in the language of the request."""
    title = _TITLES.get(status, text("Something went wrong"))
    more = {name: _plain(value) for name, value in (extra or {}).items()}
    return {
        "type": TYPE + code, "title": say(title), "status": status, "code": code,
        "detail": say(detail), **more,
    }  # fmt: skip


def wants_json() -> bool:
    """Scripts get documents; pages get pages."""
    return request.path.startswith(("/api/", "/health", "/metrics"))


def answer(
    status: int, code: str, detail: Text | str, extra: dict[str, Any] | None = None
) -> Response:
    """The problem as whoever asks can read it: document, fragment of a page, or page."""
    problem = document(status, code, detail, extra)
    if wants_json():
        response = jsonify(problem)
        response.mimetype = "application/problem+json"
    elif request.headers.get("HX-Request"):
        response = Response(render_template("problem_fragment.html", problem=problem))
        response.headers["HX-Retarget"] = "#problem"
        response.headers["HX-Reswap"] = "innerHTML"
    else:
        # A face may have its own page: a kiosk must find back to its start by itself.
        own = f"{request.blueprint}/problem_page.html"
        response = Response(render_template([own, "problem.html"], problem=problem))
    response.status_code = status
    return response


def _refused(refused: Refused) -> ResponseReturnValue:
    if g.get("sign_in_first") and not wants_json():
        office = (request.view_args or {}).get("office")
        # What htmx asks for is a part of a page; after signing in the page itself is wanted.
        part = request.headers.get("HX-Current-URL") if "HX-Request" in request.headers else None
        then = urlsplit(part).path if part else request.full_path
        there = url_for("session.sign_in", office=office, then=then)
        if request.headers.get("HX-Request"):
            return "", 401, {"HX-Redirect": there}
        if request.method == "GET":
            return redirect(there)
    extra = dict(refused.extra)
    if refused.field:
        extra["field"] = refused.field
    response = answer(refused.status, refused.code, refused.text, extra)
    if refused.status == 401:
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _database(trouble: DatabaseTrouble) -> ResponseReturnValue:
    from flask import current_app

    current_app.logger.error("database: %s", trouble)
    sentence = text("The office's data cannot be reached right now. Nothing was changed.")
    response = answer(503, "database", sentence)
    response.headers["Retry-After"] = "2"
    return response


def _csrf(error: CSRFError) -> ResponseReturnValue:
    return answer(400, "csrf", text("The page is too old. Load it again and try once more."))


def _http(error: HTTPException) -> ResponseReturnValue:
    if isinstance(error.get_response().headers.get("Location"), str):
        return error
    status = error.code or 500
    sentences = {
        404: text("There is nothing at this address."),
        405: text("This address does not take {method}.", method=request.method),
        413: text("That was too much to send at once."),
        415: text("Send JSON, with the header Content-Type: application/json."),
    }
    code = (error.name or "problem").lower().replace(" ", "_")
    response = answer(status, code, sentences.get(status, error.description or error.name))
    allow = getattr(error, "valid_methods", None)
    if allow:
        response.headers["Allow"] = ", ".join(sorted(allow))
    return response


def _unknown(error: Exception) -> ResponseReturnValue:
    from flask import current_app

    current_app.logger.exception("unexpected: %s %s", request.method, request.endpoint)
    return answer(
        500, "unexpected", text("Something went wrong here. Nothing was changed. Try again.")
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Text):
        return say(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value
