"""The offices to start from: they load, fit the agencies' packages, and are what they claim."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, time
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from serviceoffice.api import Agency, Service
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.catalogue.guide import GUIDE
from serviceoffice.core.catalogue.reading import read_catalogue
from serviceoffice.core.offices.configuration import Configuration, check_against, load
from serviceoffice.core.offices.hours import spans
from serviceoffice.core.offices.office import Office

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(
    file.parents[1].name for file in ROOT.glob("plugins/*/serviceoffice_*/__init__.py")
)
EXAMPLES = sorted(folder.parent.name for folder in ROOT.glob("examples/*/serviceoffice.toml"))


def configuration(example: str) -> Configuration:
    return load(ROOT / "examples" / example / "serviceoffice.toml")


def office(example: str) -> Office:
    return configuration(example).offices[example]


def packaged(slug: str) -> tuple[Agency, tuple[Service, ...]]:
    """An agency and its services, as its package declares them."""
    agency: Agency = import_module(f"serviceoffice_{slug}").serviceoffice_agency()
    assert agency.folder is not None
    return agency, read_catalogue(agency.folder / "catalogue", agency).services


def catalogue(of: Office) -> Catalogue:
    agencies: list[Agency] = []
    services: list[Service] = []
    for enabled in of.agencies:
        if enabled.data:
            agencies.append(Agency(enabled.slug, enabled.name, enabled.letter))
            services += enabled.services
        else:
            agency, declared = packaged(enabled.slug)
            agencies.append(agency)
            services += declared
    return Catalogue.of(agencies, services)


class Visit(NamedTuple):
    arrival: time
    services: list[str]
    minutes: float
    patience: float | None
    priority: str
    language: str


def recorded_day() -> list[Visit]:
    with (ROOT / "examples" / "vilhelmina" / "day.csv").open(encoding="utf-8", newline="") as file:
        return [
            Visit(
                time.fromisoformat(row["arrival"]),
                row["services"].split(),
                float(row["minutes"]),
                float(row["patience"]) if row["patience"] else None,
                row["priority"],
                row["language"],
            )
            for row in csv.DictReader(file)
        ]


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_fits_the_packages_without_a_single_warning(example: str) -> None:
    found = configuration(example)
    catalogues = {each.id: catalogue(each) for each in found.offices.values()}
    assert check_against(found, catalogues, PACKAGES) == []


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_says_where_it_comes_from_and_what_is_invented(example: str) -> None:
    readme = (ROOT / "examples" / example / "README.md").read_text(encoding="utf-8")
    assert "## What comes from the source" in readme
    assert "## What is invented" in readme


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_word_of_an_example_is_said_in_swedish_english_and_arabic(example: str) -> None:
    here = office(example)
    texts = [*here.notices, *(reason for *_, reason in here.hours.closures)]
    for agency in here.agencies:
        for service in agency.services:
            texts += [
                service.title,
                *service.papers,
                *([service.summary] if service.summary else []),
            ]
    assert texts
    for text in texts:
        assert {"sv", "en", "ar"} <= set(text.by_language), text.msgid


def test_vilhelmina_houses_ten_state_agencies_and_the_municipality() -> None:
    here = office("vilhelmina")
    slugs = [agency.slug for agency in here.agencies]
    assert here.form == "co_located"
    assert here.host == "kommun"
    assert len([slug for slug in slugs if slug != "kommun"]) == 10
    assert set(PACKAGES) == {agency.slug for agency in here.agencies if not agency.data}
    assert {agency.participation for agency in here.agencies} == {
        "present", "contact_help", "information", "premises",
    }  # fmt: skip


def test_vilhelmina_has_five_desks_with_one_quick_lane_and_seven_clerks() -> None:
    here = office("vilhelmina")
    assert [desk.quick for desk in here.desks] == [False, False, False, False, True]
    assert len({desk.serves for desk in here.desks}) == 5
    assert len(here.clerks) == 7
    assert [c.id for c in here.clerks if "manager" in c.roles] == ["chef"]
    assert len([c for c in here.clerks if "reception" in c.roles]) == 1
    assert {"ar", "en", "sma"} <= {language for c in here.clerks for language in c.languages}
    assert here.languages == ("sv", "en", "ar")
    assert configuration("vilhelmina").demo is True


def test_vilhelmina_is_open_longer_on_thursdays() -> None:
    here = office("vilhelmina")
    monday, thursday, saturday = (date(2026, 11, day) for day in (23, 26, 28))
    [(opens, closes)] = spans(here.hours, here.zone, monday)
    [(_, later)] = spans(here.hours, here.zone, thursday)
    assert (closes - opens) / 3_600_000 == 7
    assert (later - closes) / 3_600_000 == 3 * 24 + 2
    assert spans(here.hours, here.zone, saturday) == ()


def test_the_recorded_day_agrees_with_the_survey() -> None:
    visits = recorded_day()
    assert len(visits) == 70
    owner = {
        code: service.agency for code, service in catalogue(office("vilhelmina")).services.items()
    }
    first = Counter(owner.get(visit.services[0], GUIDE) for visit in visits)
    assert [slug for slug, _ in first.most_common(4)] == [
        "arbetsformedlingen", "skatteverket", "polisen", "forsakringskassan",
    ]  # fmt: skip


def test_the_recorded_day_has_two_peaks_and_visits_to_several_agencies() -> None:
    visits = recorded_day()
    by_hour = Counter(visit.arrival.hour for visit in visits)
    assert {hour for hour, _ in by_hour.most_common(2)} == {10, 13}
    owner = {
        code: service.agency for code, service in catalogue(office("vilhelmina")).services.items()
    }
    several = [v for v in visits if len({owner.get(code, GUIDE) for code in v.services}) > 1]
    assert len(several) == 6


def test_every_visit_of_the_recorded_day_can_be_played() -> None:
    here = office("vilhelmina")
    codes = {*catalogue(here).services, GUIDE}
    [(opens, closes)] = here.hours.week[0]
    visits = recorded_day()
    assert [visit.arrival for visit in visits] == sorted({visit.arrival for visit in visits})
    for visit in visits:
        assert opens <= visit.arrival < closes
        assert visit.services
        assert set(visit.services) <= codes
        assert 0 < visit.minutes < 90
        assert visit.patience is None or visit.patience > 0
        assert visit.priority in ("", *here.queue.credits)
        assert visit.language in here.languages


def test_tensta_has_three_parties_present_four_informing_and_help_to_reach_one() -> None:
    here = office("tensta")
    taking_part = Counter(agency.participation for agency in here.agencies)
    assert taking_part == {"present": 3, "information": 4, "contact_help": 1}
    [helped] = [a.slug for a in here.agencies if a.participation == "contact_help"]
    assert helped == "migrationsverket"
    assert configuration("tensta").demo is False


@pytest.mark.parametrize("example", EXAMPLES)
def test_what_an_agency_only_informs_about_is_at_the_level_of_information(example: str) -> None:
    for agency in office(example).agencies:
        highest = {"information": 1, "contact_help": 2}.get(agency.participation, 5)
        for service in agency.services:
            assert service.steps[0].level <= highest, service.code
