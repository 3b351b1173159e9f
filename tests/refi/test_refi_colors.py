"""Colours are kept where they stay exactly the same, and nowhere else."""

from __future__ import annotations

import pytest

from qual.refi import colors


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("#4477aa", "#4477aa"),
        ("#4477AA", "#4477AA"),
        ("#47a", "#4477aa"),
        ("4477AA", "#4477AA"),
        (" rgb(68, 119, 170) ", "#4477AA"),
        ("rgba(68,119,170,1)", "#4477AA"),
        ("RGBA(68, 119, 170, 1.0)", "#4477AA"),
        ("Red", "#FF0000"),
    ],
)
def test_the_same_colour_is_kept(written: str, kept: str) -> None:
    assert colors.read(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "rgba(183, 201, 140, 0.5)",
        "rgb(300,0,0)",
        "#FF4477AA",
        "#4477AA80",
        "#12",
        "hsl(1,2%,3%)",
        "salmon-ish",
        "#44 77AA",
    ],
)
def test_what_would_be_another_colour_is_none(written: str) -> None:
    assert colors.read(written) is None
