"""What the package promises a front desk, read from its own files."""

from __future__ import annotations

import configparser
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pluggy
import pytest
import serviceoffice_forsakringskassan as package
from babel.messages.pofile import read_po

from serviceoffice.api import ACCESS, ACTORS, ACTS, LEVELS, PROJECT, SCALES, Agency, hookspecs

FOLDER = Path(package.__file__).parent
DISTRIBUTION = Path(__file__).parent.parent
AGENCY = package.serviceoffice_agency()

# Each service: its steps by actor (F front, B back) and ROSA level, minutes at the desk, in the
# back office. Change the minutes here when an office's own figures replace the estimates.
PROMISED = {
    "FK1": ("F1 F2 F4 F3 B5 B6 B4 F1", 15, 15),
    "FK2": ("F1 F2 F1", 6, 0),
    "FK3": ("F1 F2 F4 F3 B5 B6 B4 F1", 15, 90),
    "FK4": ("F1 F1 F2 B5", 6, 5),
    "FK5": ("F1 F2 F4 F3 B5 B6 B4 F1", 18, 20),
    "FK6": ("F1 F2 F4 F3 B5 B6 B4 F1", 15, 40),
    "FK7": ("F1 F2 F4 F3 B5 B6 B4 F1", 8, 10),
    "FK8": ("F1 F2 F4 F1 B4", 5, 5),
    "FK9": ("F1 F2 F4 F3 F2 F3 B5 B5 B6 B6 B4 F1", 20, 300),
    "FK10": ("F1 F2 F4 F3 B5 B6 B4 F1", 20, 240),
    "FK11": ("F1 F2 F4 F3 B5 B6 B4 F1", 12, 120),
    "FK12": ("F1 F2 F4 F1", 6, 0),
}
LIFE_EVENTS = {
    "child", "arrive", "lose_job", "first_job", "illness", "disability", "separation", "violence",
    "start_business", "death", "move", "marriage", "ageing", "over_indebted", "studies",
}  # fmt: skip


def toml(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / "catalogue" / name).read_text(encoding="utf-8"))


def translations(language: str) -> dict[str, str]:
    path = FOLDER / "translations" / language / "LC_MESSAGES" / "forsakringskassan.po"
    with path.open("rb") as file:
        messages = read_po(file, locale=language, domain="forsakringskassan")
    return {str(m.id): str(m.string) for m in messages if m.id and m.string and not m.fuzzy}


SERVICES = {code: toml(f"{code}.toml") for code in PROMISED}
every_service = pytest.mark.parametrize("service", SERVICES.values(), ids=SERVICES)


def ways(service: dict[str, Any]) -> dict[str, list[str]]:
    """Where each step leads: its ``next``, or the step below."""
    steps = service["steps"]
    below = [[{"to": step["id"]}] for step in steps[1:]] + [[]]
    return {
        step["id"]: [way["to"] for way in step.get("next", default)]
        for step, default in zip(steps, below, strict=True)
    }


def visitor_texts(service: dict[str, Any]) -> Iterator[str]:
    yield service["title"]
    yield service["summary"]
    yield from service["papers"]
    for step in service["steps"]:
        yield from step.get("papers", [])


def clerk_texts(service: dict[str, Any]) -> Iterator[str]:
    for step in service["steps"]:
        yield step["title"]
        yield from (way["when"] for way in step.get("next", []) if "when" in way)


def before(service: dict[str, Any], step_id: str) -> set[str]:
    """Every step that must be walked before this one, near and far.

    Raises RecursionError when the steps wait for each other.
    """
    step = next(step for step in service["steps"] if step["id"] == step_id)
    near = set(step.get("after", []))
    return near.union(*(before(service, other) for other in near))


def test_the_hook_declares_the_agency() -> None:
    plugins = pluggy.PluginManager(PROJECT)
    plugins.add_hookspecs(hookspecs)
    plugins.register(package)
    plugins.check_pending()
    assert plugins.hook.serviceoffice_agency() == [
        Agency("forsakringskassan", "Försäkringskassan", "FK", FOLDER, ("insurance",))
    ]


def test_the_distribution_announces_the_package_as_an_agency() -> None:
    setup = configparser.ConfigParser()
    setup.read(DISTRIBUTION / "setup.cfg", encoding="utf-8")
    announced = setup["options.entry_points"]["serviceoffice.agencies.v1"].strip()
    assert announced == f"{AGENCY.slug} = {package.__name__}"


def test_every_service_of_the_agency_has_a_file_named_by_its_code() -> None:
    files = {path.stem for path in (FOLDER / "catalogue").glob("*.toml")} - {"life_events"}
    assert files == set(PROMISED)
    assert {name: service["code"] for name, service in SERVICES.items()} == {n: n for n in PROMISED}


@every_service
def test_the_steps_have_the_levels_and_the_minutes_that_were_promised(
    service: dict[str, Any],
) -> None:
    steps = service["steps"]
    shape = " ".join(f"{step['actor'][0].upper()}{step['level']}" for step in steps)
    minutes = {
        actor: sum(step["minutes"] for step in steps if step["actor"] == actor)
        for actor in ("front", "back")
    }
    assert (shape, minutes["front"], minutes["back"]) == PROMISED[service["code"]]


