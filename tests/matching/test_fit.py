from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from qual.matching.counts import Examples, count
from qual.matching.fit import (
    LEAST_IMPORTANCE,
    Fit,
    _balanced,
    _has_places,
    _targets,
    _theme_targets,
    evenly_spread,
    standard_length,
)
from qual.matching.ranker import FEATURES, MOST_SINGLE, Weights, log_odds, logistic, shipped_weights
from qual.matching.ridge import Inverses
from qual.matching.space import NOWHERE
from tests.matching.worlds import World, world

MADE = world(21, n=60, decided=40, people=5)


def fitted(made: World, examples: Examples) -> Fit:
    return Fit(made.space, count(made.space, examples), shipped_weights(), Inverses())


@pytest.mark.parametrize("made", [MADE, world(22, decided=6), world(23, decided=30, whole=False, marks=3)])
def test_chances_are_the_stated_model_of_the_stated_features(made: World) -> None:
    """The sums that are taken at once for all rows, against features first and weights after."""
    fit = fitted(made, made.examples)
    state = fit.under(np.ones(len(made.examples)))
    at = np.arange(made.space.rows)[::2]
    told = fit.features_at(at) @ state.weights.values + state.weights.constant + made.space.phrases[at]
    np.testing.assert_allclose(fit.chances(state, at), logistic(told), atol=1e-4)
    np.testing.assert_allclose(fit.chances(state, at), fit.chances(state)[at], atol=1e-5)


def test_what_the_others_say_of_a_participant_does_not_know_what_was_decided_on_the_participant() -> None:
    """Decisions on one participant's segments change places; only what others are told may move.

    So each code keeps its share. What was decided nearby is of the same transcript; no held-out chance reads it.
    """
    examples = MADE.examples
    who = MADE.space.layout.group[examples.rows]
    own = np.flatnonzero(who == who[0])
    swapped = examples.labels.copy()
    swapped[own] = swapped[np.roll(own, 3)]
    assert (swapped != examples.labels).any()
    before = fitted(MADE, examples).under(np.ones(len(examples))).features
    after = fitted(MADE, replace(examples, labels=swapped)).under(np.ones(len(examples))).features
    others = np.setdiff1d(np.arange(len(examples)), own)
    apart = np.abs(after - before).max(axis=1)
    for place, feature in enumerate(FEATURES):
        if feature != "near":
            assert apart[own, place].max() < 1e-5, feature
    for feature in ("meaning", "manner"):
        assert apart[others, FEATURES.index(feature)].max() > 0.01
    values = np.where(np.array(FEATURES) == "near", 0, shipped_weights().values)
    told = logistic(before @ values + shipped_weights().constant + MADE.space.phrases[examples.rows])
    few = replace(fitted(MADE, examples).under(np.ones(len(examples))), weights=shipped_weights())
    np.testing.assert_allclose(fitted(MADE, examples).held_out(few), told, atol=1e-6)


def test_how_far_a_definition_gives_way_is_told_by_the_others_too() -> None:
    examples, counted = MADE.examples, count(MADE.space, MADE.examples)
    features = fitted(MADE, examples).under(np.ones(len(examples))).features
    definition, lexical = MADE.space.definition[examples.rows], MADE.space.lexical[examples.rows]
    _, others_rate = counted.rates(np.ones(len(examples)))
    for name, expected in {
        "rate": log_odds(others_rate),
        "definition": definition * (1 - counted.others_known),
        "definition_known": definition * counted.others_known,
        "lexical": lexical * (1 - counted.others_known),
        "lexical_known": lexical * counted.others_known,
    }.items():
        np.testing.assert_allclose(features[:, :, FEATURES.index(name)], expected, atol=1e-5)


def test_a_segment_with_few_codes_to_be_expected_counts_more_within_bounds() -> None:
    fit = fitted(MADE, MADE.examples)
    state = fit.under(np.ones(len(MADE.examples)))
    expected, counted = fit.held_out(state).sum(axis=1), fit.importance(state)
    usual = fit.chances(state).sum(axis=1).mean()
    np.testing.assert_allclose(
        counted, np.clip(usual / expected, LEAST_IMPORTANCE, 1 / LEAST_IMPORTANCE), rtol=1e-4
    )
    single = replace(MADE.examples, whole=np.zeros(len(MADE.examples), dtype=np.bool_))
    alone = fitted(MADE, single)
    assert set(alone.importance(alone.under(np.ones(len(single))))) == {1.0}


def test_without_data_every_example_counts_once() -> None:
    layout = replace(MADE.space.layout, data=np.zeros(MADE.space.rows, dtype=np.bool_))
    fit = fitted(replace(MADE, space=replace(MADE.space, layout=layout)), MADE.examples)
    assert set(fit.importance(fit.under(np.ones(len(MADE.examples))))) == {1.0}


