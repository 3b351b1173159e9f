"""Transcripts, their turns and their segments: rows to and from the types of the model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from qual.errors import Refused
from qual.model.correction import Correction, Step
from qual.model.segment import Segment
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn
from qual.store import schema
from qual.store.section import AnyRow, Section, chunks, insert, upsert


@dataclass(frozen=True, slots=True)
class TranscriptInfo:
    """What a list of transcripts shows, without the text.

    Attributes:
        id: the transcript's id.
        file: the name of the untouched upload.
        sha256: hash of the upload's bytes.
        words: words spoken in all turns.
        turns: how many turns.
        imported_at: UTC, ISO 8601.
        imported_by: who imported it, "" where nobody said.
    """

    id: str
    file: str
    sha256: str
    words: int
    turns: int
    imported_at: str
    imported_by: str


class TranscriptTables(Section):
    """Transcripts in the order of their import, their turns, and the segments cut from them."""

    def add_transcript(self, transcript: Transcript, *, imported_at: str, imported_by: str) -> None:
        """Keep a new transcript with its turns.

        Raises:
            Refused: if the id is taken; a transcript is never overwritten.
        """
        table = schema.transcripts
        if self._connection.execute(select(table.c.id).where(table.c.id == transcript.id)).first():
            raise Refused(f"Keeping transcript {transcript.id}", "the project has another one of this name")
        row = {
            "id": transcript.id,
            "position": self._next_position(table),
            "file": transcript.file,
            "sha256": transcript.sha256,
            "text": transcript.text,
            "words": transcript.words,
            "imported_at": imported_at,
            "imported_by": imported_by,
        }
        insert(self._connection, table, [row])
        rows = [
            {
                "transcript": transcript.id,
                "position": turn.order,
                "span_start": turn.span.start,
                "span_end": turn.span.end,
                "label": turn.label,
                "start_s": turn.start_s,
                "end_s": turn.end_s,
            }
            for turn in transcript.turns
        ]
        insert(self._connection, schema.turns, rows)

    def transcripts(self) -> list[TranscriptInfo]:
        """All transcripts without their text, in the order of their import."""
        table, turns = schema.transcripts, schema.turns
        counted = select(turns.c.transcript, func.count().label("turns")).group_by(turns.c.transcript).subquery()
        columns = [column for column in table.c if column.name not in {"text", "position"}]
        query = (
            select(*columns, func.coalesce(counted.c.turns, 0).label("turns"))
            .outerjoin(counted, counted.c.transcript == table.c.id)
            .order_by(table.c.position)
        )
        return [TranscriptInfo(**row) for row in self._connection.execute(query).mappings()]

    def transcript(self, transcript: str) -> Transcript | None:
        """The transcript with text and turns, or None."""
        table = schema.transcripts
        row = self._connection.execute(select(table).where(table.c.id == transcript)).first()
        if row is None:
            return None
        turns = self.turns(transcript).get(transcript, ())
        return Transcript(row.id, row.file, row.sha256, row.text, turns)

    def texts(self, transcripts: Sequence[str] | None = None) -> dict[str, str]:
        """Canonical texts by transcript, in the order of import; all of them, or those named."""
        table = schema.transcripts
        query = select(table.c.id, table.c.text).order_by(table.c.position)
        if transcripts is None:
            return {row.id: row.text for row in self._connection.execute(query)}
        found: dict[str, str] = {}
        for part in chunks(transcripts):
            rows = self._connection.execute(query.where(table.c.id.in_(part)))
            found |= {row.id: row.text for row in rows}
        return found

    def transcript_by_sha(self, sha256: str) -> list[str]:
        """The transcripts that came from an upload with this hash; a table may hold several."""
        table = schema.transcripts
        query = select(table.c.id).where(table.c.sha256 == sha256).order_by(table.c.position)
        return list(self._connection.execute(query).scalars())

    def turns(self, transcript: str | None = None) -> dict[str, tuple[Turn, ...]]:
        """Turns by transcript, of one transcript or of all; a transcript without turns is not in it."""
        table = schema.turns
        query = select(table).join(schema.transcripts).order_by(schema.transcripts.c.position, table.c.position)
        if transcript is not None:
            query = query.where(table.c.transcript == transcript)
        found: dict[str, list[Turn]] = {}
        for row in self._connection.execute(query):
            turn = Turn(row.position, Span(row.span_start, row.span_end), row.label, row.start_s, row.end_s)
            found.setdefault(row.transcript, []).append(turn)
        return {name: tuple(turns) for name, turns in found.items()}

    def correct_text(
        self, transcript: str, event: int, correction: Correction, *, takes_back: int | None = None
    ) -> int:
        """Replace words of a text by this event: text, turns, count of words and log; returns the new version.

        Raises:
            ValueError: if the old words are not there, or do not lie within one turn.
        """
        found = self.transcript(transcript)
        turn = next((t for t in found.turns if t.span.contains(correction.before)), None) if found else None
        if found is None or turn is None:
            raise ValueError(f"no turn of transcript {transcript} holds the words to replace")
        text = correction.applied(found.text)
        grown = Span(turn.span.start, turn.span.end + correction.growth)
        words = found.words - len(turn.span.of(found.text).split()) + len(grown.of(text).split())
        texts, turns = schema.transcripts, schema.turns
        self._connection.execute(texts.update().where(texts.c.id == transcript).values(text=text, words=words))
        here = turns.c.transcript == transcript
        by = correction.growth
        self._connection.execute(
            turns.update().where(here, turns.c.position == turn.order).values(span_end=grown.end)
        )
        self._connection.execute(
            turns.update()
            .where(here, turns.c.position > turn.order)
            .values(span_start=turns.c.span_start + by, span_end=turns.c.span_end + by)
        )
        version = self.text_version(transcript) + 1
        row = {
            "transcript": transcript, "version": version, "event": event, "at": correction.at,
            "old": correction.old, "new": correction.new, "takes_back": takes_back,
        }  # fmt: skip
        insert(self._connection, schema.corrections, [row])
        return version

    def corrections(self, transcript: str) -> list[Step]:
        """The history of a text, oldest step first; empty while it is as it was imported."""
        table = schema.corrections
        query = select(table).where(table.c.transcript == transcript).order_by(table.c.version)
        return [
            Step(row.version, row.event, Correction(row.at, row.old, row.new), row.takes_back)
            for row in self._connection.execute(query)
        ]

    def corrected_by(self, events: Sequence[int]) -> list[str]:
        """The transcripts whose text one of these events changed."""
        table = schema.corrections
        found: set[str] = set()
        for part in chunks(events):
            query = select(table.c.transcript).where(table.c.event.in_(part)).distinct()
            found.update(self._connection.execute(query).scalars())
        return sorted(found)

    def text_version(self, transcript: str) -> int:
        """The version of the text as it is now; 1 as imported, one more with each change, undo and redo too."""
        table = schema.corrections
        query = select(func.max(table.c.version)).where(table.c.transcript == transcript)
        return int(self._connection.execute(query).scalar() or 1)

    def text_versions(self) -> dict[str, int]:
        """As `text_version`, for every transcript that was ever corrected."""
        table = schema.corrections
        query = select(table.c.transcript, func.max(table.c.version)).group_by(table.c.transcript)
        return {row[0]: row[1] for row in self._connection.execute(query.order_by(table.c.transcript))}

    def text_at(self, transcript: str, version: int) -> str | None:
        """The text as it was in this version, or None where there is no such transcript or version.

        Raises:
            ValueError: if the log does not fit the text: somebody altered one of them.
        """
        text = self.texts([transcript]).get(transcript)
        steps = self.corrections(transcript)
        if text is None or not 1 <= version <= len(steps) + 1:
            return None
        for step in reversed(steps[version - 1 :]):
            text = step.correction.reverse.applied(text)
        return text

    def replace_segments(self, transcripts: Sequence[str], segments: Sequence[Segment], unit: str) -> None:
        """Make these the segments of the transcripts.

        A segment at the same place stays, and its suggestions with it; those of places that are no
        longer segments go. Codings point at the text and are not touched.

        Raises:
            ValueError: if a segment belongs to a transcript that is not named.
        """
        strangers = {segment.transcript for segment in segments} - set(transcripts)
        if strangers:
            raise ValueError(f"segments of transcripts that were not named: {', '.join(sorted(strangers))}")
        table = schema.segments
        new = {segment.id: segment for segment in segments}
        old: dict[str, tuple[int, str]] = {}
        for part in chunks(transcripts):
            query = select(table.c.id, table.c.turn, table.c.unit).where(table.c.transcript.in_(part))
            old |= {row.id: (row.turn, row.unit) for row in self._connection.execute(query)}
        for gone in chunks([name for name in old if name not in new]):
            self._connection.execute(table.delete().where(table.c.id.in_(gone)))
        rows = [
            {
                "id": name,
                "transcript": segment.transcript,
                "span_start": segment.span.start,
                "span_end": segment.span.end,
                "turn": segment.turn,
                "unit": unit,
            }
            for name, segment in new.items()
            if old.get(name) != (segment.turn, unit)
        ]
        upsert(self._connection, table, rows)

    def segments(self, transcript: str | None = None) -> list[Segment]:
        """Segments by transcript and place, of one transcript or of all."""
        table = schema.segments
        query = (
            select(table.c.transcript, table.c.span_start, table.c.span_end, table.c.turn)
            .join(schema.transcripts)
            .order_by(schema.transcripts.c.position, table.c.span_start, table.c.span_end)
        )
        if transcript is not None:
            query = query.where(table.c.transcript == transcript)
        return [_segment(row) for row in self._connection.execute(query)]

    def segment(self, segment: str) -> Segment | None:
        """The segment with this id, or None."""
        row = self._connection.execute(select(schema.segments).where(schema.segments.c.id == segment)).first()
        return None if row is None else _segment(row)

    def segment_units(self) -> dict[str, str]:
        """The unit in which each transcript was cut; one that was not cut is not in it."""
        table = schema.segments
        rows = self._connection.execute(select(table.c.transcript, table.c.unit).distinct())
        return {row.transcript: row.unit for row in rows}


def _segment(row: AnyRow) -> Segment:
    return Segment(row.transcript, Span(row.span_start, row.span_end), row.turn)
