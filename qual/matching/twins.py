"""Codes that may be one: given to the same passages far beyond chance, or defined in nearly the same words.

References:
    Fisher 1935, The design of experiments (the exact test). Holm 1979, A simple sequentially rejective multiple
    test procedure, Scand J Stat 6:65-70.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.rules import words_of
from qual.matching.splits import holm

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_TOGETHER, LEAST_PEOPLE = 4, 2
"""Passages with both codes, and participants who say them, before "fire together" is said."""

MOST_OF_RARER = 0.5
"""Share of the rarer code's passages that must have the other as well: less is a relation, no twin."""

LEVEL = 0.05

ALIKE = 0.85
"""Cosine of two definitions from which they are called nearly the same."""


@dataclass(frozen=True, slots=True)
class Together:
    """How often two codes stand on the same passages.

    Attributes:
        codes: their ids, in the order given.
        both, first, second: passages with both, with the first, with the second.
        of: passages looked at.
        people: participants who say the passages with both.
        lift: passages with both by those expected by chance, both * of / (first * second).
        p: chance of so many or more with both, if the codes had nothing to do with each other.
        p_adjusted: p among all pairs that were tested (Holm).
    """

    codes: tuple[str, str]
    both: int
    first: int
    second: int
    of: int
    people: int
    lift: float
    p: float
    p_adjusted: float

    @property
    def is_twin(self) -> bool:
        """Whether this is enough to propose that the two are one."""
        often = self.both >= LEAST_TOGETHER and self.people >= LEAST_PEOPLE
        return often and self.both >= MOST_OF_RARER * min(self.first, self.second) and self.p_adjusted <= LEVEL


def together(passages: Mapping[str, AbstractSet[str]], people: Mapping[str, str]) -> list[Together]:
    """Every pair of codes that both stand on at least `LEAST_TOGETHER` passages, the least likely by chance first.

    With N passages, a of which have the first code and b the second, the number with both is hypergeometric where
    the codes have nothing to do with each other: p is its upper tail (Fisher's exact test, one-sided). The family
    for Holm's adjustment is every pair tested. Passages of one participant are alike, which makes p too small: read
    it as an order, not as a probability.

    Args:
        passages: code -> ids of its passages.
        people: passage -> who says it, for all N passages that were looked at; others are not counted.
    """
    from scipy.stats import hypergeom

    own = {code: frozenset(found & people.keys()) for code, found in passages.items()}
    codes = [code for code, found in own.items() if len(found) >= LEAST_TOGETHER]
    n = len(people)
    if len(codes) <= 1:
        return []
    row_of = {name: row for row, name in enumerate(people)}
    table = np.zeros((n, len(codes)), dtype=np.float32)
    for column, code in enumerate(codes):
        table[[row_of[name] for name in own[code]], column] = 1
    counts = (table.T @ table).round().astype(np.int64)
    pairs = list(combinations(range(len(codes)), 2))
    left, right = (np.array(side, dtype=np.intp) for side in zip(*pairs, strict=True))
    both, first, second = counts[left, right], counts[left, left], counts[right, right]
    p = np.asarray(hypergeom.sf(both - 1, n, first, second), dtype=np.float64)
    adjusted = holm(p.tolist())
    found = [
        Together(
            (codes[left[k]], codes[right[k]]), int(both[k]), int(first[k]), int(second[k]), n,
            len({people[name] for name in own[codes[left[k]]] & own[codes[right[k]]]}) if both[k] else 0,
            float(both[k] * n / (first[k] * second[k])), float(p[k]), adjusted[k],
        )
        for k in range(len(pairs))
    ]  # fmt: skip
    return sorted(found, key=lambda pair: (pair.p, -pair.both, pair.codes))


def alike(definitions: Sequence[tuple[str, str]], vectors: NDArray[np.float32]) -> list[tuple[str, str, float]]:
    """Pairs of codes with nearly the same definition, and the cosine of the two; the most alike first.

    Definitions of the same words, whatever their case and punctuation, have cosine 1 here. A code without a
    definition has none to compare.

    Args:
        definitions: code id and definition.
        vectors: of the definitions, of unit length, shape (n, d).
    """
    words = [words_of(text) for _, text in definitions]
    there = [row for row, own in enumerate(words) if own]
    if not there:
        return []
    likeness = vectors[there] @ vectors[there].T
    found = []
    for i, j in combinations(range(len(there)), 2):
        first, second = there[i], there[j]
        cosine = 1.0 if words[first] == words[second] else min(1.0, float(likeness[i, j]))
        if cosine >= ALIKE:
            found.append((definitions[first][0], definitions[second][0], cosine))
    return sorted(found, key=lambda pair: (-pair[2], pair[:2]))
