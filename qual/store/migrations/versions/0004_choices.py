"""Choices about how the study is counted and reported."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(TEXT(collation="C"), "postgresql")


def upgrade() -> None:
    """Add one table; what is there stays as it is."""
    op.create_table(
        "choices",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("about", WORD, nullable=False),
        sa.Column("target", WORD, nullable=False),
        sa.Column("transcript", WORD, nullable=True),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("coder", WORD, nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.CheckConstraint(
            "(span_start IS NULL AND span_end IS NULL) OR (span_start IS NOT NULL AND span_end IS NOT NULL "
            "AND 0 <= span_start AND span_start < span_end)",
            name="ck_choices_place",
        ),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_choices_event_events"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_choices_transcript_transcripts"),
        sa.PrimaryKeyConstraint("event", name="pk_choices"),
    )
    op.create_index("ix_choices_about", "choices", ["about"])
