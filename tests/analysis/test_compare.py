"""Differences between roles: the published vector, the refusals, and what is said about them."""

from __future__ import annotations

from math import isnan
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from qual.analysis.compare import Differences, boschloo, differences, fisher, newcombe, welch
from qual.analysis.frame import DIFFERENCES, SEGMENTS, tidy
from qual.model.codebook import Code, Codebook, Theme
from tests import naive

BOOK = Codebook(
    themes=(Theme("t", "Theme"),),
    codes=(Code("a", "A", theme="t"), Code("b", "B", theme="t"), Code("never", "Never"), Code("flat", "Flat")),
)
ROLES = ("patient", "clinician")
PATIENTS, CLINICIANS = (2, 4, 0, 6, 3), (8, 5, 7)
"""Segments of twenty with code a: the shares .10 .20 .00 .30 .15 against .40 .25 .35."""


def study(patients: tuple[int, ...], clinicians: tuple[int, ...], **options: Any) -> Differences:  # noqa: ANN401 - handed on
    """Each participant says twenty words, a segment each, of which the first k carry code a."""
    segments, codings = [], []
    for role, many in zip(ROLES, (patients, clinicians), strict=True):
        for number, k in enumerate(many):
            name = f"{role}{number}"
            for place in range(20):
                where = {"transcript": name, "start": 3 * place, "end": 3 * place + 1}
                segments.append(
                    {
                        **where,
                        "segment": f"{name}:{place}",
                        "speaker": "S",
                        "participant": name,
                        "role": role,
                        "text": "w",
                    }
                )
                codings += [{**where, "code": "a"}] if place < k else []
                codings += [{**where, "code": "b"}] if place < 2 * number + 6 * (role == "clinician") else []
                codings += [{**where, "code": "flat"}] if place < 2 else []
    frame = tidy(segments, SEGMENTS)
    coded = tidy(codings, ("transcript", "start", "end", "code"))
    return differences(frame, coded, BOOK, groups=ROLES, **options)


def row(found: Differences, code: str) -> dict[str, Any]:
    rows = found.rows[found.rows["code"] == code]
    assert len(rows) == 1
    return {str(name): value for name, value in rows.iloc[0].items()}


def test_welch_vector() -> None:
    found = welch([0.10, 0.20, 0.00, 0.30, 0.15], [0.40, 0.25, 0.35])
    assert found.difference == pytest.approx(-0.18333, abs=5e-6)
    assert found.df == pytest.approx(5.7207, abs=5e-5)
    assert (found.ci_low, found.ci_high) == pytest.approx((-0.34841, -0.01826), abs=5e-6)


numbers = st.lists(st.floats(0, 1).map(lambda x: round(x, 3)), min_size=2, max_size=8)


@given(numbers, numbers)
def test_welch_equals_scipy(a: list[float], b: list[float]) -> None:
    assume(np.ptp(a) > 0 and np.ptp(b) > 0)
    expected = stats.ttest_ind(a, b, equal_var=False)
    found = welch(a, b)
    assert (found.ci_low, found.ci_high) == pytest.approx(tuple(expected.confidence_interval()))
    assert found.df == pytest.approx(float(expected.df))


@pytest.mark.parametrize(("a", "b"), [([0.1], [0.2, 0.3]), ([0.1, 0.1, 0.1], [0.3, 0.3])])
def test_welch_without_variation_or_participants_is_a_difference_alone(a: list[float], b: list[float]) -> None:
    found = welch(a, b)
    assert found.difference == pytest.approx(np.mean(a) - np.mean(b))
    assert all(isnan(value) for value in (found.df, found.ci_low, found.ci_high))


def test_welch_with_variation_in_one_group_rests_on_that_group() -> None:
    found = welch([0.1, 0.1], [0.2, 0.3, 0.4])
    half = float(stats.t.ppf(0.975, 2)) * 0.1 / 3**0.5
    assert found.df == pytest.approx(2)
    assert (found.ci_low, found.ci_high) == pytest.approx((-0.2 - half, -0.2 + half))


def test_welch_of_nobody_is_nothing() -> None:
    assert isnan(welch([], [0.2]).difference)


