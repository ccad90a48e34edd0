"""What the manager can do something about right now, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from serviceoffice.api import Text, ntext, text
from serviceoffice.core.queue.rules import can, eligible, serves
from serviceoffice.core.visits.rules import desk_name
from serviceoffice.core.visits.visit import Errand, Visit
from serviceoffice.web.manager.agencies import AgencyRow
from serviceoffice.web.manager.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to see to; ``stop`` when a visitor gets no help because of it."""

    level: Literal["stop", "warn"]
    text: Text


def todo(look: Snapshot, agencies: tuple[AgencyRow, ...]) -> tuple[Item, ...]:
    """Everything to see to; what takes something from a visitor comes first."""
    found = [
        *_nobody_can(look), *_empty_desks(look), *_between_chairs(look), *_late(look),
        *_agencies(agencies),
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda item: item.level != "stop"))


def _nobody_can(look: Snapshot) -> Iterator[Item]:
    """Waiting for what nobody at work gives, or for somebody who is not here."""
    if not look.at_work:
        if look.line:
            yield Item(
                "stop",
                ntext("One visitor waits, and nobody sits at a desk.",
                      "{n} visitors wait, and nobody sits at a desk.", len(look.line)),
            )  # fmt: skip
        return
    waiting: dict[str, int] = {}
    for visit in look.line:
        for errand in visit.targets:
            if not _given(look, errand):
                waiting[errand.service] = waiting.get(errand.service, 0) + 1
    for code, count in waiting.items():
        yield Item(
            "stop",
            ntext("Nobody at work can take “{service}”. One visitor waits for it.",
                  "Nobody at work can take “{service}”. {n} visitors wait for it.",
                  count, service=look.service_title(code)),
        )  # fmt: skip
    for visit in look.line:
        if any(_given(look, errand) for errand in visit.targets) and not any(
            eligible(desk, clerk, visit).yes for desk, clerk in look.at_work
        ):
            yield Item("stop", _waits_for(look, visit))


def _given(look: Snapshot, errand: Errand) -> bool:
    """Whether somebody at work gives the errand's service."""
    return any(
        serves(desk, errand.service, errand.agency) and can(clerk, errand)
        for desk, clerk in look.at_work
    )


def _waits_for(look: Snapshot, visit: Visit) -> Text:
    """Why no desk with a clerk may call a visit whose services are given."""
    at_work = {desk.id for desk, _ in look.at_work}
    if visit.to_clerk:
        clerk = look.office.clerk(visit.to_clerk)
        return text("{number} waits for {clerk}, who sits at no desk that can call.",
                    number=visit.number, clerk=clerk.name if clerk else visit.to_clerk)  # fmt: skip
    if visit.to_desk and visit.to_desk not in at_work:
        return text("{number} waits for {desk}, where nobody sits.",
                    number=visit.number, desk=desk_name(look.office, visit.to_desk))  # fmt: skip
    if visit.needs_language:
        return text("{number} needs a clerk who speaks the visitor's language; none is at work.",
                    number=visit.number)  # fmt: skip
    return text("{number} can be called by nobody at work.", number=visit.number)


def _empty_desks(look: Snapshot) -> Iterator[Item]:
    staffed = {desk.id for desk, _ in look.at_work}
    if not staffed:
        return
    for desk in look.office.desks:
        count = sum(eligible(desk, None, visit).yes for visit in look.line)
        if desk.id not in staffed and count:
            yield Item(
                "warn",
                ntext("{desk} is empty. One of those waiting could be called there.",
                      "{desk} is empty. {n} of those waiting could be called there.",
                      count, desk=desk.name),
            )  # fmt: skip


def _between_chairs(look: Snapshot) -> Iterator[Item]:
    for errand in look.today.between_chairs:
        yield Item(
            "stop",
            text("Errand {n} of {number}, {agency}, was begun and has no owner.",
                 n=errand.n, number=errand.number, agency=look.agency_name(errand.agency)),
        )  # fmt: skip


def _late(look: Snapshot) -> Iterator[Item]:
    for step in look.today.late:
        yield Item(
            "warn",
            text("The next step of {number}, {agency}, was to be done by {date}.",
                 number=step.errand.number, agency=look.agency_name(step.errand.agency),
                 date=step.due_on),
        )  # fmt: skip


def _agencies(agencies: tuple[AgencyRow, ...]) -> Iterator[Item]:
    for agency in agencies:
        if not agency.serves:
            what = text("{agency} gives no services here: {state}.",
                        agency=agency.name, state=agency.state)  # fmt: skip
            yield Item("stop", what)
