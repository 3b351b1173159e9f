"""Which passages stand for a theme: near its middle, by many people, of every role, each role as often as can be.

Nothing is drawn by chance, so that the same study gives the same quotes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

FEWEST_WORDS, MOST_WORDS = 8, 90
"""A shorter quote says little, a longer one is not read; others are taken only where there is nothing better."""
MOST_IN_THEME = 2
"""Quotes of one person for one theme."""
MOST_IN_REPORT = 3
"""Quotes of one person in a whole report."""
TOO_MUCH = 0.3
"""One person supplying more than this part of the quotes is said."""
ALIKE = 0.9
"""Cosine from which two passages say the same."""

_MOST_CELLS = 8_000_000

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A passage that can be quoted.

    Attributes:
        person: who says it.
        role: theirs.
        place: transcript, start, end; breaks ties and tells which passages overlap.
        codes: of the theme, that it has.
        words: how many.
        pinned: True where an analyst wants it.
    """

    person: str
    role: str
    place: tuple[str, int, int]
    codes: tuple[str, ...]
    words: int
    pinned: bool = False


@dataclass(frozen=True, slots=True)
class Pool:
    """The passages of one theme that can be quoted.

    Attributes:
        candidates: n of them.
        vectors: of length one, shape (n, d).
    """

    candidates: tuple[Candidate, ...]
    vectors: Floats


@dataclass(slots=True)
class _Chosen:
    """What is chosen so far; `barred` are the rows that overlap one of them or say almost the same."""

    candidates: Sequence[Candidate]
    vectors: Floats
    barred: NDArray[np.bool_]
    rows: list[int] = field(default_factory=list)
    people: Counter[str] = field(default_factory=Counter)
    roles: Counter[str] = field(default_factory=Counter)
    codes: set[str] = field(default_factory=set)

    def rank(self, row: int, middle: Floats, elsewhere: Mapping[str, int]) -> tuple[object, ...]:
        """Where a passage stands among those of its role, the lowest first; see `choose`."""
        one = self.candidates[row]
        return (
            self.people[one.person],
            not FEWEST_WORDS <= one.words <= MOST_WORDS,
            set(one.codes) <= self.codes,
            elsewhere.get(one.person, 0),
            -middle[row],
            one.place,
        )

    def take(self, row: int) -> None:
        """Choose a passage."""
        one = self.candidates[row]
        self.rows.append(row)
        self.people[one.person] += 1
        self.roles[one.role] += 1
        self.codes.update(one.codes)
        self.barred |= self.vectors @ self.vectors[row] >= ALIKE
        name, start, end = one.place
        for other, (own, begin, stop) in enumerate(each.place for each in self.candidates):
            if own == name and start < stop and begin < end:
                self.barred[other] = True


def term_vectors(terms: Sequence[Mapping[str, int]]) -> list[dict[str, float]]:
    """Texts as unit vectors over their terms, by tf-idf: (1 + log tf) log((1 + n) / (1 + df)) + a hundredth.

    The hundredth keeps texts comparable that share every term. A text without terms is empty.

    References:
        Salton and Buckley (1988), Inf Process Manag 24:513-523.
    """
    spread = Counter(term for text in terms for term in text)
    size = len(terms)
    found = []
    for text in terms:
        own = {
            term: (1 + log(times)) * (log((1 + size) / (1 + spread[term])) + 0.01) for term, times in text.items()
        }
        length = sqrt(sum(value * value for value in own.values()))
        found.append({term: value / length for term, value in own.items()} if length else {})
    return found


