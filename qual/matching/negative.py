"""Passages that say the opposite of others, by a rule that can be read: a word both have, turned round in one.

A passage is taken as its telling words, each with a sign. A word is negative where one of `NEGATIONS` stands among
the few words before it in the same clause. A word of `OPPOSITES` counts as its partner with the other sign, so that
"hard", "not easy" and "isn't easy" are one. Two passages are opposed where a word stands only with one sign in the
one and only with the other in the other. Asked about a code, only the words of its own name, definition, phrases
and examples count: long passages differ in the sign of some word nearly always. The rule knows neither irony nor
doubt: it finds candidates for a person to read, and misses what is said in other words. The lists are English.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.rules import words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

NEAREST = 3
"""Confirmed passages that another is compared with."""
_AT_ONCE = 2000
REACH = 3
"""Words after a negation that it turns round, within its clause."""
_NEGATIONS = """
    no not never nobody none nothing nowhere neither nor cannot without hardly barely scarcely lack lacks lacked
    stop stops stopped
"""
NEGATIONS = frozenset(_NEGATIONS.split())
"""Besides every word that ends in n't."""
_PAIRS = """
    easy hard; better worse; good bad; best worst; always rarely; more less; helped harmed; helpful useless;
    hopeful hopeless; hope despair; safe unsafe; happy unhappy; able unable; clear unclear; kind unkind;
    fair unfair; sure unsure; likely unlikely; certain uncertain; possible impossible; patient impatient;
    willing unwilling;
    supported unsupported; comfortable uncomfortable; trust distrust; agree disagree; like dislike; early late;
    quick slow; quickly slowly; near far; strong weak; joined left; gained lost;
    won lost; improved worsened; together alone; open closed;
    accepted refused; accept refuse; allowed forbidden; remembered forgot; remember forget; found lost; love hate;
    succeeded failed; success failure; strengthened weakened; rested exhausted; calm anxious; rich poor;
    cheap expensive
"""
_COMMON = """
    a about all also am an and any are as at be because been before being but by came can come could did do does
    doing done even ever for from get gets getting go goes going gone got had has have he her here him his how i if
    in into is it its just know let like made make many maybe me mean might more most much my now of off ok okay on
    one only or other our out over quite rather really said same say says see she should so some such than that the
    their them then there these they thing things think this those though through time to too up us very was way we
    well went were what when where which while who why will with would yes you your
    back every five four like nine seven six tell telling tells ten three told two want wanted wants eight
"""
COMMON = frozenset(_COMMON.split())
"""Words that tell nothing by themselves."""
_CLAUSE = re.compile(r"[.,;:!?…()\n\u2013\u2014-]+|\bbut\b|\band\b|\bbecause\b|\bthough\b", re.IGNORECASE)
_ENDINGS = ("ing", "ed", "es", "s")
_SHORTEST = 3
_STEM = 4


def _opposites() -> dict[str, tuple[str, int]]:
    """Every word of a pair -> the pair's first word, and its sign; a word of several pairs keeps the first."""
    found: dict[str, tuple[str, int]] = {}
    for pair in _PAIRS.split(";"):
        one, other = pair.split()
        name = found.get(one, found.get(other, (one, 1)))[0]
        found.setdefault(one, (name, 1))
        found.setdefault(other, (name, -1))
    return found


OPPOSITES = _opposites()


@dataclass(frozen=True, slots=True)
class Turned:
    """A word that two passages use with opposite signs: as it stands in each of them, with its "not"."""

    here: str
    there: str


def signed(text: str) -> dict[str, dict[int, str]]:
    """The telling words of a passage: stem -> sign (+1 or -1) -> the word as it is shown for it."""
    found: dict[str, dict[int, str]] = {}
    for clause in _CLAUSE.split(text):
        last = None
        for place, word in enumerate(words_of(clause)):
            near = last is not None and place - last[0] <= REACH
            if word in OPPOSITES or _tells(word):
                stem, sign = OPPOSITES.get(word, (_stem(word), 1))
                shown = f"{last[1]} … {word}" if last and near and place - last[0] > 1 else word
                if last and near and place - last[0] == 1:
                    shown = f"{last[1]} {word}"
                found.setdefault(stem, {}).setdefault(-sign if near else sign, shown)
            if _negates(word):
                last = (place, word)
    return found


