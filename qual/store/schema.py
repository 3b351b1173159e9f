"""The tables of a project's database, their names and their constraints.

What people did is kept in `events`, which only ever grows. `codings`, `decisions` and `reviews` are
read out of it: each row names the event that made it, and no row is ever changed or deleted. What took
a row out of force stands beside it, in `undoings` (an event that undid another) and `withdrawals`
(an event that took one row back). The words themselves stand once, in `transcripts.text`.

A correction changes that text: `corrections` is the log of what was replaced, so that every earlier
version can be had again. The rows above keep the place at which they were made, in the text of that
time; where they stand since is in `anchors`, one row for each event that moved them. Merging and splitting
codes changes no coding either: `shifts` says what counts as which code since.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
)
from sqlalchemy.dialects.postgresql import TEXT as SERVER_TEXT

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# Ids and names sort by code point on a server too, so that both databases list them in one order.
WORD = Text().with_variant(SERVER_TEXT(collation="C"), "postgresql")


def _span() -> tuple[Column[int], Column[int], CheckConstraint]:
    """The two columns of a span and the rule that it is never empty."""
    return (
        Column("span_start", Integer, nullable=False),
        Column("span_end", Integer, nullable=False),
        CheckConstraint("0 <= span_start AND span_start < span_end", name="span"),
    )


_PLACE = (
    "(span_start IS NULL AND span_end IS NULL) OR (span_start IS NOT NULL AND span_end IS NOT NULL "
    "AND 0 <= span_start AND span_start < span_end)"
)


def _place() -> tuple[Column[int], Column[int], CheckConstraint]:
    """The two columns of a span that may be missing as a whole."""
    return (
        Column("span_start", Integer),
        Column("span_end", Integer),
        CheckConstraint(_PLACE, name="place"),
    )


def _transcript() -> Column[str]:
    return Column("transcript", WORD, ForeignKey("transcripts.id"), nullable=False)


def _event() -> Column[int]:
    return Column("event", Integer, ForeignKey("events.seq"), nullable=False)


meta = Table("meta", METADATA, Column("key", WORD, primary_key=True), Column("value", Text, nullable=False))

# One row. Every writer takes it first: on a server this is what writers queue on.
state = Table(
    "state",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("revision", BigInteger, nullable=False),
    Column("events", Integer, nullable=False),
    Column("head", Text, nullable=False),
    CheckConstraint("id = 1", name="one_row"),
)

participants = Table(
    "participants",
    METADATA,
    Column("id", WORD, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("role", WORD, nullable=False),
    Column("attributes", Text, nullable=False),
)

transcripts = Table(
    "transcripts",
    METADATA,
    Column("id", WORD, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("file", Text, nullable=False),
    Column("sha256", WORD, nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("words", Integer, nullable=False),
    Column("imported_at", Text, nullable=False),
    Column("imported_by", Text, nullable=False),
)

turns = Table(
    "turns",
    METADATA,
    _transcript(),
    Column("position", Integer, nullable=False),
    *_span(),
    Column("label", Text, nullable=False),
    Column("start_s", Double),
    Column("end_s", Double),
    PrimaryKeyConstraint("transcript", "position"),
)

speakers = Table(
    "speakers",
    METADATA,
    _transcript(),
    Column("label", WORD, nullable=False),
    Column("participant", WORD, ForeignKey("participants.id"), nullable=False, index=True),
    Column("proposed", Text, nullable=False),
    Column("confirmed", Boolean(create_constraint=False), nullable=False),
    Column("source", Text, nullable=False),
    Column("generic", Boolean(create_constraint=False), nullable=False),
    PrimaryKeyConstraint("transcript", "label"),
)

segments = Table(
    "segments",
    METADATA,
    Column("id", WORD, primary_key=True),
    _transcript(),
    *_span(),
    Column("turn", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Index(None, "transcript", "span_start"),
)

codebooks = Table(
    "codebooks",
    METADATA,
    Column("version", WORD, primary_key=True),
    Column("position", Integer, nullable=False, unique=True),
    Column("label", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("created", WORD, nullable=False),
)

vectors = Table(
    "vectors",
    METADATA,
    Column("model", WORD, nullable=False),
    Column("key", WORD, nullable=False),
    Column("vector", LargeBinary, nullable=False),
    PrimaryKeyConstraint("model", "key"),
)

suggestions = Table(
    "suggestions",
    METADATA,
    Column("segment", WORD, ForeignKey("segments.id", ondelete="CASCADE"), nullable=False),
    Column("code", WORD, nullable=False),
    Column("score", Double, nullable=False),
    Column("probability", Double),
    Column("band", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("codebook_version", WORD, nullable=False),
    Column("created", WORD, nullable=False),
    PrimaryKeyConstraint("segment", "code"),
    Index(None, "code", "score"),
)

events = Table(
    "events",
    METADATA,
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("op", WORD, nullable=False, unique=True),
    Column("kind", WORD, nullable=False),
    Column("coder", WORD, nullable=False),
    Column("created", WORD, nullable=False),
    Column("codebook_version", WORD, nullable=False),
    Column("payload", Text, nullable=False),
    Column("hash", Text, nullable=False),
    Index(None, "coder", "seq"),
)

# `standing` is False where the undoing was itself undone, so that the first event holds again.
undoings = Table(
    "undoings",
    METADATA,
    _event(),
    Column("undone_by", Integer, ForeignKey("events.seq"), nullable=False, index=True),
    Column("standing", Boolean(create_constraint=False), nullable=False),
    PrimaryKeyConstraint("event", "undone_by"),
    CheckConstraint("undone_by > event", name="later"),
)

withdrawals = Table(
    "withdrawals",
    METADATA,
    Column("kind", WORD, nullable=False),
    Column("target", WORD, nullable=False),
    _event(),
    PrimaryKeyConstraint("kind", "target", "event"),
)

codings = Table(
    "codings",
    METADATA,
    Column("id", WORD, primary_key=True),
    _transcript(),
    *_span(),
    Column("quote", Text, nullable=False),
    Column("code", WORD, nullable=False, index=True),
    Column("coder", WORD, nullable=False),
    Column("origin", Text, nullable=False),
    Column("blind", Boolean(create_constraint=False), nullable=False),
    Column("codebook_version", WORD, nullable=False),
    Column("created", WORD, nullable=False),
    Column("memo", Text, nullable=False),
    _event(),
    Index(None, "transcript", "span_start"),
)

decisions = Table(
    "decisions",
    METADATA,
    Column("id", WORD, primary_key=True),
    _transcript(),
    *_span(),
    Column("code", WORD, nullable=False, index=True),
    Column("verdict", Text, nullable=False),
    Column("coder", WORD, nullable=False),
    Column("blind", Boolean(create_constraint=False), nullable=False),
    Column("codebook_version", WORD, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("created", WORD, nullable=False),
    Column("memo", Text, nullable=False),
    Column("score", Double),
    Column("band", Text, nullable=False),
    Column("model", Text, nullable=False),
    _event(),
    Index(None, "transcript", "span_start"),
)

reviews = Table(
    "reviews",
    METADATA,
    Column("id", WORD, primary_key=True),
    _transcript(),
    *_span(),
    Column("coder", WORD, nullable=False),
    Column("blind", Boolean(create_constraint=False), nullable=False),
    Column("created", WORD, nullable=False),
    _event(),
    Index(None, "transcript", "span_start"),
)

# `version` is that of the text afterwards; 1 is the text as imported. `takes_back` names the version whose
# replacement this one reverses: undo and redo of a correction add rows of their own.
corrections = Table(
    "corrections",
    METADATA,
    _transcript(),
    Column("version", Integer, nullable=False),
    _event(),
    Column("at", Integer, nullable=False),
    Column("old", Text, nullable=False),
    Column("new", Text, nullable=False),
    Column("takes_back", Integer),
    PrimaryKeyConstraint("transcript", "version"),
    CheckConstraint("at >= 0 AND version > 1 AND takes_back < version", name="order"),
    Index(None, "event"),
)

# In force is the one of the highest event that stands; no place means that it could not follow its words.
# `chosen` where a person said so; the others follow from corrections.
anchors = Table(
    "anchors",
    METADATA,
    Column("kind", WORD, nullable=False),
    Column("target", WORD, nullable=False),
    _event(),
    _transcript(),
    *_place(),
    Column("quote", Text, nullable=False),
    Column("chosen", Boolean(create_constraint=False), nullable=False),
    PrimaryKeyConstraint("kind", "target", "event"),
    Index(None, "event"),
    Index(None, "transcript"),
)

memos = Table(
    "memos",
    METADATA,
    Column("id", WORD, primary_key=True),
    Column("about", WORD, nullable=False),
    Column("target", WORD, nullable=False),
    Column("transcript", WORD, ForeignKey("transcripts.id")),
    *_place(),
    Column("quote", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("coder", WORD, nullable=False),
    Column("created", WORD, nullable=False),
    Column("replaces", WORD, nullable=False),
    _event(),
    Index(None, "replaces"),
    Index(None, "transcript", "span_start"),
)

# What an analyst settled about counting and reporting; of those about one target the highest event that stands
# holds.
choices = Table(
    "choices",
    METADATA,
    _event(),
    Column("about", WORD, nullable=False, index=True),
    Column("target", WORD, nullable=False),
    Column("transcript", WORD, ForeignKey("transcripts.id")),
    *_place(),
    Column("value", Text, nullable=False),
    Column("coder", WORD, nullable=False),
    Column("created", WORD, nullable=False),
    PrimaryKeyConstraint("event"),
)

# Codings that count as another code since an event: one coding, or ("") all that were made with `code` before it.
# The codings themselves stay as they were made.
shifts = Table(
    "shifts",
    METADATA,
    _event(),
    Column("code", WORD, nullable=False),
    Column("coding", WORD, nullable=False),
    Column("counts_as", WORD, nullable=False),
    PrimaryKeyConstraint("event", "code", "coding"),
    CheckConstraint("code <> counts_as", name="elsewhere"),
)
