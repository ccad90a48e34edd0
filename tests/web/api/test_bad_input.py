"""R16: whatever a request says, the API answers as its OpenAPI document promises.

Schemathesis makes requests from the document, right and wrong ones, and holds
every answer against it: no 5xx, no undocumented status or shape, right data
accepted, wrong data refused, no way past the token. TORTURE=1 tries far more.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest
import schemathesis
from flask import Flask
from kit import MORNING, OFFICE
from schemathesis.config import SchemathesisConfig
from webkit import Browser, Script

from serviceoffice.core.clock import PlayedClock
from serviceoffice.core.house import House

EXAMPLES = 1500 if os.environ.get("TORTURE") else 40
PARTS = 4

# What makes a request get past the first door: names that exist, most of the time.
KNOWN = {
    "path.office": ([OFFICE], 0.95),
    "path.desk": (["d1", "d2", "d3"], 0.8),
    "path.visit": (list(range(6, 20)), 0.9),
    "path.n": ([1, 2], 0.9),
    "path.step": (["identify", "explain", "register"], 0.8),
    "body.services[*]": (["SK1", "FK1", "guide"], 0.8),
    "body.service": (["SK1", "FK1", "guide"], 0.8),
    "body.desk": (["d1", "d2", "d3"], 0.8),
    "body.clerk": (["anna", "bo", "cia"], 0.8),
    "body.priority": (["priority", "booked"], 0.5),
    "query.clerk": (["anna", "bo"], 0.8),
    "query.service": (["SK1", "FK1", "guide"], 0.8),
    "query.step": (["identify", "register"], 0.8),
}


@pytest.fixture
def busy(house: House, app: Flask, as_token: Callable[..., Browser]) -> Browser:
    """A script in a demo office where some wait, one is called and one is being served."""
    house.demo, house.clock = True, PlayedClock(MORNING, 1.0)
    app.config["STREAM_SECONDS"] = 0
    client = as_token("integration")
    script = Script(client)
    for desk, clerk in (("d1", "anna"), ("d2", "bo"), ("d3", "cia")):
        script.post(f"/desks/{desk}/sign-in", clerk=clerk)
    for _ in range(6):
        script.ticket("SK1", "FK1")
    visit = script.post("/desks/d1/call-next").json["id"]
    script.post(f"/visits/{visit}/begin", desk="d1")
    script.post("/desks/d2/call-next")
    return client


@pytest.fixture(params=range(PARTS))
def api(busy: Browser, app: Flask, request: pytest.FixtureRequest) -> Iterator[Any]:
    """A part of the API's operations, as the document describes them."""
    request.node._nodeid = request.node.nodeid  # the name under which schemathesis reads it
    dictionaries = {name.replace("[*]", "s"): {"values": known} for name, (known, _) in KNOWN.items()}
    config = SchemathesisConfig.from_dict(
        {
            "generation": {"max-examples": EXAMPLES, "deterministic": True, "no-shrink": True},
            "dictionaries": dictionaries,
            "parameters": {
                name: {"dictionary": name.replace("[*]", "s"), "probability": often}
                for name, (_, often) in KNOWN.items()
            },
            "phases": {"stateful": {"enabled": False}},
            # A well-formed code may still be of no service here: 422 names the field.
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", 401, 403, 404, 409, 422],
                }
            },
        }
    )
    whole = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
    tried.clear()
    import time; t=time.process_time()
    yield whole.include(lambda c: crc32(c.operation.label.encode()) % PARTS == request.param)
    print("TRIED", tried, time.process_time()-t)
    assert tried.total() >= 10 * EXAMPLES, tried


tried: Counter[int] = Counter()
schema = schemathesis.pytest.from_fixture("api")


@schema.parametrize()
def test_every_answer_is_as_documented(case: Any, busy: Browser) -> None:
    token = {"Authorization": busy.environ_base["HTTP_AUTHORIZATION"]}
    answer = case.call_and_validate(headers=token)
    tried[answer.status_code] += 1
    if 400 <= answer.status_code < 500 and answer.status_code not in (401, 405):
        problem = answer.json()
        assert problem["status"] == answer.status_code and problem["detail"]
        if answer.status_code == 422:
            assert problem["field"]
