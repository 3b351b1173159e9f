"""The order of the queue, laid out from values: everything once, in the pattern, with a reason for each place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from qual.workflow import asking_order
from qual.workflow.asking_order import (
    AUDIT,
    DIVERSE,
    LIKELY,
    MIX,
    UNCERTAIN,
    UNSURE,
    WHYS,
    Pair,
    Placed,
    order,
    words,
)

if TYPE_CHECKING:
    import pytest

CODES = ("a", "b", "c")


def band(score: float) -> str:
    return "likely" if score >= 0.5 else "possible" if score >= 0.2 else "unsure"


@st.composite
def pairs(draw: st.DrawFn) -> list[Pair]:
    found = draw(
        st.dictionaries(st.tuples(st.integers(0, 30), st.sampled_from(CODES)), st.integers(0, 100), max_size=60)
    )
    return [Pair(row, code, score / 100, band(score / 100)) for (row, code), score in found.items()]


ROWS = st.lists(st.integers(0, 40), unique=True, max_size=20)


@given(pairs(), ROWS, st.sets(st.integers(0, 40)))
def test_every_row_stands_there_once_and_late_ones_last(
    found: list[Pair], audit: list[int], late: set[int]
) -> None:
    placed = order(found, turns=CODES, audit=audit, late=late)
    rows = [one.row for one in placed]
    assert sorted(rows) == sorted({pair.row for pair in found} | set(audit))
    assert [row in late for row in rows] == sorted(row in late for row in rows)


@given(pairs(), ROWS)
def test_a_place_is_given_for_a_suggestion_that_is_there_or_by_chance(found: list[Pair], audit: list[int]) -> None:
    bands = {(pair.row, pair.code): pair.band for pair in found}
    unlike = sorted({pair.row for pair in found}, reverse=True)
    for one in order(found, turns=CODES, audit=audit, diverse=unlike):
        if one.why == AUDIT:
            assert one.row in audit
        elif one.why == DIVERSE:
            assert one.row in unlike
        else:
            assert (bands[one.row, one.code] == "unsure") == (one.why == UNSURE)


def test_a_passage_of_the_audit_comes_as_such_whatever_is_suggested_for_it() -> None:
    found = [Pair(n, "a", 0.9 - n / 100, "likely") for n in range(10)]
    placed = order(found, turns=("a",), audit=[2, 0], diverse=[0, 2, 5])
    assert [one.row for one in placed if one.why == AUDIT] == [2, 0]
    assert len(placed) == 10


def test_the_passage_most_codes_are_expected_on_comes_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_order, "MIX", "L")
    found = [Pair(0, "a", 0.9, "likely"), Pair(1, "a", 0.5, "likely"), Pair(1, "b", 0.6, "likely")]
    found += [Pair(2, "b", 0.1, "unsure"), Pair(2, "a", 0.05, "unsure")]
    placed = order(found, turns=("a", "b"), audit=[])
    assert [(one.row, one.code, one.why) for one in placed] == [
        (1, "b", LIKELY),
        (0, "a", LIKELY),
        (2, "b", UNSURE),
    ]


def test_codes_take_turns_the_least_confirmed_first_and_each_gives_its_best(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(asking_order, "MIX", "B")
    found = [Pair(n, "a", 0.9 - n / 100, "likely") for n in range(6)]
    found += [Pair(n, "b", 0.6 - n / 100, "likely") for n in range(6, 9)]
    placed = [one for one in order(found, turns=("b", "a"), audit=[]) if one.why == LIKELY]
    assert [(one.code, one.row) for one in placed[:4]] == [("b", 6), ("a", 0), ("b", 7), ("a", 1)]


def test_the_pattern_mixes_likely_uncertain_unlike_and_random() -> None:
    found = [Pair(n, "a", 0.95 - n / 1000, "likely") for n in range(100)]
    placed = order(found, turns=("a",), audit=list(range(100, 130)), diverse=[50, 40, 60])
    signs = {LIKELY: "L", UNCERTAIN: "U", AUDIT: "R", DIVERSE: "D"}
    assert "".join(signs[one.why] for one in placed[: 2 * len(MIX)]) == MIX.replace("B", "L") * 2
    assert set(MIX) == set("LBURD")
    assert [one.row for one in placed if one.why == DIVERSE] == [50, 40, 60]
    assert [one.row for one in placed if one.why == AUDIT] == list(range(100, 130))


def test_uncertain_is_what_lies_nearest_to_even_and_never_what_is_weak(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking_order, "MIX", "LLULL")
    found = [Pair(0, "a", 0.9, "likely"), Pair(1, "a", 0.89, "likely"), Pair(2, "a", 0.45, "possible")]
    found += [Pair(3, "a", 0.6, "likely"), Pair(4, "a", 0.1, "unsure")]
    placed = {one.row: one.why for one in order(found, turns=("a",), audit=[])}
    assert placed == {0: LIKELY, 1: LIKELY, 2: UNCERTAIN, 3: LIKELY, 4: UNSURE}


def test_every_reason_is_a_sentence_that_names_what_it_is_about() -> None:
    said = {why: words(Placed(0, why, "a"), code="Waiting", role="patient", share=0.2) for why in WHYS}
    assert all(sentence.endswith((".", "!")) for sentence in said.values())
    assert "Waiting" in said[LIKELY]
    assert "patient" in said[AUDIT]
    assert "20 %" in said["blind sample"]
