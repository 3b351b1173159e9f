"""The machine's proposals: rows to and from `Suggestion`. Disposable; nothing a person did stands here."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import bindparam, func, select

from qual.model.segment import Segment
from qual.model.suggestion import Evidence, Suggestion
from qual.store import schema
from qual.store.section import AnyRow, Section, chunks, insert


@dataclass(frozen=True, slots=True)
class SuggestionState:
    """What the newest suggestions were made with.

    Attributes:
        model: the encoder's name and revision.
        codebook_version: hash of the codebook.
        created: UTC, ISO 8601.
    """

    model: str
    codebook_version: str
    created: str


class SuggestionTables(Section):
    """The suggestions in store, best first."""

    def replace_suggestions(
        self, suggestions: Sequence[Suggestion], run_at: str, *, codes: Sequence[str] | None = None
    ) -> None:
        """Put these in place of all suggestions, or of those for `codes` only.

        Raises:
            ValueError: if a suggestion is for a code that is not among `codes`.
        """
        table = schema.suggestions
        if codes is None:
            self._connection.execute(table.delete())
        else:
            strangers = {suggestion.code for suggestion in suggestions} - set(codes)
            if strangers:
                raise ValueError(f"suggestions for codes that were not named: {', '.join(sorted(strangers))}")
            for part in chunks(codes):
                self._connection.execute(table.delete().where(table.c.code.in_(part)))
        rows = [
            {
                "segment": suggestion.segment,
                "code": suggestion.code,
                "score": suggestion.score,
                "probability": suggestion.probability,
                "band": suggestion.band,
                "evidence": _dump(suggestion.evidence),
                "model": suggestion.model,
                "codebook_version": suggestion.codebook_version,
                "created": run_at,
            }
            for suggestion in suggestions
        ]
        insert(self._connection, table, rows)

    def move_segments(
        self, transcript: str, gone: Sequence[str], new: Sequence[Segment], unit: str, names: Mapping[str, str]
    ) -> None:
        """Put new segments in place of those that are gone, after the words under them moved.

        Suggestions go along where `names` says which new segment has the words of an old one; the others go.
        What suggestions anywhere name as a reason follows too, or is named no more.
        """
        table, segments = schema.suggestions, schema.segments
        kept: list[dict[str, Any]] = []
        for part in chunks([name for name in gone if name in names]):
            found = self._connection.execute(select(table).where(table.c.segment.in_(part))).mappings()
            kept += [{**row, "segment": names[row["segment"]]} for row in found]
        for part in chunks(gone):
            self._connection.execute(table.delete().where(table.c.segment.in_(part)))
            self._connection.execute(segments.delete().where(segments.c.id.in_(part)))
        rows = [
            {
                "id": segment.id,
                "transcript": segment.transcript,
                "span_start": segment.span.start,
                "span_end": segment.span.end,
                "turn": segment.turn,
                "unit": unit,
            }
            for segment in new
        ]
        insert(self._connection, segments, rows)
        insert(self._connection, table, kept)
        self._rename_reasons(transcript, set(gone), names)

    def _rename_reasons(self, transcript: str, gone: set[str], names: Mapping[str, str]) -> None:
        table = schema.suggestions
        needle = json.dumps(f"{transcript}:", ensure_ascii=False)[:-1]
        query = select(table.c.segment, table.c.code, table.c.evidence)
        found = self._connection.execute(query.where(table.c.evidence.contains(needle, autoescape=True))).all()
        changed = []
        for row in found:
            reasons = [Evidence(*item) for item in json.loads(row.evidence)]
            renamed = [
                replace(one, segment=names.get(one.segment, "")) if one.segment in gone else one for one in reasons
            ]
            if renamed != reasons:
                changed.append({"of_segment": row.segment, "of_code": row.code, "evidence": _dump(renamed)})
        if changed:
            here = (table.c.segment == bindparam("of_segment"), table.c.code == bindparam("of_code"))
            self._connection.execute(table.update().where(*here), changed)

    def suggestions(
        self, code: str | None = None, segments: Sequence[str] | None = None, limit: int | None = None
    ) -> list[Suggestion]:
        """Suggestions by score, best first; of one code, of some segments, at most `limit`."""
        table = schema.suggestions
        query = select(table).order_by(table.c.score.desc(), table.c.segment, table.c.code)
        if code is not None:
            query = query.where(table.c.code == code)
        if segments is None:
            return [_suggestion(row) for row in self._connection.execute(query.limit(limit))]
        found: list[Suggestion] = []
        for part in chunks(segments):
            rows = self._connection.execute(query.where(table.c.segment.in_(part)).limit(limit))
            found.extend(_suggestion(row) for row in rows)
        return sorted(found, key=lambda item: (-item.score, item.segment, item.code))[:limit]

    def suggestion(self, segment: str, code: str) -> Suggestion | None:
        """The suggestion of this code for this segment, or None."""
        table = schema.suggestions
        query = select(table).where(table.c.segment == segment, table.c.code == code)
        row = self._connection.execute(query).first()
        return None if row is None else _suggestion(row)

    def suggestion_counts(self, *, but: str = "") -> dict[str, int]:
        """How many suggestions each code has, those of one band left out; a code without any is not in it."""
        table = schema.suggestions
        query = (
            select(table.c.code, func.count().label("suggestions"))
            .where(table.c.band != but)
            .group_by(table.c.code)
            .order_by(table.c.code)
        )
        return {row.code: row.suggestions for row in self._connection.execute(query)}

    def suggestion_state(self) -> SuggestionState | None:
        """Model, codebook and time of the newest suggestions, or None where there are none."""
        table = schema.suggestions
        query = (
            select(table.c.model, table.c.codebook_version, table.c.created)
            .order_by(table.c.created.desc(), table.c.codebook_version, table.c.model)
            .limit(1)
        )
        row = self._connection.execute(query).first()
        return None if row is None else SuggestionState(*row)


def _dump(evidence: Sequence[Evidence]) -> str:
    rows = [[item.kind, item.text, item.contribution, item.segment] for item in evidence]
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def _suggestion(row: AnyRow) -> Suggestion:
    evidence = tuple(Evidence(*item) for item in json.loads(row.evidence))
    return Suggestion(
        row.segment, row.code, row.score, row.probability, row.band, evidence, row.model, row.codebook_version
    )
