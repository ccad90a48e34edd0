"""What an agency declares: itself, its services and how each is worked through."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from serviceoffice.api.texts import Text

Actor = Literal["visitor", "front", "back", "other"]
Scale = Literal["low", "mid", "high"]
Channel = Literal["counter", "phone", "email", "letter", "web", "video"]
Access = Literal["drop_in", "booked", "phone", "e_service", "video"]
OutcomeKind = Literal["resolved", "next_step", "withdrawn", "not_here"]
NextStepKind = Literal["handover", "appointment", "referral", "visitor", "question"]

Act = Literal["handover", "appointment"]

ACTORS: tuple[Actor, ...] = ("visitor", "front", "back", "other")
SCALES: tuple[Scale, ...] = ("low", "mid", "high")
CHANNELS: tuple[Channel, ...] = ("counter", "phone", "email", "letter", "web", "video")
ACCESS: tuple[Access, ...] = ("drop_in", "booked", "phone", "e_service", "video")
ACTS: tuple[Act, ...] = ("handover", "appointment")
LEVELS = range(1, 9)


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency as its package declares it.

    ``slug`` is its name in configuration and URLs, ``letter`` its one to three
    letters on screens and in number series, ``domains`` the secrecy domains it
    owns, ``folder`` holds ``catalogue/`` and ``translations/``.
    """

    slug: str
    name: str
    letter: str
    folder: Path | None = None
    domains: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """Where a step may lead; ``when`` is a text the clerk chooses by."""

    to: str
    when: Text | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One work step of a process map (Swedish: moment), on ROSA ``level`` 1–8.

    ``minutes`` are an estimate of work. ``after`` names steps that must be
    walked first. ``authority`` marks a decision on a person's rights or duties,
    ``personal_data`` a look into an agency's system. ``act`` marks the office's
    own handover or booking, which is open at every ceiling.
    """

    id: str
    title: Text
    level: int
    actor: Actor
    minutes: int
    frequency: Scale = "mid"
    complexity: Scale = "mid"
    after: tuple[str, ...] = ()
    next: tuple[Next, ...] = ()
    papers: tuple[Text, ...] = ()
    legal_basis: str = ""
    domain: str = ""
    authority: bool = False
    personal_data: bool = False
    act: Act | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """What an agency offers, with the steps that lead to its result."""

    code: str
    agency: str
    title: Text
    steps: tuple[Step, ...]
    summary: Text | None = None
    access: tuple[Access, ...] = ("drop_in",)
    papers: tuple[Text, ...] = ()
    law: str = ""
    domain: str = ""
    discreet: bool = False
    private_room: bool = False

    @property
    def minutes(self) -> int:
        """Minutes of all steps together."""
        return sum(step.minutes for step in self.steps)

    @property
    def front_minutes(self) -> int:
        """Minutes that the steps at the desk take."""
        return sum(step.minutes for step in self.steps if step.actor == "front")

    def step(self, step_id: str) -> Step | None:
        """The step of that id, or None."""
        return next((step for step in self.steps if step.id == step_id), None)


@dataclass(frozen=True, slots=True)
class LifeEvent:
    """A situation in life that calls for services of several agencies."""

    id: str
    title: Text
    services: tuple[str, ...] = ()
