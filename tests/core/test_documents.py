"""Files that people write: every value has its line, every mistake is named."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import fields
from marshmallow.validate import Regexp

from serviceoffice.api import BadDocument
from serviceoffice.core.documents import Place, Table, parse, read, validate

TRICKY = '''\
# [not.a.table]
title = "a # b [ c { d = e" # key = 1
"quoted key" = 1
"t\\u00e4t".dotted = 2
text = """
inside = "no key"
[nor.a.table] \\""" still
"""
bracket = """See [1"""
literal = \'\'\'
also = 'no key\'\'\'\'
after = 2026-06-19 09:00:00.5

[offices.vilhelmina]
hours = [
  "09:00-12:00",   # ]
  "13:00-16:00",
]
names = [{ sv = "Disk", en = "Desk" }, { sv = "Kö", steps = [1, [2, 3]] }]
empty = {}

[[offices.vilhelmina.desks]]
id = "one"

[[offices.vilhelmina.desks]]
id = "two"
[offices.vilhelmina.desks.deep]
er = true
[[offices.vilhelmina.desks.seats]]
n = 1
[[ offices . vilhelmina . desks . seats ]]
n = 2
'''


def _every_place(value: Any, place: Place = ()) -> Iterator[Place]:
    if place:
        yield place
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _every_place(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _every_place(inner, (*place, index))


def _line_of(source: str, wanted: str) -> int:
    return next(n for n, line in enumerate(source.splitlines(), 1) if wanted in line)


def test_every_value_of_a_file_has_a_line_and_nothing_else_has() -> None:
    document = parse(TRICKY, "office.toml")
    assert set(document.lines) == set(_every_place(document.data))


@pytest.mark.parametrize(
    ("place", "wanted"),
    [
        (("title",), "title ="),
        (("quoted key",), '"quoted key"'),
        (("tät", "dotted"), "dotted"),
        (("after",), "after ="),
        (("offices", "vilhelmina"), "[offices.vilhelmina]"),
        (("offices", "vilhelmina", "hours", 1), "13:00"),
        (("offices", "vilhelmina", "names", 1, "steps", 1, 0), "names ="),
        (("offices", "vilhelmina", "desks", 1, "id"), '"two"'),
        (("offices", "vilhelmina", "desks", 1, "deep", "er"), "er = true"),
        (("offices", "vilhelmina", "desks", 1, "seats", 1, "n"), "n = 2"),
    ],
)
def test_a_value_stands_on_its_own_line(place: Place, wanted: str) -> None:
    assert parse(TRICKY, "office.toml").line(place) == _line_of(TRICKY, wanted)


def test_a_missing_key_is_placed_on_the_table_that_lacks_it() -> None:
    document = parse(TRICKY, "office.toml")
    missing = ("offices", "vilhelmina", "desks", 0, "name")
    assert document.line(missing) == _line_of(TRICKY, "[[offices.vilhelmina.desks]]")
    assert document.line(("server", "database")) == 1


def test_a_table_is_placed_on_its_header_even_when_a_table_inside_it_comes_first() -> None:
    assert parse("[a.b]\nx = 1\n[a]\ny = 2\n", "f").line(("a",)) == 3


_keys = st.one_of(st.text("abc-_1", min_size=1, max_size=5), st.text(max_size=6))
_scalars = st.one_of(st.integers(-9, 9), st.booleans(), st.text(max_size=12))
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_keys, inner, max_size=3),
    max_leaves=8,
)


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return (
            '"'
            + "".join(f"\\U{ord(c):08X}" if ord(c) < 32 or c in '"\\\x7f' else c for c in value)
            + '"'
        )
    if isinstance(value, list):
        return "[" + "".join(f"\n  {_written(item)}," for item in value) + " ]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_written(k)} = {_written(v)}" for k, v in value.items()) + " }"
    return str(value)


@given(st.dictionaries(_keys, _values, max_size=5))
def test_any_file_is_walked_completely(data: dict[str, Any]) -> None:
    source = "".join(f"{_written(key)} = {_written(value)}\n" for key, value in data.items())
    document = parse(source, "any.toml")
    assert document.data == data
    assert set(document.lines) == set(_every_place(data))
    lines = source.split("\n")
    for key in data:
        assert lines[document.lines[key,] - 1].startswith(f"{_written(key)} = ")


class _Desk(Table):
    id = fields.String(required=True)
    first = fields.Integer(data_key="from", strict=True)


class _House(Table):
    desks = fields.List(fields.Nested(_Desk))
    rooms = fields.Dict(keys=fields.String(validate=Regexp("[a-z]+$")), values=fields.Nested(_Desk))


def test_every_mistake_is_named_at_once_with_file_line_and_key() -> None:
    source = """\
size = 1
[[desks]]
id = 5
colour = "red"
[[desks]]
from = "x"
[rooms.Big]
id = "a"
value = 1
"""
    with pytest.raises(BadDocument) as caught:
        validate(parse(source, "house.toml"), _House())
    assert [(p.file, p.line, p.key) for p in caught.value.problems] == [
        ("house.toml", 1, "size"),
        ("house.toml", 3, "desks.0.id"),
        ("house.toml", 4, "desks.0.colour"),
        ("house.toml", 5, "desks.1.id"),
        ("house.toml", 6, "desks.1.from"),
        ("house.toml", 7, "rooms.Big"),
        ("house.toml", 9, "rooms.Big.value"),
    ]
    assert "house.toml:4: desks.0.colour: is not a key here; expected one of: id, from" in str(
        caught.value
    )


def test_something_else_where_a_table_belongs_is_told_which_keys_it_should_have() -> None:
    with pytest.raises(BadDocument) as caught:
        validate(parse("desks = [1]", "house.toml"), _House())
    [problem] = caught.value.problems
    assert (problem.line, problem.key) == (1, "desks.0")
    assert problem.message == "expected a table with the keys: id, from"


def test_a_good_file_gives_its_values() -> None:
    document = parse('[[desks]]\nid = "a"\nfrom = 3\n', "house.toml")
    assert validate(document, _House()) == {"desks": [{"id": "a", "first": 3}]}


def test_bad_syntax_is_named_with_its_line() -> None:
    with pytest.raises(BadDocument) as caught:
        parse("a = 1\nb = = 2\n", "bad.toml")
    [problem] = caught.value.problems
    assert (problem.file, problem.line) == ("bad.toml", 2)
    assert "is not TOML" in problem.message


def test_a_file_that_ends_too_early_is_named_at_its_end() -> None:
    with pytest.raises(BadDocument) as caught:
        parse("a = [1,\n2,\n", "bad.toml")
    assert caught.value.problems[0].line == 3


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadDocument, match="there is no such file"):
        read(tmp_path / "nowhere.toml")


def test_a_file_that_is_not_utf8_or_not_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "latin.toml").write_bytes(b'name = "Disk p\xe5"')
    for path in (tmp_path / "latin.toml", tmp_path):
        with pytest.raises(BadDocument, match="cannot be read"):
            read(path)
