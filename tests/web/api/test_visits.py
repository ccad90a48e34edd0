from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask.testing import FlaskClient
from kit import OFFICE
from webkit import BASE, Script

from serviceoffice.core.clock import ManualClock
from serviceoffice.core.house import House


def test_a_visit_goes_from_its_ticket_to_its_end(script: Script, clock: ManualClock) -> None:
    ticket = script.ticket("SK1", channel="counter")
    assert script.post("/desks/d1/sign-in", clerk="anna").json["clerk"] == "anna"
    clock.forward(minutes=4)
    called = script.post("/desks/d1/call-next")
    assert called.status_code == 200 and called.json["id"] == ticket["id"]
    here = {"desk": "d1"}
    at = f"/visits/{ticket['id']}"
    assert script.post(f"{at}/begin", **here).json["state"] == "serving"
    assert len(script.post(f"{at}/errands", service="SK2", **here).json["errands"]) == 2
    walked = script.post(f"{at}/errands/1/steps/identify", **here)
    assert walked.json["errands"][0]["walked"] == ["identify"]
    next_step = {
        "kind": "visitor", "what": "Send the papers", "owner": "visitor", "due_on": "2026-03-20",
    }  # fmt: skip
    closed = script.post(f"{at}/errands/1/close", outcome="next_step", next_step=next_step, **here)
    assert closed.json["errands"][0]["next_step"] == next_step
    unfinished = script.post(f"{at}/finish", **here)
    assert (unfinished.status_code, unfinished.json["errands"]) == (409, [2])
    assert script.post(f"{at}/errands/2/close", outcome="resolved", **here).status_code == 200
    assert script.post(f"{at}/finish", **here).json["reason"] == "finished"
    assert script.get(at).json["errands"][0]["next_step"]["what"] == "Send the papers"


def test_a_ticket_says_where_the_visitor_follows_it(script: Script, house: House) -> None:
    answer = script.post("/visits", services=["SK1"])
    ticket = answer.json
    assert ticket["token"] == house.token(OFFICE, ticket["id"])
    assert ticket["address"] == f"/{OFFICE}/ticket/{ticket['token']}"
    assert answer.headers["Location"] == f"{BASE}/visits/{ticket['id']}"
    assert script.client.get(answer.headers["Location"]).json["number"] == ticket["number"]


def test_nobody_waits(script: Script) -> None:
    script.post("/desks/d1/sign-in", clerk="anna")
    answer = script.post("/desks/d1/call-next")
    assert (answer.status_code, answer.data) == (204, b"")


def test_the_same_key_gives_the_same_answer_and_one_visit(script: Script) -> None:
    first = script.post("/visits", "key-1", services=["SK1"])
    again = script.post("/visits", "key-1", services=["SK1"])
    assert first.status_code == again.status_code == 201
    assert first.data == again.data
    assert first.headers["Location"] == again.headers["Location"]
    assert script.get("/queue").json["total"] == 1


def test_the_same_key_for_something_else_is_refused_naming_the_header(script: Script) -> None:
    script.post("/visits", "key-1", services=["SK1"])
    answer = script.post("/visits", "key-1", services=["SK2"])
    assert (answer.status_code, answer.json["field"]) == (422, "Idempotency-Key")


def test_two_scripts_may_use_the_same_key(
    script: Script, as_token: Callable[..., FlaskClient]
) -> None:
    other = Script(as_token("reception"))
    numbers = {s.post("/visits", "k", services=["SK1"]).json["number"] for s in (script, other)}
    assert len(numbers) == 2


def test_a_key_that_cannot_be_kept_is_refused(script: Script) -> None:
    for key in ("", "two words", "k" * 201, "nyckel-ö"):
        answer = script.client.post(
            f"{BASE}/visits", json={"services": ["SK1"]}, headers={"Idempotency-Key": key}
        )
        assert (answer.status_code, answer.json["field"]) == (422, "Idempotency-Key"), key
    assert script.get("/queue").json["total"] == 0


def test_without_a_key_every_request_is_a_new_one(script: Script) -> None:
    script.ticket()
    script.ticket()
    assert script.get("/queue").json["total"] == 2


