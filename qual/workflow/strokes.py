"""Undo, redo, and what of a person's acts can be undone and redone.

A stroke is what a person did in one go: one act, or several that share their op id up to its first dot (a bulk
accept, "not this code but that one", a new code and its first coding). Strokes are undone and redone whole.

The order comes from the record alone, so that it is the same on every page and after every restart: undo goes back
from the stroke that came into force last; redo brings back what was undone last, until a newer act cuts it off.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.model.coding import Event, Op, stroke_of
from qual.model.span import Span
from qual.store.events import UNDOABLE
from qual.workflow import acting, correcting, newcodes, surgery
from qual.workflow.desk import Answer, Desk
from qual.workflow.surgery import Turned

if TYPE_CHECKING:
    from qual.store.store import Tables

_PAGE = 200
_NOT_THERE = "That act cannot be undone: it is not there, undone already, or not yours."


@dataclass(frozen=True, slots=True)
class Stroke:
    """What a person did in one go.

    Attributes:
        op: the stroke's id; as the target of an undo or a redo it means this stroke.
        kinds: what was done, in order, each kind once.
        codes: ids of the codes it was done with, in order, each once.
        transcript: id of the transcript it was done in, "" for none.
        span: the words of its first act, None where it has none.
        created: when it was begun; UTC, ISO 8601.
        events: its acts, in order.
    """

    op: str
    kinds: tuple[str, ...]
    codes: tuple[str, ...]
    transcript: str
    span: Span | None
    created: str
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What a person can undo and redo.

    Attributes:
        done: strokes that stand, the next to be undone first.
        undone: strokes that can be redone, the next first.
    """

    done: tuple[Stroke, ...]
    undone: tuple[Stroke, ...]


@dataclass(frozen=True, slots=True)
class Done:
    """An act that was undone or redone, and the event that did it, with what a person should know about it."""

    event: Event
    by: int
    note: str = ""


def history(tables: Tables, coder: str, most: int) -> History:
    """A coder's strokes that can be undone and redone, at most so many of each."""
    done, undone = _walked(tables, coder, most, most)
    acts = tables.strokes(done, coder)
    standing = ((op, [event for event in acts[op] if event.undone_by is None]) for op in done)
    return History(
        tuple(_stroke(op, events) for op, events in standing),
        tuple(_stroke(op, events) for op, events in undone.items()),
    )


def undo(desk: Desk, op: Op) -> Answer:
    """Undo the stroke that the target is an act of; without a target, the coder's newest that stands."""
    found = undo_all(desk, op)
    return Answer(op.id, refusal=found) if isinstance(found, str) else _answer(op, found)


def redo(desk: Desk, op: Op) -> Answer:
    """Redo the stroke that the target is an act of; without a target, the one undone last."""
    found = redo_all(desk, op)
    return Answer(op.id, refusal=found) if isinstance(found, str) else _answer(op, found)


def undo_all(desk: Desk, op: Op) -> list[Done] | str:
    """As `undo`: every act of the stroke, newest first, or why it cannot be undone.

    Raises:
        Refused: if the codebook file does not let it; nothing may be kept then.
    """
    stroke = stroke_of(op.target) if op.target else next(iter(_walked(desk.tables, op.coder, 1, 0)[0]), None)
    if stroke is None:
        return f"{op.coder} has no act left to undo."
    events = _acts(desk.tables, stroke, op.coder)
    if not events:
        return _NOT_THERE
    surgeries = (surgery.cannot_undo(desk, event) for event in events if event.kind == "codebook")
    texts = correcting.cannot_turn(desk.tables, [event.seq for event in events])
    if why := next(filter(None, (*surgeries, texts)), ""):
        return why
    done = []
    for event, one in zip(reversed(events), _ops(op), strict=False):
        found = surgery.turned(desk, event, back=True) if event.kind == "codebook" else Turned({})
        by = desk.record(one, {"undoes": event.seq, "stroke": event.stroke, **found.payload})
        desk.tables.mark_undone(event.seq, by)
        done.append(Done(event, by, newcodes.undone(desk, event) if event.kind == "newcode" else found.note))
    return _settled(desk, done)


def redo_all(desk: Desk, op: Op) -> list[Done] | str:
    """As `redo`: every act of the stroke, in order, or why it cannot be redone.

    Raises:
        Refused: if somebody's coding would be lost by it; nothing may be kept then.
    """
    _, undone = _walked(desk.tables, op.coder, 0, None)
    if not undone:
        return f"{op.coder} has no act left to redo."
    events = undone.get(stroke_of(op.target) if op.target else next(iter(undone)))
    if not events:
        return "That act cannot be redone: it is not undone, a newer act came after it, or it is not yours."
    codes = (newcodes.cannot_redo(desk, event) for event in events if event.kind == "newcode")
    surgeries = (surgery.cannot_redo(desk, event) for event in events if event.kind == "codebook")
    texts = correcting.cannot_turn(desk.tables, [event.seq for event in events])
    if why := next(filter(None, (*codes, *surgeries, texts)), ""):
        return why
    done = []
    for event, one in zip(events, _ops(op), strict=False):
        found = surgery.turned(desk, event, back=False) if event.kind == "codebook" else Turned({})
        by = desk.record(one, {"redoes": event.seq, "stroke": event.stroke, **found.payload})
        desk.tables.mark_redone(event.seq, by)
        if event.kind == "newcode":
            newcodes.redone(desk, event)
        done.append(Done(event, by))
    settled = _settled(desk, done)
    acting.need_likes(desk.tables, [event.seq for event in events if event.kind in ("correct", "codebook")])
    return settled


