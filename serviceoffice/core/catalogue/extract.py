"""Finds the texts of a catalogue file for Babel, each on its line."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from serviceoffice.core.documents import Place, parse

# The keys whose words a visitor or a clerk reads. Law is cited, not translated.
TEXT_KEYS = frozenset({"title", "summary", "papers", "when"})

Message = tuple[int, None, str, list[str]]


def extract_toml(fileobj: IO[bytes], *_: object, **__: object) -> Iterator[Message]:
    """A Babel extractor: line, function (none), msgid and comments of each text.

    Babel's other arguments, keywords and options, mean nothing in TOML. Raises
    BadDocument when the file is not TOML.
    """
    document = parse(fileobj.read().decode("utf-8"), getattr(fileobj, "name", "catalogue"))
    for place, words in _texts(document.data, ()):
        yield document.line(place), None, words, []


def _texts(value: Any, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _texts(inner, (*place, key))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from _texts(inner, (*place, n))
    elif isinstance(value, str):
        key = next((part for part in reversed(place) if isinstance(part, str)), None)
        if key in TEXT_KEYS and value:
            yield place, value
