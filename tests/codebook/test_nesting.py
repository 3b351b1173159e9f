"""Which entries of a list move, against every choice; and circles, against walking."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook.nesting import levels, runs, staying
from qual.codebook.values import circling
from qual.model.codebook import Code, Codebook

SOME = settings(max_examples=60, deadline=None)
LETTERS = st.lists(st.sampled_from("abcdef"), unique=True, max_size=6)


@SOME
@given(LETTERS, LETTERS)
def test_as_many_stay_as_can(old: list[str], new: list[str]) -> None:
    stay = staying(old, new)
    assert [one for one in old if one in stay] == [one for one in new if one in stay]
    most = max(
        size
        for size in range(len(new) + 1)
        for some in combinations(new, size)
        if list(some) == [one for one in old if one in some]
    )
    assert len(stay) == most
    came = [one for _, bundle in runs(new, stay) for one in bundle]
    assert came == [one for one in new if one not in stay]


def test_bundles_are_behind_what_stays() -> None:
    assert runs("xaybzc", frozenset("abc")) == [("", ["x"]), ("a", ["y"]), ("b", ["z"])]
    assert runs("", frozenset()) == []


def test_levels() -> None:
    assert levels(Codebook()) == 0
    assert levels(Codebook(codes=(Code("a", "A"), Code("b", "B", parent="a"), Code("c", "C")))) == 2


@SOME
@given(st.dictionaries(st.sampled_from("abcde"), st.sampled_from(["", *"abcde", "gone"])))
def test_circles_are_what_leads_back(steps: dict[str, str]) -> None:
    def back(start: str) -> bool:
        own = steps[start]
        for _ in steps:
            if own == start:
                return True
            own = steps.get(own, "")
        return False

    assert circling(steps) == tuple(own for own in steps if back(own))
