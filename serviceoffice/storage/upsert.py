"""INSERT … ON CONFLICT, which both databases have and SQLAlchemy knows by dialect only."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Result, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.base import Executable

Insert = sqlite.Insert | postgresql.Insert


class Upsert:
    """A statement built once for each dialect; ``how`` says what a conflict means."""

    def __init__(self, table: Table, how: Callable[[Any], Executable]) -> None:
        self._statements: Mapping[str, Executable] = {
            "sqlite": how(sqlite.insert(table)),
            "postgresql": how(postgresql.insert(table)),
        }

    def execute(
        self, connection: Connection, rows: Mapping[str, Any] | Sequence[Mapping[str, Any]]
    ) -> Result[Any]:
        """Run it with one row or many."""
        return connection.execute(self._statements[connection.dialect.name], rows)


def unless_there(insert: Insert) -> Executable:
    """Insert; a row that is there already stands."""
    return insert.on_conflict_do_nothing()
