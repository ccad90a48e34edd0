"""The log: gapless, chained, read from any point on."""

from __future__ import annotations

import hashlib
import json

import pytest
from kit import OFFICE, Front
from sqlalchemy import select, update

from serviceoffice.core import events as log
from serviceoffice.core.events import GENESIS, Event, Head
from serviceoffice.storage import Database


def draft(seq: int, at: int = 0, visit: int | None = None, desk: str | None = None) -> Event:
    return Event("o", seq, at, "happened", visit, desk, "someone", 1, {"n": seq})


def write(database: Database, *drafts: Event) -> Head:
    with database.write() as connection:
        return log.append(connection, log.lock_head(connection, "o"), drafts)


def test_a_new_log_is_empty(database: Database) -> None:
    with database.read() as connection:
        assert log.head(connection, "o") == Head(0, 0, GENESIS)
        assert list(log.read_all(connection, "o")) == []


def test_the_head_is_where_the_log_ends(database: Database) -> None:
    end = write(database, draft(1, at=5), draft(2, at=7))
    assert (end.seq, end.at) == (2, 7)
    with database.read() as connection:
        assert log.head(connection, "o") == end


def test_what_was_appended_is_read_back(database: Database) -> None:
    written = [draft(1, visit=1, desk="d1"), draft(2)]
    write(database, *written)
    with database.read() as connection:
        assert log.after(connection, "o", 0) == written


def test_reading_goes_on_after_any_number(database: Database) -> None:
    write(database, *(draft(n) for n in range(1, 8)))
    with database.read() as connection:
        assert [e.seq for e in log.after(connection, "o", 4)] == [5, 6, 7]
        assert [e.seq for e in log.after(connection, "o", 2, limit=2)] == [3, 4]
        assert [row.seq for row in log.read_all(connection, "o", batch=3)] == list(range(1, 8))


def test_a_visits_story_is_read_without_the_others(database: Database) -> None:
    write(database, draft(1, visit=1), draft(2, visit=2), draft(3, visit=1, desk="d1"))
    with database.read() as connection:
        assert [e.seq for e in log.of_visit(connection, "o", 1)] == [1, 3]


def test_a_desks_story_leaves_out_its_visits(database: Database) -> None:
    write(database, draft(1, desk="d1"), draft(2, visit=2, desk="d1"), draft(3, desk="d2"))
    with database.read() as connection:
        assert [e.seq for e in log.of_desk(connection, "o", "d1")] == [1]


def test_the_last_minutes_are_read_by_time(database: Database) -> None:
    write(database, draft(1, at=10), draft(2, at=20), draft(3, at=30))
    with database.read() as connection:
        assert [e.seq for e in log.since(connection, "o", 20)] == [2, 3]


def test_each_office_has_a_log_of_its_own(database: Database) -> None:
    write(database, draft(1))
    with database.read() as connection:
        assert log.after(connection, "another", 0) == []


def test_the_chain_is_what_is_written_in_the_design(front: Front) -> None:
    """H(previous, seq, H(salted body)), computed here once more from the rows alone."""
    front.ticket("SK1")
    previous = bytes(32)
    with front.house.database.read() as connection:
        rows = list(log.read_all(connection, OFFICE))
    assert len(rows) >= 2
    for row in rows:
        said = json.dumps(
            [row.at, row.kind, row.visit, row.desk, row.by, row.command, row.body],
            separators=(",", ":"),
            ensure_ascii=False,
        )
        sealed = hashlib.sha256(row.salt + said.encode()).digest()
        previous = hashlib.sha256(previous + row.seq.to_bytes(8, "big") + sealed).digest()
        assert row.hash == previous


def test_a_reader_without_the_body_can_check_the_chain(front: Front) -> None:
    front.ticket("SK1")
    with front.house.database.read() as connection:
        rows = list(log.read_all(connection, OFFICE))
    envelopes = [(row.seq, log.sealed_row(row), row.hash) for row in rows]  # no body, no salt
    last = GENESIS
    for seq, sealed, end in envelopes:
        last = log.chain(last, seq, sealed)
        assert last == end


def test_equal_events_have_different_hashes_so_that_a_body_cannot_be_guessed(
    database: Database,
) -> None:
    write(database, draft(1))
    with database.read() as connection:
        (row,) = log.read_all(connection, "o")
    assert log.sealed_row(row) != log.seal(
        bytes(16), row.at, row.kind, row.visit, row.desk, row.by, row.command, row.body
    )


@pytest.mark.parametrize(
    "change",
    [{"at": 1}, {"kind": "x"}, {"visit": 9}, {"desk": "d9"}, {"by": "x"}, {"command": 9},
     {"body": "{}"}, {"salt": bytes(16)}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_whatever_is_changed_in_an_event_shows_in_its_seal(
    database: Database, change: dict[str, object]
) -> None:
    write(database, draft(1))
    with database.write() as connection:
        before = log.sealed_row(connection.execute(select(log.events)).one())
        connection.execute(update(log.events).values(change))
        assert log.sealed_row(connection.execute(select(log.events)).one()) != before


def test_canonical_json_has_one_spelling() -> None:
    assert log.canonical({"b": [1, None], "a": "ö"}) == '{"a":"ö","b":[1,null]}'