def dense(terms: Sequence[Mapping[str, int]]) -> Floats:
    """`term_vectors` as an array, shape (n, terms); only the terms of most texts where there are very many."""
    rows = term_vectors(terms)
    spread = Counter(term for row in rows for term in row)
    kept = sorted(spread, key=lambda term: (-spread[term], term))[: max(200, _MOST_CELLS // max(len(rows), 1))]
    column = {term: place for place, term in enumerate(kept)}
    made = np.zeros((len(rows), len(kept)))
    for place, row in enumerate(rows):
        for term, value in row.items():
            if term in column:
                made[place, column[term]] = value
    return unit(made)


def unit(vectors: NDArray[np.floating]) -> Floats:
    """Rows of length one; a row of zeros stays."""
    made = np.asarray(vectors, dtype=np.float64)
    lengths = np.linalg.norm(made, axis=1, keepdims=True)
    return np.asarray(made / np.where(lengths > 0, lengths, 1.0))


def centrality(vectors: Floats, candidates: Sequence[Candidate]) -> Floats:
    """How near each passage is to the middle of what its role says, shape (n,): cosine to the middle.

    The middle is the mean over the role's people of the mean of each one's passages, so that whoever talks
    most does not draw it to them.
    """
    found = np.zeros(len(candidates))
    for role in dict.fromkeys(one.role for one in candidates):
        rows = [place for place, one in enumerate(candidates) if one.role == role]
        people: dict[str, list[int]] = {}
        for row in rows:
            people.setdefault(candidates[row].person, []).append(row)
        middle = np.mean([vectors[own].mean(axis=0) for own in people.values()], axis=0)
        length = float(np.linalg.norm(middle))
        if length > 0:
            found[rows] = vectors[rows] @ (middle / length)
    return np.round(found, 9)  # so that machines which add in another order choose the same


def choose(
    candidates: Sequence[Candidate],
    vectors: Floats,
    *,
    most: int,
    roles: Sequence[str] = (),
    quoted: Mapping[str, int] | None = None,
    already: Sequence[int] = (),
    elsewhere_said: Collection[tuple[str, int, int]] = (),
    most_in_theme: int = MOST_IN_THEME,
    most_in_report: int = MOST_IN_REPORT,
) -> tuple[int, ...]:
    """Rows of the passages to quote, pinned ones first, then in the order in which they were chosen.

    Pinned passages stand whatever else holds. Then the role with the fewest quotes takes its turn, of equals the
    first of `roles`: of its passages the one of whoever was quoted least here, then of a good length, then with a
    code not quoted yet, then of whoever was quoted least elsewhere, then the nearest to the middle, then by place.
    Passages that overlap a chosen one or say almost the same are passed over. A role of whose people everybody
    was quoted `most_in_theme` times has no more turns, so fewer than `most` may be chosen.

    Args:
        candidates: the passages.
        vectors: unit vectors of them, shape (n, d).
        most: quotes wanted.
        roles: whose turn comes first among equals; other roles follow by name.
        quoted: how often each person is quoted elsewhere in the report already.
        already: rows chosen before, which stay and come first.
        elsewhere_said: places of passages that are quoted elsewhere in the report; they are not quoted again.
        most_in_theme: quotes of one person here.
        most_in_report: quotes of one person with those of `quoted`.
    """
    middle = centrality(vectors, candidates)
    barred = np.fromiter((one.place in elsewhere_said for one in candidates), np.bool_, len(candidates))
    chosen = _Chosen(candidates, vectors, barred)
    by_place = sorted(range(len(candidates)), key=lambda row: candidates[row].place)
    for row in dict.fromkeys((*already, *(row for row in by_place if candidates[row].pinned))):
        chosen.take(row)
    order = [role for role in roles if any(one.role == role for one in candidates)]
    order += sorted({one.role for one in candidates} - set(order))

    def free(row: int) -> bool:
        person = candidates[row].person
        here = chosen.people[person]
        allowed = here < most_in_theme and (quoted or {}).get(person, 0) + here < most_in_report
        return allowed and not chosen.barred[row]

    while len(chosen.rows) < most:
        left: dict[str, list[int]] = {role: [] for role in order}
        for row in by_place:
            if free(row):
                left[candidates[row].role].append(row)
        turns = [role for role in order if left[role]]
        if not turns:
            break
        role = min(turns, key=lambda one: (chosen.roles[one], order.index(one)))
        chosen.take(min(left[role], key=lambda row: chosen.rank(row, middle, quoted or {})))
    return tuple(chosen.rows)


def share_out(
    pools: Sequence[Pool], *, most: int, roles: Sequence[str] = (), most_in_report: int = MOST_IN_REPORT
) -> list[tuple[int, ...]]:
    """Rows to quote for each theme of a report, so that the last themes do not find everybody quoted already.

    Every theme gets one quote of each role, then a second one and so on up to `most` in all; in each round themes
    that fewest people raise come first, of equals the first.

    Args:
        pools: of each theme.
        most: quotes wanted for each theme.
        roles: as in `choose`.
        most_in_report: quotes of one person in all themes together; pinned ones count and stand.
    """
    rows: list[tuple[int, ...]] = [
        tuple(sorted((n for n, one in enumerate(pool.candidates) if one.pinned),
                     key=lambda n, pool=pool: pool.candidates[n].place))  # type: ignore[misc] # a key of one number
        for pool in pools
    ]  # fmt: skip
    order = sorted(range(len(pools)), key=lambda n: (len({one.person for one in pools[n].candidates}), n))
    step = max(len({one.role for pool in pools for one in pool.candidates}), 1)
    for size in (*range(step, most, step), most):
        for place in order:
            pool = pools[place]
            others = [pools[n].candidates[row] for n in range(len(pools)) if n != place for row in rows[n]]
            rows[place] = choose(
                pool.candidates, pool.vectors, most=size, roles=roles, quoted=Counter(one.person for one in others),
                already=rows[place], elsewhere_said={one.place for one in others}, most_in_report=most_in_report,
            )  # fmt: skip
    return rows


def heaviest(people: Sequence[str]) -> tuple[str, float]:
    """Who supplies the largest part of some quotes, and that part; ("", 0) of none. Of equals the first by name."""
    if not people:
        return "", 0.0
    person, number = min(Counter(people).items(), key=lambda item: (-item[1], item[0]))
    return person, number / len(people)
