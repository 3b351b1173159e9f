"""When to stop: bounds against published values, enumeration and simulation; curves and verdicts by their rule."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching import stopping
from qual.matching.stopping import (
    BLOCK,
    EARLY,
    ENOUGH,
    LEARNED,
    NEVER,
    NOT_YET,
    POSITIVES,
    RIGHT,
    Block,
    Evidence,
    Find,
    Stratum,
    Unfound,
    clopper_pearson_upper,
    curve,
    elusion_sample,
    finds,
    hypergeometric_upper,
    rule_of_three,
    unfound,
    verdict,
)


@pytest.mark.parametrize(
    ("hits", "sampled", "upper"),
    # One-sided 95 % limits: none of n by 1 - .05^(1/n) (Hanley & Lippman-Hand 1983), the others the upper ends of
    # two-sided 90 % intervals as tables of the binomial distribution have them.
    [(0, 10, 0.2589), (0, 20, 0.1391), (0, 60, 0.0487), (0, 300, 0.0099), (1, 10, 0.3942), (2, 20, 0.2826)],
)  # fmt: skip
def test_the_exact_bound_has_its_published_values(hits: int, sampled: int, upper: float) -> None:
    assert clopper_pearson_upper(hits, sampled) == pytest.approx(upper, abs=6e-5)


def test_the_rule_of_three_is_close_to_the_exact_bound_and_a_little_above_it() -> None:
    assert (rule_of_three(60), rule_of_three(150), rule_of_three(300)) == (0.05, 0.02, 0.01)
    assert rule_of_three(2) == 1
    for sampled in (30, 60, 150, 300):
        assert 0.9 * rule_of_three(sampled) < clopper_pearson_upper(0, sampled) < rule_of_three(sampled)


@given(st.integers(1, 80).flatmap(lambda n: st.tuples(st.integers(0, n - 1), st.just(n))))
@settings(max_examples=40)
def test_at_the_exact_bound_so_few_hits_have_a_chance_of_one_in_twenty(of: tuple[int, int]) -> None:
    hits, sampled = of
    p = clopper_pearson_upper(hits, sampled)
    assert sum(comb(sampled, x) * p**x * (1 - p) ** (sampled - x) for x in range(hits + 1)) == pytest.approx(0.05)


def test_without_a_sample_or_with_hits_only_nothing_is_ruled_out() -> None:
    assert clopper_pearson_upper(0, 0) == clopper_pearson_upper(7, 7) == 1.0
    assert hypergeometric_upper(0, 0, 12) == 12
    for wrong in ((-1, 3), (4, 3)):
        with pytest.raises(ValueError, match="hits"):
            clopper_pearson_upper(*wrong)
    with pytest.raises(ValueError, match="sample"):
        hypergeometric_upper(0, 13, 12)
    with pytest.raises(ValueError, match="sample"):
        rule_of_three(0)


def by_enumeration(hits: int, sampled: int, passages: int) -> int:
    """The definition: every number of carriers is tried, with whole numbers."""
    whole = comb(passages, sampled)
    found = [
        carriers
        for carriers in range(hits, passages - sampled + hits + 1)
        if 20 * sum(comb(carriers, x) * comb(passages - carriers, sampled - x) for x in range(hits + 1)) > whole
    ]
    return max(found)


def test_the_bound_for_few_passages_is_that_of_enumeration() -> None:
    for passages in (1, 2, 7, 20, 33):
        for sampled in range(passages + 1):
            for hits in range(sampled + 1):
                bound = hypergeometric_upper(hits, sampled, passages)
                assert bound == by_enumeration(hits, sampled, passages), (hits, sampled, passages)
                # Drawing without replacement tells more, never less.
                assert bound <= passages * clopper_pearson_upper(hits, sampled) + 1e-9


def test_a_sample_of_everything_leaves_no_doubt() -> None:
    assert [hypergeometric_upper(hits, 40, 40) for hits in (0, 3, 40)] == [0, 3, 40]
    assert hypergeometric_upper(0, 60, 1000) == 47
    large = hypergeometric_upper(0, 60, 10**6)
    rest = [comb(10**6 - carriers, 60) * 20 > comb(10**6, 60) for carriers in (large, large + 1)]
    assert rest == [True, False]


def test_what_was_found_since_is_taken_off_the_bound() -> None:
    one = Stratum("patient", passages=1000, sampled=60, hits=0, found=12, left=700)
    assert unfound([one]) == Unfound(700, 60, 0, 0.047, 35, "")
    assert unfound([Stratum("patient", 1000, 60, 0, 60, 700)]).most == 0
    assert unfound([Stratum("patient", 1000, 60, 0, 12, 9)]).most == 9


def test_several_groups_share_the_risk_of_being_wrong() -> None:
    one = Stratum("patient", 1000, 60, 0, 0, 940)
    both = unfound([one, Stratum("clinician", 1000, 60, 0, 0, 940)])
    assert both.most == 2 * hypergeometric_upper(0, 60, 1000, level=0.975)
    done = Stratum("clinician", 100, 60, 3, 5, 0)
    assert unfound([one, done]).most == unfound([one]).most
    assert unfound([done]) == Unfound(0, 60, 3, 0.0, 0, "")
    assert unfound([]) == Unfound(0, 0, 0, 0.0, 0, "")


def test_too_little_or_nothing_drawn_is_a_reason_and_no_number() -> None:
    few = unfound([Stratum("patient", 1000, 29, 0, 0, 940)])
    assert (few.most, few.share) == (None, None)
    assert "29 of 30" in few.why
    none = unfound([Stratum("patient", 1000, 60, 0, 0, 940), Stratum("words added later", 50, 0, 0, 0, 50)])
    assert none.most is None
    assert "words added later" in none.why


@pytest.mark.parametrize(
    "numbers", [(10, 11, 0, 0, 0), (10, 5, 6, 6, 0), (10, 5, 2, 1, 0), (10, 5, 2, 8, 3), (10, 5, 0, 0, 6)]
)
def test_numbers_that_contradict_each_other_are_no_sample(numbers: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="no sample"):
        Stratum("patient", *numbers)


def test_the_sample_ends_at_the_first_passage_not_decided_and_begins_with_the_newest() -> None:
    times = np.full(20, NEVER)
    times[[3, 5, 7, 9, 1]] = [4, 0, 6, 8, 5]  # 1 was decided, but after a gap in the order drawn
    rows, has = np.arange(20), {5, 9, 1}
    every = elusion_sample("x", rows, [3, 5, 7, 9, 11, 1], times, has)
    assert (every.passages, every.sampled, every.hits, every.found, every.left) == (20, 4, 2, 3, 15)
    newest = elusion_sample("x", rows, [3, 5, 7, 9, 11, 1], times, has, window=2)
    assert (newest.passages, newest.sampled, newest.hits, newest.found, newest.left) == (17, 2, 1, 1, 15)
    assert elusion_sample("x", rows, [], times, has).sampled == 0


def walk(random: Random, passages: int, carriers: int, steps: int, skill: float) -> tuple[int, int | None]:
    """How many are unfound after a review, and the bound; the queue hunts, and one in ten comes from the audit."""
    has = set(random.sample(range(passages), carriers))
    queue = sorted(range(passages), key=lambda row: random.random() + skill * (row in has), reverse=True)
    drawn = random.sample(range(passages), passages)[:150]
    times = np.full(passages, NEVER)
    sources = {True: iter(drawn), False: iter(queue)}
    for step in range(steps):
        row = next((row for row in sources[step % 10 == 5] if times[row] == NEVER), None)
        if row is not None:
            times[row] = step
    known = {row for row in has if times[row] < NEVER}
    found = unfound([elusion_sample("x", np.arange(passages), drawn, times, known, window=40)])
    return carriers - len(known), found.most


@pytest.mark.parametrize(("carriers", "skill", "steps"), [(120, 0.3, 300), (240, 0.2, 320), (25, 0.0, 400)])
def test_in_nineteen_of_twenty_reviews_no_more_is_unfound_than_the_bound_says(
    carriers: int, skill: float, steps: int
) -> None:
    random = Random(7)  # noqa: S311 - the same reviews at every run
    runs = [walk(random, 600, carriers, steps, skill) for _ in range(300)]
    assert all(bound is not None for _, bound in runs)
    missed = sum(left > (bound or 0) for left, bound in runs)
    assert missed <= 24, missed  # 15 expected at most; 24 lie 2.4 standard deviations above
    # Not by saying that everything may be left.
    assert np.mean([bound for _, bound in runs]) < 0.7 * (600 - steps)


def test_the_learning_curve_ends_with_a_whole_step() -> None:
    assert curve([]) == ()
    assert curve([True, False]) == (Block(2, 1, 2),)
    steps = curve([False] * 3 + [True] * BLOCK)
    assert steps == (Block(3, 0, 3), Block(3 + BLOCK, BLOCK, BLOCK))


@given(st.lists(st.booleans(), max_size=120))
def test_every_answer_is_in_one_step(answers: list[bool]) -> None:
    steps = curve(answers)
    assert sum(step.answers for step in steps) == len(answers)
    assert sum(step.right for step in steps) == sum(answers)
    assert all(step.answers == BLOCK for step in steps[1:])


def test_what_was_new_counts_codes_once_and_coded_passages_each_time() -> None:
    passages = [{"a"}, set(), {"a", "b"}, {"b"}, set()]
    assert finds(passages, size=2) == (Find(2, 1, 1, 2), Find(4, 1, 3, 2), Find(5, 0, 0, 1))
    assert finds([]) == ()


KNOWN = Evidence(
    decided=200, left=100, positives=40, newest=Block(50, RIGHT, BLOCK), unfound=Unfound(100, 60, 0, 0.05, 9, "")
)


def changed(**values: object) -> Evidence:
    return Evidence(**{name: getattr(KNOWN, name) for name in Evidence.__slots__} | values)


def test_a_code_is_learned_where_every_condition_holds() -> None:
    assert verdict(KNOWN).word == LEARNED
    assert verdict(changed(ap=0.5, ece=0.07, gap=0.09)) == verdict(KNOWN)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({"positives": POSITIVES - 1}, "29 of 30"),
        ({"newest": Block(50, RIGHT - 1, BLOCK)}, "17 of the newest 25"),
        ({"newest": None}, "0 of 25"),
        ({"newest": Block(20, 20, 20)}, "20 of 25"),
        ({"unfound": Unfound(100, 60, 2, 0.2, 41, "")}, "41 may be unfound, 40 found"),
        ({"unfound": Unfound(100, 3, 0, None, None, "only 3")}, "only 3"),
        ({"ap": 0.49}, "0.49"),
        ({"ece": 0.08}, "0.08"),
        ({"gap": 0.1}, "0.10"),
    ],
)
def test_a_condition_that_fails_is_the_reason(values: dict[str, object], reason: str) -> None:
    said = verdict(changed(**values))
    assert said.word == NOT_YET
    assert len(said.reasons) == 1
    assert reason in said.reasons[0]


def test_it_is_too_early_before_enough_is_decided_unless_nothing_is_left() -> None:
    assert verdict(changed(decided=ENOUGH - 1)).word == EARLY
    assert verdict(changed(decided=ENOUGH - 1, left=0)).word == LEARNED


def test_eighteen_of_twenty_five_is_the_fewest_whose_interval_lies_above_one_half() -> None:
    # The lower end of Wilson's interval is above 1/2 just where (p - 1/2)^2 > z^2/(4n) · ... at 1/2 itself:
    # |k - n/2| > z · sqrt(n)/2.
    z = Fraction(196, 100)
    assert RIGHT - Fraction(BLOCK, 2) > z * 5 / 2 > RIGHT - 1 - Fraction(BLOCK, 2)
    assert stopping.WINDOW >= stopping.FEWEST
