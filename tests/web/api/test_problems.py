"""What is wrong is said as a problem document that names the field, whatever is sent."""

from __future__ import annotations

import json
from typing import Any

import pytest
from webkit import BASE, Script

GOOD: dict[str, Any] = {"services": ["SK1"], "channel": "counter"}

WRONG: list[tuple[dict[str, Any], str]] = [
    ({"services": []}, "services"),
    ({"services": "SK1"}, "services"),
    ({"services": ["SK1", 7]}, "services.1"),
    ({"services": [""]}, "services.0"),
    ({"services": ["x" * 61]}, "services.0"),
    ({"services": ["SK1"] * 13}, "services"),
    ({"services": ["a\nb"]}, "services.0"),
    ({"services": ["a\x00b"]}, "services.0"),
    ({"services": ["\ud800"]}, "services.0"),
    ({"services": ["NOPE"]}, "services"),
    ({"channel": "pigeon"}, "channel"),
    ({"channel": None}, "channel"),
    ({"source": "moon"}, "source"),
    ({"language": "svenska"}, "language"),
    ({"priority": "king"}, "priority"),
    ({"interpreter": "yes"}, "interpreter"),
    ({"interpreter": 1}, "interpreter"),
    ({"life_event": "winning"}, "life_event"),
    ({"colour": "blue"}, "colour"),
]


@pytest.mark.parametrize(("more", "field"), WRONG, ids=lambda value: str(value)[:40])
def test_a_wrong_value_is_named(script: Script, more: dict[str, Any], field: str) -> None:
    answer = script.client.post(
        f"{BASE}/visits", data=json.dumps(GOOD | more), content_type="application/json",
        headers={"Idempotency-Key": "k"},
    )  # fmt: skip
    problem = answer.json
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")
    assert problem["field"] == field
    assert problem["status"] == 422 and problem["detail"] and problem["title"]
    assert problem["type"].endswith("/" + problem["code"])


def test_every_wrong_field_is_listed(script: Script) -> None:
    problem = script.post("/visits", channel="pigeon", colour="blue").json
    assert {wrong["field"] for wrong in problem["errors"]} == {"services", "channel", "colour"}
    assert all(wrong["detail"] for wrong in problem["errors"])


def test_a_wrong_field_within_an_object_is_named_with_its_path(script: Script) -> None:
    visit = script.served()
    at = f"/visits/{visit['id']}/errands/1/close"
    step = {"kind": "visitor", "what": "Come back", "owner": "visitor", "due_on": "soon"}
    for next_step, field in (
        (step, "next_step.due_on"),
        (step | {"due_on": "2026-02-30"}, "next_step.due_on"),
        (step | {"due_on": "2026-04-01", "owner": "nobody"}, "next_step.owner"),
        ([], "next_step"),
        (None, "next_step"),
    ):
        answer = script.post(at, outcome="next_step", next_step=next_step, desk="d1")
        assert (answer.status_code, answer.json["field"]) == (422, field)


@pytest.mark.parametrize(
    "body", [b"{", b"\xff", b"9" * 5000, b"[" * 100_000, b'{"services": NaN'], ids=len
)
def test_what_is_not_json_is_said_to_be_none(script: Script, body: bytes) -> None:
    answer = script.client.post(f"{BASE}/visits", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["code"]) == (400, "not_json")


@pytest.mark.parametrize("body", [b"[]", b"7", b'"x"', b"null"])
def test_a_body_that_is_no_object_is_wrong_as_a_whole(script: Script, body: bytes) -> None:
    answer = script.client.post(f"{BASE}/visits", data=body, content_type="application/json")
    assert (answer.status_code, answer.json["field"]) == (422, "body")


def test_another_kind_of_body_is_not_taken(script: Script) -> None:
    answer = script.client.post(f"{BASE}/visits", data={"services": "SK1"})
    assert (answer.status_code, answer.mimetype) == (415, "application/problem+json")


def test_a_body_that_is_too_large_is_not_taken(script: Script) -> None:
    answer = script.client.post(
        f"{BASE}/visits", data=b" " * 300_000, content_type="application/json"
    )
    assert (answer.status_code, answer.mimetype) == (413, "application/problem+json")


def test_a_wrong_parameter_of_an_address_is_named(script: Script) -> None:
    for query, field in (
        ("limit=0", "limit"), ("limit=many", "limit"), ("limit=" + "9" * 5000, "limit"),
        ("limits=5", "limits"), ("lang=svenska", "lang"),
    ):  # fmt: skip
        answer = script.get(f"/queue?{query}")
        assert (answer.status_code, answer.json["field"]) == (422, field)


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/offices/nowhere", "unknown_office"),
        (f"{BASE}/visits/77", "unknown_visit"),
        (f"{BASE}/visits/-1", "not_found"),
        (f"{BASE}/visits/{10**40}", "not_found"),
        (f"{BASE}/visits/abc", "not_found"),
        (f"{BASE}/nothing", "not_found"),
    ],
)
def test_what_is_not_there_is_a_problem_document_too(script: Script, path: str, code: str) -> None:
    answer = script.client.get(path)
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")
    assert answer.json["code"] == code


def test_a_method_that_is_not_taken_names_those_that_are(script: Script) -> None:
    answer = script.client.delete(f"{BASE}/visits")
    assert (answer.status_code, answer.mimetype) == (405, "application/problem+json")
    assert answer.headers["Allow"] == "OPTIONS, POST"


def test_the_sentences_follow_the_language_of_the_reader(script: Script) -> None:
    def detail(language: str) -> str:
        answer = script.client.post(
            f"{BASE}/visits", json={"channel": "pigeon", "services": ["SK1"]},
            headers={"Accept-Language": language},
        )  # fmt: skip
        return str(answer.json["detail"])

    assert detail("en").startswith("Expected one of: counter")
    assert detail("sv") != detail("en")
