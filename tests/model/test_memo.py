"""Memos."""

from __future__ import annotations

import pytest

from qual.model.memo import ABOUT, Memo


@pytest.mark.parametrize("about", ABOUT)
def test_a_memo_is_about_something_that_is_there(about: str) -> None:
    assert Memo("m", about, "", "", None, "", "look again", "ada", "2026-01-01T00:00:00Z").about == about


def test_a_memo_about_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match=r"about one of coding, passage, .*, not 'weather'"):
        Memo("m", "weather", "", "", None, "", "look again", "ada", "2026-01-01T00:00:00Z")