def _settled(desk: Desk, done: list[Done]) -> list[Done]:
    """Texts and places follow; codings that came back or were moved by this stand once beside their like."""
    by = done[-1].by
    moves = correcting.settle(desk, by, [one.event.seq for one in done])
    acting.stand_once(desk.tables, [coding for one in done for coding in _brought_back(one.event, desk)], by)
    if not moves.note:
        return done
    return [*done[:-1], replace(done[-1], note=" ".join(filter(None, (done[-1].note, moves.note))))]


def _brought_back(event: Event, desk: Desk) -> list[tuple[str, str]]:
    """Transcript and id of the codings that may have come back, or moved, as this act was undone or redone."""
    details = event.details
    if event.kind == "codebook":
        return [(one.transcript, one.id) for one in surgery.touched(desk.tables, event)]
    named = [str(details[name]) for name in ("coding", "was", "target") if details.get(name)]
    if not named and event.kind in ("accept", "code"):  # written by an earlier version
        named = [coding.id for coding in desk.tables.made_by(event.seq)[0]]
    return [(str(details.get("transcript", "")), coding) for coding in named]


def _walked(
    tables: Tables, coder: str, most_done: int, most_undone: int | None
) -> tuple[list[str], dict[str, list[Event]]]:
    """The strokes that stand, newest first, and those that can be redone with their undone acts in order."""
    done: dict[str, None] = {}
    undone: dict[str, list[Event]] = {}
    taken_back: set[str] = set()
    open_ = True
    for event in _backwards(tables, coder):
        stroke = _meant(tables, event)
        if event.kind == "undo" and event.undone_by is None:
            taken_back.add(stroke)
            if open_ and (most_undone is None or len(undone) < most_undone or stroke in undone):
                undone.setdefault(stroke, []).append(event)
        elif event.kind == "redo" and stroke not in taken_back:
            done.setdefault(stroke)
        elif event.kind in UNDOABLE:
            open_ = False  # whatever was undone before this act cannot be redone any more
            if event.undone_by is None:
                done.setdefault(stroke)
        if len(done) >= most_done and not open_:
            break
    return list(done)[:most_done], {stroke: _targets(tables, undos) for stroke, undos in undone.items()}


def _backwards(tables: Tables, coder: str) -> Iterator[Event]:
    """Everything a coder did, undid and did again, newest first."""
    before = None
    while page := tables.acts(coder, _PAGE, before=before):
        yield from page
        before = page[-1].seq


def _meant(tables: Tables, event: Event) -> str:
    """The stroke an act is of, or that an undo or redo is about."""
    if event.kind in UNDOABLE:
        return event.stroke
    if "stroke" in event.details:
        return str(event.details["stroke"])
    [target] = _targets(tables, [event])  # written by an earlier version
    return target.stroke


def _targets(tables: Tables, undos: list[Event]) -> list[Event]:
    """The acts that these undid, oldest first."""
    return tables.events_at([int(str(undo.details["undoes"])) for undo in undos])


def _acts(tables: Tables, stroke: str, coder: str) -> list[Event]:
    """The acts of a stroke that stand, in order."""
    return [event for event in tables.stroke(stroke, coder) if event.undone_by is None]


def _ops(op: Op) -> Iterator[Op]:
    """The op itself, then more with ids of their own: every event has one. No screen makes such an id."""
    number = 1
    while True:
        yield op if number == 1 else replace(op, id=f"{op.id}.e{number}")
        number += 1


def _answer(op: Op, done: list[Done]) -> Answer:
    made = next((str(one.event.details["coding"]) for one in done if one.event.details.get("coding")), "")
    return Answer(op.id, done[0].by, coding=made, note=" ".join(one.note for one in done if one.note))


def _stroke(op: str, events: list[Event]) -> Stroke:
    details = [event.details for event in events]
    first = next((found for found in details if isinstance(found.get("start"), int)), {})
    span = Span(int(str(first["start"])), int(str(first["end"]))) if first else None
    return Stroke(
        op,
        tuple(dict.fromkeys(event.kind for event in events)),
        tuple(dict.fromkeys(str(found["code"]) for found in details if found.get("code"))),
        next((str(found["transcript"]) for found in details if found.get("transcript")), ""),
        span,
        events[0].created,
        tuple(events),
    )
