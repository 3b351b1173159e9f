"""Acts on codings: accept, reject, code, review, remove, recode, resize and affirm; what changes is one event."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.model.coding import Coding, Decision, Op, Review
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import memos
from qual.workflow.clock import now
from qual.workflow.desk import Answer, Desk

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qual.store.store import Tables

_FEW = 3
"""Transcripts up to which their codings are asked for one by one."""


def code(desk: Desk, op: Op) -> Answer:
    """Accept or code: adds a coding, never overwrites one."""
    span = _span(op)
    twin = _standing(desk.tables, op.transcript, span, op.code, op.coder)
    if twin is not None:
        return Answer(op.id, coding=twin.id, unchanged=True)
    created, own = now(), new_id()
    event = desk.record(op, _payload(op, span) | {"coding": own}, created=created)
    quote = span.of(desk.texts[op.transcript])
    coding = Coding(
        own, op.transcript, span, quote, op.code, op.coder, op.origin, op.blind, desk.version, created, op.memo
    )
    desk.tables.add_coding(coding, event)
    if op.act == "accept":
        desk.tables.add_decision(_decision(desk, op, span, created), event)
    return Answer(op.id, event, coding=own)


def reject(desk: Desk, op: Op) -> Answer:
    """Say that a code does not fit these words; it holds until the code's meaning changes."""
    span = _span(op)
    if _standing(desk.tables, op.transcript, span, op.code, op.coder) is not None:
        why = f"{op.coder} has coded these words with {op.code!r}; remove or undo that coding instead."
        return Answer(op.id, refusal=why)
    meant = desk.book.code(op.code)
    decided = desk.tables.decisions(transcript=op.transcript, code=op.code, coder=op.coder, span=span)
    if any(d.verdict == "reject" and meant and d.meaning == meant.meaning for d in decided):
        return Answer(op.id, unchanged=True)
    created = now()
    event = desk.record(op, _payload(op, span), created=created)
    desk.tables.add_decision(_decision(desk, op, span, created), event)
    return Answer(op.id, event)


def review(desk: Desk, op: Op) -> Answer:
    """Say that these words were read and there is nothing more to code in them."""
    span = _span(op)
    if desk.tables.reviews(transcript=op.transcript, coder=op.coder, span=span):
        return Answer(op.id, unchanged=True)
    created = now()
    event = desk.record(op, _payload(op, span), created=created)
    desk.tables.add_review(Review(new_id(), op.transcript, span, op.coder, op.blind, created), event)
    return Answer(op.id, event)


def remove(desk: Desk, op: Op) -> Answer:
    """Take one's own coding back, also one that lost its words."""
    coding = _own(desk, op, unplaced=True)
    if isinstance(coding, str):
        return Answer(op.id, refusal=coding)
    event = desk.record(op, _of(coding))
    desk.tables.withdraw_coding(coding.id, event)
    return Answer(op.id, event, coding=coding.id)


def recode(desk: Desk, op: Op) -> Answer:
    """Give the words of one's own coding another code: the old coding goes, a new one comes, its memos along."""
    coding = _own(desk, op)
    if isinstance(coding, str):
        return Answer(op.id, refusal=coding)
    if op.code == coding.code:
        return Answer(op.id, coding=coding.id, unchanged=True)
    twin = _standing(desk.tables, coding.transcript, coding.span, op.code, op.coder)
    created, own = now(), twin.id if twin else new_id()
    event = desk.record(op, _of(coding) | {"code": op.code, "was": coding.id, "coding": own}, created=created)
    if twin is None:
        fresh = Coding(
            own, coding.transcript, coding.span, coding.quote, op.code, op.coder, op.origin, op.blind, desk.version,
            created,
        )  # fmt: skip
        desk.tables.add_coding(fresh, event)
    memos.follow(desk.tables, coding.id, own, event)
    desk.tables.withdraw_coding(coding.id, event)
    return Answer(op.id, event, coding=own)


def resize(desk: Desk, op: Op) -> Answer:
    """Give one's own coding other words; it stays the same coding."""
    coding = _own(desk, op)
    if isinstance(coding, str):
        return Answer(op.id, refusal=coding)
    if op.transcript not in ("", coding.transcript):
        return Answer(op.id, refusal=f"That coding stands in transcript {coding.transcript}, not {op.transcript}.")
    if refusal := desk.wrong_words(replace(op, transcript=coding.transcript)):
        return Answer(op.id, refusal=refusal)
    span = _span(op)
    if span == coding.span:
        return Answer(op.id, coding=coding.id, unchanged=True)
    if _standing(desk.tables, coding.transcript, span, coding.code, coding.coder) is not None:
        why = f"{op.coder} has coded these words with {coding.code!r} already; one coding is enough."
        return Answer(op.id, refusal=why)
    payload = _of(coding) | {
        "start": span.start, "end": span.end, "from_start": coding.span.start, "from_end": coding.span.end,
    }  # fmt: skip
    event = desk.record(op, payload)
    quote = span.of(desk.texts[coding.transcript])
    desk.tables.add_anchor("coding", coding.id, event, span, quote, transcript=coding.transcript)
    return Answer(op.id, event, coding=coding.id)


