"""What Alembic runs: the steps, on the connection and in the transaction that `opening` hands over."""

from __future__ import annotations

from alembic import context

# Without our naming convention: a step names every constraint itself, and means the same for ever.
context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
