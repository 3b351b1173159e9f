"""Which part of a study a number is about."""

from __future__ import annotations

from qual.model.selection import EVERYTHING, Selection


def test_everything_says_nothing_and_is_false() -> None:
    assert not EVERYTHING
    assert EVERYTHING.words == ""


def test_what_is_counted_stands_in_one_sentence() -> None:
    chosen = Selection(codes=("waits",), coders=("Ada", "Ben"), attributes=(("site", "north"),), unit="turn")
    assert chosen
    assert chosen.words == (
        "Counted only: codes waits; coders Ada, Ben; participants with site = north; cut by turn."
    )
