from __future__ import annotations

import numpy as np
import pytest

from qual.matching import counts as module
from qual.matching.counts import KEPT_POSITIVES, MOST_EXAMPLES, Examples, count
from tests.matching.worlds import world


def shrunk(yes: float, said: float) -> float:
    return float(np.clip((yes + 1.5) / (said + 30), 0.001, 0.9))


@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("people", [1, 4, 40])
def test_what_the_others_decided_is_counted_without_ones_own(people: int, *, whole: bool) -> None:
    """Against counting anew for every example; where there is one participant, each example is a group."""
    made = world(3, people=people, whole=whole, marks=2)
    examples = made.examples
    if whole:
        examples.whole[::3] = False
    importance = np.random.default_rng(0).uniform(0.3, 3, size=len(examples))
    counted = count(made.space, examples)
    share, others_share = counted.rates(importance)
    assert sorted(int(place) for own in counted.groups for place in own) == list(range(len(examples)))
    group = made.space.layout.group[examples.rows]
    if len(set(group)) == 1:
        group = np.arange(len(examples))
    labels = examples.labels
    weight = importance * examples.whole
    told = made.space.layout.data[examples.rows]
    assert told.sum() == len(examples) - 2  # marked words are no second segment
    assert counted.whole.tolist() == (told & examples.whole).tolist()
    assert counted.single.tolist() == (told & ~examples.whole).tolist()
    for e in range(len(examples)):
        others = group != group[e]
        for code in range(3):
            yes, said = labels[:, code] > 0, labels[:, code] != 0
            assert counted.others_confirmed[e, code] == (yes & told)[others].sum()
            expected = shrunk((weight * yes)[others].sum(), (weight * said)[others].sum())
            assert others_share[e, code] == pytest.approx(expected)
    for code in range(3):
        yes, said = labels[:, code] > 0, labels[:, code] != 0
        confirmed = (yes & told).sum()
        floor = confirmed / made.space.layout.data.sum()
        assert share[code] == pytest.approx(
            min(0.9, max(shrunk((weight * yes).sum(), (weight * said).sum()), floor))
        )
        assert counted.confirmed[code] == confirmed
        assert counted.known[code] == confirmed / (confirmed + 8)
        spread = shrunk((yes & examples.whole).sum(), (said & examples.whole).sum())
        assert counted.spread[code] == pytest.approx(np.sqrt(spread * (1 - spread)))


def test_only_whole_reviews_tell_a_share_and_what_is_confirmed_is_its_floor() -> None:
    made = world(1, n=40)
    rows, ones = np.arange(10), np.ones((10, 3), dtype=np.int8)
    for labels, whole, share in (
        (ones, True, 11.5 / 40),
        (ones, False, 10 / 40),
        (-ones, True, 1.5 / 40),
        (-ones, False, 0.05),
    ):
        counted = count(made.space, Examples(rows, labels, np.full(10, whole)))
        assert counted.rates(np.ones(10))[0] == pytest.approx(share)


def test_nothing_decided_is_five_percent() -> None:
    made = world(1, decided=0)
    counted = count(made.space, made.examples)
    share, others = counted.rates(np.ones(0))
    assert share == pytest.approx(0.05)
    assert others.shape == counted.others_known.shape == (0, 3)
    assert not counted.known.any()


def some_examples(m: int, k: int, share: float) -> Examples:
    labels = np.where(np.random.default_rng(0).random((m, k)) < share, 1, -1).astype(np.int8)
    return Examples(np.arange(m), labels, np.ones(m, dtype=np.bool_))


def test_few_examples_are_all_learned_from() -> None:
    assert some_examples(MOST_EXAMPLES, 2, 0.1).chosen().tolist() == list(range(MOST_EXAMPLES))


def test_of_many_examples_the_confirmed_ones_are_kept_and_the_others_spread() -> None:
    examples = some_examples(4000, 3, 0.003)
    kept = examples.chosen()
    assert len(kept) == len(set(kept.tolist())) == MOST_EXAMPLES
    assert (np.diff(kept) > 0).all()
    for code in range(3):
        confirmed = np.flatnonzero(examples.labels[:, code] > 0)
        assert np.isin(confirmed, kept).sum() >= min(KEPT_POSITIVES, len(confirmed))
    in_tenths = np.histogram(kept, bins=10, range=(0, 4000))[0]
    assert in_tenths.max() - in_tenths.min() < 0.2 * in_tenths.mean()


def test_many_codes_do_not_make_more_examples_than_can_be_learned_from() -> None:
    """30 of each of 300 codes would be 9,000, of which each code keeps its share."""
    labels = np.full((9000, 300), -1, dtype=np.int8)
    labels[np.arange(9000), np.arange(9000) % 300] = 1
    kept = Examples(np.arange(9000), labels, np.ones(9000, dtype=np.bool_)).chosen()
    assert len(kept) == MOST_EXAMPLES
    of_code = (labels[kept] > 0).sum(axis=0)
    assert of_code.min() == of_code.max() == MOST_EXAMPLES // 300


def test_every_beginning_of_the_even_order_is_spread_over_the_whole() -> None:
    rows = np.arange(1000)
    order = module._evenly(rows)
    assert sorted(order.tolist()) == rows.tolist()
    for size in (10, 50, 200):
        gaps = np.diff(np.sort(order[:size]), prepend=0, append=1000)
        assert gaps.max() < 4 * 1000 / size


def test_one_more_decision_changes_hardly_what_is_learned_from() -> None:
    """So that what was computed for the others still holds."""
    more = some_examples(4001, 3, 0.1)
    fewer = Examples(more.rows[:-1], more.labels[:-1], more.whole[:-1])
    assert len(np.setxor1d(more.chosen(), fewer.chosen())) <= 2
