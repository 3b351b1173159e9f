"""Which decisions to look at again first: numbers by hand, both directions, reasons, and texts that say nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.misfit import (
    AWAY,
    EXCLUDED,
    FAR,
    INCLUDED,
    NEAR,
    NEARER,
    TextVectors,
    fit,
    misfits,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

NONE = np.zeros((0, 2), np.float32)


def at(*degrees: float) -> NDArray[np.float32]:
    """Vectors of unit length in these directions."""
    turn = np.radians(np.array(degrees, float))
    return np.stack([np.cos(turn), np.sin(turn)], axis=1).astype(np.float32)


def says(definition: NDArray[np.float32] = NONE, include: NDArray[np.float32] = NONE,
         exclude: NDArray[np.float32] = NONE) -> TextVectors:  # fmt: skip
    return TextVectors(definition, include, exclude)


def test_the_fit_is_the_likest_text_less_what_is_liker_to_be_excluded() -> None:
    passage = at(0)
    assert fit(passage, says(at(60))) == pytest.approx([0.5])
    assert fit(passage, says(at(60), at(90, 0))) == pytest.approx([1.0])
    assert fit(passage, says(at(60), exclude=at(90))) == pytest.approx([0.5]), "an exclude phrase that is not liker"
    assert fit(passage, says(at(60), exclude=at(0))) == pytest.approx([0.5 - 0.5])
    assert fit(passage, says(exclude=at(60))) == pytest.approx([-0.5])
    assert fit(passage, says()) == pytest.approx([0.0])


def test_scores_by_hand() -> None:
    # Accepted at 0 and 60 degrees, rejected at 90; the definition turns from 0 to 90 degrees.
    found = misfits(at(0, 60, 90), [True, True, False], says(at(0)), says(at(90)))
    usual = (0 + np.sqrt(0.75)) / 2
    scores = {
        0: (1 - 0) + (usual - 0),
        1: (0.5 - np.sqrt(0.75)) + (usual - np.sqrt(0.75)),
        2: (1 - 0) + (1 - usual),
    }
    assert {one.row: one.score for one in found} == pytest.approx(scores, abs=1e-6)
    assert [one.row for one in found] == [2, 0, 1] if scores[2] > scores[0] else [0, 2, 1]
    first = next(one for one in found if one.row == 0)
    assert (first.accepted, first.why, first.phrase) == (True, AWAY, -1)
    assert (first.before, first.now, first.usual) == pytest.approx((1, 0, usual), abs=1e-6)
    assert next(one for one in found if one.row == 2).why == NEARER


def test_the_reason_is_the_larger_half() -> None:
    found = {one.row: one for one in misfits(at(0, 10, 80, 5), [True, True, True, False], says(at(0)), says(at(0)))}
    assert found[2].why == FAR
    assert found[3].why == NEAR
    assert [one.before == one.now for one in found.values()] == [True] * 4


def test_a_phrase_of_the_new_text_is_named() -> None:
    new = says(at(0), include=at(200, 120), exclude=at(300, 45))
    found = {one.row: one for one in misfits(at(0, 45, 120), [True, True, False], says(at(0)), new)}
    assert (found[1].why, found[1].phrase) == (EXCLUDED, 1)
    assert (found[2].why, found[2].phrase) == (INCLUDED, 1)
    assert found[0].phrase == -1
    known = says(at(0), exclude=at(300, 45))
    assert misfits(at(45), [True], known, new)[0].phrase == -1, "it was excluded before"
    only = misfits(at(45), [True], says(at(0)), says(exclude=at(50)))
    assert (only[0].why, only[0].phrase) == (EXCLUDED, 0)


def test_texts_that_say_nothing() -> None:
    assert misfits(NONE, [], says(), says()) == ()
    found = misfits(at(0, 90), [True, False], says(), says())
    assert [(one.row, one.score) for one in found] == [(0, 0.0), (1, 0.0)]
    rejects = misfits(at(0, 90), [False, False], says(), says(at(0)))
    assert [one.row for one in rejects] == [0, 1]
    assert rejects[0].usual == pytest.approx(0.5)
    with pytest.raises(ValueError, match="2 passages cannot have 1 decisions"):
        misfits(at(0, 90), [True], says(), says())


ANGLES = st.lists(st.integers(0, 359).map(float), max_size=3)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 359).map(float), st.booleans()), min_size=1, max_size=6),
       st.tuples(ANGLES, ANGLES, ANGLES), st.tuples(ANGLES, ANGLES, ANGLES))  # fmt: skip
def test_every_score_by_loops(
    decided: list[tuple[float, bool]],
    old: tuple[list[float], list[float], list[float]],
    new: tuple[list[float], list[float], list[float]],
) -> None:
    def naive_fit(degrees: float, texts: tuple[list[float], list[float], list[float]]) -> float:
        def like(other: float) -> float:
            return float(np.cos(np.radians(degrees - other)))

        inside, outside = [like(own) for own in texts[0] + texts[1]], [like(own) for own in texts[2]]
        if not inside:
            return -max([0.0, *outside])
        return max(inside) - max(0.0, max(outside, default=-2.0) - max(inside))

    def told(texts: tuple[list[float], list[float], list[float]]) -> TextVectors:
        return TextVectors(*(at(*own).reshape(-1, 2) for own in texts))

    now = [naive_fit(angle, new) for angle, _ in decided]
    compared = [value for value, (_, yes) in zip(now, decided, strict=True) if yes] or now
    usual = sum(compared) / len(compared)
    expected = {
        row: (1 if yes else -1) * (naive_fit(angle, old) - now[row] + usual - now[row])
        for row, (angle, yes) in enumerate(decided)
    }
    found = misfits(at(*(angle for angle, _ in decided)), [yes for _, yes in decided], told(old), told(new))
    assert {one.row: one.score for one in found} == pytest.approx(expected, abs=1e-5)
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)
