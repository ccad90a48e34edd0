"""Run by Alembic with the connection that ``storage.upgrade`` holds."""

from __future__ import annotations

from alembic import context

from serviceoffice.storage import metadata
from serviceoffice.storage.upgrade import VERSION_TABLE

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    version_table=VERSION_TABLE,
    compare_type=True,
    compare_server_default=True,
    render_as_batch=connection.dialect.name == "sqlite",
    # Both databases take table changes back with the transaction: all or nothing.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
