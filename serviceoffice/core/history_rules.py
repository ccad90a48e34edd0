"""What must hold in an office's log, one rule by one. Each is told what happens, in order."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from serviceoffice.api import Text, text
from serviceoffice.core.clock import DAY
from serviceoffice.core.desks import DeskState
from serviceoffice.core.entities import UNDONE
from serviceoffice.core.events import Event
from serviceoffice.core.visits.rules import ADMITS
from serviceoffice.core.visits.visit import State, Visit

Found = Iterable[Text]

_OPEN: tuple[State, ...] = ("waiting", "held")
FITS: dict[str, tuple[State, ...]] = {
    "called": ADMITS["call"],
    "recalled": ADMITS["recall"],
    "began": ADMITS["begin"],
    "held": ADMITS["hold"],
    "resumed": ADMITS["resume"],
    "missed": ADMITS["no_show"],
    "transferred": ADMITS["transfer"],
    "errand_added": ADMITS["add_errand"],
    "step_walked": ADMITS["walk_step"],
    "errand_closed": ADMITS["close_errand"],
    "finished": ADMITS["finish"],
    "left": ADMITS["leave"],
    "brought_back": ADMITS["bring_back"],
    "closed": _OPEN,
    "widened": _OPEN,
}
"""The states in which a visit can meet an event; ``ticket_taken`` makes it."""


class Rule:
    """Something that must hold. ``changed`` sees each change of a visit or desk."""

    def changed(self, event: Event, before: Any, after: Any) -> Found:
        """An entity went from one state to another; either may be None."""
        return ()

    def seen(self, event: Event) -> Found:
        """An event was read."""
        return ()

    def end(self) -> Iterable[tuple[int, Text]]:
        """The log has ended: what is wrong, with the event it goes back to."""
        return ()


class States(Rule):
    """A visit meets only what its state admits: it is never called while called or served.

    A desk has one visit and a clerk one desk at most.
    """

    def __init__(self) -> None:
        self.at_desk: dict[str, int] = {}
        self.desk_of: dict[str, str] = {}

    def changed(self, event: Event, before: Any, after: Any) -> Iterator[Text]:
        """Compare the event with the state it met."""
        if isinstance(after, DeskState):
            yield from self._desk(before, after)
        if not isinstance(after, Visit):
            return
        if isinstance(before, Visit) and event.kind != UNDONE:
            if before.state not in FITS.get(event.kind, ()):
                yield text("“{kind}” happened to {number}, which was {state}.",
                           kind=event.kind, number=after.number, state=before.state)  # fmt: skip
        elif before is None and event.kind != "ticket_taken":
            yield text("“{kind}” happened to a visit that nobody had come for.", kind=event.kind)
        yield from self._at_desk(before, after)

    def _at_desk(self, before: Visit | None, after: Visit) -> Iterator[Text]:
        if before and (place := _place(before)) and self.at_desk.get(place) == before.id:
            del self.at_desk[place]
        if place := _place(after):
            if place in self.at_desk:
                yield text("{desk} had two visits at once.", desk=place)
            self.at_desk[place] = after.id

    def _desk(self, before: DeskState | None, after: DeskState) -> Iterator[Text]:
        if before and before.clerk and self.desk_of.get(before.clerk) == before.desk:
            del self.desk_of[before.clerk]
        if after.clerk:
            if after.clerk in self.desk_of:
                yield text("{clerk} sat at two desks at once.", clerk=after.clerk)
            self.desk_of[after.clerk] = after.desk


class Line(Rule):
    """Who is called in turn goes before nobody of the same kind who ranks earlier."""

    def __init__(self) -> None:
        self.waiting: defaultdict[Any, dict[int, int]] = defaultdict(dict)
        self.numbers: dict[int, str] = {}

    def changed(self, event: Event, before: Any, after: Any) -> Iterator[Text]:
        """Keep the line, and look at it when somebody is called."""
        if isinstance(before, Visit) and before.state == "waiting":
            kind = _kind(before)
            self.waiting[kind].pop(before.id, None)
            if event.kind == "called" and event.body.get("next"):
                yield from self._passed_over(before, self.waiting[kind])
            if not self.waiting[kind]:
                del self.waiting[kind]
        if isinstance(after, Visit) and after.state == "waiting":
            self.waiting[_kind(after)][after.id] = after.rank
            self.numbers[after.id] = after.number

    def _passed_over(self, called: Visit, others: Mapping[int, int]) -> Iterator[Text]:
        first = min(((rank, visit) for visit, rank in others.items()), default=None)
        if first and first < (called.rank, called.id):
            yield text("{number} was called before {earlier}, who ranked earlier.",
                       number=called.number, earlier=self.numbers[first[1]])  # fmt: skip


class Numbers(Rule):
    """Ticket numbers follow each other in a day and series: none twice, none left out."""

    def __init__(self) -> None:
        self.last: dict[tuple[str, str], int] = {}

    def seen(self, event: Event) -> Iterator[Text]:
        """Count the tickets."""
        if event.kind != "ticket_taken":
            return
        series, number = str(event.body.get("series")), str(event.body.get("number"))
        day = str(event.body.get("day"))
        counted = number.removeprefix(series)
        if not counted.isdecimal():
            yield text("The ticket number {number} cannot be read.", number=number)
            return
        last = self.last.get((day, series))
        if last is not None and int(counted) != last + 1:
            yield text("Ticket number {number} does not follow {last}.", number=number, last=last)
        self.last[day, series] = int(counted)


class Ends(Rule):
    """An errand that was begun has an outcome when its visit is over (En-dörr-in, SKL 2008)."""

    def __init__(self) -> None:
        self.without: dict[int, tuple[int, Text]] = {}

    def changed(self, event: Event, before: Any, after: Any) -> Found:
        """Remember visits that are over with something left; an undo may come."""
        if isinstance(after, Visit):
            left = [errand.n for errand in after.open_errands if errand.begun]
            self.without.pop(after.id, None)
            if after.state == "done" and left:
                sentence = text("Errand {n} of {number} was begun and has no outcome.",
                                n=left[0], number=after.number)  # fmt: skip
                self.without[after.id] = (event.seq, sentence)
        return ()

    def end(self) -> Iterable[tuple[int, Text]]:
        """What was left for good."""
        return self.without.values()


class Bodies(Rule):
    """Events hold ids, codes and times: no words, nothing like a personal number."""

    _CODE = re.compile(r"[\w.:@+-]{0,64}")
    _HASH = re.compile(r"[0-9a-f]{64}")
    _DIGITS = re.compile(r"(?<!\d)(?:\d\d)?(\d{6})[-+]?(\d{4})(?!\d)")

    def seen(self, event: Event) -> Iterator[Text]:
        """Look at every value of the body, and at who acted."""
        for value in (event.by, event.desk, *_values(event.body)):
            said = str(value)
            if isinstance(value, int) and abs(value - event.at) < DAY:
                continue  # a time: before September 2001 one has twelve digits
            if isinstance(value, str) and not self._CODE.fullmatch(said):
                yield text("The body holds words, which belong in a row that can be erased.")
            elif not self._HASH.fullmatch(said) and any(
                _like_a_person(*found) for found in self._DIGITS.findall(said)
            ):
                yield text("The body holds something like a personal number.")


def _place(visit: Visit) -> str | None:
    return visit.desk if visit.state in ("called", "serving") else None


def _kind(visit: Visit) -> tuple[Any, ...]:
    """Visits of one kind may be called by the same desks and clerks."""
    return (
        frozenset((errand.service, errand.agency) for errand in visit.targets),
        visit.quick,
        visit.language if visit.needs_language else None,
        visit.to_desk,
        visit.to_clerk,
    )


def _values(body: Any) -> Iterator[Any]:
    match body:
        case Mapping():
            for key, value in body.items():
                yield key
                yield from _values(value)
        case list() | tuple():
            for value in body:
                yield from _values(value)
        case str() | int():
            yield body


def _like_a_person(born: str, last: str) -> bool:
    """A date, perhaps 60 days late (samordningsnummer), and a digit that checks (Luhn)."""
    day = int(born[4:]) - (60 if born[4:] > "60" else 0)
    try:
        date(2000 + int(born[:2]), int(born[2:4]), day)
    except ValueError:
        return False
    doubled = (int(digit) * (2 - n % 2) for n, digit in enumerate(born + last))
    return sum(product // 10 + product % 10 for product in doubled) % 10 == 0
