"""Passages that say almost the same and were coded differently: by one person, or by two.

Two passages are almost alike where they are of the same words, whatever their case and punctuation, or where their
vectors are at least as alike as a border. Of such a pair, one has a code and the other has not, though somebody
judged it: rejected the code there, or read the passage to its end and left it without. Where both judgements are
one person's it is an inconsistency; where they are two people's, a disagreement. Both are questions: what stands
around two passages can make the same words mean different things.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.negative import Turned, opposed
from qual.matching.rules import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE = 0.85
"""Inner product of two vectors from which passages are almost alike, unless the caller has a border of the
study."""
FEWEST_WORDS = 4
"""Shorter passages ("Yes.", "I don't know.") mean what was asked before them, and are left out."""
NEAREST = 10
"""Passages of other words after it, the likest, that each is compared with at most, so that the time is bounded."""
_AT_ONCE = 1_000

_SAME = 2.0
"""Stands for the likeness of the same words, which is more than that of any others."""

_Without = tuple[str, str, int, str]
"""A code, INCONSISTENT or DISAGREEMENT, the row without the code, and the coder who did not give it."""

_With = tuple[float, int, str, str]
"""How like, the row with the code, who gave it there, and REJECTED or LEFT."""
_Gave = dict[tuple[str, str], list[int]]
"""A code and a coder -> the rows where this coder gave it."""

INCONSISTENT, DISAGREEMENT = "inconsistent", "disagreement"
REJECTED, LEFT = "rejected", "left"


@dataclass(frozen=True, slots=True)
class Judged:
    """What one coder did with one passage.

    Attributes:
        coder: the person's name.
        given: codes the coder gave it.
        rejected: codes the coder rejected there.
        read: True where the coder has read it to its end, so that what was not given was left out.
        unknown: codes that could not be given when it was read: they came later, or meant something else.
    """

    coder: str
    given: frozenset[str] = frozenset()
    rejected: frozenset[str] = frozenset()
    read: bool = False
    unknown: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that somebody coded, rejected something for or read.

    Attributes:
        id: its id.
        text: its words.
        participant: who says it.
        judged: by each coder, once each.
    """

    id: str
    text: str
    participant: str
    judged: tuple[Judged, ...]


@dataclass(frozen=True, slots=True)
class Uneven:
    """Two passages almost alike, one with a code and one without.

    Attributes:
        code: the code.
        coded, other: ids of the passage that has it, and of the one that has not.
        by, without: who gave it, and who judged the other and did not.
        kind: INCONSISTENT where that is one person, else DISAGREEMENT.
        how: REJECTED or LEFT.
        likeness: inner product of the two vectors, 1 for the same words.
        same_words: whether they are of the same words.
        same_person: whether one participant says both.
        turned: a word that stands turned round in one of them, which may well be why; else None.
    """

    code: str
    coded: str
    other: str
    by: str
    without: str
    kind: str
    how: str
    likeness: float
    same_words: bool
    same_person: bool
    turned: Turned | None


def uneven(
    passages: Sequence[Passage], vectors: NDArray[np.float32], *, border: float = ALIKE, most: int | None = None
) -> tuple[Uneven, ...]:
    """Pairs coded differently, the worst first.

    First those not turned round, then the likest, rejected before left, one person before two. A passage stands
    once for each code it was not given, each coder who did not, and each kind, beside the coded one it is likest
    to (the first of equals). One passage is never compared with itself: where two people differ on the very same
    one, agreement tells.

    Args:
        passages: those judged; other passages say nothing.
        vectors: of unit length, shape (n, d).
        border: the least inner product.
        most: how many at most; None for all.
    """
    groups = _by_words(passages)
    firsts = np.array([rows[0] for rows in groups], dtype=np.intp)
    gave = [_gave(passages, rows) for rows in groups]
    best: dict[_Without, _With] = {}
    for one, other, likeness in _near(vectors[firsts], border):
        _compare(passages, gave[one], groups[other], likeness, best)
        if one != other:
            _compare(passages, gave[other], groups[one], likeness, best)
    plain: list[Uneven] = []
    turned: list[Uneven] = []
    for key, value in sorted(best.items(), key=_worst_first):
        if len(plain) == most:
            break
        found = _told(passages, key, value)
        (plain if found.turned is None else turned).append(found)
    return tuple([*plain, *turned][:most])


def _by_words(passages: Sequence[Passage]) -> list[list[int]]:
    """Rows of passages with the same words together, those too short left out."""
    groups: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for row, passage in enumerate(passages):
        words = tuple(words_of(passage.text))
        if len(words) >= FEWEST_WORDS:
            groups[words].append(row)
    return list(groups.values())


def _near(vectors: NDArray[np.float32], border: float) -> Iterator[tuple[int, int, float]]:
    """Each row with itself, and with at most `NEAREST` of the rows after it that are as alike as the border."""
    for start in range(0, len(vectors), _AT_ONCE):
        part = vectors[start : start + _AT_ONCE] @ vectors[start:].T
        for at, values in enumerate(part):
            row = start + at
            yield row, row, _SAME
            near = at + 1 + np.flatnonzero(values[at + 1 :] >= border)
            if len(near) > NEAREST:
                near = near[np.argpartition(-values[near], NEAREST)[:NEAREST]]
            for other in near.tolist():
                yield row, start + other, min(1.0, float(values[other]))


def _gave(passages: Sequence[Passage], rows: Sequence[int]) -> _Gave:
    """Each code and who gave it, with the first two rows where: the second stands in for the first itself."""
    gave: _Gave = {}
    for row in rows:
        for judged in passages[row].judged:
            for code in judged.given:
                first = gave.setdefault((code, judged.coder), [])
                if len(first) <= 1:
                    first.append(row)
    return gave


def _compare(
    passages: Sequence[Passage],
    gave: _Gave,
    others: Sequence[int],
    likeness: float,
    best: dict[_Without, _With],
) -> None:
    """Notes for each of the others which of the codes given it has not, where these are the likest so far."""
    for other in others if gave else ():
        for judged in passages[other].judged:
            for (code, by), rows in gave.items():
                how = _not_given(judged, code)
                row = next((row for row in rows if row != other), -1) if how else -1
                if row < 0:
                    continue
                key = (code, INCONSISTENT if by == judged.coder else DISAGREEMENT, other, judged.coder)
                known = best.get(key)
                if known is None or (-likeness, row, by) < (-known[0], known[1], known[2]):
                    best[key] = (likeness, row, by, how)


def _not_given(judged: Judged, code: str) -> str:
    """How the coder did not give the code, "" where they gave it or nothing can be said."""
    if code in judged.given:
        return ""
    if code in judged.rejected:
        return REJECTED
    return LEFT if judged.read and code not in judged.unknown else ""


def _told(passages: Sequence[Passage], key: _Without, value: _With) -> Uneven:
    code, kind, other, without = key
    likeness, row, by, how = value
    one, two = passages[row], passages[other]
    same = likeness == _SAME
    return Uneven(
        code, one.id, two.id, by, without, kind, how, min(likeness, 1.0), same, one.participant == two.participant,
        None if same else opposed(one.text, two.text),
    )  # fmt: skip


def _worst_first(found: tuple[_Without, _With]) -> tuple[object, ...]:
    (code, kind, other, without), (likeness, _, _, how) = found
    return -likeness, how != REJECTED, kind != INCONSISTENT, code, other, without
