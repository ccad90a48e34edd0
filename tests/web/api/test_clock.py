from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest
from kit import MORNING
from webkit import BASE, Browser, Script

from serviceoffice.core.clock import MINUTE, PlayedClock, iso
from serviceoffice.core.house import House

CLOCK = "/api/v1/demo/clock"
HOUR = 60 * MINUTE


@pytest.fixture
def demo(house: House) -> House:
    house.demo, house.clock = True, PlayedClock(MORNING, 1.0)
    return house


def at(when: str) -> int:
    return int(datetime.fromisoformat(when).timestamp() * 1000)


def test_a_replay_moves_the_demos_clock(demo: House, script: Script) -> None:
    later = MORNING + HOUR
    answer = script.client.post(CLOCK, json={"start": iso(later), "speed": 60})
    assert answer.status_code == 200
    assert at(answer.json["now"]) >= later and answer.json["speed"] == 60
    assert script.client.get(CLOCK).json["speed"] == 60
    assert at(script.ticket()["arrived"]) >= later


def test_the_speed_alone_goes_on_from_now(demo: House, script: Script) -> None:
    before = demo.clock.now()
    answer = script.client.post(CLOCK, json={"speed": 0.5})
    assert at(answer.json["now"]) >= before and answer.json["speed"] == 0.5


def test_the_clock_never_goes_behind_what_has_happened(demo: House, script: Script) -> None:
    script.ticket()
    answer = script.client.post(CLOCK, json={"start": iso(MORNING - HOUR)})
    problem = answer.json
    assert (answer.status_code, problem["field"], problem["code"]) == (409, "start", "clock_back")
    assert at(problem["earliest"]) >= MORNING


def test_a_clock_needs_a_sensible_time_and_speed(demo: House, script: Script) -> None:
    for body, field in (
        ({"start": "ten o'clock"}, "start"), ({"start": "2026-03-10T10:00:00"}, "start"),
        ({"speed": 0}, "speed"), ({"speed": "fast"}, "speed"), ({"speed": True}, "speed"),
        ({"speed": 1e9}, "speed"),
    ):  # fmt: skip
        answer = script.client.post(CLOCK, json=body)
        assert (answer.status_code, answer.json["field"]) == (422, field), body


def test_a_real_offices_clock_is_nobodys_to_set(house: House, script: Script) -> None:
    assert script.client.get(CLOCK).status_code == 404
    assert script.client.post(CLOCK, json={"speed": 2}).status_code == 404
    house.clock = PlayedClock(MORNING, 1.0)
    assert script.client.post(CLOCK, json={"speed": 2}).json["code"] == "no_demo"


def test_only_a_script_sets_the_clock(demo: House, as_token: Callable[..., Browser]) -> None:
    assert as_token("manager").post(CLOCK, json={"speed": 2}).status_code == 403
    assert as_token("integration").get(BASE).status_code == 200
