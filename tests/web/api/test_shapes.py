"""What the API answers is what its OpenAPI document says, field for field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from flask import Flask
from marshmallow import Schema, fields
from webkit import BASE, Browser, Script

from serviceoffice.web.api import answers

NEXT_STEP = {"kind": "visitor", "what": "Come back", "owner": "visitor", "due_on": "2026-04-01"}


def differences(schema: Schema, value: Any, path: str = "") -> list[str]:
    """Fields that one has and the other has not, at any depth."""
    if not isinstance(value, Mapping):
        return [f"{path}: no object"]
    known = {field.data_key or name: field for name, field in schema.fields.items()}
    found = [f"{path}.{name}: not documented" for name in value.keys() - known.keys()]
    found += [
        f"{path}.{name}: missing"
        for name, field in known.items()
        if field.required and name not in value
    ]
    for name, field in known.items():
        inner, each = field, [value.get(name)]
        if isinstance(field, fields.List):
            inner, each = field.inner, value.get(name) or []
        if isinstance(inner, fields.Nested):
            for n, part in enumerate(part for part in each if part is not None):
                found += differences(inner.schema, part, f"{path}.{name}.{n}")
    return found


def test_every_answer_has_the_documented_fields_and_no_others(script: Script) -> None:
    visit = script.served("SK1", "FK1")
    at, here = f"/visits/{visit['id']}", {"desk": "d1"}
    closed = script.post(f"{at}/errands/1/close", outcome="next_step", next_step=NEXT_STEP, **here)
    script.ticket("AF1")
    script.post(f"{at}/hold", **here)
    script.post("/desks/d2/call-next")
    script.ticket("SK2")
    seen: list[tuple[type[Schema], Any]] = [
        (answers.Office, script.get("").json),
        (answers.Clerks, script.get("/clerks").json),
        (answers.Ticket, script.ticket()),
        (answers.Visit, closed.json),
        (answers.Visit, script.get(at).json),
        (answers.Queue, script.get("/queue").json),
        (answers.Desk, script.post("/desks/d3/sign-in", clerk="cia").json),
        (answers.Undone, script.post("/undo", desk="d2").json),
        (answers.Catalogue, script.client.get("/api/v1/catalogue").json),
        (answers.Why, script.get("/why?clerk=anna&service=FK1&step=register").json),
        (answers.Events, script.get("/events?poll=1").json),
        (answers.ProblemAnswer, script.post("/visits").json),
    ]
    for schema, value in seen:
        assert differences(schema(), value, schema.__name__) == []


@pytest.fixture
def document(client: Browser) -> dict[str, Any]:
    answer = client.get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return answer.json  # type: ignore[no-any-return]


def test_every_route_of_the_api_is_documented(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1/") and not rule.rule.endswith("openapi.json")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    documented = {
        (path, method)
        for path, item in document["paths"].items()
        for method in item
        if method != "parameters"
    }
    assert documented == routes


def test_every_operation_says_what_may_go_wrong_and_who_may(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            if method == "parameters":
                continue
            statuses = set(operation["responses"])
            expected = {"401", "422", "503"}
            if operation["security"]:
                expected |= {"403"}
            if method == "post":
                expected |= {"400", "413", "415"}
            assert expected <= statuses, path
            assert operation["x-roles"] and operation["summary"] and operation["operationId"]
            for status in statuses:
                if int(status) >= 400:
                    where = operation["responses"][status]["$ref"].rpartition("/")[2]
                    content = document["components"]["responses"][where]["content"]
                    assert list(content) == ["application/problem+json"]


def test_every_command_takes_an_idempotency_key(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        if "post" in item and not path.startswith("/api/v1/demo/"):
            assert {"$ref": "#/components/parameters/IdempotencyKey"} in item["parameters"], path


def test_the_document_can_be_kept_and_asked_after(client: Browser) -> None:
    first = client.get("/api/v1/openapi.json")
    again = client.get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_the_addresses_scripts_rely_on_are_there(document: dict[str, Any]) -> None:
    office = "/api/v1/offices/{office}"
    visit = office + "/visits/{visit}"
    relied_on = [
        ("get", office), ("post", f"{office}/visits"), ("get", f"{office}/queue"),
        ("get", visit), ("get", f"{office}/events"), ("post", f"{office}/undo"),
        ("get", "/api/v1/catalogue"), ("post", f"{visit}/errands"),
        ("post", visit + "/errands/{n}/steps/{step}"), ("post", visit + "/errands/{n}/close"),
        *(("post", office + "/desks/{desk}/" + name)
          for name in ("sign-in", "sign-out", "pause", "return", "call-next")),
        *(("post", f"{visit}/{name}")
          for name in ("call", "begin", "recall", "hold", "resume", "no-show", "bring-back",
                       "transfer", "leave", "finish")),
    ]  # fmt: skip
    for method, path in relied_on:
        assert method in document["paths"].get(path, {}), path
    assert BASE.startswith("/api/v1/offices/")
