"""Which codes go together: counts by loops, chance by trying every placement, and lifts that are refused."""

from __future__ import annotations

from itertools import combinations
from math import exp, isnan, log, sqrt
from statistics import fmean
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from qual.analysis.cooccurrence import (
    PAIRS,
    PARTICIPANT,
    SEGMENT,
    SEQUENCE,
    THEMES,
    WITHIN,
    behind,
    occurrences,
    pairs,
)
from qual.analysis.frame import SEGMENTS, tidy
from qual.model.codebook import Code, Codebook, Theme

if TYPE_CHECKING:
    import pandas as pd

BOOK = Codebook(
    themes=(Theme("t1", "One"), Theme("t2", "Two")),
    codes=(Code("a", "A", theme="t1"), Code("b", "B", theme="t1"), Code("c", "C", theme="t2")),
)
Interview = tuple[str, list[str]]
"""Who speaks, and the codes of each segment: ("P1", ["ab", "", "c"])."""
STUDIES = st.lists(
    st.tuples(st.sampled_from(["P1", "P2", "P3"]), st.lists(st.sampled_from(["", "a", "b", "ab"]), max_size=6)),
    max_size=4,
)


def tables(study: list[Interview]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments of one word each, and the codings of them."""
    segments: list[dict[str, Any]] = []
    codings: list[dict[str, Any]] = []
    for number, (who, said) in enumerate(study):
        for place, codes in enumerate(said):
            where = {"transcript": f"T{number}", "start": 10 * place, "end": 10 * place + 4}
            own = {"segment": f"T{number}:{place}", "speaker": who, "participant": who, "role": "patient"}
            segments.append({**where, **own, "text": "word"})
            codings += [{**where, "code": code} for code in codes]
    return tidy(segments, SEGMENTS), tidy(codings, ("transcript", "start", "end", "code"))


def found(study: list[Interview], within: str = SEGMENT, steps: int = 1, of: str = "codes") -> pd.DataFrame:
    return pairs(occurrences(*tables(study), BOOK, of=of), within=within, steps=steps)


def row(table: pd.DataFrame, a: str, b: str) -> dict[str, Any]:
    rows = table[(table["a"] == a) & (table["b"] == b)].to_dict("records")
    assert len(rows) == 1
    return {str(name): value for name, value in rows[0].items()}


def by_hand(study: list[Interview], within: str, steps: int) -> tuple[int, float, set[str]]:
    """Together, expected and who stands behind a and b, by loops."""
    if within == PARTICIPANT:
        said: dict[str, str] = {}
        for who, segments in study:
            if segments:
                said[who] = said.get(who, "") + "".join(segments)
        units = list(said.items())
    else:
        units = [(who, codes) for who, segments in study for codes in segments]
    if within != SEQUENCE:
        both = [who for who, codes in units if {"a", "b"} <= set(codes)]
        first, second = (sum(code in codes for _, codes in units) for code in "ab")
        return len(both), first * second / max(len(units), 1), set(both)
    together, expected, people = 0, 0.0, set()
    for who, segments in study:
        for place, codes in enumerate(segments):
            if "a" not in codes:
                continue
            window = range(place + 1, min(place + 1 + steps, len(segments)))
            if any("b" in segments[other] for other in window):
                together += 1
                people.add(who)
            others = [other for other in range(len(segments)) if other != place]
            many = sum("b" in segments[other] for other in others)
            placed = [bool(set(window) & set(chosen)) for chosen in combinations(others, many)]
            expected += sum(placed) / len(placed)
    return together, expected, people


@settings(max_examples=30)
@given(STUDIES, st.sampled_from(WITHIN), st.integers(1, 3))
def test_counts_and_chance_are_those_of_the_definition(study: list[Interview], within: str, steps: int) -> None:
    together, expected, people = by_hand(study, within, steps)
    table = found(study, within, steps)
    if not together and expected < 5:
        assert table[(table["a"] == "a") & (table["b"] == "b")].empty
        return
    one = row(table, "a", "b")
    assert (one["together"], one["participants"]) == (together, len(people))
    assert one["expected"] == pytest.approx(expected)
    assert one["shown"] == (expected >= 5 and len(people) >= 3) == (not isnan(one["lift"]))
    segments, codings = tables(study)
    rows = behind(occurrences(segments, codings, BOOK), "a", "b", within=within, steps=steps)
    assert set(segments["participant"].iloc[rows]) == people
    if within == SEGMENT:
        assert len(rows) == together


EIGHT: list[Interview] = [
    (f"P{n}", ["ab"] * (1 + n % 3) + ["a", "b", "", "", "c"] + ["b"] * (n % 2)) for n in range(8)
]


def test_a_lift_and_its_interval_by_hand() -> None:
    one = row(found(EIGHT), "a", "b")
    sums = [(1 + n % 3, 2 + n % 3, 2 + n % 3 + n % 2, 6 + n % 3 + n % 2) for n in range(8)]

    def lift(left: list[tuple[int, int, int, int]]) -> float:
        both, first, second, units = (sum(column) for column in zip(*left, strict=True))
        return float(both * units / (first * second))

    assert one["lift"] == pytest.approx(lift(sums))
    logs = [log(lift(sums[:n] + sums[n + 1 :])) for n in range(8)]
    half = stats.t.ppf(0.975, 7) * sqrt(7 / 8 * sum((value - fmean(logs)) ** 2 for value in logs))
    assert one["lift_low"] == pytest.approx(lift(sums) * exp(-half))
    assert one["lift_high"] == pytest.approx(lift(sums) * exp(half))
    assert (one["note"], one["participants"], one["units"]) == ("", 8, sum(s[3] for s in sums))


def test_codes_placed_by_chance_have_a_lift_of_one() -> None:
    one = row(found([(f"P{n}", ["ab", "a", "b", ""]) for n in range(24)]), "a", "b")
    assert one["lift"] == one["lift_low"] == one["lift_high"] == 1


def test_a_sequence_has_a_direction() -> None:
    table = found([(f"P{n}", ["", "a", "b", "", "", ""]) for n in range(30)], SEQUENCE)
    forth = row(table, "a", "b")
    assert (forth["together"], forth["expected"], forth["lift"]) == (30, pytest.approx(6), pytest.approx(5))
    back = row(table, "b", "a")
    assert (back["together"], back["shown"]) == (0, False)
    assert back["note"] == "0 participants behind it, fewer than 3: no lift"


def test_both_in_one_interview_are_not_yet_a_sequence() -> None:
    """Whoever has b nearly everywhere says it after a too; chance within the interview expects just that."""
    study: list[Interview] = [(f"P{n}", ["a", "b", "b", "b"] if n < 10 else [""] * 4) for n in range(40)]
    assert row(found(study, SEQUENCE), "a", "b")["lift"] == pytest.approx(1)


def test_themes_count_a_segment_once() -> None:
    table = found([("P1", ["abc", "ab"]), ("P2", ["c"])], of=THEMES)
    one = row(table, "t1", "t2")
    assert (len(table), one["together"], one["a_count"], one["b_count"]) == (1, 1, 2, 2)


def test_small_counts_keep_their_number_and_lose_their_lift() -> None:
    one = row(found([("P1", ["ab"] * 3)]), "a", "b")
    assert (one["together"], one["shown"], one["note"]) == (
        3,
        False,
        "3.0 expected by chance, fewer than 5: no lift",
    )
    few = row(found([(f"P{n}", ["ab"] * 9) for n in range(2)]), "a", "b")
    assert few["note"] == "2 participants behind it, fewer than 3: no lift"
    some = row(found([(f"P{n}", ["ab"] * 9) for n in range(4)]), "a", "b")
    assert (some["lift"], some["note"]) == (1, "4 participants, fewer than 6: no interval")
    assert isnan(some["lift_low"])
    lonely = [("P9", ["ab"] * 2), *((f"P{n}", ["ab", *["a", "b"] * 3]) for n in range(3))]
    assert row(found([*lonely, *((f"Q{n}", ["c"]) for n in range(6))]), "a", "b")["shown"]


def test_people_are_units_too() -> None:
    study: list[Interview] = [(f"P{n}", ["a", "b"]) for n in range(9)] + [(f"Q{n}", ["c", ""]) for n in range(9)]
    one = row(found(study, PARTICIPANT), "a", "b")
    assert (one["together"], one["units"], one["expected"], one["shown"]) == (9, 18, 4.5, False)
    assert one["note"] == "4.5 expected by chance, fewer than 5: no lift"
    more = row(found([*study, ("R", ["ab"]), ("S", ["b"])], PARTICIPANT), "a", "b")
    assert more["lift"] == pytest.approx(20 * 10 / (10 * 11))
    assert more["lift_low"] < more["lift"] < more["lift_high"]


@pytest.mark.parametrize("within", WITHIN)
def test_nothing_coded_is_an_empty_table(within: str) -> None:
    for study in ([], [("P1", ["", ""])]):
        table = found(study, within)
        assert tuple(table.columns) == PAIRS
        assert table.empty
    assert behind(occurrences(*tables([("P1", ["a"])]), BOOK), "a", "zzz", within=within) == []


def test_codes_that_left_the_codebook_stand_last() -> None:
    assert occurrences(*tables([("P1", ["za", "c"])]), BOOK).labels == ("a", "c", "z")


@pytest.mark.parametrize(("within", "steps"), [("page", 1), (SEQUENCE, 0)])
def test_other_ways_are_refused(within: str, steps: int) -> None:
    with pytest.raises(ValueError, match="go together"):
        found([("P1", ["ab"])], within, steps)
