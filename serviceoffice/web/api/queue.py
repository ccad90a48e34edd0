"""The line, the desks that call from it, and the log of it all."""

from __future__ import annotations

from typing import Any

from flask import Response

from serviceoffice.web.api import answers, requests, shown
from serviceoffice.web.api.documentation import COMMAND, Pages, answer
from serviceoffice.web.api.visits import AT_A_DESK
from serviceoffice.web.context import house, place, run
from serviceoffice.web.live import stream
from serviceoffice.web.permissions import allow

pages = Pages("queue", __name__, "Queue and desks")

DESK = "/offices/<office>/desks/<desk>"


@pages.get("/offices/<office>/queue")
@pages.query(requests.AskQueue)
@pages.answers(answers.Queue, 404, 422)
@allow("clerk", "reception", "manager", "integration")
def queue(asked: dict[str, Any], office: str) -> Response:
    """The line in the order it would be called, who is at which desk, who is on hold."""
    here = place(office)
    with house().database.read() as connection:
        now = house().clock.now()
        return answer(shown.queue_shown(connection, here, now, asked["limit"]))


@pages.post(DESK + "/sign-in")
@pages.body(requests.SignIn)
@pages.answers(answers.Desk, *COMMAND)
@allow(*AT_A_DESK)
def sign_in(said: dict[str, Any], office: str, desk: str) -> Response:
    """A clerk takes the desk; one who sat elsewhere moves."""
    return answer(run(office, "sign_in", desk=desk, **said))


@pages.post(DESK + "/sign-out")
@pages.body(requests.Nothing)
@pages.answers(answers.Desk, *COMMAND)
@allow(*AT_A_DESK)
def sign_out(_said: dict[str, Any], office: str, desk: str) -> Response:
    """The clerk leaves the desk."""
    return answer(run(office, "sign_out", desk=desk))


@pages.post(DESK + "/pause")
@pages.body(requests.Pause)
@pages.answers(answers.Desk, *COMMAND)
@allow(*AT_A_DESK)
def pause(said: dict[str, Any], office: str, desk: str) -> Response:
    """The desk calls nobody for a while."""
    return answer(run(office, "pause", desk=desk, **said))


@pages.post(DESK + "/return")
@pages.body(requests.Nothing)
@pages.answers(answers.Desk, *COMMAND)
@allow(*AT_A_DESK)
def return_(_said: dict[str, Any], office: str, desk: str) -> Response:
    """The pause is over."""
    return answer(run(office, "return", desk=desk))


@pages.post(DESK + "/call-next")
@pages.body(requests.Nothing)
@pages.answers(answers.Visit, *COMMAND, also={204: "Nobody waits whom this desk may call."})
@allow(*AT_A_DESK)
def call_next(_said: dict[str, Any], office: str, desk: str) -> Response:
    """Call the first in the line whom this desk may serve."""
    visit = run(office, "call_next", desk=desk)
    return answer(visit) if visit is not None else Response(status=204)


@pages.post("/offices/<office>/undo")
@pages.body(requests.AtDesk)
@pages.answers(answers.Undone, *COMMAND)
@allow(*AT_A_DESK)
def undo(said: dict[str, Any], office: str) -> Response:
    """Take back what was last done at the desk, within a minute."""
    return answer(run(office, "undo", **said))


@pages.get("/offices/<office>/events")
@pages.query(requests.AskEvents)
@pages.answers(
    answers.Events, 404, 422,
    words="Server-sent events; with poll=1 this JSON.",
    streams=True,
)  # fmt: skip
@allow("integration", "manager")
def events(_asked: dict[str, Any], office: str) -> Response:
    """The office's log as it grows: every event with its body and hash.

    Begins after ``last``, else after the header ``Last-Event-ID``, else at the
    start of the log. The first event is a ``snapshot`` that says where the log
    ends; each later one has its sequence number as ``id``.
    """
    return stream.answer(office, shown.event_shown, replay=None)
