"""When an office is open. Pure rules over its hours, right on the nights the clocks change.

What counts for a day, the first that says anything: a closure, special hours,
``always``, a public holiday, the week.

A time of day means *the first moment at which the clock shows it or later*.
So an opening at a time that a spring night skips comes as the clocks jump, and
a time that an autumn night repeats counts once, when it first comes.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from holidays import DE_FACTO, PUBLIC, country_holidays, list_localized_countries

from serviceoffice.api import Text
from serviceoffice.core.clock import local_day, moment
from serviceoffice.core.offices.office import Hours

Span = tuple[int, int]
"""From and until, in milliseconds since 1970 UTC."""

LOOK_AHEAD = 366
"""Days that are searched for the next opening."""

_MIDNIGHT = time(0)


def spans(hours: Hours, zone: ZoneInfo, day: date) -> tuple[Span, ...]:
    """The times of a local day when the office is open, in order, not overlapping.

    An end of ``time(0)`` is the midnight that ends the day.
    """
    found = (
        (
            _moment(zone, day, opens),
            _moment(zone, day if closes != _MIDNIGHT else day + timedelta(days=1), closes),
        )
        for opens, closes in _local_spans(hours, day)
    )
    return tuple((start, end) for start, end in found if start < end)


def is_open(hours: Hours, zone: ZoneInfo, at: int) -> bool:
    """Whether the office is open at a moment."""
    # Clocks put back over midnight show yesterday's date when today has begun: look
    # at the day after what they show as well.
    return any(start <= at for start, _ in _ahead(hours, zone, at, days=1))


def closes_at(hours: Hours, zone: ZoneInfo, at: int) -> int | None:
    """When the office, open now, next closes; None when it is closed, or never closes.

    Two days that meet at midnight are one opening.
    """
    closing: int | None = None
    for start, end in _ahead(hours, zone, at, LOOK_AHEAD):
        if start > (at if closing is None else closing):
            return closing
        closing = end
    horizon = _moment(zone, local_day(at, zone) + timedelta(days=LOOK_AHEAD + 1), _MIDNIGHT)
    return closing if closing is not None and closing < horizon else None


def next_opening(hours: Hours, zone: ZoneInfo, at: int) -> int | None:
    """The first moment after ``at`` when a closed office opens, within a year; or None."""
    open_until = at
    for start, end in _ahead(hours, zone, at, LOOK_AHEAD):
        if start > open_until:
            return start
        open_until = end
    return None


def closure_reason(hours: Hours, day: date) -> Text | None:
    """Why the office is closed on a whole day: a closure's reason or a holiday's name."""
    for first, last, reason in hours.closures:
        if first <= day <= last:
            return reason
    if day in hours.special or hours.always:
        return None
    return _holiday(hours.holidays, day)


def _local_spans(hours: Hours, day: date) -> tuple[tuple[time, time], ...]:
    if any(first <= day <= last for first, last, _ in hours.closures):
        return ()
    if day in hours.special:
        return hours.special[day]
    if hours.always:
        return ((_MIDNIGHT, _MIDNIGHT),)
    if _holiday(hours.holidays, day):
        return ()
    return hours.week.get(day.weekday(), ())


def _ahead(hours: Hours, zone: ZoneInfo, at: int, days: int) -> Iterator[Span]:
    """The spans that end after ``at``, until so many days later."""
    today = local_day(at, zone)
    for offset in range(days + 1):
        for start, end in spans(hours, zone, today + timedelta(days=offset)):
            if end > at:
                yield start, end


def _moment(zone: ZoneInfo, day: date, at: time) -> int:
    """The first moment at which the clock of that day shows a time or later, in milliseconds."""
    wanted = datetime.combine(day, at)
    reading = wanted.replace(tzinfo=zone)
    if _wall(zone, int(reading.timestamp())) == wanted:
        return moment(reading)
    # The clock never shows it. The jump lies between the two readings of it.
    early, late = (int(reading.replace(fold=fold).timestamp()) for fold in (1, 0))
    seconds = range(early, late + 1)
    jump = bisect_left(seconds, True, key=lambda second: _wall(zone, second) >= wanted)
    return seconds[jump] * 1000


def _wall(zone: ZoneInfo, second: int) -> datetime:
    """What the clock on the wall shows."""
    return datetime.fromtimestamp(second, UTC).astimezone(zone).replace(tzinfo=None)


def _holiday(country: str, day: date) -> Text | None:
    return _holidays(country, day.year).get(day) if country else None


@lru_cache(maxsize=64)
def _holidays(country: str, year: int) -> Mapping[date, Text]:
    """A country's public holidays and the days its law puts beside them.

    In Sweden those are the eves of midsummer, Christmas and New Year
    (semesterlagen 1977:480, 7 §).
    """
    kinds = country_holidays(country).supported_categories
    kept = tuple(kind for kind in (PUBLIC, DE_FACTO) if kind in kinds)
    names: dict[date, dict[str, str]] = {}
    for language in list_localized_countries().get(country, [None]):
        days = country_holidays(country, years=year, categories=kept, language=language)
        for day, name in days.items():
            names.setdefault(day, {}).setdefault((language or "").partition("_")[0], name)
    return MappingProxyType({day: _named(by_language) for day, by_language in names.items()})


def _named(by_language: dict[str, str]) -> Text:
    name = by_language.get("en", next(iter(by_language.values())))
    return Text(name, by_language={key: words for key, words in by_language.items() if key})
