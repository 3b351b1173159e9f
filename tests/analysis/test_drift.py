"""Drift of a coder: what is flagged, what is only another role, what cannot be told, and the chart's windows."""

from __future__ import annotations

from dataclasses import replace
from math import isnan

import numpy as np
import pytest

from qual.analysis.drift import LEVEL, Drift, Series, _family, drifts, windows
from qual.analysis.proportions import wilson

CLEAREST = "even the clearest change would have a chance of"
FEWEST = "Eight transcripts of one role are the fewest."


def series(shares: list[float], *, size: int = 10, measure: str = "prevalence") -> Series:
    """Transcripts of this size, each with this share of ones."""
    values = [float(at < round(share * size)) for share in shares for at in range(size)]
    names = [f"P{at:02d}" for at in range(len(shares)) for _ in range(size)]
    return Series("hope", "ada", measure, np.array(values), names)


def turned(k: int = 12, *, by: float = 2.0, seed: int = 0) -> Series:
    """What was coded moves elsewhere from the middle transcript on."""
    random = np.random.default_rng(seed)
    rows = random.standard_normal((k, 4, 8)) + 1.0
    rows[k // 2 :, :, 0] -= by * 3
    values = rows.reshape(-1, 8)
    names = [f"P{at:02d}" for at in range(k) for _ in range(4)]
    return Series("hope", "ada", "centre", values / np.linalg.norm(values, axis=1, keepdims=True), names)


def test_a_clear_change_is_flagged_with_its_place_and_counts() -> None:
    [found] = drifts([series([0.1, 0.2] * 3 + [0.7, 0.8, 0.6] * 2)])
    assert found.flagged
    assert (found.since, found.at) == ("P06", 60)
    assert (found.before, found.later) == ((60, 9), (60, 42))
    assert (found.n, found.transcripts, found.mixed, found.family) == (120, 12, False, 1)
    assert found.p == found.p_adjusted
    assert found.sentence.startswith(
        "9 of 60 coded before P06, 42 of 60 coded from there on: more than chance (p 0.00"
    )


def test_ups_and_downs_are_not_flagged() -> None:
    [found] = drifts([series([0.1, 0.4, 0.2, 0.3] * 4, measure="acceptance")])
    assert not found.flagged
    assert "accepted from there on: no more than chance (p 0." in found.sentence


def test_a_centre_that_moves_is_flagged() -> None:
    [found] = drifts([turned()])
    assert found.flagged
    assert found.since == "P06"
    assert (found.before, found.later) == ((24, 0), (24, 0))
    assert found.likeness is not None
    assert found.usual is not None
    assert found.likeness < found.usual - 0.2
    assert "24 passages before P06 and 24 from there on: likeness of the two centres" in found.sentence
    [still] = drifts([turned(by=0.0)])
    assert not still.flagged


def test_going_from_patients_to_clinicians_is_no_drift_where_the_roles_are_told() -> None:
    one = series([0.1, 0.2, 0.1, 0.2] * 2 + [0.6, 0.7, 0.6, 0.7] * 2)
    assert drifts([one])[0].flagged
    told = replace(one, strata=["patient"] * 80 + ["clinician"] * 80)
    assert not drifts([told])[0].flagged
    within = replace(series([0.1] * 4 + [0.6] * 4 + [0.7] * 8), strata=["patient"] * 80 + ["clinician"] * 80)
    assert drifts([within])[0].flagged, "a change within the patients still is"


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (series([0.1] * 20), "nothing differs between the transcripts."),
        (series([0.0] * 20), "0 of 200 coded; 5 are needed to see a change."),
        (series([1.0] * 19 + [0.7], measure="acceptance"), "3 of 200 rejected; 5 are needed to see a change."),
        (series([], measure="acceptance"), "0 of 0 accepted; 5 are needed to see a change."),
        (replace(turned(), values=np.ones((3, 8)), transcripts=list("abc")), "3 coded passages; 5 are needed."),
        (series([0.1, 0.9] * 3 + [0.2]), f"7 transcripts: {CLEAREST} 0.06. {FEWEST}"),
        (series([0.5]), f"1 transcript: {CLEAREST} 1.00. {FEWEST}"),
    ],
)  # fmt: skip
def test_what_cannot_be_told_is_refused_with_the_reason(one: Series, why: str) -> None:
    [found] = drifts([one])
    assert (found.p, found.p_adjusted, found.flagged, found.family) == (None, None, False, 0)
    assert found.why == why
    assert found.sentence == f"Not tested: {why}"


def test_too_few_transcripts_within_a_role() -> None:
    one = replace(series([0.1, 0.9] * 4), strata=["patient"] * 40 + ["clinician"] * 40)
    assert (
        "8 transcripts within their roles: even the clearest change would have a chance of 0.17"
        in drifts([one])[0].why
    )


def test_all_questions_asked_together_are_adjusted_for() -> None:
    clear, calm = series([0.1, 0.2] * 5 + [0.7, 0.8] * 5), series([0.1, 0.4, 0.2, 0.3] * 5)
    found = drifts([clear, *[calm] * 9, series([0.0] * 20)])
    assert [one.family for one in found] == [10] * 10 + [0]
    assert found[0].p is not None
    assert found[0].p_adjusted == pytest.approx(10 * found[0].p)
    assert "among 10 questions" in found[0].sentence
    assert [one.flagged for one in found] == [True, *[False] * 10]


