"""A command sent twice is done once and answered the same."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    LargeBinary,
    String,
    Table,
    Text,
    bindparam,
    delete,
    insert,
    select,
)

from serviceoffice.api import Invalid, Refused, text
from serviceoffice.core.events import canonical
from serviceoffice.storage import metadata

KEPT = 24 * 3600 * 1000
LONGEST_KEY = 200

answers = Table(
    "answers",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("principal", String(80), primary_key=True),
    Column("key", String(LONGEST_KEY), primary_key=True),
    Column("body_hash", LargeBinary(32), nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", BigInteger, nullable=False, index=True),
)

_FIND = select(answers.c.body_hash, answers.c.answer, answers.c.at).where(
    answers.c.office_id == bindparam("office"),
    answers.c.principal == bindparam("principal"),
    answers.c.key == bindparam("key"),
)
_KEEP = insert(answers)
_DROP = delete(answers).where(
    answers.c.office_id == bindparam("office"),
    answers.c.principal == bindparam("principal_"),
    answers.c.key == bindparam("key_"),
)
_FORGET = delete(answers).where(answers.c.at < bindparam("before"))


def check_key(key: str) -> None:
    """Raise Invalid for a key that cannot be stored."""
    if not 0 < len(key) <= LONGEST_KEY or not key.isprintable():
        raise Invalid(
            "Idempotency-Key",
            text("The idempotency key must have 1–{most} printable characters.", most=LONGEST_KEY),
        )


def body_hash(name: str, args: Mapping[str, Any]) -> bytes:
    """What a command asked for, in 32 bytes."""
    body = canonical([name, dict(args)])
    return hashlib.sha256(body.encode(errors="surrogatepass")).digest()


def find(
    connection: Connection, office: str, principal: str, key: str, body: bytes, now: int
) -> Any:
    """The stored answer, or None. Raises Refused when the key was for another body."""
    row = connection.execute(_FIND, {"office": office, "principal": principal, "key": key}).first()
    if row is None:
        return None
    if row.at < now - KEPT:
        connection.execute(_DROP, {"office": office, "principal_": principal, "key_": key})
        return None
    if row.body_hash != body:
        raise Refused(
            "key_reused",
            text("This idempotency key was used for another command. Use a new key."),
            status=422,
            field="Idempotency-Key",
        )
    return json.loads(row.answer)


def keep(
    connection: Connection,
    office: str,
    principal: str,
    key: str,
    body: bytes,
    answer: Any,
    now: int,
) -> None:
    """Store the answer for retries."""
    row = {
        "office_id": office, "principal": principal, "key": key,
        "body_hash": body, "answer": canonical(answer), "at": now,
    }  # fmt: skip
    connection.execute(_KEEP, row)


def forget(connection: Connection, before: int) -> None:
    """Drop answers older than ``before``."""
    connection.execute(_FORGET, {"before": before})