def test_weights_stay_as_shipped_while_little_is_decided() -> None:
    shipped, few = shipped_weights(), world(21, decided=9)
    np.testing.assert_array_equal(fitted(few, few.examples).under(np.ones(9)).weights.values, shipped.values)
    moved = fitted(MADE, MADE.examples).under(np.ones(40)).weights
    assert np.abs(moved.values - shipped.values).max() > 0.01


def test_a_theme_is_on_a_segment_that_has_any_code_of_it() -> None:
    labels = np.array([[1, -1, 1], [-1, 1, 0], [-1, -1, 1], [0, 0, 0]], dtype=np.int8)
    targets, of_code = _theme_targets(MADE.space, labels)  # care, care, toll: a theme of one code says nothing new
    assert targets[:, 0].tolist() == [1, 1, 0, 0]
    assert targets.shape == (4, 1)
    assert of_code.tolist() == [0, 0, NOWHERE]


def test_where_every_segment_is_a_transcript_places_mean_nothing() -> None:
    assert _has_places(MADE.space)
    layout = replace(MADE.space.layout, order=np.zeros(60, dtype=np.intp))
    assert not _has_places(replace(MADE.space, layout=layout))
    fit = fitted(replace(MADE, space=replace(MADE.space, layout=layout)), MADE.examples)
    assert not fit.under(np.ones(40)).features[:, :, FEATURES.index("place")].any()


def test_lengths_are_standardised_and_nothing_where_all_are_alike() -> None:
    length = standard_length(MADE.space)
    assert length.mean() == pytest.approx(0, abs=1e-5)
    assert length.std() == pytest.approx(1, abs=1e-5)
    same = replace(MADE.space, length=np.where(np.arange(60) < 59, 2, 3).astype(np.float32))
    data = np.arange(60) < 59
    assert not standard_length(replace(same, layout=replace(same.layout, data=data))).any()


def test_a_sample_is_evenly_spread_over_the_data() -> None:
    data = np.arange(100) % 2 == 0
    assert evenly_spread(data, 50).tolist() == evenly_spread(data, 500).tolist() == list(range(0, 100, 2))
    some = evenly_spread(data, 5)
    assert some[0] == 0
    assert some[-1] == 98
    assert np.diff(some).min() >= 22
    assert not len(evenly_spread(np.zeros(3, dtype=np.bool_), 5))


def test_marked_words_are_no_second_decision(monkeypatch: pytest.MonkeyPatch) -> None:
    """A segment with a coding inside it is confirmed once; of the words themselves no rejection could be known."""
    made = world(5, marks=4)
    told = made.space.layout.data[made.examples.rows]
    assert (~told).sum() == 4
    seen = []

    def counting(features: np.ndarray, truth: np.ndarray, *others: object) -> Weights:
        seen.append((len(features), int(truth.sum())))
        return shipped_weights()

    monkeypatch.setattr("qual.matching.fit.adapt", counting)
    fit = Fit(made.space, count(made.space, made.examples), shipped_weights(), Inverses())
    fit.under(np.ones(len(made.examples)))
    labels = made.examples.labels[told]
    assert seen == [(int((labels != 0).sum()), int((labels > 0).sum()))]


def mixed(whole: int) -> Examples:
    """The world's examples, the first so many reviewed in whole, of the others every third pair undecided."""
    examples = MADE.examples
    labels = examples.labels.copy()
    labels[whole:][np.arange(len(labels) - whole) % 3 == 0] = 0
    return Examples(examples.rows, labels, np.arange(len(examples)) < whole)


def test_what_is_usual_is_told_by_whole_reviews_and_of_single_decisions_is_at_most_one_half() -> None:
    examples = mixed(25)
    labels = examples.labels
    labels[25:, 0] = np.abs(labels[25:, 0])  # of the first code only accepts are known
    targets = _targets(count(MADE.space, examples))
    for code in range(3):
        for rows, most in ((slice(0, 25), 1.0), (slice(25, 40), 0.5)):
            yes, said = (labels[rows, code] > 0).sum(), (labels[rows, code] != 0).sum()
            usual = min(most, (yes + 0.25) / (said + 5))
            expected = np.where(labels[rows, code] > 0, 1 - usual, np.where(labels[rows, code] < 0, -usual, 0))
            np.testing.assert_allclose(targets[rows, code], expected)
    assert (targets[25:, 0] > 0).tolist() == (labels[25:, 0] > 0).tolist()  # so that accepts say something at all


