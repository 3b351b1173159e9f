from __future__ import annotations

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching import counts
from qual.matching.counts import Examples
from qual.matching.fit import standard_length
from qual.matching.learner import MOST_CHANCE, PRIOR_FOUND, Learned, learn
from qual.matching.ranker import log_odds, logistic, shipped_weights
from qual.matching.ridge import Inverses
from tests.matching.worlds import World, world

MADE = world(31, n=60, decided=40, people=5)


def sound(learned: Learned) -> bool:
    """True if every number is one, and every chance a chance."""
    values = (learned.chance, learned.threshold, learned.known, learned.scale)
    used = learned.held_out[learned.used]
    return (
        all(np.isfinite(one).all() for one in (*values, used))
        and all(((one >= 0) & (one <= MOST_CHANCE)).all() for one in (learned.chance, used))
        and bool((learned.threshold > 0).all())
    )


def decided(made: World, labels: np.ndarray, *, whole: bool = True) -> Examples:
    return Examples(np.arange(len(labels)), labels.astype(np.int8), np.full(len(labels), whole))


def test_cold_chances_are_those_of_the_shipped_weights() -> None:
    made = world(31, decided=0, context=True)
    space, weights = made.space, shipped_weights()
    learned = learn(space, made.examples)
    odds = weights.constant + weights.of("rate") * log_odds(np.array(0.05)) + space.phrases
    odds = odds + weights.of("definition") * space.definition + weights.of("lexical") * space.lexical
    odds += weights.of("length") * standard_length(space)[:, None]
    np.testing.assert_allclose(learned.chance, logistic(odds), atol=1e-5)
    assert learned.scale == pytest.approx(1)
    assert sound(learned)


def test_suggested_is_data_at_or_above_the_threshold_of_its_role() -> None:
    made = world(32, n=60, decided=40, context=True, marks=2)
    learned = learn(made.space, made.examples)
    assert learned.threshold.shape == (len(made.space.layout.roles) + 1, 3)
    for row in range(made.space.rows):
        cut = learned.threshold[made.space.layout.role[row]]
        expected = (learned.chance[row] >= cut) & made.space.layout.data[row]
        assert learned.suggested[row].tolist() == expected.tolist()
    assert learned.suggested.any()
    assert not learned.suggested[~made.space.layout.data].any()


def test_a_roles_thresholds_follow_what_was_found_beside_what_was_expected() -> None:
    """A role whose chances add up to less than was found gets lower thresholds by the same factor."""
    learned = learn(MADE.space, MADE.examples)
    role = MADE.space.layout.role[MADE.examples.rows]
    for number in range(3):
        found = (MADE.examples.labels[role == number] > 0).sum() + PRIOR_FOUND
        expected = learned.held_out[role == number].sum() + PRIOR_FOUND
        np.testing.assert_allclose(learned.threshold[-1] / learned.threshold[number], found / expected, rtol=1e-3)


def test_what_was_left_uncoded_speaks_against_segments_like_it() -> None:
    one = np.full((1, 3), -1)
    made = world(33, n=40)
    cold = learn(made.space, decided(made, one[:0]))
    told = learn(made.space, decided(made, np.repeat(one, 8, axis=0)))
    like = [row for row in range(8, 40) if made.topic[row] in made.topic[:8]]
    assert (told.chance[like].mean(axis=0) < cold.chance[like].mean(axis=0)).all()


def test_decisions_are_learned_on_people_never_seen() -> None:
    """Chances of segments of undecided participants are higher where their topic is the code's."""
    made = world(34, n=150, people=10, decided=0)
    known = made.space.layout.group < 5
    rows = np.flatnonzero(known)
    labels = np.where(made.topic[rows][:, None] == np.arange(3), 1, -1).astype(np.int8)
    learned = learn(made.space, Examples(rows, labels, np.ones(len(rows), dtype=np.bool_)))
    for code in range(3):
        yes = learned.chance[~known & (made.topic == code), code].mean()
        no = learned.chance[~known & (made.topic != code), code].mean()
        assert yes > 5 * no
    truth = labels > 0
    assert abs(learned.held_out.mean() - truth.mean()) < 0.05


def test_the_order_of_decisions_does_not_matter_nor_what_is_kept_between_them() -> None:
    at = np.random.default_rng(0).permutation(40)
    examples = MADE.examples
    mixed = Examples(examples.rows[at], examples.labels[at], examples.whole[at])
    kept = Inverses()
    for m in (10, 25, 26, 27, 39):
        learn(MADE.space, Examples(examples.rows[:m], examples.labels[:m], examples.whole[:m]), inverses=kept)
    plain = learn(MADE.space, examples)
    for other in (learn(MADE.space, mixed), learn(MADE.space, examples, inverses=kept)):
        np.testing.assert_allclose(plain.chance, other.chance, atol=1e-5)
        np.testing.assert_allclose(plain.threshold, other.threshold, atol=1e-4)
    again = learn(MADE.space, examples)
    for field in fields(Learned):
        if isinstance(value := getattr(plain, field.name), np.ndarray):
            np.testing.assert_array_equal(value, getattr(again, field.name))


def test_what_was_not_learned_from_has_no_held_out_chance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counts, "MOST_EXAMPLES", 25)
    monkeypatch.setattr(counts, "KEPT_POSITIVES", 5)
    learned = learn(MADE.space, MADE.examples)
    assert len(learned.used) == 25
    left = np.setdiff1d(np.arange(40), learned.used)
    assert np.isnan(learned.held_out[left]).all()
    assert sound(learned)


def test_single_accepts_and_rejects_scale_nothing() -> None:
    learned = learn(MADE.space, replace(MADE.examples, whole=np.zeros(40, dtype=np.bool_)))
    assert (learned.scale == 1).all()


@settings(max_examples=25)
@given(
    seed=st.integers(0, 1000),
    n=st.sampled_from([1, 2, 7, 40]),
    people=st.integers(1, 4),
    share=st.sampled_from([0.0, 0.1, 0.9, 1.0]),
    said=st.sampled_from([0.2, 1.0]),
    whole=st.booleans(),
)
def test_whatever_is_decided_every_chance_is_one(
    *, seed: int, n: int, people: int, share: float, said: float, whole: bool
) -> None:
    rng = np.random.default_rng(seed)
    made = world(seed % 5, n=n, people=people, context=bool(seed % 2))
    m = int(rng.integers(0, n + 1))
    labels = np.where(rng.random((m, 3)) < share, 1, -1) * (rng.random((m, 3)) < said)
    learned = learn(made.space, decided(made, labels, whole=whole))
    assert sound(learned)


def test_without_data_nothing_is_suggested_and_nothing_breaks() -> None:
    layout = replace(MADE.space.layout, data=np.zeros(60, dtype=np.bool_))
    learned = learn(replace(MADE.space, layout=layout), MADE.examples)
    assert sound(learned)
    assert not learned.suggested.any()
