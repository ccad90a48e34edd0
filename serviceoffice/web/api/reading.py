"""What a request says, checked; what is wrong becomes a refusal that names the field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from flask import request
from marshmallow import Schema, ValidationError
from werkzeug.exceptions import UnsupportedMediaType

from serviceoffice.api import Invalid, Refused, text
from serviceoffice.core.idempotency import LONGEST_KEY

IDEMPOTENCY = "Idempotency-Key"


def parameters(schema: Schema) -> dict[str, Any]:
    """The parameters of the address. Raises Refused.

    An unknown one is a mistake too: ``?lats=7`` would begin at 0 unnoticed.
    """
    return _checked(schema, request.args.to_dict())


def body(schema: Schema) -> dict[str, Any]:
    """The JSON object of the body; no body counts as an empty one. Raises Refused."""
    _check_key()
    data = request.get_data()
    if not data:
        return _checked(schema, {})
    if not request.is_json:
        raise UnsupportedMediaType
    try:
        said = json.loads(data)
    # Not UTF-8, not JSON, a number of 5,000 digits, 100,000 brackets.
    except (ValueError, RecursionError):
        raise Refused("not_json", text("The body is not JSON."), status=400) from None
    return _checked(schema, said)


def _checked(schema: Schema, said: Any) -> dict[str, Any]:
    try:
        return schema.load(said)  # type: ignore[no-any-return]
    except ValidationError as error:
        wrong = [{"field": field, "detail": detail} for field, detail in _flat(error.messages)]
    first = wrong[0]
    raise Refused(
        "invalid", first["detail"], status=422, field=first["field"], extra={"errors": wrong}
    )


def _flat(messages: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, Any]]:
    """Marshmallow's nested messages as pairs of a dotted field and a sentence."""
    if isinstance(messages, Mapping):
        for name, inner in messages.items():
            # What is wrong with an object as a whole is filed under _schema.
            yield from _flat(inner, path if name == "_schema" else (*path, str(name)))
    else:
        for message in messages:
            yield ".".join(path) or "body", message


def _check_key() -> None:
    """Refuse an idempotency key that cannot be kept. Raises Invalid."""
    key = request.headers.get(IDEMPOTENCY)
    if key is None:
        return
    printable = key.isascii() and key.isprintable() and " " not in key
    if not (printable and 0 < len(key) <= LONGEST_KEY):
        sentence = text(
            "The idempotency key must have 1–{most} visible ASCII characters.", most=LONGEST_KEY
        )
        raise Invalid(IDEMPOTENCY, sentence)
