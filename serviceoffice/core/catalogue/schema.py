"""What may stand in a catalogue file, key by key, and what was expected where it does not.

TOML already gives every value its type, so nothing is converted: a value fits
as it stands or is a mistake (``level = "4"`` and ``level = 4.0`` are).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate

from serviceoffice.api import ACCESS, ACTORS, ACTS, LEVELS, SCALES

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip()) and "\n" not in value


def is_word(value: Any) -> bool:
    """A name for use in files and addresses: a–z, 0–9 and _, a letter first."""
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def _is_code(value: Any) -> bool:
    return isinstance(value, str) and _CODE.fullmatch(value) is not None


def _choice(words: Sequence[str]) -> str:
    return f"one of {', '.join(words)}" if len(words) > 1 else words[0]


def _shown(value: Any) -> str:
    """The value as it stands in TOML, cut short."""
    match value:
        case bool():
            shown = str(value).lower()
        case str():
            shown = f'"{value}"'
        case dict():
            shown = "a table"
        case list():
            shown = "a list"
        case _:
            shown = str(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"


def _no_repetition(values: list[Any]) -> None:
    repeated = [value for n, value in enumerate(values) if value in values[:n]]
    if repeated:
        raise ValidationError(f"names {_shown(repeated[0])} twice")


class Value(fields.Field[Any]):
    """A value that fits when ``fits`` says so; if not, the message names what was expected."""

    def __init__(self, expected: str, fits: Callable[[Any], bool], *, required: bool = True):
        super().__init__(
            required=required,
            error_messages={
                "required": f"is missing; expected {expected}",
                "misfit": f"expected {expected}, found {{found}}",
            },
        )
        self.fits = fits

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not self.fits(value):
            raise self.make_error("misfit", found=_shown(value))
        return value


def line(*, required: bool = True) -> Value:
    """One line of words."""
    return Value("a line of text", _is_line, required=required)


def word(*, required: bool = True) -> Value:
    """A name for use in files and addresses."""
    return Value("a word of a–z, 0–9 and _", is_word, required=required)


def code() -> Value:
    """A service's code, such as SK1."""
    return Value("a code such as SK1, of at most 40 characters", _is_code)


def flag() -> Value:
    """A yes or no, written ``true`` or ``false``."""
    return Value("true or false", lambda value: isinstance(value, bool), required=False)


def number(least: int, most: int, what: str) -> Value:
    """A whole number within bounds."""
    return Value(
        f"{what}, a whole number from {least} to {most}",
        lambda value: type(value) is int and least <= value <= most,
    )


def one_of(words: Sequence[str], *, required: bool = True) -> Value:
    """One of the words."""
    return Value(_choice(words), lambda value: value in words, required=required)


def some(inner: fields.Field[Any], *, least: int = 0, required: bool = False) -> fields.List[Any]:
    """A list without repetitions, each entry of the inner kind."""
    expected = "a list in square brackets"
    return fields.List(
        inner,
        required=required,
        validate=[
            validate.Length(min=least, error=f"expected at least {least}, found none"),
            _no_repetition,
        ],
        error_messages={
            "required": f"is missing; expected {expected}",
            "invalid": f"expected {expected}",
        },
    )


def tables(schema: type[Schema], expected: str) -> fields.List[Any]:
    """An array of tables, at least one."""
    return fields.List(
        fields.Nested(schema),
        required=True,
        validate=validate.Length(min=1, error=f"expected at least one {expected}, found none"),
        error_messages={
            "required": f"is missing; expected at least one {expected}",
            "invalid": f"expected {expected}",
        },
    )


class Strict(Schema):
    """A table that refuses every key it does not know, naming those it does."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.error_messages["unknown"] = f"is not known here; expected {_choice(list(self.fields))}"
        self.error_messages["type"] = "expected a table"


class NextSchema(Strict):
    """Where a step may lead."""

    to = word()
    when = line(required=False)


class StepSchema(Strict):
    """One work step of a process map."""

    id = word()
    title = line()
    level = number(LEVELS.start, LEVELS.stop - 1, "a ROSA level")
    actor = one_of(ACTORS)
    minutes = number(1, 100_000, "minutes of work")
    frequency = one_of(SCALES, required=False)
    complexity = one_of(SCALES, required=False)
    after = some(word())
    next = fields.List(
        fields.Nested(NextSchema),
        error_messages={"invalid": 'expected a list such as [{ to = "explain" }]'},
    )
    papers = some(line())
    legal_basis = line(required=False)
    domain = word(required=False)
    authority = flag()
    personal_data = flag()
    act = one_of(ACTS, required=False)


class ServiceSchema(Strict):
    """A service with its process map: one file of a catalogue."""

    code = code()
    title = line()
    summary = line(required=False)
    access = some(one_of(ACCESS), least=1, required=True)
    papers = some(line())
    law = line(required=False)
    domain = word()
    discreet = flag()
    private_room = flag()
    steps = tables(StepSchema, "[[steps]]")


class LifeEventPartSchema(Strict):
    """What an agency does in a life event: its own services, in the order to do them."""

    id = word()
    services = some(code(), least=1, required=True)


class LifeEventPartsSchema(Strict):
    """The file life_events.toml of an agency."""

    life_events = tables(LifeEventPartSchema, "[[life_events]]")
