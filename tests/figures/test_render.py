"""Figures as files: print size, words as words, the same bytes, hostile names, no network."""

from __future__ import annotations

import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from qual.errors import Refused
from qual.figures import render
from qual.figures.dots import dots
from qual.figures.palette import DARK, LIGHT
from qual.model.figure import Figure
from tests.figures.drawn import HARD, counts

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def figure() -> Figure:
    return dots(counts(HARD, totals={"patient": 9, "clinician": 5}), groups=["patient", "clinician"])


@pytest.fixture(scope="module")
def drawn(figure: Figure) -> str:
    return render.svg(figure)


def test_words_stay_words_and_what_it_shows_stands_in_the_file(drawn: str, figure: Figure) -> None:
    root = ET.fromstring(drawn)  # noqa: S314 - our own file
    words = ["".join(one.itertext()) for one in root.iter(f"{SVG}text")]
    assert "Hopelessness" in words
    assert "patient 1/9" in words
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == figure.title
    assert root.findtext(f"{SVG}desc") == figure.alt
    assert "\x01" not in drawn


def test_a_png_is_170_mm_at_300_dots_per_inch(drawn: str) -> None:
    with Image.open(io.BytesIO(render.png_of(drawn))) as picture:
        assert picture.width / render.DPI * 25.4 == pytest.approx(render.WIDTH_MM, abs=0.5)
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        colours = picture.convert("RGB").getcolors(1 << 24)
    assert colours
    assert max(colours)[1] == (255, 255, 255)


def test_the_same_figure_gives_the_same_bytes(drawn: str, figure: Figure) -> None:
    assert render.svg(figure) == drawn
    assert render.png_of(drawn) == render.png_of(drawn)


def test_nothing_is_fetched(figure: Figure) -> None:
    reaching = replace(figure, spec={**figure.spec, "data": {"url": "http://127.0.0.1:9/x.csv"}})
    with pytest.raises(ValueError, match="not allowed"):
        render.svg(reaching)


def test_nothing_to_draw_is_refused_with_the_reason() -> None:
    with pytest.raises(Refused, match="Nobody is here"):
        render.png(Figure("x", "X", "Nobody is here.", {}, (), ()))
    assert render.spec(Figure("x", "X", "Nobody is here.", {}, (), ())) == {}


def test_the_dark_page_has_its_own_colours_and_no_other_difference(figure: Figure) -> None:
    light, dark = render.spec(figure), render.spec(figure, dark=True, width="container")
    assert (light["background"], dark["background"]) == (LIGHT.background, DARK.background)
    assert dark["data"] == light["data"]
    assert (light["width"], dark["width"]) == (render.WIDTH, "container")
    assert not any(colour in str(dark) for colour in LIGHT.groups)
