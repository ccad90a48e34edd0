"""The manager's page of today, as plain values for its templates."""

from __future__ import annotations

from dataclasses import dataclass

from serviceoffice.api import Text
from serviceoffice.core.catalogue.guide import OFFICE
from serviceoffice.core.clock import local
from serviceoffice.core.statistics.errands import Outcomes, by_owner
from serviceoffice.core.statistics.today import Today
from serviceoffice.core.statistics.waits import Times
from serviceoffice.web.counter.words import CHANNELS
from serviceoffice.web.manager.agencies import AgencyRow, agencies
from serviceoffice.web.manager.desks import DeskRow, desks
from serviceoffice.web.manager.levels import Levels, levels
from serviceoffice.web.manager.snapshot import Snapshot
from serviceoffice.web.manager.todo import Item, todo
from serviceoffice.web.manager.waits import Chart, HourRow, chart, hour_rows
from serviceoffice.web.manager.words import SOURCES, VISITOR


@dataclass(frozen=True, slots=True)
class FlowRow:
    """An agency's visits for each hour of the flow, and of the whole day."""

    name: str
    by_hour: tuple[int, ...]
    visits: int


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """Who does how many next steps, and the earliest date among them (year-month-day)."""

    name: Text | str
    steps: int
    due_on: str


@dataclass(frozen=True, slots=True)
class Page:
    """Everything the page shows. Times in milliseconds.

    ``waiting`` and ``longest`` are the line as the desks see it; ``hours`` are
    the clock hours of the flow's columns. ``channels`` and ``sources`` are
    words with counts. ``phases`` is the time of the ``finished`` visits together.
    """

    now: int
    seq: int
    today: Today
    waiting: int
    longest: int | None
    desks: tuple[DeskRow, ...]
    todo: tuple[Item, ...]
    levels: Levels
    agencies: tuple[AgencyRow, ...]
    waits: tuple[HourRow, ...]
    chart: Chart | None
    phases: Times
    finished: int
    hours: tuple[int, ...]
    flow: tuple[FlowRow, ...]
    channels: tuple[tuple[Text, int], ...]
    sources: tuple[tuple[Text, int], ...]
    outcomes: tuple[tuple[str, Outcomes], ...]
    owners: tuple[OwnerRow, ...]


def of(look: Snapshot) -> Page:
    """The page of an office at a moment."""
    today = look.today
    rows, housed = hour_rows(look), agencies(look)
    finished = [line for line in today.times if line.reason == "finished"]
    return Page(
        now=look.now,
        seq=look.seq,
        today=today,
        waiting=len(look.line),
        longest=min((visit.since for visit in look.line), default=None),
        desks=desks(look),
        todo=todo(look, housed),
        levels=levels(look),
        agencies=housed,
        waits=rows,
        chart=chart(rows),
        phases=sum((line.times for line in finished), Times()),
        finished=len(finished),
        hours=tuple(local(hour, look.office.zone).hour for hour in today.flow.hours),
        flow=tuple(
            FlowRow(look.agency_name(row.agency), row.by_hour, row.visits)
            for row in today.flow.agencies
        ),
        channels=tuple((CHANNELS.get(c, Text(c)), n) for c, n in today.channels.items()),
        sources=tuple((SOURCES.get(s, Text(s)), n) for s, n in today.sources.items()),
        outcomes=tuple((look.agency_name(a), became) for a, became in today.outcomes.items()),
        owners=tuple(
            OwnerRow(_owner(look, owner), len(steps), steps[0].due_on)
            for owner, steps in by_owner(today.next_steps).items()
        ),
    )


def _owner(look: Snapshot, owner: str) -> Text | str:
    if owner == "visitor":
        return VISITOR
    return look.office.name if owner == OFFICE else look.agency_name(owner)
