"""The configuration against the agencies' packages: what no file can know by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from serviceoffice.api import Agency, Service, Step, Text
from serviceoffice.core.catalogue.catalogue import Catalogue
from serviceoffice.core.offices.configuration import Configuration, check_against

Loaded = Callable[[str], Configuration]

OPEN = """
[offices.storuman.hours]
monday = "09:00-16:00"
"""
GOOD = f"""\
[offices.storuman]
name = "Servicekontoret Storuman"
form = "co_located"
{OPEN}
[[offices.storuman.agencies]]
slug = "kommun"

[[offices.storuman.agencies]]
slug = "skatteverket"

[[offices.storuman.agencies]]
slug = "polisen"
name = "Polisen"
letter = "POL"

[[offices.storuman.agencies.services]]
code = "POL1"
title = "Pass"
minutes = 10

[[offices.storuman.desks]]
id = "d1"
name = "Disk 1"

[[offices.storuman.clerks]]
id = "amira"
name = "Amira Haddad"
home = "kommun"
"""


def line_of(source: str, wanted: str) -> int:
    return next(n for n, line in enumerate(source.splitlines(), 1) if wanted in line)


def service(code: str, agency: str, minutes: int = 10) -> Service:
    return Service(code, agency, Text(code), (Step("help", Text("Help"), 2, "front", minutes),))


def catalogue(
    services: Iterable[Service] = (), agencies: Iterable[str] = ("kommun", "skatteverket")
) -> Catalogue:
    letters = {"kommun": "K", "skatteverket": "S"}
    found = services or (service("KO1", "kommun"), service("SK1", "skatteverket"))
    return Catalogue.of([Agency(slug, slug, letters[slug]) for slug in agencies], found)


KNOWN = ("kommun", "skatteverket")


def found(
    configuration: Configuration, declared: Catalogue | None = None
) -> list[tuple[str, str, str]]:
    problems = check_against(configuration, {"storuman": declared or catalogue()}, KNOWN)
    return [(p.level, p.key.removeprefix("offices.storuman."), p.message) for p in problems]


def test_a_configuration_that_fits_its_packages_has_no_problem(loaded: Loaded) -> None:
    assert found(loaded(GOOD)) == []


def test_an_agency_neither_installed_nor_described_is_an_error_with_the_nearest_name(
    loaded: Loaded,
) -> None:
    configuration = loaded(GOOD.replace('slug = "skatteverket"', 'slug = "skatteverk"'))
    [(level, key, message)] = found(configuration)
    assert (level, key) == ("error", "agencies.1.slug")
    assert "did you mean skatteverket?" in message
    assert "describe the agency here" in message


def test_an_agency_that_is_installed_and_described_is_a_warning(loaded: Loaded) -> None:
    problems = check_against(loaded(GOOD), {"storuman": catalogue()}, (*KNOWN, "polisen"))
    [problem] = problems
    assert (problem.level, problem.key) == ("warning", "offices.storuman.agencies.2.slug")


@pytest.mark.parametrize(
    ("good", "added", "key", "hint"),
    [
        ('slug = "skatteverket"', 'only = ["SK1", "SK11"]', "agencies.1.only.1", "mean SK1?"),
        ('slug = "skatteverket"', 'without = ["KO1"]', "agencies.1.without.0", "not a service of"),
        ('name = "Disk 1"', 'serves = ["komun", "skatteverket", "polisen", "kommun"]',
         "desks.0.serves.0", "mean kommun?"),
        ('name = "Disk 1"', 'serves = ["POL1", "kommun", "skatteverket", "POL2"]',
         "desks.0.serves.3", "mean POL1?"),
        ('home = "kommun"', "skills = { SK1 = 2, skatt = 1 }", "clerks.0.skills.skatt",
         "neither an agency nor a service of this office"),
    ],
)  # fmt: skip
def test_a_name_that_does_not_exist_is_an_error_on_its_line(
    loaded: Loaded, good: str, added: str, key: str, hint: str
) -> None:
    source = GOOD.replace(good, f"{good}\n{added}", 1)
    problems = check_against(loaded(source), {"storuman": catalogue()}, KNOWN)
    [problem] = [p for p in problems if p.level == "error"]
    assert problem.key == f"offices.storuman.{key}"
    assert hint in problem.message
    assert problem.line == line_of(source, added)


def test_a_service_that_the_office_left_out_is_not_offered_at_a_desk(loaded: Loaded) -> None:
    source = GOOD.replace('slug = "skatteverket"', 'slug = "skatteverket"\nwithout = ["SK1"]')
    source = source.replace('home = "kommun"', 'home = "kommun"\nskills = { SK1 = 2 }')
    [(level, key, message)] = found(loaded(source))
    assert (level, key) == ("error", "clerks.0.skills.SK1")
    assert "is not offered here: see only and without of skatteverket" in message


def test_a_clerk_whose_home_is_not_an_agency_of_the_office_is_an_error(loaded: Loaded) -> None:
    [(level, key, message)] = found(loaded(GOOD.replace('home = "kommun"', 'home = "komun"')))
    assert (level, key) == ("error", "clerks.0.home")
    assert "did you mean kommun?" in message


def test_the_offices_own_service_may_be_named_anywhere(loaded: Loaded) -> None:
    source = GOOD.replace('home = "kommun"', 'home = "kommun"\nskills = { guide = 1 }')
    assert found(loaded(source)) == []


def test_services_that_no_desk_serves_are_a_warning_for_their_agency(loaded: Loaded) -> None:
    source = GOOD.replace('name = "Disk 1"', 'name = "Disk 1"\nserves = ["KO1", "polisen"]')
    two = [service("KO1", "kommun"), service("SK1", "skatteverket"), service("SK2", "skatteverket")]
    assert found(loaded(source), catalogue(two)) == [
        ("warning", "agencies.1", "no desk serves SK1, SK2")
    ]


def test_a_quick_lane_alone_serves_only_what_is_short(loaded: Loaded) -> None:
    source = GOOD.replace('name = "Disk 1"', 'name = "Disk 1"\nquick = true')
    source = source.replace("minutes = 10", "minutes = 5")
    services = [service("KO1", "kommun", minutes=5), service("SK1", "skatteverket", minutes=6)]
    assert found(loaded(source), catalogue(services)) == [
        ("warning", "agencies.1", "no desk serves SK1")
    ]


def test_an_agency_that_only_shares_the_rooms_needs_no_desk(loaded: Loaded) -> None:
    source = GOOD.replace('name = "Disk 1"', 'name = "Disk 1"\nserves = ["kommun", "polisen"]')
    source = source.replace(
        'slug = "skatteverket"', 'slug = "skatteverket"\nparticipation = "premises"'
    )
    assert found(loaded(source)) == []


def test_a_described_service_with_a_packages_code_or_letter_is_an_error(loaded: Loaded) -> None:
    source = GOOD.replace('code = "POL1"', 'code = "SK1"').replace('letter = "POL"', 'letter = "S"')
    assert found(loaded(source)) == [
        ("error", "agencies.2.letter", '"S" is already the letter of skatteverket'),
        ("error", "agencies.2.services.0.code", '"SK1" is already a service of skatteverket'),
    ]


def test_names_of_an_agency_that_could_not_be_read_are_warnings_only(loaded: Loaded) -> None:
    source = GOOD.replace(
        'name = "Disk 1"', 'name = "Disk 1"\nserves = ["kommun", "polisen", "SK1"]'
    )
    unread = catalogue([service("KO1", "kommun")], agencies=["kommun"])
    [(level, key, message)] = found(loaded(source), unread)
    assert (level, key) == ("warning", "desks.0.serves.2")
    assert "not read: skatteverket" in message


def test_an_office_that_never_opens_is_a_warning(loaded: Loaded) -> None:
    [(level, key, message)] = found(loaded(GOOD.replace(OPEN, "")))
    assert (level, key) == ("warning", "hours")
    assert "[offices.storuman.hours]" in message


def test_findings_of_several_offices_come_in_the_order_of_the_file(loaded: Loaded) -> None:
    configuration = loaded(GOOD + GOOD.replace("storuman", "asele"))
    problems = check_against(configuration, {}, ())
    assert [p.key for p in problems if p.level == "error"] == [
        f"offices.{office}.agencies.{index}.slug"
        for office in ("storuman", "asele")
        for index in (0, 1)
    ]
