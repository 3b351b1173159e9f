"""Where things stand: codings, decisions, reviews and memos in the text as it is now.

A row keeps the place at which it was made. An anchor says where it stands since an event: a person moved
it, or a correction moved the words under it. In force is the anchor of the highest event that stands;
one without a place says that the words are gone, and the thing waits for a person to place it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Select, Table, and_, func, literal, or_, select

from qual.model.span import Span
from qual.store import schema
from qual.store.events import undone_events
from qual.store.section import AnyRow, Section, upsert
from qual.store.shifts import ShiftTables

KINDS: Mapping[str, Table] = {
    "coding": schema.codings,
    "decision": schema.decisions,
    "review": schema.reviews,
    "memo": schema.memos,
}
"""Everything that has a place in a text."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where something stands since an event.

    Attributes:
        kind: "coding", "decision", "review" or "memo".
        target: its id.
        event: the event that put it there.
        transcript: the transcript's id.
        span: the place in the text as it was after that event, None where its words are gone.
        quote: the words there; the last it had where they are gone.
        chosen: True where a person named the place, False where it follows from a correction.
    """

    kind: str
    target: str
    event: int
    transcript: str
    span: Span | None
    quote: str
    chosen: bool = True


@dataclass(frozen=True, slots=True)
class Thing:
    """Something with a place in a transcript, in force or not, and every place people gave it.

    Attributes:
        kind: "coding", "decision", "review" or "memo".
        id: its id.
        event: the event that made it.
        coder: whose it is.
        code: code id (of a coding the one it counts as now), "" where it has none.
        made: where it was made, in the text of that time.
        quote: the words there; "" for decisions and reviews, which keep none.
        in_force: True while it counts.
        anchors: those of events that stand, oldest first.
    """

    kind: str
    id: str
    event: int
    coder: str
    code: str
    made: Span
    quote: str
    in_force: bool
    anchors: tuple[Anchor, ...]

    @property
    def now(self) -> Span | None:
        """Where it stands, None where its words are gone."""
        return self.anchors[-1].span if self.anchors else self.made


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Something in force whose words a correction took away.

    Attributes:
        kind: "coding", "decision", "review" or "memo".
        id: its id.
        transcript: the transcript's id.
        quote: the last words it had.
        code: code id, "" where it has none.
        coder: whose it is.
        created: when it was made; UTC, ISO 8601.
        event: the event since which it has no place.
        made_by: the event that made it.
    """

    kind: str
    id: str
    transcript: str
    quote: str
    code: str
    coder: str
    created: str
    event: int
    made_by: int


class AnchorTables(ShiftTables):
    """Places since events."""

    def add_anchor(
        self,
        kind: str,
        target: str,
        event: int,
        span: Span | None,
        quote: str,
        *,
        transcript: str,
        chosen: bool = True,
    ) -> None:
        """Put something at a place by this event; undoing the event takes it back to where it was."""
        self.add_anchors([Anchor(kind, target, event, transcript, span, quote, chosen)])

    def add_anchors(self, anchors: Sequence[Anchor]) -> None:
        """As `add_anchor`, for many at once; of one event the last word on a thing counts."""
        rows = [
            {
                "kind": anchor.kind,
                "target": anchor.target,
                "event": anchor.event,
                "transcript": anchor.transcript,
                "span_start": anchor.span.start if anchor.span else None,
                "span_end": anchor.span.end if anchor.span else None,
                "quote": anchor.quote,
                "chosen": anchor.chosen,
            }
            for anchor in anchors
        ]
        upsert(self._connection, schema.anchors, rows)

    def anchors(
        self, transcript: str | None = None, *, event: int | None = None, everything: bool = False
    ) -> list[Anchor]:
        """Anchors of events that stand, or of `everything`; oldest first."""
        table = schema.anchors
        query = select(table).order_by(table.c.event, table.c.kind, table.c.target)
        if transcript is not None:
            query = query.where(table.c.transcript == transcript)
        if event is not None:
            query = query.where(table.c.event == event)
        if not everything:
            query = query.where(table.c.event.not_in(undone_events()))
        return [
            Anchor(row.kind, row.target, row.event, row.transcript, _span(row), row.quote, row.chosen)
            for row in self._connection.execute(query)
        ]

    def things(self, transcript: str) -> list[Thing]:
        """Everything that ever had a place in this transcript, by kind and in the order in which it was made."""
        placed: dict[tuple[str, str], list[Anchor]] = {}
        for anchor in self.anchors(transcript):
            placed.setdefault((anchor.kind, anchor.target), []).append(anchor)
        shifted = self.shifts()
        found = []
        for kind, table in KINDS.items():
            stands = in_force(table, kind).label("stands")
            query = select(table, stands).where(table.c.transcript == transcript, table.c.span_start.is_not(None))
            for row in self._connection.execute(query.order_by(table.c.event, table.c.id)):
                values = row._mapping  # noqa: SLF001 - SQLAlchemy's public name for a row as a mapping
                anchors = tuple(placed.get((kind, row.id), ()))
                code = values.get("code", "")
                if kind == "coding":
                    code = shifted.code_of(row.id, code, row.event)
                found.append(
                    Thing(
                        kind, row.id, row.event, row.coder, code,
                        Span(row.span_start, row.span_end), values.get("quote", ""), bool(row.stands), anchors,
                    )
                )  # fmt: skip
        return found

    def unplaced(
        self, transcript: str | None = None, *, kind: str | None = None, target: str | None = None
    ) -> list[Unplaced]:
        """What is in force and has lost its words: all of it, or of one transcript, kind or id."""
        found = []
        shifted = self.shifts()
        for name, table in KINDS.items():
            if kind not in (None, name) or not has_anchors(self, name):
                continue
            code = table.c.code if "code" in table.c else literal("").label("code")
            latest = schema.anchors
            query = (
                select(
                    table.c.id, table.c.transcript, latest.c.quote, code, table.c.coder, table.c.created,
                    latest.c.event, table.c.event.label("made_by"),
                )
                .select_from(table)
                .join(latest, _latest(latest, name, table))
                .where(latest.c.span_start.is_(None), in_force(table, name))
                .order_by(latest.c.event, table.c.event, table.c.id)
            )  # fmt: skip
            if transcript is not None:
                query = query.where(table.c.transcript == transcript)
            if target is not None:
                query = query.where(table.c.id == target)
            lost = [Unplaced(name, **row) for row in self._connection.execute(query).mappings()]
            if name == "coding":
                lost = [replace(one, code=shifted.code_of(one.id, one.code, one.made_by)) for one in lost]
            found += lost
        return found


