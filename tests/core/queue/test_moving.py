"""On hold, sent on, missed, brought back, gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from kit import Front, Seat, make_house, make_office, make_place, refused

from serviceoffice.core import due
from serviceoffice.core.commands import Principal
from serviceoffice.core.offices.office import Clerk, Desk, QueueRules
from serviceoffice.storage import Database


@pytest.fixture
def anna(front: Front) -> Seat:
    return front.clerk("anna", "d1")


@pytest.fixture
def bo(front: Front) -> Seat:
    return front.clerk("bo", "d2")


# --- hold and resume ---------------------------------------------------------------------


@pytest.mark.parametrize("begun", [False, True])
def test_hold_frees_the_desk(front: Front, anna: Seat, begun: bool) -> None:
    visit, other = front.ticket("SK1"), front.ticket("SK1")
    anna.call(visit)
    if begun:
        anna.begin(visit)
    held = anna.hold(visit)
    assert (held["state"], held["desk"], held["clerk"]) == ("held", None, None)
    assert anna.call_next()["id"] == other["id"]


def test_a_visitor_on_hold_keeps_the_place(front: Front, anna: Seat) -> None:
    first = front.ticket("SK1")
    anna.call(first)
    anna.hold(first)
    front.wait(minutes=20)
    front.ticket("SK1")
    front.reception.resume(first)
    assert anna.call_next()["id"] == first["id"]


def test_a_visitor_on_hold_is_not_called(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    anna.hold(visit)
    assert anna.call_next() is None


def test_steps_and_errands_survive_a_hold(front: Front, anna: Seat, bo: Seat) -> None:
    visit = front.served(anna, "SK1", "FK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.hold(visit)
    front.reception.resume(visit)
    bo.call(visit)
    assert front.visit(visit).errands[0].walked == ("identify",)


# --- transfer ----------------------------------------------------------------------------


@pytest.mark.parametrize("begun", [False, True])
def test_a_transfer_keeps_number_place_errands_and_steps(
    front: Front, anna: Seat, begun: bool
) -> None:
    visit = front.ticket("SK1", "FK1", priority="priority")
    anna.call(visit)
    if begun:
        anna.begin(visit)
        anna.walk_step(visit, n=1, step="identify")
    before = front.visit(visit)
    front.wait(minutes=5)
    anna.transfer(visit, to_desk="d2")
    after = front.visit(visit)
    assert after == replace(
        before, state="waiting", since=front.clock.now(), desk=None, clerk=None, to_desk="d2"
    )


def test_a_visit_sent_to_a_desk_is_called_there_only(front: Front, anna: Seat, bo: Seat) -> None:
    visit = front.served(anna, "SK1")
    anna.transfer(visit, to_desk="d2")
    assert anna.call_next() is None
    assert "another desk" in str(refused("not_eligible", anna.call, visit).text)
    assert bo.call_next()["id"] == visit["id"]


def test_a_visit_sent_to_a_desk_is_called_there_whatever_the_desk_serves(
    database: Database,
) -> None:
    desks = (Desk("d1", "Desk 1"), Desk("d2", "Desk 2", ("forsakringskassan",), quick=True))
    front = Front(make_house(database, make_place(make_office(desks=desks))))
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    visit = front.served(anna, "SK1")
    anna.transfer(visit, to_desk="d2")
    assert bo.call_next()["id"] == visit["id"]


def test_a_visit_sent_to_a_clerk_is_called_by_that_clerk_only_at_any_desk(
    front: Front, anna: Seat, bo: Seat
) -> None:
    visit = front.served(anna, "SK1")
    anna.transfer(visit, to_clerk="bo")
    assert anna.call_next() is None
    assert "certain clerk" in str(refused("not_eligible", anna.call, visit).text)
    bo.sign_in(desk="d3")
    assert bo.call_next()["id"] == visit["id"]


def test_a_visit_sent_to_a_clerk_is_not_a_scripts_at_an_empty_desk(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "SK1")
    anna.transfer(visit, to_clerk="bo")
    assert front.seat(Principal("token:1", "integration")).call_next(desk="d3") is None


def test_a_visit_sent_to_a_service_is_called_where_that_service_is_given(
    database: Database,
) -> None:
    desks = (Desk("d1", "Desk 1", ("skatteverket",)), Desk("d2", "Desk 2", ("FK1",)))
    front = Front(make_house(database, make_place(make_office(desks=desks))))
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    visit = front.served(anna, "SK1", "FK1")
    anna.transfer(visit, to_service="FK1")
    assert anna.call_next() is None
    assert bo.call_next()["id"] == visit["id"]


def test_a_transfer_without_a_target_is_back_to_the_line_and_takes_narrowing_away(
    front: Front, anna: Seat, bo: Seat
) -> None:
    visit = front.served(anna, "SK1")
    anna.transfer(visit, to_desk="d2")
    bo.call(visit)
    bo.transfer(visit)
    assert front.visit(visit).to_desk is None
    assert anna.call_next()["id"] == visit["id"]


def test_a_transfer_has_one_target(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    assert refused("invalid", anna.transfer, visit, to_desk="d2", to_clerk="bo").field == "to"


def test_a_transfer_to_an_unknown_target_is_refused_by_name(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    refused("unknown_desk", anna.transfer, visit, to_desk="d9")
    refused("unknown_clerk", anna.transfer, visit, to_clerk="nobody")
    assert refused("unknown_service", anna.transfer, visit, to_service="X").field == "to_service"
    assert front.visit(visit).state == "serving"


def test_a_transfer_to_the_same_desk_is_refused(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    assert refused("invalid", anna.transfer, visit, to_desk="d1").field == "to_desk"


def test_a_transfer_to_a_service_that_is_not_among_the_open_errands_is_refused(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "SK1", "FK1")
    assert refused("invalid", anna.transfer, visit, to_service="AF1").field == "to_service"
    anna.close_errand(visit, n=2, outcome="resolved")
    assert refused("invalid", anna.transfer, visit, to_service="FK1").field == "to_service"


def test_a_transfer_to_a_clerk_who_may_not_serve_the_visitor_is_refused(
    database: Database,
) -> None:
    clerks = (
        Clerk("anna", "Anna", "skatteverket", languages=("ar",)),
        Clerk("bo", "Bo", "skatteverket", skills={"skatteverket": 0}, languages=("ar",)),
        Clerk("cia", "Cia", "skatteverket"),
    )
    front = Front(make_house(database, make_place(make_office(clerks=clerks))))
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1", language="ar", needs_language=True)
    assert "Bo" in str(refused("not_eligible", anna.transfer, visit, to_clerk="bo").text)
    assert "speak" in str(refused("not_eligible", anna.transfer, visit, to_clerk="cia").text)


def test_a_visit_with_every_errand_closed_is_finished_not_sent_on(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    anna.close_errand(visit, n=1, outcome="resolved")
    refused("nothing_open", anna.transfer, visit, to_desk="d2")


# --- missed and brought back -------------------------------------------------------------


def test_who_does_not_come_frees_the_desk_and_loses_errands_that_were_not_begun(
    front: Front, anna: Seat
) -> None:
    visit, other = front.ticket("SK1"), front.ticket("SK1")
    anna.call(visit)
    missed = anna.no_show(visit)
    assert (missed["state"], missed["reason"]) == ("done", "no_show")
    assert missed["errands"][0]["outcome"] is None  # it ends with the visit
    assert anna.call_next()["id"] == other["id"]


def test_an_errand_that_was_begun_goes_home_with_a_visitor_who_is_missed(
    front: Front, anna: Seat, bo: Seat
) -> None:
    visit = front.served(anna, "SK1", "FK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.transfer(visit, to_desk="d2")
    bo.call(visit)
    errands = bo.no_show(visit)["errands"]
    assert errands[0]["outcome"] == "next_step"
    assert errands[0]["next_step"] == {
        "kind": "visitor", "what": None, "owner": "visitor", "due_on": "2026-03-11",
    }  # fmt: skip
    assert errands[1]["outcome"] is None
    assert front.history().clean


@pytest.mark.parametrize("rule", ["keep_place", "end_of_line"])
def test_who_was_missed_comes_back_by_the_offices_rule(database: Database, rule: str) -> None:
    office = make_office(queue=QueueRules(bring_back=rule))  # type: ignore[arg-type]
    front = Front(make_house(database, make_place(office)))
    anna = front.clerk("anna", "d1")
    missed = front.ticket("SK1")
    anna.call(missed)
    anna.no_show(missed)
    front.wait(minutes=1)
    other = front.ticket("SK1")
    front.wait(minutes=1)
    back = front.reception.bring_back(missed)
    assert (back["state"], back["reason"], back["number"]) == ("waiting", None, missed["number"])
    assert anna.call_next()["id"] == (missed if rule == "keep_place" else other)["id"]


def test_what_was_closed_because_the_visitor_was_missed_is_open_again(
    front: Front, anna: Seat, bo: Seat
) -> None:
    visit = front.served(anna, "SK1", "FK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.close_errand(visit, n=2, outcome="resolved")
    anna.transfer(visit, to_desk="d2")
    bo.call(visit)
    bo.no_show(visit)
    back = front.reception.bring_back(visit)
    assert [e["outcome"] for e in back["errands"]] == [None, "resolved"]
    assert back["errands"][0]["walked"] == ["identify"]


def test_who_was_missed_yesterday_takes_a_new_ticket(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    anna.no_show(visit)
    front.wait(minutes=24 * 60)
    refused("other_day", front.reception.bring_back, visit)


def test_who_is_brought_back_after_closing_is_sent_home_in_the_end(
    front: Front, anna: Seat
) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    anna.no_show(visit)
    front.wait(minutes=8 * 60)  # 18:00
    due.sweep(front.house)
    front.reception.bring_back(visit)
    front.wait(minutes=10)
    due.sweep(front.house)
    assert front.visit(visit).reason == "closed"


# --- leave -------------------------------------------------------------------------------


def test_a_visitor_may_leave_at_any_time_before_being_served(front: Front, anna: Seat) -> None:
    visitor = front.seat(Principal("visitor:1", "visitor"))
    waiting, called, held = (front.ticket("SK1") for _ in range(3))
    anna.call(held)
    anna.hold(held)
    anna.call(called)
    for visit in (waiting, called, held):
        left = visitor.leave(visit)
        assert (left["state"], left["reason"]) == ("done", "left")
    assert anna.call_next() is None  # the desk is free, the line empty
    assert front.history().clean


def test_an_errand_that_was_begun_is_withdrawn_when_the_visitor_leaves(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "SK1", "FK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.transfer(visit)
    left = front.reception.leave(visit)
    assert [e["outcome"] for e in left["errands"]] == ["withdrawn", None]


def test_a_clerk_who_takes_someone_out_of_the_line_can_undo_it(front: Front, anna: Seat) -> None:
    visit = front.ticket("SK1")
    anna.leave(visit)
    anna.undo()
    assert front.visit(visit).state == "waiting"


# --- desks and clerks that are gone ------------------------------------------------------


def test_a_visit_at_a_desk_that_is_removed_waits_on_hold(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    remaining = tuple(desk for desk in front.office.desks if desk.id != "d1")
    front.reconfigure(replace(front.office, desks=remaining))
    assert front.visit(visit).state == "held"
    assert front.desk("d1").clerk is None
    anna.sign_in(desk="d2")
    anna.resume(visit)
    assert anna.call_next()["id"] == visit["id"]
    assert front.history().clean


def test_a_clerk_who_is_removed_leaves_the_desk_and_the_visit_at_it(
    front: Front, anna: Seat, bo: Seat
) -> None:
    visit = front.served(anna, "SK1")
    front.reconfigure(
        replace(front.office, clerks=tuple(c for c in front.office.clerks if c.id != "anna"))
    )
    assert front.desk("d1").clerk is None
    assert front.visit(visit).state == "serving"
    bo.sign_in(desk="d1")
    bo.close_errand(visit, n=1, outcome="resolved")
    assert bo.finish(visit)["state"] == "done"


@pytest.mark.parametrize("target", [{"to_desk": "d2"}, {"to_clerk": "bo"}])
@pytest.mark.parametrize("held", [False, True])
def test_who_waits_for_a_desk_or_clerk_that_is_removed_waits_for_any(
    front: Front, anna: Seat, target: dict[str, str], held: bool
) -> None:
    visit = front.served(anna, "SK1")
    anna.transfer(visit, **target)
    if held:
        who = front.clerk("bo", "d2")
        who.call(visit)
        who.hold(visit)
        who.sign_out()
    office = front.office
    front.reconfigure(
        replace(
            office,
            desks=tuple(d for d in office.desks if d.id != "d2"),
            clerks=tuple(c for c in office.clerks if c.id != "bo"),
        )
    )
    if held:
        front.reception.resume(visit)
    assert anna.call_next()["id"] == visit["id"]
    assert front.history().clean
