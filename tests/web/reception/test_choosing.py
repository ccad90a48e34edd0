"""What the reception offers to choose from."""

from __future__ import annotations

from dataclasses import replace

from kit import make_service, sentence
from staffkit import SERVICES, staff_office, staff_place
from werkzeug.datastructures import MultiDict

from serviceoffice.core.house import Place
from serviceoffice.core.offices.office import Enabled
from serviceoffice.web.reception import choosing
from serviceoffice.web.reception.form import Filled, pick, read

PLACE = staff_place()


def say(words: object) -> str:
    return str(words)


def codes(options: tuple[choosing.Option, ...]) -> list[str]:
    return [option.code for option in options]


def test_without_a_word_every_life_event_and_every_agency_is_shown() -> None:
    found = choosing.choices(PLACE, "", "", (), say)
    assert [event.id for event in found.events] == ["lose_job", "over_indebted"]
    shown = [code for _, options in found.agencies for code in codes(options)]
    assert sorted(shown) == sorted([*(s.code for s in SERVICES), "guide"])


def test_a_word_finds_services_and_life_events() -> None:
    found = choosing.choices(PLACE, "job", "", (), say)
    assert codes(found.found) == ["AF1"]
    assert [event.id for event in found.events] == ["lose_job"]


def test_a_word_at_the_start_of_a_title_is_found_first() -> None:
    more = [*SERVICES, make_service("SK8"), make_service("SK7", title=SERVICES[1].title)]
    place = Place.of(PLACE.office, replace(PLACE.catalogue, services={s.code: s for s in more}))
    found = choosing.choices(place, "report", "", (), say)
    assert codes(found.found) == ["SK1", "SK7"]


def test_the_agencys_name_the_summary_and_the_code_are_searched_too() -> None:
    for typed, code in (("försäkringskassan benefit", "FK1"), ("home", "FK1"), ("sk5", "SK5")):
        assert codes(choosing.choices(PLACE, typed, "", (), say).found) == [code]


def test_what_is_chosen_stays_in_sight_while_searching() -> None:
    found = choosing.choices(PLACE, "tax", "", ("SK1", "SK5"), say)
    assert codes(found.kept) == ["SK1"]
    assert [option.chosen for option in found.found] == [True]


def test_a_service_stands_in_one_list_only() -> None:
    for typed, event in (("", ""), ("", "lose_job"), ("tax", ""), ("tax", "lose_job")):
        found = choosing.choices(PLACE, typed, event, ("SK1", "SK5", "FK1"), say)
        groups = [options for _, options in found.agencies]
        shown = [*codes(found.kept), *codes(found.found), *codes(found.suggested)]
        shown += [code for options in groups for code in codes(options)]
        assert len(shown) == len(set(shown))
        assert {"SK1", "SK5", "FK1"} <= set(shown)


def test_a_life_event_shows_its_services_and_proposes_each_agencys_first() -> None:
    chosen = choosing.with_event(PLACE, [], "", "lose_job")
    assert chosen == ["AF1", "SK5"]
    found = choosing.choices(PLACE, "", "lose_job", chosen, say)
    assert codes(found.suggested) == ["AF1", "SK5", "SK1"]
    assert [event.id for event in found.events] == ["lose_job"]


def test_another_life_event_takes_back_what_the_first_one_brought() -> None:
    chosen = choosing.with_event(PLACE, ["FK1", "AF1", "SK5"], "lose_job", "over_indebted")
    assert chosen == ["FK9", "FK1"]


def test_an_agency_that_only_shares_the_rooms_gives_nothing() -> None:
    agencies = (Enabled("skatteverket"), Enabled("arbetsformedlingen"),
                Enabled("forsakringskassan", "premises"))  # fmt: skip
    place = staff_place(staff_office(agencies=agencies))
    found = choosing.choices(place, "", "", (), say)
    shown = [code for _, options in found.agencies for code in codes(options)]
    assert "FK1" not in shown
    assert choosing.proposed(place, "over_indebted") == []


def test_what_is_chosen_is_said_with_the_minutes_at_the_desk() -> None:
    titles, said = choosing.summary(PLACE, ["SK5", "AF1"])
    assert [sentence(title) for title in titles] == ["Tax account", "Register as a jobseeker"]
    assert sentence(said) == "2 errands, about 23 min at the desk"  # type: ignore[arg-type]


def test_nothing_chosen_says_nothing() -> None:
    assert choosing.summary(PLACE, []) == ((), None)


def test_the_languages_are_the_offices_its_clerks_and_other_spoken_ones_each_once() -> None:
    found = choosing.languages(PLACE.office)
    assert found[:3] == ("en", "sv", "ar")
    assert len(found) == len(set(found))
    assert "so" in found


def test_enter_takes_a_life_event_that_begins_so() -> None:
    filled = pick(PLACE, Filled(typed="losing"), say)
    assert (filled.event, filled.chosen, filled.typed) == ("lose_job", ("AF1", "SK5"), "")


def test_enter_takes_the_best_service_and_adds_it_once() -> None:
    once = pick(PLACE, Filled(typed="parental", chosen=("SK1",)), say)
    assert once.chosen == ("SK1", "FK1")
    assert pick(PLACE, replace(once, typed="parental"), say).chosen == ("SK1", "FK1")


def test_a_sent_form_is_read_as_it_was_filled_in() -> None:
    sent = MultiDict([
        ("q", " tax "), ("services", "SK1"), ("services", "SK1"), ("services", "XX9"),
        ("language", "ar"), ("channel", "phone"), ("interpreter", "1"),
    ])  # fmt: skip
    filled = read(PLACE, sent)
    assert filled == Filled(
        typed="tax", chosen=("SK1",), language="ar", channel="phone", interpreter=True
    )
    assert filled.ticket["source"] == "phone"


def test_a_life_event_chosen_without_scripts_brings_its_services() -> None:
    filled = read(PLACE, MultiDict([("life_event", "lose_job"), ("was_event", "")]))
    assert filled.chosen == ("AF1", "SK5")


def test_a_service_that_was_taken_off_a_known_life_event_stays_off() -> None:
    sent = MultiDict([("life_event", "lose_job"), ("was_event", "lose_job"), ("services", "AF1")])
    assert read(PLACE, sent).chosen == ("AF1",)
