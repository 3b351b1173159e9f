"""The first schema: transcripts, people, segments, suggestions, the record of events, and what it yields."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TEXT

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

WORD = sa.Text().with_variant(TEXT(collation="C"), "postgresql")
_APPEND_ONLY = "events are append-only"


def upgrade() -> None:
    """Make every table, the one row of `state`, and the triggers that keep the record as it is."""
    _record()
    _project()
    _transcripts()
    _segments()
    _suggestions()
    _acts()
    _decisions()
    _reviews()
    op.execute(sa.text("INSERT INTO state (id, revision, events, head) VALUES (1, 0, 0, '')"))
    if op.get_bind().dialect.name == "postgresql":
        _server_triggers()
    else:
        _file_triggers()


def _file_triggers() -> None:
    """SQLite: refuse to change or delete an event."""
    for act in ("UPDATE", "DELETE"):
        op.execute(
            sa.text(
                f"CREATE TRIGGER events_no_{act.lower()} BEFORE {act} ON events "
                f"BEGIN SELECT RAISE(ABORT, '{_APPEND_ONLY}'); END"
            )
        )


def _server_triggers() -> None:
    """PostgreSQL: the same, and against TRUNCATE too."""
    op.execute(
        sa.text(
            "CREATE FUNCTION qual_events_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{_APPEND_ONLY}'; END $$"
        )
    )
    op.execute(
        sa.text(
            "CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON events "
            "FOR EACH STATEMENT EXECUTE FUNCTION qual_events_append_only()"
        )
    )


def _record() -> None:
    """Who did what, and what of it stands."""
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("op", WORD, nullable=False),
        sa.Column("kind", WORD, nullable=False),
        sa.Column("coder", WORD, nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.Column("codebook_version", WORD, nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("op", name="uq_events_op"),
    )
    op.create_index("ix_events_coder_seq", "events", ["coder", "seq"], unique=False)
    op.create_table(
        "undoings",
        sa.Column("event", sa.Integer(), nullable=False),
        sa.Column("undone_by", sa.Integer(), nullable=False),
        sa.Column("standing", sa.Boolean(), nullable=False),
        sa.CheckConstraint("undone_by > event", name="ck_undoings_later"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_undoings_event_events"),
        sa.ForeignKeyConstraint(["undone_by"], ["events.seq"], name="fk_undoings_undone_by_events"),
        sa.PrimaryKeyConstraint("event", "undone_by", name="pk_undoings"),
    )
    op.create_index("ix_undoings_undone_by", "undoings", ["undone_by"], unique=False)
    op.create_table(
        "withdrawals",
        sa.Column("kind", WORD, nullable=False),
        sa.Column("target", WORD, nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_withdrawals_event_events"),
        sa.PrimaryKeyConstraint("kind", "target", "event", name="pk_withdrawals"),
    )


def _project() -> None:
    """What belongs to the project as a whole."""
    op.create_table(
        "meta",
        sa.Column("key", WORD, nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_meta"),
    )
    op.create_table(
        "state",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("head", sa.Text(), nullable=False),
        sa.CheckConstraint("id = 1", name="ck_state_one_row"),
        sa.PrimaryKeyConstraint("id", name="pk_state"),
    )
    op.create_table(
        "participants",
        sa.Column("id", WORD, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", WORD, nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_participants"),
    )
    op.create_table(
        "codebooks",
        sa.Column("version", WORD, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.PrimaryKeyConstraint("version", name="pk_codebooks"),
        sa.UniqueConstraint("position", name="uq_codebooks_position"),
    )
    op.create_table(
        "vectors",
        sa.Column("model", WORD, nullable=False),
        sa.Column("key", WORD, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("model", "key", name="pk_vectors"),
    )


def _transcripts() -> None:
    """Texts, their turns, and whose label is whose."""
    op.create_table(
        "transcripts",
        sa.Column("id", WORD, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", WORD, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("words", sa.Integer(), nullable=False),
        sa.Column("imported_at", sa.Text(), nullable=False),
        sa.Column("imported_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_transcripts"),
        sa.UniqueConstraint("position", name="uq_transcripts_position"),
    )
    op.create_index("ix_transcripts_sha256", "transcripts", ["sha256"], unique=False)
    op.create_table(
        "turns",
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("start_s", sa.Double(), nullable=True),
        sa.Column("end_s", sa.Double(), nullable=True),
        sa.CheckConstraint("0 <= span_start AND span_start < span_end", name="ck_turns_span"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_turns_transcript_transcripts"),
        sa.PrimaryKeyConstraint("transcript", "position", name="pk_turns"),
    )
    op.create_table(
        "speakers",
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("label", WORD, nullable=False),
        sa.Column("participant", WORD, nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("generic", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["participant"], ["participants.id"], name="fk_speakers_participant_participants"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_speakers_transcript_transcripts"),
        sa.PrimaryKeyConstraint("transcript", "label", name="pk_speakers"),
    )
    op.create_index("ix_speakers_participant", "speakers", ["participant"], unique=False)


def _segments() -> None:
    """The units offered for coding."""
    op.create_table(
        "segments",
        sa.Column("id", WORD, nullable=False),
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.CheckConstraint("0 <= span_start AND span_start < span_end", name="ck_segments_span"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_segments_transcript_transcripts"),
        sa.PrimaryKeyConstraint("id", name="pk_segments"),
    )
    op.create_index("ix_segments_transcript_span_start", "segments", ["transcript", "span_start"], unique=False)


def _suggestions() -> None:
    """The machine's proposals."""
    op.create_table(
        "suggestions",
        sa.Column("segment", WORD, nullable=False),
        sa.Column("code", WORD, nullable=False),
        sa.Column("score", sa.Double(), nullable=False),
        sa.Column("probability", sa.Double(), nullable=True),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("codebook_version", WORD, nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.ForeignKeyConstraint(
            ["segment"], ["segments.id"], name="fk_suggestions_segment_segments", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("segment", "code", name="pk_suggestions"),
    )
    op.create_index("ix_suggestions_code_score", "suggestions", ["code", "score"], unique=False)


def _acts() -> None:
    """Codings."""
    op.create_table(
        "codings",
        sa.Column("id", WORD, nullable=False),
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("code", WORD, nullable=False),
        sa.Column("coder", WORD, nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("codebook_version", WORD, nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= span_start AND span_start < span_end", name="ck_codings_span"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_codings_event_events"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_codings_transcript_transcripts"),
        sa.PrimaryKeyConstraint("id", name="pk_codings"),
    )
    op.create_index("ix_codings_code", "codings", ["code"], unique=False)
    op.create_index("ix_codings_transcript_span_start", "codings", ["transcript", "span_start"], unique=False)


def _decisions() -> None:
    """Accepts and rejects of suggestions."""
    op.create_table(
        "decisions",
        sa.Column("id", WORD, nullable=False),
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("code", WORD, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("coder", WORD, nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("codebook_version", WORD, nullable=False),
        sa.Column("meaning", sa.Text(), nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.Column("memo", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("band", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= span_start AND span_start < span_end", name="ck_decisions_span"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_decisions_event_events"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_decisions_transcript_transcripts"),
        sa.PrimaryKeyConstraint("id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_code", "decisions", ["code"], unique=False)
    op.create_index("ix_decisions_transcript_span_start", "decisions", ["transcript", "span_start"], unique=False)


def _reviews() -> None:
    """What was read."""
    op.create_table(
        "reviews",
        sa.Column("id", WORD, nullable=False),
        sa.Column("transcript", WORD, nullable=False),
        sa.Column("span_start", sa.Integer(), nullable=False),
        sa.Column("span_end", sa.Integer(), nullable=False),
        sa.Column("coder", WORD, nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("created", WORD, nullable=False),
        sa.Column("event", sa.Integer(), nullable=False),
        sa.CheckConstraint("0 <= span_start AND span_start < span_end", name="ck_reviews_span"),
        sa.ForeignKeyConstraint(["event"], ["events.seq"], name="fk_reviews_event_events"),
        sa.ForeignKeyConstraint(["transcript"], ["transcripts.id"], name="fk_reviews_transcript_transcripts"),
        sa.PrimaryKeyConstraint("id", name="pk_reviews"),
    )
    op.create_index("ix_reviews_transcript_span_start", "reviews", ["transcript", "span_start"], unique=False)
