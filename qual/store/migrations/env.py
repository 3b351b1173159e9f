"""What Alembic runs: the steps, on the connection and in the transaction that `opening` hands over."""

from __future__ import annotations

from alembic import context

from qual.store.schema import METADATA

context.configure(connection=context.config.attributes["connection"], target_metadata=METADATA)
with context.begin_transaction():
    context.run_migrations()
