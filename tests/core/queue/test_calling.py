"""Who is called, by whom, and who may not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from kit import Front, Seat, make_house, make_office, make_place, refused

from serviceoffice.core.commands import Principal
from serviceoffice.core.offices.office import Clerk, Desk, QueueRules
from serviceoffice.storage import Database


@pytest.fixture
def anna(front: Front) -> Seat:
    return front.clerk("anna", "d1")


def front_with(database: Database, **more: Any) -> Front:
    return Front(make_house(database, make_place(make_office(**more))))


# --- call next ---------------------------------------------------------------------------


def test_the_first_to_come_is_the_first_to_be_called(front: Front, anna: Seat) -> None:
    visits = [front.ticket("SK1") for _ in range(3)]
    called = []
    for _ in range(3):
        called.append(anna.call_next()["id"])
        anna.no_show(called[-1])
    assert called == [visit["id"] for visit in visits]


def test_when_nobody_waits_nothing_is_called(anna: Seat) -> None:
    assert anna.call_next() is None


def test_a_visitor_with_priority_goes_before_those_who_came_a_little_earlier(
    front: Front, anna: Seat
) -> None:
    long_ago = front.ticket("SK1")
    front.wait(minutes=31)
    front.ticket("SK1")
    urgent = front.ticket("SK1", priority="priority")
    assert anna.call_next()["id"] == long_ago["id"]
    anna.no_show(long_ago)
    assert anna.call_next()["id"] == urgent["id"]


def test_a_desk_passes_over_services_that_it_does_not_give(database: Database) -> None:
    front = front_with(database, desks=(Desk("d1", "Desk 1", ("forsakringskassan", "SK2")),))
    anna = front.clerk("anna", "d1")
    front.ticket("SK1")
    by_agency, by_service = front.ticket("FK1"), front.ticket("SK2")
    assert anna.call_next()["id"] == by_agency["id"]
    anna.no_show(by_agency)
    assert anna.call_next()["id"] == by_service["id"]
    anna.no_show(by_service)
    assert anna.call_next() is None


def test_a_desk_calls_a_visit_if_it_gives_one_of_its_services(database: Database) -> None:
    front = front_with(database, desks=(Desk("d1", "Desk 1", ("forsakringskassan",)),))
    visit = front.ticket("SK1", "FK1")
    assert front.clerk("anna", "d1").call_next()["id"] == visit["id"]


def test_the_offices_own_guidance_is_given_at_every_desk(database: Database) -> None:
    front = front_with(database, desks=(Desk("d1", "Desk 1", ("forsakringskassan",)),))
    visit = front.ticket("guide")
    assert front.clerk("anna", "d1").call_next()["id"] == visit["id"]


def test_a_service_with_level_0_in_the_profile_is_not_served(database: Database) -> None:
    clerks = (Clerk("anna", "Anna", "skatteverket", skills={"skatteverket": 0, "SK2": 3}),)
    front = front_with(database, clerks=clerks)
    anna = front.clerk("anna", "d1")
    not_hers, hers = front.ticket("SK1"), front.ticket("SK2")
    assert anna.call_next()["id"] == hers["id"]  # the service's own line wins
    anna.no_show(hers)
    assert anna.call_next() is None
    assert "profile" in str(refused("not_eligible", anna.call, not_hers).text)


def test_a_quick_desk_takes_short_visits_only(database: Database) -> None:
    front = front_with(
        database, desks=(Desk("d1", "Desk 1", quick=True),), queue=QueueRules(quick_minutes=5)
    )
    anna = front.clerk("anna", "d1")
    long, short = front.ticket("SK1"), front.ticket("SK2")
    assert anna.call_next()["id"] == short["id"]
    anna.no_show(short)
    assert anna.call_next() is None
    assert "short errands" in str(refused("not_eligible", anna.call, long).text)


def test_who_needs_a_language_waits_for_a_clerk_who_speaks_it(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1", language="ar", needs_language=True)
    assert anna.call_next() is None
    assert "language" in str(refused("not_eligible", anna.call, visit).text)
    assert front.clerk("cia", "d2").call_next()["id"] == visit["id"]


def test_who_only_prefers_a_language_is_served_by_anybody(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1", language="ar")
    assert anna.call_next()["id"] == visit["id"]


def test_a_script_may_call_at_a_desk_where_nobody_is_signed_in(front: Front) -> None:
    visit = front.ticket("SK1", language="ar", needs_language=True)
    script = front.seat(Principal("token:1", "integration"))
    called = script.call_next(desk="d3")
    assert (called["id"], called["desk"], called["clerk"]) == (visit["id"], "d3", None)


def test_a_script_acts_as_the_clerk_who_sits_at_the_desk_it_names(front: Front) -> None:
    front.clerk("cia", "d3")
    front.ticket("SK1")
    assert front.seat(Principal("token:1", "integration")).call_next(desk="d3")["clerk"] == "cia"


def test_a_script_must_name_a_desk(front: Front) -> None:
    script = front.seat(Principal("token:1", "integration"))
    assert refused("invalid", script.call_next).field == "desk"
    error = refused("unknown_desk", script.call_next, desk="d9")
    assert (error.status, error.extra) == (404, {"desk": "d9"})


# --- the desk ----------------------------------------------------------------------------


def test_a_clerk_who_is_not_signed_in_calls_nobody(front: Front) -> None:
    front.ticket("SK1")
    refused("not_signed_in", front.clerk("anna").call_next)


def test_a_clerk_cannot_act_at_another_desk(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    error = refused("other_desk", anna.call, visit, desk="d2")
    assert (str(error.text), error.field, error.extra) == (
        "You are signed in at Desk 1.", "desk", {"desk": "d1"},
    )  # fmt: skip
    refused("unknown_desk", anna.call, visit, desk="d9")
    assert anna.call(visit, desk="d1")["desk"] == "d1"


@pytest.mark.parametrize("state", ["called", "serving"])
def test_a_desk_that_has_a_visit_gets_no_other(front: Front, anna: Seat, state: str) -> None:
    first, second = front.ticket("SK1"), front.ticket("SK1")
    anna.call(first)
    if state == "serving":
        anna.begin(first)
    error = refused("desk_busy", anna.call_next)
    assert error.extra == {"visit": first["id"], "number": "001", "state": state}
    refused("desk_busy", anna.call, second)
    assert front.visit(second).state == "waiting"


def test_a_desk_that_takes_a_pause_calls_nobody(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    anna.pause(reason="break")
    refused("desk_paused", anna.call_next)
    refused("desk_paused", anna.call, visit)
    anna.return_()
    assert anna.call_next()["id"] == visit["id"]


def test_of_two_who_call_the_same_visitor_the_second_hears_who_has_them(
    front: Front, anna: Seat
) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    error = refused("wrong_state", front.clerk("bo", "d2").call, visit)
    assert str(error.text) == "001 has been called to Desk 1."
    assert error.extra == {"state": "called", "desk": "d1", "clerk": "anna"}


@pytest.mark.parametrize("command", ["recall", "begin", "hold", "no_show", "transfer", "leave"])
def test_a_visitor_called_to_one_desk_is_not_another_desks_to_touch(
    front: Front, anna: Seat, command: str
) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    bo = front.clerk("bo", "d2")
    error = refused("at_another_desk", getattr(bo, command), visit)
    assert error.extra == {"state": "called", "desk": "d1", "clerk": "anna"}
    assert front.visit(visit).state == "called"


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("add_errand", {"service": "FK1"}),
        ("walk_step", {"n": 1, "step": "identify"}),
        ("close_errand", {"n": 1, "outcome": "resolved"}),
        ("finish", {}),
        ("hold", {}),
        ("transfer", {}),
    ],
)
def test_a_visitor_served_at_one_desk_is_not_another_desks_to_touch(
    front: Front, anna: Seat, command: str, args: dict[str, object]
) -> None:
    visit = front.served(anna, "SK1")
    bo = front.clerk("bo", "d2")
    refused("at_another_desk", getattr(bo, command), visit, **args)
    assert front.visit(visit).state == "serving"


# --- called, again, begun ----------------------------------------------------------------


def test_call_notes_desk_clerk_and_time(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    front.wait(minutes=7)
    called = anna.call(visit)
    assert (called["state"], called["desk"], called["clerk"]) == ("called", "d1", "anna")
    assert called["called"] == called["since"] != called["arrived"]


def test_a_call_in_turn_is_told_from_a_call_out_of_turn_in_the_log(
    front: Front, anna: Seat
) -> None:
    first, second = front.ticket("SK1"), front.ticket("SK1")
    anna.call(second)
    anna.no_show(second)
    anna.call_next()
    calls = [(e.visit, e.body["next"]) for e in front.log() if e.kind == "called"]
    assert calls == [(second["id"], False), (first["id"], True)]


def test_a_visitor_is_called_again_so_many_times_and_no_more(database: Database) -> None:
    front = front_with(database, queue=QueueRules(recall_limit=2))
    anna = front.clerk("anna", "d1")
    visit = front.ticket("SK1")
    anna.call(visit)
    assert [anna.recall(visit)["recalls"] for _ in range(2)] == [1, 2]
    assert "2 times" in str(refused("recall_limit", anna.recall, visit).text)


def test_a_new_call_may_be_repeated_anew(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    anna.recall(visit)
    anna.hold(visit)
    anna.resume(visit)
    assert anna.call(visit)["recalls"] == 0


def test_the_first_call_and_the_first_beginning_stay_known(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    first = front.visit(visit)
    front.wait(minutes=10)
    anna.hold(visit)
    anna.resume(visit)
    anna.call(visit)
    anna.begin(visit)
    again = front.visit(visit)
    assert (again.first_called, again.first_began) == (first.first_called, first.first_began)
    assert again.since > first.since


def test_a_short_visit_that_grows_long_is_no_longer_for_the_quick_desk(
    database: Database,
) -> None:
    desks = (Desk("d1", "Desk 1"), Desk("d2", "Desk 2", quick=True))
    front = front_with(database, desks=desks, queue=QueueRules(quick_minutes=5))
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    visit = front.served(anna, "SK2")
    assert front.visit(visit).quick
    anna.add_errand(visit, service="FK1")
    assert not front.visit(visit).quick
    anna.transfer(visit)
    assert bo.call_next() is None


def test_removing_a_skill_takes_effect_at_the_next_start(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    clerks = tuple(
        replace(clerk, skills={"skatteverket": 0}) if clerk.id == "anna" else clerk
        for clerk in front.office.clerks
    )
    front.reconfigure(replace(front.office, clerks=clerks))
    refused("not_eligible", anna.call, visit)