def affirm(desk: Desk, op: Op) -> Answer:
    """Say that a coding, one's own or another's, is right under the meaning its code has now.

    It changes no coding: a coder's word on their own coding settles it, another's stands beside it.
    """
    coding = desk.tables.coding(op.target)
    if coding is None:
        return Answer(op.id, refusal="That coding is not there any more.")
    code = desk.book.code(coding.code)
    if code is None:
        return Answer(op.id, refusal=f"The code {coding.code!r} is not in the codebook any more.")
    if op.code not in ("", code.id) or op.text not in ("", code.meaning):
        return Answer(op.id, refusal="The code's definition was changed meanwhile. Read it again first.")
    said = {"coding": coding.id, "meaning": code.meaning}
    known = (one for one in desk.tables.events("affirm", op.coder) if one.undone_by is None)
    if any(said.items() <= one.details.items() for one in known):
        return Answer(op.id, coding=coding.id, unchanged=True)
    event = desk.record(op, _of(coding) | {"meaning": code.meaning})
    return Answer(op.id, event, coding=coding.id)


def stand_once(tables: Tables, codings: Iterable[tuple[str, str]], by: int) -> None:
    """A coding that came back or was moved onto its like goes out of force by this event: one stands, not two.

    The memos on it go along to the one that stands.

    Args:
        tables: the open transaction.
        codings: transcript and id of each; those not in force need nothing.
        by: the event that brought them back.
    """
    came: dict[str, set[str]] = {}
    for transcript, coding in codings:
        came.setdefault(transcript, set()).add(coding)
    many = tables.codings() if len(came) > _FEW else [one for name in came for one in tables.codings(name)]
    beside: dict[str, list[Coding]] = {}
    for one in many:
        beside.setdefault(one.transcript, []).append(one)
    for transcript, back in came.items():
        alike: dict[tuple[str, str, Span], list[str]] = {}
        for one in beside.get(transcript, ()):
            alike.setdefault((one.code, one.coder, one.span), []).append(one.id)
        for same in alike.values():
            # Those that stood before stay; where all came back, the first does.
            stays, *others = sorted(same, key=back.__contains__)
            for again in back.intersection(others):
                memos.follow(tables, again, stays, by)
                tables.withdraw_coding(again, by)


def need_likes(tables: Tables, events: Iterable[int]) -> None:
    """See that what these acts, done again, take out of force still has its like beside it.

    Args:
        tables: the open transaction, after the acts were done again and everything settled.
        events: corrections of texts and changes of the codebook.

    Raises:
        Refused: where the like was removed or moved since: then a coding would be lost. Nothing may be kept.
    """
    for coding in tables.withdrawn_by(events):
        thing = next(one for one in tables.things(coding.transcript) if (one.kind, one.id) == ("coding", coding.id))
        like = thing.now and tables.codings(coding.transcript, coding.code, coding.coder, span=thing.now)
        if not like:
            why = f"a coding of {coding.coder}'s in transcript {coding.transcript} would be lost by it"
            raise Refused("The redo", why, hint="Do it anew instead.")


def _own(desk: Desk, op: Op, *, unplaced: bool = False) -> Coding | str:
    """The coding an act is to change, or why this person cannot change it."""
    coding = desk.tables.coding(op.target, unplaced=unplaced)
    if coding is None:
        return "That coding is not there any more."
    if coding.coder != op.coder:
        return (
            f"That coding is {coding.coder}'s; only {coding.coder} can change it. Code the words yourself instead."
        )
    return coding


def _standing(tables: Tables, transcript: str, span: Span, code: str, coder: str) -> Coding | None:
    """This person's coding of just these words with this code, if it is in force."""
    return next(iter(tables.codings(transcript=transcript, code=code, coder=coder, span=span)), None)


def _payload(op: Op, span: Span) -> dict[str, object]:
    asked = {"why": op.why} if op.why else {}
    return {
        "transcript": op.transcript, "start": span.start, "end": span.end, "code": op.code, "origin": op.origin,
        "blind": op.blind, "score": op.score, "band": op.band, "model": op.model, **asked,
    }  # fmt: skip


def _of(coding: Coding) -> dict[str, object]:
    return {
        "coding": coding.id, "transcript": coding.transcript, "code": coding.code,
        "start": coding.span.start, "end": coding.span.end, "of": coding.coder,
    }  # fmt: skip


def _decision(desk: Desk, op: Op, span: Span, created: str) -> Decision:
    meant = desk.book.code(op.code)
    meaning = meant.meaning if meant else ""
    return Decision(
        new_id(), op.transcript, span, op.code, op.act, op.coder, op.blind, desk.version, meaning, created,
        op.memo, op.score, op.band, op.model,
    )  # fmt: skip


def _span(op: Op) -> Span:
    if op.span is None:  # `Desk.wrong_words` has answered before this can happen
        raise Refused(f"The act {op.act}", "it names no words")
    return op.span
