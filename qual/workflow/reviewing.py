"""The one way in for human acts: screen, file and Python build ops; here they become events.

Applying is idempotent on the op's id. Each act is one event, and undo is a compensating event: nothing is ever
deleted. An op that breaks a rule is answered with a sentence and changes nothing; the others go through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.model.codebook import Codebook
from qual.model.coding import Coding, Decision, Event, Op, Review
from qual.model.ids import new_id
from qual.model.span import Span
from qual.store.events import UNDOABLE
from qual.workflow import codebooks
from qual.workflow.clock import now

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of an op.

    Attributes:
        op: the op's id.
        event: its place in the record; None where nothing new was recorded.
        refusal: why it was not carried out, "" where it was.
        coding: the id of the coding it made, "" where it made none.
        unchanged: True where the same act already stood.
    """

    op: str
    event: int | None = None
    refusal: str = ""
    coding: str = ""
    unchanged: bool = False


@dataclass(slots=True)
class _Desk:
    """What one batch of ops needs to know, read once."""

    tables: Tables
    book: Codebook
    version: str
    texts: dict[str, str] = field(default_factory=dict)

    def text(self, transcript: str) -> str | None:
        """The transcript's text, or None where there is no such transcript."""
        if transcript not in self.texts:
            found = self.tables.texts([transcript])
            if transcript not in found:
                return None
            self.texts[transcript] = found[transcript]
        return self.texts[transcript]


def apply(project: OpenProject, ops: Sequence[Op]) -> list[Answer]:
    """Carry out ops in order, in one transaction; one answer for each."""
    with project.store.transaction() as tables:
        return apply_in(project, tables, ops)


def apply_in(project: OpenProject, tables: Tables, ops: Sequence[Op]) -> list[Answer]:
    """As `apply`, inside a transaction that is already open."""
    version = codebooks.remember(project, tables)
    desk = _Desk(tables, codebooks.current_in(project, tables).book, version)
    return [_one(desk, op) for op in ops]


def undo(project: OpenProject, count: int = 1, *, coder: str) -> list[dict[str, object]]:
    """Undo the coder's last acts that still stand, newest first.

    Raises:
        Refused: if the count is below 1, or this person has nothing to undo.
    """
    if count < 1:
        raise Refused("Undo", "the number of acts must be 1 or more")
    with project.store.transaction() as tables:
        version = codebooks.remember(project, tables)
        events = tables.last_undoable(coder, count)
        if not events:
            raise Refused("Undo", f"{coder} has no act left to undo", hint="Name the person with --coder.")
        return [_undone(tables, event, Op(new_id(), "undo", coder), version) for event in events]


def last_stroke(project: OpenProject, *, coder: str) -> tuple[Event, ...]:
    """The coder's newest act that stands, with those made in the same stroke, newest first; () without any.

    Acts of one stroke (such as "not this code but that one") share their op id up to its first dot.
    """
    with project.store.reading() as tables:
        events = tables.last_undoable(coder, 2)
    return tuple(event for event in events if event.op.split(".")[0] == events[0].op.split(".")[0])


def decided(project: OpenProject, *, coder: str) -> int:
    """How many suggestions this person has accepted or rejected."""
    with project.store.reading() as tables:
        return len(tables.decisions(coder=coder))


def _one(desk: _Desk, op: Op) -> Answer:
    known = desk.tables.event_by_op(op.id)
    if known is not None:
        return Answer(op.id, known.seq, unchanged=True)
    if op.act in ("undo", "remove"):
        return _undo_op(desk, op) if op.act == "undo" else _remove(desk, op)
    refusal = _wrong_words(desk, op) or _wrong_code(desk, op)
    if refusal:
        return Answer(op.id, refusal=refusal)
    return {"accept": _code, "code": _code, "reject": _reject, "review": _review}[op.act](desk, op)


def _wrong_words(desk: _Desk, op: Op) -> str:
    """Why the words meant cannot be marked, or ""."""
    text = desk.text(op.transcript)
    if text is None:
        return f"There is no transcript {op.transcript!r} in this project."
    if op.span is None or op.span.end > len(text):
        return f"The words lie outside transcript {op.transcript}, which has {len(text)} characters."
    place = f"{op.span.start}-{op.span.end} of transcript {op.transcript}"
    if op.quote and op.quote != op.span.of(text):
        return f"The quote is not what stands at {place}."
    return "" if op.span.of(text).strip() else f"There are no words at {place}."


def _wrong_code(desk: _Desk, op: Op) -> str:
    """Why the code meant cannot be used, or ""."""
    if op.act == "review":
        return ""
    code = desk.book.code(op.code)
    if code is None:
        return f"There is no code {op.code!r} in the codebook."
    if code.retired and op.act != "reject":
        return f"The code {op.code!r} is retired; take it back in the codebook to use it again."
    return ""


