"""How Alembic runs the migrations: over the connection that it is given, in the transaction that is open there."""

from __future__ import annotations

from alembic import context

from backlit.state.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
