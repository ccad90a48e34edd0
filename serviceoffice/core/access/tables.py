"""Sign-in: accounts, sessions and tokens. Secrets are stored only as hashes."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, String, Table

from serviceoffice.storage import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("office_id", String(60), primary_key=True),
    Column("clerk", String(60), primary_key=True),
    Column("password", String(200), nullable=False),
    Column("changed", BigInteger, nullable=False),
    Column("failures", Integer, nullable=False, default=0),
    Column("blocked_until", BigInteger),
)

sessions = Table(
    "sessions",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("office_id", String(60), nullable=False),
    Column("clerk", String(60), nullable=False),
    Column("created", BigInteger, nullable=False),
    Column("seen", BigInteger, nullable=False),
    Index("ix_sessions_clerk", "office_id", "clerk"),
)

tokens = Table(
    "tokens",
    metadata,
    Column("hash", LargeBinary(32), primary_key=True),
    Column("office_id", String(60), nullable=False),
    Column("id", Integer, nullable=False),
    Column("role", String(20), nullable=False),
    Column("clerk", String(60)),
    Column("created", BigInteger, nullable=False),
    Column("revoked", BigInteger),
    Index("uq_tokens_id", "office_id", "id", unique=True),
)
