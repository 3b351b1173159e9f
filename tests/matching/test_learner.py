from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from qual.matching.anchors import anchors_of
from qual.matching.learner import BEFORE_WEIGHT, Examples, Floats, Space, learn, make_space
from qual.matching.reasons import Known, _Reasons, reasons
from qual.matching.rules import PhraseMatch
from qual.model.codebook import Code

if TYPE_CHECKING:
    from numpy.typing import NDArray

N, D = 60, 16
CODES = [Code("a", "A", exclude=("not this",)), Code("b", "B", include=("this",))]


def unit(rng: np.random.Generator, n: int) -> Floats:
    vectors = rng.normal(size=(n, D))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def world(*, before: bool = True, matches: tuple[PhraseMatch, ...] = ()) -> tuple[Space, Floats]:
    rng = np.random.default_rng(5)
    vectors, context = unit(rng, N), unit(rng, N)
    anchors = anchors_of(CODES)
    anchor_vectors = unit(rng, len(anchors))
    data = np.arange(N) % 7 != 0
    space = make_space(vectors, context if before else None, anchors, anchor_vectors, matches, data, len(CODES))
    return space, anchor_vectors


def examples_of(space: Space, labels: NDArray[np.int8], *, whole: bool = True) -> Examples:
    rows = np.arange(len(labels))
    before = None if space.before is None else space.before[rows]
    return Examples(space.vectors[rows], before, labels, np.full(len(labels), whole))


def labelled(n: int) -> NDArray[np.int8]:
    return np.where(np.random.default_rng(1).random((n, len(CODES))) < 0.4, 1, -1).astype(np.int8)


NOTHING = np.zeros((0, len(CODES)), dtype=np.int8)


@pytest.mark.parametrize("before", [True, False])
def test_the_regression_as_weights_of_examples_is_the_regression(before: bool) -> None:  # noqa: FBT001 - a case
    space, _ = world(before=before)
    labels = labelled(20)
    learned = learn(space, examples_of(space, labels))
    features = space.vectors
    if space.before is not None:
        features = np.hstack([space.vectors, BEFORE_WEIGHT * space.before]) / np.sqrt(1 + BEFORE_WEIGHT**2)
    for code in range(len(CODES)):
        model = LogisticRegression(C=5.0, class_weight="balanced", max_iter=1000, tol=1e-8)
        primal = model.fit(features[:20], labels[:, code] > 0).decision_function(features)
        alike = features @ features[:20].T
        dual = alike @ learned.by_regression[:, code]
        assert np.corrcoef(primal, dual)[0, 1] > 0.9999


def test_reasons_add_up_to_the_score() -> None:
    """Codebook, examples and phrases together are the score, but for one constant per code."""
    matches = (PhraseMatch(3, 0, "not this", include=False), PhraseMatch(4, 1, "this", include=True))
    space, anchor_vectors = world(matches=matches)
    examples = examples_of(space, labelled(20))
    learned = learn(space, examples)
    known = Known(anchors_of(CODES), anchor_vectors, matches, [""] * 20, [""] * 20, [""] * N)
    work = _Reasons(space, examples, learned, known)
    rows = list(range(N))
    for code in range(len(CODES)):
        told = space.phrases[:, code] + work._shares(code, rows, list(range(20))).sum(axis=1)
        told = told + [sum(e.contribution for e in own) for own in work.of_codebook(code, rows)]
        assert np.ptp(learned.score[:, code] - told) < 1e-3


def test_the_strongest_examples_are_named_with_their_share() -> None:
    space, anchor_vectors = world()
    labels = labelled(20)
    examples = examples_of(space, labels)
    learned = learn(space, examples)
    texts = [f"example {n}" for n in range(20)]
    known = Known(anchors_of(CODES), anchor_vectors, (), texts, texts, [f"example {n}" for n in range(N)])
    shares = _Reasons(space, examples, learned, known)._shares(0, [5, 30], list(range(20)))
    shares[0, 5] = 0  # a segment is no reason for itself
    for row, found in zip([5, 30], reasons(space, examples, learned, known, [(5, 0), (30, 0)]), strict=True):
        own = shares[0 if row == 5 else 1]
        named = {e.text: e.contribution for e in found if e.kind == "confirmed"}
        yes = sorted((float(own[n]), texts[n]) for n in np.flatnonzero(labels[:, 0] > 0) if own[n] > 0)[-2:]
        assert named == pytest.approx({text: share for share, text in yes})


