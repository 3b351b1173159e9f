"""The map's drawing: a colour and a shape for each group, words on hover, readable on light and dark."""

from __future__ import annotations

import pytest

from qual.figures.palette import DARK, LIGHT, SHAPES
from qual.ui.parts import theme_chart
from qual.ui.parts.theme_chart import MOST_GROUPS, PICK, drawn, grouped_by, keys_of
from qual.workflow.theme_maps import Point, ThemeMap
from qual.workflow.theming import Quote


def point(number: int, codes: tuple[str, ...] = (), theme: str = "", role: str = "patient") -> Point:
    said = Quote(
        f"P01:{number}-{number + 9}", "P01", number, number + 9, "P01", role, f"words <b>{number}</b> " * 60
    )
    return Point(said, float(number), float(-number), codes, theme)


FOUND = ThemeMap((point(0, ("a", "b")), point(1, ("b",)), point(2), point(3, theme="t")), (0.06, 0.031), 4)


@pytest.mark.parametrize("dark", [True, False])
def test_groups_differ_in_colour_and_shape_and_the_rest_is_small_and_below(*, dark: bool) -> None:
    grouping = grouped_by(FOUND, ["a", "b"], {"a": "Alike", "b": "Alike"}, "code", "none of these")
    assert grouping.groups == ("Alike", "Alike (2)")
    chart = drawn(FOUND, grouping, {"a": "Alike", "b": "Alike"}, dark=dark).to_dict()
    rows = next(iter(chart["datasets"].values()))
    assert [row["group"] for row in rows] == ["none of these", "none of these", "Alike", "Alike (2)"]
    colour, shape = (chart["encoding"][name]["scale"] for name in ("color", "shape"))
    assert colour["domain"] == shape["domain"] == ["Alike", "Alike (2)", "none of these"]
    assert len(set(colour["range"])) == 3
    assert len(set(shape["range"][:2])) == 2
    assert [param["name"] for param in chart["params"]] == [PICK]
    assert chart["encoding"]["x"]["axis"]["title"] == "Across: 6.0 % of the differences"
    assert chart["encoding"]["y"]["axis"]["title"] == "Up: 3.1 % of the differences"


def test_long_words_are_shortened_and_broken_for_the_hover() -> None:
    chart = drawn(FOUND, grouped_by(FOUND, [], {}, "code", "passages"), {}, dark=False).to_dict()
    [first, *_] = next(iter(chart["datasets"].values()))
    assert len(first["words"]) <= theme_chart.LONGEST_QUOTE
    assert max(map(len, first["words"].split("\n"))) <= theme_chart.QUOTE_LINE
    assert first["group"] == "passages"
    assert first["codes"] in ("a, b", "b", "none")


def test_a_passage_is_drawn_as_the_first_of_its_groups() -> None:
    assert grouped_by(FOUND, ["b", "a"], {}, "code", "x").of == {"P01:0-9": "b", "P01:1-10": "b"}
    assert grouped_by(FOUND, ["t"], {"t": "Tea"}, "theme", "x").of == {"P01:3-12": "Tea"}
    assert keys_of(FOUND.points[0], "role") == ("patient",)
    assert keys_of(FOUND.points[0], "theme") == ()


def test_there_are_colours_and_shapes_for_every_group_and_grey_for_the_rest() -> None:
    for colours in (LIGHT, DARK):
        assert len(set(colours.groups[:MOST_GROUPS])) == MOST_GROUPS
        assert colours.groups[-1] not in colours.groups[:MOST_GROUPS]
    assert len(set(SHAPES[:MOST_GROUPS])) == MOST_GROUPS
