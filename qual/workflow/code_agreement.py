"""How far coders agree on one code: over the passages that two of them have read to the end or decided."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

from qual.analysis.agreement import Share, agreement
from qual.workflow import marks
from qual.workflow.checking import Place, place_of
from qual.workflow.judged import judged
from qual.workflow.rereview import codes_at, current

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


def pairs(project: OpenProject, code: Code, *, any_text: bool = False) -> tuple[Pair, ...]:
    """Every two people who have read or decided anything for the code, those with most in common first.

    A passage is judged by a person who gave it the code, rejected it there, or read the passage to the end. What
    was done under an older text, and not found right since, is left out whether given or left: to count old codings
    but not what was left by the same text would make agreement look better than it is.

    Args:
        project: the study.
        code: of its codebook.
        any_text: count what was done under any text of the code.
    """
    with project.store.reading() as tables:
        found = judged(project, tables, project.codebook.book)
        own = [one for one in found.codings if one.code == code.id]
        now_ = frozenset(one.id for one in own) if any_text else current(tables, own, project.codebook.book)
        versions = set(found.versions.values())
        had = {version: codes_at(tables, version).get(code.id) for version in versions}
    coders = sorted({one.coder for one in _acts(found)})
    texts = {version for version, was in had.items() if was and (any_text or was.meaning == code.meaning)}
    told = {coder: _told(found, coder, code, now_, texts, any_text=any_text) for coder in coders}
    blind = {coder: _blind(found, coder) for coder in coders}
    made = []
    for first, second in combinations(coders, 2):
        (has, without), (other, but) = told[first], told[second]
        shared = (has | without) & (other | but)
        if not shared:
            continue
        counts = (has & other, has - other, other - has, shared - has - other)
        a, b, c, d = ({*one} & shared for one in counts)
        table = agreement(len(a), len(b), len(c), len(d))
        unseen, people = shared & blind[first] & blind[second], {found.people[row] for row in shared}
        differ = (tuple(place_of(found, row) for row in sorted(rows)[:MOST]) for rows in (b, c))
        made.append(Pair(first, second, table, len(unseen), len(people), *differ))
    return tuple(sorted(made, key=lambda pair: -pair.found.n))


def _told(
    found: Judged, coder: str, code: Code, now_: AbstractSet[str], texts: AbstractSet[str], *, any_text: bool
) -> tuple[set[int], set[int]]:
    """Rows this person gave the code, and rows they judged and did not.

    Args:
        found: everything that was decided.
        coder: who.
        code: the code.
        now_: ids of the codings that count.
        texts: versions of the codebook under which leaving a passage counts.
        any_text: whether a reject counts under any text.
    """
    has: set[int] = set()
    older: set[int] = set()
    for one in found.codings:
        if (one.coder, one.code) == (coder, code.id):
            (has if one.id in now_ else older).update(_touched(found, one))
    left: set[int] = set()
    for review in found.reviews:
        if review.coder == coder and found.versions.get((coder, review.created), "") in texts:
            left.update(row for row in _touched(found, review) if review.span.contains(found.segments[row].span))
    for no in found.decisions:
        holds = any_text or no.meaning == code.meaning
        if holds and (no.coder, no.code, no.verdict) == (coder, code.id, "reject"):
            left.update(row for row in _touched(found, no) if marks.mostly(no.span, found.segments[row].span))
    return has, left - has - older


def _touched(found: Judged, act: Coding | Decision | Review) -> list[int]:
    touched = found.cut.touched(act.transcript, act.span)
    return [found.row_of[one.id] for one in touched if one.id in found.row_of]


def _acts(found: Judged) -> tuple[Coding | Decision | Review, ...]:
    return (*found.codings, *found.decisions, *found.reviews)


def _blind(found: Judged, coder: str) -> set[int]:
    """Rows on which all that this person did was done without seeing suggestions."""
    rows: dict[bool, set[int]] = {True: set(), False: set()}
    for act in _acts(found):
        if act.coder == coder:
            rows[act.blind].update(_touched(found, act))
    return rows[True] - rows[False]
