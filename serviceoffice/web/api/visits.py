"""A visit from its ticket to its end."""

from __future__ import annotations

from typing import Any

from flask import Response

from serviceoffice.core.queue import queries
from serviceoffice.core.visits.answers import visit_answer
from serviceoffice.core.visits.rules import known_visit
from serviceoffice.core.visits.tables import next_step_words
from serviceoffice.web.api import answers, requests
from serviceoffice.web.api.documentation import COMMAND, Pages, answer
from serviceoffice.web.context import house, me, place, run
from serviceoffice.web.permissions import allow

pages = Pages("visits", __name__, "Visits")

AT_A_DESK = ("clerk", "integration")
IN_THE_HALL = ("clerk", "reception", "integration")

VISIT = "/offices/<office>/visits/<int(max=999999999999999999):visit>"
ERRAND = VISIT + "/errands/<int(min=1,max=99):n>"


@pages.post("/offices/<office>/visits")
@pages.body(requests.TakeTicket)
@pages.answers(
    answers.Ticket, *COMMAND, status=201, words="The visit waits.", headers=("Location",)
)
@allow("clerk", "reception", "manager", "device", "integration")
def take_ticket(said: dict[str, Any], office: str) -> Response:
    """Take a ticket: a visit with an errand for each service enters the line."""
    if "source" not in said and "device" in me().roles:
        said["source"] = "kiosk"
    visit = run(office, "take_ticket", **said)
    assert visit is not None
    token = house().token(office, visit["id"])
    address = f"/{office}/ticket/{token}"
    response = answer({**visit, "token": token, "address": address}, 201)
    response.headers["Location"] = f"/api/v1/offices/{office}/visits/{visit['id']}"
    return response


@pages.get(VISIT)
@pages.query(requests.Asked)
@pages.answers(answers.Visit, 404, 422)
@allow("clerk", "reception", "manager", "integration")
def visit(_asked: dict[str, Any], office: str, visit: int) -> Response:
    """A visit as it is now."""
    known = place(office).office.id
    with house().database.read() as connection:
        found = known_visit(queries.visit(connection, known, visit), visit)
        words = next_step_words(connection, known, visit)
    return answer(visit_answer(known, found, words))


@pages.post(VISIT + "/call")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def call(said: dict[str, Any], office: str, visit: int) -> Response:
    """Call this visitor to the desk, out of turn."""
    return answer(run(office, "call", visit=visit, **said))


@pages.post(VISIT + "/begin")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def begin(said: dict[str, Any], office: str, visit: int) -> Response:
    """The visitor has come to the desk."""
    return answer(run(office, "begin", visit=visit, **said))


@pages.post(VISIT + "/recall")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def recall(said: dict[str, Any], office: str, visit: int) -> Response:
    """Call again the visitor who has not come yet."""
    return answer(run(office, "recall", visit=visit, **said))


@pages.post(VISIT + "/hold")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def hold(said: dict[str, Any], office: str, visit: int) -> Response:
    """Put the visit aside: the desk is free, the place in the line is kept."""
    return answer(run(office, "hold", visit=visit, **said))


@pages.post(VISIT + "/resume")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*IN_THE_HALL)
def resume(said: dict[str, Any], office: str, visit: int) -> Response:
    """From hold back into the line, at the old place."""
    return answer(run(office, "resume", visit=visit, **said))


@pages.post(VISIT + "/no-show")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def no_show(said: dict[str, Any], office: str, visit: int) -> Response:
    """The visitor did not come when called."""
    return answer(run(office, "no_show", visit=visit, **said))


@pages.post(VISIT + "/bring-back")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*IN_THE_HALL)
def bring_back(said: dict[str, Any], office: str, visit: int) -> Response:
    """A visitor who was missed came after all, the same day."""
    return answer(run(office, "bring_back", visit=visit, **said))


@pages.post(VISIT + "/transfer")
@pages.body(requests.Transfer)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def transfer(said: dict[str, Any], office: str, visit: int) -> Response:
    """Send the visit on, to a service, a desk or a clerk; number and place are kept."""
    return answer(run(office, "transfer", visit=visit, **said))


@pages.post(VISIT + "/leave")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*IN_THE_HALL)
def leave(said: dict[str, Any], office: str, visit: int) -> Response:
    """The visitor goes without having been served."""
    return answer(run(office, "leave", visit=visit, **said))


@pages.post(VISIT + "/finish")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def finish(said: dict[str, Any], office: str, visit: int) -> Response:
    """End a visit whose every errand has an outcome."""
    return answer(run(office, "finish", visit=visit, **said))


@pages.post(VISIT + "/errands")
@pages.body(requests.AddErrand)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def add_errand(said: dict[str, Any], office: str, visit: int) -> Response:
    """Add a service to the visit that is being served."""
    return answer(run(office, "add_errand", visit=visit, **said))


@pages.post(ERRAND + "/steps/<step>")
@pages.body(requests.AtDesk)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def walk_step(said: dict[str, Any], office: str, visit: int, n: int, step: str) -> Response:
    """Walk a step of an errand, if the ceiling and the steps before it admit it."""
    return answer(run(office, "walk_step", visit=visit, n=n, step=step, **said))


@pages.post(ERRAND + "/close")
@pages.body(requests.CloseErrand)
@pages.answers(answers.Visit, *COMMAND)
@allow(*AT_A_DESK)
def close_errand(said: dict[str, Any], office: str, visit: int, n: int) -> Response:
    """Close an errand with a result, or with a next step that has an owner and a date."""
    return answer(run(office, "close_errand", visit=visit, n=n, **said))
