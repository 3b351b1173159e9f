"""Which quotes show a code: the nearest to the middle of its passages, and the farthest from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST = 3
"""Passages a code, or a role within it, needs before quotes are chosen from it."""


@dataclass(frozen=True, slots=True)
class Passages:
    """What was given one code.

    Attributes:
        vectors: one row for each passage, shape (n, d).
        roles: whose role the words are, n.
        people: whose words they are, n.
        quotable: whether a passage may be shown, n.
    """

    vectors: NDArray[np.floating]
    roles: Sequence[str]
    people: Sequence[str]
    quotable: Sequence[bool]


def nearness(passages: Passages) -> NDArray[np.float64]:
    """The cosine of each passage with the middle of all, shape (n,).

    The middle is the mean of the roles' means, each of them the mean of its participants' means, so that neither
    the role with more interviews nor the person who talks most decides what is typical.
    """
    rows = _unit(np.asarray(passages.vectors, dtype=np.float64))
    by_person: dict[tuple[str, str], list[int]] = {}
    for row, who in enumerate(zip(passages.roles, passages.people, strict=True)):
        by_person.setdefault(who, []).append(row)
    by_role: dict[str, list[NDArray[np.float64]]] = {}
    for (role, _), own in by_person.items():
        by_role.setdefault(role, []).append(rows[own].mean(axis=0))
    middle = np.mean([np.mean(means, axis=0) for means in by_role.values()], axis=0)
    return np.asarray(rows @ _unit(middle[None, :])[0])


def exemplars(codes: Mapping[str, Passages]) -> dict[str, tuple[int | None, int | None]]:
    """For each code the rows of a typical passage and of an atypical one, None where there is none.

    Typical is the quotable passage nearest to the middle, atypical the farthest, of another participant where there
    is one. Roles with FEWEST quotable passages of a code take turns over the codes: each time the role that was
    shown least often until then, so that the quotes of a codebook are not all of one role. A code with fewer than
    FEWEST passages shows none. Of equals the first counts.
    """
    typical: Counter[str] = Counter()
    atypical: Counter[str] = Counter()
    found: dict[str, tuple[int | None, int | None]] = {}
    for code, passages in codes.items():
        free = [row for row, quotable in enumerate(passages.quotable) if quotable]
        if len(passages.quotable) < FEWEST or not free:
            found[code] = None, None
            continue
        near = np.round(nearness(passages), 9)
        of = Counter(passages.roles[row] for row in free)
        enough = [role for role, number in of.items() if number >= FEWEST]
        first = max(_turn(free, passages, enough, typical), key=lambda row: near[row])
        rest = [row for row in free if row != first]
        others = [row for row in rest if passages.people[row] != passages.people[first]] or rest
        last = min(_turn(others, passages, enough, atypical), key=lambda row: near[row]) if others else None
        found[code] = first, last
    return found


def _turn(rows: Sequence[int], passages: Passages, enough: Sequence[str], shown: Counter[str]) -> list[int]:
    """The rows of the role whose turn it is, which is counted; all rows where no two roles have enough."""
    there = {passages.roles[row] for row in rows} & set(enough)
    if len(enough) < 2 or not there:  # noqa: PLR2004 - turns are taken between two
        return list(rows)
    role = min(sorted(there), key=lambda one: shown[one])
    shown[role] += 1
    return [row for row in rows if passages.roles[row] == role]


def _unit(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12))
