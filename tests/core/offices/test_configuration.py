"""Reading serviceoffice.toml: every mistake at once, each with line, key and expectation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from serviceoffice.api import Problem, Text
from serviceoffice.core.offices.configuration import Configuration
from serviceoffice.core.offices.office import Hours, Numbers, QueueRules

Loaded = Callable[[str], Configuration]
Mistakes = Callable[[str], list[Problem]]

OFFICE = """\
[offices.storuman]
name = "Servicekontoret Storuman"
form = "co_located"
"""
AGENCY = """
[[offices.storuman.agencies]]
slug = "kommun"
"""
DESK = """
[[offices.storuman.desks]]
id = "d1"
name = "Disk 1"
"""
DESCRIBED = """
[[offices.storuman.agencies]]
slug = "polisen"
name = "Polisen"
letter = "POL"

[[offices.storuman.agencies.services]]
code = "POL1"
title = { sv = "Pass", en = "Passport" }
minutes = 10
"""
CLERK = """
[[offices.storuman.clerks]]
id = "amira"
name = "Amira Haddad"
home = "kommun"
"""
SHORTEST = OFFICE + AGENCY + DESK
WHOLE = OFFICE + AGENCY + DESCRIBED + DESK + CLERK


def line_of(source: str, wanted: str) -> int:
    return next(n for n, line in enumerate(source.splitlines(), 1) if wanted in line)


# What a good file becomes


def test_the_shortest_file_takes_every_default(loaded: Loaded, tmp_path: Path) -> None:
    configuration = loaded(SHORTEST)
    assert configuration.file == tmp_path / "serviceoffice.toml"
    assert configuration.database == f"sqlite:///{tmp_path}/office.db"
    assert configuration.demo is False
    [office] = configuration.offices.values()
    assert (office.id, office.name, office.form) == (
        "storuman",
        "Servicekontoret Storuman",
        "co_located",
    )
    assert office.zone == ZoneInfo("Europe/Stockholm")
    assert office.languages == ("sv", "en")
    assert (office.hours, office.numbers, office.queue) == (Hours(), Numbers(), QueueRules())
    assert (office.clerks, office.notices, office.host) == ((), (), "")
    [agency] = office.agencies
    assert (agency.slug, agency.participation, agency.data) == ("kommun", "present", False)


def test_every_key_reaches_the_office(loaded: Loaded) -> None:
    configuration = loaded("""
