"""Colours stand out from the page, in grey too; shapes, dashes and steps speak where colour does not."""

from __future__ import annotations

from itertools import combinations, pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from qual.figures import palette

if TYPE_CHECKING:
    from numpy.typing import NDArray

WHITE_PANEL, DARK_PANEL = "#F8F8F7", "#21201D"
# Machado, Oliveira and Fernandes (2009), IEEE TVCG 15:1291-1298, full severity, in linear light.
BLIND = {
    "protan": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deutan": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
}


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK])
def test_every_colour_stands_out_from_its_page_and_so_in_grey(colours: palette.Palette) -> None:
    panel = WHITE_PANEL if colours is palette.LIGHT else DARK_PANEL
    for colour in (*colours.groups, colours.text, colours.quiet):
        assert palette.contrast(colour, colours.background) >= 4.5
        assert palette.contrast(colour, panel) >= 4.3


@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK])
def test_the_steps_of_a_ramp_are_told_apart_in_grey_and_words_on_them_are_read(colours: palette.Palette) -> None:
    lights = [palette.luminance(colour) for colour in colours.ramp]
    assert lights == sorted(lights, reverse=colours is palette.LIGHT)
    assert all(palette.contrast(one, other) >= 1.3 for one, other in pairwise(colours.ramp))
    for place, colour in enumerate(colours.ramp):
        ink = colours.text if place < palette.DARK_STEPS else colours.background
        assert palette.contrast(colour, ink) >= 4.5


def test_there_is_a_colour_a_shape_and_a_dash_for_each_of_seven_groups() -> None:
    for kind in (palette.LIGHT.groups, palette.DARK.groups, palette.SHAPES, palette.DASHES):
        assert len(set(kind)) == 7


@pytest.mark.parametrize("blind", list(BLIND))
@pytest.mark.parametrize("colours", [palette.LIGHT, palette.DARK])
def test_the_first_two_groups_stay_apart_for_the_colour_blind(colours: palette.Palette, blind: str) -> None:
    def seen(colour: str) -> NDArray[np.float64]:
        light = np.array(
            [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in palette.channels(colour)]
        )
        return np.asarray(np.clip(np.array(BLIND[blind]) @ light, 0, 1) ** (1 / 2.4))

    for one, other in combinations(colours.groups[:2], 2):
        assert np.linalg.norm(seen(one) - seen(other)) > 0.3


@pytest.mark.parametrize(
    ("first", "second", "ratio"),
    [("#000000", "#FFFFFF", 21.0), ("#FFFFFF", "#FFFFFF", 1.0), ("#777777", "#FFFFFF", 4.48)],
)
def test_contrast_is_that_of_wcag(first: str, second: str, ratio: float) -> None:
    assert palette.contrast(first, second) == pytest.approx(ratio, abs=0.01)
    assert palette.contrast(second, first) == palette.contrast(first, second)


def test_a_colour_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="#RRGGBB"):
        palette.contrast("red", "#FFFFFF")


def test_a_chart_for_the_dark_page_has_other_colours_and_the_same_data() -> None:
    light = palette.LIGHT.text
    chart = {
        "mark": {"color": light},
        "layer": [{"stroke": light}],
        "data": {"values": [{"name": light}]},
        "height": 3,
    }
    dark = palette.repainted(chart, palette.counterparts())
    assert dark == chart | {"mark": {"color": palette.DARK.text}, "layer": [{"stroke": palette.DARK.text}]}
    assert len(set(palette.counterparts().values())) == len(palette.counterparts())
