"""Code saturation: the published arithmetic, a twin that knows no arrays, and what cannot be had."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis.saturation import BASES, RUNS, band, drawn, saturation

WORKED = [set(codes) for codes in ["abc", "bd", "aef", "bgh", "ai", "b", "cj", "a", "bd", "c"]]
"""Ten interviews by hand: base a to h, i comes in the fifth, j in the seventh."""
STUDIES = st.lists(st.sets(st.sampled_from("abcdefgh"), max_size=4), max_size=11)


def by_hand(interviews: list[set[str]], base: int, run: int, threshold: float) -> tuple[list[float], int | None]:
    """The definition word for word: shares of each run, and interviews before the first quiet one."""
    first = set().union(*interviews[:base])
    if len(interviews) < base + run or not first:
        return [], None
    shares = []
    for start in range(base, len(interviews) - run + 1):
        before = set().union(*interviews[:start])
        shares.append(len(set().union(*interviews[start : start + run]) - before) / len(first))
    quiet = [base + place for place, share in enumerate(shares) if share <= threshold]
    return shares, quiet[0] if quiet else None


def test_the_worked_example() -> None:
    two = saturation(WORKED, base=4, run=2)
    assert (two.base_codes, two.codes, two.found) == (8, 10, (3, 4, 6, 8, 9, 9, 10, 10, 10, 10))
    assert [(run.first, run.last, run.new, run.share) for run in two.runs] == [
        (5, 6, 1, 1 / 8), (6, 7, 1, 1 / 8), (7, 8, 1, 1 / 8), (8, 9, 0, 0), (9, 10, 0, 0),
    ]  # fmt: skip
    assert (two.reached_at, two.written, two.note) == (7, "7+2", "")
    three = saturation(WORKED, base=4, run=3)
    assert [run.share for run in three.runs] == [2 / 8, 1 / 8, 1 / 8, 0]
    assert three.written == "7+3"


def test_a_threshold_that_is_met_exactly_is_met() -> None:
    twenty = [{f"c{n}" for n in range(20)}, set(), set(), set(), {"new"}, set()]
    assert saturation(twenty, threshold=0.05).written == "4+2"
    assert saturation(twenty, threshold=0.0).written == ""


@settings(max_examples=40)
@given(STUDIES, st.sampled_from(BASES), st.sampled_from(RUNS), st.sampled_from([0, 0.05, 0.25]))
def test_every_order_agrees_with_the_definition(
    interviews: list[set[str]], base: int, run: int, threshold: float
) -> None:
    answer = saturation(interviews, base=base, run=run, threshold=threshold)
    shares, reached = by_hand(interviews, base, run, threshold)
    assert ([one.share for one in answer.runs], answer.reached_at) == (shares, reached)
    assert bool(answer.note) == (not shares)
    assert answer.found == tuple(len(set().union(*interviews[: n + 1])) for n in range(len(interviews)))
    asked = {"base": base, "run": run, "threshold": threshold}
    among = band(interviews, orders=21, seed=3, **asked)  # type: ignore[arg-type]
    ordered = [[interviews[place] for place in order] for order in drawn(len(interviews), 21, 3)]
    for place in range(len(interviews)):
        counts = sorted(len(set().union(*order[: place + 1])) for order in ordered)
        assert (among.low[place], among.median[place], among.high[place]) == (counts[1], counts[10], counts[19])
    each = [by_hand(order, base, run, threshold) for order in ordered]
    if not any(found for found, _ in each):
        assert among.reached is None
        return
    places = sorted(99 if reached is None else reached for _, reached in each)
    assert among.reached == sum(place < 99 for place in places) / 21
    ends = [None if places[at] == 99 else places[at] for at in (1, 10, 19)]
    assert [among.reached_low, among.reached_median, among.reached_high] == ends


def test_the_band_is_the_same_every_time_and_closes_at_the_end() -> None:
    first = band(WORKED)
    assert first == band(WORKED)
    assert first.orders == 1000
    assert first.low[-1] == first.median[-1] == first.high[-1] == 10
    assert first.low[0] < first.high[0]
    assert first != band(WORKED, seed=1)


def test_large_studies_are_laid_out_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = band(WORKED, orders=50)
    monkeypatch.setattr("qual.analysis.saturation._CHUNK", 100)
    assert band(WORKED, orders=50) == whole


@pytest.mark.parametrize(
    ("interviews", "why"),
    [
        ([], "No result: 0 interviews, and a base of 4 with a run of 2 needs 6."),
        ([{"a"}], "No result: 1 interview, and a base of 4 with a run of 2 needs 6."),
        ([set()] * 9, "No result: the first 4 interviews have no code to compare with."),
    ],
)
def test_what_cannot_be_had_says_why(interviews: list[set[str]], why: str) -> None:
    answer = saturation(interviews)
    assert (answer.note, answer.runs, answer.reached_at, answer.written) == (why, (), None, "")
    assert band(interviews, orders=5).reached is None


@pytest.mark.parametrize("asked", [{"base": 3}, {"run": 1}, {"threshold": 1.0}, {"threshold": -0.1}])
def test_settings_that_were_never_tried_are_refused(asked: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"the (base|threshold) is"):
        saturation(WORKED, **asked)  # type: ignore[arg-type]
