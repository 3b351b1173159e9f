"""Choices about counting and reporting."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.model.choice import ABOUT, Choice, pair, parts


@pytest.mark.parametrize("about", ABOUT)
def test_a_choice_is_about_something_we_know(about: str) -> None:
    assert Choice(about, "x", "", None, "no", "ada", "t", 1).about == about


def test_a_choice_about_anything_else_is_refused() -> None:
    with pytest.raises(ValueError, match="not 'weather'"):
        Choice("weather", "x", "", None, "no", "ada", "t", 1)


@given(st.lists(st.text(), max_size=3))
def test_ids_put_together_come_apart_again(ids: list[str]) -> None:
    assert parts(pair(*ids)) == tuple(ids)
