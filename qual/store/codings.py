"""Codings, decisions and reviews: rows to and from the types of the model.

Rows are only ever added. Each names the event that made it; it is in force while that event stands and
no standing event withdrew it. Reading gives what is in force, with the place and the words it has now,
unless `everything` is asked for: then every row comes as it was made, in the text of that time. What is in
force but has lost its words is left out; `unplaced` has it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, func, select

from qual.model.coding import Coding, Decision, Review
from qual.model.span import Span
from qual.store import schema
from qual.store.anchors import KINDS, AnchorTables, ever_at, has_anchors, in_force, standing
from qual.store.section import AnyRow, chunks, insert
from qual.store.shifts import Shifted


class CodingTables(AnchorTables):
    """What people did to the text, as it stands."""

    def add_coding(self, coding: Coding, event: int) -> None:
        """Keep a coding that this event made."""
        row = {
            **_place(coding),
            "quote": coding.quote,
            "code": coding.code,
            "origin": coding.origin,
            "codebook_version": coding.codebook_version,
            "memo": coding.memo,
            "event": event,
        }
        insert(self._connection, schema.codings, [row])

    def add_decision(self, decision: Decision, event: int) -> None:
        """Keep a decision that this event made."""
        row = {
            **_place(decision),
            "code": decision.code,
            "verdict": decision.verdict,
            "codebook_version": decision.codebook_version,
            "meaning": decision.meaning,
            "memo": decision.memo,
            "score": decision.score,
            "band": decision.band,
            "model": decision.model,
            "event": event,
        }
        insert(self._connection, schema.decisions, [row])

    def add_review(self, review: Review, event: int) -> None:
        """Keep a review that this event made."""
        insert(self._connection, schema.reviews, [{**_place(review), "event": event}])

    def withdraw_coding(self, coding: str, event: int) -> None:
        """Take a coding out of force by this event; undoing the event restores it."""
        self._withdraw("coding", coding, event)

    def withdraw_decision(self, decision: str, event: int) -> None:
        """Take a decision out of force by this event; undoing the event restores it."""
        self._withdraw("decision", decision, event)

    def withdraw_review(self, review: str, event: int) -> None:
        """Take a review out of force by this event; undoing the event restores it."""
        self._withdraw("review", review, event)

    def codings(
        self,
        transcript: str | None = None,
        code: str | None = None,
        coder: str | None = None,
        *,
        span: Span | None = None,
        everything: bool = False,
    ) -> list[Coding]:
        """Codings by transcript and place, in force or `everything` that ever was; with `span` those just there.

        Those in force have the code they count as since codes were merged or split; `everything` comes as it was
        made.
        """
        values: dict[str, object] = {"transcript": transcript, "code": code, "coder": coder}
        if everything:
            return [_coding(row) for row in self._rows("coding", values, span=span, everything=True)]
        shifted = self.shifts()
        if code is not None and shifted.steps:
            values["code"] = shifted.sources(code)
        found = (_counted(row, shifted) for row in self._rows("coding", values, span=span, everything=False))
        return [coding for coding in found if code in (None, coding.code)]

    def coding(self, coding: str, *, everything: bool = False, unplaced: bool = False) -> Coding | None:
        """The coding with this id if it is in force (or ever was), or None.

        Args:
            coding: its id.
            everything: also one that is not in force, as it was made.
            unplaced: also one that is in force and has lost its words, as it was made.
        """
        found = self._rows("coding", {"id": coding}, everything=everything)
        if not found and unplaced and self.unplaced(kind="coding", target=coding):
            found = self._rows("coding", {"id": coding}, everything=True)
        shifted = Shifted(()) if everything else self.shifts()
        return next((_counted(row, shifted) for row in found), None)

    def decisions(
        self,
        transcript: str | None = None,
        code: str | None = None,
        coder: str | None = None,
        *,
        span: Span | None = None,
        everything: bool = False,
    ) -> list[Decision]:
        """As `codings`; decisions come oldest first at one place."""
        values = {"transcript": transcript, "code": code, "coder": coder}
        return [_decision(row) for row in self._rows("decision", values, span=span, everything=everything)]

    def reviews(
        self,
        transcript: str | None = None,
        coder: str | None = None,
        *,
        span: Span | None = None,
        everything: bool = False,
    ) -> list[Review]:
        """As `codings`."""
        values = {"transcript": transcript, "coder": coder}
        return [_review(row) for row in self._rows("review", values, span=span, everything=everything)]

    def read_under(self) -> dict[str, str]:
        """Id of every review -> version of the codebook in force as it was made."""
        reviews, events = schema.reviews, schema.events
        query = select(reviews.c.id, events.c.codebook_version).join(events, events.c.seq == reviews.c.event)
        return {str(review): str(version) for review, version in self._connection.execute(query)}

    def made_by(self, event: int) -> tuple[list[Coding], list[Decision], list[Review]]:
        """What an event made, in force or not: so that an undo can say what it takes back."""
        return (
            [_coding(row) for row in self._rows("coding", {"event": event}, everything=True)],
            [_decision(row) for row in self._rows("decision", {"event": event}, everything=True)],
            [_review(row) for row in self._rows("review", {"event": event}, everything=True)],
        )

    def marked(self, kind: str, coder: str | None = None) -> list[tuple[str, int, int]]:
        """Transcript, start and end of all codings, decisions or reviews in force; quicker than they are."""
        table = KINDS[kind]
        query, place = standing(table, kind, moved=has_anchors(self, kind))
        if coder is not None:
            query = query.where(table.c.coder == coder)
        return [tuple(row) for row in self._connection.execute(query.with_only_columns(table.c.transcript, *place))]

    def coders(self, kind: str, *, but: str = "") -> set[str]:
        """Whose the codings, decisions or reviews in force are; codings of the origin `but` are not looked at."""
        table = KINDS[kind]
        query = select(table.c.coder).where(in_force(table, kind)).distinct()
        if but:
            query = query.where(table.c.origin != but)
        return set(self._connection.execute(query).scalars())

    def made_under(self, kind: str) -> dict[str, int]:
        """Version of the codebook -> codings or decisions in force that were made under it."""
        table = KINDS[kind]
        query = select(table.c.codebook_version, func.count()).where(in_force(table, kind))
        rows = self._connection.execute(query.group_by(table.c.codebook_version))
        return {str(version): int(number) for version, number in rows}

    def withdrawn_by(self, events: Iterable[int]) -> list[Coding]:
        """The codings that these events took out of force, where they were made, with the code they count as."""
        table, shifted = schema.withdrawals, self.shifts()
        found: list[Coding] = []
        for part in chunks(list(events)):
            query = select(table.c.target).where(table.c.kind == "coding", table.c.event.in_(part))
            for coding in self._connection.execute(query.order_by(table.c.target)).scalars().all():
                found += [_counted(row, shifted) for row in self._rows("coding", {"id": coding}, everything=True)]
        return found

    def _rows(
        self, kind: str, values: Mapping[str, object], *, span: Span | None = None, everything: bool
    ) -> list[AnyRow]:
        """Rows by transcript and place, narrowed by the values that are not None."""
        table = KINDS[kind]
        moved = not everything and has_anchors(self, kind)
        query, place = _as_made(table) if everything else standing(table, kind, moved=moved)
        if span is not None:
            query = query.where(place[0] == span.start, place[1] == span.end)
            if moved:  # asked for first, so that the database looks at these rows alone
                near = self._connection.execute(ever_at(table, kind, values["transcript"], span)).scalars().all()
                query = query.where(table.c.id.in_(near))
        order = (schema.transcripts.c.position, *place, table.c.event, table.c.id)
        query = query.join(schema.transcripts, schema.transcripts.c.id == table.c.transcript).order_by(*order)
        for name, value in values.items():
            if isinstance(value, set):
                query = query.where(table.c[name].in_(sorted(value)))
            elif value is not None:
                query = query.where(table.c[name] == value)
        return list(self._connection.execute(query))

    def _withdraw(self, kind: str, target: str, event: int) -> None:
        insert(self._connection, schema.withdrawals, [{"kind": kind, "target": target, "event": event}])


def _place(item: Coding | Decision | Review) -> dict[str, Any]:
    """The columns that all three share."""
    return {
        "id": item.id,
        "transcript": item.transcript,
        "span_start": item.span.start,
        "span_end": item.span.end,
        "coder": item.coder,
        "blind": item.blind,
        "created": item.created,
    }


def _as_made(table: Table) -> tuple[Select[Any], Sequence[ColumnElement[Any]]]:
    return select(table), (table.c.span_start, table.c.span_end)


def _counted(row: AnyRow, shifted: Shifted) -> Coding:
    """The coding with the code it counts as."""
    coding = _coding(row)
    code = shifted.code_of(coding.id, coding.code, row.event)
    return coding if code == coding.code else replace(coding, code=code, given=coding.code)


def _coding(row: AnyRow) -> Coding:
    return Coding(
        id=row.id,
        transcript=row.transcript,
        span=Span(row.span_start, row.span_end),
        quote=row.quote,
        code=row.code,
        coder=row.coder,
        origin=row.origin,
        blind=row.blind,
        codebook_version=row.codebook_version,
        created=row.created,
        memo=row.memo,
    )


def _decision(row: AnyRow) -> Decision:
    return Decision(
        id=row.id,
        transcript=row.transcript,
        span=Span(row.span_start, row.span_end),
        code=row.code,
        verdict=row.verdict,
        coder=row.coder,
        blind=row.blind,
        codebook_version=row.codebook_version,
        meaning=row.meaning,
        created=row.created,
        memo=row.memo,
        score=row.score,
        band=row.band,
        model=row.model,
    )


def _review(row: AnyRow) -> Review:
    return Review(
        id=row.id,
        transcript=row.transcript,
        span=Span(row.span_start, row.span_end),
        coder=row.coder,
        blind=row.blind,
        created=row.created,
    )
