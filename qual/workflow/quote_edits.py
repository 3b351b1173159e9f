"""What becomes of quotes: pinned, dropped, counter-examples, shortened with […], anonymised with [ ].

Everything is a choice "quote" (`qual.model.choice`), so it is named, dated and undone like any act, and goes along
with its words when a typing error in them is corrected:

- what becomes of a passage: target the theme, span the passage, value one of STATES;
- words left out: target `pair("left out", theme)`, span these words, value "[…]";
- words replaced: target `pair("replaced")`, span these words, value what stands in their place. It holds wherever
  these words are quoted, under any theme, since a name is a name everywhere.

The words themselves are never changed: what is printed is made anew from the transcript each time, of pieces that
equal it at their offsets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qual.errors import NotFound, Refused
from qual.model.choice import Choice, pair, parts
from qual.model.correction import shortened
from qual.model.span import Span
from qual.workflow import choosing

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

ABOUT = "quote"
PINNED, DROPPED, NEGATIVE = "pinned", "dropped", "negative"
STATES = (PINNED, DROPPED, NEGATIVE)
"""Wanted on the page of the theme; not wanted there; speaks against the theme."""
LEFT_OUT = "left out"
REPLACED = pair("replaced")
GAP = "[…]"
LONGEST = 60
"""Characters that may stand in the place of words."""


@dataclass(frozen=True, slots=True)
class Edit:
    """Words that are not printed as they are.

    Attributes:
        span: where they are in the transcript.
        shown: what is printed instead: "[…]", or other words in brackets.
        coder: who wants it so.
    """

    span: Span
    shown: str
    coder: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a quote as it is printed: words at their place, or what stands instead (`verbatim` False)."""

    span: Span
    text: str
    verbatim: bool


@dataclass(frozen=True, slots=True)
class State:
    """What an analyst wants of a passage."""

    transcript: str
    span: Span
    state: str
    coder: str


@dataclass(frozen=True, slots=True)
class Handling:
    """Everything settled about quotes, at the places of now.

    Attributes:
        states: theme -> what is wanted of its passages, oldest first.
        left_out: (theme, transcript) -> words left out on the page of this theme.
        replaced: transcript -> words replaced wherever they are quoted.
        lost: what was settled about words that a correction took away.
    """

    states: dict[str, tuple[State, ...]]
    left_out: dict[tuple[str, str], tuple[Edit, ...]]
    replaced: dict[str, tuple[Edit, ...]]
    lost: tuple[Choice, ...]

    def edits(self, theme: str, transcript: str, span: Span) -> tuple[Edit, ...]:
        """The edits that touch a passage quoted for a theme."""
        own = (*self.replaced.get(transcript, ()), *self.left_out.get((theme, transcript), ()))
        return tuple(sorted((one for one in own if one.span.overlaps(span)), key=lambda one: one.span))


def handling(project: OpenProject) -> Handling:
    """Everything settled about quotes that holds."""
    with project.store.reading() as tables:
        found, lost = choosing.in_force_in(tables, ABOUT), _lost(tables)
    states: dict[str, tuple[State, ...]] = {}
    left_out: dict[tuple[str, str], tuple[Edit, ...]] = {}
    replaced: dict[str, tuple[Edit, ...]] = {}
    for one in found:
        if one.span is None:
            continue
        if one.target == REPLACED:
            replaced[one.transcript] = (
                *replaced.get(one.transcript, ()), Edit(one.span, one.value, one.coder),
            )  # fmt: skip
        elif theme := _left_out_of(one.target):
            key = (theme, one.transcript)
            left_out[key] = (*left_out.get(key, ()), Edit(one.span, GAP, one.coder))
        elif one.value in STATES:
            state = State(one.transcript, one.span, one.value, one.coder)
            states[one.target] = (*states.get(one.target, ()), state)
    return Handling(states, left_out, replaced, lost)


def pieces(text: str, span: Span, edits: Iterable[Edit]) -> tuple[Piece, ...]:
    """A passage as it is printed, in order; the spans of all pieces together are the passage.

    Words left out win over words replaced. An edit that goes beyond the passage holds for the words inside it.

    Args:
        text: of the transcript.
        span: the passage.
        edits: any; those elsewhere are passed over.
    """
    inside = [(one, shared) for one in edits if (shared := one.span.overlap(span))]
    inside.sort(key=lambda pair: (pair[0].shown != GAP, pair[1]))
    borders = sorted({span.start, span.end, *(edge for _, place in inside for edge in (place.start, place.end))})
    cells: list[tuple[Span, Edit | None]] = []
    for start, end in pairwise(borders):
        owner = next((one for one, place in inside if place.start <= start and end <= place.end), None)
        if cells and (owner is cells[-1][1] or (_gap(owner) and _gap(cells[-1][1]))):
            start = cells.pop()[0].start  # noqa: PLW2901 - the cell goes on
        cells.append((Span(start, end), owner))
        if len(cells) >= _TWO_GAPS and _gap(owner) and _gap(cells[-3][1]) and not cells[-2][0].of(text).strip():
            cells[-3:] = [(Span(cells[-3][0].start, end), owner)]
    return tuple(Piece(place, owner.shown if owner else place.of(text), owner is None) for place, owner in cells)


