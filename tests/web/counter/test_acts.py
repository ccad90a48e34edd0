"""Every button of the counter, and what is said when it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from kit import OFFICE, Front
from staffkit import Counter, words
from werkzeug.test import TestResponse

from serviceoffice.core.access import accounts
from serviceoffice.core.house import House
from serviceoffice.web import identity

At = Callable[..., Counter]
Waiting = Callable[..., int]
NEXT = {"kind": "handover", "what": "Decide", "owner": "skatteverket", "due_on": "2026-03-12"}


def done(answer: TestResponse) -> None:
    """A form without scripts leads back to the page."""
    assert answer.status_code == 303, words(answer.text)
    assert answer.location.endswith("/counter")


def refused(answer: TestResponse, sentence: str, status: int = 409) -> None:
    """The page again, with the reason."""
    assert answer.status_code == status, answer.text
    assert sentence in words(answer.text)


@pytest.fixture
def serving(at: At, waiting: Waiting, front: Front) -> Callable[..., tuple[Counter, int]]:
    """``serving("SK1")``: Anna's counter, where a visitor has sat down; with the visit's id."""

    def begin(*services: str) -> tuple[Counter, int]:
        anna = at("anna", "d2")
        visit = waiting(*(services or ("SK1",)))
        seat = front.clerk("anna")
        seat.call(visit)
        seat.begin(visit)
        return anna, visit

    return begin


def test_call_next_calls_the_first(at: At, waiting: Waiting, front: Front) -> None:
    anna, visit = at(), waiting("SK1")
    done(anna.do("call-next"))
    assert front.visit(visit).desk == "d2"


def test_call_next_says_when_nobody_waits(at: At) -> None:
    refused(at().do("call-next"), "Nobody waits for this desk.")


def test_a_chosen_visitor_is_called_out_of_turn(at: At, waiting: Waiting, front: Front) -> None:
    anna, _, second = at(), waiting("SK1"), waiting("SK5")
    done(anna.do("call", visit=second))
    assert front.visit(second).state == "called"


def test_a_visitor_another_desk_has_called_is_not_called_twice(at: At, waiting: Waiting) -> None:
    anna, bo, visit = at("anna", "d2"), at("bo", "d3"), waiting("SK1")
    done(bo.do("call", visit=visit))
    refused(anna.do("call", visit=visit), "001 has been called to Desk 3.")


def test_a_visitor_for_other_desks_is_not_called(at: At, waiting: Waiting) -> None:
    refused(at().do("call", visit=waiting("FK1")), "This desk gives none of the services")


@pytest.mark.parametrize(
    ("word", "state"), [("recall", "called"), ("begin", "serving"), ("hold", "held"),
                        ("no-show", "done"), ("leave", "done")],
)  # fmt: skip
def test_a_called_visitor_can_be_met_in_every_way(
    at: At, waiting: Waiting, front: Front, word: str, state: str
) -> None:
    anna, visit = at(), waiting("SK1")
    anna.do("call-next")
    done(anna.do(word, visit=visit))
    assert front.visit(visit).state == state


def test_a_visitor_is_called_again_only_so_often(at: At, waiting: Waiting) -> None:
    anna, visit = at(), waiting("SK1")
    anna.do("call-next")
    for _ in range(3):
        done(anna.do("recall", visit=visit))
    refused(anna.do("recall", visit=visit), "has been called again 3 times")


def test_who_was_put_on_hold_comes_back_into_the_line(
    at: At, waiting: Waiting, front: Front
) -> None:
    anna, visit = at(), waiting("SK1")
    anna.do("call-next")
    anna.do("hold", visit=visit)
    done(anna.do("resume", visit=visit))
    assert front.visit(visit).state == "waiting"


def test_who_was_missed_is_brought_back(at: At, waiting: Waiting, front: Front) -> None:
    anna, visit = at(), waiting("SK1")
    anna.do("call-next")
    anna.do("no-show", visit=visit)
    done(anna.do("bring-back", visit=visit))
    assert front.visit(visit).state == "waiting"


def test_a_step_is_walked(serving: Callable[..., tuple[Counter, int]], front: Front) -> None:
    anna, visit = serving("SK1")
    done(anna.do("walk", visit=visit, n=1, step="identify"))
    assert front.visit(visit).errands[0].walked == ("identify",)


def test_a_step_above_the_ceiling_is_refused_with_every_reason(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    anna, visit = serving("SK1")
    anna.do("walk", visit=visit, n=1, step="identify")
    refused(anna.do("walk", visit=visit, n=1, step="decide"), "It needs a delegation that lists it")


def test_an_errand_is_closed_with_a_result(
    serving: Callable[..., tuple[Counter, int]], front: Front
) -> None:
    anna, visit = serving("SK1")
    done(anna.do("close", visit=visit, n=1, outcome="not_here"))
    assert front.visit(visit).errands[0].outcome == "not_here"


def test_a_next_step_is_kept_with_its_words(
    serving: Callable[..., tuple[Counter, int]], front: Front
) -> None:
    anna, visit = serving("SK1")
    done(anna.do("next-step", visit=visit, n=1, **NEXT))
    step = front.visit(visit).errands[0].next_step
    assert step is not None
    assert (step.kind, step.owner, step.due_on) == ("handover", "skatteverket", "2026-03-12")
    assert "Decide" in anna.page()


def test_a_booking_is_walked_with_its_next_step(at: At, waiting: Waiting, front: Front) -> None:
    cia, visit = at("cia", "d1"), waiting("AF1")
    cia.do("call-next")
    cia.do("begin", visit=visit)
    asked = NEXT | {"kind": "appointment", "owner": "arbetsformedlingen"}
    done(cia.do("next-step", visit=visit, n=1, step="book", **asked))
    errand = front.visit(visit).errands[0]
    assert errand.walked == ("book",)
    assert errand.outcome == "next_step"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": " "}, "Say what happens next."),
        ({"due_on": "2026-03-09"}, "The date has already passed."),
        ({"due_on": "soon"}, "Give the date as year-month-day"),
        ({"kind": "magic"}, "The kind must be one of"),
        ({"owner": "nobody"}, "The owner must be one of"),
    ],
)
def test_a_next_step_needs_kind_words_owner_and_a_day_to_come(
    serving: Callable[..., tuple[Counter, int]], front: Front, wrong: dict[str, str], sentence: str
) -> None:
    anna, visit = serving("SK1")
    refused(anna.do("next-step", visit=visit, n=1, **(NEXT | wrong)), sentence, 422)
    assert front.visit(visit).errands[0].outcome is None


def test_a_booking_corrected_after_a_mistake_is_walked_once(
    at: At, waiting: Waiting, front: Front
) -> None:
    cia, visit = at("cia", "d1"), waiting("AF1")
    cia.do("call-next")
    cia.do("begin", visit=visit)
    asked = {"visit": visit, "n": 1, "step": "book", "key": "one form"}
    refused(cia.do("next-step", **asked, **(NEXT | {"what": ""})), "Say what happens next.", 422)
    done(cia.do("next-step", **asked, **NEXT))
    assert front.visit(visit).errands[0].walked == ("book",)


@pytest.mark.parametrize("to", ["service:SK1", "desk:d3", "clerk:bo"])
def test_a_visit_goes_on_elsewhere_with_its_number(
    serving: Callable[..., tuple[Counter, int]], front: Front, to: str
) -> None:
    anna, visit = serving("SK1")
    before = front.visit(visit)
    done(anna.do("transfer", visit=visit, to=to))
    after = front.visit(visit)
    assert after.state == "waiting"
    assert (after.number, after.rank) == (before.number, before.rank)


@pytest.mark.parametrize("to", ["", "desk", "desk:", "moon:1"])
def test_a_visit_goes_on_only_where_somebody_said(
    serving: Callable[..., tuple[Counter, int]], to: str
) -> None:
    anna, visit = serving("SK1")
    refused(anna.do("transfer", visit=visit, to=to), "Choose where the visit goes on.", 422)


def test_an_errand_is_added(serving: Callable[..., tuple[Counter, int]], front: Front) -> None:
    anna, visit = serving("SK1")
    done(anna.do("add-errand", visit=visit, service="FK1"))
    assert [errand.service for errand in front.visit(visit).errands] == ["SK1", "FK1"]


def test_enter_in_the_search_adds_the_first_service_found(
    serving: Callable[..., tuple[Counter, int]], front: Front
) -> None:
    anna, visit = serving("SK1")
    done(anna.do("add-errand", visit=visit, q="parent", best="1"))
    assert front.visit(visit).errands[1].service == "FK1"


@pytest.mark.parametrize("fields", [{}, {"q": "", "best": "1"}, {"q": "rocket", "best": "1"}])
def test_nothing_is_added_where_nothing_is_chosen(
    serving: Callable[..., tuple[Counter, int]], fields: dict[str, str]
) -> None:
    anna, visit = serving("SK1")
    refused(anna.do("add-errand", visit=visit, **fields), "Choose a service.", 422)


def test_a_visit_with_open_errands_is_not_finished(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    anna, visit = serving("SK1")
    refused(anna.do("finish", visit=visit), "Give these errands a result or a next step first")


def test_finish_and_call_next_is_one_click_and_two_undos(
    serving: Callable[..., tuple[Counter, int]], waiting: Waiting, front: Front
) -> None:
    anna, first = serving("SK5")
    second = waiting("SK1")
    anna.do("close", visit=first, n=1, outcome="resolved")
    done(anna.do("finish-and-call-next", visit=first))
    assert front.visit(first).reason == "finished"
    assert front.visit(second).state == "called"
    done(anna.do("undo"))
    assert front.visit(second).state == "waiting"
    assert front.visit(first).state == "done"
    done(anna.do("undo"))
    assert front.visit(first).state == "serving"


def test_the_last_visitor_is_finished_when_nobody_waits(
    serving: Callable[..., tuple[Counter, int]], front: Front
) -> None:
    anna, visit = serving("SK5")
    anna.do("close", visit=visit, n=1, outcome="resolved")
    done(anna.do("finish-and-call-next", visit=visit))
    assert front.visit(visit).reason == "finished"


def test_a_form_sent_twice_is_done_once(
    serving: Callable[..., tuple[Counter, int]], waiting: Waiting, front: Front
) -> None:
    anna, first = serving("SK5")
    second, third = waiting("SK1"), waiting("SK1")
    anna.do("close", visit=first, n=1, outcome="resolved")
    for _ in range(2):
        done(anna.do("finish-and-call-next", visit=first, key="one click"))
    assert front.visit(second).state == "called"
    assert front.visit(third).state == "waiting"


def test_undo_is_refused_when_there_is_nothing_to_undo(at: At) -> None:
    anna = at()
    refused(anna.do("undo"), "This cannot be undone.")


@pytest.mark.parametrize("kind", ["break", "back_office", "meeting", "other"])
def test_a_pause_and_back(at: At, front: Front, kind: str) -> None:
    anna = at()
    done(anna.do("pause", reason=kind))
    assert front.desk("d2").paused == kind
    done(anna.do("return"))
    assert front.desk("d2").paused is None


def test_a_pause_is_of_a_known_kind(at: At) -> None:
    refused(at().do("pause", reason="holiday"), "The pause must be one of", 422)


def test_a_visit_of_another_desk_is_not_touched(at: At, waiting: Waiting) -> None:
    anna, bo, visit = at("anna", "d2"), at("bo", "d3"), waiting("SK1")
    bo.do("call", visit=visit)
    refused(anna.do("begin", visit=visit), "001 has been called to Desk 3.")


def test_a_page_from_before_a_move_to_another_desk_does_nothing(
    at: At, waiting: Waiting, front: Front
) -> None:
    anna, visit = at("anna", "d2"), waiting("SK1")
    front.clerk("anna", "d3")
    refused(anna.do("call-next", desk="d2"), "You are signed in at Desk 3.")
    assert front.visit(visit).state == "waiting"


def test_two_browsers_of_one_clerk_act_at_the_same_desk(
    at: At, waiting: Waiting, front: Front, app: Flask, house: House
) -> None:
    here, visit = at("anna", "d2"), waiting("SK1")
    second: Any = app.test_client()
    second.set_cookie(identity.COOKIE, accounts.sign_in(house, OFFICE, "anna", "long enough"))
    there = Counter(second, "d2")
    done(here.do("call-next"))
    refused(there.do("call-next"), "001 has been called to Desk 2.")
    done(there.do("begin", visit=visit))
    assert "Report a move" in here.page()
    assert front.visit(visit).state == "serving"


def test_a_word_that_is_no_button_is_not_found(at: At) -> None:
    assert at().do("dance").status_code == 404


@pytest.mark.parametrize("visit", ["", "first", "99999999"])
def test_a_visit_that_is_not_one_is_refused(at: At, visit: str) -> None:
    assert at().do("begin", visit=visit).status_code in (404, 422)


def test_htmx_gets_the_columns_as_they_are_then(at: At, waiting: Waiting) -> None:
    anna, visit = at(), waiting("SK1")
    answer = anna.htmx("call-next")
    assert answer.status_code == 200
    assert answer.headers["HX-Trigger"] == "dialog:close"
    for column in ("queue", "visit", "act"):
        assert f'id="{column}" hx-swap-oob="innerHTML"' in answer.text
    assert f'name="visit" value="{visit}"' in answer.text
    assert "<title>001" in answer.text


def test_htmx_gets_a_refusal_with_the_columns(at: At) -> None:
    answer = at().htmx("call-next")
    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert 'id="act" hx-swap-oob="innerHTML"' in answer.text


def test_a_refusal_within_a_dialog_stays_in_it(
    serving: Callable[..., tuple[Counter, int]],
) -> None:
    anna, visit = serving("SK1")
    answer = anna.htmx("transfer", target="dialog-problem", visit=visit)
    assert answer.status_code == 422
    assert "Choose where the visit goes on." in words(answer.text)
    assert "hx-swap-oob" not in answer.text
    assert "HX-Trigger" not in answer.headers