def test_what_could_not_be_flagged_among_so_many_is_not_asked() -> None:
    short = series([0.1, 0.2] * 4 + [0.8] * 4)  # 12 transcripts: at least 2 / 924
    found = drifts([short] * 30)
    assert {one.p for one in found} == {None}
    assert found[0].why == (
        "12 transcripts: the smallest chance they can give, 0.0022, is too large among the 30 questions asked "
        "together. Ask about fewer codes, chosen beforehand."
    )
    some = drifts([*[short] * 30, *[series([0.1, 0.4, 0.2, 0.3] * 5)] * 2])
    assert [one.family for one in some] == [0] * 30 + [2] * 2, "those with 20 transcripts are asked"


def test_tarone_s_number() -> None:
    # Tarone (1990): the smallest K with at most K tests whose least attainable p is LEVEL / K or less.
    assert _family([]) == 0
    assert _family([0.2]) == 1
    assert _family([0.001] * 3) == 3
    assert _family([0.02, 0.02, 0.001]) == 3
    assert LEVEL / 24 < 2 / 924 < LEVEL / 23


def test_the_same_seed_gives_the_same_answer_whatever_else_is_asked() -> None:
    one = series([0.1, 0.4, 0.2, 0.3] * 4)
    alone, together = drifts([one])[0], drifts([turned(), one])[1]
    assert alone.p == together.p


def test_chance_alone_seldom_flags() -> None:
    flagged = 0
    for seed in range(150):
        random = np.random.default_rng(seed)
        shares = random.beta(1.8, 4.2, size=9)
        names = [f"P{at}" for at in range(9) for _ in range(15)]
        values = (random.random(135) < np.repeat(shares, 15)).astype(float)
        flagged += drifts([Series("c", "a", "prevalence", values, names)], draws=299)[0].flagged
    assert flagged <= 15, "7.5 expected; more than 15 has a chance of 1 in 300"


def test_a_series_is_checked() -> None:
    with pytest.raises(ValueError, match="a measure is one of"):
        Series("c", "a", "speed", np.zeros(1), ["P"])
    with pytest.raises(ValueError, match="every judgement needs its transcript"):
        Series("c", "a", "prevalence", np.zeros(2), ["P"])
    with pytest.raises(ValueError, match="its stratum"):
        Series("c", "a", "prevalence", np.zeros(2), ["P", "P"], ["patient"])


def test_a_small_chance_is_said_as_below() -> None:
    found = Drift("c", "a", "acceptance", 9, 9, since="P", p=0.0001, p_adjusted=0.0001, family=1)
    assert found.sentence.endswith("more than chance (p below 0.001).")


def test_windows_move_transcript_by_transcript() -> None:
    one = series([0.0, 0.5, 1.0, 0.5, 0.0, 0.5])
    found = windows(one, transcripts=3)
    assert [(w.first, w.last, w.start, w.end, w.transcripts, w.n) for w in found] == [
        ("P00", "P02", 0, 30, 3, 30), ("P01", "P03", 10, 40, 3, 30),
        ("P02", "P04", 20, 50, 3, 30), ("P03", "P05", 30, 60, 3, 30),
    ]  # fmt: skip
    assert [w.value for w in found] == pytest.approx([0.5, 2 / 3, 0.5, 1 / 3])
    worth = 3 * 10 / 1.9
    assert (found[0].low, found[0].high) == pytest.approx(wilson(worth / 2, worth))


def test_a_short_series_is_one_window_and_an_empty_one_none() -> None:
    [only] = windows(series([0.5, 1.0]))
    assert (only.first, only.last, only.transcripts) == ("P00", "P01", 2)
    assert windows(series([])) == ()


def test_windows_over_transcripts_judged_mixed() -> None:
    values = np.array([0.0, 1.0] * 25)
    found = windows(Series("c", "a", "acceptance", values, ["a", "b"] * 25), judgements=20)
    assert [(w.start, w.end, w.transcripts) for w in found] == [(0, 20, 2), (10, 30, 2), (20, 40, 2), (30, 50, 2)]
    assert {w.value for w in found} == {0.5}
    odd = windows(Series("c", "a", "acceptance", values[:45], (["a", "b"] * 25)[:45]), judgements=20)
    assert (odd[-1].start, odd[-1].end) == (25, 45), "the last judgements have a window, too"


def test_windows_of_a_centre_are_likeness_to_everything_else() -> None:
    values = np.array([[1.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])
    one = Series("c", "a", "centre", values, ["P", "P", "Q", "R"])
    found = windows(one, transcripts=1)
    rest = values[2:].sum(axis=0)
    assert found[0].value == pytest.approx(rest[0] / np.linalg.norm(rest))
    assert isnan(found[0].low)
    both = windows(one, transcripts=2)[0]
    assert both.value == pytest.approx((0.6 + 0.8) / 2), "each transcript alike"
    assert both.high - both.value == pytest.approx(12.706 * 0.1, rel=1e-3), "Student's t with 1 degree of freedom"
    assert isnan(windows(one, transcripts=9)[0].value), "nothing is outside"
