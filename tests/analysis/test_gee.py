"""Odds ratios with covariates held: against a twin matrix by matrix, and each refusal."""

from __future__ import annotations

from math import exp, isnan, log
from types import SimpleNamespace

import numpy as np
import pytest
from scipy import stats

from qual.analysis.frame import ODDS, SEGMENTS, tidy
from qual.analysis.gee import Held, held, odds
from qual.model.codebook import Code, Codebook, Theme
from tests import naive

BOOK = Codebook(
    themes=(Theme("t", "T"),), codes=(Code("a", "A", theme="t"), Code("never", "Never"), Code("one", "One"))
)
ROLES = ("patient", "clinician")
FIRST = np.arange(24) < 12


def people(seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    totals = random.integers(8, 20, 24)
    return random.binomial(totals, np.where(FIRST, 0.3, 0.15)), totals


def test_the_twin_says_the_same() -> None:
    counts, totals = people()
    found = odds(counts, totals, FIRST)
    coefficient, error = naive.marginal_odds(counts.tolist(), totals.tolist(), FIRST.tolist())
    assert found.df == 22  # K - 2
    assert found.odds_ratio == pytest.approx(exp(coefficient), rel=1e-6)
    half = stats.t.ppf(0.975, 22) * error
    assert (found.ci_low, found.ci_high) == pytest.approx(
        (exp(coefficient - half), exp(coefficient + half)), rel=1e-6
    )
    assert found.p == pytest.approx(2 * stats.t.sf(abs(coefficient) / error, 22), rel=1e-5)


def test_groups_the_other_way_round_turn_the_ratio_over() -> None:
    counts, totals = people()
    assert log(odds(counts, totals, FIRST).odds_ratio) == pytest.approx(
        -log(odds(counts, totals, ~FIRST).odds_ratio)
    )


def test_a_covariate_costs_a_degree_of_freedom() -> None:
    counts, totals = people()
    found = odds(counts, totals, FIRST, np.resize([0.0, 1.0], (24, 1)))
    assert found.df == 21
    assert not found.note


def refused(**changes: object) -> str:
    counts, totals = people()
    given = {"counts": counts, "totals": totals, "first": FIRST, "covariates": None} | changes
    found = odds(**given)  # type: ignore[arg-type]
    assert isnan(found.odds_ratio)
    assert isnan(found.p)
    return found.note


def test_what_cannot_be_fitted_is_refused_with_the_reason() -> None:
    counts, totals = people()
    assert refused(first=np.arange(24) < 6) == "fewer than ten participants in a group (6 and 18); no odds ratio"
    assert "a group said it nowhere" in refused(counts=np.where(FIRST, counts, 0))
    assert "a group said it nowhere or in every segment" in refused(counts=np.where(FIRST, totals, counts))
    assert "the covariates tell the group" in refused(covariates=FIRST[:, None].astype(float))
    assert "coefficients" in refused(covariates=np.random.default_rng(0).random((24, 14)))
    site = np.resize([0.0, 1.0], 24)
    assert "one value of a covariate" in refused(counts=np.where(site == 1, counts, 0), covariates=site[:, None])
    number = np.linspace(-1, 1, 24)
    rare = np.where((number > 0.2) & (number < 10), totals, 0)
    assert "separation" in refused(counts=rare, first=np.resize([True, False], 24), covariates=number[:, None])


@pytest.mark.parametrize(
    "outcome", [np.linalg.LinAlgError("singular"), SimpleNamespace(converged=False, cov_robust_bc=np.eye(2))]
)
def test_a_model_that_does_not_settle_is_refused(monkeypatch: pytest.MonkeyPatch, outcome: object) -> None:
    from statsmodels.genmod.generalized_estimating_equations import GEE

    def fit(*_: object, **__: object) -> object:
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    monkeypatch.setattr(GEE, "fit", fit)
    assert refused() == "the model cannot be fitted; no odds ratio"


def test_where_all_can_be_fitted_nothing_falls_back() -> None:
    found = study(test=True, only=("a", "t"))
    assert found.rows["method"].tolist() == ["GEE, t(17)"] * 2


def study(many: int = 10, **options: object) -> Held:
    """Everybody says six words; code a on the first one to three of them, code one on a single one."""
    segments, codings = [], []
    for side, role in enumerate(ROLES):
        for number in range(many):
            name = f"{role}{number}"
            for place in range(6):
                where = {"transcript": name, "start": 3 * place, "end": 3 * place + 1}
                said = {
                    "segment": f"{name}:{place}",
                    "speaker": "S",
                    "participant": name,
                    "role": role,
                    "text": "w",
                }
                segments.append(where | said)
                codings += [{**where, "code": "a"}] if place < (number + side) % 3 + 1 else []
                codings += [{**where, "code": "one"}] if (number, side, place) == (0, 0, 0) else []
    site = {f"{role}{number}": "xy"[number % 2] for role in ROLES for number in range(many)}
    given = {"covariates": {"site": site}, "groups": ROLES} | options
    coded = tidy(codings, ("transcript", "start", "end", "code"))
    return held(tidy(segments, SEGMENTS), coded, BOOK, **given)  # type: ignore[arg-type]


def test_through_codings_and_what_falls_back_on_permuting() -> None:
    found = study(test=True)
    assert tuple(found.rows.columns) == ODDS
    a, never, one, theme = found.rows.to_dict("records")
    assert (a["method"], a["participants"]) == ("GEE, t(17)", 20)
    assert a["ci_low"] < a["odds_ratio"] < a["ci_high"]
    assert theme["odds_ratio"] == pytest.approx(a["odds_ratio"])
    assert isnan(never["p"])
    assert "used by neither" in never["note"]
    assert one["method"] == "permutation, covariates not held"
    assert one["p"] == 1
    assert "nowhere" in one["note"]
    assert a["p_adjusted"] == pytest.approx(min(2 * a["p"], 1))
    assert "site in 2 categories, against x" in found.notes[0]
    assert "Adjusted for 2 codes" in found.notes[-1]


def test_without_the_wish_there_is_no_p() -> None:
    found = study()
    assert found.rows["p_adjusted"].isna().all()
    assert not any("Adjusted" in note for note in found.notes)


def test_who_lacks_a_covariate_is_left_out_and_counted() -> None:
    found = study(11, covariates={"site": {f"{role}{n}": "xy"[n % 2] for role in ROLES for n in range(10)}})
    assert found.rows["participants"].tolist() == [20] * 4
    assert "Left out of the odds ratios: 2 without site." in found.notes


def test_nobody_left_is_refused() -> None:
    found = study(covariates={"site": {}}, test=True)
    assert "fewer than two participants" in found.rows.iloc[0]["note"]
    assert found.rows["p"].isna().all()
    same = study(covariates={"site": {f"{role}{n}": "x" for role in ROLES for n in range(10)}}, test=True)
    assert same.rows.iloc[0]["note"] == "site is the same for everybody"
    assert same.rows.iloc[0]["method"] == "permutation, covariates not held"
