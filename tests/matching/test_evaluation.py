"""Measures of suggestions: as scikit-learn has them, as counted by hand, and undefined where they are."""

from __future__ import annotations

from dataclasses import fields
from math import isfinite

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis import proportions
from qual.matching import evaluation
from qual.matching.evaluation import Counts, Figure, measure


def case(seed: int, n: int = 40, k: int = 5) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Probabilities with ties, truth that follows them, and suggestions."""
    rng = np.random.default_rng(seed)
    probability = np.round(rng.random((n, k)) ** 2, 1)
    truth = rng.random((n, k)) < probability
    return probability, truth, probability > 0.4


seeds = st.integers(0, 10_000)


@given(seeds, st.integers(1, 30))
@settings(max_examples=10)
def test_ranking_measures_are_those_of_scikit_learn(seed: int, n: int) -> None:
    from sklearn.metrics import average_precision_score, roc_auc_score

    probability, truth, _ = (one[:, 0] for one in case(seed, n))
    if truth.any():
        ap = evaluation.average_precision(probability, truth)
        assert ap.value == pytest.approx(average_precision_score(truth, probability))
        assert ap.n == truth.sum()
    if truth.any() and not truth.all():
        auc = evaluation.area_under_curve(probability, truth)
        assert auc.value == pytest.approx(roc_auc_score(truth, probability))


@settings(max_examples=60)
@given(st.lists(st.tuples(st.sampled_from([0.0, 0.1, 0.1, 0.5, 0.9]), st.booleans()), min_size=2, max_size=12))
def test_the_area_is_the_share_of_pairs_in_the_right_order(pairs: list[tuple[float, bool]]) -> None:
    yes, no = [s for s, t in pairs if t], [s for s, t in pairs if not t]
    if not yes or not no:
        return
    brute = sum((y > n) + 0.5 * (y == n) for y in yes for n in no) / (len(yes) * len(no))
    scores, truth = (np.array(values) for values in zip(*pairs, strict=True))
    assert evaluation.area(scores, truth) == pytest.approx(brute)


@given(seeds, st.integers(1, 30))
@settings(max_examples=10)
def test_suggestions_and_probabilities_are_measured_as_scikit_learn_does(seed: int, n: int) -> None:
    from sklearn.metrics import brier_score_loss, cohen_kappa_score, precision_recall_fscore_support

    probability, truth, suggested = case(seed, n)
    right = evaluation.counts(suggested, truth)
    expected = precision_recall_fscore_support(truth.ravel(), suggested.ravel(), average="binary", zero_division=0)
    for figure, value in zip((right.precision, right.recall, right.f1), expected[:3], strict=True):
        assert (figure.value or 0) == pytest.approx(value)
    p, y = probability.ravel(), truth.ravel()
    if y.any() and not y.all():
        assert evaluation.brier(p, y).value == pytest.approx(brier_score_loss(y, p))
        assert evaluation.kappa(y, suggested.ravel()).value == pytest.approx(
            cohen_kappa_score(y, suggested.ravel())
        )


def naive_error(probability: np.ndarray, truth: np.ndarray, bins: int) -> float:
    """Calibration error counted pair by pair: a bin ends after each tenth, equal values go with the first."""
    ordered = sorted(probability.tolist())
    sizes = [len(part) for part in np.array_split(np.arange(len(ordered)), bins)]
    ends, at = [], 0
    for size in sizes:
        at += size
        if size:
            ends.append(ordered[at - 1])
    found: dict[float, list[tuple[float, bool]]] = {}
    for p, y in zip(probability.tolist(), truth.tolist(), strict=True):
        found.setdefault(min(end for end in ends if p <= end), []).append((p, y))
    total = 0.0
    for pairs in found.values():
        expected, came = sum(p for p, _ in pairs) / len(pairs), sum(y for _, y in pairs) / len(pairs)
        total += len(pairs) / len(probability) * abs(expected - came)
    return total


@given(seeds, st.integers(1, 30))
@settings(max_examples=10)
def test_calibration_error_is_that_of_a_count_by_hand(seed: int, n: int) -> None:
    probability, truth, _ = (one.ravel() for one in case(seed, n))
    assert evaluation.calibration_error(probability, truth).value == pytest.approx(
        naive_error(probability, truth, 10)
    )
    table = evaluation.reliability(probability, truth)
    assert sum(line.n for line in table) == len(probability)
    again = sum(line.n * abs(line.expected - line.observed) for line in table) / len(probability)
    assert evaluation.calibration_error(probability, truth).value == pytest.approx(again)
    for line in table:
        assert line.low - 1e-9 <= line.expected <= line.high + 1e-9
        assert line.observed_low <= line.observed <= line.observed_high


@given(seeds)
@settings(max_examples=10)
def test_no_measure_depends_on_the_order_of_segments(seed: int) -> None:
    probability, truth, suggested = case(seed)
    order = np.random.default_rng(seed).permutation(len(truth))
    codes = list("abcde")
    one = measure(probability, truth, suggested, codes)
    other = measure(probability[order], truth[order], suggested[order], codes)
    for field in ("average_precision", "top3", "macro_f1", "coded_auc", "ece", "brier"):
        assert getattr(one, field).value == pytest.approx(getattr(other, field).value)
    assert one.micro == other.micro


def test_numbers_worked_out_by_hand() -> None:
    scores, truth = np.array([0.9, 0.8, 0.7, 0.6]), np.array([True, False, True, False])
    assert evaluation.average_precision(scores, truth).value == pytest.approx((1 + 2 / 3) / 2)
    assert evaluation.area_under_curve(scores, truth) == Figure(0.75, 2)
    both = Counts(right=10, wrong=5, missed=5)
    assert both.f1.value == pytest.approx(2 / 3)
    first, second = np.zeros((2, 200), dtype=bool)
    first[:15] = second[5:20] = True
    assert evaluation.kappa(first, second).value == pytest.approx(0.6396, abs=1e-4)
    perfect = np.array([0.0, 0.0, 1.0])
    assert evaluation.calibration_error(perfect, perfect > 0.5).value == 0
    assert evaluation.brier(np.array([0.5, 0.5]), np.array([True, False])).value == 0.25


def test_the_intervals_are_those_of_the_counts() -> None:
    assert evaluation.Z95 == proportions.Z95
    for k, n in ((0, 10), (3, 10), (14, 20), (10, 10)):
        assert evaluation.wilson(k, n) == pytest.approx(proportions.wilson(k, n))
    assert evaluation.newcombe(14, 20, 3, 10) == pytest.approx((0.40, 0.02598, 0.64662), abs=1e-5)
    assert evaluation.newcombe(14, 20, 3, 10) == pytest.approx(proportions.newcombe(14, 20, 3, 10))


def test_the_right_code_among_the_first_three() -> None:
    scores = np.array([[0.9, 0.8, 0.7, 0.6], [0.1, 0.1, 0.1, 0.1], [0.5, 0.4, 0.3, 0.2]])
    truth = np.array([[0, 0, 1, 0], [0, 0, 0, 1], [0, 0, 0, 0]], dtype=bool)
    assert evaluation.top(scores, truth) == Figure(0.5, 2)
    assert evaluation.top(scores, truth, most=1) == Figure(0, 2)
    assert evaluation.top(scores[:, :3], truth[:, :3]).why == "there are no more than 3 codes"


def test_macro_averages_are_of_codes_with_enough_positives_and_the_rest_is_named() -> None:
    probability, truth, suggested = case(1, 60, 3)
    truth[:, 1], truth[:, 2] = False, False
    truth[:4, 1] = True
    found = measure(probability, truth, suggested, ["many", "few", "none"], least=5)
    assert found.macro_codes == ("many",)
    assert found.left_out == ("few",)
    assert found.average_precision == Figure(found.by_code[0].average_precision.value, 1)
    assert found.macro_f1.value == found.by_code[0].counts.f1.value


@pytest.mark.parametrize(
    ("truth", "suggested"),
    [
        (np.zeros((6, 4), dtype=bool), np.zeros((6, 4), dtype=bool)),
        (np.zeros((6, 4), dtype=bool), np.ones((6, 4), dtype=bool)),
        (np.ones((6, 4), dtype=bool), np.zeros((6, 4), dtype=bool)),
        (np.zeros((0, 4), dtype=bool), np.zeros((0, 4), dtype=bool)),
        (np.zeros((6, 0), dtype=bool), np.zeros((6, 0), dtype=bool)),
    ],
    ids=["nothing", "all wrong", "all missed", "no segment", "no code"],
)
def test_what_is_not_defined_is_none_with_a_reason(truth: np.ndarray, suggested: np.ndarray) -> None:
    found = measure(np.full(truth.shape, 0.5), truth, suggested, list("abcd")[: truth.shape[1]])
    figures = [getattr(found, field.name) for field in fields(found)]
    figures += [found.micro.precision, found.micro.recall, found.micro.f1]
    for figure in figures:
        if isinstance(figure, Figure):
            assert (figure.value is None) == bool(figure.why), figure
            assert figure.value is None or isfinite(figure.value)
    if not truth.any():
        assert found.average_precision.value is found.micro.recall.value is found.coded_auc.value is None


def test_agreement_without_anything_to_agree_upon_is_none() -> None:
    no, yes = np.zeros(5, dtype=bool), np.ones(5, dtype=bool)
    assert evaluation.kappa(no, no) == Figure(None, 5, "used by neither coder")
    assert evaluation.kappa(yes, yes) == Figure(None, 5, "used by both everywhere")
    assert evaluation.kappa(no, yes) == Figure(0, 5)
    assert evaluation.kappa(no[:0], no[:0]).value is None