def _code(desk: _Desk, op: Op) -> Answer:
    """Accept or code: adds a coding, never overwrites one."""
    span = _span(op)
    same = desk.tables.codings(transcript=op.transcript, code=op.code, coder=op.coder)
    twin = next((c for c in same if c.span == span), None)
    if twin is not None:
        return Answer(op.id, coding=twin.id, unchanged=True)
    created = now()
    event = _event(desk, op, created)
    quote = span.of(desk.texts[op.transcript])
    coding = Coding(
        new_id(), op.transcript, span, quote, op.code, op.coder, op.origin, op.blind, desk.version, created, op.memo
    )
    desk.tables.add_coding(coding, event)
    if op.act == "accept":
        desk.tables.add_decision(_decision(desk, op, span, created), event)
    return Answer(op.id, event, coding=coding.id)


def _reject(desk: _Desk, op: Op) -> Answer:
    span = _span(op)
    coded = desk.tables.codings(transcript=op.transcript, code=op.code, coder=op.coder)
    if any(c.span == span for c in coded):
        why = f"{op.coder} has coded these words with {op.code!r}; remove or undo that coding instead."
        return Answer(op.id, refusal=why)
    code = desk.book.code(op.code)
    decided = desk.tables.decisions(transcript=op.transcript, code=op.code, coder=op.coder)
    if any(d.verdict == "reject" and d.span == span and code and d.meaning == code.meaning for d in decided):
        return Answer(op.id, unchanged=True)
    created = now()
    event = _event(desk, op, created)
    desk.tables.add_decision(_decision(desk, op, span, created), event)
    return Answer(op.id, event)


def _review(desk: _Desk, op: Op) -> Answer:
    span = _span(op)
    read = desk.tables.reviews(transcript=op.transcript, coder=op.coder)
    if any(r.span == span for r in read):
        return Answer(op.id, unchanged=True)
    created = now()
    event = _event(desk, op, created)
    desk.tables.add_review(Review(new_id(), op.transcript, span, op.coder, op.blind, created), event)
    return Answer(op.id, event)


def _remove(desk: _Desk, op: Op) -> Answer:
    coding = desk.tables.coding(op.target)
    if coding is None:
        return Answer(op.id, refusal="That coding is not there any more.")
    event = desk.tables.append_event(
        op=op.id, kind="remove", coder=op.coder, created=now(), codebook_version=desk.version,
        payload={"coding": coding.id, "transcript": coding.transcript, "code": coding.code,
                 "start": coding.span.start, "end": coding.span.end, "of": coding.coder},
    )  # fmt: skip
    desk.tables.withdraw_coding(coding.id, event)
    return Answer(op.id, event, coding=coding.id)


def _undo_op(desk: _Desk, op: Op) -> Answer:
    """Undo the act named by its op id; without a target, the coder's last."""
    if op.target:
        event = desk.tables.event_by_op(op.target)
        standing = event is not None and event.undone_by is None and event.kind in UNDOABLE
        if event is None or not standing or event.coder != op.coder:
            return Answer(
                op.id, refusal="That act cannot be undone: it is not there, undone already, or not yours."
            )
    else:
        events = desk.tables.last_undoable(op.coder, 1)
        if not events:
            return Answer(op.id, refusal=f"{op.coder} has no act left to undo.")
        event = events[0]
    done = _undone(desk.tables, event, op, desk.version)
    return Answer(op.id, int(str(done["by"])))


def _undone(tables: Tables, event: Event, op: Op, version: str) -> dict[str, object]:
    by = tables.append_event(
        op=op.id,
        kind="undo",
        coder=op.coder,
        created=now(),
        codebook_version=version,
        payload={"undoes": event.seq},
    )
    tables.mark_undone(event.seq, by)
    if event.kind == "remove":
        _never_twice(tables, str(event.details.get("coding", "")), by)
    return {"event": event.seq, "by": by, "kind": event.kind, "coder": event.coder, "created": event.created,
            **event.details}  # fmt: skip


def _never_twice(tables: Tables, restored: str, by: int) -> None:
    """A coding that was made again after its removal stands once: the one that came back goes out of force."""
    coding = tables.coding(restored)
    if coding is None:
        return
    same = tables.codings(transcript=coding.transcript, code=coding.code, coder=coding.coder)
    if any(other.id != coding.id and other.span == coding.span for other in same):
        tables.withdraw_coding(coding.id, by)


def _event(desk: _Desk, op: Op, created: str) -> int:
    span = _span(op)
    payload = {
        "transcript": op.transcript, "start": span.start, "end": span.end, "code": op.code, "origin": op.origin,
        "blind": op.blind, "score": op.score, "band": op.band, "model": op.model,
    }  # fmt: skip
    return desk.tables.append_event(
        op=op.id, kind=op.act, coder=op.coder, created=created, codebook_version=desk.version, payload=payload
    )


def _decision(desk: _Desk, op: Op, span: Span, created: str) -> Decision:
    code = desk.book.code(op.code)
    meaning = code.meaning if code else ""
    return Decision(
        new_id(), op.transcript, span, op.code, op.act, op.coder, op.blind, desk.version, meaning, created,
        op.memo, op.score, op.band, op.model,
    )  # fmt: skip


def _span(op: Op) -> Span:
    if op.span is None:  # `_wrong_words` has answered before this can happen
        raise Refused(f"The act {op.act}", "it names no words")
    return op.span
