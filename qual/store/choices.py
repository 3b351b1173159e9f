"""Choices: rows to and from the type of the model. None is ever changed; the newest that stands holds."""

from __future__ import annotations

from sqlalchemy import select

from qual.model.choice import Choice
from qual.model.span import Span
from qual.store import schema
from qual.store.events import undone_events
from qual.store.section import Section, insert


class ChoiceTables(Section):
    """What analysts settled about counting and reporting."""

    def add_choice(self, choice: Choice) -> None:
        """Keep a choice that its event made."""
        row = {
            "event": choice.event, "about": choice.about, "target": choice.target,
            "transcript": choice.transcript or None, "span_start": choice.span.start if choice.span else None,
            "span_end": choice.span.end if choice.span else None, "value": choice.value, "coder": choice.coder,
            "created": choice.created,
        }  # fmt: skip
        insert(self._connection, schema.choices, [row])

    def choices(self, about: str | None = None, *, everything: bool = False) -> list[Choice]:
        """Choices whose events stand, in the order in which they were made, at the places they were made about.

        Args:
            about: only those about this kind of thing.
            everything: also those that were undone.
        """
        table = schema.choices
        query = select(table).order_by(table.c.event)
        if about is not None:
            query = query.where(table.c.about == about)
        if not everything:
            query = query.where(table.c.event.not_in(undone_events()))
        return [
            Choice(
                row.about, row.target, row.transcript or "",
                None if row.span_start is None else Span(row.span_start, row.span_end),
                row.value, row.coder, row.created, row.event,
            )
            for row in self._connection.execute(query)
        ]  # fmt: skip
