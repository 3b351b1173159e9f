"""Passages that say the opposite of others, by a rule that can be read: a word both have, turned round in one.

A passage is taken as its telling words, each with a sign. A word is negative where one of `NEGATIONS` stands among
the few words before it in the same clause. A word of `OPPOSITES` counts as its partner with the other sign, so that
"hard", "not easy" and "isn't easy" are one. Two passages are opposed where a word stands only with one sign in the
one and only with the other in the other. The rule knows neither irony nor doubt: it finds candidates for a person
to read, and misses what is said in other words. The lists are English.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qual.matching.rules import words_of

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

    @property
    def words(self) -> str:
        """The rule's reason for a person: “not easy” here, “easy” there."""
        return f"“{self.here}” against “{self.there}”"


def signed(text: str) -> dict[str, dict[int, str]]:
    """The telling words of a passage: stem -> sign (+1 or -1) -> the word as it is shown for it."""
    found: dict[str, dict[int, str]] = {}
    for clause in _CLAUSE.split(text):
        last = None
        for place, word in enumerate(words_of(clause)):
            near = last is not None and place - last[0] <= REACH
            if (word in OPPOSITES or (word not in COMMON and len(word) >= _SHORTEST)) and not _negates(word):
                stem, sign = OPPOSITES.get(word, (_stem(word), 1))
                shown = f"{last[1]} … {word}" if last and near and place - last[0] > 1 else word
                if last and near and place - last[0] == 1:
                    shown = f"{last[1]} {word}"
                found.setdefault(stem, {}).setdefault(-sign if near else sign, shown)
            if _negates(word):
                last = (place, word)
    return found


def opposed(one: str, other: str) -> Turned | None:
    """The first word, in the order of the first passage, by which two passages are opposed; None without one."""
    here, there = signed(one), signed(other)
    for stem, signs in here.items():
        against = there.get(stem)
        if against and len(signs) == len(against) == 1 and set(signs) != set(against):
            return Turned(next(iter(signs.values())), next(iter(against.values())))
    return None


def _negates(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't")


def _stem(word: str) -> str:
    """A word without its commonest endings, so that "letters" and "letter" are one."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _STEM:
            return word[: -len(ending)]
    return word
