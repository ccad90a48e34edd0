"""What can be done at the desk now: one obvious action, and the others with their reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from serviceoffice.api import Text, ntext, text
from serviceoffice.core.events import Event
from serviceoffice.core.queue.rules import eligible
from serviceoffice.core.queue.undo import WINDOW
from serviceoffice.web.counter.errands import Card
from serviceoffice.web.counter.line import title
from serviceoffice.web.counter.snapshot import Snapshot
from serviceoffice.web.counter.words import done

NOBODY_HERE = text("Nobody is at the desk.")


@dataclass(frozen=True, slots=True)
class Action:
    """A button: ``name`` is the word in its address, ``key`` its letter.

    ``fields`` are sent with it. A ``dialog`` asks more before anything is done.
    ``why_not`` says why it cannot be used now.
    """

    name: str
    label: Text
    key: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    dialog: bool = False
    why_not: Text | None = None
    leaves: bool = False


@dataclass(frozen=True, slots=True)
class Actions:
    """The main action and the others in the order in which they always stand.

    ``undo_ends`` is when the last thing can no longer be taken back, in
    milliseconds, or None.
    """

    main: Action
    others: tuple[Action, ...]
    undo_ends: int | None = None


def actions(look: Snapshot, cards: Sequence[Card]) -> Actions:
    """What the clerk at this desk can do now."""
    undo, ends = _undo(look)
    every = [*_line_actions(look, cards), undo]
    main = _main(look, cards, every)
    return Actions(main, tuple(a for a in every if a.name != main.name), ends)


def _main(look: Snapshot, cards: Sequence[Card], every: Sequence[Action]) -> Action:
    named = {action.name: action for action in every}
    visit = look.visit
    if visit is None:
        return named["return"] if look.state.paused else named["call-next"]
    if visit.state == "called":
        begin = text("Begin with {number}", number=visit.number)
        return Action("begin", begin, fields={"visit": str(visit.id)})
    if not any(card.open for card in cards):
        return named["finish-and-call-next"]
    ours = [card for card in cards if card.open and card.here]
    if ours:
        return on_errand(look, ours[0])
    return replace(named["transfer"], label=text("Go on at another desk …"), key="")


def on_errand(look: Snapshot, card: Card) -> Action:
    """What most often comes next in an errand: walk a step, close it, or say what happens now."""
    assert look.visit is not None
    fields = {"visit": str(look.visit.id), "n": str(card.n)}
    step = card.now
    if step is None and card.ended:
        label = text("Errand done: {service}", service=card.title)
        return Action("close", label, fields={**fields, "outcome": "resolved"})
    step = step or card.way_on
    if step is None:
        label = text("Next step for {service} …", service=card.title)
        return Action("next-step", label, fields=fields, dialog=True)
    fields["step"] = step.id
    if step.hands_on:
        return Action("next-step", text("{step} …", step=step.title), fields=fields, dialog=True)
    return Action("walk", text("Done: {step}", step=step.title), fields=fields)


def _line_actions(look: Snapshot, cards: Sequence[Card]) -> list[Action]:
    visit = look.visit
    fields = {"visit": str(visit.id)} if visit else {}
    called = serving = NOBODY_HERE
    either: Text | None = NOBODY_HERE
    ask_again: Text | None = NOBODY_HERE
    if visit is not None:
        either = None
        called = text("{number} is already at the desk.", number=visit.number)
        serving = text("Begin with {number} first.", number=visit.number)
        ask_again = None if visit.state == "called" else called
        if visit.state == "called" and visit.recalls >= look.office.queue.recall_limit:
            ask_again = text("{number} has been called many times.", number=visit.number)
    is_called = visit is not None and visit.state == "called"
    is_serving = visit is not None and visit.state == "serving"
    closed = _unfinished(cards) if is_serving else serving
    nothing_open = text("Every errand is closed. Finish the visit.")
    move = either or (None if any(card.open for card in cards) else nothing_open)
    return [
        Action("call-next", text("Call next"), "n", why_not=_no_call(look)),
        _pause(look),
        Action("recall", text("Call again"), "r", fields, why_not=ask_again),
        Action("no-show", text("Did not come"), "m", fields,
               why_not=None if is_called else called),
        Action("hold", text("Pause, keep the place"), "h", fields, why_not=either),
        Action("transfer", text("Move to another desk …"), "d", fields, True, move),
        Action("add-errand", text("Add an errand …"), "l", fields, True,
               None if is_serving else serving),
        Action("finish", text("Finish the visit"), "f", fields, why_not=closed),
        Action("finish-and-call-next", text("Finish and call next"), "g", fields, why_not=closed),
    ]  # fmt: skip


def _no_call(look: Snapshot) -> Text | None:
    if look.state.paused:
        return text("You take a pause.")
    if look.visit is not None:
        return text("Finish with {number} first.", number=look.visit.number)
    if not any(eligible(look.desk, look.clerk, visit).yes for visit in look.line):
        return text("Nobody waits for this desk.")
    return None


def _unfinished(cards: Sequence[Card]) -> Text | None:
    still = sum(card.open for card in cards)
    if not still:
        return None
    return ntext(
        "{n} errand has no result or next step.", "{n} errands have no result or next step.", still
    )


def _undo(look: Snapshot) -> tuple[Action, int | None]:
    found = look.undo
    if found.command is None:
        return Action("undo", text("Undo"), "u", why_not=found.why_not), None
    # Of a command that did more than one thing, the last is what the clerk remembers.
    last = found.events[-1]
    label = text("Undo: {what}", what=done(last, **_names(look, last)))
    return Action("undo", label, "u"), last.at + WINDOW


def _names(look: Snapshot, event: Event) -> dict[str, Text | str]:
    """What an event is about: the ticket, the service, the step."""
    visit = look.visit
    errand = visit.errand(event.body.get("n", len(visit.errands))) if visit else None
    service = look.services.get(errand.map) if errand else None
    step = service.step(event.body.get("step", "")) if service else None
    shown = title(service, errand, shown=look.serves(errand)) if errand else Text("")
    return {"number": look.undo_number, "service": shown, "step": step.title if step else Text("")}


def _pause(look: Snapshot) -> Action:
    if look.state.paused:
        return Action("return", text("Back from the pause"), "p")
    why = None
    if look.visit is not None:
        why = text("Finish with {number} first.", number=look.visit.number)
    return Action("pause", text("Take a pause …"), "p", dialog=True, why_not=why)