@every_service
def test_every_value_is_a_word_of_the_contract(service: dict[str, Any]) -> None:
    assert set(service["access"]) <= set(ACCESS)
    assert service["domain"] in AGENCY.domains
    for step in service["steps"]:
        assert re.fullmatch("[a-z]+", step["id"])
        assert step["level"] in LEVELS
        assert step["actor"] in ACTORS
        assert step["minutes"] > 0
        assert {step["frequency"], step["complexity"]} <= set(SCALES)
        assert step.get("domain", service["domain"]) in AGENCY.domains
        assert step.get("act", ACTS[0]) in ACTS


@every_service
def test_every_step_is_named_once_and_can_be_reached(service: dict[str, Any]) -> None:
    ids = [step["id"] for step in service["steps"]]
    assert len(ids) == len(set(ids))
    leads = ways(service)
    reached, to_visit = set(), ids[:1]
    while to_visit:
        step_id = to_visit.pop()
        if step_id not in reached:
            reached.add(step_id)
            to_visit += leads[step_id]  # a KeyError names a step that does not exist
    assert reached == set(ids)


@every_service
def test_no_step_waits_for_itself_or_for_a_step_that_does_not_exist(
    service: dict[str, Any],
) -> None:
    ids = {step["id"] for step in service["steps"]}
    for step_id in ids:
        assert before(service, step_id) <= ids - {step_id}


@every_service
def test_where_the_way_divides_a_sentence_says_when(service: dict[str, Any]) -> None:
    for step in service["steps"]:
        choices = step.get("next", [])
        assert len(choices) <= 1 or all(choice.get("when") for choice in choices)


@every_service
def test_the_desk_reads_a_system_only_after_checking_identity(service: dict[str, Any]) -> None:
    for step in service["steps"]:
        if step["actor"] == "front" and step.get("personal_data"):
            assert "identify" in before(service, step["id"])


@every_service
def test_handing_over_and_booking_are_marked_as_the_offices_own(service: dict[str, Any]) -> None:
    marked = {step["id"]: step["act"] for step in service["steps"] if "act" in step}
    distributing = {step["id"] for step in service["steps"] if step["level"] == 3}
    own = {"route": "handover", "book": "appointment"}
    assert marked == {step_id: own[step_id] for step_id in distributing}


@every_service
def test_only_the_agencys_own_officers_decide(service: dict[str, Any]) -> None:
    for step in service["steps"]:
        if step.get("authority"):
            assert step["actor"] == "back"
            assert step.get("legal_basis")
        if step["id"] == "decide":
            assert step["authority"]
            assert "assign" in before(service, "decide")


@every_service
def test_a_filing_is_completed_with_help_and_dated_before_it_is_handed_over(
    service: dict[str, Any],
) -> None:
    steps = {step["id"]: step for step in service["steps"]}
    if "route" in steps:
        assert "Förvaltningslagen (2017:900) 20 §" in steps["help"]["legal_basis"]
        assert "Förvaltningslagen (2017:900) 22 §" in steps["complete"]["legal_basis"]
        assert "received date" in steps["complete"]["title"]
        assert "complete" in before(service, "route")


@every_service
def test_every_text_is_in_swedish_and_what_visitors_read_in_arabic(
    service: dict[str, Any],
) -> None:
    visitors, clerks = set(visitor_texts(service)), set(clerk_texts(service))
    for language, texts in (("sv", visitors | clerks), ("ar", visitors)):
        translated = translations(language)
        assert not [text for text in texts if not translated.get(text)]
        for text in texts:
            places = re.compile(r"{\w+}")
            assert sorted(places.findall(translated[text])) == sorted(places.findall(text))


@pytest.mark.parametrize("language", ["sv", "ar"])
def test_no_translation_is_left_of_a_text_that_is_gone(language: str) -> None:
    used = {text for s in SERVICES.values() for text in (*visitor_texts(s), *clerk_texts(s))}
    assert set(translations(language)) <= used


def test_life_events_name_services_of_this_agency() -> None:
    events = toml("life_events.toml")["life_events"]
    assert {event["id"]: event["services"] for event in events} == {
        "child": ["FK1", "FK7", "FK5"],
        "arrive": ["FK7"],
        "illness": ["FK3", "FK4"],
        "disability": ["FK9", "FK10"],
        "separation": ["FK6", "FK5"],
    }
    for event in events:
        assert event["id"] in LIFE_EVENTS
        assert set(event["services"]) <= set(PROMISED)


def test_services_whose_name_tells_of_illness_or_disability_show_as_private() -> None:
    private = {code for code, service in SERVICES.items() if service.get("discreet")}
    assert private == {"FK3", "FK9", "FK10"}


def test_the_readme_lists_every_service_with_its_minutes() -> None:
    readme = (DISTRIBUTION / "README.md").read_text(encoding="utf-8")
    rows = [line.strip("| ").split(" | ") for line in readme.splitlines() if " / " in line]
    listed = {row[0]: row[-1] for row in rows if len(row) > 1}
    assert listed == {code: f"{front} / {back}" for code, (_, front, back) in PROMISED.items()}
