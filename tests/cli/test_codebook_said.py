"""What differs is told in one line for each text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.cli.codebook_said import indented, show_changes, worded
from qual.model.codebook import Code, Codebook, Theme
from qual.workflow.planning import EntryChange, FieldChange, details

if TYPE_CHECKING:
    import pytest

OLD = Codebook(themes=(Theme("a", "A"),), codes=(Code("x", "X", "a", "Waits\nfor a letter."),))


def test_words_that_went_and_came_are_marked() -> None:
    new = Codebook(themes=OLD.themes, codes=(Code("x", "X", "", "Waits for an answer.", retired=True),))
    [change] = details(OLD, new)
    told = {field.field: worded(field) for field in change.fields}
    assert told["theme"] == "a → none"
    assert told["retired"] == "no → yes"
    assert "[-" in told["definition"]
    assert "\n" not in told["definition"]
    assert worded(FieldChange("name", "", "New", (("added", "New"),))) == "{+New+}"


def test_what_is_new_as_a_whole_is_told_without_marks(capsys: pytest.CaptureFixture[str]) -> None:
    show_changes(details(Codebook(themes=OLD.themes), OLD), {"x": "; 3 codings"})
    show_changes([EntryChange("codebook", "", "Study", ("title",), ())])
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "  code X (x): added; 3 codings", "    name: X", "    definition: Waits for a letter.", "    theme: a",
        "  codebook Study: title",
    ]  # fmt: skip


def test_a_heading_without_lines_is_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    indented("Include", [])
    indented("Exclude", ["a"])
    assert capsys.readouterr().out == "Exclude:\n  a\n"
