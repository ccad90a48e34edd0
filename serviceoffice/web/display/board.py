"""What the display shows, put together from the core. Knows nothing of the web.

Numbers and desks only: nothing here tells what anybody came for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from serviceoffice.api import Text
from serviceoffice.core.clock import local_day
from serviceoffice.core.house import House
from serviceoffice.core.offices import hours
from serviceoffice.core.offices.office import Office
from serviceoffice.core.queue import queries
from serviceoffice.core.visits.rules import desk_name
from serviceoffice.core.visits.visit import Visit

MOST_CALLS = 5
MOST_SOON = 5

# The kinds of event that change anything of what is shown.
KINDS = (
    "ticket_taken called recalled began held resumed transferred "
    "finished missed left closed brought_back undone"
)


@dataclass(frozen=True, slots=True)
class Call:
    """A number and its desk.

    ``seq`` is the event that called it last, so that a recall is another call;
    ``awaited``: the visitor has not come to the desk yet.
    """

    seq: int
    number: str
    desk: str
    awaited: bool


@dataclass(frozen=True, slots=True)
class Board:
    """One look at the office. Times in milliseconds.

    ``seq`` is the log's end that this look holds at least. ``longest`` is when
    the one who has waited longest came. ``closes`` and ``opens`` are the next
    of their kind; ``closed_why`` the reason of a whole closed day. ``sent_home``
    are today's numbers that the close of day ended unserved, while it is closed.
    """

    seq: int
    calls: tuple[Call, ...]
    soon: tuple[str, ...]
    waiting: int
    longest: int | None
    is_open: bool
    closes: int | None
    opens: int | None
    closed_why: Text | None
    sent_home: tuple[str, ...]


def board(house: House, office_id: str) -> Board:
    """What the display of an office shows now."""
    office, now = house.place(office_id).office, house.clock.now()
    rules, zone = office.hours, office.zone
    is_open = hours.is_open(rules, zone, now)
    today = local_day(now, zone)
    with house.database.read() as connection:
        # First, so that nothing that happens meanwhile is taken for shown.
        seq = queries.last_seq(connection, office_id)
        at_desks = queries.at_desks(connection, office_id)
        called = queries.last_calls(connection, office_id, [visit.id for visit in at_desks])
        line = queries.waiting(connection, office_id)
        today_all = [] if is_open else queries.of_day(connection, office_id, today.isoformat())
    return Board(
        seq=seq,
        calls=_calls(office, at_desks, called),
        soon=tuple(visit.number for visit in line[:MOST_SOON]),
        waiting=len(line),
        longest=min((visit.arrived for visit in line), default=None),
        is_open=is_open,
        closes=hours.closes_at(rules, zone, now),
        opens=None if is_open else hours.next_opening(rules, zone, now),
        closed_why=None if is_open else hours.closure_reason(rules, today),
        sent_home=tuple(visit.number for visit in today_all if visit.reason == "closed"),
    )


def _calls(office: Office, visits: Iterable[Visit], called: dict[int, int]) -> tuple[Call, ...]:
    """Those who have not come yet before those who are being helped; the newest call first."""
    calls = [
        Call(called.get(v.id, 0), v.number, desk_name(office, v.desk), v.state == "called")
        for v in visits
    ]
    return tuple(sorted(calls, key=lambda call: (not call.awaited, -call.seq))[:MOST_CALLS])
