"""Codes that may be one: Fisher's exact test by the book, counts n of n, definitions that say the same."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.matching.twins import ALIKE, alike, together


def people(n: int) -> dict[str, str]:
    return {f"s{k}": f"P{k % 5}" for k in range(n)}


def rows(*places: int) -> set[str]:
    return {f"s{k}" for k in places}


def test_the_lady_tasting_tea() -> None:
    # Fisher 1935, chapter 2: of 8 cups 4 had milk first; all 4 right is 1 in 70, at least 3 right 17 in 70.
    [all_right] = together({"milk": rows(0, 1, 2, 3), "said": rows(0, 1, 2, 3)}, people(8))
    assert all_right.p == pytest.approx(1 / 70)
    [three] = together({"milk": rows(0, 1, 2, 3), "said": rows(0, 1, 2, 4)}, people(8))
    assert three.p == pytest.approx(17 / 70)
    assert (three.both, three.first, three.second, three.of, three.people) == (3, 4, 4, 8, 3)
    assert three.lift == pytest.approx(3 * 8 / 16)


@settings(max_examples=25)
@given(st.sets(st.integers(0, 19), min_size=4), st.sets(st.integers(0, 19), min_size=4), st.integers(20, 40))
def test_p_is_the_upper_tail_of_the_hypergeometric(first: set[int], second: set[int], n: int) -> None:
    [found] = together({"a": rows(*first), "b": rows(*second)}, people(n))
    a, b, both = len(first), len(second), len(first & second)
    tail = sum(comb(a, k) * comb(n - a, b - k) for k in range(both, min(a, b) + 1) if b - k <= n - a)
    assert found.p == pytest.approx(tail / comb(n, b))
    assert found.both == both


def test_twins_need_half_of_the_rarer_code_several_people_and_more_than_chance() -> None:
    told = people(100)
    [same] = together({"a": rows(*range(10)), "b": rows(*range(12))}, told)
    assert same.is_twin
    [seldom] = together({"a": rows(*range(20)), "b": rows(*range(12, 32))}, told)
    assert seldom.p_adjusted <= 0.05
    assert not seldom.is_twin, "8 of 20 is a relation, no twin"
    [one_person] = together({"a": rows(0, 5, 10, 15), "b": rows(0, 5, 10, 15)}, told)
    assert one_person.people == 1
    assert not one_person.is_twin
    [everywhere] = together({"a": rows(*range(9)), "b": rows(*range(10))}, people(10))
    assert not everywhere.is_twin, "where everything has a code, both together say nothing"


def test_many_pairs_are_counted_as_many() -> None:
    codes = {f"c{k}": rows(*range(4 * k, 4 * k + 4)) for k in range(10)} | {"twin": rows(0, 1, 2, 3)}
    found = together(codes, people(60))
    assert len(found) == 55
    assert found[0].codes == ("c0", "twin")
    assert found[0].p_adjusted == pytest.approx(55 * found[0].p)
    assert found[-1].p == pytest.approx(1.0)
    assert found[-1].lift == 0


def test_rare_codes_strange_passages_and_single_codes_give_no_pair() -> None:
    assert together({}, {}) == []
    assert together({"a": rows(1, 2, 3, 4)}, people(9)) == []
    assert together({"a": rows(1, 2, 3, 4), "b": rows(1, 2, 3)}, people(9)) == []
    assert together({"a": rows(1, 2, 3, 4), "b": rows(97, 98, 99, 96)}, people(9)) == []


def test_definitions_of_the_same_words_or_nearly_the_same_meaning() -> None:
    vectors = np.array([[1, 0], [0, 1], [0.96, 0.28], [0.8, 0.6], [1, 0]], dtype=np.float32)
    codes = [("a", "Waits long."), ("b", "WAITS, long"), ("c", "Waits very long."), ("d", "Hopes."), ("e", "  ")]
    found = alike(codes, vectors)
    assert found[0] == ("a", "b", 1.0)
    assert found[1][:2] == ("a", "c")
    assert found[1][2] == pytest.approx(0.96)
    assert all(cosine >= ALIKE for *_, cosine in found)
    assert not any("e" in pair[:2] for pair in found)
    assert alike([("e", "")], vectors[:1]) == []
