"""What is done in an errand, how far, and how it ends."""

from __future__ import annotations

from typing import Any

import pytest
from kit import Front, Seat, make_house, make_office, make_place, make_service, make_step, refused
from sqlalchemy import select

from serviceoffice.core.offices.office import Enabled
from serviceoffice.core.visits.tables import next_step_texts
from serviceoffice.storage import Database

TOMORROW = "2026-03-11"
STEP = {"kind": "handover", "what": "Send the form", "owner": "skatteverket", "due_on": TOMORROW}


@pytest.fixture
def anna(front: Front) -> Seat:
    return front.clerk("anna", "d1")


def words(front: Front) -> list[str]:
    with front.house.database.read() as connection:
        return list(connection.execute(select(next_step_texts.c.what)).scalars())


# --- adding ------------------------------------------------------------------------------


def test_a_service_is_added_to_the_visit_being_served(front: Front, anna: Seat) -> None:
    visit = anna.add_errand(front.served(anna, "SK1"), service="FK1")
    assert [(e["n"], e["service"]) for e in visit["errands"]] == [(1, "SK1"), (2, "FK1")]


def test_the_same_service_may_come_twice_as_two_matters(front: Front, anna: Seat) -> None:
    visit = anna.add_errand(front.served(anna, "SK1"), service="SK1")
    assert [e["service"] for e in visit["errands"]] == ["SK1", "SK1"]


