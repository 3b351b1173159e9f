from __future__ import annotations

import numpy as np
import pytest

from qual.matching import channels
from qual.matching.coding import FEWEST, PENALTY, learn_coding, mean_factor, scale
from qual.matching.counts import Examples, count
from qual.matching.evaluation import area
from qual.matching.ridge import Inverses
from tests.matching.worlds import World, world


def learned(made: World, examples: Examples) -> tuple:  # type: ignore[type-arg]  # the answer and what it is from
    counts = count(made.space, examples)
    return learn_coding(made.space, counts, Inverses()), counts


def told(made: World, m: int) -> Examples:
    """Segments of the first m, coded where they are on the first topic or the second."""
    labels = np.where(made.topic[:m][:, None] == np.arange(3), 1, -1).astype(np.int8)
    labels[made.topic[:m] >= 2] = -1
    return Examples(np.arange(m), labels, np.ones(m, dtype=np.bool_))


@pytest.mark.parametrize("strength", [0.0, 0.4, 1.0])
@pytest.mark.parametrize("known", [True, False])
def test_scaling_keeps_how_many_codes_are_expected_on_all_segments(strength: float, *, known: bool) -> None:
    rng = np.random.default_rng(0)
    chance = rng.beta(0.4, 4, size=(50, 6)).astype(np.float32)
    chance[7] = 0
    coded = rng.uniform(0.05, 0.98, size=50).astype(np.float32) if known else None
    factor = scale(chance, coded, strength)
    scaled = chance * (factor / mean_factor(chance, factor))[:, None]
    assert scaled.sum() == pytest.approx(chance.sum(), rel=1e-5)
    assert np.isfinite(factor).all()
    for row in (0, 1, 2):  # the formula of the documentation
        expected = chance[row].sum() ** (-0.3 * (1 - strength))
        if coded is not None:
            expected *= coded[row] ** (1.2 * strength) * chance[row].max() ** (-0.8 * strength)
        assert factor[row] == pytest.approx(expected, rel=1e-4)
    np.testing.assert_allclose(scale(chance, coded, strength, 2.0), factor / 2)


def test_without_codes_or_chances_nothing_is_scaled() -> None:
    assert scale(np.zeros((3, 0)), None, 0.0).tolist() == [1, 1, 1]
    assert mean_factor(np.zeros((3, 2)), np.ones(3)) == 1
    assert mean_factor(np.zeros((0, 2)), np.ones(0)) == 1


def test_what_is_coded_at_all_is_learned_and_said_of_examples_by_others_alone() -> None:
    made = world(4, n=120, people=6)
    examples = told(made, 80)
    answer, counts = learned(made, examples)
    assert answer.chance is not None
    assert answer.held_out is not None
    assert 0 < answer.strength < 1
    coded = made.topic[80:120] < 2
    assert area(answer.chance[80:], coded) > 0.7
    usual = ((examples.labels > 0).any(axis=1).sum() + 2) / 84
    own = counts.groups[2]
    others = np.setdiff1d(np.arange(80), own)
    kernel = channels.coding(made.space, np.arange(80), np.arange(80)).astype(float)
    targets = (examples.labels > 0).any(axis=1) - usual
    again = np.linalg.solve(kernel[np.ix_(others, others)] + PENALTY * np.eye(len(others)), targets[others])
    expected = np.clip(kernel[np.ix_(own, others)] @ again + usual, 0.05, 0.98)
    np.testing.assert_allclose(answer.held_out[own], expected, atol=1e-4)


@pytest.mark.parametrize("m", [0, 6])
def test_with_too_few_of_a_kind_it_is_not_answered(m: int) -> None:
    made = world(4)
    answer, _ = learned(made, told(made, m))
    assert (answer.chance, answer.held_out, answer.strength) == (None, None, 0.0)


def test_decisions_on_single_codes_do_not_tell_whether_a_segment_is_coded() -> None:
    made = world(4, n=60)
    examples = told(made, 60)
    single = Examples(examples.rows, examples.labels, np.zeros(60, dtype=np.bool_))
    assert learned(made, single)[0].chance is None
    coded = (examples.labels > 0).any(axis=1)
    assert min(coded.sum(), (~coded).sum()) >= FEWEST


def test_answers_that_are_no_better_than_guessing_count_nothing() -> None:
    made = world(4, n=60, people=5)
    examples = told(made, 60)
    examples.labels[:] = np.where(np.random.default_rng(5).random((60, 1)) < 0.5, 1, -1)
    assert learned(made, examples)[0].strength < 0.2
