"""The append-only record of who did what, and what of it stands.

Each event carries the SHA-256 of its predecessor's hash and its own content, so that a record altered,
shortened or put together from two copies is noticed. Triggers forbid changing or deleting an event.

An event is undone by another event. Undoing that one makes the first stand again, to any depth;
`mark_undone` follows the chain, so a caller only ever says which event undoes which.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select

from qual.errors import Refused
from qual.model.coding import Event
from qual.store import schema
from qual.store.section import AnyRow, Section, chunks, insert

UNDOABLE = (
    "accept", "reject", "code", "review", "remove", "recode", "resize", "memo", "newcode", "correct", "place",
    "affirm", "mergethemes", "dismisstheme", "restoretheme", "codebook", "choose",
)  # fmt: skip
"""The kinds of event that a person's undo goes back over."""


class DuplicateOp(Refused):
    """An act with this id was recorded before; ask `event_by_op` first."""

    def __init__(self, op: str) -> None:
        super().__init__(f"Recording act {op}", "it was recorded before, and an act counts once")


class EventTables(Section):
    """The record, in the order in which things happened."""

    def append_event(
        self,
        op: str,
        kind: str,
        coder: str,
        created: str,
        codebook_version: str,
        payload: Mapping[str, object],
    ) -> int:
        """Add an event to the record and return its place, from 1 on.

        Raises:
            DuplicateOp: if an event with this `op` is there; within one transaction a question to
                `event_by_op` before settles that, since writers queue.
        """
        if self.event_by_op(op) is not None:
            raise DuplicateOp(op)
        state = self._connection.execute(select(schema.state.c.events, schema.state.c.head)).one()
        row: dict[str, Any] = {
            "seq": state.events + 1,
            "op": op,
            "kind": kind,
            "coder": coder,
            "created": created,
            "codebook_version": codebook_version,
            "payload": json.dumps(payload, ensure_ascii=False, sort_keys=True, separators=(",", ":")),
        }
        row["hash"] = chained(state.head, row)
        insert(self._connection, schema.events, [row])
        self._connection.execute(schema.state.update().values(events=row["seq"], head=row["hash"]))
        return int(row["seq"])

    def event(self, seq: int) -> Event | None:
        """The event at this place, or None."""
        return self._one(_query().where(schema.events.c.seq == seq))

    def events_at(self, places: Sequence[int]) -> list[Event]:
        """The events at these places, in their order in the record."""
        found: list[Event] = []
        for part in chunks(sorted(set(places))):
            query = _query().where(schema.events.c.seq.in_(part)).order_by(schema.events.c.seq)
            found += [_event(row) for row in self._connection.execute(query)]
        return found

    def event_by_op(self, op: str) -> Event | None:
        """The event this act was recorded as, or None."""
        return self._one(_query().where(schema.events.c.op == op))

    def events(
        self,
        kind: str | None = None,
        coder: str | None = None,
        limit: int | None = None,
        *,
        newest_first: bool = True,
    ) -> list[Event]:
        """Events, of one kind or one coder where given, the newest first."""
        table = schema.events
        query = _query().order_by(table.c.seq.desc() if newest_first else table.c.seq).limit(limit)
        if kind is not None:
            query = query.where(table.c.kind == kind)
        if coder is not None:
            query = query.where(table.c.coder == coder)
        return [_event(row) for row in self._connection.execute(query)]

    def last_event(self, until: str) -> Event | None:
        """The last event recorded until then (UTC, ISO 8601; a day or a minute means its end), or None."""
        created = schema.events.c.created
        query = _query().where((created <= until) | created.startswith(until, autoescape=True))
        return self._one(query.order_by(schema.events.c.seq.desc()).limit(1))

    def newest(self, *, without: Sequence[str] = ()) -> Event | None:
        """The last event that is of none of these kinds, or None."""
        table = schema.events
        return self._one(_query().where(table.c.kind.not_in(without)).order_by(table.c.seq.desc()).limit(1))

    def hash_at(self, seq: int) -> str:
        """The hash the record has at this event, which covers everything before it; "" where it has none."""
        found = self._connection.execute(select(schema.events.c.hash).where(schema.events.c.seq == seq)).scalar()
        return str(found or "")

    def count_since(self, seq: int, *, without: Sequence[str] = ()) -> int:
        """How many events that are of none of these kinds came after this one."""
        table = schema.events
        query = select(func.count()).where(table.c.seq > seq, table.c.kind.not_in(without))
        return int(self._connection.execute(query).scalar_one())

    def acts(self, coder: str, limit: int, *, before: int | None = None) -> list[Event]:
        """A page of what a coder did, undid and did again, the newest first; `before` turns the page."""
        table = schema.events
        kinds = (*UNDOABLE, "undo", "redo")
        query = _query().where(table.c.coder == coder, table.c.kind.in_(kinds)).order_by(table.c.seq.desc())
        if before is not None:
            query = query.where(table.c.seq < before)
        return [_event(row) for row in self._connection.execute(query.limit(limit))]

    def stroke(self, stroke: str, coder: str) -> list[Event]:
        """A coder's acts of one stroke in their order, whether they stand or not; undos and redos are none."""
        return self.strokes([stroke], coder).get(stroke, [])

    def strokes(self, strokes: Sequence[str], coder: str) -> dict[str, list[Event]]:
        """As `stroke`, for several at once; those without an act are left out."""
        table = schema.events
        found: dict[str, list[Event]] = {}
        for part in chunks(list(dict.fromkeys(strokes))):
            # Ids are sorted by code point, and "/" comes right after "."; ranges, so that the index serves.
            near = or_(*((table.c.op >= stroke) & (table.c.op < f"{stroke}/") for stroke in part))
            query = _query().where(near, table.c.coder == coder, table.c.kind.in_(UNDOABLE)).order_by(table.c.seq)
            for event in map(_event, self._connection.execute(query)):
                if event.stroke in part:
                    found.setdefault(event.stroke, []).append(event)
        return found

    def mark_undone(self, event: int, by: int) -> None:
        """Note that event `by` undid `event`: what it made is out of force, what it took back returns.

        Raises:
            ValueError: unless `by` came later.
        """
        if by <= event:
            raise ValueError(f"event {by} cannot undo event {event}, which did not come before it")
        before = self._stands(event)
        insert(self._connection, schema.undoings, [{"event": event, "undone_by": by, "standing": True}])
        if before:
            self._settle(event, stands=False)

    def mark_redone(self, event: int, by: int) -> None:
        """Note that event `by` undid whatever had undone `event`, so that it stands again."""
        table = schema.undoings
        query = select(table.c.undone_by).where(table.c.event == event, table.c.standing)
        for undoing in self._connection.execute(query.order_by(table.c.undone_by)).scalars().all():
            self.mark_undone(int(undoing), by)

    def _stands(self, event: int) -> bool:
        table = schema.undoings
        query = select(table.c.event).where(table.c.event == event, table.c.standing)
        return self._connection.execute(query).first() is None

    def _settle(self, event: int, *, stands: bool) -> None:
        """Pass on to what `event` had undone that it now stands, or no longer does."""
        table = schema.undoings
        touched = select(table.c.event).where(table.c.undone_by == event)
        for other in self._connection.execute(touched).scalars().all():
            before = self._stands(other)
            self._connection.execute(
                table.update().where(table.c.event == other, table.c.undone_by == event).values(standing=stands)
            )
            if before != self._stands(other):
                self._settle(int(other), stands=not before)

    def broken_links(self) -> list[str]:
        """What is wrong with the chain of events; empty where every event follows from the one before."""
        head, count = "", 0
        wrong: list[str] = []
        table = schema.events
        for row in self._connection.execute(select(table).order_by(table.c.seq)).mappings():
            count += 1
            if row["seq"] != count:
                wrong.append(f"event {count} is missing from the record")
                count = row["seq"]
            if row["hash"] != chained(head, row):
                wrong.append(f"event {count} does not follow from the one before: the record was altered")
            head = row["hash"]
        state = self._connection.execute(select(schema.state)).first()
        if state is None:
            wrong.append("the line that says where the record ends is missing")
        elif (state.events, state.head) != (count, head):
            wrong.append(f"the record ends at event {count}, but {state.events} were written")
        return wrong

    def _one(self, query: Select[Any]) -> Event | None:
        row = self._connection.execute(query).first()
        return None if row is None else _event(row)


def chained(head: str, row: Mapping[Any, Any]) -> str:
    """SHA-256 over the hash before and the event's content."""
    content = [row[name] for name in ("seq", "op", "kind", "coder", "created", "codebook_version", "payload")]
    return hashlib.sha256(json.dumps([head, *content], ensure_ascii=True).encode()).hexdigest()


def undone_events() -> Select[Any]:
    """The places of all events that do not stand, as a query."""
    return select(schema.undoings.c.event).where(schema.undoings.c.standing)


def _query() -> Select[Any]:
    """Events with the event that undid them, where one did."""
    undoings = schema.undoings
    undone_by = (
        select(func.min(undoings.c.undone_by))
        .where(undoings.c.event == schema.events.c.seq, undoings.c.standing)
        .correlate(schema.events)
        .scalar_subquery()
    )
    return select(schema.events, undone_by.label("undone_by"))


def _event(row: AnyRow) -> Event:
    return Event(
        row.seq, row.op, row.kind, row.coder, row.created, row.codebook_version, row.payload, row.undone_by
    )
