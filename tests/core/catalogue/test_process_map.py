from __future__ import annotations

import json
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serviceoffice.api import (
    ACCESS,
    ACTORS,
    ACTS,
    LEVELS,
    SCALES,
    Next,
    Service,
    Step,
    Text,
)
from serviceoffice.core.catalogue.guide import guide
from serviceoffice.core.catalogue.process_map import from_json, process_map_hash, to_json

line = st.text(max_size=12)


def several(inner: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(inner, max_size=3).map(tuple)


words = st.builds(
    Text,
    line,
    domain=line,
    params=st.dictionaries(line, line | st.integers(), max_size=2),
    by_language=st.dictionaries(st.sampled_from(["sv", "ar"]), line),
    plural=st.none() | line,
    n=st.none() | st.integers(0, 9),
)
steps = st.builds(
    Step,
    id=line,
    title=words,
    level=st.sampled_from(LEVELS),
    actor=st.sampled_from(ACTORS),
    minutes=st.integers(1, 600),
    frequency=st.sampled_from(SCALES),
    complexity=st.sampled_from(SCALES),
    after=several(line),
    next=several(st.builds(Next, line, st.none() | words)),
    papers=several(words),
    legal_basis=line,
    domain=line,
    authority=st.booleans(),
    personal_data=st.booleans(),
    act=st.none() | st.sampled_from(ACTS),
)
services = st.builds(
    Service,
    code=line,
    agency=line,
    title=words,
    steps=several(steps),
    summary=st.none() | words,
    access=several(st.sampled_from(ACCESS)),
    papers=several(words),
    law=line,
    domain=line,
    discreet=st.booleans(),
    private_room=st.booleans(),
)


@given(services)
def test_what_is_stored_is_read_back_as_it_was(service):
    assert from_json(to_json(service)) == service


@given(services)
def test_equal_services_have_one_hash_however_often_they_are_stored(service):
    again = from_json(to_json(service))
    assert to_json(again) == to_json(service)
    assert process_map_hash(again) == process_map_hash(service)


@given(services, services)
def test_services_that_differ_have_different_hashes(one, other):
    assert (process_map_hash(one) == process_map_hash(other)) is (one == other)


def test_two_services_with_the_same_steps_are_two_maps():
    assert process_map_hash(guide()) != process_map_hash(replace(guide(), code="guide2"))


def test_a_stored_hash_never_changes():
    service = Service(
        "SK1", "skatteverket", Text("Flytta – hemåt", "skatteverket"),
        (Step("explain", Text("Explain"), 2, "front", 3),),
    )  # fmt: skip
    assert to_json(service) == (
        '{"agency":"skatteverket","code":"SK1","steps":[{"actor":"front","id":"explain",'
        '"level":2,"minutes":3,"title":{"msgid":"Explain"}}],'
        '"title":{"domain":"skatteverket","msgid":"Flytta – hemåt"}}'
    )
    assert process_map_hash(service) == (
        "06aa64a3858c8f8ed544d2afd5257e0643d7b1573d1c7135f985e66e38849c2a"
    )


def test_every_field_of_the_contract_is_covered_by_the_examples_above():
    # A field that is added to the contract must be added to the strategies too.
    covered = {Service: 11, Step: 15, Next: 2, Text: 6}
    assert {kind: len(fields(kind)) for kind in covered} == covered


@pytest.mark.parametrize(
    "stored", ["", "null", "[]", "3", "{}", '{"steps":[3]}', '{"title":3}', '{"later":1}']
)
def test_what_was_never_stored_is_refused(stored):
    with pytest.raises(ValueError, match=r"not a stored process map|Expecting value"):
        from_json(stored)


def test_a_field_of_a_later_version_is_refused_by_name():
    stored = json.loads(to_json(guide())) | {"later": True}
    with pytest.raises(ValueError, match="later"):
        from_json(json.dumps(stored))
