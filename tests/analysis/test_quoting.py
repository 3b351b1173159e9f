"""Quotes: by many people, of every role, near the middle, the same ones every time."""

from __future__ import annotations

from collections import Counter
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis import quoting
from qual.analysis.quoting import (
    Candidate,
    Pool,
    centrality,
    choose,
    dense,
    heaviest,
    share_out,
    term_vectors,
    unit,
)


def said(
    person: str,
    start: int,
    *,
    role: str = "patient",
    codes: tuple[str, ...] = ("a",),
    words: int = 20,
    pinned: bool = False,
) -> Candidate:
    return Candidate(person, role, (f"T-{person}", start, start + 50), codes, words, pinned)


def apart(number: int) -> np.ndarray:
    """Vectors none of which is like another."""
    return np.eye(number)


def test_term_vectors_are_tf_idf_of_length_one() -> None:
    first, second, empty = term_vectors([{"wait": 2, "list": 1}, {"list": 1}, {}])
    wait, listed = (1 + log(2)) * (log(4 / 2) + 0.01), log(4 / 3) + 0.01
    assert first["wait"] == pytest.approx(wait / sqrt(wait**2 + listed**2))
    assert second == {"list": 1.0}
    assert empty == {}


def test_dense_rows_are_the_same_vectors_and_texts_without_terms_are_zero() -> None:
    rows = dense([{"wait": 2, "list": 1}, {"list": 1}, {}])
    assert rows.shape == (3, 2)
    assert rows[0] @ rows[1] == pytest.approx(term_vectors([{"wait": 2, "list": 1}, {"list": 1}, {}])[0]["list"])
    assert not rows[2].any()
    assert dense([]).shape == (0, 0)


def test_of_very_many_terms_those_of_most_texts_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quoting, "_MOST_CELLS", 1)
    rows = dense([{f"w{n}": 1 for n in range(300)}, {"w299": 1}])
    assert rows.shape == (2, 200)
    assert rows[1].max() == 1.0, "the term of two texts is kept"


def test_the_middle_gives_every_person_the_same_weight() -> None:
    """One person's nine passages pull no more than another's one: both are equally near."""
    candidates = [said("P1", 100 * n) for n in range(9)] + [said("P2", 0), said("C1", 0, role="clinician")]
    vectors = np.array([[1.0, 0.0]] * 9 + [[0.0, 1.0]] * 2)
    found = centrality(vectors, candidates)
    assert found[0] == pytest.approx(sqrt(0.5))
    assert found[9] == pytest.approx(sqrt(0.5))
    assert found[10] == 1.0
    assert not centrality(np.zeros((2, 2)), candidates[:2]).any()


def test_roles_take_turns_and_nobody_is_quoted_twice_before_everybody_was_once() -> None:
    candidates = [said("P1", 0), said("P1", 100), said("P1", 200), said("P2", 0),
                  said("C1", 0, role="clinician"), said("C1", 100, role="clinician")]  # fmt: skip
    rows = choose(candidates, apart(6), most=6, roles=("patient", "clinician"))
    assert [candidates[row].role for row in rows[:4]] == ["patient", "clinician", "patient", "clinician"]
    assert {candidates[row].person for row in rows[:3]} == {"P1", "P2", "C1"}
    assert Counter(candidates[row].person for row in rows) == {"P1": 2, "P2": 1, "C1": 2}, (
        "two of one person at most"
    )


def test_good_length_comes_first_then_a_new_code_then_the_middle() -> None:
    candidates = [said("P1", 0, words=3), said("P1", 100, words=300), said("P1", 200, codes=("b",))]
    assert choose(candidates, apart(3), most=1) == (2,)
    candidates = [said("P1", 0), said("P2", 0), said("P3", 0, codes=("b",))]
    near = unit(np.array([[1.0, 0.1, 0], [1, 0.2, 0.5], [0, 1, 0]]))
    first, second, _ = choose(candidates, near, most=3)
    assert (first, second) == (1, 2)


def test_what_overlaps_or_says_the_same_is_passed_over() -> None:
    candidates = [said("P1", 0), said("P2", 0)]
    assert choose(candidates, np.array([[1.0, 0], [1.0, 0]]), most=2) == (0,)
    candidates = [said("P1", 0), said("P1", 49)]
    assert choose(candidates, apart(2), most=2) == (0,)
    candidates = [said("P1", 0), said("P1", 50)]
    assert choose(candidates, apart(2), most=2) == (0, 1), "side by side is no overlap"


def test_pinned_ones_stand_whatever_holds_and_come_first() -> None:
    candidates = [said("P2", 0), *(said("P1", 100 * n, words=1, pinned=True) for n in range(3))]
    assert choose(candidates, apart(4), most=2) == (1, 2, 3)
    assert choose(candidates, apart(4), most=4) == (1, 2, 3, 0)


def test_who_was_quoted_elsewhere_three_times_is_not_quoted_again() -> None:
    candidates = [said("P1", 0), said("P2", 0), said("P2", 100)]
    assert choose(candidates, apart(3), most=3, quoted={"P2": 2}) == (0, 1)
    assert choose(candidates, apart(3), most=3, quoted={"P1": 3, "P2": 3}) == ()
    assert choose(candidates, apart(3), most=1, elsewhere_said={("T-P1", 0, 50)}) == (1,)
    assert choose([], np.zeros((0, 1)), most=3) == ()


def test_in_a_report_the_last_theme_is_not_left_without_quotes() -> None:
    """Two people, three quotes of each in all: each of three themes gets one of each person."""
    pools = [
        Pool((said("P1", at), said("P1", at + 100), said("C1", at, role="clinician")), apart(3))
        for at in (0, 1000, 2000)
    ]
    rows = share_out(pools, most=6, roles=("patient", "clinician"))
    assert rows == [(0, 2)] * 3
    pinned = Pool((said("P1", 0, pinned=True), said("P1", 100, pinned=True)), apart(2))
    assert share_out([pinned, pools[0]], most=0) == [(0, 1), ()]
    same = [Pool((said("P1", 0), said("P1", 100)), apart(2))] * 2
    assert share_out(same, most=1) == [(0,), (1,)], "no passage is quoted under two themes"


def test_who_supplies_most() -> None:
    assert heaviest([]) == ("", 0.0)
    assert heaviest(["b", "a", "b", "a"]) == ("a", 0.5)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sampled_from("ABCD"), st.sampled_from(["x", "y"]), st.integers(0, 5), st.booleans()),
        max_size=12,
    ),
    st.integers(0, 8),
)
def test_whatever_is_chosen_keeps_the_limits(rows: list[tuple[str, str, int, bool]], most: int) -> None:
    candidates = [
        Candidate(person + role, role, (person + role, 100 * at, 100 * at + 50), ("a",), 20, pinned)
        for person, role, at, pinned in rows
    ]
    chosen = choose(candidates, apart(len(rows)), most=most)
    pins = [row for row, one in enumerate(candidates) if one.pinned]
    assert set(pins) <= set(chosen)
    assert len(chosen) <= max(most, len(pins))
    assert len(set(chosen)) == len(chosen)
    free = Counter(candidates[row].person for row in chosen if not candidates[row].pinned)
    assert max(free.values(), default=0) <= 2
    assert chosen == choose(candidates, apart(len(rows)), most=most)
