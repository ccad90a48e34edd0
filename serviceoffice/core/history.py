"""Reads an office's whole log and says whether it is a proof.

The log must be whole (no event lost, doubled, moved or changed), every event
possible where it stands, the line kept in order, and the rows of visits and
desks exactly what the log leads to. Pure over the events and the rows, so that
an outsider can run it on a copy.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any

from sqlalchemy import Connection

from serviceoffice.api import Text, text
from serviceoffice.core import events as log
from serviceoffice.core.entities import ENTITIES, UNDONE, Entity, Key
from serviceoffice.core.events import Event, Head
from serviceoffice.core.history_rules import Bodies, Ends, Line, Numbers, Rule, States
from serviceoffice.core.queue.undo import WINDOW

Rows = Mapping[str, Mapping[Key, Any]]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that cannot be, the event where it shows and the sentence that says what."""

    seq: int
    sentence: Text


@dataclass(frozen=True, slots=True)
class Report:
    """What a check has found. ``events`` is the number of events read."""

    office: str
    events: int
    problems: tuple[Problem, ...]

    @property
    def clean(self) -> bool:
        """Nothing was found."""
        return not self.problems


def check(connection: Connection, office: str) -> Report:
    """Check an office's log against itself and against the stored rows.

    ``connection`` must give one consistent look, as ``Database.read`` does.
    """
    rows: dict[str, Mapping[Key, Any]] = {}
    problems = []
    for name, entity in ENTITIES.entities.items():
        try:
            rows[name] = entity.all(connection, office)
        except (ValueError, LookupError, TypeError) as error:
            sentence = text("The rows of {what} cannot be read: {why}.", what=name, why=str(error))
            problems.append(Problem(0, sentence))
    story = log.read_all(connection, office)
    report = examine(office, story, log.head(connection, office), rows)
    return replace(report, problems=(*problems, *report.problems))


def examine(office: str, story: Iterable[Any], head: Head, rows: Rows) -> Report:
    """The check itself, over the raw rows of the log and the entities' rows.

    An entity that is not in ``rows`` is not compared.
    """
    chain, replay, count, problems = _Chain(), _Replay(), 0, []
    for raw in story:
        count += 1
        found = [*chain.see(raw)]
        if (event := _read(raw)) is None:
            found.append(text("The body of the event cannot be read."))
        else:
            found += replay.see(event)
        problems += [Problem(raw.seq, sentence) for sentence in found]
    problems += [Problem(head.seq, sentence) for sentence in chain.end(head)]
    problems += replay.end(rows)
    return Report(office, count, tuple(problems))


def _read(raw: Any) -> Event | None:
    try:
        event = log.from_row(raw)
    except ValueError:
        return None
    return event if isinstance(event.body, Mapping) else None


class _Chain:
    """No event is missing, doubled, moved or changed, and time never runs back."""

    def __init__(self) -> None:
        self.last = Head()

    def see(self, raw: Any) -> Iterator[Text]:
        expected = self.last.seq + 1
        if raw.seq != expected:
            yield text("Event {n} should stand here, not {seq}.", n=expected, seq=raw.seq)
        if raw.at < self.last.at:
            yield text("The time runs back, from {before} to {at}.", before=self.last.at, at=raw.at)
        if log.chain(self.last.hash, raw.seq, log.sealed_row(raw)) != raw.hash:
            yield text("The hash does not fit: the event or one before it was changed.")
        self.last = Head(raw.seq, raw.at, raw.hash)

    def end(self, head: Head) -> Iterator[Text]:
        if head != self.last:
            yield text("The log ends at event {last}, but its head says {seq}.",
                       last=self.last.seq, seq=head.seq)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Command:
    """A command that can still be undone, and the state that it met."""

    seq: int
    at: int
    met: Any


@dataclass(slots=True)
class _Told:
    """What the log tells of one entity so far.

    An undo brings back the state that the undone command met. That is another
    way than folding the rest of the story, so the two prove each other.
    """

    state: Any = None
    seq: int = 0
    before: list[_Command] = field(default_factory=list)


class _Replay:
    """Every event is possible where it stands, and the rows are what they lead to."""

    def __init__(self) -> None:
        self.told: dict[str, defaultdict[Key, _Told]] = {
            name: defaultdict(_Told) for name in ENTITIES.entities
        }
        self.rules: tuple[Rule, ...] = (States(), Line(), Numbers(), Ends(), Bodies())

    def see(self, event: Event) -> Iterator[Text]:
        for name, entity in ENTITIES.entities.items():
            if (key := entity.key(event)) is None:
                continue
            told = self.told[name][key]
            before = told.state
            try:
                if event.kind == UNDONE:
                    told.state = self._undone(told, event)
                else:
                    told.state = self._happened(told, entity, event)
            except _Impossible as impossible:
                yield impossible.sentence
            told.seq = event.seq
            for rule in self.rules:
                yield from rule.changed(event, before, told.state)
        for rule in self.rules:
            yield from rule.seen(event)

    def _happened(self, told: _Told, entity: Entity, event: Event) -> Any:
        if not told.before or told.before[-1].seq != event.command:
            young = [command for command in told.before if command.at >= event.at - WINDOW]
            told.before = [*young, _Command(event.command, event.at, told.state)]
        try:
            return entity.evolve(told.state, event)
        except (ValueError, LookupError, TypeError, AssertionError) as error:
            raise _Impossible(
                text("“{kind}” does not fit here: {why}.", kind=event.kind, why=str(error))
            ) from error

    def _undone(self, told: _Told, event: Event) -> Any:
        if not told.before or told.before[-1].seq != event.body.get("of"):
            raise _Impossible(
                text("What it undoes ({of}) is not the last thing that happened.",
                     of=event.body.get("of"))
            )  # fmt: skip
        return told.before.pop().met

    def end(self, rows: Rows) -> Iterator[Problem]:
        for name, stored in rows.items():
            told = self.told[name]
            for key, one in told.items():
                for sentence in _difference(name, key, stored.get(key), one.state):
                    yield Problem(one.seq, sentence)
            for key in stored.keys() - told.keys():
                sentence = text("There is a row of {what} {key}, but no event.", what=name, key=key)
                yield Problem(0, sentence)
        for rule in self.rules:
            yield from (Problem(seq, sentence) for seq, sentence in rule.end())


class _Impossible(Exception):
    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


def _difference(name: str, key: Key, row: Any, told: Any) -> Iterator[Text]:
    if row is None:
        yield text("The row of {what} {key} is missing.", what=name, key=key)
    elif told is not None and row != told:
        wrong = [f.name for f in fields(told) if getattr(row, f.name) != getattr(told, f.name)]
        yield text("The row of {what} {key} differs from the log in: {fields}.",
                   what=name, key=key, fields=", ".join(wrong))  # fmt: skip
