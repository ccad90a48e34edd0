"""Which command a visit admits in which state, and the sentence when it does not."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Any

from serviceoffice.api import Refused, Step, Text, Unknown, text
from serviceoffice.core.offices.office import Office, QueueRules
from serviceoffice.core.visits.visit import Errand, State, Visit

ADMITS: dict[str, tuple[State, ...]] = {
    "call": ("waiting",),
    "recall": ("called",),
    "begin": ("called",),
    "hold": ("called", "serving"),
    "resume": ("held",),
    "no_show": ("called",),
    "transfer": ("called", "serving"),
    "add_errand": ("serving",),
    "walk_step": ("serving",),
    "close_errand": ("serving",),
    "finish": ("serving",),
    "leave": ("waiting", "held", "called"),
    "bring_back": ("done",),
}

OUTCOMES = ("resolved", "next_step", "withdrawn", "not_here")
NEXT_STEPS = ("handover", "appointment", "referral", "visitor", "question")
LONGEST_WORDS = 1000


def admit(command: str, visit: Visit, office: Office) -> None:
    """Raise Refused, saying what the visit's state is, unless it admits the command."""
    admitted = visit.state in ADMITS[command]
    if command == "bring_back":
        admitted = admitted and visit.reason == "no_show"
    if not admitted:
        raise Refused("wrong_state", state_sentence(visit, office), extra=holder(visit))


def holder(visit: Visit) -> dict[str, Any]:
    """Who has a visit, for a script that is refused it."""
    return {"state": visit.state, "desk": visit.desk, "clerk": visit.clerk}


def state_sentence(visit: Visit, office: Office) -> Text:
    """What is happening with a visit, in one sentence."""
    desk = desk_name(office, visit.desk)
    match visit.state, visit.reason:
        case "waiting", _:
            return text("{number} is waiting in the line.", number=visit.number)
        case "called", _:
            return text("{number} has been called to {desk}.", number=visit.number, desk=desk)
        case "serving", _:
            return text("{number} is being served at {desk}.", number=visit.number, desk=desk)
        case "held", _:
            return text("{number} is on hold.", number=visit.number)
        case "done", "no_show":
            return text("{number} did not come when called.", number=visit.number)
        case "done", "left":
            return text("{number} has left the line.", number=visit.number)
        case "done", "closed":
            return text("{number} was closed when the office closed.", number=visit.number)
        case _:
            return text("The visit of {number} is finished.", number=visit.number)


def desk_name(office: Office, desk_id: str | None) -> str:
    """A desk as people call it."""
    desk = office.desk(desk_id) if desk_id else None
    return desk.name if desk else (desk_id or "")


def known_visit(visit: Visit | None, visit_id: int) -> Visit:
    """The visit, or Unknown."""
    if visit is None:
        raise Unknown("visit", visit_id, text("There is no visit {id} here.", id=visit_id))
    return visit


def known_errand(visit: Visit, n: int) -> Errand:
    """The errand with that number, or Unknown."""
    errand = visit.errand(n)
    if errand is None:
        raise Unknown(
            "errand", n,
            text("{number} has {count} errands; there is no number {n}.",
                 number=visit.number, count=len(visit.errands), n=n),
        )  # fmt: skip
    return errand


def open_errand(visit: Visit, n: int) -> Errand:
    """The errand with that number, if it has no outcome yet. Raises Unknown, Refused."""
    errand = known_errand(visit, n)
    if errand.outcome is not None:
        raise Refused(
            "errand_closed",
            text("Errand {n} of {number} is already closed.", n=n, number=visit.number),
            extra={"outcome": errand.outcome},
        )
    return errand


def next_step_problem(
    outcome: str, step: dict[str, Any] | None, today: date
) -> tuple[str, Text] | None:
    """What is wrong with an outcome: the field and the sentence, or None.

    An errand that is not resolved leaves with what happens next, who does it
    and when (En-dörr-in, SKL 2008).
    """
    if outcome not in OUTCOMES:
        allowed = ", ".join(OUTCOMES)
        return "outcome", text("The outcome must be one of: {allowed}.", allowed=allowed)
    if outcome != "next_step":
        if step:
            return "next_step", text("Only the outcome “next_step” carries a next step.")
        return None
    if not step:
        return "next_step", text("Say what happens next, who does it and by which date.")
    if step.get("kind") not in NEXT_STEPS:
        allowed = ", ".join(NEXT_STEPS)
        return "next_step.kind", text("The kind must be one of: {allowed}.", allowed=allowed)
    if problem := _words_problem(step.get("what")):
        return "next_step.what", problem
    if not str(step.get("owner") or "").strip():
        return "next_step.owner", text("Say who does it.")
    try:
        due = date.fromisoformat(str(step.get("due_on")))
    except ValueError:
        return "next_step.due_on", text("Give the date as year-month-day, for example 2026-12-01.")
    if due < today:
        return "next_step.due_on", text("The date has already passed.")
    return None


def _words_problem(words: Any) -> Text | None:
    """What is wrong with a sentence that a clerk wrote, or None."""
    if not isinstance(words, str) or not words.strip():
        return text("Say what happens next.")
    if len(words.strip()) > LONGEST_WORDS:
        return text("Say it in at most {most} characters.", most=LONGEST_WORDS)
    # Control characters and half pairs cannot be stored in every database.
    if any(unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\r\t" for c in words):
        return text("The text has characters that cannot be shown.")
    return None


def is_quick(front_minutes: Iterable[int], rules: QueueRules) -> bool:
    """Whether all errands together are short enough for the quick lane."""
    return sum(front_minutes) <= rules.quick_minutes


def still_before(step: Step, errand: Errand) -> list[str]:
    """The ids of steps that must be walked before this one.

    The office's own handover and booking wait for nothing: they are how a
    matter goes on when the desk may not do what stands before them.
    """
    return [] if step.act else [before for before in step.after if before not in errand.walked]


def unfinished(errands: Iterable[Errand]) -> list[int]:
    """The numbers of errands without an outcome."""
    return [errand.n for errand in errands if errand.outcome is None]
