"""Many clerks and visitors at once, from two processes: nobody twice, nobody lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from kit import Front
from races.conftest import TORTURE
from races.crew import CLERKS, Call, Crew, Place, clerk, run, serve_until_nobody_waits, take_tickets

from serviceoffice.api import Refused

NewOffice = Callable[[str], tuple[Place, Front]]
Tried = Callable[[str], None]


def test_r1_eight_clerks_call_200_who_wait_none_is_served_twice_and_none_lost(
    crew: Crew, new_office: NewOffice, tried: Tried
) -> None:
    rounds = 20 if TORTURE else 2
    for n in range(rounds):
        place, front = new_office(f"r1_{n}")
        waiting = [front.ticket("SK1")["id"] for _ in range(200)]
        calls = [Call(serve_until_nobody_waits, place, (c,)) for c in range(1, CLERKS + 1)]
        served = [visit for visits in crew.together(calls) for visit in visits]
        assert sorted(served) == waiting
        assert front.history().problems == ()
    tried(f"{rounds} rounds of 200 visitors and {CLERKS} clerks in 2 processes")


def test_r2_of_eight_clerks_who_call_one_visitor_one_wins_and_the_others_hear_who(
    crew: Crew, new_office: NewOffice, tried: Tried
) -> None:
    rounds = 200 if TORTURE else 10
    place, front = new_office("r2")
    for _ in range(rounds):
        visit = front.ticket("SK1")["id"]
        calls = [
            Call(run, place, (clerk(n), "call"), {"visit": visit}) for n in range(1, CLERKS + 1)
        ]
        results = crew.together(calls)
        refusals = [result for result in results if isinstance(result, Refused)]
        (won,) = (result for result in results if not isinstance(result, Refused))
        holder = {"state": "called", "desk": won["desk"], "clerk": won["clerk"]}
        assert [(r.code, r.extra) for r in refusals] == [("wrong_state", holder)] * (CLERKS - 1)
        front.clerk(won["clerk"]).no_show(visit)
    assert front.history().problems == ()
    tried(f"{rounds} rounds of {CLERKS} clerks in 2 processes")


def test_r3_200_tickets_at_once_in_each_of_several_offices_are_200_numbers_without_a_gap(
    crew: Crew, new_office: NewOffice, tried: Tried
) -> None:
    rounds = 20 if TORTURE else 2
    for n in range(rounds):
        offices = [new_office(f"r3_{n}_{which}") for which in "abc"]
        calls = [Call(take_tickets, place, (20,)) for place, _ in offices for _ in range(10)]
        crew.together(calls)
        for _, front in offices:
            taken = [e.body["number"] for e in front.log() if e.kind == "ticket_taken"]
            assert taken == [f"{number:03d}" for number in range(1, 201)]
            assert front.history().problems == ()
    tried(f"{rounds} rounds of 200 tickets in each of 3 offices, 30 threads in 2 processes")


STEP = {"kind": "visitor", "what": "Come back", "owner": "visitor", "due_on": "2026-03-20"}
# A visit from beginning to end; each command is sent twice at once.
A_VISIT: list[tuple[str, dict[str, Any]]] = [
    ("call_next", {}),
    ("recall", {"visit": 0}),
    ("begin", {"visit": 0}),
    ("add_errand", {"visit": 0, "service": "FK1"}),
    ("walk_step", {"visit": 0, "n": 1, "step": "identify"}),
    ("undo", {}),
    ("hold", {"visit": 0}),
    ("resume", {"visit": 0}),
    ("call", {"visit": 0}),
    ("no_show", {"visit": 0}),
    ("bring_back", {"visit": 0}),
    ("call_next", {}),
    ("begin", {"visit": 0}),
    ("transfer", {"visit": 0}),
    ("call", {"visit": 0}),
    ("begin", {"visit": 0}),
    ("close_errand", {"visit": 0, "n": 1, "outcome": "next_step", "next_step": STEP}),
    ("close_errand", {"visit": 0, "n": 2, "outcome": "resolved"}),
    ("finish_and_call_next", {"visit": 0}),
    ("leave", {"visit": 1}),
    ("pause", {"reason": "break"}),
    ("return", {}),
    ("sign_out", {}),
    ("sign_in", {"desk": "d1"}),
]


def test_r9_every_command_sent_twice_at_once_is_done_once_and_answered_the_same(
    crew: Crew, new_office: NewOffice, tried: Tried
) -> None:
    rounds = 20 if TORTURE else 1
    times = 4
    for n in range(rounds):
        place, front = new_office(f"r9_{n}")
        kiosk = front.reception.by
        visits: list[int] = []

        def twice(by: Any, command: str, key: str, place: Place = place, **args: Any) -> Any:
            answers = crew.together([Call(run, place, (by, command, key), args)] * times)
            assert answers == [answers[0]] * times
            assert answers[0] is not None and not isinstance(answers[0], Refused)
            return answers[0]

        for which in range(2):
            visits.append(twice(kiosk, "take_ticket", f"t{which}", services=["SK1"])["id"])
        before = len(front.log())
        for step, (command, args) in enumerate(A_VISIT):
            if "visit" in args:
                args = args | {"visit": visits[args["visit"]]}
            twice(clerk(1), command, f"k{step}", **args)
        happened = [e.kind for e in front.log()[before:]]
        assert len(happened) == len(A_VISIT) + 1  # finish and call next are two
        assert front.history().problems == ()
    tried(f"{rounds} rounds of {len(A_VISIT) + 1} commands, each {times} times at once")
