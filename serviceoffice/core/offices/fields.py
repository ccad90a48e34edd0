"""The kinds of values an office's configuration is made of.

Each says in one phrase what it expects, and every complaint repeats that
phrase: a reader who made the mistake never has to look elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from difflib import get_close_matches
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

from babel import Locale
from holidays import country_holidays
from marshmallow import Schema, ValidationError, fields

from serviceoffice.api import Text

LANGUAGES = frozenset(Locale("en").languages) | {"prs", "kmr", "rmf", "rmn", "sju"}
"""Language codes of CLDR, and those of spoken Sweden that it lacks: Dari, Kurmanji,
two Romani and Ume Sami."""

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,39}")
_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")
_DATABASE = re.compile(r"sqlite:///.+|postgresql\+psycopg://.+")


class Value(fields.Field[Any]):
    """A value read by ``parse``, which raises ValueError for anything else.

    The error's own words are added to what was expected, where it has any.
    """

    def __init__(self, parse: Callable[[Any], Any], expected: str, **options: Any) -> None:
        super().__init__(error_messages=_messages(expected), **options)
        self.parse, self.expected = parse, expected

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        try:
            return self.parse(value)
        except ValueError as error:
            hint = f" ({error})" if str(error) else ""
            message = f"expected {self.expected}, not {_shown(value)}{hint}"
            raise ValidationError(message) from None


class Many(fields.List[Any]):
    """A list as a tuple, where no word stands twice; ``filled`` means not empty."""

    def __init__(
        self, inner: fields.Field[Any], expected: str, *, filled: bool = False, **options: Any
    ) -> None:
        super().__init__(inner, error_messages=_messages(expected), **options)
        self.expected, self.filled = expected, filled

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        errors: dict[int, Any] = {}
        items: list[Any] = []
        if self.filled and value == []:
            raise ValidationError(f"is empty; expected {self.expected}")
        try:
            items = super()._deserialize(value, attr, data, **kwargs)
        except ValidationError as error:
            if not isinstance(error.messages, dict):
                raise
            errors = error.messages
        for index, item in enumerate(value):
            if isinstance(item, str) and item in value[:index]:
                errors.setdefault(index, []).append(f"{_shown(item)} stands here twice")
        if errors:
            raise ValidationError(errors)
        return tuple(items)


class Entries(fields.Dict):
    """A table whose keys are the writer's own."""

    def __init__(
        self, keys: fields.Field[Any], values: fields.Field[Any], expected: str, **options: Any
    ) -> None:
        super().__init__(keys, values, error_messages=_messages(expected), **options)


def tables(schema: type[Schema], header: str, **options: Any) -> Many:
    """An array of tables, each opened by ``[[…]]``."""
    return Many(fields.Nested(schema), f"tables, each under a header [[{header}]]", **options)


def word(**options: Any) -> Value:
    """An id or slug: it is used in addresses and on command lines."""
    expected = "a word of a-z, 0-9, - and _ that begins with a letter, at most 40 characters"
    return Value(lambda value: _matching(_WORD, value), expected, **options)


def code(**options: Any) -> Value:
    """A service's code, or in a list of what a desk serves an agency's slug."""
    expected = "a code such as FK3 of a-z, 0-9, - and _ that begins with a letter"
    return Value(lambda value: _matching(_CODE, value), expected, **options)


def letters(**options: Any) -> Value:
    """The short form of an agency on screens and in numbers."""
    pattern = re.compile(r"[A-ZÅÄÖ]{1,3}")
    return Value(lambda value: _matching(pattern, value), "one to three capital letters", **options)


def line(**options: Any) -> Value:
    """A short text in one language."""

    def parse(value: Any) -> str:
        if not isinstance(value, str) or not 0 < len(value.strip()) <= 200 or "\n" in value:
            raise ValueError
        return value.strip()

    return Value(parse, "a text in quotes of one line, at most 200 characters", **options)


def short(length: int, **options: Any) -> Value:
    """A text that may be empty, of at most ``length`` characters."""

    def parse(value: Any) -> str:
        if not isinstance(value, str) or len(value) > length or "\n" in value:
            raise ValueError
        return value

    return Value(parse, f"a text in quotes of at most {length} characters", **options)


def whole(low: int, high: int, **options: Any) -> Value:
    """A whole number; never a text, a truth value or a decimal."""

    def parse(value: Any) -> int:
        if type(value) is not int or not low <= value <= high:
            raise ValueError
        return value

    return Value(parse, f"a whole number from {low} to {high}", **options)


def flag(**options: Any) -> Value:
    """True or false, and nothing that merely looks like it."""

    def parse(value: Any) -> bool:
        if type(value) is not bool:
            raise ValueError
        return value

    return Value(parse, "true or false", **options)


