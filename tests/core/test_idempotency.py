"""A command sent twice is done once and answered the same (R9)."""

from __future__ import annotations

import pytest
from kit import Front, refused
from sqlalchemy import func, select

from serviceoffice.core import idempotency
from serviceoffice.core.commands import Principal

DAY = 24 * 60


def stored(front: Front) -> int:
    with front.house.database.read() as connection:
        query = select(func.count()).select_from(idempotency.answers)
        return int(connection.execute(query).scalar_one())


def test_the_same_key_gives_the_same_answer_and_nothing_happens_twice(front: Front) -> None:
    first = front.ticket("SK1", key="k")
    front.wait(minutes=1)
    before = front.log()
    assert front.ticket("SK1", key="k") == first
    assert front.log() == before


def test_without_a_key_a_command_is_done_each_time(front: Front) -> None:
    assert front.ticket("SK1")["number"] != front.ticket("SK1")["number"]


def test_a_double_click_on_call_next_calls_one_visitor(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    first, second = front.ticket("SK1"), front.ticket("SK1")
    assert anna.call_next(key="k")["id"] == anna.call_next(key="k")["id"] == first["id"]
    assert front.visit(second).state == "waiting"


def test_the_same_key_with_another_body_is_refused(front: Front) -> None:
    front.ticket("SK1", key="k")
    error = refused("key_reused", front.ticket, "FK1", key="k")
    assert (error.status, error.field) == (422, "Idempotency-Key")


def test_the_same_key_for_another_command_is_refused(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    front.ticket("SK1")
    anna.call_next(key="k")
    refused("key_reused", anna.undo, key="k")


def test_each_principal_has_keys_of_its_own(front: Front) -> None:
    kiosk = front.seat(Principal("device:kiosk", "device"))
    first = front.ticket("SK1", key="k")
    second = kiosk.run("take_ticket", services=["SK1"], key="k")
    assert second is not None
    assert second["id"] != first["id"]


def test_a_refusal_is_not_stored_so_the_same_key_may_try_again(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    visit = front.ticket("SK1")
    refused("wrong_state", anna.begin, visit, key="k")
    anna.call(visit)
    assert anna.begin(visit, key="k")["state"] == "serving"


def test_nobody_waits_is_not_stored_so_the_same_key_may_try_again(front: Front) -> None:
    anna = front.clerk("anna", "d1")
    assert anna.call_next(key="k") is None
    visit = front.ticket("SK1")
    assert anna.call_next(key="k")["id"] == visit["id"]


def test_a_key_is_good_for_a_day_and_then_forgotten(front: Front) -> None:
    first = front.ticket("SK1", key="k")
    front.wait(minutes=DAY)
    assert front.ticket("SK1", key="k") == first
    front.wait(seconds=1)
    assert front.ticket("SK1", key="k")["id"] != first["id"]


def test_housekeeping_drops_old_answers_only(front: Front) -> None:
    front.ticket("SK1", key="old")
    front.wait(minutes=DAY)
    front.ticket("SK1", key="young")
    with front.house.database.write() as connection:
        idempotency.forget(connection, front.clock.now() - idempotency.KEPT + 1)
    assert stored(front) == 1


@pytest.mark.parametrize("key", ["", "x" * 201, "a\nb", "\x00", "\ud800"])
def test_a_key_that_cannot_be_stored_is_refused(front: Front, key: str) -> None:
    error = refused("invalid", front.ticket, "SK1", key=key)
    assert error.field == "Idempotency-Key"


@pytest.mark.parametrize("key", ["x" * 200, "ö-漢", "' OR 1=1"])
def test_any_printable_key_will_do(front: Front, key: str) -> None:
    assert front.ticket("SK1", key=key) == front.ticket("SK1", key=key)


def test_a_body_with_half_a_character_is_refused_by_the_rules_not_by_an_accident(
    front: Front,
) -> None:
    refused("invalid", front.ticket, "SK1", language="\ud800", key="k")
