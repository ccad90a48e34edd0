"""The demo's clock: a replay plays a recorded day faster than it was lived."""

from __future__ import annotations

from typing import Any

from flask import Response

from serviceoffice.api import Refused, text
from serviceoffice.core import events as log
from serviceoffice.core.clock import PlayedClock, iso, moment
from serviceoffice.web.api import answers, requests
from serviceoffice.web.api.documentation import BODY, Pages, answer
from serviceoffice.web.context import house
from serviceoffice.web.permissions import allow

pages = Pages("clock", __name__, "Demo")


@pages.get("/demo/clock")
@pages.query(requests.Asked)
@pages.answers(answers.Clock, 404, 422)
@allow("integration")
def clock(_asked: dict[str, Any]) -> Response:
    """What time it is in the demo. There is none (404) in a real office."""
    return _answer(_played())


@pages.post("/demo/clock", key=False)
@pages.body(requests.SetClock)
@pages.answers(answers.Clock, *BODY, 404, 409)
@allow("integration")
def set_clock(said: dict[str, Any]) -> Response:
    """Go on from another time, or at another speed.

    Never before the newest event of any office here: time in a log only grows.
    """
    played = _played()
    start = moment(said["start"]) if "start" in said else played.now()
    with house().database.read() as connection:
        earliest = max(log.head(connection, office).at for office in house().places)
    if start < earliest:
        raise Refused(
            "clock_back",
            text("Something happened here later than that. The earliest time is {time}.",
                 time=iso(earliest)),
            field="start", extra={"earliest": iso(earliest)},
        )  # fmt: skip
    played.set(start, said["speed"])
    return _answer(played)


def _played() -> PlayedClock:
    played = house().clock
    if not house().demo or not isinstance(played, PlayedClock):
        raise Refused("no_demo", text("This is no demo; its clock cannot be set."), status=404)
    return played


def _answer(played: PlayedClock) -> Response:
    return answer({"now": iso(played.now()), "speed": played.speed})
