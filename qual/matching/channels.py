"""What decisions are learned through: in which ways two segments can be alike.

    meaning   what is said, in meaning and in words, and what stands before and after
    manner    how it is said: asking, advising, telling
    role      who says it
    place     where in the transcript it is said
    coding    for the question whether a segment is coded at all: length, meaning and manner, within a role

Each channel is a kernel: a measure of likeness under which ridge regression learns (`ridge`). A prediction is a
sum over the decided segments of likeness times a weight; here that sum is taken without ever holding the likeness
of all segments to all decided ones, so that memory does not grow with their product.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from qual.matching.space import NOWHERE, PLACES, Floats, Layout, Space

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from scipy.sparse import csr_matrix

CONTENT, BEFORE, AFTER = 0.5, 0.15, 0.1
"""What likeness of content words and of the neighbours counts in meaning, beside 1 for that of the vectors."""
AROUND_AFTER = 0.7
"""What likeness of what stands after counts in around, beside 1 for what stands before."""
MANNER_MEANING = 0.5
"""What likeness of vectors counts in manner, beside 1 for that of words and pairs of words."""
ORDER_WIDTH, PLACE_WIDTH, LENGTH_WIDTH = 1.0, 0.15, 0.5
"""Standard deviations of the bells by which places (in segments, and as share of the transcript) and lengths
(ln words) are alike."""
NEAR = 2.0
"""Over how many segments what was decided nearby loses all but 1 / e of its weight."""
CODING_LIKENESS, CODING_ROLE, CODING_LENGTH = 0.7, 0.3, 0.3


def meaning(space: Space, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    """Likeness in meaning, shape (rows, others)."""
    out = space.vectors[rows] @ space.vectors[others].T
    out += CONTENT * _shared(space.content, rows, others)
    for weight, beside in ((BEFORE, space.layout.before), (AFTER, space.layout.after)):
        out += weight * (vectors_at(space, beside[rows]) @ vectors_at(space, beside[others]).T)
    return np.asarray(out)


def around(space: Space, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    """Likeness of what stands before and after, shape (rows, others)."""
    out = np.zeros((len(rows), len(others)), dtype=np.float32)
    for weight, beside in ((1.0, space.layout.before), (AROUND_AFTER, space.layout.after)):
        out += weight * (vectors_at(space, beside[rows]) @ vectors_at(space, beside[others]).T)
    return out


def manner(space: Space, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    """Likeness in manner, shape (rows, others)."""
    alike = space.vectors[rows] @ space.vectors[others].T
    return np.asarray(_shared(space.manner, rows, others) + MANNER_MEANING * alike)


def role(space: Space, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    """1 where two rows are of one role, shape (rows, others)."""
    one, other = space.layout.role[rows][:, None], space.layout.role[others][None]
    return np.asarray((one == other) & (one != NOWHERE), dtype=np.float32)


def place(space: Space, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    """Likeness of places in the transcript, shape (rows, others)."""
    order, share = space.layout.order, space.layout.place
    return _bell(order[rows], order[others], ORDER_WIDTH) + _bell(share[rows], share[others], PLACE_WIDTH * PLACES)


def coding(space: Space, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    """Likeness as to whether they would be coded at all, shape (rows, others)."""
    length = _bell(space.length[rows], space.length[others], LENGTH_WIDTH)
    alike = space.vectors[rows] @ space.vectors[others].T + _shared(space.manner, rows, others)
    same = role(space, rows, others)
    return np.asarray(
        same * (length + CODING_LIKENESS * alike) + CODING_ROLE * same + CODING_LENGTH * length, dtype=np.float32
    )


@dataclass(frozen=True, slots=True)
class Duals:
    """Weights of the decided segments in the channels, each of shape (examples, codes).

    `near` is what `add_near` adds; the others are read by `project`.
    """

    meaning: Floats
    around: Floats
    manner: Floats
    role: Floats
    place: Floats
    near: Floats

    def beside(self, layout: Layout) -> tuple[tuple[NDArray[np.intp], Floats], ...]:
        """What stands before and what stands after each row, with the weights of the examples' own."""
        return (
            (layout.before, np.float32(BEFORE) * self.meaning + self.around),
            (layout.after, np.float32(AFTER) * self.meaning + np.float32(AROUND_AFTER) * self.around),
        )


def project(space: Space, rows: NDArray[np.intp], duals: Duals, at: NDArray[np.intp] | None = None) -> Floats:
    """Sum of what the channels predict.

    Args:
        space: of n rows.
        rows: the examples'.
        duals: their weights.
        at: rows to predict at; all n if left out.

    Returns:
        Shape (rows predicted at, codes).
    """
    vectors, content, manner = space.vectors[: space.rows], space.content, space.manner
    layout = space.layout
    if at is not None:
        vectors, content, manner = vectors[at], content[at], manner[at]
    every = slice(None) if at is None else at
    out = vectors @ (space.vectors[rows].T @ (duals.meaning + MANNER_MEANING * duals.manner))
    out += content @ (space.content[rows].T @ (CONTENT * duals.meaning))
    out += manner @ (space.manner[rows].T @ duals.manner)
    for beside, dual in duals.beside(layout):
        weights = vectors_at(space, beside[rows]).T @ dual
        _add_beside(out, space, beside[every], weights)
    out += _by_role(space, rows, duals.role)[layout.role[every]]
    out += project_place(space, rows, duals.place, at)
    return out


