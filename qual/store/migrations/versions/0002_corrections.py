"""Corrected texts, where things stand since, and memos."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
_PLACE = (
    "(span_start IS NULL AND span_end IS NULL) OR (span_start IS NOT NULL AND span_end IS NOT NULL "
    "AND 0 <= span_start AND span_start < span_end)"
)


def upgrade() -> None:
    """Add three tables; what is there stays as it is."""
    _corrections()
    _anchors()
    _memos()


def _corrections() -> None:
    """What was replaced in a text, in order."""
    op.create_table(
        "corrections",
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("at", sa.Integer(), nullable=False),
        sa.Column("old", sa.Text(), nullable=False),
        sa.Column("new", sa.Text(), nullable=False),
        sa.Column("takes_back", sa.Integer(), nullable=True),
        sa.CheckConstraint("at >= 0 AND version > 1 AND takes_back < version", name="ck_corrections_order"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_corrections_event_events"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_corrections_transcript_transcripts"),
        sa.PrimaryKeyConstraint("transcript", "version", name="pk_corrections"),
    )
    op.create_index("ix_corrections_event", "corrections", ["event"], unique=False)


def _anchors() -> None:
    """Where something stands since an event."""
    op.create_table(
        "anchors",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("target", WORD, nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("chosen", sa.Boolean(), nullable=False),
        sa.CheckConstraint(_PLACE, name="ck_anchors_place"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_anchors_event_events"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_anchors_transcript_transcripts"),
        sa.PrimaryKeyConstraint("kind", "target", "event", name="pk_anchors"),
    )
    op.create_index("ix_anchors_event", "anchors", ["event"], unique=False)
    op.create_index("ix_anchors_transcript", "anchors", ["transcript"], unique=False)


def _memos() -> None:
    """What people noted."""
    op.create_table(
        "memos",
        sa.Column("id", WORD, nullable=False),
        sa.Column("about", WORD, nullable=False),
        sa.Column("target", WORD, nullable=False),
        sa.Column("transcript", WORD, nullable=True),
        sa.Column("span_start", sa.Integer(), nullable=True),
        sa.Column("span_end", sa.Integer(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("coder", WORD, nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.Column("replaces", WORD, nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.CheckConstraint(_PLACE, name="ck_memos_place"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_memos_event_events"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_memos_transcript_transcripts"),
        sa.PrimaryKeyConstraint("id", name="pk_memos"),
    )
    op.create_index("ix_memos_replaces", "memos", ["replaces"], unique=False)
    op.create_index("ix_memos_transcript_span_start", "memos", ["transcript", "span_start"], unique=False)