def telling_of(texts: Iterable[str]) -> frozenset[str]:
    """The telling words of a code's own texts, as `opposed` compares them."""
    return frozenset(stem for text in texts for stem in signed(text))


def opposed(one: str, other: str, *, telling: Collection[str] | None = None) -> Turned | None:
    """The first word, in the order of the first passage, by which two passages are opposed; None without one.

    Args:
        one: a passage's words.
        other: the other's.
        telling: words that count, by `telling_of`; None for all.
    """
    here, there = signed(one), signed(other)
    for stem, signs in here.items():
        against = there.get(stem) if telling is None or stem in telling else None
        if against and len(signs) == len(against) == 1 and set(signs) != set(against):
            return Turned(next(iter(signs.values())), next(iter(against.values())))
    return None


def _tells(word: str) -> bool:
    return word not in COMMON and len(word) >= _SHORTEST and "'" not in word and not _negates(word)


def _negates(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't")


def _stem(word: str) -> str:
    """A word without its commonest endings, so that "letters" and "letter" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True, slots=True)
class Contrast:
    """A passage that may say the opposite: its row, that of the confirmed passage it is like, how like, and why."""

    row: int
    against: int
    likeness: float
    turned: Turned


@dataclass(frozen=True, slots=True)
class Twin:
    """Two rows that are alike though only one has the code, and how like they are."""

    coded: int
    other: int
    likeness: float


def contrasts(
    texts: Mapping[int, str],
    vectors: NDArray[np.float32],
    confirmed: Sequence[int],
    others: Sequence[int],
    *,
    telling: Collection[str],
    border: float,
    most: int,
) -> list[Contrast]:
    """Passages that mean nearly the same as confirmed ones, with a word of the code turned round; the likest first.

    Each passage is compared with the `NEAREST` confirmed ones that are at least as like it as `border`.

    Args:
        texts: row -> words, of all rows named.
        vectors: of unit length, shape (rows, d).
        confirmed: rows that have the code.
        others: rows that have not.
        telling: the code's words, by `telling_of`.
        border: the least inner product.
        most: how many at most.
    """
    found: list[Contrast] = []
    for row, near in _near(vectors, confirmed, others, border=border):
        for against, likeness in near[:NEAREST]:
            turned = opposed(texts[row], texts[against], telling=telling)
            if turned is not None:
                found.append(Contrast(row, against, likeness, turned))
                break
    return sorted(found, key=lambda one: (-one.likeness, one.row))[:most]


def twins(
    vectors: NDArray[np.float32], coded: Sequence[int], others: Sequence[int], *, border: float, most: int
) -> list[Twin]:
    """Pairs of a coded passage and one without the code that are at least as like as `border`, the likest first.

    Each passage without the code stands once, beside the coded one it is most like; arguments as for `contrasts`.
    """
    pairs = [
        Twin(near[0][0], row, near[0][1]) for row, near in _near(vectors, coded, others, border=border) if near
    ]
    return sorted(pairs, key=lambda one: (-one.likeness, one.other))[:most]


def _near(
    vectors: NDArray[np.float32], ones: Sequence[int], others: Sequence[int], *, border: float
) -> Iterator[tuple[int, list[tuple[int, float]]]]:
    """For each of the others: those of the ones that are at least as like it as the border, the likest first."""
    if not len(ones):
        return
    with_code = vectors[list(ones)].T
    for start in range(0, len(others), _AT_ONCE):
        part = others[start : start + _AT_ONCE]
        likeness = vectors[list(part)] @ with_code
        for row, values in zip(part, likeness, strict=True):
            places = np.flatnonzero(values >= border)
            places = places[np.argsort(-values[places], kind="stable")]
            yield row, [(ones[place], float(values[place])) for place in places.tolist()]
