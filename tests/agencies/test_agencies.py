from __future__ import annotations

import dataclasses

import pytest

from serviceoffice.agencies.agencies import Agencies
from serviceoffice.api import Text
from serviceoffice.core.offices.office import Enabled


def test_an_office_offers_its_agencies_in_order_and_the_guide_last(site, office):
    site.install("broken_code")
    site.install("dummy")
    here = office(Enabled("dummy", without=("DU1",)), "nobody")
    catalogue = site.load(here).catalogue_for(here)
    assert list(catalogue.services) == ["DU2", "guide"]
    assert list(catalogue.agencies) == ["dummy", "office"]
    assert catalogue.agencies["office"].name == "Vilhelmina"


@pytest.mark.parametrize(
    ("enabled", "codes"),
    [
        (Enabled("dummy"), ["DU1", "DU2"]),
        (Enabled("dummy", only=("DU2",)), ["DU2"]),
        (Enabled("dummy", without=("DU2",)), ["DU1"]),
        (Enabled("dummy", only=("DU1", "DU2"), without=("DU1",)), ["DU2"]),
    ],
)
def test_an_office_picks_and_leaves_out_services(site, office, enabled, codes):
    site.install("dummy")
    here = office(enabled)
    assert list(site.load(here).catalogue_for(here).services) == [*codes, "guide"]


def test_a_life_event_names_only_services_that_the_office_offers(site, office):
    site.install("dummy")
    all_of_it, some = office("dummy"), office(Enabled("dummy", only=("DU1",)), id="some")
    agencies = site.load(all_of_it, some)
    (move,) = agencies.catalogue_for(all_of_it).life_events
    assert (move.id, move.services) == ("move", ("DU2", "DU1"))
    (move,) = agencies.catalogue_for(some).life_events
    assert move.services == ("DU1",)


def test_an_office_without_any_agency_still_offers_the_guide(site, office):
    empty = office()
    catalogue = site.load(empty).catalogue_for(empty)
    assert list(catalogue.services) == ["guide"]
    assert catalogue.life_events == ()


def test_the_texts_of_an_active_agency_are_said_in_its_own_domain(site, office):
    site.install("dummy")
    agencies = site.load(office("dummy"))
    texts = agencies.texts()
    dummy = agencies.agencies["dummy"]
    assert texts.say(dummy.services[0].title, "sv") == "Anmäl en docka"
    assert texts.say(dummy.services[0].title, "en") == "Report a dummy"
    assert texts.say(Text("Report a dummy"), "sv") == "Report a dummy"


def test_agencies_cannot_be_changed_once_loaded(site, office):
    agencies = site.load(office("nobody"))
    with pytest.raises(dataclasses.FrozenInstanceError):
        agencies.agencies = {}
    with pytest.raises(TypeError):
        agencies.agencies["mine"] = agencies.agencies["nobody"]


def test_an_agency_that_was_never_loaded_is_left_out(office):
    catalogue = Agencies({}).catalogue_for(office("dummy"))
    assert list(catalogue.services) == ["guide"]
