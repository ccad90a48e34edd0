"""Clerks take and leave desks, and take pauses."""

from __future__ import annotations

import pytest
from kit import Front, Seat, refused

from serviceoffice.core.commands import Principal
from serviceoffice.core.desks import desk_of_clerk


@pytest.fixture
def anna(front: Front) -> Seat:
    return front.clerk("anna", "d1")


def desk_of(front: Front, clerk: str) -> str | None:
    with front.house.database.read() as connection:
        return desk_of_clerk(connection, front.office_id, clerk)


def test_a_clerk_signs_in_at_a_desk(front: Front) -> None:
    answer = front.clerk("anna").sign_in(desk="d1")
    assert answer == {"desk": "d1", "clerk": "anna", "paused": None}
    assert desk_of(front, "anna") == "d1"


def test_signing_in_again_at_the_same_desk_changes_nothing(front: Front, anna: Seat) -> None:
    before = front.log()
    assert anna.sign_in(desk="d1")["clerk"] == "anna"
    assert front.log() == before


def test_one_clerk_has_one_desk_so_signing_in_elsewhere_moves(front: Front, anna: Seat) -> None:
    anna.sign_in(desk="d2")
    assert desk_of(front, "anna") == "d2"
    assert front.desk("d1").clerk is None


def test_one_desk_has_one_clerk(front: Front, anna: Seat) -> None:
    error = refused("desk_taken", front.clerk("bo").sign_in, desk="d1")
    assert str(error.text) == "Anna is signed in at Desk 1."
    assert error.extra == {"clerk": "anna", "desk": "d1"}


@pytest.mark.parametrize("state", ["called", "serving"])
@pytest.mark.parametrize("command", ["sign_in", "sign_out", "pause"])
def test_a_clerk_with_a_visitor_stays(front: Front, anna: Seat, state: str, command: str) -> None:
    visit = front.ticket("SK1")
    anna.call(visit)
    if state == "serving":
        anna.begin(visit)
    args = {"desk": "d2"} if command == "sign_in" else {}
    error = refused("desk_busy", getattr(anna, command), **args)
    assert error.extra == {"visit": visit["id"], "number": "001", "state": state}
    assert desk_of(front, "anna") == "d1"


def test_signing_out_frees_the_desk(front: Front, anna: Seat) -> None:
    assert anna.sign_out() == {"desk": "d1", "clerk": None, "paused": None}
    assert front.clerk("bo", "d1").run("return")["clerk"] == "bo"  # type: ignore[index]


def test_who_is_not_signed_in_cannot_sign_out(front: Front) -> None:
    refused("not_signed_in", front.clerk("anna").sign_out)


def test_signing_out_an_empty_desk_changes_nothing(front: Front) -> None:
    script = front.seat(Principal("token:1", "integration"))
    before = front.log()
    assert script.sign_out(desk="d1") == {"desk": "d1", "clerk": None, "paused": None}
    assert front.log() == before


def test_a_script_signs_in_the_clerk_it_names(front: Front) -> None:
    script = front.seat(Principal("token:1", "integration"))
    assert script.sign_in(desk="d1", clerk="anna")["clerk"] == "anna"
    assert refused("invalid", script.sign_in, desk="d2").field == "clerk"
    refused("unknown_clerk", script.sign_in, desk="d2", clerk="nobody")
    refused("unknown_desk", script.sign_in, desk="d9", clerk="bo")


def test_a_clerk_signs_in_nobody_else(front: Front) -> None:
    error = refused("invalid", front.clerk("anna").sign_in, desk="d1", clerk="bo")
    assert error.field == "clerk"


def test_a_pause_has_a_kind_and_ends(front: Front, anna: Seat) -> None:
    assert anna.pause(reason="meeting")["paused"] == "meeting"
    assert front.desk("d1").since == front.clock.now()
    assert anna.return_()["paused"] is None


def test_an_unknown_kind_of_pause_is_refused(anna: Seat) -> None:
    assert refused("invalid", anna.pause, reason="nap").field == "reason"


def test_the_same_pause_again_and_a_return_without_pause_change_nothing(
    front: Front, anna: Seat
) -> None:
    anna.return_()
    anna.pause(reason="break")
    before = front.log()
    anna.pause(reason="break")
    assert front.log() == before
    assert [e.kind for e in before].count("returned") == 0


def test_nobody_pauses_at_an_empty_desk(front: Front) -> None:
    script = front.seat(Principal("token:1", "integration"))
    refused("not_signed_in", script.pause, desk="d1")


def test_leaving_a_desk_ends_its_pause(front: Front, anna: Seat) -> None:
    anna.pause(reason="break")
    anna.sign_out()
    assert front.desk("d1").paused is None


def test_the_same_clerk_signed_in_twice_is_safe(front: Front, anna: Seat) -> None:
    """Two browsers, one clerk: the second moves, the first acts where the clerk now sits."""
    second = front.clerk("anna", "d2")
    visit = front.ticket("SK1")
    assert anna.call_next()["desk"] == "d2"
    refused("desk_busy", second.call_next)
    assert front.visit(visit).clerk == "anna"
