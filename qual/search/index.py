"""An index of texts by their words, made once; it answers questions with passages, and how well each fits.

A question is answered passage by passage: a passage fits if it holds an item of every group and none that must
not occur. A passage is a segment; where words that belong together run across the border of two segments, the two
are one passage. Stretches of a text outside every segment are passages too, so that nothing is hidden from a
search.

How well a passage fits is BM25 (Robertson and Zaragoza 2009): words that few passages hold count most, a second
occurrence counts less than the first, and a long passage needs more of them. With n passages, d of them with an
item, f occurrences in this one, and its length as a share l of the mean: log(1 + (n - d + 0.5) / (d + 0.5)) times
2.2 f / (f + 1.2 (0.25 + 0.75 l)), summed over the items.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log

from qual.model.span import Span, trimmed
from qual.search.hits import Found, joined
from qual.search.query import Item, Query
from qual.search.words import fold, places, stemmer

_GROWTH, _LENGTH = 1.2, 0.75
"""BM25's constants, as usual: how soon a repetition stops counting, and how much length does."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words to be searched.

    Attributes:
        words: the text itself, such as a turn's.
        at: the place of its first character in what spans are counted in.
        passages: its parts, absolute, in order, never overlapping; what they leave out is added.
    """

    words: str
    at: int = 0
    passages: tuple[Span, ...] = ()


Run = tuple[int, int]
"""The first word and the one after the last, by their numbers in a text."""
Runs = Mapping[int, Sequence[Run]]
"""The number of a text, and where in it an item stands."""


class Index:
    """Texts by their words.

    Args:
        texts: in the order in which answers come.
        language: for the stems of words, a language that Snowball knows, or "none".
    """

    def __init__(self, texts: Sequence[Text], language: str) -> None:
        self._stemmer = stemmer(language)
        self._texts = [_Words(text) for text in texts]
        self._at: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for number, text in enumerate(self._texts):
            for place, word in enumerate(text.words):
                self._at[word].append((number, place))
        self._by_fold: dict[str, list[str]] = defaultdict(list)
        self._by_term: dict[str, list[str]] = defaultdict(list)
        for word in self._at:
            self._by_fold[fold(word)].append(word)
            for term in self._stemmer.terms(word):
                self._by_term[term].append(word)
        self._folds = sorted(self._by_fold)
        self.passages = sum(len(text.passages) for text in self._texts)
        self.words = sum(len(text.words) for text in self._texts)

    def search(self, query: Query) -> list[Found]:
        """Every passage that fits, in the order of the texts."""
        wanted = {item: self._runs(item) for item in query.wanted}
        without = [self._runs(item) for item in query.without]
        weights = {item: self._weight(runs) for item, runs in wanted.items()}
        answers: list[Found] = []
        for number in self._candidates(query, wanted):
            here = {item: runs[number] for item, runs in wanted.items() if number in runs}
            barred = [runs[number] for runs in without if number in runs]
            answers += self._passages(number, query, here, barred, weights)
        return answers

    def _candidates(self, query: Query, wanted: Mapping[Item, Runs]) -> list[int]:
        """Texts that hold an item of every group somewhere."""
        sets = [{number for item in group for number in wanted[item]} for group in query.groups]
        return sorted(set.intersection(*sets)) if sets else []

    def _passages(
        self,
        number: int,
        query: Query,
        here: Mapping[Item, Sequence[Run]],
        barred: Sequence[Sequence[Run]],
        weights: Mapping[Item, float],
    ) -> Iterable[Found]:
        """The passages of one text that fit."""
        text = self._texts[number]
        for first, last in text.united([run for runs in here.values() for run in runs]):
            inside = text.run_of(first, last)
            found = {item: _near(runs, inside) for item, runs in here.items()}
            if not all(any(found.get(item) for item in group) for group in query.groups):
                continue
            if any(_near(runs, inside) for runs in barred):
                continue
            share = (inside[1] - inside[0]) * self.passages / self.words
            score = sum(weights[item] * _saturated(len(runs), share) for item, runs in found.items())
            span = Span(text.passages[first].start, text.passages[last].end)
            yield Found(number, span, joined(text.span(run) for runs in found.values() for run in runs), score)

    def _runs(self, item: Item) -> Runs:
        """Where an item stands: the word of it that is rarest is looked up, its neighbours are compared."""
        slots = [
            self._alike(word, item, last=place == len(item.words) - 1) for place, word in enumerate(item.words)
        ]
        rarest = min(range(len(slots)), key=lambda place: sum(len(self._at[word]) for word in slots[place]))
        found: dict[int, list[Run]] = defaultdict(list)
        for number, place in sorted(at for word in slots[rarest] for at in self._at[word]):
            first = place - rarest
            words = self._texts[number].words[first : first + len(slots)] if first >= 0 else []
            if len(words) == len(slots) and all(word in slot for word, slot in zip(words, slots, strict=True)):
                found[number].append((first, first + len(slots)))
        return found

    def _alike(self, word: str, item: Item, *, last: bool) -> frozenset[str]:
        """The words of the texts that count as this one."""
        if item.prefix and last:
            begin = fold(word)
            folds = self._folds[bisect_left(self._folds, begin) :]
            upto = bisect_right(folds, begin, key=lambda one: one[: len(begin)])
            return frozenset(found for one in folds[:upto] for found in self._by_fold[one])
        if item.exact:
            return frozenset(self._by_fold.get(fold(word), ()))
        return frozenset(found for term in self._stemmer.terms(word) for found in self._by_term.get(term, ()))

    def _weight(self, runs: Runs) -> float:
        """How rare an item is among the passages."""
        holding = sum(len({self._texts[number].passage_of[run[0]] for run in own}) for number, own in runs.items())
        return log(1 + (self.passages - holding + 0.5) / (holding + 0.5))


class _Words:
    """A text cut into words, each with its place and the passage it stands in."""

    __slots__ = ("_ends", "_ends_in", "_starts", "passage_of", "passages", "words")

    def __init__(self, text: Text) -> None:
        spans = list(places(text.words))
        self.words = [text.words[start:end] for start, end in spans]
        self._starts = [text.at + start for start, _ in spans]
        self._ends = [text.at + end for _, end in spans]
        self.passages = _whole(text)
        firsts = [passage.start for passage in self.passages]
        self.passage_of = [bisect_right(firsts, start) - 1 for start in self._starts]
        self._ends_in = [bisect_right(firsts, end - 1) - 1 for end in self._ends]  # a cut may go through a word

    def span(self, run: Run) -> Span:
        """The place of words that stand next to each other."""
        return Span(self._starts[run[0]], self._ends[run[1] - 1])

    def run_of(self, first: int, last: int) -> Run:
        """The words of some passages next to each other, with one that a cut goes through."""
        return bisect_left(self._ends_in, first), bisect_right(self.passage_of, last)

    def united(self, runs: Sequence[Run]) -> list[tuple[int, int]]:
        """First and last passage of each stretch that holds a run; a run across a border makes two passages one."""
        found: list[tuple[int, int]] = []
        for first, last in sorted((self.passage_of[run[0]], self._ends_in[run[1] - 1]) for run in runs):
            if found and first <= found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            else:
                found.append((first, last))
        return found


def _whole(text: Text) -> list[Span]:
    """The passages of a text, and what lies between them."""
    found, last = [], text.at
    for passage in (*text.passages, None):
        end = passage.start if passage else text.at + len(text.words)
        gap = trimmed(text.words, last - text.at, end - text.at)
        if gap:
            found.append(gap.shift(text.at))
        if passage:
            found.append(passage)
            last = passage.end
    return found


def _near(runs: Sequence[Run], inside: Run) -> Sequence[Run]:
    """The runs of one item, in order and of one length, that share a word with a stretch."""
    length = runs[0][1] - runs[0][0]
    first = bisect_left(runs, inside[0] - length + 1, key=lambda run: run[0])
    return runs[first : bisect_left(runs, inside[1], key=lambda run: run[0])]


def _saturated(count: int, length: float) -> float:
    if not count:
        return 0.0
    return count * (_GROWTH + 1) / (count + _GROWTH * (1 - _LENGTH + _LENGTH * length))
