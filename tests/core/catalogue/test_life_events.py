from __future__ import annotations

from serviceoffice.api import LifeEvent, Text
from serviceoffice.core.catalogue.life_events import bundle, life_events


def event(name: str, *services: str) -> LifeEvent:
    return LifeEvent(name, Text(name), services)


def test_the_core_knows_the_life_events_of_the_glossary():
    assert {event.id for event in life_events()} == {
        "child", "arrive", "lose_job", "first_job", "illness", "disability", "separation",
        "violence", "start_business", "death", "move", "marriage", "ageing", "over_indebted",
        "studies",
    }  # fmt: skip
    assert len(life_events()) == 15
    assert all(event.services == () for event in life_events())


def test_a_life_event_gathers_the_services_of_the_agencies_in_their_order():
    events = [event("child"), event("move"), event("death")]
    first, second = [event("move", "A2", "A1"), event("child", "A1")], [event("move", "B1")]
    assert bundle(events, first + second) == (
        event("child", "A1"),
        event("move", "A2", "A1", "B1"),
    )
    assert bundle(events, second + first)[1] == event("move", "B1", "A2", "A1")


def test_a_service_named_twice_stands_once_at_its_first_place():
    parts = [event("move", "A1", "A2"), event("move", "A2", "A3")]
    assert bundle([event("move")], parts) == (event("move", "A1", "A2", "A3"),)


def test_a_life_event_without_services_is_left_out():
    assert bundle([event("move"), event("child")], [event("move")]) == ()
