"""The manager's words for what the core calls by codes."""

from __future__ import annotations

from collections.abc import Mapping

from serviceoffice.agencies.agencies import State
from serviceoffice.api import Text, text
from serviceoffice.core.offices.office import Participation

PARTICIPATIONS: Mapping[Participation, Text] = {
    "present": text("on site"),
    "contact_help": text("contact help"),
    "information": text("information only"),
    "premises": text("shares the rooms"),
}
HOST = text("host")

# Each state with the colour that says the same.
STATES: Mapping[State, tuple[Text, str]] = {
    "active": (text("in operation"), "good"),
    "data": (text("without a package"), ""),
    "quarantined": (text("did not start"), "stop"),
    "incompatible": (text("wrong version"), "stop"),
    "missing": (text("not installed"), "stop"),
    "disabled": (text("turned off"), ""),
}

SOURCES: Mapping[str, Text] = {
    "kiosk": text("at the kiosk"),
    "reception": text("in the reception"),
    "web": text("on the web"),
    "phone": text("by phone"),
}

VISITOR = text("The visitor")