def learned(examples: Examples, monkeypatch: pytest.MonkeyPatch) -> list[tuple[np.ndarray, np.ndarray, object]]:
    """What the ranker is given to learn from: truth, how much each pair counts, which are single."""
    seen: list[tuple[np.ndarray, np.ndarray, object]] = []

    def noting(features: object, truth: np.ndarray, importance: np.ndarray, *others: object) -> Weights:
        seen.append((truth, importance, others[-1]))
        return shipped_weights()

    monkeypatch.setattr("qual.matching.fit.adapt", noting)
    fitted(MADE, examples).under(np.ones(len(examples)))
    return seen


def test_single_decisions_teach_the_ranker_by_what_parts_accepts_from_rejects(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    examples = mixed(0)
    ((truth, counted, single),) = learned(examples, monkeypatch)
    said = examples.labels != 0
    assert truth.tolist() == (examples.labels[said] > 0).tolist()
    assert np.asarray(single).all()
    assert counted.sum() == pytest.approx(min(MOST_SINGLE, said.sum()))
    monkeypatch.setattr("qual.matching.fit.MOST_SINGLE", 5.0)
    ((_, counted, single),) = learned(mixed(15), monkeypatch)
    assert set(counted[~np.asarray(single)]) == {1.0}
    assert counted[np.asarray(single)].sum() == pytest.approx(5)


@pytest.mark.parametrize("sign", [1, -1])
def test_accepts_alone_or_rejects_alone_teach_the_ranker_nothing(
    sign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    examples = mixed(12)
    examples.labels[12:][examples.labels[12:] == -sign] = 0
    ((truth, _, single),) = learned(examples, monkeypatch)
    assert len(truth) == 12 * 3
    assert single is None
    examples.labels[:12][examples.labels[:12] == -sign] = 0
    assert not learned(replace(examples, whole=np.zeros(40, dtype=np.bool_)), monkeypatch)


def test_what_was_decided_nearby_is_weighed_where_people_read_in_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    examples, seen = mixed(25), []

    def noting(
        feature: str, values: np.ndarray, features: np.ndarray, truth: np.ndarray, *others: object
    ) -> Weights:
        seen.append((feature, len(values), len(features), truth.tolist()))
        return shipped_weights()

    monkeypatch.setattr("qual.matching.fit.adapt_one", noting)
    fitted(MADE, examples).under(np.ones(40), shipped_weights())
    assert seen == [("near", 75, 75, (examples.labels[:25] > 0).ravel().tolist())]


def test_single_decisions_of_the_channels_add_up_to_nothing_where_most_are_accepts() -> None:
    examples = mixed(25)
    labels = examples.labels
    labels[25:, 0] = np.abs(labels[25:, 0])
    counted = count(MADE.space, examples)
    targets = _targets(counted)
    balanced = _balanced(targets, counted)
    said = labels != 0
    np.testing.assert_array_equal(balanced[said], targets[said])
    assert targets[25:, 0].sum() > 1
    assert balanced[25:, 0].sum() == pytest.approx(0)
    assert (balanced[25:][~said[25:]] <= 0).all()
    assert len(set(balanced[25:, 0][~said[25:, 0]])) == 1
    whole = count(MADE.space, MADE.examples)
    np.testing.assert_array_equal(_balanced(_targets(whole), whole), _targets(whole))


def test_where_accepts_alone_are_known_nothing_gets_likely_by_itself_and_order_is_learned() -> None:
    """As codings in the reader are, without a mark that anything was read: every pair of theirs is a yes."""
    made = world(34, n=150, people=10, decided=0)
    known = made.space.layout.group < 5
    rows = np.flatnonzero(known & (made.topic < 3))
    labels = (made.topic[rows][:, None] == np.arange(3)).astype(np.int8)
    nothing, accepts = made.examples, Examples(rows, labels, np.zeros(len(rows), dtype=np.bool_))
    cold, told = (
        fit.chances(fit.under(np.ones(len(examples))))[~known]
        for examples in (nothing, accepts)
        for fit in (fitted(made, examples),)
    )
    truth = made.topic[~known][:, None] == np.arange(3)
    assert told.sum() < truth.sum()
    assert told[~truth].mean() < cold[~truth].mean() + 0.05
    for code in range(3):
        yes = truth[:, code]
        better, before = ((one[yes, code][:, None] > one[~yes, code]).mean() for one in (told, cold))
        assert better > before


def test_themes_are_learned_from_whole_reviews() -> None:
    examples = mixed(25)
    fit = fitted(MADE, examples)
    theme = fit.under(np.ones(40)).features[:, :, FEATURES.index("theme")]
    assert theme.any()
    other = mixed(25)
    other.labels[25:] *= -1
    again = fitted(MADE, other)
    told = np.asarray(again._own["theme"])
    np.testing.assert_allclose(told, fit._own["theme"])
    single = fitted(MADE, mixed(0))
    assert not single.under(np.ones(40)).features[:, :, FEATURES.index("theme")].any()
