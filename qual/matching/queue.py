"""In which order to review: mostly likely segments, some uncertain ones, some at random.

Seven in ten are likely: the codes with the fewest confirmed segments take turns, each asking for its
most probable open segment, so that no code is learned last. Two in ten are the most uncertain. One in
ten is drawn at random, so that what the engine never finds can be found.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

PATTERN = "LLULLRLLUL"
"""Likely, uncertain, random; repeated to the length asked for."""


def review_order(
    chance: NDArray[np.float32],
    is_open: NDArray[np.bool_],
    confirmed: NDArray[np.intp],
    ids: Sequence[str],
    *,
    n: int,
    seed: int = 0,
) -> list[int]:
    """Rows of the segments to review next, at most n of them, each once.

    Args:
        chance: uncalibrated, shape (segments, codes).
        is_open: True for segments that can be reviewed, shape (segments,).
        confirmed: segments confirmed for each code so far, shape (codes,).
        ids: of the segments; they decide the random part together with the seed, so that the same
            state gives the same order.
        n: how many at most.
        seed: another seed, another random part.
    """
    rows = np.flatnonzero(is_open)
    wanted = min(n, len(rows))
    sources = {
        "L": _likely(chance, rows, confirmed, wanted),
        "U": _uncertain(chance, rows),
        "R": _random(rows, ids, seed),
    }
    picked: dict[int, None] = {}
    place = 0
    while len(picked) < wanted:
        source = sources[PATTERN[place % len(PATTERN)]]
        place += 1
        row = next((row for row in source if row not in picked), None)
        if row is not None:
            picked[row] = None
    return list(picked)


def _likely(
    chance: NDArray[np.float32], rows: NDArray[np.intp], confirmed: NDArray[np.intp], wanted: int
) -> Iterator[int]:
    """The codes' most probable segments, the codes taking turns, the least confirmed first."""
    if not chance.shape[1]:
        return
    turns = np.argsort(confirmed, kind="stable")
    # No code can be asked more often than this before all that is wanted has been picked.
    depth = min(len(rows), wanted)
    best = {code: rows[_largest(chance[rows, code], depth)] for code in turns}
    for place in range(depth):
        for code in turns:
            yield int(best[code][place])


def _largest(values: NDArray[np.float32], n: int) -> NDArray[np.intp]:
    """Places of the n largest values, largest first, ties by place."""
    if n < len(values):
        bound = np.partition(values, len(values) - n)[len(values) - n]
        places = np.flatnonzero(values >= bound)
        return places[np.argsort(-values[places], kind="stable")][:n]
    return np.argsort(-values, kind="stable")


def _uncertain(chance: NDArray[np.float32], rows: NDArray[np.intp]) -> Iterator[int]:
    """Segments whose nearest decision could go either way, closest to one half first."""
    if not chance.shape[1]:
        return
    distance = np.abs(chance[rows] - 0.5).min(axis=1)
    yield from (int(row) for row in rows[np.argsort(distance, kind="stable")])


def _random(rows: NDArray[np.intp], ids: Sequence[str], seed: int) -> Iterator[int]:
    """All rows in an order that depends on nothing but the ids and the seed."""
    yield from sorted(map(int, rows), key=lambda row: hashlib.sha256(f"{seed}\0{ids[row]}".encode()).digest())