_TWO_GAPS = 3
"""Two gaps with nothing but white space between them are one."""


def _gap(edit: Edit | None) -> bool:
    return edit is not None and edit.shown == GAP


def shown(text: str, span: Span, edits: Iterable[Edit]) -> str:
    """What is printed of a passage."""
    return "".join(piece.text for piece in pieces(text, span, edits)).strip()


def holds(text: str, span: Span, made: Sequence[Piece]) -> bool:
    """Whether pieces are this passage: without a gap between them, each kept one equal to the text at its place."""
    at = span.start
    for piece in made:
        if piece.span.start != at or (piece.verbatim and piece.span.of(text) != piece.text):
            return False
        if not piece.verbatim and not (piece.text.startswith("[") and piece.text.endswith("]")):
            return False
        at = piece.span.end
    return at == span.end and any(piece.verbatim and piece.text.strip() for piece in made)


def mark(
    project: OpenProject, theme: str, transcript: str, span: Span, state: str, *, coder: str, quote: str = ""
) -> None:
    """Pin a passage to the page of a theme, drop it from there, or call it a counter-example; "" takes that back.

    Raises:
        NotFound: if there is no such theme.
        Refused: for another state, or if the words are not there.
    """
    _theme(project, theme)
    if state not in ("", *STATES):
        raise Refused("The quote", f"it can be {', '.join(STATES)}, not {state!r}")
    choosing.make(project, ABOUT, theme, state, coder=coder, transcript=transcript, span=span, quote=quote)


def leave_out(
    project: OpenProject, theme: str, transcript: str, passage: Span, words: Span, *, coder: str, quote: str = ""
) -> None:
    """Leave words of a passage out on the page of a theme; […] stands in their place.

    Args:
        project: the open project.
        theme: whose page.
        transcript: where the passage is.
        passage: the whole quote.
        words: what to leave out of it.
        coder: who.
        quote: the words left out as the person saw them; they must be there.

    Raises:
        NotFound: if there is no such theme.
        Refused: if nothing would be left, or the words are not there.
    """
    _theme(project, theme)
    _something_left(project, theme, transcript, passage, Edit(words, GAP, coder))
    choosing.make(
        project, ABOUT, pair(LEFT_OUT, theme), GAP, coder=coder, transcript=transcript, span=words, quote=quote
    )


def replace_words(
    project: OpenProject, transcript: str, words: Span, by: str, *, coder: str, quote: str = ""
) -> None:
    """Print other words in brackets instead of these wherever they are quoted, as [the hospital] for its name.

    Raises:
        Refused: if `by` is empty, long, or holds brackets or line breaks, or the words are not there.
    """
    said = by.strip().removeprefix("[").removesuffix("]").strip()
    if not said or len(said) > LONGEST or any(sign in "[]\n\r" or not sign.isprintable() for sign in said):
        raise Refused(
            "The replacement", f"it needs 1 to {LONGEST} characters on one line, without brackets inside",
            hint="Write what kind of thing it was, such as: the hospital.",
        )  # fmt: skip
    choosing.make(
        project, ABOUT, REPLACED, f"[{said}]", coder=coder, transcript=transcript, span=words, quote=quote
    )


def take_back(project: OpenProject, theme: str, transcript: str, edit: Edit, *, coder: str) -> None:
    """Print the words of an edit again as they are."""
    target = pair(LEFT_OUT, theme) if edit.shown == GAP else REPLACED
    choosing.make(project, ABOUT, target, "", coder=coder, transcript=transcript, span=edit.span)


def _something_left(project: OpenProject, theme: str, transcript: str, passage: Span, new: Edit) -> None:
    with project.store.reading() as tables:
        text = tables.texts([transcript]).get(transcript, "")
    if passage.end > len(text) or not passage.contains(new.span):
        raise Refused("Shortening", "these words are not in the quote any more", hint="Reload the page.")
    edits = [*handling(project).edits(theme, transcript, passage), new]
    if not any(one.verbatim and one.text.strip() for one in pieces(text, passage, edits)):
        raise Refused("Shortening", "nothing of the quote would be left", hint="Drop the quote instead.")


def _theme(project: OpenProject, theme: str) -> None:
    if project.codebook.book.theme(theme) is None:
        raise NotFound("theme", theme, hint="The codebook lists them: `qual codebook list`.")


def _left_out_of(target: str) -> str:
    """The theme on whose page words are left out, "" for a choice about something else."""
    try:
        named = parts(target)
    except (ValueError, TypeError):
        return ""
    return named[1] if len(named) == 2 and named[0] == LEFT_OUT else ""  # noqa: PLR2004 - a kind and a theme


def _lost(tables: Tables) -> tuple[Choice, ...]:
    """The choices that held until a correction took their words away."""
    newest = {(one.target, one.transcript, one.span): one for one in tables.choices(ABOUT)}
    kept = [one for one in newest.values() if one.value and one.span]
    steps = {name: tables.corrections(name) for name in {one.transcript for one in kept}}
    found = []
    for one in kept:
        place = one.span
        for step in shortened(step for step in steps[one.transcript] if step.event > one.event):
            place = step.correction.moved(place) if place else None
        if place is None:
            found.append(one)
    return tuple(found)