def test_the_vector_through_codings() -> None:
    found = row(study(PATIENTS, CLINICIANS, test=True), "a")
    assert found["difference"] == pytest.approx(-0.18333, abs=5e-6)
    assert (found["ci_low"], found["ci_high"]) == pytest.approx((-0.34841, -0.01826), abs=5e-6)
    assert found["p"] == pytest.approx(4 / 56)
    assert (found["theme"], found["note"]) == ("t", "")


def test_columns_codes_and_order() -> None:
    found = study(PATIENTS, CLINICIANS)
    assert tuple(found.rows.columns) == DIFFERENCES
    assert found.rows["code"].tolist()[:4] == ["a", "b", "never", "flat"]
    assert found.rows["code"].isna().tolist() == [False] * 4 + [True]  # whole themes stand last
    assert tuple(found.rows.columns)[:8] == (
        "theme", "code", "difference", "ci_low", "ci_high", "p", "p_adjusted", "note",
    )  # fmt: skip


def test_p_is_missing_unless_asked_for() -> None:
    found = study(PATIENTS, CLINICIANS)
    assert found.rows[["p", "p_adjusted"]].isna().all().all()
    assert not any("permutation" in note for note in found.notes)


def test_the_family_is_what_was_tested_and_the_method_is_said() -> None:
    explored = study(PATIENTS, CLINICIANS, test=True)
    declared = study(PATIENTS, CLINICIANS, test=True, declared=("a", "b", "flat", "never"))
    assert any("Adjusted for 3 codes: Benjamini-Hochberg" in note for note in explored.notes)
    assert any("Adjusted for 3 codes: Holm" in note for note in declared.notes)
    p = row(declared, "b")["p"]
    assert 6 / 56 < p < 1 / 2
    assert [row(declared, code)["p_adjusted"] for code in "ab"] == pytest.approx([3 * 4 / 56, 2 * p])
    assert [row(explored, code)["p_adjusted"] for code in "ab"] == pytest.approx([3 * 4 / 56, 3 / 2 * p])
    assert row(declared, "flat")["p"] == 1


def test_a_code_nobody_uses_is_refused_with_the_reason() -> None:
    found = row(study(PATIENTS, CLINICIANS, test=True), "never")
    assert found["difference"] == 0
    assert all(isnan(found[name]) for name in ("ci_low", "ci_high", "p", "p_adjusted"))
    assert found["note"] == "used by neither patient nor clinician; no interval, no test"


def test_no_variation_has_no_interval() -> None:
    found = row(study(PATIENTS, CLINICIANS), "flat")
    assert isnan(found["ci_low"])
    assert found["note"] == "no variation within either group; no interval"


@pytest.mark.parametrize(("clinicians", "difference"), [((8,), -0.25), ((), None)])
def test_fewer_than_two_participants_are_refused_with_the_reason(
    clinicians: tuple[int, ...], difference: float | None
) -> None:
    found = study(PATIENTS, clinicians, test=True)
    mine = row(found, "a")
    assert isnan(mine["difference"]) if difference is None else mine["difference"] == pytest.approx(difference)
    assert all(isnan(mine[name]) for name in ("ci_low", "ci_high", "p", "p_adjusted"))
    assert mine["note"] == f"fewer than two participants: clinician ({len(clinicians)}); no interval, no test"


def test_no_data_at_all() -> None:
    found = study((), (), test=True)
    assert found.rows["difference"].isna().all()
    assert len(found.rows) == 5  # the codes and the theme of the codebook stand there all the same


def test_what_was_declared_and_what_was_not_are_families_apart() -> None:
    found = study(PATIENTS, CLINICIANS, test=True, declared=("a", "t"))
    assert [row(found, code)["family"] for code in ("a", "b", "flat")] == [1, 2, 2]
    assert row(found, "a")["method"] == "Holm (declared beforehand)"
    assert row(found, "a")["p_adjusted"] == row(found, "a")["p_max"] == pytest.approx(4 / 56)
    assert row(found, "b")["p_adjusted"] == pytest.approx(2 * row(found, "b")["p"])
    theme = found.rows.iloc[-1]
    assert (theme["family"], theme["method"]) == (1, "Holm (declared beforehand)")
    said = " ".join(found.notes)
    assert "Adjusted for 1 code: Holm" in said
    assert "Adjusted for 2 codes: Benjamini" in said
    assert "Adjusted for 1 theme: Holm" in said
    assert "all 56 permutations" in said


