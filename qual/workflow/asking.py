"""What a coder is asked next: passages, each with every suggestion on it that is open for this coder, and why.

The order is that of `asking_order`; this module says which passages are open, which of them are shown blind, and
keeps what only changes with texts, speakers, suggestions or the codebook from one question to the next.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from qual.model.segment import Segment
from qual.model.span import Span
from qual.model.suggestion import Suggestion
from qual.workflow import asking_open, asking_order, auditing, blinding
from qual.workflow.asking_base import Base, base_of
from qual.workflow.asking_order import AUDIT, BY_CHANCE, LIKELY, UNSURE, Placed

if TYPE_CHECKING:
    from qual.workflow.projects import OpenProject

AHEAD = 40
"""Passages a screen holds in advance."""
OF_PASSAGE = ("role", "participant", "transcript", "why")
OF_SUGGESTION = ("code", "theme", "band")
FILTERS = (*OF_SUGGESTION, *OF_PASSAGE)
"""What the queue can be filtered by."""
Counts = dict[str, dict[str, int]]


@dataclass(frozen=True, slots=True)
class Filters:
    """Which passages to ask about; "" for all. Code, theme and band are those of one open suggestion."""

    code: str = ""
    theme: str = ""
    role: str = ""
    participant: str = ""
    transcript: str = ""
    band: str = ""
    why: str = ""

    @property
    def on_suggestions(self) -> bool:
        """Whether they ask for certain suggestions: then passages shown blind are left out, or they would tell."""
        return bool(self.code or self.theme or self.band)


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage to decide.

    Attributes:
        segment: the segment's id.
        transcript: the transcript's id.
        span: its place in the text.
        turn: the turn it lies in, by order.
        speaker: the label; `participant` and `role` as confirmed, role "unknown" where nobody has.
        why: one of `asking_order.WHYS`; `why_words` says it in a sentence.
        blind: True where suggestions are hidden on purpose; then `suggestions` is empty.
        suggestions: those open for this coder, best first; those the filters ask for before the others.
    """

    segment: str
    transcript: str
    span: Span
    turn: int
    speaker: str
    participant: str
    role: str
    why: str
    why_words: str
    blind: bool
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """The queue as it stands.

    Attributes:
        items: the first passages.
        left: how many there are in all that the filters let through.
        open: how many there are without filters.
        counts: filter -> value -> how many passages this value would leave, with the other filters as they are.
        closed: those of the passages a screen holds that are not open any more.
    """

    items: tuple[Passage, ...]
    left: int
    open: int
    counts: Counts = field(default_factory=dict)
    closed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """What a screen holds already, so that the queue fits to it.

    Attributes:
        sent: ids of passages it was given; of these it is told which are not open any more.
        passed: ids of passages the coder passed over; they come last.
        back: transcript and place in its text of an act that was just undone; its passage comes first.
    """

    sent: Collection[str] = ()
    passed: Collection[str] = ()
    back: tuple[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Open:
    """An open row: its place, its open suggestions as (code, band) best first, and why it is shown blind, or ""."""

    placed: Placed
    pairs: tuple[tuple[str, str], ...]
    hidden: str

    @property
    def why(self) -> str:
        """Why it is asked about: that it is shown blind comes before its place in the order."""
        return self.hidden or self.placed.why


def passages(
    project: OpenProject,
    *,
    coder: str,
    filters: Filters | None = None,
    most: int | None = AHEAD,
    held: Held | None = None,
) -> Asking:
    """The passages open for this coder that the filters let through, in order, at most `most` of them.

    Left out is what the coder has answered, coded or read, the words of context roles, and retired codes. For a
    state of the study the answer is always the same, and deciding a passage never changes the order of the others.
    Where there are voices that the random audit was not drawn from yet, it is drawn first, and kept.
    """
    chosen = filters or Filters()
    found, undrawn = _passages(project, coder, chosen, most, held)
    return _passages(project, coder, chosen, most, held)[0] if undrawn and auditing.draw_missing(project) else found


def _passages(
    project: OpenProject, coder: str, chosen: Filters, most: int | None, held: Held | None
) -> tuple[Asking, bool]:
    """As `passages`, and whether something has to be drawn first."""
    state = project.codebook
    with project.store.reading() as tables:
        base, at = base_of(project, tables, state)
        share = blinding.share_in(tables)
        there = asking_open.open_rows(tables, base, state.book, coder, share, at=at)
        every = _in_order(base.order(tables, coder), there)
        wanted = every
        if chosen.on_suggestions:
            order = base.order(tables, coder, code=chosen.code, theme=chosen.theme, band=chosen.band)
            wanted = [one for one in _in_order(order, there) if _matching(base, one, chosen)]
        found = _let_through(base, wanted, chosen)
        shown = _fitted(base, found, held or Held())[:most]
        details = tables.suggestions(segments=[base.ids[one.placed.row] for one in shown if not one.hidden])
    by_segment: dict[str, dict[str, Suggestion]] = {}
    for suggestion in details:
        by_segment.setdefault(suggestion.segment, {})[suggestion.code] = suggestion
    names = {code.id: code.name for code in state.book.codes}
    items = tuple(_passage(base, one, chosen, by_segment, names, share) for one in shown)
    # What new suggestions only left out has not been answered: it stays with whoever has it on screen.
    open_ids = {base.ids[one.placed.row] for one in every} | base.not_asked
    closed = tuple(name for name in (held.sent if held else ()) if name not in open_ids)
    return Asking(items, len(found), len(every), _counts(base, every, wanted, chosen), closed), base.undrawn


def _fitted(base: Base, found: list[Open], held: Held) -> list[Open]:
    """In the order for a screen: the passage that came back first, what was passed over last."""

    def rank(one: Open) -> int:
        segment = base.segments[one.placed.row]
        if held.back and segment.transcript == held.back[0] and held.back[1] in range(*_ends(segment)):
            return 0
        return 2 if segment.id in held.passed else 1

    return sorted(found, key=rank) if held.back or held.passed else found


def _ends(segment: Segment) -> tuple[int, int]:
    return segment.span.start, segment.span.end


def _in_order(order: Iterable[Placed], there: Mapping[int, tuple[tuple[tuple[str, str], ...], str]]) -> list[Open]:
    found = []
    for placed in order:
        if placed.row not in there:
            continue
        pairs, hidden = there[placed.row]
        if placed.why not in BY_CHANCE and all(code != placed.code for code, _ in pairs):
            # What it was placed for is answered; the best of what is still open speaks for it.
            code, band = pairs[0] if pairs else (placed.code, "unsure")
            placed = Placed(placed.row, UNSURE if band == "unsure" else LIKELY, code)  # noqa: PLW2901 - its new reason
        found.append(Open(placed, pairs, hidden))
    return found


def _matching(base: Base, one: Open, chosen: Filters) -> list[tuple[str, str]]:
    """The open suggestions of a passage that the filters ask for; none where they are hidden."""
    if one.hidden:
        return []
    return [pair for pair in one.pairs if _asked_for(base, pair, chosen)]


def _asked_for(base: Base, pair: tuple[str, str], chosen: Filters, *, without: str = "") -> bool:
    """Whether the filters on suggestions, all but one, ask for a (code, band)."""
    code, band = pair
    return (
        (not chosen.code or without == "code" or code == chosen.code)
        and (not chosen.theme or without == "theme" or base.themes.get(code) == chosen.theme)
        and (not chosen.band or without == "band" or band == chosen.band)
    )


def _column(base: Base, rows: list[Open], name: str) -> list[str]:
    """What a filter on passages looks at, for each of them."""
    if name == "why":
        return [one.why for one in rows]
    of = {"role": base.roles, "participant": base.participants, "transcript": base.transcripts}[name]
    return [of[one.placed.row] for one in rows]


def _let_through(base: Base, rows: list[Open], chosen: Filters, *, without: str = "") -> list[Open]:
    """The passages that the filters on passages, all but one, let through."""
    for name in OF_PASSAGE:
        wanted = getattr(chosen, name)
        if name == "why" and wanted == AUDIT and name != without:
            # A passage of the audit that is shown blind is still one: it tells nothing of what is suggested.
            rows = [one for one in rows if one.placed.why == AUDIT]
        elif wanted and name != without:
            values = _column(base, rows, name)
            rows = [one for one, value in zip(rows, values, strict=True) if value == wanted]
    return rows


def _counts(base: Base, every: list[Open], wanted: list[Open], chosen: Filters) -> Counts:
    """How many passages each value of each filter would leave, the other filters as they are.

    Args:
        base: what the queue is laid out from.
        every: all open passages.
        wanted: those with a suggestion that the filters on suggestions ask for.
        chosen: the filters.
    """
    counts: Counts = {
        name: dict(Counter(_column(base, _let_through(base, wanted, chosen, without=name), name)))
        for name in OF_PASSAGE
    }
    drawn = sum(one.placed.why == AUDIT for one in _let_through(base, wanted, chosen, without="why"))
    if drawn:
        counts["why"][AUDIT] = drawn
    shown = [one.pairs for one in _let_through(base, every, chosen) if not one.hidden]
    for name in OF_SUGGESTION:
        found = shown
        if chosen.on_suggestions:
            found = [
                tuple(pair for pair in pairs if _asked_for(base, pair, chosen, without=name)) for pairs in shown
            ]
        if name == "code":
            values = Counter([code for pairs in found for code, _ in pairs])
        elif name == "band":
            values = Counter([band for pairs in found for band in {band for _, band in pairs}])
        else:
            themes = base.themes
            values = Counter([theme for pairs in found for theme in {themes.get(code, "") for code, _ in pairs}])
        counts[name] = dict(values)
    return counts


def _passage(
    base: Base,
    one: Open,
    chosen: Filters,
    details: Mapping[str, Mapping[str, Suggestion]],
    names: Mapping[str, str],
    share: float,
) -> Passage:
    row, segment = one.placed.row, base.segments[one.placed.row]
    first = _matching(base, one, chosen) if chosen.on_suggestions else []
    codes = [code for code, _ in (*first, *(pair for pair in one.pairs if pair not in first))]
    here = {} if one.hidden else details.get(base.ids[row], {})
    placed = Placed(row, one.why, one.placed.code)
    why = asking_order.words(
        placed, code=names.get(one.placed.code, one.placed.code), role=base.role_words(row), share=share
    )
    return Passage(
        base.ids[row], segment.transcript, segment.span, segment.turn, base.labels[row], base.participants[row],
        base.roles[row], one.why, why, bool(one.hidden), tuple(here[code] for code in codes if code in here),
    )  # fmt: skip