def has_anchors(section: Section, kind: str) -> bool:
    """True once anything of this kind was ever moved; until then no read has to look where things stand."""
    table = schema.anchors
    query = select(table.c.target).where(table.c.kind == kind).limit(1)
    return section._connection.execute(query).first() is not None  # noqa: SLF001 - a part of `Section`


def in_force(table: Table, kind: str) -> ColumnElement[bool]:
    """The event that made the row stands, and none that stands took it back."""
    withdrawals = schema.withdrawals
    taken = select(withdrawals.c.target).where(
        withdrawals.c.kind == kind, withdrawals.c.event.not_in(undone_events())
    )
    stands = table.c.event.not_in(undone_events()) & table.c.id.not_in(taken)
    # A memo without words deletes the one it takes the place of, and is none itself.
    return stands & (table.c.text != "") & table.c.id.not_in(replaced()) if kind == "memo" else stands


def replaced() -> Select[Any]:
    """Ids of the memos that a memo which stands took the place of, as a query."""
    newer = schema.memos.alias()
    return select(newer.c.replaces).where(newer.c.replaces != "", newer.c.event.not_in(undone_events()))


def standing(
    table: Table, kind: str, *, moved: bool
) -> tuple[Select[Any], tuple[ColumnElement[Any], ColumnElement[Any]]]:
    """The rows in force with the place and words they have now, and the columns of that place.

    Args:
        table: one of KINDS.
        kind: its name.
        moved: False where nothing of this kind was ever moved, which makes the query plain.
    """
    if not moved:
        query = select(table).where(in_force(table, kind))
        return query, (table.c.span_start, table.c.span_end)
    anchor = schema.anchors.alias()
    now = {
        column.name: func.coalesce(anchor.c[column.name], column).label(column.name)
        if column.name in ("span_start", "span_end", "quote")
        else column
        for column in table.c
    }
    query = (
        select(*now.values())
        .select_from(table)
        .outerjoin(anchor, _latest(anchor, kind, table))
        .where(in_force(table, kind), or_(anchor.c.event.is_(None), anchor.c.span_start.is_not(None)))
    )
    return query, (now["span_start"], now["span_end"])


def ever_at(table: Table, kind: str, transcript: object, span: Span) -> CompoundSelect[Any]:
    """Ids of the rows that were made at this place or ever moved there, as a query that indexes answer."""
    anchor = schema.anchors.alias()
    made = select(table.c.id).where(table.c.span_start == span.start, table.c.span_end == span.end)
    came = select(anchor.c.target).where(
        anchor.c.kind == kind, anchor.c.span_start == span.start, anchor.c.span_end == span.end
    )
    if transcript is not None:
        made, came = made.where(table.c.transcript == transcript), came.where(anchor.c.transcript == transcript)
    return made.union(came)


def _latest(anchor: Any, kind: str, table: Table) -> ColumnElement[bool]:  # noqa: ANN401 - table or alias
    """The anchor in force of a row of this table."""
    other = schema.anchors.alias()
    newest = (
        select(func.max(other.c.event))
        .where(other.c.kind == kind, other.c.target == table.c.id, other.c.event.not_in(undone_events()))
        .correlate(table)
        .scalar_subquery()
    )
    return and_(anchor.c.kind == kind, anchor.c.target == table.c.id, anchor.c.event == newest)


def _span(row: AnyRow) -> Span | None:
    return None if row.span_start is None else Span(row.span_start, row.span_end)
