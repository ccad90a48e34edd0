"""The day hour by hour: how long visitors waited, as a chart and as a table."""

from __future__ import annotations

from dataclasses import dataclass

from serviceoffice.core.clock import MINUTE, local
from serviceoffice.core.offices import hours
from serviceoffice.core.statistics.times import by_hour
from serviceoffice.web.manager.snapshot import Snapshot

WIDTH, HEIGHT = 640, 190
LEFT, RIGHT, TOP, BOTTOM = 34, 630, 14, 166
STEPS = (5, 10, 15, 30, 60, 120, 240)
MOST_LINES = 4
MOST_LABELS = 12
THINNEST = 2.0


@dataclass(frozen=True, slots=True)
class HourRow:
    """Visitors who came in an hour: how many were called, and what half and nine of ten waited.

    ``uncalled`` wait still, or went before they were called; ``clerks`` sat at
    desks then. ``label`` is the hour on the clock. Waits in milliseconds.
    """

    hour: int
    label: int
    called: int
    uncalled: int
    p10: int | None
    median: int | None
    p90: int | None
    clerks: int


@dataclass(frozen=True, slots=True)
class Column:
    """An hour of the chart: the field of eight visits in ten, and the middle of the waits."""

    x: float
    width: float
    top: float
    height: float
    middle: float


@dataclass(frozen=True, slots=True)
class Tick:
    """A label of an axis at its place."""

    at: float
    label: int


@dataclass(frozen=True, slots=True)
class Chart:
    """Where everything stands in a picture of WIDTH × HEIGHT."""

    columns: tuple[Column, ...]
    minutes: tuple[Tick, ...]
    hours: tuple[Tick, ...]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    bottom: int = BOTTOM


def hour_rows(look: Snapshot) -> tuple[HourRow, ...]:
    """Every hour from the opening, or the first visitor, to the closing, or now."""
    office, today = look.office, look.today
    waits = dict(today.waits_by_hour)
    clerks = {duty.hour: duty.clerks for duty in today.duty}
    day = local(today.at, office.zone).date()
    open_spans = hours.spans(office.hours, office.zone, day)
    starts = [start for start, _ in open_spans] + list(waits)[:1]
    if not starts:
        return ()
    end = max([end for _, end in open_spans] + [hour + 1 for hour in waits])
    rows = []
    for hour, _ in by_hour(min(starts), end, office.zone):
        wait = waits.get(hour)
        rows.append(
            HourRow(
                hour=hour,
                label=local(hour, office.zone).hour,
                called=wait.called if wait else 0,
                uncalled=wait.uncalled if wait else 0,
                p10=wait.p10 if wait else None,
                median=wait.median if wait else None,
                p90=wait.p90 if wait else None,
                clerks=clerks.get(hour, 0),
            )
        )
    return tuple(rows)


def chart(rows: tuple[HourRow, ...]) -> Chart | None:
    """The picture of the waits; None while nobody has been called."""
    longest = max((row.p90 for row in rows if row.p90 is not None), default=None)
    if longest is None:
        return None
    step = next((s for s in STEPS if longest <= s * MOST_LINES * MINUTE), STEPS[-1])
    lines = max(2, -(-longest // (step * MINUTE)))
    per_ms = (BOTTOM - TOP) / (lines * step * MINUTE)
    wide = (RIGHT - LEFT) / len(rows)
    columns = []
    for n, row in enumerate(rows):
        if row.p10 is None or row.median is None or row.p90 is None:
            continue
        top = BOTTOM - row.p90 * per_ms
        height = max(THINNEST, (row.p90 - row.p10) * per_ms)
        columns.append(
            Column(
                x=round(LEFT + wide * (n + 0.15), 1),
                width=round(wide * 0.7, 1),
                top=round(min(top, BOTTOM - height), 1),
                height=round(height, 1),
                middle=round(BOTTOM - row.median * per_ms, 1),
            )
        )
    every = -(-len(rows) // MOST_LABELS)
    return Chart(
        columns=tuple(columns),
        minutes=tuple(
            Tick(round(BOTTOM - n * step * MINUTE * per_ms, 1), n * step) for n in range(lines + 1)
        ),
        hours=tuple(
            Tick(round(LEFT + wide * (n + 0.5), 1), row.label)
            for n, row in enumerate(rows)
            if n % every == 0
        ),
    )
