"""Codings that count as another code since codes were merged or split."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Add one table; what is there stays as it is."""
    op.create_table(
        "shifts",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("code", WORD, nullable=False),
        sa.Column("coding", WORD, nullable=False),
        sa.Column("counts_as", WORD, nullable=False),
        sa.CheckConstraint("code <> counts_as", name="ck_shifts_elsewhere"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_shifts_event_events"),
        sa.PrimaryKeyConstraint("event", "code", "coding", name="pk_shifts"),
    )
