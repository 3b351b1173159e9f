"""What became of each code between two states of a codebook."""

from __future__ import annotations

from dataclasses import replace

from qual.codebook.compare import Comparison, compare
from qual.model.codebook import Code, Codebook, Example, Theme

THEMES = (Theme("s", "S"), Theme("t", "T"))
OLD = Codebook("", "", THEMES, (Code("a", "A", "s", "One."), Code("b", "B", "s"), Code("c", "C", "t")))


def test_the_same_codebook() -> None:
    assert compare(OLD, OLD) == Comparison()
    assert compare(OLD, OLD).empty
    assert compare(OLD, OLD).summary() == "no code changed"


def test_every_kind_of_change() -> None:
    a, b, _ = OLD.codes
    codes = (replace(a, name="Alpha", theme="t", retired=True), replace(b, include=("x",)), Code("d", "D"))
    changes = compare(OLD, Codebook("", "", THEMES, codes))
    assert changes == Comparison(
        added=("d",), removed=("c",), renamed=("a",), redefined=("b",), moved=("a",), retired=("a",)
    )
    assert not changes.empty
    assert changes.summary() == "1 code added, 1 removed, 1 renamed, 1 redefined, 1 moved, 1 retired"


def test_everything_that_gives_a_meaning_counts_as_redefined() -> None:
    a = OLD.codes[0]
    for new in (
        replace(a, definition="Two."),
        replace(a, include=("x",)),
        replace(a, exclude=("x",)),
        replace(a, examples=(Example("x"),)),
    ):
        assert compare(OLD, replace(OLD, codes=(new, *OLD.codes[1:]))).redefined == ("a",)


def test_a_color_or_a_theme_name_changes_no_code() -> None:
    new = Codebook(
        "New", "2", (Theme("s", "Sigma"), *THEMES[1:]), (replace(OLD.codes[0], color="#000000"), *OLD.codes[1:])
    )
    assert compare(OLD, new).empty


def test_a_retired_code_taken_into_use_again_is_no_retirement() -> None:
    retired = replace(OLD, codes=(replace(OLD.codes[0], retired=True), *OLD.codes[1:]))
    assert compare(retired, OLD).empty
    assert compare(retired, retired).empty


def test_another_order_changes_no_code() -> None:
    assert compare(OLD, replace(OLD, codes=OLD.codes[::-1])).empty


def test_the_summary_counts_codes() -> None:
    assert compare(OLD, replace(OLD, codes=())).summary() == "3 codes removed"
    assert compare(replace(OLD, codes=()), OLD).summary() == "3 codes added"
