"""How far a clerk may go: the whole table of design.md, and every reason said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import make_step

from serviceoffice.api import text
from serviceoffice.core.offices.office import FORMS, PARTICIPATIONS, Form, Participation
from serviceoffice.core.rosa.rules import (
    HIGHEST_AT_A_DESK,
    LEVEL_NAMES,
    Grant,
    Standing,
    ceiling,
    judge,
)

DELEGATION = Grant(6, text("Delegation 2026-1"))
AGREEMENT = Grant(5, text("Service agreement 7"))

# Office form; the agency's own clerk, with a delegation; another's, with an agreement.
TABLE: list[tuple[Form, int, int, int, int]] = [
    ("information", 2, 2, 1, 1),
    ("municipal", 5, 6, 2, 2),
    ("co_located", 5, 6, 2, 2),
    ("integrated", 5, 6, 2, 5),
]
CAPS: list[tuple[Participation, int | None]] = [
    ("premises", 0),
    ("information", 1),
    ("contact_help", 2),
    ("present", None),
]


def standing(form: Form = "integrated", **more: object) -> Standing:
    values: dict[str, object] = {"participation": "present", "own": True}
    return Standing(form, **values | more)  # type: ignore[arg-type]


def reasons(step: object, who: Standing) -> list[str]:
    return [str(reason) for reason in judge(step, who).reasons]  # type: ignore[arg-type]


@pytest.mark.parametrize("skill", [None, 0, 1, 2, 3, 4, 5, 6, 7, 8])
@pytest.mark.parametrize(("participation", "cap"), CAPS)
@pytest.mark.parametrize("granted", [False, True])
@pytest.mark.parametrize("own", [True, False])
@pytest.mark.parametrize("row", TABLE, ids=lambda row: row[0])
def test_the_ceiling_is_the_least_of_form_participation_and_skill(
    row: tuple[Form, int, int, int, int],
    own: bool,
    granted: bool,
    participation: Participation,
    cap: int | None,
    skill: int | None,
) -> None:
    form, mine, mine_delegated, others, others_agreed = row
    base = (mine_delegated if granted else mine) if own else (others_agreed if granted else others)
    grants = [DELEGATION if own else AGREEMENT] if granted else []
    found = ceiling(
        standing(form, own=own, participation=participation, skill=skill, grants=grants)
    )
    assert found.level == min(limit for limit in (base, cap, skill) if limit is not None)


def test_the_table_has_every_form_and_every_participation() -> None:
    assert tuple(row[0] for row in TABLE) == FORMS
    assert tuple(row[0] for row in CAPS) == PARTICIPATIONS


@given(
    st.builds(
        Standing,
        st.sampled_from(FORMS),
        st.sampled_from(PARTICIPATIONS),
        st.booleans(),
        st.none() | st.integers(0, 8),
        st.lists(st.builds(Grant, st.integers(0, 8), st.just(text("A paper")))),
    )
)
def test_every_limit_is_told_with_its_reason_and_the_first_one_decides(who: Standing) -> None:
    found = ceiling(who)
    assert found.level == found.limits[0].level == min(limit.level for limit in found.limits)
    assert found.level <= HIGHEST_AT_A_DESK
    assert all(str(limit.why) for limit in found.limits)


def test_another_agencys_agreement_raises_to_five_at_most() -> None:
    assert ceiling(standing(own=False, grants=[DELEGATION])).level == 5


@pytest.mark.parametrize(("form", "own"), [("information", True), ("co_located", False)])
def test_a_grant_that_the_form_gives_no_room_is_not_given_as_the_reason(
    form: Form, own: bool
) -> None:
    without = ceiling(standing(form, own=own))
    assert ceiling(standing(form, own=own, grants=[DELEGATION])) == without


def test_a_grant_below_the_base_lowers_nothing() -> None:
    assert ceiling(standing(grants=[Grant(1, text("A paper"))])).level == 5


def test_the_best_of_several_grants_counts_and_is_named() -> None:
    found = ceiling(standing(own=False, grants=[Grant(3, text("Old")), AGREEMENT]))
    assert (found.level, str(found.limits[0].why)) == (5, "Service agreement 7")


# --- walking a step ----------------------------------------------------------------------


@pytest.mark.parametrize("level", range(1, 9))
def test_a_step_is_walked_up_to_the_ceiling(level: int) -> None:
    assert judge(make_step(level=level), standing()).allowed == (level <= 5)


@pytest.mark.parametrize("level", [7, 8])
def test_levels_7_and_8_are_never_done_at_a_desk(level: int) -> None:
    who = standing(grants=[Grant(8, text("A paper"))])
    assert reasons(make_step(level=level), who) == ["Levels 7 and 8 are never done at a desk."]


def test_above_the_ceiling_every_limit_in_the_way_is_said_with_what_would_raise_it() -> None:
    who = standing("co_located", own=False, participation="contact_help", skill=3)
    assert reasons(make_step(level=4), who) == [
        "The step is at level 4; here you may go to level 2.",
        "You work for another agency, so you may inform and guide.",
        "The agency's own clerk may do more.",
        "The desk helps the visitor to reach the agency.",
        "The agency could take part in the office with its own staff.",
        "Your profile allows level 3 here.",
        "The office manager can raise the level in your profile.",
    ]


def test_limits_that_are_not_in_the_way_are_not_said() -> None:
    who = standing(skill=2, participation="present")
    assert reasons(make_step(level=3), who) == [
        "The step is at level 3; here you may go to level 2.",
        "Your profile allows level 2 here.",
        "The office manager can raise the level in your profile.",
    ]


def test_a_back_office_step_is_not_walked_at_the_desk() -> None:
    assert reasons(make_step(actor="back"), standing()) == [
        "The agency's back office does this step."
    ]


@pytest.mark.parametrize("actor", ["front", "visitor", "other"])
def test_what_the_visitor_or_somebody_else_does_is_noted_at_the_desk(actor: str) -> None:
    assert judge(make_step(actor=actor), standing()).allowed


@pytest.mark.parametrize("own", [True, False])
def test_a_decision_on_rights_needs_a_delegation_that_lists_it(own: bool) -> None:
    step = make_step("decide", authority=True)
    assert reasons(step, standing(own=own)) == [
        "The step decides on someone's rights or duties. It needs a delegation that lists it."
    ]
    listing = Grant(0, text("A paper"), authority=frozenset({"decide"}))
    assert judge(step, standing(own=own, grants=[listing])).allowed
    other = Grant(0, text("A paper"), authority=frozenset({"other"}))
    assert not judge(step, standing(own=own, grants=[other])).allowed


def test_a_look_into_another_agencys_system_needs_an_agreement_that_lists_it() -> None:
    step = make_step("look_up", personal_data=True)
    assert reasons(step, standing(own=False)) == [
        "The step looks into the agency's system. It needs a service agreement that lists it."
    ]
    listing = Grant(0, text("A paper"), personal_data=frozenset({"look_up"}))
    assert judge(step, standing(own=False, grants=[listing])).allowed
    assert judge(step, standing(own=True)).allowed


def test_level_authority_and_personal_data_are_three_separate_tests() -> None:
    step = make_step("decide", 6, authority=True, personal_data=True)
    said = reasons(step, standing(own=False))
    assert len([s for s in said if "level 6" in s or "decides" in s or "looks into" in s]) == 3
    everything = Grant(5, text("A paper"), frozenset({"decide"}), frozenset({"decide"}))
    said = reasons(step, standing(own=False, grants=[everything]))
    assert said[0] == "The step is at level 6; here you may go to level 5."
    assert not any("delegation that lists" in s or "agreement that lists" in s for s in said)


@pytest.mark.parametrize("act", ["handover", "appointment"])
def test_the_offices_own_handover_and_booking_are_open_at_every_ceiling(act: str) -> None:
    who = standing("information", own=False, participation="premises", skill=0)
    step = make_step(level=8, actor="back", authority=True, personal_data=True, act=act)
    verdict = judge(step, who)
    assert verdict.allowed and verdict.reasons == ()
    assert verdict.ceiling.level == 0


def test_every_level_has_a_name() -> None:
    assert list(LEVEL_NAMES) == list(range(1, 9))
