"""What the manager is told to see to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from kit import Front, make_service

from serviceoffice.agencies.agencies import Agencies, LoadedAgency
from serviceoffice.agencies.opening import Opened
from serviceoffice.api import text
from serviceoffice.core.offices.office import Desk
from serviceoffice.core.statistics.errands import AgreedStep, NamedErrand
from serviceoffice.web.manager.agencies import agencies
from serviceoffice.web.manager.snapshot import Snapshot, take
from serviceoffice.web.manager.todo import todo

Look = Callable[[], Snapshot]


def said(look: Snapshot) -> list[tuple[str, str]]:
    return [(item.level, str(item.text)) for item in todo(look, agencies(look))]


@pytest.fixture
def apart(front: Front) -> None:
    """Desk 1 gives Skatteverket, desk 2 Försäkringskassan, desk 3 nothing but short errands."""
    desks = (
        Desk("d1", "Desk 1", ("skatteverket",)),
        Desk("d2", "Desk 2", ("forsakringskassan",)),
        Desk("d3", "Desk 3", quick=True),
    )
    front.reconfigure(replace(front.office, desks=desks))


def test_a_calm_morning_asks_for_nothing(front: Front, look: Look) -> None:
    front.clerk("anna", "d1")
    assert said(look()) == []


def test_visitors_wait_and_nobody_sits_at_a_desk(front: Front, look: Look) -> None:
    front.ticket("SK1")
    front.ticket("FK1")
    assert said(look()) == [("stop", "2 visitors wait, and nobody sits at a desk.")]


def test_nobody_at_work_gives_what_a_visitor_waits_for(
    apart: None, front: Front, look: Look
) -> None:
    front.clerk("anna", "d1")
    front.ticket("SK1", "FK1")
    front.ticket("FK1")
    assert said(look()) == [
        ("stop", "Nobody at work can take “Service FK1”. 2 visitors wait for it."),
        ("warn", "Desk 2 is empty. 2 of those waiting could be called there."),
    ]
    front.clerk("bo", "d2")
    assert said(look()) == []


def test_a_discreet_service_is_named_by_its_agency(front: Front, look: Look) -> None:
    services = (make_service("FK9", "forsakringskassan", discreet=True),)
    desks = (Desk("d1", "Desk 1", ("skatteverket",)),)
    front.reconfigure(replace(front.office, desks=desks), services)
    front.clerk("anna", "d1")
    front.ticket("FK9")
    sentence = "Nobody at work can take “a private matter, Försäkringskassan”."
    assert said(look()) == [("stop", f"{sentence} One visitor waits for it.")]


def test_a_clerk_whose_profile_says_no_does_not_take_it(front: Front, look: Look) -> None:
    clerks = [replace(c, skills={"SK1": 0}) if c.id == "anna" else c for c in front.office.clerks]
    front.reconfigure(replace(front.office, clerks=tuple(clerks)))
    front.clerk("anna", "d1")
    front.ticket("SK1")
    assert said(look())[0] == (
        "stop", "Nobody at work can take “Service SK1”. One visitor waits for it."
    )  # fmt: skip


def test_a_clerk_in_a_pause_is_at_work(front: Front, look: Look) -> None:
    front.clerk("anna", "d1").pause(reason="break")
    front.ticket("SK1")
    assert not [text for level, text in said(look()) if level == "stop"]


def test_a_visitor_waits_for_a_clerk_who_has_gone(front: Front, look: Look) -> None:
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    visit = front.served(anna, "SK1")
    anna.transfer(visit, to_clerk="bo")
    assert not [text for level, text in said(look()) if level == "stop"]
    bo.sign_out()
    assert said(look())[0] == ("stop", "001 waits for Bo, who sits at no desk that can call.")


def test_a_visitor_waits_for_a_desk_that_has_become_empty(front: Front, look: Look) -> None:
    anna, bo = front.clerk("anna", "d1"), front.clerk("bo", "d2")
    anna.transfer(front.served(anna, "SK1"), to_desk="d2")
    bo.sign_out()
    assert said(look()) == [
        ("stop", "001 waits for Desk 2, where nobody sits."),
        ("warn", "Desk 2 is empty. One of those waiting could be called there."),
    ]


def test_a_visitor_waits_for_a_language_that_nobody_at_work_speaks(
    front: Front, look: Look
) -> None:
    front.clerk("anna", "d1")
    front.ticket("SK1", language="ar", needs_language=True)
    assert said(look())[0] == (
        "stop", "001 needs a clerk who speaks the visitor's language; none is at work."
    )  # fmt: skip
    front.clerk("cia", "d2")
    assert not [text for level, text in said(look()) if level == "stop"]


def test_a_long_errand_waits_while_only_the_quick_desk_is_open(
    apart: None, front: Front, look: Look
) -> None:
    front.clerk("dag", "d3")
    front.ticket("SK1")
    assert said(look())[0] == ("stop", "001 can be called by nobody at work.")


def test_an_errand_between_the_chairs_is_named_by_number(front: Front, look: Look) -> None:
    front.clerk("anna", "d1")
    lost = NamedErrand(7, "007", 2, "SK1", "skatteverket")
    now = look()
    now = replace(now, today=replace(now.today, between_chairs=(lost,)))
    assert said(now) == [("stop", "Errand 2 of 007, Skatteverket, was begun and has no owner.")]


def test_a_late_next_step_is_named_by_number_and_date(front: Front, look: Look) -> None:
    front.clerk("anna", "d1")
    errand = NamedErrand(7, "007", 1, "SK1", "skatteverket")
    late = AgreedStep(errand, "handover", "skatteverket", "2026-03-09")
    now = look()
    now = replace(now, today=replace(now.today, next_steps=(late,)))
    assert said(now) == [
        ("warn", "The next step of 007, Skatteverket, was to be done by 2026-03-09.")
    ]


@pytest.mark.parametrize(
    ("state", "words"),
    [("quarantined", "did not start"), ("incompatible", "wrong version"),
     ("missing", "not installed")],
)  # fmt: skip
def test_an_agency_in_trouble_is_seen_to(
    state: Any, words: str, front: Front, opened: Opened
) -> None:
    front.clerk("anna", "d1")
    broken = LoadedAgency("skatteverket", state, why=text("Its hooks do not fit."))
    agencies_ = Agencies({**opened.agencies.agencies, "skatteverket": broken})
    now = take(replace(opened, agencies=agencies_), front.office_id)
    assert said(now) == [("stop", f"skatteverket gives no services here: {words}.")]
    [row] = [row for row in agencies(now) if not row.serves]
    assert (str(row.why), row.colour) == ("Its hooks do not fit.", "stop")


def test_what_takes_help_from_a_visitor_comes_first(apart: None, front: Front, look: Look) -> None:
    front.clerk("anna", "d1")
    front.ticket("SK2")
    front.ticket("FK1")
    levels = [level for level, _ in said(look())]
    assert levels == sorted(levels)  # stop before warn
    assert set(levels) == {"stop", "warn"}
