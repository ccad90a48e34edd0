"""The four packages that come with the project, through the loader that runs at start."""

from __future__ import annotations

from pathlib import Path

import pytest

from serviceoffice.agencies.translations import package_texts_found, po_file, problems
from serviceoffice.core.catalogue.life_events import life_events
from serviceoffice.core.catalogue.process_map import from_json, to_json

PLUGINS = Path(__file__).parents[2] / "plugins"
SLUGS = ("skatteverket", "forsakringskassan", "arbetsformedlingen", "kommun")


@pytest.fixture
def all_four(site, office):
    for slug in SLUGS:
        site.install(slug, f"serviceoffice_{slug}", home=PLUGINS / slug)
    here = office(*SLUGS)
    return here, site.load(here)


def test_all_four_are_active(all_four):
    _, agencies = all_four
    told = {
        slug: (a.state, str(a.why), *map(str, a.problems)) for slug, a in agencies.agencies.items()
    }
    assert told == dict.fromkeys(SLUGS, ("active", "None"))


def test_their_services_stand_in_one_catalogue(all_four):
    here, agencies = all_four
    catalogue = agencies.catalogue_for(here)
    assert {slug: len(catalogue.of_agency(slug)) for slug in (*SLUGS, "office")} == {
        "skatteverket": 13, "forsakringskassan": 12, "arbetsformedlingen": 9, "kommun": 16,
        "office": 1,
    }  # fmt: skip


def test_every_life_event_bundles_services(all_four):
    here, agencies = all_four
    bundled = {event.id for event in agencies.catalogue_for(here).life_events}
    assert bundled == {event.id for event in life_events()}


def test_no_two_of_them_share_a_letter(all_four):
    here, agencies = all_four
    letters = [agency.letter for agency in agencies.catalogue_for(here).agencies.values()]
    assert len(set(letters)) == len(letters)


def test_every_process_map_can_be_stored_and_read_again(all_four):
    here, agencies = all_four
    for service in agencies.catalogue_for(here).services.values():
        assert from_json(to_json(service)) == service


@pytest.mark.parametrize("slug", SLUGS)
def test_every_text_is_translated_to_swedish(slug):
    folder = PLUGINS / slug / f"serviceoffice_{slug}"
    swedish = po_file(folder / "translations", "sv", slug)
    assert [str(problem) for problem in problems(package_texts_found(folder, slug), swedish)] == []
