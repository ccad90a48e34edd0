"""The form of a new visitor: what is filled in so far, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from serviceoffice.api import Invalid, LifeEvent, text
from serviceoffice.core.house import Place
from serviceoffice.web.counter.search import Say
from serviceoffice.web.reception import choosing

# A call or a web form is a source of its own; all else is taken at the reception.
_SOURCES = {"phone": "phone", "web": "web"}


@dataclass(frozen=True, slots=True)
class Filled:
    """The form as it is filled in. ``typed`` is what stands in the search."""

    typed: str = ""
    event: str = ""
    chosen: tuple[str, ...] = ()
    language: str = ""
    channel: str = "counter"
    priority: str = ""
    interpreter: bool = False
    needs_language: bool = False

    @property
    def ticket(self) -> dict[str, Any]:
        """Everything of a ticket besides its services."""
        return {
            "channel": self.channel, "source": _SOURCES.get(self.channel, "reception"),
            "language": self.language or None, "priority": self.priority or None,
            "interpreter": self.interpreter, "needs_language": self.needs_language,
            "life_event": self.event or None,
        }  # fmt: skip


def read(known: Place, said: MultiDict[str, str]) -> Filled:
    """What was sent. A life event that is new since the page was made brings its services."""
    event = said.get("life_event", "")
    was = said.get("was_event", "")
    chosen = list(dict.fromkeys(said.getlist("services")))
    if event != was:
        chosen = choosing.with_event(known, chosen, was, event)
    return Filled(
        typed=said.get("q", "").strip(),
        event=event,
        chosen=tuple(code for code in chosen if code in known.catalogue.services),
        language=said.get("language", ""),
        channel=said.get("channel", "counter"),
        priority=said.get("priority", ""),
        interpreter="interpreter" in said,
        needs_language="needs_language" in said,
    )


def pick(known: Place, filled: Filled, say: Say) -> Filled:
    """Choose what the search finds first, and empty the search. Raises Invalid."""
    found = choosing.first_found(known, filled.typed, say)
    if found is None:
        raise Invalid("q", text("Nothing here is called “{typed}”.", typed=filled.typed))
    if isinstance(found, LifeEvent):
        chosen = choosing.with_event(known, filled.chosen, filled.event, found.id)
        return replace(filled, typed="", event=found.id, chosen=tuple(chosen))
    chosen = list(dict.fromkeys([*filled.chosen, found.code]))
    return replace(filled, typed="", chosen=tuple(chosen))
