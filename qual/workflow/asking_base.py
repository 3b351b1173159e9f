"""What the queue is laid out from, kept while only decisions are made: segments, voices, suggestions, the audit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from qual.model.coding import Coding, Decision, Review
from qual.model.participant import UNKNOWN
from qual.workflow import asking_order, blinding, frames, marks
from qual.workflow.asking_order import Pair, Placed

if TYPE_CHECKING:
    from qual.model.codebook import Codebook
    from qual.model.segment import Segment
    from qual.store.store import Tables
    from qual.workflow.codebooks import CodebookState
    from qual.workflow.projects import OpenProject

Act = TypeVar("Act", Coding, Decision, Review)
AUDITED = 100
"""Passages of each role in the random audit. None of 100 with a code: it is in 3 % of the role's at most (95 %)."""
MOST_NEW = 2000
"""Acts since the last look that are gone through; after more, everything is read anew."""
MOST_ORDERS = 24
HARMLESS = frozenset(
    ("accept", "reject", "code", "review", "remove", "recode", "resize", "memo", "place", "undo", "redo", "newcode",
     "setting", "blind", "export", "codebook")
)  # fmt: skip
"""Acts after which texts, segments, speakers and suggestions are what they were."""
OpenRow = tuple[tuple[tuple[str, str], ...], str]
"""What is open on a row: suggestions as (code, band), best first; and why they are hidden, or ""."""
_KEPT: WeakKeyDictionary[OpenProject, Base] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True)
class Standing:
    """What was open for a coder after the act at `last`, with that blind share and those transcripts blind."""

    rows: dict[int, OpenRow]
    share: float
    blind: frozenset[str]
    last: int


@dataclass(slots=True)
class Base:
    """Segments by row, in order of their place, and what is known of each.

    Attributes:
        segments: every segment; `ids`, `transcripts`, `roles`, `participants`, `labels`, `draws` go with them.
        draws: each row's number for the blind sample.
        cut: the segments by transcript.
        by_row: row -> its suggestions for codes in use as (code, band), best first; data only.
        pairs: the same suggestions as pairs.
        audit: rows of the random audit in the order drawn, `audited` as a set.
        candidates: rows that can be asked about; `candidates_in` are those of a transcript.
        themes: code in use -> theme.
        said: codes that something is suggested for, whether in use or not.
        made: when the suggestions were made, "" without any.
        sha256: of the codebook file.
        built: the newest act there was when this was read; up to the act `known` nothing here has changed.
        orders: (coder, code, theme, band) -> the order for them.
        standings: coder -> what is open for them; see `asking_open`.
    """

    segments: list[Segment]
    ids: list[str]
    transcripts: list[str]
    roles: list[str]
    participants: list[str]
    labels: list[str]
    draws: list[float]
    cut: marks.Cut
    by_row: dict[int, tuple[tuple[str, str], ...]]
    pairs: list[Pair]
    audit: list[int]
    audited: frozenset[int]
    candidates: list[int]
    candidates_in: dict[str, list[int]]
    themes: dict[str, str]
    said: frozenset[str]
    made: str
    sha256: str
    built: int
    known: int
    orders: dict[tuple[str, str, str, str], list[Placed]] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)

    def order(self, tables: Tables, coder: str, *, code: str = "", theme: str = "", band: str = "") -> list[Placed]:
        """The order for a coder, over all suggestions or those of a code, theme or band."""
        key = (coder, code, theme, band)
        if key not in self.orders:
            pairs = [
                pair
                for pair in self.pairs
                if (not code or pair.code == code)
                and (not theme or self.themes.get(pair.code) == theme)
                and (not band or pair.band == band)
            ]
            rows = {pair.row for pair in pairs}
            audit = self.audit if len(pairs) == len(self.pairs) else [row for row in self.audit if row in rows]
            turns = _turns(tables, self)
            late = _late(tables, self, coder)
            while len(self.orders) >= MOST_ORDERS:
                self.orders.pop(next(iter(self.orders)), None)
            self.orders[key] = asking_order.order(pairs, turns=turns, audit=audit, late=late)
        return self.orders[key]

    def role_words(self, row: int) -> str:
        """The role of a row for people to read."""
        return "not confirmed yet" if self.roles[row] == UNKNOWN else self.roles[row]


def base_of(project: OpenProject, tables: Tables, state: CodebookState) -> tuple[Base, int]:
    """What the queue is laid out from, and the newest act there is.

    It is read anew only after something other than decisions has changed.
    """
    newest = tables.events(limit=1)
    at = newest[0].seq if newest else 0
    kept = _KEPT.get(project)
    if kept is not None and kept.built <= at and _same_codes(kept, state):
        if at <= kept.known:
            return kept, at
        if _only_harmless(tables, at - kept.known):
            kept.known = at
            return kept, at
    built = _built(project, tables, state, at)
    if kept is None or kept.built <= at:  # else another thread has seen more than this transaction does
        _KEPT[project] = built
    return built, at


def _same_codes(kept: Base, state: CodebookState) -> bool:
    """Whether the codebook says the same of every code that something is suggested for.

    A new code, made while coding, has no suggestions yet: then only what is open is found out again, since a
    reject holds no longer once its code means something else.
    """
    if kept.sha256 == state.sha256:
        return True
    themes = _themes(state.book)
    before, now = ([(c, t) for c, t in found.items() if c in kept.said] for found in (kept.themes, themes))
    if before != now:
        return False
    kept.standings.clear()
    kept.themes, kept.sha256 = themes, state.sha256
    return True


