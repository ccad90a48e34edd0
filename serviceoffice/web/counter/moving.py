"""Where a visit can go on with the same number and place: to a service, a desk, a clerk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from serviceoffice.api import Text, text
from serviceoffice.core.offices.office import Desk
from serviceoffice.core.queue.rules import can, serves
from serviceoffice.core.visits.visit import Errand
from serviceoffice.web.counter.errands import Card
from serviceoffice.web.counter.snapshot import Snapshot
from serviceoffice.web.counter.words import PAUSES


@dataclass(frozen=True, slots=True)
class Target:
    """A place to go on. ``to`` is ``service:KO1``, ``desk:d4`` or ``clerk:maja``."""

    to: str
    label: Text
    hint: Text
    good: bool = True


@dataclass(frozen=True, slots=True)
class Targets:
    """The places to go on, the best first in each list; ``first`` is the best of all."""

    services: tuple[Target, ...]
    desks: tuple[Target, ...]
    clerks: tuple[Target, ...]
    first: str


def targets(look: Snapshot, cards: Sequence[Card]) -> Targets:
    """Where the visit at the desk can go on, for its next errand first."""
    visit = look.visit
    assert visit is not None
    ahead = sorted((card for card in cards if card.open), key=lambda card: card.here)
    errands = {errand.n: errand for errand in visit.errands}
    services = [_service(look, card, errands[card.n]) for card in ahead]
    coming = errands[ahead[0].n] if ahead else None
    others = [desk for desk in look.office.desks if desk.id != look.desk.id]
    desks = sorted((_desk(look, desk, coming) for desk in others), key=lambda t: not t.good)
    clerks = [
        Target(f"clerk:{clerk.id}", Text(clerk.name), Text(desk.name))
        for desk in others
        if (clerk := look.office.clerk(_sits(look, desk) or ""))
    ]
    elsewhere = [target for target, card in zip(services, ahead, strict=True) if not card.here]
    first = next(iter([*elsewhere, *desks]), None)
    return Targets(tuple(services), tuple(desks), tuple(clerks), first.to if first else "")


def desks_that_serve(look: Snapshot, errand: Errand) -> list[Desk]:
    """The other desks that give an errand's service and where somebody who can sits now."""
    return [
        desk
        for desk in look.office.desks
        if desk.id != look.desk.id
        and not desk.quick
        and serves(desk, errand.service, errand.agency)
        and (clerk := look.office.clerk(_sits(look, desk) or "")) is not None
        and can(clerk, errand)
    ]


def _service(look: Snapshot, card: Card, errand: Errand) -> Target:
    open_desks = [desk.name for desk in desks_that_serve(look, errand)]
    if open_desks:
        hint = text("The first free of: {desks}", desks=", ".join(open_desks))
    else:
        hint = text("No other desk that takes it is open now")
    return Target(f"service:{errand.service}", card.title, hint, bool(open_desks))


def _desk(look: Snapshot, desk: Desk, coming: Errand | None) -> Target:
    clerk = look.office.clerk(_sits(look, desk) or "")
    state = look.desks.get(desk.id)
    name = Text(desk.name)
    if clerk is None:
        return Target(f"desk:{desk.id}", name, text("Nobody sits here"), False)
    takes = coming is None or (serves(desk, coming.service, coming.agency) and can(clerk, coming))
    if not takes:
        hint = text("{clerk}, does not take the next errand", clerk=clerk.name)
    elif state and state.paused:
        hint = text("{clerk}, pause: {kind}", clerk=clerk.name, kind=PAUSES[state.paused])
    elif any(visit.desk == desk.id for visit in look.busy):
        hint = text("{clerk}, has a visitor", clerk=clerk.name)
    else:
        hint = text("{clerk}, free", clerk=clerk.name)
    return Target(f"desk:{desk.id}", name, hint, takes)


def _sits(look: Snapshot, desk: Desk) -> str | None:
    state = look.desks.get(desk.id)
    return state.clerk if state else None