def test_a_visit_holds_at_most_twelve_errands(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    for _ in range(11):
        anna.add_errand(visit, service="SK1")
    refused("too_many_errands", anna.add_errand, visit, service="SK1")


def test_a_service_that_is_not_offered_is_not_added(front: Front, anna: Seat) -> None:
    error = refused("unknown_service", anna.add_errand, front.served(anna, "SK1"), service="X")
    assert error.field == "service"


# --- walking steps -----------------------------------------------------------------------


def test_a_step_is_walked_in_the_name_of_the_agency_that_owns_the_errand(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "FK1")
    anna.walk_step(visit, n=1, step="identify")
    event = front.log()[-1]
    assert event.kind == "step_walked"
    assert event.body == {
        "n": 1, "step": "identify", "level": 1, "ceiling": 2, "agency": "forsakringskassan",
        "service": "FK1", "clerk": "anna", "employer": "skatteverket",
    }  # fmt: skip


def test_a_step_is_walked_once(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    anna.walk_step(visit, n=1, step="identify")
    refused("step_walked", anna.walk_step, visit, n=1, step="identify")


def test_a_step_waits_for_the_steps_before_it(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    error = refused("step_blocked", anna.walk_step, visit, n=1, step="register")
    assert str(error.text) == "Do “Identify” before “Register”."
    assert error.extra == {"after": ["identify"]}
    anna.walk_step(visit, n=1, step="identify")
    assert anna.walk_step(visit, n=1, step="register")["errands"][0]["walked"] == [
        "identify", "register",
    ]  # fmt: skip


def test_steps_that_nothing_waits_for_are_walked_in_any_order(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    anna.walk_step(visit, n=1, step="explain")
    assert anna.walk_step(visit, n=1, step="identify")["errands"][0]["walked"][0] == "explain"


def test_a_step_above_the_ceiling_is_refused_with_every_reason(front: Front) -> None:
    bo = front.clerk("bo", "d2")  # of Försäkringskassan
    visit = front.served(bo, "SK1")
    bo.walk_step(visit, n=1, step="identify")
    error = refused("above_ceiling", bo.walk_step, visit, n=1, step="register")
    assert (error.extra["level"], error.extra["ceiling"]) == (4, 2)
    assert [str(reason) for reason in error.extra["reasons"]] == [
        "The step is at level 4; here you may go to level 2.",
        "You work for another agency, so you may inform and guide.",
        "A signed service agreement would allow more.",
    ]


def test_an_unknown_step_or_errand_is_named(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    assert refused("unknown_step", anna.walk_step, visit, n=1, step="dance").status == 404
    for n in (0, 2, -1, 10**30):
        assert refused("unknown_errand", anna.walk_step, visit, n=n, step="identify").status == 404


def test_nothing_is_done_in_an_errand_that_is_closed(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    anna.close_errand(visit, n=1, outcome="resolved")
    refused("errand_closed", anna.walk_step, visit, n=1, step="identify")
    error = refused("errand_closed", anna.close_errand, visit, n=1, outcome="withdrawn")
    assert error.extra == {"outcome": "resolved"}


def test_the_offices_own_service_is_everybodys(front: Front) -> None:
    for clerk, desk in (("anna", "d1"), ("bo", "d2")):
        seat = front.clerk(clerk, desk)
        visit = front.served(seat, "guide")
        assert seat.walk_step(visit, n=1, step="guide")["errands"][0]["walked"] == ["guide"]


def test_an_errand_keeps_the_process_map_it_began_with(front: Front, anna: Seat) -> None:
    old = front.served(anna, "SK1")
    front.reconfigure(
        front.office, [make_service("SK1", steps=[make_step("only_step")]), make_service("FK1")]
    )
    assert anna.walk_step(old, n=1, step="explain")["errands"][0]["walked"] == ["explain"]
    refused("unknown_step", anna.walk_step, old, n=1, step="only_step")
    new = anna.add_errand(old, service="SK1")
    assert anna.walk_step(new, n=2, step="only_step")["errands"][1]["walked"] == ["only_step"]


def test_an_errand_goes_on_when_its_service_is_no_longer_offered(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1")
    front.reconfigure(front.office, [make_service("FK1")])
    anna.walk_step(visit, n=1, step="identify")
    anna.close_errand(visit, n=1, outcome="resolved")
    assert anna.finish(visit)["state"] == "done"


def test_an_agency_that_has_left_the_office_informs_only(database: Database) -> None:
    office = make_office()
    front = Front(make_house(database, make_place(office)))
    anna = front.clerk("anna", "d1")
    visit = front.served(anna, "SK1")
    front.reconfigure(make_office(agencies=(Enabled("forsakringskassan"),)))
    refused("above_ceiling", anna.walk_step, visit, n=1, step="explain")
    assert anna.walk_step(visit, n=1, step="identify")["errands"][0]["walked"] == ["identify"]


# --- closing -----------------------------------------------------------------------------


@pytest.mark.parametrize("outcome", ["resolved", "withdrawn", "not_here"])
def test_an_errand_is_closed_with_its_outcome(front: Front, anna: Seat, outcome: str) -> None:
    visit = anna.close_errand(front.served(anna, "SK1"), n=1, outcome=outcome)
    assert visit["errands"][0]["outcome"] == outcome
    assert visit["errands"][0]["next_step"] is None


def test_an_errand_that_is_not_resolved_says_what_happens_next_who_does_it_and_when(
    front: Front, anna: Seat
) -> None:
    visit = anna.close_errand(front.served(anna, "SK1"), n=1, outcome="next_step", next_step=STEP)
    assert visit["errands"][0]["next_step"] == STEP


def test_the_words_of_a_next_step_are_kept_out_of_the_log(front: Front, anna: Seat) -> None:
    anna.close_errand(front.served(anna, "SK1"), n=1, outcome="next_step", next_step=STEP)
    assert words(front) == ["Send the form"]
    assert "Send the form" not in str(front.log())
    assert front.history().clean


def test_the_level_that_was_needed_is_noted_beside_the_one_that_was_available(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "FK1")
    anna.walk_step(visit, n=1, step="identify")
    anna.close_errand(visit, n=1, outcome="next_step", next_step=STEP)
    body = front.log()[-1].body
    assert (body["needed"], body["ceiling"]) == (4, 2)


WRONG: list[tuple[str, dict[str, Any]]] = [
    ("outcome", {"outcome": "done"}),
    ("next_step", {"outcome": "next_step"}),
    ("next_step", {"outcome": "next_step", "next_step": {}}),
    ("next_step", {"outcome": "resolved", "next_step": STEP}),
    ("next_step.kind", {"outcome": "next_step", "next_step": STEP | {"kind": "hope"}}),
    ("next_step.what", {"outcome": "next_step", "next_step": STEP | {"what": " "}}),
    ("next_step.what", {"outcome": "next_step", "next_step": STEP | {"what": None}}),
    ("next_step.what", {"outcome": "next_step", "next_step": STEP | {"what": ["a"]}}),
    ("next_step.what", {"outcome": "next_step", "next_step": STEP | {"what": "x" * 1001}}),
    ("next_step.what", {"outcome": "next_step", "next_step": STEP | {"what": "a\x00b"}}),
    ("next_step.what", {"outcome": "next_step", "next_step": STEP | {"what": "\ud800"}}),
    ("next_step.owner", {"outcome": "next_step", "next_step": STEP | {"owner": ""}}),
    ("next_step.owner", {"outcome": "next_step", "next_step": STEP | {"owner": "nobody"}}),
    ("next_step.due_on", {"outcome": "next_step", "next_step": STEP | {"due_on": "soon"}}),
    ("next_step.due_on", {"outcome": "next_step", "next_step": STEP | {"due_on": None}}),
    ("next_step.due_on", {"outcome": "next_step", "next_step": STEP | {"due_on": "2026-03-09"}}),
]


@pytest.mark.parametrize(("field", "args"), WRONG)
def test_an_ending_that_says_too_little_is_refused_by_field(
    front: Front, anna: Seat, field: str, args: dict[str, Any]
) -> None:
    error = refused("invalid", anna.close_errand, front.served(anna, "SK1"), n=1, **args)
    assert (error.status, error.field) == (422, field)
    assert words(front) == []


@pytest.mark.parametrize("what", ["Bring papers\nand a pen", "漢字 åäö", "x" * 1000])
def test_a_next_step_may_be_said_in_any_words(front: Front, anna: Seat, what: str) -> None:
    visit = anna.close_errand(
        front.served(anna, "SK1"), n=1, outcome="next_step", next_step=STEP | {"what": f" {what} "}
    )
    assert visit["errands"][0]["next_step"]["what"] == what


@pytest.mark.parametrize("owner", ["skatteverket", "office", "visitor"])
def test_a_next_step_is_an_agencys_the_offices_or_the_visitors(
    front: Front, anna: Seat, owner: str
) -> None:
    visit = anna.close_errand(
        front.served(anna, "SK1"), n=1, outcome="next_step", next_step=STEP | {"owner": owner}
    )
    assert visit["errands"][0]["next_step"]["owner"] == owner


def test_today_is_soon_enough(front: Front, anna: Seat) -> None:
    today = STEP | {"due_on": "2026-03-10"}
    anna.close_errand(front.served(anna, "SK1"), n=1, outcome="next_step", next_step=today)


# --- finishing ---------------------------------------------------------------------------


def test_a_visit_is_finished_when_every_errand_has_its_outcome(front: Front, anna: Seat) -> None:
    visit = front.served(anna, "SK1", "FK1", "AF1")
    anna.close_errand(visit, n=2, outcome="resolved")
    error = refused("open_errands", anna.finish, visit)
    assert str(error.text) == (
        "Give these errands a result or a next step first: Service SK1, Service AF1."
    )
    assert error.extra == {"errands": [1, 3]}
    anna.close_errand(visit, n=1, outcome="resolved")
    anna.close_errand(visit, n=3, outcome="withdrawn")
    assert anna.finish(visit)["reason"] == "finished"


def test_a_visit_whose_errands_are_closed_can_be_finished_from_another_desk_after_a_hold(
    front: Front, anna: Seat
) -> None:
    visit = front.served(anna, "SK1")
    anna.close_errand(visit, n=1, outcome="resolved")
    anna.hold(visit)
    anna.resume(visit)
    bo = front.clerk("bo", "d2")
    assert bo.call_next()["id"] == visit["id"]
    bo.begin(visit)
    assert bo.finish(visit)["state"] == "done"