def _themes(book: Codebook) -> dict[str, str]:
    """The theme of every code in use, in the order of the codebook."""
    return {code.id: code.theme for code in book.codes if not code.retired}


def _only_harmless(tables: Tables, number: int) -> bool:
    """Whether the newest acts, so many, all left the base as it was."""
    if number > MOST_NEW:
        return False
    acts = tables.events(limit=number)
    if not {act.kind for act in acts} <= HARMLESS:
        return False
    # Undoing a correction changes the text.
    turned = [
        act.details.get("undoes") or act.details.get("redoes") for act in acts if act.kind in ("undo", "redo")
    ]
    places = [place for place in turned if isinstance(place, int)]
    return "correct" not in {act.kind for act in tables.events_at(places)}


def _built(project: OpenProject, tables: Tables, state: CodebookState, at: int) -> Base:
    segments = tables.segments()
    voices = frames.voices(tables)
    spoken = [voices.of_turn(one.transcript, one.turn) for one in segments]
    context = set(project.settings.context_roles)
    ids = [one.id for one in segments]
    data = [row for row, voice in enumerate(spoken) if voice.role not in context]
    pairs, by_row, said = _pairs(tables, state.book, {ids[row]: row for row in data})
    seed = blinding.seed_in(tables)
    places = blinding.places(segments)
    roles = [voice.role for voice in spoken]
    audit = _audit(data, roles, places, seed)
    made = tables.suggestion_state()
    candidates = sorted({*by_row, *audit})
    candidates_in: dict[str, list[int]] = {}
    for row in candidates:
        candidates_in.setdefault(segments[row].transcript, []).append(row)
    return Base(
        segments=segments,
        ids=ids,
        transcripts=[one.transcript for one in segments],
        roles=roles,
        participants=[voice.participant for voice in spoken],
        labels=[voice.label for voice in spoken],
        draws=[blinding.draw(seed, "blind", place) for place in places],
        cut=marks.cut_of(segments),
        by_row=by_row,
        pairs=pairs,
        audit=audit,
        audited=frozenset(audit),
        candidates=candidates,
        candidates_in=candidates_in,
        themes=_themes(state.book),
        said=said,
        made=made.created if made else "",
        sha256=state.sha256,
        built=at,
        known=at,
    )


def _pairs(
    tables: Tables, book: Codebook, row_of: dict[str, int]
) -> tuple[list[Pair], dict[int, tuple[tuple[str, str], ...]], frozenset[str]]:
    """Suggestions for codes in use on words that are data, also by row; and all codes that have suggestions."""
    usable = _themes(book)
    stored = tables.suggestions()
    pairs = [
        Pair(row_of[one.segment], one.code, one.score, one.band)
        for one in stored
        if one.code in usable and one.segment in row_of
    ]
    by_row: dict[int, list[Pair]] = {}
    for pair in pairs:
        by_row.setdefault(pair.row, []).append(pair)
    best = {row: sorted(found, key=lambda pair: (-pair.score, pair.code)) for row, found in by_row.items()}
    listed = {row: tuple((pair.code, pair.band) for pair in found) for row, found in best.items()}
    return pairs, listed, frozenset(one.code for one in stored)


def _audit(data: Sequence[int], roles: Sequence[str], places: Sequence[str], seed: str) -> list[int]:
    """The first passages of each role in an order that nothing but chance made; the roles take turns."""
    by_role: dict[str, list[int]] = {}
    for row in sorted(data, key=lambda row: blinding.draw(seed, "audit", places[row])):
        by_role.setdefault(roles[row], []).append(row)
    drawn = [by_role[role][:AUDITED] for role in sorted(by_role)]
    return [row for row in chain.from_iterable(zip_longest(*drawn)) if row is not None]


def _turns(tables: Tables, base: Base) -> list[str]:
    """Codes in use, the least confirmed before the suggestions were made first; then as in the codebook."""
    confirmed = dict.fromkeys(base.themes, 0)
    seen = set()
    for coding in _before(tables.codings(everything=True), base.made):
        for one in base.cut.touched(coding.transcript, coding.span):
            if (one.id, coding.code) not in seen and coding.code in confirmed:
                seen.add((one.id, coding.code))
                confirmed[coding.code] += 1
    return sorted(base.themes, key=lambda code: confirmed[code])


def _late(tables: Tables, base: Base, coder: str) -> set[int]:
    """Rows this coder had answered, coded or read before the suggestions were made.

    Acts that were undone since count too, at their first place and at the one in force, so that undoing one does
    not move what stands in between.
    """
    both = (False, True)
    codings = [a for old in both for a in _before(tables.codings(coder=coder, everything=old), base.made)]
    decisions = [a for old in both for a in _before(tables.decisions(coder=coder, everything=old), base.made)]
    reviews = [a for old in both for a in _before(tables.reviews(coder=coder, everything=old), base.made)]
    closed = marks.coded_pairs(base.cut, codings) | marks.rejected_pairs(base.cut, decisions)
    read = marks.read_segments(base.cut, reviews) | blinding.done_blind(base.cut, codings, reviews)
    acted = {name for name, _ in closed}
    return {
        row
        for row in base.candidates
        if base.ids[row] in read
        or (base.ids[row] in acted and all((base.ids[row], code) in closed for code, _ in base.by_row.get(row, ())))
    }


def _before(acts: Iterable[Act], made: str) -> list[Act]:
    return [act for act in acts if act.created <= made]
