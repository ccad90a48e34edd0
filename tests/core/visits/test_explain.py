from __future__ import annotations

from dataclasses import replace

from kit import make_office, make_place, refused, sentence

from serviceoffice.core.visits.explain import explain

PLACE = make_place()


def test_a_clerk_of_another_agency_is_told_what_would_raise_the_ceiling() -> None:
    found = explain(PLACE, "anna", "FK1", "register")
    assert not found.verdict.allowed
    assert found.verdict.ceiling.level == 2
    deciding = found.verdict.ceiling.limits[0]
    assert deciding.raised_by is not None
    assert "service agreement" in sentence(deciding.raised_by)


def test_the_agencys_own_clerk_may() -> None:
    assert explain(PLACE, "bo", "FK1", "register").verdict.allowed


def test_the_offices_own_services_are_everybodys() -> None:
    step = PLACE.catalogue.services["guide"].steps[0].id
    assert explain(PLACE, "anna", "guide", step).verdict.allowed


def test_a_profile_counts() -> None:
    bo = replace(make_office().clerks[1], skills={"FK1": 1})
    office = make_office(clerks=(bo,))
    found = explain(make_place(office), "bo", "FK1", "register")
    assert found.verdict.ceiling.level == 1


def test_what_does_not_exist_is_named() -> None:
    for clerk, service, step, what in (
        ("nils", "FK1", "register", "clerk"),
        ("anna", "XX1", "register", "service"),
        ("anna", "FK1", "dance", "step"),
    ):
        assert refused(f"unknown_{what}", explain, PLACE, clerk, service, step).field == what
