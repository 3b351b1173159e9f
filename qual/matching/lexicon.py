"""The words of segments as numbers: which words were used (content), and how things are put (manner).

Both are TF-IDF rows of unit length: a word's weight in a text is (1 + ln tf) * (1 + ln((1 + n) / (1 + df))), for
tf occurrences in the text and df of n texts that hold it. Content leaves out function words and says what is
talked about; manner keeps them, with pairs of words and ? and !, and says how one talks: asking, advising,
telling a story. A word that only one text holds can tell nothing about another and is left out.

References:
    Salton & Buckley 1988, Term-weighting approaches in automatic text retrieval, Inf Process Manag 24:513-523.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.rules import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

MOST_MANNERS = 4000
"""Words and pairs of words that manner is described by, the most frequent."""
_FEWEST_TEXTS = 2
_MARKS = re.compile(r"[?!\u2026]")
_FUNCTION = """
a about above after again against all also although am among an and another any are around as at back be became
because become been before being below between both but by can cannot could did do does doing done down during
each either else enough even ever every few first for from further had has have having he her here hers herself
him himself his how however i if in into is it its itself last least less many may me might mine more most much
must my myself neither no nor not now of off often on once only or other others otherwise our ours ourselves out
over own per perhaps rather same see seem seemed she should since so some still such than that the their theirs
them themselves then there therefore these they this those through thus to together too toward towards under
until up upon us very was we well were what whatever when where whether which while who whoever whole whom whose
why will with within without would yet you your yours yourself yourselves
"""
FUNCTION_WORDS = frozenset(_FUNCTION.split())
"""English words that say nothing of what is talked about."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words that texts are described by.

    Attributes:
        terms: each word or pair of words, in the order of the columns.
        place: the column of each.
        idf: how telling each is, shape (terms,).
    """

    terms: tuple[str, ...]
    place: dict[str, int]
    idf: NDArray[np.float32]


def content_of(text: str) -> list[str]:
    """The words that say what a text is about."""
    return [word for word in words_of(text) if len(word) > 1 and word not in FUNCTION_WORDS]


def manner_of(text: str) -> list[str]:
    """All words, the marks ? and ! and what stands side by side."""
    words = words_of(text) + _MARKS.findall(text)
    return words + [f"{first} {second}" for first, second in pairwise(words)]


def make_lexicon(texts: Sequence[Sequence[str]], most: int | None = None) -> Lexicon:
    """The words that at least two of the texts hold, of those the `most` frequent, in alphabetical order."""
    held: Counter[str] = Counter()
    for words in texts:
        held.update(set(words))
    kept = [word for word, count in held.items() if count >= _FEWEST_TEXTS]
    if most is not None and len(kept) > most:
        kept = sorted(kept, key=lambda word: (-held[word], word))[:most]
    terms = tuple(sorted(kept))
    df = np.array([held[term] for term in terms], dtype=np.float64)
    idf = np.asarray(1 + np.log((1 + len(texts)) / (1 + df)), dtype=np.float32)
    return Lexicon(terms, {term: column for column, term in enumerate(terms)}, idf)


def rows_of(lexicon: Lexicon, texts: Sequence[Sequence[str]]) -> csr_matrix:
    """Each text as a row of unit length over the lexicon's words, or of zeros, shape (texts, terms)."""
    from scipy.sparse import csr_matrix

    place, terms = lexicon.place, len(lexicon.terms)
    columns = np.array([place.get(word, -1) for words in texts for word in words], dtype=np.int64)
    rows = np.repeat(np.arange(len(texts)), [len(words) for words in texts])
    pairs, counts = np.unique((rows * terms + columns)[columns >= 0], return_counts=True)
    row, at = np.divmod(pairs, max(1, terms))
    weight = (1 + np.log(counts.astype(np.float32))) * lexicon.idf[at]
    length = np.sqrt(np.bincount(row, weights=weight**2, minlength=len(texts)))
    weight /= np.maximum(length, 1e-12)[row]
    starts = np.searchsorted(row, np.arange(len(texts) + 1))
    return csr_matrix((weight.astype(np.float32), at, starts), shape=(len(texts), terms))
