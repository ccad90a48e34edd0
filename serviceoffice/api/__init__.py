"""The contract: the only module of ours that an agency's package imports."""

from serviceoffice.api.errors import BadDocument, Invalid, Problem, Refused, Unknown
from serviceoffice.api.hookspecs import ENTRY_POINT_GROUP, PROJECT, hookimpl
from serviceoffice.api.texts import CORE_DOMAIN, Text, ntext, text
from serviceoffice.api.types import (
    ACCESS,
    ACTORS,
    ACTS,
    CHANNELS,
    LEVELS,
    SCALES,
    Access,
    Act,
    Actor,
    Agency,
    Channel,
    LifeEvent,
    Next,
    NextStepKind,
    OutcomeKind,
    Scale,
    Service,
    Step,
)

__all__ = [
    "ACCESS", "ACTORS", "ACTS", "CHANNELS", "CORE_DOMAIN", "ENTRY_POINT_GROUP", "LEVELS", "PROJECT",
    "SCALES", "Access", "Act", "Actor", "Agency", "BadDocument", "Channel", "Invalid", "LifeEvent",
    "Next", "NextStepKind", "OutcomeKind", "Problem", "Refused", "Scale", "Service", "Step",
    "Text", "Unknown", "hookimpl", "ntext", "text",
]
