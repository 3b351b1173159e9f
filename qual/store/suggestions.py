"""The machine's proposals: rows to and from `Suggestion`. Disposable; nothing a person did stands here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

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

    def suggestion_counts(self) -> dict[str, int]:
        """How many suggestions each code has; a code without any is not in it."""
        table = schema.suggestions
        query = (
            select(table.c.code, func.count().label("suggestions")).group_by(table.c.code).order_by(table.c.code)
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
