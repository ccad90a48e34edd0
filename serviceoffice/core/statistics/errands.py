"""What became of the errands, who goes on with them, and which ROSA level they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass

from serviceoffice.api import LEVELS
from serviceoffice.core.statistics.stories import Story
from serviceoffice.core.visits.visit import Errand


@dataclass(frozen=True, slots=True)
class Outcomes:
    """Errands by what became of them.

    ``open``: the visitor is still here. ``unbegun``: the visit ended before
    anything was done. ``between``: begun and left without outcome, which must
    not happen (N5).
    """

    resolved: int = 0
    next_step: int = 0
    withdrawn: int = 0
    not_here: int = 0
    open: int = 0
    unbegun: int = 0
    between: int = 0

    @property
    def total(self) -> int:
        """Every errand."""
        return sum(asdict(self).values())

    @property
    def ended(self) -> int:
        """Errands that the office answered: what visitors took back is not among them."""
        return self.resolved + self.next_step + self.not_here

    @property
    def share_resolved(self) -> float | None:
        """The share that needed no further contact, 0–1; None where nothing has ended."""
        return self.resolved / self.ended if self.ended else None


@dataclass(frozen=True, slots=True)
class NamedErrand:
    """An errand as a list names it: the visit's number, its place in the visit, its service."""

    visit: int
    number: str
    n: int
    service: str
    agency: str


@dataclass(frozen=True, slots=True)
class AgreedStep:
    """A next step with its owner (agency, ``office`` or ``visitor``) and its date."""

    errand: NamedErrand
    kind: str
    owner: str
    due_on: str

    def late(self, today: str) -> bool:
        """Its date has passed on the day ``today`` (year-month-day)."""
        return self.due_on < today


@dataclass(frozen=True, slots=True)
class LevelShare:
    """Contacts whose highest step was on this ROSA level, and how many went so far at most."""

    level: int
    contacts: int
    up_to: int


@dataclass(frozen=True, slots=True)
class Handoff:
    """Errands closed with the same highest level still to do (0: nothing), ceiling and outcome."""

    needed: int
    available: int
    outcome: str
    errands: int

    @property
    def above(self) -> bool:
        """The errand needed more than the desk may do."""
        return self.needed > self.available


def outcomes(stories: Iterable[Story]) -> dict[str, Outcomes]:
    """What became of the errands of each agency, by slug."""
    counted: dict[str, Counter[str]] = {}
    for story, errand in _errands(stories):
        counted.setdefault(errand.agency, Counter())[_became(story, errand)] += 1
    return {agency: Outcomes(**became) for agency, became in counted.items()}


def together(parts: Iterable[Outcomes]) -> Outcomes:
    """The sum of outcomes."""
    added: Counter[str] = Counter()
    for part in parts:
        added.update(asdict(part))
    return Outcomes(**added)


def between_chairs(stories: Iterable[Story]) -> tuple[NamedErrand, ...]:
    """Errands begun whose visit ended and that nobody owns: to be empty, or shown (N5)."""
    return tuple(
        _named(story, errand)
        for story, errand in _errands(stories)
        if _became(story, errand) == "between"
    )


def next_steps(stories: Iterable[Story]) -> tuple[AgreedStep, ...]:
    """Every next step that was agreed, the earliest date first."""
    agreed = [
        AgreedStep(_named(story, errand), step.kind, step.owner, step.due_on)
        for story, errand in _errands(stories)
        if (step := errand.next_step)
    ]
    return tuple(sorted(agreed, key=lambda step: (step.due_on, step.errand.visit, step.errand.n)))


def by_owner(steps: Iterable[AgreedStep]) -> dict[str, tuple[AgreedStep, ...]]:
    """Next steps of each owner; whoever has the earliest date comes first."""
    owned: dict[str, list[AgreedStep]] = {}
    for step in steps:
        owned.setdefault(step.owner, []).append(step)
    return {owner: tuple(theirs) for owner, theirs in owned.items()}


def levels(stories: Iterable[Story]) -> tuple[LevelShare, ...]:
    """Contacts per ROSA level: each errand counts once, on the highest level walked in it.

    Statskontoret 2002 found 25 % of contacts on level 2 or below, 65 % on 4 or
    below and 75 % on 5 or below; ``up_to`` is that sum here.
    """
    highest = Counter(level for story in stories for level in story.levels.values())
    up_to = 0
    shares = []
    for level in LEVELS:
        up_to += highest[level]
        shares.append(LevelShare(level, highest[level], up_to))
    return tuple(shares)


def handoffs(stories: Iterable[Story]) -> tuple[Handoff, ...]:
    """Level needed against level available when errands were closed at a desk (N7)."""
    counted = Counter(closing for story in stories for closing in story.closings)
    found = [Handoff(c.needed, c.available, c.outcome, n) for c, n in counted.items()]
    return tuple(sorted(found, key=lambda h: (h.needed, h.available, h.outcome)))


def _errands(stories: Iterable[Story]) -> Iterator[tuple[Story, Errand]]:
    for story in stories:
        for errand in story.visit.errands:
            yield story, errand


def _became(story: Story, errand: Errand) -> str:
    if errand.outcome is not None:
        return errand.outcome
    if story.present:
        return "open"
    return "between" if errand.begun else "unbegun"


def _named(story: Story, errand: Errand) -> NamedErrand:
    visit = story.visit
    return NamedErrand(visit.id, visit.number, errand.n, errand.service, errand.agency)
