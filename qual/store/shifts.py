"""What counts as which code since codes were merged or split; the codings stay as they were made.

A shift holds while its event stands. A coding is taken through all that hold, in the order of their events: from
the code the coder gave to the one it counts as. A shift of a whole code is for codings made before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import select

from qual.model.surgery import Shift
from qual.store import schema
from qual.store.events import undone_events
from qual.store.section import Section, insert


@dataclass(frozen=True, slots=True)
class Shifted:
    """The shifts that hold.

    Attributes:
        steps: event and shift, in the order of the events.
    """

    steps: tuple[tuple[int, Shift], ...]
    _whole: dict[str, list[tuple[int, str]]] = field(default_factory=dict, repr=False)
    _single: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        for event, shift in self.steps:
            if shift.coding:
                self._single.setdefault(shift.coding, []).append((event, shift.code, shift.into))
            else:
                self._whole.setdefault(shift.code, []).append((event, shift.into))

    def code_of(self, coding: str, code: str, made: int) -> str:
        """The code that a coding counts as.

        Args:
            coding: its id.
            code: the code it was given.
            made: the event that made it.
        """
        at = made
        own = self._single.get(coding, ())
        while True:
            whole = ((event, into) for event, into in self._whole.get(code, ()) if event > at)
            single = ((event, into) for event, was, into in own if event > at and was == code)
            step = min([*whole, *single], default=None)
            if step is None:
                return code
            at, code = step

    def sources(self, code: str) -> set[str]:
        """The codes that codings which count as this one may have been given, this one among them."""
        found, new = {code}, {code}
        into: Mapping[str, set[str]] = self._before()
        while new:
            new = set().union(*(into.get(one, set()) for one in new)) - found
            found |= new
        return found

    def _before(self) -> dict[str, set[str]]:
        into: dict[str, set[str]] = {}
        for _, shift in self.steps:
            into.setdefault(shift.into, set()).add(shift.code)
        return into


class ShiftTables(Section):
    """What counts as what."""

    def add_shifts(self, event: int, shifts: Iterable[Shift]) -> None:
        """Let codings count as another code by this event; undoing the event takes it back."""
        rows = [{"event": event, "code": one.code, "coding": one.coding, "counts_as": one.into} for one in shifts]
        insert(self._connection, schema.shifts, rows)

    def shifts(self, event: int | None = None) -> Shifted:
        """The shifts that hold, or those of one event whether it stands or not."""
        table = schema.shifts
        query = select(table).order_by(table.c.event, table.c.code, table.c.coding)
        query = query.where(table.c.event.not_in(undone_events()) if event is None else table.c.event == event)
        rows = self._connection.execute(query)
        return Shifted(tuple((row.event, Shift(row.code, row.counts_as, row.coding)) for row in rows))
