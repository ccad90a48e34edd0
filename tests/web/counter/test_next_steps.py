"""What the dialog of a next step suggests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from kit import MORNING, sentence
from staffkit import BRANCH, MOVE, REGISTER, staff_office

from serviceoffice.core.offices.office import Hours
from serviceoffice.core.visits.visit import Errand
from serviceoffice.web.counter.next_steps import open_day, suggest

OFFICE = staff_office()
ERRAND = Errand(1, "AF1", "arbetsformedlingen", "")


def test_a_booking_suggests_an_appointment_in_a_week() -> None:
    found = suggest(OFFICE, REGISTER, ERRAND, MORNING, step="book")
    assert (found.kind, found.owner) == ("appointment", "arbetsformedlingen")
    assert found.due_on == date(2026, 3, 17)
    assert sentence(found.what) == "Book the first talk"  # type: ignore[arg-type]


def test_the_last_booking_that_was_done_decides_later() -> None:
    walked = replace(ERRAND, walked=("clarify", "book"))
    assert suggest(OFFICE, REGISTER, walked, MORNING).kind == "appointment"


def test_without_one_the_agency_takes_over_on_the_next_open_day() -> None:
    found = suggest(OFFICE, REGISTER, ERRAND, MORNING)
    assert (found.kind, found.due_on) == ("handover", date(2026, 3, 11))
    assert sentence(found.what) == "Appoint an officer"  # type: ignore[arg-type]


def test_a_service_without_back_office_hands_on_what_is_left() -> None:
    errand = Errand(1, "SK1", "skatteverket", "", walked=("identify",))
    assert sentence(suggest(OFFICE, MOVE, errand, MORNING).what) == "Explain the form"  # type: ignore[arg-type]


def test_nothing_left_suggests_no_words() -> None:
    errand = Errand(1, "SK5", "skatteverket", "", walked=("ask", "tell", "pay"))
    assert suggest(OFFICE, BRANCH, errand, MORNING).what is None


def test_what_the_visitor_does_is_the_visitors() -> None:
    found = suggest(OFFICE, REGISTER, ERRAND, MORNING, kind="visitor")
    assert (found.owner, found.what) == ("visitor", None)
    assert found.due_on == date(2026, 3, 24)


@pytest.mark.parametrize(("after", "day"), [(1, 11), (3, 13), (4, 16)])
def test_only_open_days_count(after: int, day: int) -> None:
    assert open_day(OFFICE, MORNING, after) == date(2026, 3, day)


def test_an_office_without_hours_counts_every_day() -> None:
    closed = staff_office(hours=Hours(holidays=""))
    assert open_day(closed, MORNING, 2) == date(2026, 3, 12)
