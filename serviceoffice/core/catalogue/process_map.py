"""Process maps as stored: canonical JSON, found again by the hash of its content.

An errand keeps the map it began with until it is closed, so a map is stored
once and named by its hash. What is hashed is exactly what is stored, the
service with its words: two services with the same steps are two maps, and a
new title leaves old errands with the old one. Values equal to their default
are left out, so a field that the contract gains later changes no hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, Field, fields
from typing import Any

from serviceoffice.api import Next, Service, Step, Text


def process_map_hash(service: Service) -> str:
    """SHA-256 of the stored form, as 64 hex digits."""
    return hashlib.sha256(to_json(service).encode()).hexdigest()


def to_json(service: Service) -> str:
    """The service with its process map as JSON, byte for byte the same for equal services.

    Texts must have plain parameters (strings, numbers) or none, as a catalogue's do.
    """
    return json.dumps(
        _flat(service), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )


def from_json(stored: str) -> Service:
    """The service of ``to_json``. Raises ValueError on anything else."""
    try:
        return _service(json.loads(stored))
    except (TypeError, AttributeError) as error:
        raise ValueError(f"not a stored process map: {error}") from error


def _flat(value: Any) -> Any:
    match value:
        case Service() | Step() | Next() | Text():
            return {
                field.name: _flat(getattr(value, field.name))
                for field in fields(value)
                if getattr(value, field.name) != _default(field)
            }
        case tuple():
            return [_flat(each) for each in value]
        case Mapping():
            return dict(value)
    return value


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _service(values: Mapping[str, Any]) -> Service:
    return Service(
        **_read(values, title=_text, summary=_text, access=tuple, papers=_texts, steps=_steps)
    )


def _steps(rows: Iterable[Mapping[str, Any]]) -> tuple[Step, ...]:
    return tuple(
        Step(**_read(row, title=_text, after=tuple, next=_next, papers=_texts)) for row in rows
    )


def _next(rows: Iterable[Mapping[str, Any]]) -> tuple[Next, ...]:
    return tuple(Next(**_read(row, when=_text)) for row in rows)


def _text(values: Mapping[str, Any]) -> Text:
    return Text(**values)


def _texts(rows: Iterable[Mapping[str, Any]]) -> tuple[Text, ...]:
    return tuple(_text(row) for row in rows)


def _read(values: Mapping[str, Any], **how: Callable[[Any], Any]) -> dict[str, Any]:
    """The values, each of the named keys put through its reader."""
    return {key: how[key](value) if key in how else value for key, value in values.items()}
