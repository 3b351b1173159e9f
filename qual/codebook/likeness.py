"""How alike the names of two codes are, told by their words and letters alone."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from qual.model.codebook import Codebook

SAME, SLIP, INSIDE, SHARED = "the same words", "a slip of the pen", "one name in the other", "most words shared"
"""Why two names are near each other, the surest first."""

NEAR = 0.5
"""From this share of common words, weighed by how rare they are, two names are near."""

_FUNCTION_WORDS = """
    a about al am an and are as at au auf aux avec be bei by con d da das de del dem den der des di die
    du e ein eine el en et for from für gli i il im in is its l la las le les lo los mit o oder of on or
    ou para per por pour s the their to un und une vom von with y zu zum zur à
"""
_FUNCTION = frozenset(_FUNCTION_WORDS.split())
_FUZZY, _FUZZIER = 6, 12
_STEM, _STEM_SHARE = 5, 0.65
_KEY = 4
_COMMON = 300
_GENERAL = 3


@dataclass(frozen=True, slots=True)
class NearNames:
    """Two codes of one codebook whose names are near each other.

    Attributes:
        first: id of the code that stands first.
        second: id of the other.
        why: SAME, SLIP, INSIDE or SHARED.
        score: 0–1; 1 where nothing but case, signs, plural or order differs.
    """

    first: str
    second: str
    why: str
    score: float


def near_names(book: Codebook) -> tuple[NearNames, ...]:
    """Pairs of codes with names so near that one may be meant twice; the nearest first.

    Two names are near (words in brackets count as a second name, function words not at all) where

    * SAME: their words are the same but for case, accents, signs, plural, order or the gap between words;
    * SLIP: so, when words of six letters or more may differ in one letter (two from twelve letters on; not the
      first, not a digit), or one word in its ending ("knowledge", "knowledgeable");
    * INSIDE: one has all words of the other and one more, and the shorter is not one word that more than three
      other names hold;
    * SHARED: two words or more are common, and these are at least half of all words of both, each weighed by
      log(1 + names / names with the word).

    Retired codes and headings are left out: nobody applies them.
    """
    codes = [code for code in book.codes if code.offered]
    names = Names([code.name for code in codes])
    found = [
        NearNames(codes[a].id, codes[b].id, why, score)
        for a, b in names.pairs()
        if (judged := names.near(a, b)) is not None
        for why, score in [judged]
    ]
    return tuple(sorted(found, key=lambda near: -near.score))


class Names:
    """Names that are compared with each other, with how often each word occurs among them."""

    def __init__(self, names: Sequence[str]) -> None:
        self.forms = [forms(name) for name in names]
        self.spread: Counter[str] = Counter()
        self.keys: defaultdict[str, list[int]] = defaultdict(list)
        for place, own in enumerate(self.forms):
            words = {word for form in own for word in form}
            self.spread.update(words)
            for key in {_key(word) for word in words} | {"=" + _joined(form) for form in own}:
                self.keys[key].append(place)

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Places of names that may be near, each pair once; sharing very common beginnings alone is not enough."""
        for place in range(len(self.forms)):
            yield from ((place, other) for other in sorted(self.candidates(place)) if other > place)

    def candidates(self, place: int) -> set[int]:
        """Places of names that share the beginning of a word with this one."""
        own = {_key(word) for form in self.forms[place] for word in form}
        own |= {"=" + _joined(form) for form in self.forms[place]}
        lists = [self.keys[key] for key in own]
        return {other for found in lists if len(found) <= _COMMON for other in found} - {place}

    def near(self, a: int, b: int) -> tuple[str, float] | None:
        """Why and how near two names are, None where they are not."""
        judged = [one for x in self.forms[a] for y in self.forms[b] if (one := self._judged(x, y)) is not None]
        return max(judged, key=lambda one: one[1], default=None)

    def _judged(self, a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, float] | None:
        if set(a) == set(b) or _joined(a) == _joined(b):
            return SAME, 1.0
        matched = _matched(a, b)
        exact = all(x == y for x, y in matched)
        left = [word for word in a if word not in {x for x, _ in matched}]
        right = [word for word in b if word not in {y for _, y in matched}]
        if not left and not right:
            return SLIP, 0.95
        if not matched:
            return None
        weight = sum(min(self._weight(x), self._weight(y)) for x, y in matched)
        rest = sum(map(self._weight, (*left, *right)))
        share = weight / (weight + rest)
        if min(len(left), len(right)) == 0 and len(left) + len(right) == 1:
            shorter = a if not left else b
            if len(shorter) > 1 or self.spread[shorter[0]] <= _GENERAL + 1:
                return INSIDE, max(share, NEAR) * (0.9 if exact else 0.85)
        if len(matched) > 1 and share >= NEAR:
            return SHARED, share * 0.9
        return None

    def _weight(self, word: str) -> float:
        return math.log(1 + len(self.forms) / max(self.spread[word], 1))


@lru_cache(maxsize=20_000)
def forms(name: str) -> tuple[tuple[str, ...], ...]:
    """The names that a name holds, as words: itself without what stands in brackets, and that by itself."""
    inner = re.findall(r"[(\[]([^)\]]*)[)\]]", name)
    outer = re.sub(r"[(\[][^)\]]*[)\]]", " ", name)
    made = [words for part in (outer, *inner) if (words := _words(part))]
    return tuple(dict.fromkeys(made or [_words(name) or (name.strip().casefold(),)]))


def _words(name: str) -> tuple[str, ...]:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("ß", "ss"))
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    found = re.findall(r"[^\W_]+", letters)
    return tuple(dict.fromkeys(_singular(word) for word in found if word not in _FUNCTION))


def _singular(word: str) -> str:
    if len(word) > _KEY and word.endswith("ies"):
        return word[:-3] + "y"
    if re.search(r"(?:ss|sh|ch|x|z)es$", word):
        return word[:-2]
    plural = len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is"))  # noqa: PLR2004
    return word[:-1] if plural else word


def _joined(words: Iterable[str]) -> str:
    return "".join(words)


def _key(word: str) -> str:
    return word[:_KEY]


def _matched(a: Sequence[str], b: Sequence[str]) -> list[tuple[str, str]]:
    """Words of one name with those of the other that are the same or nearly so, each used once."""
    free = list(b)
    found: list[tuple[str, str]] = []
    for test in (str.__eq__, _alike):
        taken = {x for x, _ in found}
        for word in a:
            other = next((one for one in free if word not in taken and test(word, one)), None)
            if other is not None:
                free.remove(other)
                found.append((word, other))
    return found


def _alike(a: str, b: str) -> bool:
    """Whether two words differ only by a slip or in their ending."""
    short, long_ = sorted((a, b), key=len)
    if any(sign.isdigit() for sign in a + b) or short[:1] != long_[:1]:
        return False
    if long_.startswith(short) and len(short) >= _STEM and len(short) >= _STEM_SHARE * len(long_):
        return True
    return len(short) >= _FUZZY and _edits(short, long_, 2 if len(short) >= _FUZZIER else 1)


def _edits(a: str, b: str, most: int) -> bool:
    """Whether one word becomes the other by at most so many letters changed, left out, added or swapped.

    The distance is Damerau's in its restricted form (optimal string alignment; Boytsov 2011, section 2.2).
    """
    if len(b) - len(a) > most:
        return False
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if older and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, older[j - 2] + 1)
            row.append(best)
    return row[-1] <= most