def project_place(space: Space, rows: NDArray[np.intp], dual: Floats, at: NDArray[np.intp] | None = None) -> Floats:
    """What the channel of places predicts at some rows, or at all; arguments as in `project`."""
    order, place = space.layout.order, space.layout.place
    every = slice(None) if at is None else at
    return _by_bell(order[every], order[rows], dual, ORDER_WIDTH) + _by_bell(
        place[every], place[rows], dual, PLACE_WIDTH * PLACES
    )


def project_coding(space: Space, rows: NDArray[np.intp], dual: Floats) -> Floats:
    """Prediction of the coding channel at every row of the space, shape (n,); dual of shape (examples,)."""
    n, layout = space.rows, space.layout
    roles = len(layout.roles)
    # one column of weights per role, so that examples only speak for their own
    own = np.zeros((len(rows), max(1, roles)), dtype=np.float32)
    known = np.flatnonzero(layout.role[rows] != NOWHERE)
    own[known, layout.role[rows][known]] = dual[known]
    by_role = CODING_LIKENESS * (
        space.vectors[:n] @ (space.vectors[rows].T @ own) + space.manner @ (space.manner[rows].T @ own)
    )
    by_role += _by_bell(space.length, space.length[rows], own, LENGTH_WIDTH) + CODING_ROLE * own.sum(axis=0)
    out = np.where(layout.role == NOWHERE, 0, by_role[np.arange(n), np.maximum(layout.role, 0)])
    length = _by_bell(space.length, space.length[rows], dual[:, None], LENGTH_WIDTH)[:, 0]
    return np.asarray(out + CODING_LENGTH * length)


def add_near(
    out: Floats, space: Space, rows: NDArray[np.intp], targets: Floats, at: NDArray[np.intp] | None = None
) -> None:
    """Adds what was decided nearby in the same transcript, in place.

    At a row it is sum(k * target) / (1 + sum(k)) over the other examples of its transcript, with k = exp(-d / NEAR)
    for d segments between them: the run of a topic while one reads on.

    Args:
        out: shape (rows added to, codes).
        space: of n rows.
        rows: the examples'.
        targets: what was decided on them, less what is usual, shape (examples, codes).
        at: the rows added to; all n if left out.
    """
    if not len(rows) or not targets.any():
        return
    layout = space.layout
    where = np.arange(space.rows) if at is None else at
    example, to = _pairs(layout.transcript[rows], layout.transcript[where])
    apart = np.abs(layout.order[where[to]] - layout.order[rows[example]]).astype(np.float32)
    alike = np.where(where[to] == rows[example], np.float32(0), np.exp(-apart / np.float32(NEAR)))
    from scipy.sparse import csr_matrix

    kernel = csr_matrix((alike, (to, example)), shape=(len(where), len(rows)))
    beside = np.flatnonzero(np.diff(kernel.indptr))
    kernel = kernel[beside]
    total = np.asarray(kernel.sum(axis=1), dtype=np.float32)
    out[beside] += (kernel @ targets) / (1 + total)


def _shared(words: csr_matrix, rows: NDArray[np.intp], others: NDArray[np.intp]) -> Floats:
    return np.asarray((words[rows] @ words[others].T).todense(), dtype=np.float32)


def _bell(one: NDArray[np.generic], other: NDArray[np.generic], width: float) -> Floats:
    apart = (one.astype(np.float32)[:, None] - other.astype(np.float32)[None]) / np.float32(width)
    return np.asarray(np.exp(-0.5 * apart**2), dtype=np.float32)


def vectors_at(space: Space, places: NDArray[np.intp]) -> Floats:
    """Vectors at some places, zeros where there is nothing."""
    found = space.vectors[np.maximum(places, 0)]
    found[places == NOWHERE] = 0
    return found


def _add_beside(out: Floats, space: Space, beside: NDArray[np.intp], weights: Floats) -> None:
    """Adds what the neighbour of each row says, in place."""
    used = np.flatnonzero(beside != NOWHERE)
    if not len(used) or not weights.any():
        return
    different, place = np.unique(beside[used], return_inverse=True)
    if len(different) * 2 > len(space.vectors):
        said = np.zeros((len(space.vectors) + 1, weights.shape[1]), dtype=np.float32)
        np.matmul(space.vectors, weights, out=said[:-1])
        out += said[beside]  # NOWHERE is the last row, which says nothing
    else:
        out[used] += (space.vectors[different] @ weights)[place]


def _pairs(one: NDArray[np.intp], other: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Every pair of places at which two lists of numbers hold the same number, NOWHERE left out."""
    order = np.argsort(other, kind="stable")
    begin = np.searchsorted(other[order], one, side="left")
    size = np.where(one == NOWHERE, 0, np.searchsorted(other[order], one, side="right") - begin)
    first = np.repeat(np.arange(len(one)), size)
    within = np.arange(len(first)) - np.repeat(np.cumsum(size) - size, size)
    return first, order[np.repeat(begin, size) + within]


def _by_role(space: Space, rows: NDArray[np.intp], dual: Floats) -> Floats:
    """What each role says, and last NOWHERE, which says nothing, shape (roles + 1, codes)."""
    table = np.zeros((len(space.layout.roles) + 1, dual.shape[1]), dtype=np.float32)
    np.add.at(table, space.layout.role[rows], dual)
    table[NOWHERE] = 0
    return table


def _by_bell(values: NDArray[np.generic], examples: NDArray[np.generic], dual: Floats, width: float) -> Floats:
    """Bell-shaped likeness of values to examples', summed over these; computed once per different value."""
    different, place = np.unique(values, return_inverse=True)
    return np.asarray((_bell(different, examples, width) @ dual)[place], dtype=np.float32)
