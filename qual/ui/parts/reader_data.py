"""A transcript as the reader component is told it: values that JSON can hold, offsets in code points."""

from __future__ import annotations

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any

from qual.model.codebook import Codebook
from qual.model.coding import Coding
from qual.model.memo import Memo
from qual.model.span import Span
from qual.ui.parts.why import reasons, sure
from qual.ui.widgets import clock, code_name, role_color, role_name
from qual.workflow.queueing import QueueItem
from qual.workflow.reader import Page, Spoken


def transcript(page: Page, roles: Sequence[str]) -> dict[str, Any]:
    """The text: turns with who speaks, where their segments start, and what stands between them (`g`)."""
    found = page.transcript
    ends = [0, *(spoken.turn.span.end for spoken in page.turns)]
    digest = hashlib.sha256(found.text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    return {
        "transcript": found.id,
        "version": page.version,
        "sha": digest,
        "title": found.id,
        "turns": [
            {**_turn(spoken, roles, page.starts), "g": found.text[before : spoken.turn.span.start]}
            for before, spoken in zip(ends, page.turns, strict=False)
        ],
    }


def codings(page: Page, book: Codebook, coder: str) -> list[dict[str, Any]]:
    """Every coding in force with its memos; only one's own can be changed."""
    notes: dict[str, list[Memo]] = {}
    for memo in page.memos:
        if memo.about == "coding":
            notes.setdefault(memo.target, []).append(memo)
    return [_coding(one, notes.get(one.id, []), book, coder) for one in page.codings]


def suggestions(items: Iterable[QueueItem]) -> list[dict[str, Any]]:
    """Open suggestions with their reasons."""
    return [
        {
            "s": item.span.start,
            "e": item.span.end,
            "code": item.suggestion.code,
            **sure(item.suggestion),
            "score": item.suggestion.score,
            "model": item.suggestion.model,
            "evidence": reasons(item.suggestion.evidence),
        }
        for item in items
    ]


def notes(page: Page, coder: str) -> list[dict[str, Any]]:
    """Memos about passages and, without a place, about the transcript."""
    return [
        {**memo(one, coder), "s": one.span.start if one.span else None, "e": one.span.end if one.span else None}
        for one in page.memos
        if one.about in ("passage", "transcript")
    ]


def memo(one: Memo, coder: str) -> dict[str, Any]:
    """A memo with who wrote it and when."""
    return {
        "id": one.id,
        "text": one.text,
        "coder": one.coder,
        "when": when(one.created),
        "mine": one.coder == coder,
    }


def unplaced(page: Page, book: Codebook, coder: str) -> list[dict[str, Any]]:
    """Codings whose words a correction took away."""
    return [
        {
            "id": one.id,
            "code": one.code,
            "name": code_name(book, one.code),
            "coder": one.coder,
            "mine": one.coder == coder,
            "quote": one.quote,
        }
        for one in page.unplaced
    ]


def when(created: str) -> str:
    """A moment for people to read, such as 2026-03-03 14:20 UTC."""
    return f"{created[:16].replace('T', ' ')} UTC"


def _turn(spoken: Spoken, roles: Sequence[str], starts: Sequence[int]) -> dict[str, Any]:
    span: Span = spoken.turn.span
    return {
        "i": spoken.turn.order,
        "s": span.start,
        "who": spoken.turn.label or spoken.participant or "–",
        "role": role_name(spoken.role),
        "color": role_color(spoken.role, roles),
        "time": clock(spoken.turn.start_s),
        "x": spoken.words,
        "cuts": list(starts[bisect_left(starts, span.start) : bisect_right(starts, span.end - 1)]),
    }


def _coding(one: Coding, memos: Sequence[Memo], book: Codebook, coder: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "s": one.span.start,
        "e": one.span.end,
        "code": one.code,
        "name": code_name(book, one.code),
        "coder": one.coder,
        "mine": one.coder == coder,
        "when": when(one.created),
        "origin": one.origin,
        "memos": [memo(note, coder) for note in memos],
    }
