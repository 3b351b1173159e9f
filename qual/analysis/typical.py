"""Words typical of a group: which its people use and the others do not, counted in people, not in repetitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from qual.analysis.proportions import newcombe

FEWEST = 3
"""People of the group who must use a word: fewer could be one family's or one ward's way of speaking."""
LEAST = 0.2
"""By how much the group's share of people who use it must be larger than the others'."""
SHORTEST = 3
"""Letters of a word in a script with letters."""

_ROUNDING = 1e-9
"""3/5 - 2/5 is a fifth, though not in binary numbers."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """The words one person uses.

    Attributes:
        person: who.
        group: theirs.
        forms: term -> the forms in which this person writes it, with how often. Words of one term are forms of one
            word.
    """

    person: str
    group: str
    forms: Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Word:
    """A word that a group uses more than the others.

    Attributes:
        word: as it is written most often by the group.
        group: whose.
        people: of the group who use it.
        total: people of the group.
        others: of the other groups who use it.
        others_total: people of the other groups.
        low: lower end of Newcombe's 95 % interval of the difference of the two shares; the order of words.
    """

    word: str
    group: str
    people: int
    total: int
    others: int
    others_total: int
    low: float


def typical(
    spoken: Sequence[Spoken], groups: Sequence[str], *, most: int = 8, leave_out: Collection[str] = (),
    fewest: int = FEWEST, least: float = LEAST, nouns_capital: bool = False,
) -> tuple[Word, ...]:  # fmt: skip
    """Words that people of one group use more than the people of all others, the groups in the order given.

    With n of N people of the group and m of M others who use the word at all: it is listed where n >= `fewest`, and
    n/N - m/M >= `least`, ordered by the lower end of Newcombe's interval of that difference, then by n, then by
    name. It is an order, not a test: with some thousand words some differ by chance. People are counted and not
    repetitions, so that one talkative person names nothing.

    Left out are `leave_out`, numbers, words with digits, words of fewer than 3 letters, and names: what everybody
    writes with a capital and nobody without. Words of capitals only (GP, ECT) are no names.

    Without people in the group or in the others there is nothing to compare, and the group has no words.

    Args:
        spoken: one for each person.
        groups: in their order.
        most: words of each group.
        leave_out: terms that are function words.
        fewest: people of the group who must use it.
        least: smallest difference of the two shares.
        nouns_capital: True for a language that writes every noun with a capital: then a capital tells no name.

    References:
        Newcombe (1998), Stat Med 17:873-890.
    """
    forms: dict[str, Counter[str]] = {}
    for one in spoken:
        for term, written in one.forms.items():
            forms.setdefault(term, Counter()).update(dict(written))
    telling = {
        term for term, written in forms.items()
        if term not in leave_out and _word(written) and (nouns_capital or not _name(written))
    }  # fmt: skip
    found: list[Word] = []
    for group in groups:
        own = [one for one in spoken if one.group == group]
        others = [one for one in spoken if one.group != group]
        if len(own) < fewest or not others:
            continue
        found += _of(group, own, others, telling, fewest, least)[:most]
    return tuple(found)


def _of(
    group: str, own: Sequence[Spoken], others: Sequence[Spoken], telling: Collection[str], fewest: int, least: float
) -> list[Word]:
    here = Counter(term for one in own for term in one.forms if term in telling)
    there = Counter(term for one in others for term in one.forms if term in telling)
    words = []
    for term, people in here.items():
        difference, low, _ = newcombe(people, len(own), there[term], len(others))
        if people >= fewest and difference > least - _ROUNDING:
            written = Counter[str]()
            for one in own:
                written.update(dict(one.forms.get(term, {})))
            words.append(
                Word(_usual(written), group, people, len(own), there[term], len(others), low)
            )  # fmt: skip
    return sorted(words, key=lambda one: (-round(one.low, 9), -one.people, one.word))


def _usual(written: Mapping[str, int]) -> str:
    """The form written most often. A capital at a sentence's beginning counts as none where there is that form."""
    plain: Counter[str] = Counter()
    for form, times in written.items():
        small = form.lower()
        plain[small if small in written else form] += times
    return min(plain.items(), key=lambda item: (-item[1], item[0]))[0]


def _word(written: Mapping[str, int]) -> bool:
    """Whether it is a word and long enough; scripts without upper and lower case have short words."""
    form = max(written, key=len)
    if any(sign.isdigit() for sign in form):
        return False
    cased = any(sign.lower() != sign.upper() for sign in form)
    return len(form) >= SHORTEST or not cased or (form.isupper() and len(form) > 1)


def _name(written: Mapping[str, int]) -> bool:
    """Whether every form begins with a capital and goes on without."""
    return all(form[:1].isupper() and not (len(form) > 1 and form.isupper()) for form in written)
