"""Lists that two people changed, against every order that the members could have."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qual.codebook.threeway_lists import items, order

SOME = settings(max_examples=50, deadline=None)
LETTERS = st.lists(st.sampled_from("abcd"), unique=True, max_size=4)


def members(base: str, ours: str, theirs: str) -> list[str]:
    """What is to be in the list: in both, or added by one."""
    every = dict.fromkeys([*theirs, *ours])
    return [one for one in every if (one in ours and one in theirs) or one not in base]


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "found", "clash"),
    [
        ("abc", "abxc", "abyc", "abxyc", False),
        ("abc", "xabc", "yabc", "xyabc", False),
        ("abc", "cab", "abc", "cab", False),
        ("abc", "abc", "cab", "cab", False),
        ("abc", "cab", "cab", "cab", False),
        ("abc", "cab", "abyc", "caby", False),
        ("abc", "cab", "bac", "bac", True),
        ("abc", "xab", "bc", "xb", False),
        ("abc", "axbc", "bc", "xbc", False),
        ("", "xy", "yx", "yx", False),
    ],
)
def test_orders(base: str, ours: str, theirs: str, found: str, clash: bool) -> None:  # noqa: FBT001 - a table of cases
    assert order(base, ours, theirs, members(base, ours, theirs)) == (tuple(found), clash)


@SOME
@given(
    LETTERS, st.lists(st.sampled_from("wx"), unique=True), st.lists(st.sampled_from("yz"), unique=True), st.data()
)
def test_without_a_new_order_the_list_is_one_of_those_that_keep_both(
    base: list[str], new: list[str], others: list[str], data: st.DataObject
) -> None:
    def side(added: list[str]) -> str:
        found = [one for one in base if data.draw(st.integers(0, 3))]
        for one in added:
            found.insert(data.draw(st.integers(0, len(found))), one)
        return "".join(found)

    ours, theirs = side(new), side(others)
    inside = members("".join(base), ours, theirs)
    possible = [
        every
        for every in permutations(inside)
        if all(
            [one for one in every if one in kept] == [one for one in kept if one in every]
            for kept in (ours, theirs)
        )
    ]
    assert order(base, ours, theirs, inside)[0] in possible


@SOME
@given(LETTERS, LETTERS, LETTERS)
def test_items_follow_the_rule_one_by_one(base: list[str], ours: list[str], theirs: list[str]) -> None:
    found = items(tuple(base), tuple(ours), tuple(theirs))
    assume(found is not None and base not in (ours, theirs) and ours != theirs)
    assert found is not None
    for one in "abcd":
        sides = one in base, one in ours, one in theirs
        assert (one in found) == (sides[1] if sides[2] == sides[0] else sides[2])
    assert len(set(found)) == len(found)


@SOME
@given(LETTERS.map(tuple), LETTERS.map(tuple), LETTERS.map(tuple))
def test_items_are_merged_or_not_whoever_asks(
    base: tuple[str, ...], ours: tuple[str, ...], theirs: tuple[str, ...]
) -> None:
    found, other = items(base, ours, theirs), items(base, theirs, ours)
    assert (found is None) == (other is None)
    assert set(found or ()) == set(other or ())
