"""The opening form."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """To this form."""
    op.create_table(
        "accounts",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("blocked_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("office_id", "clerk", name="pk_accounts"),
    )
    op.create_table(
        "answers",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("principal", sa.String(80), nullable=False),
        sa.Column("key", sa.String(200), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "principal", "key", name="pk_answers"),
    )
    op.create_index("ix_answers_at", "answers", ["at"])

    op.create_table(
        "configurations",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "seq", name="pk_configurations"),
    )
    op.create_table(
        "desks",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("desk", sa.String(60), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("clerk", sa.String(60)),
        sa.Column("paused", sa.String(20)),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "desk", name="pk_desks"),
    )
    op.create_index(
        "uq_desks_clerk",
        "desks",
        ["office_id", "clerk"],
        unique=True,
        sqlite_where=sa.text("clerk IS NOT NULL"),
        postgresql_where=sa.text("clerk IS NOT NULL"),
    )

    op.create_table(
        "due",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.String(40)),
        sa.Column("claimed_until", sa.BigInteger()),
        sa.PrimaryKeyConstraint("office_id", "kind", "key", name="pk_due"),
    )
    op.create_index("ix_due_at", "due", ["at"])

    op.create_table(
        "events",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("visit", sa.BigInteger()),
        sa.Column("desk", sa.String(60)),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("command", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("salt", sa.LargeBinary(16), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "seq", name="pk_events"),
    )
    op.create_index("ix_events_at", "events", ["office_id", "at"])
    op.create_index(
        "ix_events_desk",
        "events",
        ["office_id", "desk", "seq"],
        sqlite_where=sa.text("visit IS NULL AND desk IS NOT NULL"),
        postgresql_where=sa.text("visit IS NULL AND desk IS NOT NULL"),
    )
    op.create_index("ix_events_visit", "events", ["office_id", "visit", "seq"])

    op.create_table(
        "log_heads",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.PrimaryKeyConstraint("office_id", name="pk_log_heads"),
    )
    op.create_table(
        "next_step_texts",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("visit", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("n", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("agency", sa.String(60), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "visit", "n", name="pk_next_step_texts"),
    )
    op.create_table(
        "number_series",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("series", sa.String(20), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "day", "series", name="pk_number_series"),
    )
    op.create_table(
        "process_maps",
        sa.Column("hash", sa.String(64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_process_maps"),
    )
    op.create_table(
        "sessions",
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("clerk", sa.String(60), nullable=False),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("seen", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("hash", name="pk_sessions"),
    )
    op.create_index("ix_sessions_clerk", "sessions", ["office_id", "clerk"])

    op.create_table(
        "tokens",
        sa.Column("hash", sa.LargeBinary(32), nullable=False),
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("clerk", sa.String(60)),
        sa.Column("created", sa.BigInteger(), nullable=False),
        sa.Column("revoked", sa.BigInteger()),
        sa.PrimaryKeyConstraint("hash", name="pk_tokens"),
    )
    op.create_index("uq_tokens_id", "tokens", ["office_id", "id"], unique=True)

    op.create_table(
        "visit_links",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(32), nullable=False),
        sa.Column("visit", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "token_hash", name="pk_visit_links"),
    )
    op.create_table(
        "visits",
        sa.Column("office_id", sa.String(60), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(20), nullable=False),
        sa.Column("series", sa.String(20), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("rank", sa.BigInteger(), nullable=False),
        sa.Column("credit", sa.String(40), nullable=False),
        sa.Column("arrived", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(10), nullable=False),
        sa.Column("source", sa.String(20), nullable=False),
        sa.Column("language", sa.String(10), nullable=False),
        sa.Column("needs_language", sa.Boolean(), nullable=False),
        sa.Column("interpreter", sa.Boolean(), nullable=False),
        sa.Column("priority", sa.String(40), nullable=False),
        sa.Column("quick", sa.Boolean(), nullable=False),
        sa.Column("life_event", sa.String(40)),
        sa.Column("reason", sa.String(10)),
        sa.Column("desk", sa.String(60)),
        sa.Column("clerk", sa.String(60)),
        sa.Column("recalls", sa.Integer(), nullable=False),
        sa.Column("first_called", sa.BigInteger()),
        sa.Column("first_began", sa.BigInteger()),
        sa.Column("to_service", sa.String(40)),
        sa.Column("to_desk", sa.String(60)),
        sa.Column("to_clerk", sa.String(60)),
        sa.Column("errands", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("office_id", "id", name="pk_visits"),
    )
    op.create_index("ix_visits_day", "visits", ["office_id", "day", "id"])
    op.create_index(
        "ix_visits_waiting",
        "visits",
        ["office_id", "rank", "id"],
        sqlite_where=sa.text("state = 'waiting'"),
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(
        "uq_visits_desk",
        "visits",
        ["office_id", "desk"],
        unique=True,
        sqlite_where=sa.text("state IN ('called', 'serving')"),
        postgresql_where=sa.text("state IN ('called', 'serving')"),
    )
    op.create_index(
        "uq_visits_number", "visits", ["office_id", "day", "series", "number"], unique=True
    )


def downgrade() -> None:
    """Back to the form before."""
    op.drop_table("visits")
    op.drop_table("visit_links")
    op.drop_table("tokens")
    op.drop_table("sessions")
    op.drop_table("process_maps")
    op.drop_table("number_series")
    op.drop_table("next_step_texts")
    op.drop_table("log_heads")
    op.drop_table("events")
    op.drop_table("due")
    op.drop_table("desks")
    op.drop_table("configurations")
    op.drop_table("answers")
    op.drop_table("accounts")
