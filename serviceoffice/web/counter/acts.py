"""What a clerk does at the desk: each word of the counter's addresses, run as commands."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flask import request

from serviceoffice.api import Invalid, Refused, text
from serviceoffice.core.commands import Answer
from serviceoffice.web.context import place, run
from serviceoffice.web.counter import search
from serviceoffice.web.speaking import say

Act = Callable[[str], None]

ACTS: dict[str, Act] = {}

# Commands that take the visit and the desk and nothing else.
_ON_THE_VISIT = {
    "call": "call", "begin": "begin", "recall": "recall", "no-show": "no_show", "hold": "hold",
    "resume": "resume", "bring-back": "bring_back", "leave": "leave", "finish": "finish",
}  # fmt: skip


def act(word: str) -> Callable[[Act], Act]:
    """Name what is done at ``/<office>/counter/<word>``."""

    def register(function: Act) -> Act:
        ACTS[word] = function
        return function

    return register


def _on_the_visit(command: str) -> Act:
    def do(office: str) -> None:
        run(office, command, visit=_number("visit"), desk=_desk())

    return do


ACTS.update({word: _on_the_visit(command) for word, command in _ON_THE_VISIT.items()})


@act("call-next")
def call_next(office: str) -> None:
    """The first in the line whom this desk may serve."""
    _called(run(office, "call_next", desk=_desk()))


@act("finish-and-call-next")
def finish_and_call_next(office: str) -> None:
    """One command, each half with its own undo; the visit is finished also when nobody waits."""
    run(office, "finish_and_call_next", visit=_number("visit"), desk=_desk())


@act("walk")
def walk(office: str) -> None:
    """One step of an errand is done."""
    _walk(office, request.form.get("step", ""))


@act("close")
def close(office: str) -> None:
    """An errand gets its result."""
    run(
        office, "close_errand", visit=_number("visit"), n=_number("n"), desk=_desk(),
        outcome=request.form.get("outcome", ""),
    )  # fmt: skip


@act("next-step")
def next_step(office: str) -> None:
    """What happens now, who does it and when; a handover or booking is walked with it."""
    if step := request.form.get("step"):
        _walk(office, step, "walk")
    asked = {name: request.form.get(name, "") for name in ("kind", "what", "owner", "due_on")}
    run(
        office, "close_errand", visit=_number("visit"), n=_number("n"), desk=_desk(),
        outcome="next_step", next_step=asked,
    )  # fmt: skip


@act("transfer")
def transfer(office: str) -> None:
    """The visit goes on elsewhere, with number, place, errands and steps."""
    kind, _, name = request.form.get("to", "").partition(":")
    if kind not in ("service", "desk", "clerk") or not name:
        raise Invalid("to", text("Choose where the visit goes on."))
    run(office, "transfer", visit=_number("visit"), desk=_desk(), **{f"to_{kind}": name})


@act("add-errand")
def add_errand(office: str) -> None:
    """A service is added to the visit: the one chosen, or the first that the search finds."""
    code = request.form.get("service")
    if "best" in request.form:
        found = search.services(place(office), request.form.get("q", ""), say)
        code = found[0].code if found and request.form.get("q", "").strip() else None
    if not code:
        raise Invalid("service", text("Choose a service."))
    run(office, "add_errand", visit=_number("visit"), service=code, desk=_desk())


@act("undo")
def undo(office: str) -> None:
    """The last thing done at this desk is taken back."""
    run(office, "undo", desk=_desk())


@act("pause")
def pause(office: str) -> None:
    """The desk calls nobody for a while."""
    run(office, "pause", reason=request.form.get("reason", ""), desk=_desk())


@act("return")
def return_(office: str) -> None:
    """The pause is over."""
    run(office, "return", desk=_desk())


def _walk(office: str, step: str, part: str = "") -> None:
    key = key_for(part) if part else None
    run(
        office, "walk_step", key=key, visit=_number("visit"), n=_number("n"), step=step,
        desk=_desk(),
    )  # fmt: skip


def _called(answer: Answer | Mapping[str, object]) -> None:
    if answer is None:
        raise Refused("nobody_waits", text("Nobody waits for this desk."))


def _desk() -> str | None:
    """The desk of the page: a page that is older than a move to another desk is refused."""
    return request.form.get("desk") or None


def _number(name: str) -> int:
    try:
        return int(request.form.get(name, ""))
    except ValueError:
        raise Invalid(name, text("Something is missing in what was sent. Try again.")) from None


def key_for(part: str) -> str | None:
    """A key of its own for each command of one form, so that sending it twice does it once."""
    key = request.headers.get("Idempotency-Key") or request.form.get("key")
    return f"{key}:{part}" if key else None
