from __future__ import annotations

from serviceoffice.api import CORE_DOMAIN
from serviceoffice.core.catalogue.guide import GUIDE, OFFICE, guide, office_as_agency


def test_the_guide_is_a_short_service_of_the_offices_own():
    service = guide()
    assert (service.code, service.agency, service.domain) == (GUIDE, OFFICE, OFFICE)
    assert service.front_minutes == service.minutes == 5


def test_any_clerk_in_any_form_of_office_may_walk_the_whole_guide():
    assert max(step.level for step in guide().steps) <= 2
    assert not any(step.authority or step.personal_data for step in guide().steps)


def test_the_guide_speaks_the_cores_language():
    assert {guide().title.domain, *(step.title.domain for step in guide().steps)} == {CORE_DOMAIN}


def test_the_office_stands_beside_the_agencies_under_its_own_name():
    office = office_as_agency("Vilhelmina servicekontor")
    assert (office.slug, office.name) == (OFFICE, "Vilhelmina servicekontor")
    assert guide().domain in office.domains
