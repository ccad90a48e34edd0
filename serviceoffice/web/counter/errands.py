"""An errand at the desk: its steps, which may be walked here, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from serviceoffice.api import Service, Step, Text, text
from serviceoffice.core.offices.office import Office
from serviceoffice.core.rosa.rules import Standing, Verdict, judge
from serviceoffice.core.visits.commands import standing
from serviceoffice.core.visits.rules import still_before
from serviceoffice.core.visits.visit import Errand
from serviceoffice.web.counter.line import Letter, letter, title
from serviceoffice.web.counter.snapshot import Snapshot

StepState = Literal["done", "open", "blocked", "above"]


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as the desk sees it.

    ``open`` may be walked now; ``blocked`` waits for a step before it;
    ``above`` is not done here by this clerk. ``next`` marks the steps that the
    last walked one leads to, ``when`` the case in which it does. ``hands_on``
    is true for a handover or booking with which the desk's part ends.
    """

    id: str
    title: Text
    level: int
    state: StepState
    next: bool
    when: Text | None
    minutes: int
    papers: tuple[Text, ...]
    why: Text | None
    act: str | None
    hands_on: bool


@dataclass(frozen=True, slots=True)
class Card:
    """One errand of the visit at the desk. ``here`` tells whether this desk serves it.

    A discreet errand that it does not serve keeps its title and steps to itself.
    ``ended`` is true when the walked steps lead to no further one.
    """

    n: int
    service: str
    agency: str
    letter: Letter
    title: Text
    here: bool
    steps: tuple[StepRow, ...] = ()
    branches: bool = False
    begun: bool = False
    ended: bool = False
    private_room: bool = False
    outcome: str | None = None
    next_kind: str | None = None
    next_what: str | None = None
    next_owner: Text | None = None
    next_due: str | None = None

    @property
    def open(self) -> bool:
        """Without an outcome."""
        return self.outcome is None

    @property
    def done(self) -> int:
        """How many steps have been walked."""
        return sum(step.state == "done" for step in self.steps)

    @property
    def now(self) -> StepRow | None:
        """The step to walk next: the first that the walked ones lead to and that may be walked."""
        ahead = (step for step in self.steps if step.next and step.state == "open")
        return next(ahead, None)

    @property
    def way_on(self) -> StepRow | None:
        """The handover or booking with which the errand leaves the desk, if it can be done now."""
        return next((step for step in self.steps if step.act and step.state == "open"), None)


def cards(look: Snapshot) -> tuple[Card, ...]:
    """The errands of the visit at the desk, in their own order."""
    visit = look.visit
    return tuple(card(look, errand) for errand in visit.errands) if visit else ()


def card(look: Snapshot, errand: Errand) -> Card:
    """An errand as this clerk at this desk sees it."""
    service = look.services.get(errand.map)
    here = look.serves(errand)
    step = errand.next_step
    hidden = service is None or (service.discreet and not here)
    rows = () if service is None or hidden else steps(service, errand, _standing(look, errand))
    return Card(
        n=errand.n,
        service=errand.service,
        agency=errand.agency,
        letter=letter(look.place, errand.agency),
        title=title(service, errand, shown=here),
        here=here,
        steps=rows,
        branches=service is not None and any(len(s.next) > 1 for s in service.steps),
        begun=errand.begun,
        ended=service is not None and not _leads_to(service, errand.walked) and errand.begun,
        private_room=service is not None and service.private_room,
        outcome=errand.outcome,
        next_kind=step.kind if step else None,
        next_what=look.words.get(errand.n) if step and not hidden else None,
        next_owner=owner_name(look, step.owner) if step else None,
        next_due=step.due_on if step else None,
    )


def steps(service: Service, errand: Errand, stand: Standing) -> tuple[StepRow, ...]:
    """Every step of an errand's own process map, judged for one clerk."""
    leads_to = _leads_to(service, errand.walked)
    verdicts = {step.id: judge(step, stand) for step in service.steps}
    states = {step.id: _state(step, errand, verdicts[step.id]) for step in service.steps}
    return tuple(
        StepRow(
            id=step.id,
            title=step.title,
            level=step.level,
            state=states[step.id],
            next=step.id in leads_to,
            when=leads_to.get(step.id),
            minutes=step.minutes,
            papers=step.papers,
            why=_why(step, states[step.id]),
            act=step.act,
            hands_on=step.act is not None
            and not any(states.get(to.to) in ("open", "blocked") for to in step.next),
        )
        for step in service.steps
    )


def verdict(look: Snapshot, errand: Errand, step: Step) -> Verdict:
    """Whether this clerk may walk a step, with every reason."""
    return judge(step, _standing(look, errand))


def owner_name(look: Snapshot, owner: str) -> Text:
    """Who does a next step, by name."""
    if owner == "visitor":
        return text("The visitor")
    agency = look.place.catalogue.agencies.get(owner)
    return Text(agency.name if agency else owner)


def _standing(look: Snapshot, errand: Errand) -> Standing:
    office: Office = look.office
    return standing(office, look.clerk, errand)


def _leads_to(service: Service, walked: Sequence[str]) -> Mapping[str, Text | None]:
    """The steps that come after the last walked one, each with the case in which it does.

    Before anything is walked, the first step. A step that was walked out of
    order is passed, and the way goes on from it.
    """
    if not walked:
        return {service.steps[0].id: None}
    found: dict[str, Text | None] = {}
    ahead, passed = [walked[-1]], set()
    while ahead:
        step = service.step(ahead.pop())
        if step is None or step.id in passed:
            continue
        passed.add(step.id)
        for to in step.next:
            if to.to in walked:
                ahead.append(to.to)
            else:
                found.setdefault(to.to, to.when)
    return found


def _state(step: Step, errand: Errand, said: Verdict) -> StepState:
    if step.id in errand.walked:
        return "done"
    if not said.allowed:
        return "above"
    return "blocked" if still_before(step, errand) else "open"


def _why(step: Step, state: StepState) -> Text | None:
    """Why a step cannot be walked now, in a few words."""
    if state == "blocked":
        return text("Something above comes first")
    if state != "above":
        return None
    if step.actor == "back":
        return text("The agency does this afterwards")
    return text("Not done here by you")