def one_of(words: Collection[str], **options: Any) -> Value:
    """One of a few words."""

    def parse(value: Any) -> str:
        if value not in words:
            raise ValueError(did_you_mean(value, words))
        return str(value)

    return Value(parse, f"one of: {', '.join(words)}", **options)


def language(**options: Any) -> Value:
    """A language's code."""

    def parse(value: Any) -> str:
        if not isinstance(value, str) or value not in LANGUAGES:
            raise ValueError
        return str(value)

    return Value(parse, "a language code such as sv, en, ar, fi, fit, sma or so", **options)


def zone(**options: Any) -> Value:
    """A time zone of the IANA database."""

    def parse(value: Any) -> ZoneInfo:
        try:
            return ZoneInfo(value)
        # A folder of the database and a path out of it fail in ways of their own.
        except (ZoneInfoNotFoundError, ValueError, TypeError, OSError):
            raise ValueError(did_you_mean(value, available_timezones())) from None

    return Value(parse, "a time zone such as Europe/Stockholm", **options)


def country(**options: Any) -> Value:
    """A country whose public holidays are known, or none."""

    def parse(value: Any) -> str:
        if not isinstance(value, str) or not re.fullmatch(r"(?:[A-Z]{2})?", value):
            raise ValueError
        if value:  # loads that country alone; listing them all would load every one
            try:
                country_holidays(value)
            except NotImplementedError:
                raise ValueError from None
        return value

    return Value(parse, 'a country code such as SE, or "" for no public holidays', **options)


def database(**options: Any) -> Value:
    """Where the office's log is kept."""
    expected = "sqlite:///FILE or postgresql+psycopg://USER@HOST/NAME"
    return Value(lambda value: _matching(_DATABASE, value), expected, **options)


def day(**options: Any) -> Value:
    """A date, written with or without quotes."""

    def parse(value: Any) -> date:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)

    return Value(parse, "a date such as 2026-06-19", **options)


def spans(**options: Any) -> Value:
    """Times of one day, in order: ``"09:00-16:00"`` or a list of such."""
    expected = 'times such as "09:00-16:00" or ["09:00-12:00", "13:00-16:00"]'
    return Value(_spans, expected, **options)


def said(**options: Any) -> Value:
    """Words for visitors: one text, or one for each language."""
    return Value(
        _said, 'a text in quotes, or one for each language: { sv = "…", en = "…" }', **options
    )


def did_you_mean(value: object, words: Iterable[str]) -> str:
    """A question that names the nearest word, or nothing."""
    near = get_close_matches(str(value), words, n=1)
    return f"did you mean {near[0]}?" if near else ""


def _messages(expected: str) -> dict[str, Any]:
    """What marshmallow says by itself; it fills in braces, which are TOML's here."""
    expected = expected.replace("{", "{{").replace("}", "}}")
    return {
        "required": f"is missing; expected {expected}",
        "invalid": f"expected {expected}",
    }


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError
    return value


def _spans(value: Any) -> tuple[tuple[time, time], ...]:
    found = []
    for item in value if isinstance(value, list) else [value]:
        match = _SPAN.fullmatch(item) if isinstance(item, str) else None
        if match is None:
            raise ValueError
        opens, closes = time(int(match[1]), int(match[2])), time(0)
        if match[3]:
            closes = time(int(match[3]), int(match[4]))
            if closes <= opens:
                raise ValueError(f"{item} ends before it starts")
        found.append((opens, closes))
    for (_, closes), (opens, _) in pairwise(found):
        if closes == time(0) or opens < closes:
            raise ValueError(f"{opens:%H:%M} begins before the times above have ended")
    return tuple(found)


def _said(value: Any) -> Text:
    if isinstance(value, str) and value.strip():
        return Text(value.strip())
    if not isinstance(value, dict) or not value:
        raise ValueError
    wrong: dict[str, list[str]] = {}
    for key, words in value.items():
        if key not in LANGUAGES:
            wrong[key] = ["is not a language code; expected a code such as sv, en, ar or sma"]
        elif not isinstance(words, str) or not words.strip():
            wrong[key] = [f"expected a text in quotes, not {_shown(words)}"]
    if wrong:
        raise ValidationError(wrong)
    by_language = {key: words.strip() for key, words in value.items()}
    return Text(by_language.get("en", next(iter(by_language.values()))), by_language=by_language)


def _shown(value: Any) -> str:
    """A value as its file shows it, cut where it is long."""
    if isinstance(value, bool):
        return str(value).lower()
    shown = f'"{value}"' if isinstance(value, str) else str(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
