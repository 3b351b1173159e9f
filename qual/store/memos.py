"""Memos: rows to and from the type of the model, together with those typed with codings and rejects.

A memo is never changed: a newer one takes its place, and is deleted by one without words or by a withdrawal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, Table, func, select

from qual.model.memo import Memo
from qual.model.span import Span
from qual.store import schema
from qual.store.anchors import AnchorTables, has_anchors, in_force, replaced, standing
from qual.store.events import undone_events
from qual.store.section import AnyRow, insert

OF_CODING = "coding-"
"""Before the coding's id: the id of the memo that was typed with it."""

OF_DECISION = "decision-"
"""As above, of a reject."""


class MemoTables(AnchorTables):
    """What people noted, as it stands."""

    def add_memo(self, memo: Memo, event: int) -> None:
        """Keep a memo that this event made; one it `replaces` is out of force while the event stands."""
        row = {
            "id": memo.id,
            "about": memo.about,
            "target": memo.target,
            "transcript": memo.transcript or None,
            "span_start": memo.span.start if memo.span else None,
            "span_end": memo.span.end if memo.span else None,
            "quote": memo.quote,
            "text": memo.text,
            "coder": memo.coder,
            "created": memo.created,
            "replaces": memo.replaces,
            "event": event,
        }
        insert(self._connection, schema.memos, [row])

    def withdraw_memo(self, memo: str, event: int) -> None:
        """Take a memo out of force by this event; undoing the event restores it."""
        insert(self._connection, schema.withdrawals, [{"kind": "memo", "target": memo, "event": event}])

    def memos(
        self,
        about: str | None = None,
        target: str | None = None,
        transcript: str | None = None,
        coder: str | None = None,
        *,
        everything: bool = False,
    ) -> list[Memo]:
        """Memos in force, oldest first, with the place and the words they have now.

        Among them are the memos typed with codings ("coding-" and the coding's id) and with rejects
        ("decision-" and the decision's, about the passage), while these are in force and no other took
        their place. A passage's memo that has lost its words is left out; `unplaced` has it.

        Args:
            about: only memos about this kind of thing.
            target: only memos about this one.
            transcript: only memos that belong to this transcript.
            coder: only this person's.
            everything: every memo that ever was written as one, in force or not, as it was made.
        """
        values = {"about": about, "target": target, "transcript": transcript, "coder": coder}
        if everything:
            query = select(schema.memos)
        else:
            query, _place = standing(schema.memos, "memo", moved=has_anchors(self, "memo"))
        found = [_memo(row) for row in self._connection.execute(_narrowed(query, schema.memos, values))]
        narrow = {"transcript": transcript, "coder": coder}
        if not everything and about in (None, "coding"):
            found += self._typed_with_codings({**narrow, "id": target})
        if not everything and about in (None, "passage") and not target:
            found += self._typed_with_rejects(narrow)
        return sorted(found, key=lambda memo: (memo.created, memo.id))

    def memo(self, memo: str) -> Memo | None:
        """The memo with this id if it is in force, or None; one that lost its words comes without a place."""
        found = next((one for one in self.memos() if one.id == memo), None)
        if found is None and (lost := self.unplaced(kind="memo", target=memo)):
            made = next(one for one in self.memos(everything=True) if one.id == memo)
            return replace(made, span=None, quote=lost[0].quote)
        return found

    def _typed_with_codings(self, values: Mapping[str, str | None]) -> list[Memo]:
        table = schema.codings
        query = _narrowed(select(table).where(table.c.memo != "", in_force(table, "coding")), table, values)
        found = [
            Memo(OF_CODING + row.id, "coding", row.id, row.transcript, None, "", row.memo, row.coder, row.created)
            for row in self._connection.execute(query)
        ]
        return self._without_taken(found)

    def _typed_with_rejects(self, values: Mapping[str, str | None]) -> list[Memo]:
        table, texts = schema.decisions, schema.transcripts
        query, (start, end) = standing(table, "decision", moved=has_anchors(self, "decision"))
        query = query.where(table.c.memo != "", table.c.verdict == "reject")
        # A quote is cut out of the text in the database: the text itself is far longer.
        words = func.substr(texts.c.text, start + 1, end - start).label("words")
        query = query.join(texts, texts.c.id == table.c.transcript).add_columns(words)
        found = [
            Memo(
                OF_DECISION + row.id, "passage", "", row.transcript, Span(row.span_start, row.span_end), row.words,
                row.memo, row.coder, row.created,
            )
            for row in self._connection.execute(_narrowed(query, table, values))
        ]  # fmt: skip
        return self._without_taken(found)

    def _without_taken(self, memos: list[Memo]) -> list[Memo]:
        """Those that no other memo took the place of and nobody withdrew."""
        withdrawals = schema.withdrawals
        withdrawn = select(withdrawals.c.target).where(
            withdrawals.c.kind == "memo", withdrawals.c.event.not_in(undone_events())
        )
        if not memos:
            return []
        taken = set(self._connection.execute(replaced().union(withdrawn)).scalars())
        return [memo for memo in memos if memo.id not in taken]


def _narrowed(query: Select[Any], table: Table, values: Mapping[str, str | None]) -> Select[Any]:
    """The query for the values that are not None."""
    for name, value in values.items():
        if value is not None:
            query = query.where(table.c[name] == value)
    return query


def _memo(row: AnyRow) -> Memo:
    span = None if row.span_start is None else Span(row.span_start, row.span_end)
    return Memo(
        row.id, row.about, row.target, row.transcript or "", span, row.quote, row.text, row.coder, row.created,
        row.replaces,
    )  # fmt: skip
