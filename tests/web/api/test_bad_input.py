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
from hypothesis import Phase, settings
from kit import MORNING, OFFICE
from schemathesis.config import SchemathesisConfig
from webkit import Browser, Script

from serviceoffice.core.clock import PlayedClock
from serviceoffice.core.house import House

EXAMPLES = 1500 if os.environ.get("TORTURE") else 130
PARTS = 4

# What makes a request get past the first door: names that exist, most of the time.
KNOWN = {
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


@pytest.fixture
def api(busy: Browser, app: Flask, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The API, as its document describes it."""
    request.node._nodeid = request.node.nodeid  # the name under which schemathesis reads it
    parameters: dict[str, Any] = {"path.office": OFFICE}
    dictionaries = {}
    for name, (known, often) in KNOWN.items():
        dictionary = name.replace("[*]", "")
        dictionaries[dictionary] = {"values": known}
        parameters[name] = {"dictionary": dictionary, "probability": often}
    config = SchemathesisConfig.from_dict(
        {
            "dictionaries": dictionaries,
            "parameters": parameters,
            "phases": {"stateful": {"enabled": False}},
            # A well-formed code may still be of no service here: 422 names the field.
            "checks": {
                "positive_data_acceptance": {
                    "expected-statuses": ["2xx", 401, 403, 404, 409, 422],
                }
            },
        }
    )
    tried.clear()
    yield schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=config)
    print(f"{tried.total()} requests answered: {sorted(tried.items())}")
    assert tried.total() >= 8 * EXAMPLES
    assert tried[200] + tried[201] >= 50, "hardly anything got past the first door"


tried: Counter[int] = Counter()


def part_of_the_api(part: int) -> Callable[..., None]:
    """The test of every fourth operation, so that several workers share the whole."""
    schema = schemathesis.pytest.from_fixture("api").include(
        lambda context: crc32(context.operation.label.encode()) % PARTS == part
    )

    @schema.parametrize()
    @settings(max_examples=EXAMPLES, derandomize=True, phases=(Phase.explicit, Phase.generate))
    def test(case: Any, busy: Browser) -> None:
        token = {"Authorization": busy.environ_base["HTTP_AUTHORIZATION"]}
        answer = case.call_and_validate(headers=token)
        tried[answer.status_code] += 1
        if 400 <= answer.status_code < 500:
            problem = answer.json()
            assert problem["status"] == answer.status_code and problem["detail"]
            assert problem.get("field") or answer.status_code != 422

    return test  # type: ignore[no-any-return]


test_every_answer_of_the_first_part_is_as_documented = part_of_the_api(0)
test_every_answer_of_the_second_part_is_as_documented = part_of_the_api(1)
test_every_answer_of_the_third_part_is_as_documented = part_of_the_api(2)
test_every_answer_of_the_fourth_part_is_as_documented = part_of_the_api(3)
