"""TOML files that people write: read them, and say on which line each mistake stands.

``tomllib`` gives values without places, so the lines are found by a second
walk over the text. The walk meets only text that ``tomllib`` has accepted, and
therefore checks nothing itself.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import RAISE, Schema, ValidationError

from serviceoffice.api import BadDocument, Problem

Place = tuple[str | int, ...]
"""Where a value stands: keys, and for arrays the index from 0."""

_SYNTAX_LINE = re.compile(r"\(at line (\d+)")


class Table(Schema):
    """A table of a TOML file. A key it does not know is a mistake, never ignored."""

    class Meta:
        """Refuse unknown keys."""

        unknown = RAISE

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        keys = ", ".join(field.data_key or name for name, field in self.load_fields.items())
        self.error_messages["unknown"] = f"is not a key here; expected one of: {keys}"
        self.error_messages["type"] = f"expected a table with the keys: {keys}"


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed file and the line (from 1) of every value in it."""

    file: str
    data: dict[str, Any]
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest table around it."""
        for end in range(len(place), 0, -1):
            if found := self.lines.get(place[:end]):
                return found
        return 1

    def problem(self, place: Place, message: str, level: str = "error") -> Problem:
        """A problem with the value at a place of this file."""
        key = ".".join(str(part) for part in place)
        return Problem(self.file, self.line(place), key, message, level)


def read(path: Path) -> Document:
    """Read a TOML file. Raises BadDocument when it is missing or not TOML."""
    try:
        source = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadDocument([Problem(str(path), 0, "", "there is no such file")]) from None
    except (OSError, UnicodeDecodeError) as error:
        raise BadDocument([Problem(str(path), 0, "", f"cannot be read: {error}")]) from error
    return parse(source, str(path))


def parse(source: str, file: str) -> Document:
    """Parse TOML text that came from ``file``. Raises BadDocument on bad syntax."""
    try:
        data = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        message = str(error)
        found = _SYNTAX_LINE.search(message)
        line = int(found.group(1)) if found else source.count("\n") + 1
        raise BadDocument([Problem(file, line, "", f"is not TOML: {message}")]) from error
    return Document(file, data, _Places(source).lines)


def validate(document: Document, schema: Schema) -> Any:
    """Load the document through a marshmallow schema.

    Raises BadDocument with every mistake, each on its line.
    """
    try:
        return schema.load(document.data)
    except ValidationError as error:
        raise BadDocument(sorted(_problems(document, error.messages))) from None


def _problems(document: Document, messages: Any, place: Place = ()) -> Iterator[Problem]:
    if isinstance(messages, Mapping):
        for key, inner in messages.items():
            # A whole table's mistake is filed under "_schema", and one entry of a
            # Dict field under "key" or "value": words of marshmallow, not of the file.
            wrapper = key in ("key", "value") and (*place, key) not in document.lines
            step = () if key == "_schema" or wrapper else (key,)
            yield from _problems(document, inner, (*place, *step))
    elif isinstance(messages, list):
        for message in messages:
            yield from _problems(document, message, place)
    else:
        yield document.problem(place, str(messages))


_TOKEN = re.compile(
    r'''
    (?P<blank>  [ \t]+ | \#[^\n]* )
  | (?P<newline>\r?\n )
  | (?P<text>   """ (?:\\.|[^\\])*? """ "{0,2}
              | \'\'\' .*? \'\'\' '{0,2}
              | " (?:\\.|[^"\\\n])* "
              | ' [^'\n]* ' )
  | (?P<mark>   [\[\]{}=,.] )
  | (?P<bare>   [^\s\[\]{}=,.#"']+ )
    ''',
    re.VERBOSE | re.DOTALL,
)


class _Places:
    """One walk over valid TOML that notes the line of every table, key and array item."""

    def __init__(self, source: str) -> None:
        self.lines: dict[Place, int] = {}
        self._last: dict[Place, int] = {}  # the newest index of each array of tables
        self._tokens: list[tuple[str, str, int]] = []
        line = 1
        for match in _TOKEN.finditer(source):
            kind, text = str(match.lastgroup), match.group()
            if kind != "blank":
                self._tokens.append((kind, text, line))
            line += text.count("\n")
        self._tokens.append(("end", "", line))
        self._at = 0
        table: Place = ()
        while self._kind != "end":
            if self._kind == "newline":
                self._at += 1
            elif self._text == "[":
                table = self._header()
            else:
                self._pair(table)

    @property
    def _kind(self) -> str:
        return self._tokens[self._at][0]

    @property
    def _text(self) -> str:
        """The mark or bare word here; empty for a quoted text, which is never a mark."""
        kind, text, _ = self._tokens[self._at]
        return "" if kind == "text" else text

    @property
    def _line(self) -> int:
        return self._tokens[self._at][2]

    def _note(self, place: Place, line: int, around: int) -> None:
        """Note a place; the tables between ``around`` and it exist from here on too."""
        for end in range(around + 1, len(place)):
            self.lines.setdefault(place[:end], line)
        self.lines[place] = line

    def _header(self) -> Place:
        line = self._line
        opening = self._at
        while self._text == "[":
            self._at += 1
        array = self._at - opening == 2
        keys = self._keys()
        while self._text == "]":
            self._at += 1
        place: Place = ()
        for depth, key in enumerate(keys, start=1):
            place = (*place, key)
            if array and depth == len(keys):
                self._last[place] = self._last.get(place, -1) + 1
            if place in self._last:
                place = (*place, self._last[place])
        self._note(place, line, 0)
        return place

    def _pair(self, table: Place) -> None:
        line = self._line
        place = (*table, *self._keys())
        self._note(place, line, len(table))
        self._at += 1  # the equals sign
        self._value(place)

    def _keys(self) -> Place:
        """A dotted key, and past it."""
        keys: list[str] = []
        while self._kind in ("text", "bare") or self._text == ".":
            kind, text, _ = self._tokens[self._at]
            if kind == "text":
                keys.append(tomllib.loads(f"key = {text}")["key"])
            elif kind == "bare":
                keys.append(text)
            self._at += 1
        return tuple(keys)

    def _value(self, place: Place) -> None:
        """A value with everything inside it, and past it."""
        if self._text == "[":
            self._at += 1
            index = 0
            while self._text != "]":
                if self._kind == "newline" or self._text == ",":
                    self._at += 1
                else:
                    self.lines[*place, index] = self._line
                    self._value((*place, index))
                    index += 1
            self._at += 1
        elif self._text == "{":
            self._at += 1
            while self._text != "}":
                if self._kind == "newline" or self._text == ",":
                    self._at += 1
                else:
                    self._pair(place)
            self._at += 1
        else:
            # Numbers, dates and times may hold several words and dots.
            while self._kind in ("text", "bare") or self._text == ".":
                self._at += 1
