"""What the package promises a front desk, read from its own files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from typing import Any

import pluggy
import pytest
import serviceoffice_arbetsformedlingen as package
from babel.messages.pofile import read_po

from serviceoffice.api import PROJECT, Agency, hookspecs

FOLDER = Path(package.__file__).parent
SERVICES: dict[str, dict[str, Any]] = {
    file.stem: tomllib.loads(file.read_text(encoding="utf-8"))
    for file in (FOLDER / "catalogue").glob("AF*.toml")
}
# Minutes of work at the desk and in the back office, as the agency's catalogue lists them.
MINUTES = {
    "AF1": (20, 20), "AF2": (5, 45), "AF3": (10, 0), "AF4": (10, 0),
    "AF5": (10, 60), "AF6": (10, 0), "AF7": (8, 0), "AF8": (8, 90),
    "AF9": (6, 0),
}  # fmt: skip
LIFE_EVENTS = {
    "child", "arrive", "lose_job", "first_job", "illness", "disability", "separation", "violence",
    "start_business", "death", "move", "marriage", "ageing", "over_indebted", "studies",
}  # fmt: skip
every_service = pytest.mark.parametrize("code", MINUTES)


def steps(code: str) -> dict[str, dict[str, Any]]:
    return {step["id"]: step for step in SERVICES[code]["steps"]}


def follows(code: str) -> dict[str, list[str]]:
    """Where each step may lead; without ``next`` to the step below."""
    ids = list(steps(code))
    below = {step: [following] for step, following in pairwise(ids)}
    return {
        name: [to["to"] for to in step["next"]] if "next" in step else below.get(name, [])
        for name, step in steps(code).items()
    }


def visitor_texts() -> Iterator[str]:
    for service in SERVICES.values():
        yield from (service["title"], service["summary"], *service["papers"])


def texts() -> Iterator[str]:
    yield from visitor_texts()
    for code in SERVICES:
        for step in steps(code).values():
            yield from (step["title"], *step.get("papers", ()))
            yield from (to["when"] for to in step.get("next", ()) if "when" in to)


def translations(language: str) -> dict[str, str]:
    folder = FOLDER / "translations" / language / "LC_MESSAGES"
    with (folder / "arbetsformedlingen.po").open("rb") as file:
        catalog = read_po(file, domain="arbetsformedlingen", abort_invalid=True)
    assert not any(message.fuzzy for message in catalog if message.id)
    said = (message for message in catalog if message.id and message.string)
    return {str(message.id): str(message.string) for message in said}


def test_the_hook_declares_the_agency() -> None:
    manager = pluggy.PluginManager(PROJECT)
    manager.add_hookspecs(hookspecs)
    manager.register(package)
    manager.check_pending()
    assert manager.hook.serviceoffice_agency() == [
        Agency("arbetsformedlingen", "Arbetsförmedlingen", "A", FOLDER, ("employment",))
    ]


def test_every_service_of_the_agency_is_there() -> None:
    assert set(SERVICES) == set(MINUTES)
    assert all(service["code"] == name for name, service in SERVICES.items())


@every_service
def test_the_steps_add_up_to_the_minutes_of_the_service(code: str) -> None:
    added = {"front": 0, "back": 0}
    for step in steps(code).values():
        added[step["actor"]] += step["minutes"]
    assert (added["front"], added["back"]) == MINUTES[code]


@every_service
def test_steps_have_ids_of_their_own_and_name_only_each_other(code: str) -> None:
    assert len(steps(code)) == len(SERVICES[code]["steps"])
    after = {name: step.get("after", []) for name, step in steps(code).items()}
    for names in (*after.values(), *follows(code).values()):
        assert set(names) <= set(steps(code))
    TopologicalSorter(after).prepare()  # raises CycleError on steps that wait for each other


@every_service
def test_every_step_is_reached_from_the_first(code: str) -> None:
    ahead, reached = [next(iter(steps(code)))], set()
    while ahead:
        reached.add(name := ahead.pop())
        ahead += [to for to in follows(code)[name] if to not in reached]
    assert reached == set(steps(code))


@every_service
def test_a_clerk_who_must_choose_is_told_what_by(code: str) -> None:
    for step in steps(code).values():
        if len(step.get("next", [])) > 1:
            assert all(to["when"] for to in step["next"])


@every_service
def test_specialists_and_decisions_stay_in_the_back_office(code: str) -> None:
    for step in steps(code).values():
        assert step["actor"] == "back" or step["level"] <= 4
        if step.get("authority"):
            assert (step["actor"], step["level"]) == ("back", 6)
            assert step["legal_basis"]


@every_service
def test_handover_and_booking_are_acts_of_the_office(code: str) -> None:
    acts = {step.get("act") for step in steps(code).values() if step["level"] == 3}
    assert acts <= {"handover", "appointment"}
    assert all(step["level"] == 3 for step in steps(code).values() if "act" in step)


@every_service
def test_the_visitor_is_told_beforehand_of_every_paper_a_step_asks_for(code: str) -> None:
    asked = {paper for step in steps(code).values() for paper in step.get("papers", ())}
    assert asked <= set(SERVICES[code]["papers"])


@every_service
def test_records_belong_to_a_secrecy_domain_that_the_agency_declares(code: str) -> None:
    domains = {step.get("domain") for step in steps(code).values()} - {None}
    assert domains | {SERVICES[code]["domain"]} <= set(package.serviceoffice_agency().domains)


def test_life_events_name_services_of_the_agency_alone() -> None:
    events = tomllib.loads((FOLDER / "catalogue/life_events.toml").read_text(encoding="utf-8"))
    ids = [event["id"] for event in events["life_events"]]
    assert len(ids) == len(set(ids)) and set(ids) <= LIFE_EVENTS
    for event in events["life_events"]:
        assert event["services"] and set(event["services"]) <= set(SERVICES)


def test_every_text_is_said_in_swedish_and_no_other() -> None:
    swedish = translations("sv")
    assert set(swedish) == set(texts())
    for msgid, said in swedish.items():
        assert said.strip()
        assert set(re.findall(r"{\w*}", said)) == set(re.findall(r"{\w*}", msgid))


def test_what_a_visitor_reads_is_said_in_arabic_and_no_other() -> None:
    arabic = translations("ar")
    assert set(arabic) == set(visitor_texts())
    assert all(re.search(r"[\u0600-\u06ff]", said) for said in arabic.values())


def test_only_the_status_of_a_case_is_read_at_the_desk_and_after_identity() -> None:
    looks = {
        (code, step["id"])
        for code in SERVICES
        for step in steps(code).values()
        if step["actor"] == "front" and step.get("personal_data")
    }
    assert looks == {("AF9", "read")}
    assert steps("AF9")["read"]["after"] == ["identify"]


def test_support_for_disability_shows_as_a_private_matter() -> None:
    assert {code for code, service in SERVICES.items() if service.get("discreet")} == {"AF8"}
