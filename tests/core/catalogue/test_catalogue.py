from __future__ import annotations

import dataclasses

import pytest

from serviceoffice.api import Agency, LifeEvent, Service, Step, Text
from serviceoffice.core.catalogue.catalogue import Catalogue


def service(code: str, agency: str) -> Service:
    return Service(code, agency, Text(code), (Step("answer", Text("Answer"), 1, "front", 1),))


def test_services_stand_in_the_order_they_are_given():
    catalogue = Catalogue.of([], [service("B1", "b"), service("A1", "a"), service("B2", "b")])
    assert list(catalogue.services) == ["B1", "A1", "B2"]
    assert [s.code for s in catalogue.of_agency("b")] == ["B1", "B2"]


def test_a_code_of_two_services_names_both_agencies():
    with pytest.raises(ValueError, match="A1: declared by a and b"):
        Catalogue.of([], [service("A1", "a"), service("A1", "b")])


def test_a_life_event_keeps_only_what_is_offered():
    events = [
        LifeEvent("move", Text("Move"), ("A1", "A9")),
        LifeEvent("child", Text("Child"), ("A8",)),
    ]
    (move,) = Catalogue.of([], [service("A1", "a")], events).life_events
    assert (move.id, move.services) == ("move", ("A1",))


def test_a_catalogue_is_frozen():
    catalogue = Catalogue.of([Agency("a", "A", "A")], [service("A1", "a")])
    with pytest.raises(TypeError):
        catalogue.services["A2"] = service("A2", "a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        catalogue.services = {}