def test_cold_scores_are_the_likeness_in_standard_deviations() -> None:
    space, _ = world()
    learned = learn(space, examples_of(space, NOTHING))
    own = (space.likeness + space.excluded)[space.data]
    np.testing.assert_allclose(learned.score[space.data], (own - own.mean(axis=0)) / own.std(axis=0), atol=1e-4)
    np.testing.assert_allclose(learned.rate, 0.05)


def test_as_many_are_suggested_as_the_rate_predicts_and_only_data() -> None:
    space, _ = world()
    learned = learn(space, examples_of(space, labelled(40)))
    counted = learned.suggested.sum(axis=0)
    expected = learned.rate * space.data.sum()
    assert (np.abs(counted - expected) <= 1.5).all()
    assert not learned.suggested[~space.data].any()


def test_chances_average_about_the_rate() -> None:
    """The logistic-normal mean, checked by simulation: standard normal scores, a wide range of rates."""
    from qual.matching.learner import _chance

    score = np.random.default_rng(0).normal(size=(200_000, 3)).astype(np.float32)
    rate = np.array([0.02, 0.1, 0.4], dtype=np.float32)
    np.testing.assert_allclose(_chance(score, rate).mean(axis=0), rate, rtol=0.35)


def test_only_whole_reviews_tell_a_rate() -> None:
    space, _ = world()
    yes = np.ones((10, len(CODES)), dtype=np.int8)
    assert learn(space, examples_of(space, yes)).rate == pytest.approx((10 + 1.5) / 40)
    assert learn(space, examples_of(space, yes, whole=False)).rate == pytest.approx(10 / int(space.data.sum()))
    no = -yes
    assert learn(space, examples_of(space, no)).rate == pytest.approx(1.5 / 40)
    assert learn(space, examples_of(space, no, whole=False)).rate == pytest.approx(0.05)


def test_phrases_of_one_kind_count_once() -> None:
    once = (PhraseMatch(3, 1, "this", include=True),)
    twice = (*once, PhraseMatch(3, 1, "this too", include=True))
    np.testing.assert_array_equal(world(matches=once)[0].phrases, world(matches=twice)[0].phrases)


def test_more_of_the_same_evidence_moves_the_score_on() -> None:
    space, _ = world(before=False)
    one, none = np.zeros((1, 2), dtype=np.int8), learn(space, examples_of(space, NOTHING))
    one[0, 0] = 1
    assert learn(space, examples_of(space, one)).score[0, 0] > none.score[0, 0]
    one[0, 0] = -1  # a reject counts before anything is confirmed
    assert learn(space, examples_of(space, one)).score[0, 0] < none.score[0, 0]


def test_rejects_push_away_what_is_like_them_beside_confirmed_ones_too() -> None:
    space, _ = world(before=False)
    labels = np.zeros((12, 2), dtype=np.int8)
    labels[:4, 0] = 1
    without = learn(space, examples_of(space, labels))
    labels[4:12, 0] = -1
    assert (learn(space, examples_of(space, labels)).by_meaning[4:12, 0] < 0).all()
    assert not without.by_meaning[4:12, 0].any()


def test_a_segment_nearer_to_an_exclude_text_than_to_any_other_loses() -> None:
    rng = np.random.default_rng(9)
    anchors = anchors_of([Code("a", "A", exclude=("not this",)), Code("b", "B")])
    anchor_vectors = unit(rng, 3)
    against = next(place for place, anchor in enumerate(anchors) if anchor.kind == "exclude")
    vectors = np.vstack([anchor_vectors[against : against + 1], unit(rng, 20)])
    space = make_space(vectors, None, anchors, anchor_vectors, (), np.ones(21, dtype=np.bool_), 2)
    likeness = float(vectors[0] @ anchor_vectors[0])
    assert space.excluded[0, 0] == pytest.approx(likeness - 1, abs=1e-5)
    assert learn(space, examples_of(space, NOTHING)).score[0, 0] < 0
    assert (space.excluded <= 0).all()


def test_no_data_at_all_is_no_crash() -> None:
    space, _ = world()
    nothing = Space(
        space.vectors,
        space.before,
        space.likeness,
        space.nearest,
        space.excluded,
        space.phrases,
        np.zeros(N, dtype=np.bool_),
    )
    learned = learn(nothing, examples_of(nothing, labelled(5)))
    assert np.isfinite(learned.score).all()
    assert not learned.suggested.any()
