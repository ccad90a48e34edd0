"""The kinds of values a request may carry, each with its bounds and a sentence when it is wrong.

The sentences are translated like all others, so marshmallow's own English ones
are replaced here. Every bound also stands in the OpenAPI document.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate
from marshmallow.types import ErrorMessages

from serviceoffice.api import Text, text


def _messages(expected: Text, *keys: str) -> ErrorMessages:
    """The sentences of a kind of field; marshmallow files what it expected under ``keys``."""
    said = {
        "required": text("This is missing."),
        "null": text("This may not be null."),
        **dict.fromkeys(keys or ("invalid",), expected),
    }
    # marshmallow formats plain strings; a list it passes on as it is.
    return {key: [sentence] for key, sentence in said.items()}


LONGEST_ID = 60
PLAIN = r"[^\x00-\x1f\x7f]"

# Schemas wrap these in a list themselves.
_SAID: dict[str, Any] = {
    "unknown": text("There is no such field here."),
    "type": text("Expected a JSON object."),
}


class Said(Schema):
    """What a request says. A name it does not know is a mistake, never ignored."""

    class Meta:
        """Options of marshmallow."""

        unknown = RAISE

    error_messages = _SAID


class _Characters(validate.Length):
    def __call__(self, value: Any) -> Any:
        if not self.min <= len(value) <= self.max:  # type: ignore[operator]
            raise ValidationError(
                [text("Expected {least} to {most} characters.", least=self.min, most=self.max)]
            )
        return value


class _Entries(validate.Length):
    def __call__(self, value: Any) -> Any:
        if not self.min <= len(value) <= self.max:  # type: ignore[operator]
            raise ValidationError(
                [text("Expected {least} to {most} entries.", least=self.min, most=self.max)]
            )
        return value


class _Range(validate.Range):
    def __call__(self, value: Any) -> Any:
        if not self.min <= value <= self.max:
            sentence = text("Expected {least} to {most}.", least=self.min, most=self.max)
            raise ValidationError([sentence])
        return value


class _OneOf(validate.OneOf):
    def __call__(self, value: Any) -> Any:
        if value not in self.choices:
            raise ValidationError([text("Expected one of: {allowed}.", allowed=self.choices_text)])
        return value


class _Pattern(validate.Regexp):
    def __init__(self, pattern: str, expected: Text) -> None:
        super().__init__(f"^{pattern}$")
        self.expected = expected

    def __call__(self, value: Any) -> Any:
        if not self.regex.fullmatch(value):
            raise ValidationError([self.expected])
        return value


class Line(fields.String):
    """One line of text: not empty, at most ``longest`` characters, no control characters."""

    default_error_messages = _messages(text("Expected a text."), "invalid", "invalid_utf8")

    def __init__(self, longest: int = LONGEST_ID, **options: Any) -> None:
        checks = [
            _Characters(1, longest),
            _Pattern(f"{PLAIN}*", text("Expected one line without control characters.")),
        ]
        super().__init__(validate=options.pop("validate", checks), **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        said = super()._deserialize(value, attr, data, **kwargs)
        try:
            said.encode()
        except UnicodeEncodeError:  # half a surrogate pair, which JSON can write
            raise self.make_error("invalid") from None
        return said


def code(**options: Any) -> Line:
    """A service's code or the id of a desk, clerk or step."""
    return Line(LONGEST_ID, **options)


def one_of(words: Iterable[str], **options: Any) -> Line:
    """One of a few words."""
    return Line(validate=[_OneOf(tuple(words))], **options)


def language(**options: Any) -> Line:
    """A language's tag, such as ``sv``, ``ar`` or ``fa-AF``."""
    expected = text("Expected a language code such as sv, en or ar.")
    pattern = _Pattern("[a-z]{2,3}(-[A-Za-z]{2,4})?", expected)
    return Line(validate=[pattern], **options)


def day(**options: Any) -> Line:
    """A date, as 2026-12-01."""
    expected = text("Give the date as year-month-day, for example 2026-12-01.")
    return Line(validate=[_Pattern("[0-9]{4}-[0-9]{2}-[0-9]{2}", expected)], **options)


class Flag(fields.Boolean):
    """True or false, and nothing that merely looks like it."""

    default_error_messages = _messages(text("Expected true or false."))

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if not isinstance(value, bool):
            raise self.make_error("invalid")
        return value


class Count(fields.Integer):
    """A whole number in an address: ASCII digits, within bounds."""

    default_error_messages = _messages(text("Expected a whole number."))

    def __init__(self, least: int, most: int, **options: Any) -> None:
        super().__init__(validate=_Range(least, most), **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if not (isinstance(value, str) and value.isascii() and value.isdigit()):
            raise self.make_error("invalid")
        # Twenty digits are too large already, and int() has a limit of its own.
        return int(value.lstrip("0")[:20] or "0")


class Speed(fields.Float):
    """How many times as fast as real time."""

    default_error_messages = _messages(
        text("Expected a number."), "invalid", "special", "too_large"
    )

    def __init__(self, least: float, most: float, **options: Any) -> None:
        super().__init__(validate=_Range(least, most), **options)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Some(fields.List[Any]):
    """A list of ``least`` to ``most`` values."""

    default_error_messages = _messages(text("Expected a list."))

    def __init__(self, inner: fields.Field[Any], least: int, most: int, **options: Any) -> None:
        super().__init__(inner, validate=_Entries(least, most), **options)


class Part(fields.Nested):
    """An object within the object."""

    default_error_messages = _messages(text("Expected a JSON object."), "type")


class Moment(fields.AwareDateTime):
    """A moment with its offset from UTC, as 2026-11-24T10:30:00+01:00."""

    default_error_messages = _messages(
        text("Expected a time with its offset, such as 2026-11-24T10:30:00+01:00."),
        "invalid", "invalid_awareness", "format",
    )  # fmt: skip
