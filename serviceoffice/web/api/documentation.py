"""What turns views into an OpenAPI document.

flask-smorest gathers the document. The views answer plain JSON themselves:
writing every answer through a schema would cost more than the command behind it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from flask import Flask, Response, jsonify
from flask_smorest import Api, Blueprint
from marshmallow import Schema

from serviceoffice.core.idempotency import LONGEST_KEY
from serviceoffice.web.api import reading
from serviceoffice.web.api.answers import ProblemAnswer

View = TypeVar("View", bound=Callable[..., Any])

PROBLEM = "application/problem+json"
STREAM = "text/event-stream"

STREAMED = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
    "required": ["data"],
}

# What may be wrong with a request that has a body, and with any command.
BODY = (400, 413, 415, 422)
COMMAND = (*BODY, 404, 409)


class Pages(Blueprint):  # type: ignore[misc]
    """A blueprint of the API: its views are documented."""

    def __init__(self, name: str, import_name: str, tag: str) -> None:
        super().__init__(f"api_{name}", import_name, url_prefix="/api/v1")
        self.tag = tag

    def get(self, rule: str) -> Callable[[View], View]:
        """A view that reads."""
        return self.route(rule, methods=["GET"], tags=[self.tag])  # type: ignore[no-any-return]

    def post(self, rule: str, *, key: bool = True) -> Callable[[View], View]:
        """A view that changes something; a retry with the same ``key`` changes nothing more."""
        parameters = ["IdempotencyKey"] if key else []
        return self.route(  # type: ignore[no-any-return]
            rule, methods=["POST"], tags=[self.tag], parameters=parameters
        )

    def query(self, schema: type[Schema]) -> Callable[[View], View]:
        """Give the view the parameters of the address, checked, as its first argument."""
        return _reads(schema(), "query", reading.parameters)

    def body(self, schema: type[Schema]) -> Callable[[View], View]:
        """Give the view the JSON body, checked, as its first argument."""
        return _reads(schema(), "json", reading.body)

    def answers(
        self,
        schema: type[Schema],
        *refusals: int,
        status: int = 200,
        words: str = "",
        headers: tuple[str, ...] = (),
        also: Mapping[int, str] | None = None,
        streams: bool = False,
    ) -> Callable[[View], View]:
        """Document what a view answers. Stands above ``allow``, which it reads.

        ``refusals`` are the statuses of problem documents besides those every
        view may answer; ``also`` other good answers without a body. ``streams``:
        the answer may be a stream of server-sent events as well.
        """

        def mark(view: View) -> View:
            roles = sorted(view.allowed_roles)  # type: ignore[attr-defined]
            public = "public" in roles
            good: dict[str, Any] = {
                "description": words or HTTPStatus(status).phrase,
                "schema": schema,
                "content_type": None,
            }
            if headers:
                where = "#/components/headers/"
                good["headers"] = {name: {"$ref": where + name} for name in headers}
            responses: dict[int, list[Any]] = {status: [good]}
            if streams:
                lines = {**good, "schema": STREAMED, "content_type": STREAM}
                responses[status].append(lines)
            for other, said in (also or {}).items():
                responses[other] = [{"description": said, "content_type": None}]
            for refusal in {*refusals, 401, 503} | (set() if public else {403}):
                responses[refusal] = [HTTPStatus(refusal).name]
            document = deepcopy(getattr(view, "_apidoc", {}))
            document.setdefault("response", {}).setdefault("responses", {}).update(responses)
            manual = document.setdefault("manual_doc", {})
            manual["operationId"] = view.__name__
            manual["x-roles"] = roles
            manual["security"] = [] if public else [{"bearer": []}]
            view._apidoc = document  # type: ignore[attr-defined]
            return view

        return mark


def _reads(
    schema: Schema, where: str, read: Callable[[Schema], dict[str, Any]]
) -> Callable[[View], View]:
    """Read a part of the request for a view, and document it as smorest's own decorator does."""
    needed = any(field.required for field in schema.fields.values())

    def mark(view: View) -> View:
        @wraps(view)
        def reading_view(**address: Any) -> Any:
            return view(read(schema), **address)

        document = deepcopy(getattr(view, "_apidoc", {}))
        document["arguments"] = {
            "parameters": [{"in": where, "required": needed, "schema": schema}],
        }
        reading_view._apidoc = document  # type: ignore[attr-defined]
        return reading_view  # type: ignore[return-value]

    return mark


class Documentation(Api):  # type: ignore[misc]
    """Gathers the OpenAPI document. Problems are answered by ``web.problems``, not here."""

    ERROR_SCHEMA = ProblemAnswer
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        pass

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            if status >= 400:
                response = {
                    "description": status.phrase,
                    "content": {PROBLEM: {"schema": self.ERROR_SCHEMA}},
                }
                self.spec.components.response(status.name, response, lazy=True)


def documentation(app: Flask, version: str) -> Documentation:
    """The document of an application, still without views."""
    app.config.update(
        API_TITLE="Service office", API_VERSION=version, OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=None,
    )  # fmt: skip
    api = Documentation()
    api.init_app(app, spec_kwargs={"info": {"description": ABOUT, "license": {"name": "MIT"}}})
    components = api.spec.components
    components.security_scheme("bearer", {"type": "http", "scheme": "bearer"})
    components.parameter("IdempotencyKey", "header", _key())
    for name, words in HEADERS.items():
        components.header(name, {"description": words, "schema": {"type": "string"}})
    return api


ABOUT = (
    "Tickets, the line, desks and errands of a shared public service office. Times are ISO 8601 "
    "in UTC. Errors are problem documents (RFC 9457) that name the wrong field. Send an "
    "Idempotency-Key with every POST: a retry is then answered the same and does nothing twice."
)
HEADERS = {
    "Location": "The address of the visit.",
    "ETag": "Send it as If-None-Match and get 304 while nothing has changed.",
}


def _key() -> dict[str, Any]:
    return {
        "name": reading.IDEMPOTENCY,
        "description": "Makes a retry safe for 24 hours: the same key with the same request is "
        "answered as the first time, with another request it is refused.",
        "schema": {
            "type": "string", "minLength": 1, "maxLength": LONGEST_KEY,
            "pattern": "^[!-~]+$",
        },
    }  # fmt: skip


def answer(value: Any, status: int = 200) -> Response:
    """Plain values as JSON."""
    response = jsonify(value)
    response.status_code = status
    return response