def test_a_clerk_acts_at_the_own_desk_without_naming_it(
    script: Script, as_token: Callable[..., FlaskClient]
) -> None:
    visit = script.ticket()
    anna = Script(as_token("clerk", "anna"))
    unseated = anna.post(f"/visits/{visit['id']}/call")
    assert unseated.json["code"] == "not_signed_in"
    assert anna.post("/desks/d2/sign-in").json == {"desk": "d2", "clerk": "anna", "paused": None}
    assert anna.post(f"/visits/{visit['id']}/call").json["desk"] == "d2"
    elsewhere = anna.post(f"/visits/{visit['id']}/begin", desk="d1")
    assert (elsewhere.status_code, elsewhere.json["desk"]) == (409, "d2")


def test_an_integration_must_say_which_desk_acts(script: Script) -> None:
    visit = script.ticket()
    answer = script.post(f"/visits/{visit['id']}/call")
    assert (answer.status_code, answer.json["field"]) == (422, "desk")


def test_a_conflict_says_who_holds_what(script: Script) -> None:
    visit = script.served()
    answer = script.post(f"/visits/{visit['id']}/call", desk="d2")
    problem = answer.json
    assert (answer.status_code, answer.mimetype) == (409, "application/problem+json")
    assert (problem["state"], problem["desk"], problem["clerk"]) == ("serving", "d1", "anna")
    assert visit["number"] in problem["detail"]


def test_hold_resume_transfer_no_show_and_bring_back_keep_the_visit(script: Script) -> None:
    visit = script.served("SK1", "FK1")
    at, here = f"/visits/{visit['id']}", {"desk": "d1"}
    assert script.post(f"{at}/hold", **here).json["state"] == "held"
    assert [held["id"] for held in script.get("/queue").json["held"]] == [visit["id"]]
    assert script.post(f"{at}/resume").json["state"] == "waiting"
    script.post(f"{at}/call", **here)
    sent = script.post(f"{at}/transfer", to_desk="d2", **here)
    assert sent.json["waits_for"] == {"service": None, "desk": "d2", "clerk": None}
    assert script.get("/queue").json["waiting"][0]["desks"] == ["d2"]
    script.post("/desks/d2/call-next")
    assert script.post(f"{at}/recall", desk="d2").json["recalls"] == 1
    assert script.post(f"{at}/no-show", desk="d2").json["reason"] == "no_show"
    assert script.post(f"{at}/bring-back").json["state"] == "waiting"
    assert script.post(f"{at}/leave").json["reason"] == "left"


def test_undo_takes_the_last_command_at_the_desk_back(script: Script) -> None:
    visit = script.served()
    answer = script.post("/undo", desk="d1")
    assert answer.json["undone"] == "began"
    assert answer.json["visit"]["state"] == "called"
    assert script.get(f"/visits/{visit['id']}").json["state"] == "called"


def test_a_step_above_the_ceiling_is_refused_with_the_reasons(script: Script) -> None:
    visit = script.served("FK1")
    script.post(f"/visits/{visit['id']}/errands/1/steps/identify", desk="d1")
    answer = script.post(f"/visits/{visit['id']}/errands/1/steps/register", desk="d1")
    assert (answer.status_code, answer.json["code"]) == (409, "above_ceiling")
    assert answer.json["level"] == 4 and answer.json["ceiling"] == 2
    assert len(answer.json["reasons"]) >= 2


def test_a_kiosks_tickets_come_from_the_kiosk(as_token: Callable[..., FlaskClient]) -> None:
    kiosk = Script(as_token("device"))
    assert kiosk.ticket()["source"] == "kiosk"
    assert kiosk.ticket(source="reception")["source"] == "reception"


def test_a_closed_office_gives_no_ticket_to_a_visitor_alone(
    script: Script, clock: ManualClock
) -> None:
    clock.forward(minutes=10 * 60)
    answer = script.post("/visits", services=["SK1"], source="web")
    assert (answer.status_code, answer.json["code"]) == (409, "closed")
    assert answer.json["opens"].startswith("2026-03-11T09:00")


def test_a_person_needs_the_pages_token_for_a_command(
    as_clerk: Callable[..., Any], script: Script
) -> None:
    visit = script.ticket()
    browser = as_clerk("anna", desk="d1")
    path = f"{BASE}/visits/{visit['id']}/call"
    assert browser.post(path, json={}).status_code == 400
    headers = {"X-CSRFToken": browser.csrf_token()}
    assert browser.post(path, json={}, headers=headers).json["clerk"] == "anna"
