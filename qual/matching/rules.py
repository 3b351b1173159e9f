"""Include and exclude phrases as evidence of their own: found word for word, whole words only."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from qual.model.codebook import Code

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_APOSTROPHES = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'"})


@dataclass(frozen=True, slots=True)
class PhraseMatch:
    """A phrase of a code, found in a segment.

    Attributes:
        row: place of the segment among the texts handed in.
        code: place of the code among the codes handed in.
        phrase: as the researcher wrote it.
        include: True for an include phrase, False for an exclude phrase.
    """

    row: int
    code: int
    phrase: str
    include: bool


def words_of(text: str) -> list[str]:
    """The words of a text in one spelling: lower case, straight apostrophes, no punctuation."""
    return _WORD.findall(text.translate(_APOSTROPHES).casefold())


def find_phrases(codes: Sequence[Code], texts: Sequence[str]) -> tuple[PhraseMatch, ...]:
    """Every include and exclude phrase of every code in every text, in the order of the codes.

    A phrase matches where its words stand together in this order, whatever the case and punctuation.
    A single letter or an empty phrase never matches.
    """
    wanted = [
        (place, phrase, words_of(phrase), include)
        for place, code in enumerate(codes)
        for include, phrases in ((True, code.include), (False, code.exclude))
        for phrase in dict.fromkeys(phrases)
    ]
    wanted = [entry for entry in wanted if sum(map(len, entry[2])) > 1]
    if not wanted:
        return ()
    vocabulary = {word for _, _, words, _ in wanted for word in words}
    padded, rows_with = _index(texts, vocabulary)
    matches = []
    for place, phrase, words, include in wanted:
        row_sets = sorted((rows_with.get(word, set()) for word in words), key=len)
        sought = f" {' '.join(words)} "
        rows = sorted(row_sets[0].intersection(*row_sets[1:]))
        matches += [PhraseMatch(row, place, phrase, include) for row in rows if sought in padded[row]]
    return tuple(matches)


def _index(texts: Sequence[str], vocabulary: set[str]) -> tuple[list[str], dict[str, set[int]]]:
    """Each text as " word word ", and for each word of the vocabulary the texts that hold it."""
    padded: list[str] = []
    rows_with: dict[str, set[int]] = defaultdict(set)
    for row, text in enumerate(texts):
        words = words_of(text)
        padded.append(f" {' '.join(words)} ")
        for word in vocabulary.intersection(words):
            rows_with[word].add(row)
    return padded, rows_with
