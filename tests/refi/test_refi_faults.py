"""Oddities are told one by one, in the order of the lines, and counted where there are very many."""

from __future__ import annotations

from qual.refi.faults import SHOWN, Oddities


def test_few_are_told_each_in_the_order_of_the_lines() -> None:
    odd = Oddities("a.qdc")
    odd.add("colours", 9, "b", "do this")
    odd.add("names", 3, "a")
    odd.add("file", None, "whole")
    assert [str(problem) for problem in odd.problems] == [
        "a.qdc: whole",
        "a.qdc, line 3: a",
        "a.qdc, line 9: b do this",
    ]


def test_very_many_of_one_kind_are_counted() -> None:
    odd = Oddities("a.qdc")
    for line in range(1, 1301):
        odd.add("colours", line, "bad")
    assert len(odd.problems) == SHOWN + 1
    assert odd.problems[0].message == f"colours: {1300 - SHOWN:,} more like this"
