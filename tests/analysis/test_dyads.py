"""Matched pairs: exact against every flip, and who has no partner."""

from __future__ import annotations

from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qual.analysis.dyads import Dyads, dyads, paired_t, pairing, sign_flips
from qual.analysis.frame import PAIRS, SEGMENTS, tidy
from qual.analysis.permutation import DRAWS
from qual.model.codebook import Code, Codebook, Theme
from tests import naive

BOOK = Codebook(themes=(Theme("t", "T"),), codes=(Code("a", "A", theme="t"), Code("never", "Never", theme="t")))
ROLES = ("patient", "clinician")
EYES = (0.3, 0.5, 0.1, 0.7, -0.2)


def study(
    patients: dict[str, int], clinicians: dict[str, int], pair_of: dict[str, str], **options: object
) -> Dyads:
    """Everybody says ten words, a segment each, of which the first k carry code a."""
    segments, codings = [], []
    for role, people in zip(ROLES, (patients, clinicians), strict=True):
        for name, k in people.items():
            for place in range(10):
                where = {"transcript": name, "start": 3 * place, "end": 3 * place + 1}
                said = {
                    "segment": f"{name}:{place}",
                    "speaker": "S",
                    "participant": name,
                    "role": role,
                    "text": "w",
                }
                segments.append(where | said)
                codings += [{**where, "code": "a"}] if place < k else []
    coded = tidy(codings, ("transcript", "start", "end", "code"))
    return dyads(tidy(segments, SEGMENTS), coded, BOOK, groups=ROLES, pair_of=pair_of, **options)  # type: ignore[arg-type]


def test_an_exact_vector_by_hand() -> None:
    """Five differences, one negative and the second smallest: 4 of 32 flips have a mean as far from zero."""
    found = sign_flips(np.array(EYES)[:, None], seed=0)
    assert found.exact
    assert found.tried == 32
    assert found.p.tolist() == found.p_max.tolist() == [naive.sign_flip(EYES)]
    assert found.p[0] == pytest.approx(6 / 32)


@given(st.lists(st.integers(-3, 3).map(lambda n: n / 6), min_size=1, max_size=6))
@settings(max_examples=30)
def test_exact_equals_every_flip(apart: list[float]) -> None:
    assert sign_flips(np.array(apart)[:, None], seed=0).p[0] == pytest.approx(naive.sign_flip(apart))


def test_many_pairs_are_drawn_and_never_zero() -> None:
    found = sign_flips(np.full((20, 1), 0.1), seed=0)
    assert not found.exact
    assert found.p[0] == 1 / (DRAWS + 1)
    half = sign_flips(np.array([[0.1]] * 10 + [[-0.1]] * 10), seed=0)
    assert half.p[0] == 1


def test_the_interval_is_that_of_a_paired_t() -> None:
    a, b = [0.1, 0.4, 0.2, 0.6], [0.2, 0.2, 0.1, 0.1]
    expected = stats.ttest_rel(a, b).confidence_interval()
    middle, low, high = paired_t((np.array(a) - b).tolist())
    assert middle == pytest.approx(0.175)
    assert (low, high) == pytest.approx((expected.low, expected.high))


def test_without_variation_or_pairs_there_is_no_interval() -> None:
    assert isnan(paired_t([])[0])
    assert paired_t([0.2])[0] == 0.2
    assert isnan(paired_t([0.2])[1])
    assert isnan(paired_t([0.2, 0.2])[1])


def test_who_stands_with_whom_and_who_stands_alone() -> None:
    pairs, alone = pairing(
        ("P1", "P2", "P3", "P4", "X"), ("C1", "C2", "X"),
        {"P1": "1", "C1": "1", "P2": "2", "P3": "2", "C2": "2", "P4": " ", "X": "9"},
    )  # fmt: skip
    assert pairs == [(0, 0)]
    assert alone == ("P2", "P3", "P4", "X", "C2", "X")


def test_pairs_through_codings() -> None:
    patients, clinicians = {"P1": 5, "P2": 4, "P3": 6, "P4": 9}, {"C1": 1, "C2": 2, "C3": 1}
    pair_of = {f"{who}{n}": str(n) for who in "PC" for n in (1, 2, 3)}
    found = study(patients, clinicians, pair_of, test=True)
    assert tuple(found.rows.columns) == PAIRS
    assert found.pairs == (("P1", "C1"), ("P2", "C2"), ("P3", "C3"))
    assert found.alone == ("P4",)
    mine = found.rows.iloc[0]
    assert mine["difference"] == pytest.approx(11 / 30)
    assert (mine["p"], mine["pairs"], mine["family"]) == (2 / 8, 3, 1)
    assert "used by nobody in a pair" in found.rows.iloc[1]["note"]
    assert found.notes[0].startswith("Pairs: 3 of one patient and one clinician; 1 without exactly one partner")
    assert "all 8 ways" in found.notes[1]


def test_too_few_pairs_and_pairs_that_differ_alike_are_said() -> None:
    one = study({"P1": 5}, {"C1": 1}, {"P1": "1", "C1": "1"}, test=True)
    assert one.rows.iloc[0]["note"] == "fewer than two pairs (1); no interval, no test"
    assert isnan(one.rows.iloc[0]["p"])
    nobody = study({"P1": 5}, {"C1": 1}, {}, test=True)
    assert isnan(nobody.rows.iloc[0]["difference"])
    alike = study({"P1": 5, "P2": 6}, {"C1": 1, "C2": 2}, {"P1": "1", "C1": "1", "P2": "2", "C2": "2"}, test=True)
    assert alike.rows.iloc[0]["note"] == "every pair differs alike; no interval"
    assert alike.rows.iloc[0]["p"] == 0.5


def test_an_interval_of_differences_of_shares_ends_at_one() -> None:
    pairs = {"P1": "1", "C1": "1", "P2": "2", "C2": "2"}
    mine = study({"P1": 9, "P2": 1}, {"C1": 1, "C2": 2}, pairs).rows.iloc[0]
    assert (mine["ci_low"], mine["ci_high"]) == (-1.0, 1.0)
