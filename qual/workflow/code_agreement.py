"""How far coders agree on one code: over the passages that two of them have read to the end or decided."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qual.analysis.agreement import Share, agreement
from qual.workflow.checking import Place, place_of
from qual.workflow.judged import judged

if TYPE_CHECKING:
    from qual.analysis.agreement import Agreement
    from qual.model.codebook import Code
    from qual.model.coding import Coding, Decision, Review
    from qual.workflow.judged import Judged
    from qual.workflow.projects import OpenProject

__all__ = ["MOST", "Pair", "Share", "pairs"]

MOST = 5
"""Passages on which two differ that are listed."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coders on one code.

    Attributes:
        first, second: their names.
        found: the counts and what they say.
        blind: passages among them that both coded, rejected or read without seeing suggestions.
        participants: who say these passages.
        only_first, only_second: some of the passages that only the one or the other gave the code.
    """

    first: str
    second: str
    found: Agreement
    blind: int
    participants: int
    only_first: tuple[Place, ...]
    only_second: tuple[Place, ...]


def pairs(project: OpenProject, code: Code) -> tuple[Pair, ...]:
    """Every two people who have read or decided anything for the code, those with most in common first.

    A passage is decided by a person who gave it the code, rejected it there, or read the passage to the end, while
    the code means what it means; what was rejected or read under an older text is left out.
    """
    with project.store.reading() as tables:
        found = judged(project, tables, project.codebook.book)
    coders = sorted({one.coder for one in _acts(found)})
    told = {coder: found.by(coder, code) for coder in coders}
    blind = {coder: _blind(found, coder) for coder in coders}
    made = []
    for first, second in combinations(coders, 2):
        (has, without), (other, but) = told[first], told[second]
        shared = (has | without.keys()) & (other | but.keys())
        if not shared:
            continue
        counts = (has & other, has - other, other - has, shared - has - other)
        a, b, c, d = ({*one} & shared for one in counts)
        table = agreement(len(a), len(b), len(c), len(d))
        unseen, people = shared & blind[first] & blind[second], {found.people[row] for row in shared}
        differ = (tuple(place_of(found, row) for row in sorted(rows)[:MOST]) for rows in (b, c))
        made.append(Pair(first, second, table, len(unseen), len(people), *differ))
    return tuple(sorted(made, key=lambda pair: -pair.found.n))


def _acts(found: Judged) -> tuple[Coding | Decision | Review, ...]:
    return (*found.codings, *found.decisions, *found.reviews)


def _blind(found: Judged, coder: str) -> set[int]:
    """Rows on which all that this person did was done without seeing suggestions."""
    rows: dict[bool, set[int]] = {True: set(), False: set()}
    for act in _acts(found):
        if act.coder == coder:
            touched = found.cut.touched(act.transcript, act.span)
            rows[act.blind] |= {found.row_of[one.id] for one in touched if one.id in found.row_of}
    return rows[True] - rows[False]
