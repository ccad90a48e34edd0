"""docs/configuration.md says everything about the file, and nothing that is not so."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from marshmallow import Schema, fields

from serviceoffice.core.documents import Table
from serviceoffice.core.offices.configuration import Configuration, load
from serviceoffice.core.offices.fields import Entries, Many
from serviceoffice.core.offices.schema import ConfigurationTable

Loaded = Callable[[str], Configuration]

PAGE = (Path(__file__).parents[2] / "docs" / "configuration.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```toml ?([a-z ]*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
COMPLETE = [source for words, source in BLOCKS if "complete" in words]
SHORTEST, *_ = COMPLETE
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
SECTION = re.compile(r"^## `\[+(.+?)\]+`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    def from_text(source: str) -> Configuration:
        file = tmp_path / "serviceoffice.toml"
        file.write_text(source, encoding="utf-8")
        return load(file)

    return from_text


def documented() -> dict[str, dict[str, str]]:
    """By table and key: the default, as the page writes it."""
    return {
        table: {key: default for key, _, default, _ in ROW.findall(section)}
        for table, section in SECTION.findall(PAGE)
    }


def keys_of(schema: Schema, table: str = "") -> Iterator[tuple[str, str, fields.Field[Any]]]:
    """Every key of the schema that is not itself a table, with the table it stands in."""
    for name, field in schema.load_fields.items():
        key = field.data_key or name
        inside = f"{table}.{key}" if table else key
        nested: Any = field
        if isinstance(field, Entries) and isinstance(field.value_field, fields.Nested):
            nested, inside = field.value_field, f"{inside}.ID"
        elif isinstance(field, Many):
            nested = field.inner
        if isinstance(nested, fields.Nested):
            yield from keys_of(nested.schema, inside)
        else:
            yield table, key, field


def test_the_page_describes_exactly_the_keys_that_the_file_may_have() -> None:
    keys = {(table, key) for table, key, _ in keys_of(ConfigurationTable())}
    assert {(table, key) for table, rows in documented().items() for key in rows} == keys
    assert len(keys) > 50


def test_the_page_says_which_keys_are_needed() -> None:
    for table, key, field in keys_of(ConfigurationTable()):
        assert (documented()[table][key] == "needed") == field.required, f"{table}.{key}"


def test_every_table_has_an_example_that_uses_it() -> None:
    for table, section in SECTION.findall(PAGE):
        examples = [
            source for _, source in re.findall(r"```toml( ?)\n(.*?)```", section, re.DOTALL)
        ]
        header = table.replace("ID", "storuman")
        assert any(f"[{header}]" in source for source in examples), table


@pytest.mark.parametrize("source", COMPLETE)
def test_a_complete_file_on_the_page_loads(loaded: Loaded, source: str) -> None:
    assert loaded(source).offices


def test_the_fragments_on_the_page_make_a_file_together(loaded: Loaded) -> None:
    fragments = [source for words, source in BLOCKS if not words]
    assert len(fragments) + len(COMPLETE) == len(BLOCKS)
    office = loaded("\n".join(fragments)).offices["storuman"]
    assert office.hours.closures
    assert office.clerks


def test_the_file_that_writes_out_every_default_says_what_the_shortest_says(
    loaded: Loaded,
) -> None:
    [written_out] = [source for words, source in BLOCKS if "defaults" in words]
    brief, full = loaded(SHORTEST), loaded(written_out)
    assert brief.offices == full.offices
    assert (brief.database, brief.demo) == (full.database, full.demo)


def test_the_defaults_in_the_tables_are_the_true_ones(loaded: Loaded) -> None:
    described = """
[[offices.storuman.agencies]]
slug = "polisen"
name = "Polisen"
letter = "POL"
[[offices.storuman.agencies.services]]
code = "POL1"
title = "Pass"
minutes = 10
[[offices.storuman.clerks]]
id = "amira"
name = "Amira"
home = "kommun"
"""
    configuration = loaded(SHORTEST + described)
    office = configuration.offices["storuman"]
    service = office.agencies[1].services[0]
    holders: dict[str, Any] = {
        "offices.ID": office,
        "offices.ID.hours": office.hours,
        "offices.ID.agencies": office.agencies[0],
        "offices.ID.agencies.services": service,
        "offices.ID.desks": office.desks[0],
        "offices.ID.clerks": office.clerks[0],
        "offices.ID.numbers": office.numbers,
        "offices.ID.queue": office.queue,
    }
    special = {
        ("server", "database"): f"sqlite:///{Path(configuration.database).name}",
        ("server", "demo"): configuration.demo,
        ("offices.ID", "time_zone"): office.zone.key,
        ("offices.ID.agencies.services", "level"): service.steps[0].level,
        ("offices.ID.agencies.services", "back_minutes"): service.minutes - 10,
    }
    written = [
        (table, key, tomllib.loads(f"x = {default.strip('`')}")["x"])
        for table, rows in documented().items()
        for key, default in rows.items()
        if default.startswith("`")
    ]
    assert len(written) > 30
    for table, key, default in written:
        known = (table, key) in special
        true = special[table, key] if known else getattr(holders[table], key)
        assert (list(true) if isinstance(true, tuple) else true) == default, f"{table}.{key}"


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("offices.ID", "form"),
        ("offices.ID.agencies", "participation"),
        ("offices.ID.agencies.services", "access"),
        ("offices.ID.clerks", "roles"),
        ("offices.ID.numbers", "series"),
        ("offices.ID.queue", "bring_back"),
    ],
)
def test_the_page_lists_every_allowed_word(table: str, key: str) -> None:
    field: Any = {(t, k): f for t, k, f in keys_of(ConfigurationTable())}[table, key]
    word: Any = field.inner if isinstance(field, Many) else field
    allowed = set(word.expected.removeprefix("one of: ").split(", "))
    [values] = [v for k, v, _, _ in ROW.findall(dict(SECTION.findall(PAGE))[table]) if k == key]
    assert set(re.findall(r"`(\w+)`", values)) == allowed


def test_a_table_names_its_keys_in_the_order_of_the_page() -> None:
    by_table: dict[str, list[str]] = {}
    for table, key, _ in keys_of(ConfigurationTable()):
        by_table.setdefault(table, []).append(key)
    assert {table: list(rows) for table, rows in documented().items()} == by_table


def test_every_table_is_strict() -> None:
    for table in Table.__subclasses__():
        assert table.Meta.unknown == "raise"
