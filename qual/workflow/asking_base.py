"""What the queue is laid out from, kept while only decisions are made: segments, voices, suggestions, the audit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar
from weakref import WeakKeyDictionary

from qual.model.coding import Coding, Decision, Review
from qual.model.participant import UNKNOWN
from qual.workflow import asking_order, auditing, blinding, frames, marks
from qual.workflow.asking_order import Pair, Placed

if TYPE_CHECKING:
    from qual.model.codebook import Codebook
    from qual.model.segment import Segment
    from qual.model.span import Span
    from qual.store.store import Tables
    from qual.workflow.codebooks import CodebookState
    from qual.workflow.projects import OpenProject

Act = TypeVar("Act", Coding, Decision, Review)
MOST_NEW = 2000
"""Acts since the last look that are gone through; after more, everything is read anew."""
MOST_ORDERS = 24
HARMLESS = frozenset(
    ("accept", "reject", "code", "review", "remove", "recode", "resize", "memo", "place", "undo", "redo", "newcode",
     "setting", "blind", "export", "codebook", "affirm")
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
        audit: rows of the random audit in the order drawn, `audited` as a set; `undrawn` where some voices have
            come since that nothing was drawn from yet.
        chances: each row's number for the order of what is unlike all that was reviewed.
        candidates: rows that can be asked about; `candidates_in` are those of a transcript, and `not_asked` are the
            ids of all other segments.
        themes: code in use -> theme.
        said: codes that something is suggested for, whether in use or not.
        made: when the suggestions were made, "" without any.
        sha256: of the codebook file.
        built: the newest act there was when this was read; up to the act `known` nothing here has changed.
        orders: (coder, code, theme, band) -> the order for them.
        standings: coder -> what is open for them; see `asking_open`.
        heard: person -> how many of their passages had been reviewed when the suggestions were made; see `_heard`.
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
    undrawn: bool
    chances: list[float]
    candidates: list[int]
    candidates_in: dict[str, list[int]]
    not_asked: frozenset[str]
    themes: dict[str, str]
    said: frozenset[str]
    made: str
    sha256: str
    built: int
    known: int
    orders: dict[tuple[str, str, str, str], list[Placed]] = field(default_factory=dict)
    standings: dict[str, Standing] = field(default_factory=dict)
    heard: Counter[str] | None = None

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
            everything = len(pairs) == len(self.pairs)
            audit = self.audit if everything else [row for row in self.audit if row in rows]
            turns = _turns(tables, self)
            late = _late(tables, self, coder)
            while len(self.orders) >= MOST_ORDERS:
                self.orders.pop(next(iter(self.orders)), None)
            if self.heard is None:
                self.heard = _heard(tables, self)
            diverse = _unlike(self, self.heard, rows)
            self.orders[key] = asking_order.order(pairs, turns=turns, audit=audit, diverse=diverse, late=late)
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
    return {code.id: code.theme for code in book.codes if code.offered}


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
    cut = marks.cut_of(segments)
    waves = auditing.in_force(auditing.waves_in(tables), tables.segment_units())
    audit = auditing.rows(waves, cut, {ids[row]: row for row in data}, roles)
    frames_left = auditing.open_frames(tables, segments, voices, waves, project.settings.context_roles)
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
        cut=cut,
        by_row=by_row,
        pairs=pairs,
        audit=audit,
        audited=frozenset(audit),
        undrawn=bool(frames_left),
        chances=[blinding.draw(seed, "diverse", place) for place in places],
        candidates=candidates,
        candidates_in=candidates_in,
        not_asked=frozenset(ids) - {ids[row] for row in candidates},
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


def _unlike(base: Base, heard: Counter[str], rows: Collection[int]) -> list[int]:
    """Rows that something is suggested for, those of the people heard least before the others.

    People take turns; whose words were reviewed least before the suggestions were made comes first, and everybody's
    passages come in an order that only chance made. Who speaks tells what is unlike better than a distance would:
    a learner, and a reader, who knows the first few people only takes their way of speaking for everybody's, and
    what one person alone has to say is found only by hearing that person.
    """
    by_person: dict[str, list[int]] = {}
    for row in sorted(rows, key=lambda row: (base.chances[row], row)):
        by_person.setdefault(person_of(base, row), []).append(row)
    turns = [
        (heard[person] + turn, base.chances[found[0]], row)
        for person, found in by_person.items()
        for turn, row in enumerate(found)
    ]
    return [row for _, _, row in sorted(turns)]


def person_of(base: Base, row: int) -> str:
    """Whose words a row is; a voice nobody has given a name is somebody of its own."""
    return base.participants[row] or f"{base.transcripts[row]}\0{base.labels[row]}"


def _heard(tables: Tables, base: Base) -> Counter[str]:
    """How many passages of each person somebody had coded, decided or read when the suggestions were made.

    Acts that were undone since count too, so that undoing one moves nothing.
    """
    row_of = {name: row for row, name in enumerate(base.ids)}
    spans: list[tuple[str, Span]] = []
    for old in (False, True):
        spans += [(one.transcript, one.span) for one in _before(tables.codings(everything=old), base.made)]
        spans += [(one.transcript, one.span) for one in _before(tables.decisions(everything=old), base.made)]
        spans += [(one.transcript, one.span) for one in _before(tables.reviews(everything=old), base.made)]
    rows = {row_of[one.id] for transcript, span in spans for one in base.cut.touched(transcript, span)}
    return Counter(person_of(base, row) for row in rows)


def _turns(tables: Tables, base: Base) -> list[str]:
    """Codes in use, the least confirmed before the suggestions were made first; then as in the codebook."""
    confirmed = dict.fromkeys(base.themes, 0)
    counts_as = {coding.id: coding.code for coding in tables.codings()}  # codes may have been merged since
    seen = set()
    for coding in _before(tables.codings(everything=True), base.made):
        code = counts_as.get(coding.id, coding.code)
        for one in base.cut.touched(coding.transcript, coding.span):
            if (one.id, code) not in seen and code in confirmed:
                seen.add((one.id, code))
                confirmed[code] += 1
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
