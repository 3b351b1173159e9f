"""A code's own passages looked at: do they fall into two groups, and does another code stand on the same ones?

These only propose. Splitting and merging codes is done in the codebook, by a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.workflow import frames, marks, suggesting, theming

if TYPE_CHECKING:
    from qual.matching.segments import SegmentText
    from qual.matching.splits import Parting
    from qual.model.codebook import Code
    from qual.workflow.projects import OpenProject
    from qual.workflow.suggesting import Datum
    from qual.workflow.theming import Quote

SHOWN_QUOTES = 6
MOST_PAIRS = 10
"""Pairs of codes listed, those least likely by chance."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two groups that a code's passages fall into.

    Attributes:
        passages: how many.
        participants: number of different participants, by role.
        words: those that tell it from the other group.
        quotes: passages that represent it, balanced over participants and roles.
    """

    passages: int
    participants: dict[str, int]
    words: tuple[str, ...]
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """How one code's passages fall into two groups.

    Attributes:
        code: its id.
        passages: with different words, that people gave the code.
        participants: who say them.
        sides: the two groups, () where there are too few passages.
        p: share of undivided sets of passages that part at least as well; None where it was not tested.
        p_adjusted: p among the `tested` codes (Holm).
        proposed: whether the two groups look different.
        why: why it was not tested, "" where it was.
    """

    code: str
    passages: int
    participants: int
    sides: tuple[Side, ...]
    p: float | None
    p_adjusted: float | None
    tested: int
    proposed: bool
    why: str


@dataclass(frozen=True, slots=True)
class Twins:
    """Two codes that may be one.

    Attributes:
        codes: their ids.
        both, first, second: passages with both, with the first, with the second, of the `of` looked at.
        people: participants who say the passages with both.
        lift: passages with both by those expected by chance.
        p, p_adjusted: chance of so many or more, alone and among the `tested` pairs (Fisher, Holm); None for a pair
            that only has definitions alike.
        proposed: whether they fire together often enough to ask.
        alike: cosine of their definitions where these are nearly the same, else None.
    """

    codes: tuple[str, str]
    both: int = 0
    first: int = 0
    second: int = 0
    of: int = 0
    people: int = 0
    lift: float | None = None
    p: float | None = None
    p_adjusted: float | None = None
    tested: int = 0
    proposed: bool = False
    alike: float | None = None


@dataclass(frozen=True, slots=True)
class Coded:
    """The passages people gave codes, as they are cut now."""

    data: dict[str, Datum]
    segments: list[SegmentText]
    passages: dict[str, set[str]]
    looked_at: set[str]
    codes: list[Code]

    def person(self, passage: str) -> str:
        """Who says it; where nobody has said so, the transcript stands for the participant."""
        return self.data[passage].participant or self.data[passage].segment.transcript


def splits(project: OpenProject) -> tuple[Split, ...]:
    """Each code in use that has passages, in the order of the codebook: how they fall into two groups."""
    import numpy as np

    from qual.matching.cache import encode_cached
    from qual.matching.splits import LEVEL, background, holm, parting

    found = read(project)
    asked = [code for code in found.codes if found.passages.get(code.id)]
    if not asked:
        return ()
    texts = [segment.text for segment in found.segments]
    vectors = np.asarray(encode_cached(suggesting.encoder_of(project), texts, project.store.vectors))
    usual = background(vectors)
    rows = {code.id: different(found, code.id) for code in asked}
    parted: dict[str, Parting] = {}
    for code in asked:
        own = rows[code.id]
        names = [found.segments[row].id for row in own]
        people = [found.person(name) for name in names]
        parted[code.id] = parting(vectors[own], people, names, usual, codes=len(asked))
    tested = [name for name, one in parted.items() if one.p is not None]
    adjusted = dict(zip(tested, holm([parted[name].p or 0.0 for name in tested]), strict=True))
    return tuple(
        Split(
            code=code.id,
            passages=len(rows[code.id]),
            participants=len({found.person(found.segments[row].id) for row in rows[code.id]}),
            sides=_sides(found, rows[code.id], parted[code.id].groups),
            p=parted[code.id].p,
            p_adjusted=adjusted.get(code.id),
            tested=len(tested),
            proposed=adjusted.get(code.id, 1.0) <= LEVEL,
            why=parted[code.id].why,
        )
        for code in asked
    )


def twins(project: OpenProject) -> tuple[Twins, ...]:
    """Pairs of codes that may be one, proposed ones first, then what else stands together beyond chance.

    Counted are passages that somebody has coded or read to the end; each once, whoever coded it.
    """
    from qual.matching import twins as pairing
    from qual.matching.anchors import anchors_of
    from qual.matching.cache import encode_cached

    found = read(project)
    people = {name: found.person(name) for name in found.data if name in found.looked_at}
    in_use = {code.id: found.passages.get(code.id, set()) for code in found.codes}
    together = pairing.together(in_use, people)
    described = [(code.id, code.definition) for code in found.codes if code.definition.strip()]
    alike: dict[tuple[str, str], float] = {}
    if described:
        # As suggestions read a definition, with the name before it, so that it is not encoded once more.
        texts = {
            found.codes[one.code].id: one.embedded for one in anchors_of(found.codes) if one.kind == "definition"
        }
        embedded = [texts[code] for code, _ in described]
        vectors = encode_cached(suggesting.encoder_of(project), embedded, project.store.vectors)
        alike = {(first, second): cosine for first, second, cosine in pairing.alike(described, vectors)}
    pairs = [
        Twins(
            one.codes, one.both, one.first, one.second, one.of, one.people, one.lift, one.p, one.p_adjusted,
            len(together), one.is_twin, alike.pop(one.codes, None),
        )
        for one in together
        if one.is_twin or one.codes in alike or (one.lift > 1 and one.p <= pairing.LEVEL)
    ]  # fmt: skip
    for (first, second), cosine in alike.items():
        both = in_use[first] & in_use[second] & people.keys()
        counts = (len(both), len(in_use[first] & people.keys()), len(in_use[second] & people.keys()))
        pairs.append(
            Twins((first, second), *counts, len(people), len({people[name] for name in both}), alike=cosine)
        )
    pairs.sort(key=lambda pair: (not pair.proposed, pair.alike is None, pair.p if pair.p is not None else 1.0))
    return tuple(pairs[:MOST_PAIRS])


def read(project: OpenProject) -> Coded:
    """The passages of every code in use."""
    book = project.codebook.book
    themes = {theme.id: place for place, theme in enumerate(book.themes)}
    codes = sorted(
        (code for code in book.codes if code.offered), key=lambda code: themes.get(code.theme, len(themes))
    )
    with project.store.reading() as tables:
        data = suggesting.data_of(project, tables)
        texts = frames.transcripts(tables)
        cut = marks.cut_of(datum.segment for datum in data)
        passages: dict[str, set[str]] = {}
        for segment, code in marks.coded_pairs(cut, tables.codings()):
            passages.setdefault(code, set()).add(segment)
        read = marks.read_segments(cut, tables.reviews())
    looked_at = read.union(*passages.values())
    known = {datum.segment.id: datum for datum in data}
    return Coded(known, suggesting.segment_texts(data, texts), passages, looked_at, codes)


def different(found: Coded, code: str) -> list[int]:
    """Rows of a code's passages, one for each wording."""
    rows: dict[str, int] = {}
    for row, segment in enumerate(found.segments):
        if segment.id in found.passages[code]:
            rows.setdefault(segment.text, row)
    return list(rows.values())


def _sides(found: Coded, rows: Sequence[int], groups: Sequence[Sequence[int]]) -> tuple[Side, ...]:
    from qual.matching.cluster import balanced_quotes
    from qual.matching.words import telling_words

    members = [[found.segments[rows[place]] for place in group] for group in groups]
    words = telling_words([[one.text for one in own] for own in members], [])
    sides = []
    for own, telling in zip(members, words, strict=True):
        people = Counter(role for _, role in dict.fromkeys((found.person(one.id), one.role) for one in own))
        texts = {one.id: one.text for one in own}
        quotes = tuple(
            theming.quote_of(found.data[name], texts[name]) for name in balanced_quotes(own, SHOWN_QUOTES)
        )
        sides.append(Side(len(own), dict(people), telling, quotes))
    return tuple(sides)