[server]
database = "postgresql+psycopg://office@db/office"
demo = true
[offices.storuman]
name = "Storuman"
form = "integrated"
municipality = "Storuman"
region = "Västerbotten"
time_zone = "Europe/Helsinki"
languages = ["fi", "sv"]
host = "kommun"
[offices.storuman.hours]
monday = "09:00-16:00"
sunday = ["00:00-02:30", "18:00-24:00"]
holidays = "FI"
[[offices.storuman.special_hours]]
date = 2027-06-24
open = []
[[offices.storuman.closures]]
from = 2027-07-05
to = "2027-07-16"
reason = "Vi bygger om."
[[offices.storuman.notices]]
text = { sv = "Välkommen", fi = "Tervetuloa" }
[[offices.storuman.agencies]]
slug = "kommun"
participation = "contact_help"
only = ["KO1", "KO2"]
without = ["KO3"]
[[offices.storuman.desks]]
id = "d1"
name = "Disk 1"
serves = ["kommun", "KO1"]
quick = true
[[offices.storuman.clerks]]
id = "amira"
name = "Amira"
home = "kommun"
roles = ["reception", "manager"]
languages = ["ar", "fit"]
skills = { kommun = 4, KO1 = 0 }
[offices.storuman.numbers]
series = "agency"
prefix = "X"
digits = 2
start = 0
[offices.storuman.queue]
credits = { booked = 5 }
recall_limit = 1
bring_back = "end_of_line"
quick_minutes = 7
close_after = 0
""")
    assert configuration.database == "postgresql+psycopg://office@db/office"
    assert configuration.demo is True
    office = configuration.offices["storuman"]
    assert (office.form, office.municipality, office.region, office.host) == (
        "integrated",
        "Storuman",
        "Västerbotten",
        "kommun",
    )
    assert (office.zone, office.languages) == (ZoneInfo("Europe/Helsinki"), ("fi", "sv"))
    assert office.hours == Hours(
        week={
            0: ((time(9), time(16)),),
            6: ((time(0), time(2, 30)), (time(18), time(0))),
        },
        special={date(2027, 6, 24): ()},
        closures=((date(2027, 7, 5), date(2027, 7, 16), Text("Vi bygger om.")),),
        holidays="FI",
    )
    assert office.notices == (
        Text("Välkommen", by_language={"sv": "Välkommen", "fi": "Tervetuloa"}),
    )
    [agency] = office.agencies
    assert (agency.participation, agency.only, agency.without) == (
        "contact_help",
        ("KO1", "KO2"),
        ("KO3",),
    )
    [desk] = office.desks
    assert (desk.serves, desk.quick) == (("kommun", "KO1"), True)
    [clerk] = office.clerks
    assert (clerk.roles, clerk.languages) == (("reception", "manager"), ("ar", "fit"))
    assert (clerk.skill("kommun", "KO1"), clerk.skill("kommun", "KO2")) == (0, 4)
    assert office.numbers == Numbers("agency", "X", 2, 0)
    assert office.queue == QueueRules({"booked": 5}, 1, "end_of_line", 7, 0)


def test_an_agency_without_a_package_brings_its_services(loaded: Loaded) -> None:
    source = WHOLE.replace("minutes = 10", "minutes = 10\nback_minutes = 30\nlevel = 4")
    agency = loaded(source).offices["storuman"].agencies[1]
    assert (agency.name, agency.letter, agency.data) == ("Polisen", "POL", True)
    [service] = agency.services
    assert (service.code, service.agency, service.domain) == ("POL1", "polisen", "polisen")
    assert service.title == Text("Passport", by_language={"sv": "Pass", "en": "Passport"})
    assert [(s.id, s.level, s.actor, s.minutes, s.authority) for s in service.steps] == [
        ("help", 4, "front", 10, False),
        ("decide", 6, "back", 30, True),
    ]
    assert [following.to for following in service.steps[0].next] == ["decide"]


def test_a_service_that_leaves_nothing_to_decide_is_one_step(loaded: Loaded) -> None:
    [service] = loaded(WHOLE).offices["storuman"].agencies[1].services
    assert [(step.id, step.level, step.next) for step in service.steps] == [("help", 2, ())]


def test_several_offices_keep_the_order_of_the_file(loaded: Loaded) -> None:
    second = SHORTEST.replace("storuman", "asele")
    assert list(loaded(SHORTEST + second).offices) == ["storuman", "asele"]


def test_a_database_file_is_placed_in_the_configurations_folder(
    loaded: Loaded, tmp_path: Path
) -> None:
    def address(database: str) -> str:
        found: str = loaded(f'[server]\ndatabase = "{database}"\n{SHORTEST}').database
        return found

    assert address("sqlite:///data/x.db") == f"sqlite:///{tmp_path}/data/x.db"
    assert address("sqlite:////var/lib/office.db") == "sqlite:////var/lib/office.db"


# Contradictions within a file


@pytest.mark.parametrize(
    ("twice", "key"),
    [
        (AGENCY, "agencies.2.slug"),
        (DESCRIBED.replace("polisen", "tull").replace("POL1", "TU1"), "agencies.2.letter"),
        (
            DESCRIBED.replace("polisen", "tull").replace('"POL"', '"TU"'),
            "agencies.2.services.0.code",
        ),
        (DESK, "desks.1.id"),
        (CLERK, "clerks.1.id"),
    ],
)
def test_the_same_name_twice_is_named_with_the_line_of_the_first(
    mistakes: Mistakes, twice: str, key: str
) -> None:
    [problem] = mistakes(WHOLE + twice)
    assert problem.key == f"offices.storuman.{key}"
    name = problem.message.split('"')[1]
    first = line_of(WHOLE, f'= "{name}"')
    assert f"is already used in line {first}" in problem.message


def test_hours_for_a_day_contradict_always(mistakes: Mistakes) -> None:
    hours = '[offices.storuman.hours]\nalways = true\nfriday = "09:00-12:00"\n'
    [problem] = mistakes(SHORTEST + hours)
    assert problem.key == "offices.storuman.hours.friday"
    assert "always open" in problem.message


def test_a_special_day_that_a_closure_closes_is_a_contradiction(mistakes: Mistakes) -> None:
    closure = """
[[offices.storuman.closures]]
from = 2027-07-05
to = 2027-07-16
reason = "Semester"
[[offices.storuman.special_hours]]
date = "{}"
open = {}
"""
    source = SHORTEST + closure.format("2027-07-16", '"09:00-12:00"')
    [problem] = mistakes(source)
    assert problem.key == "offices.storuman.special_hours.0.date"
    assert f"closure of line {line_of(source, 'closures]]')}" in problem.message


def test_a_special_day_beside_a_closure_or_closed_too_is_fine(loaded: Loaded) -> None:
    closure = """
[[offices.storuman.closures]]
from = 2027-07-05
to = 2027-07-16
reason = "Semester"
[[offices.storuman.special_hours]]
date = 2027-07-17
open = "09:00-12:00"
[[offices.storuman.special_hours]]
date = 2027-07-16
open = []
"""
    assert len(loaded(SHORTEST + closure).offices["storuman"].hours.special) == 2


def test_all_mistakes_of_a_file_are_reported_at_once_in_its_order(mistakes: Mistakes) -> None:
    source = """\
[server]
demo = "yes"
[offices.storuman]
name = "Storuman"
form = "open"
host = "polisen"
[[offices.storuman.agencies]]
slug = "kommun"
participation = "sometimes"
[[offices.storuman.desks]]
id = "d1"
name = "Disk 1"
[[offices.storuman.desks]]
id = "d1"
serves = "everything"
[offices.asele]
form = "municipal"
"""
    assert [(p.line, p.key.removeprefix("offices.")) for p in mistakes(source)] == [
        (2, "server.demo"),
        (5, "storuman.form"),
        (6, "storuman.host"),
        (9, "storuman.agencies.0.participation"),
        (13, "storuman.desks.1.name"),
        (14, "storuman.desks.1.id"),
        (15, "storuman.desks.1.serves"),
        (16, "asele.agencies"),
        (16, "asele.desks"),
        (16, "asele.name"),
    ]
