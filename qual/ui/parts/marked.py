"""A transcript as HTML to read: every word escaped, codings underlined and named, never colour alone.

Where codings overlap, each has its own line under the words; its code's name stands where it begins.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from qual.model.codebook import Codebook
from qual.model.coding import Coding
from qual.ui.widgets import clock, code_color, code_name, role_color, role_name
from qual.workflow.reader import Page, Spoken

LANES = 4
"""Lines under the words; further codings at the same place share the last."""


@dataclass(frozen=True, slots=True)
class Stripe:
    """A coding to draw: where, in which lane, which colour, and what is written where it begins."""

    start: int
    end: int
    lane: int
    color: str
    name: str
    coder: str


def stripes(codings: Sequence[Coding], book: Codebook) -> list[Stripe]:
    """Every coding with a lane of its own, so that overlapping lines do not hide each other."""
    ends: list[int] = []
    found = []
    for coding in sorted(codings, key=lambda one: (one.span.start, -one.span.end, one.code, one.coder)):
        lane = next((place for place, end in enumerate(ends) if end <= coding.span.start), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = coding.span.end
        name, color = code_name(book, coding.code), code_color(book, coding.code)
        found.append(Stripe(coding.span.start, coding.span.end, min(lane, LANES - 1), color, name, coding.coder))
    return found


def document(page: Page, codings: Sequence[Coding], book: Codebook, roles: Sequence[str], *, at: int | None) -> str:
    """The whole transcript; the turn at a place is marked as the one that was looked for."""
    lines = stripes(codings, book)
    here = None if at is None or not page.turns else page.turn_at(at)
    turns = [_turn(spoken, lines, roles, here=spoken.turn.order == here) for spoken in page.turns]
    return f"<div class='qual-reader'>{''.join(turns)}</div>"


def _turn(spoken: Spoken, lines: Sequence[Stripe], roles: Sequence[str], *, here: bool) -> str:
    turn = spoken.turn
    own = [line for line in lines if line.start < turn.span.end and turn.span.start < line.end]
    label = html.escape(turn.label or spoken.participant or "–")
    role = html.escape(role_name(spoken.role))
    time = html.escape(clock(turn.start_s))
    color = role_color(spoken.role, roles)
    words = _words(spoken.words, turn.span.start, own)
    return (
        f"<div class='qual-turn{' qual-target' if here else ''}' style='border-color:{color}'>"
        f"<div class='qual-who'><b>{label}</b><span>{role}</span><span>{time}</span>"
        f"<span class='qual-number'>{turn.order + 1}</span></div>"
        f"<div class='qual-words'>{words}</div></div>"
    )


def _words(words: str, start: int, lines: Sequence[Stripe]) -> str:
    """The words of a turn cut at every edge of a coding; nothing but escaped text between our own tags."""
    end = start + len(words)
    edges = sorted({start, end, *(edge for line in lines for edge in (line.start, line.end) if start < edge < end)})
    parts = []
    for left, right in pairwise(edges):
        piece = html.escape(words[left - start : right - start])
        over = [line for line in lines if line.start <= left and right <= line.end]
        chips = "".join(_chip(line) for line in over if max(line.start, start) == left)
        parts.append(chips + _underlined(piece, over))
    return "".join(parts)


def _underlined(piece: str, over: Sequence[Stripe]) -> str:
    for line in sorted(over, key=lambda one: one.lane):
        said = html.escape(f"{line.name}, coded by {line.coder}", quote=True)
        look = f"class='qual-coded qual-lane-{line.lane}' style='--c:{line.color}' title='{said}'"
        piece = f"<span {look}>{piece}</span>"
    return piece


def _chip(line: Stripe) -> str:
    return f"<span class='qual-chip' style='--c:{line.color}'>{html.escape(line.name)}</span>"
