"""The log as a proof: a whole day is clean, and each kind of damage is found and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import OFFICE, Front
from sqlalchemy import Connection, delete, insert, select, update

from serviceoffice.core import events as log
from serviceoffice.core.desks import desks
from serviceoffice.core.events import GENESIS, Event, Head
from serviceoffice.core.history import Report, examine
from serviceoffice.core.history_rules import FITS, Bodies, _like_a_person
from serviceoffice.core.visits.tables import visits
from serviceoffice.storage import Database

STEP = {"kind": "handover", "what": "Send", "owner": "skatteverket", "due_on": "2026-03-20"}


@pytest.fixture
def day(front: Front) -> Front:
    """A day in which everything happens that can."""
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    visits_ = [front.ticket("SK1", "FK1"), *(front.ticket("SK1") for _ in range(7))]
    first, second = anna.call_next(), bo.call_next()
    anna.recall(first)
    anna.begin(first)
    anna.walk_step(first, n=1, step="identify")
    anna.add_errand(first, service="AF1")
    anna.undo()
    anna.close_errand(first, n=1, outcome="next_step", next_step=STEP)
    anna.transfer(first, to_service="FK1")
    bo.no_show(second)
    front.wait(minutes=2)
    front.reception.bring_back(second)
    bo.call(first)
    bo.begin(first)
    bo.walk_step(first, n=2, step="identify")
    bo.hold(first)
    third = anna.call_next()
    anna.begin(third)
    anna.close_errand(third, n=1, outcome="resolved")
    anna.finish_and_call_next(third)
    anna.undo()
    anna.pause(reason="break")
    anna.undo()
    front.reception.leave(visits_[5])
    anna.sign_in(desk="d3")
    anna.call_next()
    front.wait(minutes=8 * 60)
    front.system.run("close_day", day=first["day"])
    assert front.history().clean
    return front


def found(report: Report) -> str:
    return "\n".join(f"{problem.seq}: {problem.sentence}" for problem in report.problems)


def test_a_day_in_which_everything_happens_is_clean(day: Front) -> None:
    report = day.history()
    assert report.problems == ()
    assert report.events == len(day.log()) > 40
    missing = {*FITS, "undone", "configured", "signed_in", "signed_out", "paused"} - {
        event.kind for event in day.log()
    }
    assert missing == {"resumed", "widened"}


def test_an_office_where_nothing_has_happened_is_clean(database: Database) -> None:
    with database.read() as connection:
        assert examine("o", [], log.head(connection, "o"), {}).clean


# --- damage to what is stored ------------------------------------------------------------

AN_EVENT = (log.events.c.office_id == OFFICE) & (log.events.c.seq == 15)


def change_event(**values: Any) -> Callable[[Connection], None]:
    return lambda c: _run(c, update(log.events).where(AN_EVENT).values(values))


def change_head(**values: Any) -> Callable[[Connection], None]:
    return lambda c: _run(c, update(log.log_heads).values(values))


def change_visit(**values: Any) -> Callable[[Connection], None]:
    return lambda c: _run(c, update(visits).where(visits.c.number == "003").values(values))


def change_desk(**values: Any) -> Callable[[Connection], None]:
    return lambda c: _run(c, update(desks).where(desks.c.desk == "d2").values(values))


def _run(connection: Connection, statement: Any) -> None:
    assert connection.execute(statement).rowcount > 0


def lose_the_last_event(connection: Connection) -> None:
    last = log.head(connection, OFFICE).seq
    _run(connection, delete(log.events).where(log.events.c.seq == last))


def double_a_visit(connection: Connection) -> None:
    row = dict(connection.execute(select(visits).where(visits.c.number == "003")).one()._mapping)
    connection.execute(insert(visits), row | {"id": 9999, "number": "999", "state": "done"})


def an_empty_desk(connection: Connection) -> None:
    connection.execute(insert(desks), {"office_id": OFFICE, "desk": "d9", "seq": 1, "since": 0})


DAMAGE: list[tuple[str, Callable[[Connection], None], str]] = [
    ("an event is lost", lambda c: _run(c, delete(log.events).where(AN_EVENT)),
     "16: Event 15 should stand here, not 16."),
    ("the last event is lost", lose_the_last_event, "The log ends at event"),
    ("a body is changed", change_event(body='{"clerk":"bo","next":true}'),
     "15: The hash does not fit"),
    ("a body is destroyed", change_event(body="{"), "15: The body of the event cannot be read."),
    ("a body is no table", change_event(body="[1]"), "15: The body of the event cannot be read."),
    ("a time is changed", change_event(at=5), "15: The time runs back"),
    ("a kind is changed", change_event(kind="finished"), "15: The hash does not fit"),
    ("an unknown kind", change_event(kind="danced"), "15: “danced” does not fit here"),
    ("somebody else did it", change_event(by="clerk:bo"), "15: The hash does not fit"),
    ("another visit", change_event(visit=9), "15: The hash does not fit"),
    ("a hash is changed", change_event(hash=bytes(32)), "16: The hash does not fit"),
    ("a salt is changed", change_event(salt=bytes(16)), "15: The hash does not fit"),
    ("the head is moved", change_head(seq=7), "but its head says 7."),
    ("the head's hash is changed", change_head(hash=bytes(32)), "The log ends at event"),
    ("a visit's state", change_visit(state="waiting"), "differs from the log in: state."),
    ("a visit's place", change_visit(rank=0), "differs from the log in: rank."),
    ("a visit's number", change_visit(number="777"), "differs from the log in: number."),
    ("a visit's errands", change_visit(errands="[]"), "differs from the log in: errands."),
    ("errands are destroyed", change_visit(errands="["), "The rows of visit cannot be read"),
    ("errands are no list", change_visit(errands="5"), "The rows of visit cannot be read"),
    ("a visit is lost", lambda c: _run(c, delete(visits).where(visits.c.number == "003")),
     "is missing."),
    ("a visit from nowhere", double_a_visit, "There is a row of visit 9999, but no event."),
    ("a desk's clerk", change_desk(clerk="dag"),
     "The row of desk d2 differs from the log in: clerk"),
    ("a desk is lost", lambda c: _run(c, delete(desks).where(desks.c.desk == "d2")),
     "The row of desk d2 is missing."),
    ("a desk from nowhere", an_empty_desk, "There is a row of desk d9, but no event."),
]  # fmt: skip


@pytest.mark.parametrize(("what", "damage", "said"), DAMAGE, ids=[row[0] for row in DAMAGE])
def test_damage_to_what_is_stored_is_found(
    day: Front, what: str, damage: Callable[[Connection], None], said: str
) -> None:
    with day.house.database.write() as connection:
        damage(connection)
    assert said in found(day.history())


# --- a log that somebody has forged with care: every hash fits ---------------------------


def chained(story: list[Event]) -> tuple[list[Any], Head]:
    """The raw rows of a story, numbered and chained as if it were true."""
    rows: list[Any] = []
    last = Head()
    for seq, event in enumerate(story, start=1):
        row = SimpleNamespace(
            office_id="o", seq=seq, at=event.at, kind=event.kind, visit=event.visit,
            desk=event.desk, by=event.by, command=event.command,
            body=log.canonical(event.body), salt=bytes(16), hash=b"",
        )  # fmt: skip
        row.hash = log.chain(last.hash, seq, log.sealed_row(row))
        rows.append(row)
        last = Head(seq, event.at, row.hash)
    return rows, last


def told(*story: Event) -> str:
    """What the check says to a forged story."""
    rows, head = chained(list(story))
    return found(examine("o", rows, head, {}))


class Story:
    """Events one after the other, each a command of its own."""

    def __init__(self) -> None:
        self.events: list[Event] = []

    def add(self, kind: str, visit: int | None = None, desk: str | None = None, *,
            by: str = "clerk:anna", **body: Any) -> Story:  # fmt: skip
        seq = len(self.events) + 1
        self.events.append(Event("o", seq, seq, kind, visit, desk, by, seq, body))
        return self

    def ticket(self, number: str = "", day: str = "2026-03-10", **more: Any) -> int:
        seq = len(self.events) + 1
        errands = [{"service": "SK1", "agency": "skatteverket", "map": "0" * 64}]
        body = {
            "number": number or f"{seq:03d}", "series": "", "day": day, "rank": seq, "credit": "",
            "channel": "counter", "source": "reception", "language": "sv",
            "needs_language": False, "interpreter": False, "priority": "", "life_event": None,
            "quick": False, "errands": errands,
        }  # fmt: skip
        self.add("ticket_taken", seq, **body | more)
        return seq

    def call(self, visit: int, desk: str = "d1", *, in_turn: bool = False) -> Story:
        return self.add("called", visit, desk, clerk="anna", next=in_turn)

    def say(self) -> str:
        return told(*self.events)


@pytest.fixture
def story() -> Story:
    return Story()


def test_a_story_that_could_be_true_is_clean(story: Story) -> None:
    visit = story.ticket()
    story.call(visit, in_turn=True).add("began", visit, "d1").add("held", visit, "d1")
    story.add("resumed", visit).call(visit, "d2").add("missed", visit, "d2", errands=[])
    assert story.say() == ""


def test_calling_who_is_called_already_is_found(story: Story) -> None:
    visit = story.ticket()
    story.call(visit).call(visit, "d2")
    assert "3: “called” happened to 001, which was called." in story.say()


def test_calling_who_is_being_served_is_found(story: Story) -> None:
    visit = story.ticket()
    story.call(visit).add("began", visit, "d1").call(visit, "d2")
    assert "4: “called” happened to 001, which was serving." in story.say()


@pytest.mark.parametrize("kind", sorted(FITS))
def test_whatever_happens_to_a_visit_that_is_over_is_found(story: Story, kind: str) -> None:
    if "done" in FITS[kind]:
        return
    visit = story.ticket()
    story.add("left", visit, errands=[]).add(
        kind, visit, "d1", clerk="anna", to={}, n=1, step="s", outcome="resolved", service="SK1",
        agency="a", map="m", quick=True, rank=1,
    )  # fmt: skip
    assert f"3: “{kind}” happened to 001, which was done." in story.say()


def test_something_happening_to_nobody_is_found(story: Story) -> None:
    assert "“called” does not fit here: event 1: nobody has come." in story.call(5).say()


def test_a_desk_with_two_visits_is_found(story: Story) -> None:
    first, second = story.ticket(), story.ticket()
    assert "4: d1 had two visits at once." in story.call(first).call(second).say()


def test_a_clerk_at_two_desks_is_found(story: Story) -> None:
    story.add("signed_in", desk="d1", clerk="anna").add("signed_in", desk="d2", clerk="anna")
    assert "2: anna sat at two desks at once." in story.say()


def test_a_clerk_who_moves_is_in_order(story: Story) -> None:
    story.add("signed_in", desk="d1", clerk="anna").add("signed_out", desk="d1")
    assert story.add("signed_in", desk="d2", clerk="anna").say() == ""


def test_passing_over_who_ranked_earlier_is_found(story: Story) -> None:
    story.ticket()
    second = story.ticket()
    said = story.call(second, in_turn=True).say()
    assert "3: 002 was called before 001, who ranked earlier." in said


def test_calling_out_of_turn_by_choice_is_in_order(story: Story) -> None:
    story.ticket()
    assert story.call(story.ticket()).say() == ""


DIFFERENT: list[dict[str, Any]] = [
    {"errands": [{"service": "FK1", "agency": "forsakringskassan", "map": "0" * 64}]},
    {"quick": True},
    {"needs_language": True, "language": "ar"},
]


@pytest.mark.parametrize("other", DIFFERENT, ids=lambda other: next(iter(other)))
def test_passing_over_who_waits_for_something_else_is_in_order(
    story: Story, other: dict[str, Any]
) -> None:
    story.ticket(**other)
    assert story.call(story.ticket(), in_turn=True).say() == ""


def test_of_equal_places_the_earlier_number_goes_first(story: Story) -> None:
    story.ticket(rank=7)
    second = story.ticket(rank=7)
    assert "002 was called before 001" in story.call(second, in_turn=True).say()


def test_who_has_gone_back_into_the_line_by_an_undo_counts_again(story: Story) -> None:
    first, second = story.ticket(), story.ticket()
    story.call(first).add("undone", first, "d1", of=3)
    assert "002 was called before 001" in story.call(second, in_turn=True).say()


def test_a_number_used_twice_is_found(story: Story) -> None:
    story.ticket("001")
    story.ticket("001")
    assert "2: Ticket number 001 does not follow 1." in story.say()


def test_a_number_left_out_is_found(story: Story) -> None:
    story.ticket("001")
    story.ticket("003")
    assert "2: Ticket number 003 does not follow 1." in story.say()


def test_numbers_of_another_day_or_series_are_counted_by_themselves(story: Story) -> None:
    story.ticket("100")
    story.ticket("001", day="2026-03-11")
    story.ticket("F01", series="F")
    story.ticket("101")
    story.ticket("F02", series="F")
    assert story.say() == ""


def test_a_number_that_cannot_be_read_is_found(story: Story) -> None:
    story.ticket("XYZ")
    assert "1: The ticket number XYZ cannot be read." in story.say()


@pytest.mark.parametrize("end", ["left", "missed", "closed"])
def test_an_errand_that_was_begun_and_never_ended_is_found(story: Story, end: str) -> None:
    visit = story.ticket()
    story.call(visit).add("began", visit, "d1").add("step_walked", visit, "d1", n=1, step="s")
    story.add("transferred", visit, "d1", to={})
    if end == "missed":
        story.call(visit)
    story.add(end, visit, "d1" if end == "missed" else None, errands=[])
    assert "Errand 1 of 001 was begun and has no outcome." in story.say()


def test_an_errand_that_was_never_begun_ends_with_the_visit(story: Story) -> None:
    assert story.add("left", story.ticket(), errands=[]).say() == ""


def test_an_end_that_is_undone_is_no_end(story: Story) -> None:
    visit = story.ticket()
    story.call(visit).add("began", visit, "d1").add("step_walked", visit, "d1", n=1, step="s")
    story.add("finished", visit, "d1")
    assert "was begun and has no outcome" in story.say()
    story.add("undone", visit, "d1", of=5)
    assert story.say() == ""


WORDS = ["Anna Andersson", "ring back please", "x" * 65, "a,b", "två ord"]
PERSONS = [
    "198112189876", "19811218-9876", "8112189876", "811218-9876", "811218+9876", "198112789873",
    "tel811218-9876x",
]  # fmt: skip


@pytest.mark.parametrize("words", WORDS)
def test_words_in_a_body_are_found(story: Story, words: str) -> None:
    story.add("configured", note=words)
    assert "1: The body holds words" in story.say()


@pytest.mark.parametrize("person", [*PERSONS, 198112189876, 8112189876])
@pytest.mark.parametrize("deep", [False, True])
def test_a_personal_number_in_a_body_is_found(story: Story, person: Any, deep: bool) -> None:
    story.add("configured", note=[{"deep": person}] if deep else person)
    assert "1: The body holds something like a personal number." in story.say()


def test_a_personal_number_as_a_name_of_who_acted_is_found(story: Story) -> None:
    story.add("configured", by="visitor:811218-9876")
    assert "personal number" in story.say()


@pytest.mark.parametrize(
    "code",
    ["SK1", "2026-03-10", "forsakringskassan", "clerk:anna", "fi-FI", "0" * 64, 1773133200000,
     "811218-9875", "819918-9876", None, True],
)  # fmt: skip
def test_ids_codes_times_and_hashes_are_no_words(story: Story, code: Any) -> None:
    assert story.add("configured", note=code).say() == ""


@given(st.dates().filter(lambda day: day.year > 1900), st.integers(0, 999), st.booleans())
def test_every_valid_personal_number_is_recognised(day: Any, serial: int, late: bool) -> None:
    born = f"{day:%y%m}{day.day + 60 * late:02d}"
    doubled = [
        int(digit) * (2 if n % 2 == 0 else 1) for n, digit in enumerate(f"{born}{serial:03d}")
    ]
    total = sum(digit - 9 if digit > 9 else digit for digit in doubled)
    assert _like_a_person(born, f"{serial:03d}{-total % 10}")
    assert not _like_a_person(born, f"{serial:03d}{(1 - total) % 10}")


def test_undoing_what_is_not_the_last_is_found(story: Story) -> None:
    visit = story.ticket()
    story.call(visit).add("began", visit, "d1").add("undone", visit, "d1", of=2)
    assert "4: What it undoes (2) is not the last thing that happened." in story.say()


def test_undoing_the_same_twice_is_found(story: Story) -> None:
    visit = story.ticket()
    story.call(visit).add("undone", visit, "d1", of=2).add("undone", visit, "d1", of=2)
    assert "4: What it undoes (2) is not the last thing that happened." in story.say()


def test_undoing_after_more_than_a_minute_is_found(story: Story) -> None:
    visit = story.ticket()
    story.call(visit).add("recalled", visit, "d1").add("undone", visit, "d1", of=3)
    story.add("undone", visit, "d1", of=2)
    assert story.say() == ""
    late = [replace(e, at=e.at + 70_000) if e.seq >= 3 else e for e in story.events]
    assert "5: What it undoes (2)" in told(*late)


def test_events_in_another_order_are_found(story: Story) -> None:
    visit = story.ticket()
    rows, head = chained(story.call(visit).add("began", visit, "d1").events)
    rows[1], rows[2] = rows[2], rows[1]
    said = found(examine("o", rows, head, {}))
    assert "Event 2 should stand here, not 3." in said
    assert "“began” happened to 001, which was waiting." in said


def test_an_event_told_twice_is_found(story: Story) -> None:
    rows, head = chained(story.call(story.ticket()).events)
    assert "Event 3 should stand here, not 2." in found(examine("o", [*rows, rows[-1]], head, {}))


def test_a_log_without_its_beginning_is_found(story: Story) -> None:
    rows, head = chained(story.call(story.ticket()).events)
    assert "Event 1 should stand here, not 2." in found(examine("o", rows[1:], head, {}))


def test_an_empty_log_whose_head_has_moved_is_found() -> None:
    said = found(examine("o", [], Head(3, 0, GENESIS), {}))
    assert said == "3: The log ends at event 0, but its head says 3."


def test_a_time_of_1999_is_not_taken_for_a_personal_number() -> None:
    august = 933_601_010_000  # born in 1936, if it were a person
    body = {"rank": next(at for at in range(august, august + 10_000) if _reads_as_one(at))}
    event = Event("office", 1, body["rank"] + 60_000, "ticket_taken", 1, None, "system", 1, body)
    assert list(Bodies().seen(event)) == []
    elsewhen = replace(event, at=event.at + 2 * 86_400_000)
    assert len(list(Bodies().seen(elsewhen))) == 1


def _reads_as_one(at: int) -> bool:
    return _like_a_person(str(at)[2:8], str(at)[8:])