def test_a_theme_counts_a_segment_once() -> None:
    theme = study(PATIENTS, CLINICIANS).rows.iloc[-1]
    longest = [max(k, 2 * n) for n, k in enumerate(PATIENTS)], [max(k, 2 * n + 6) for n, k in enumerate(CLINICIANS)]
    assert theme["difference"] == pytest.approx(np.mean(longest[0]) / 20 - np.mean(longest[1]) / 20)
    assert (theme["first_participants"], theme["first_total"], theme["second_total"]) == (5, 5, 3)


def test_what_stands_beside_the_difference() -> None:
    mine = row(study(PATIENTS, CLINICIANS), "a")
    assert (mine["first_participants"], mine["first_total"]) == (4, 5)
    assert (mine["second_participants"], mine["second_total"]) == (3, 3)
    assert (mine["first_q1"], mine["first_median"], mine["first_q3"]) == pytest.approx((0.10, 0.15, 0.20))
    assert mine["second_mean"] == pytest.approx(1 / 3)
    assert mine["first_rate"] == pytest.approx(150)  # three of twenty words, per thousand
    assert (mine["n_difference"], mine["n_low"], mine["n_high"]) == pytest.approx(newcombe(4, 5, 3, 3))


def test_tests_of_mentions_only_on_request() -> None:
    assert study(PATIENTS, CLINICIANS, test=True).rows[["fisher", "boschloo"]].isna().all().all()
    found = study(PATIENTS, CLINICIANS, secondary=True)
    assert row(found, "a")["fisher"] == pytest.approx(1)
    assert isnan(row(found, "never")["fisher"])
    assert any("secondary" in note for note in found.notes)


def test_fisher_and_boschloo_vectors() -> None:
    assert fisher(14, 20, 3, 10) == pytest.approx(0.05624, abs=5e-6)
    assert boschloo(14, 20, 3, 10) == pytest.approx(naive.boschloo(14, 20, 3, 10), rel=1e-3)
    # The design's vector, .0583, is of the same table with those who said it as the groups of fixed size.
    assert boschloo(14, 14 + 3, 6, 6 + 7) == pytest.approx(0.0583, abs=5e-5)
    assert boschloo(3, 3, 5, 5) == boschloo(0, 3, 0, 5) == 1
    assert isnan(fisher(0, 0, 1, 3))
    assert isnan(boschloo(0, 0, 1, 3))


def test_a_theme_of_which_only_part_was_counted_is_left_out() -> None:
    assert study(PATIENTS, CLINICIANS, themes=()).rows["code"].tolist() == ["a", "b", "never", "flat"]


def test_a_participant_in_both_roles_is_refused_by_name() -> None:
    rows = [
        {"segment": f"x{n}", "transcript": "x", "start": 3 * n, "end": 3 * n + 1, "speaker": "S", "text": "w"}
        | {"participant": f"P{n // 2}", "role": ROLES[n % 2]}
        for n in range(4)
    ]
    coded = tidy([{"transcript": "x", "start": 0, "end": 1, "code": "a"}], ("transcript", "start", "end", "code"))
    found = differences(tidy(rows, SEGMENTS), coded, BOOK, groups=ROLES, test=True)
    assert any(note.startswith("In both groups: P0, P1.") for note in found.notes)
    mine = row(found, "a")
    assert mine["note"] == "in both groups: P0, P1; no interval, no test"
    assert all(isnan(mine[name]) for name in ("ci_low", "ci_high", "p", "n_low", "n_high"))


def test_an_interval_of_a_difference_of_shares_ends_at_one() -> None:
    found = row(study((20, 0), (0, 1)), "a")
    assert welch([1.0, 0.0], [0.0, 0.05]).ci_high > 1
    assert (found["ci_low"], found["ci_high"]) == (-1.0, 1.0)
