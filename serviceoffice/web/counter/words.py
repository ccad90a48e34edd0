"""The staff's words for what the core calls by codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from serviceoffice.api import Text, text
from serviceoffice.core.events import Event
from serviceoffice.web.speaking import locale

PAUSES: Mapping[str, Text] = {
    "break": text("Break"),
    "back_office": text("Work without visitors"),
    "meeting": text("Meeting"),
    "other": text("Something else"),
}

KINDS: Mapping[str, Text] = {
    "handover": text("The agency takes over"),
    "appointment": text("A booked time"),
    "referral": text("Sent on to somebody else"),
    "visitor": text("The visitor does something"),
    "question": text("A question to the agency"),
}

OUTCOMES: Mapping[str, Text] = {
    "resolved": text("Done"),
    "next_step": text("Next step"),
    "withdrawn": text("The visitor does not want to go on"),
    "not_here": text("Does not belong here"),
}

CHANNELS: Mapping[str, Text] = {
    "counter": text("At the counter"),
    "phone": text("Phone"),
    "email": text("E-mail"),
    "letter": text("Letter"),
    "web": text("Web"),
    "video": text("Video"),
}

CLASSES: Mapping[str, Text] = {"priority": text("Priority"), "booked": text("Booked time")}

PRIVATE = text("A private matter")

# What a person did, as the button that takes it back names it.
_DONE: Mapping[str, Text] = {
    "called": text("call {number}"),
    "recalled": text("call {number} again"),
    "began": text("begin with {number}"),
    "held": text("put {number} on hold"),
    "resumed": text("{number} back in the line"),
    "transferred": text("move {number}"),
    "missed": text("{number} did not come"),
    "brought_back": text("{number} back in the line"),
    "errand_added": text("add {service}"),
    "step_walked": text("{step} done"),
    "errand_closed": text("close {service}"),
    "finished": text("finish {number}"),
    "left": text("{number} has left"),
    "paused": text("the pause"),
    "returned": text("back from the pause"),
}


def class_name(credit: str) -> Text:
    """A class of visitors by name; the office may have named one of its own."""
    return CLASSES.get(credit) or Text(credit)


def language_name(tag: str) -> str:
    """A language in the language of the page, as ``arabiska``; the tag where it has no name."""
    return str(locale().languages.get(tag.replace("-", "_"), tag))


def day(iso: str) -> str:
    """A date in words: ``5 december``."""
    return str(format_date(date.fromisoformat(iso), "d MMMM", locale=locale()))


def done(event: Event, **names: Text | str) -> Text:
    """What an event did, to be said after “Undo:”; ``names`` are of visit, service and step."""
    said = _DONE.get(event.kind, text("the last thing"))
    return Text(said.msgid, params=names)
