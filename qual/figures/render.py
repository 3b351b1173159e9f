"""Figures to SVG and PNG, at the width of a printed page.

vl-convert draws with Vega-Lite and carries the font Liberation Sans. It is told to fetch nothing: a chart holds its
own data. The same figure gives the same bytes on a machine. The SVG of Latin, Greek and Cyrillic words is the same
on every machine; signs of other scripts take a font of the machine, and a PNG may differ by the edition of
Liberation Sans installed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

from qual.errors import Refused
from qual.figures.labels import writable
from qual.figures.palette import LIGHT, counterparts, repainted
from qual.model.figure import Figure

WIDTH_MM, DPI = 170, 300
"""Print size: the text width of an A4 page, at what journals ask for."""
WIDTH = 642
"""Pixels on screen (96 to the inch) of `WIDTH_MM`."""
SCREEN_DPI, POINTS = 96, 72
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
"""The first is what vl-convert carries; the others are of the same widths, for machines that show the SVG."""
SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
_ROOT = re.compile(r"<svg\b[^>]*>")


def spec(figure: Figure, *, dark: bool = False, width: int | str = WIDTH) -> dict[str, Any]:
    """The whole chart in Vega-Lite, with colours, font and size.

    Args:
        figure: what to draw; one without `spec` gives {}.
        dark: whether for a dark page.
        width: pixels, or "container" for a page that gives the width.
    """
    if not figure.spec:
        return {}
    whole: dict[str, Any] = {
        "$schema": SCHEMA,
        "width": width,
        "autosize": {"type": "fit-x", "contains": "padding", "resize": True},
        "padding": {"left": 6, "top": 6, "right": 6, "bottom": 6},  # each side: the app's charts add to them
        "background": LIGHT.background,
        **_writable(figure.spec),
        "config": _config(),
    }
    if dark:
        whole = dict(repainted(whole, counterparts()))  # type: ignore[call-overload] # a mapping stays one
    return whole


def svg(figure: Figure) -> str:
    """The figure as SVG for print: words stay words, and what it shows is written in it.

    Raises:
        Refused: for a figure with nothing to draw; the reason is its `alt`.
    """
    import vl_convert

    if not figure.spec:
        raise Refused(f"Drawing “{figure.title}”", figure.alt.rstrip("."))
    drawn = vl_convert.vegalite_to_svg(spec(figure), allowed_base_urls=[])
    told = f"<title>{_text(figure.title)}</title><desc>{_text(figure.alt)}</desc>"
    return _ROOT.sub(lambda root: root[0][:-1] + ' role="img">' + told, drawn, count=1)


def png(figure: Figure) -> bytes:
    """The figure as PNG, 170 mm wide at 300 dots per inch.

    Raises:
        Refused: for a figure with nothing to draw; the reason is its `alt`.
    """
    return png_of(svg(figure))


def png_of(drawn: str) -> bytes:
    """A PNG of an SVG that `svg` made, so that who needs both draws once."""
    import vl_convert

    # A pixel of vl-convert is a point; ours are those of a screen.
    return bytes(vl_convert.svg_to_png(drawn, scale=POINTS / SCREEN_DPI, ppi=DPI))


def _config() -> dict[str, Any]:
    words = {"labelColor": LIGHT.text, "titleColor": LIGHT.text}
    return {
        "font": FONT,
        "aria": False,  # the figure as a whole is described, and its numbers are a table
        "view": {"stroke": None},
        "axis": {
            **words, "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12, "gridColor": LIGHT.grid,
            "gridDash": [1, 3], "domain": False, "ticks": False, "labelPadding": 8,
        },
        "legend": {**words, "titleFontWeight": "normal", "labelFontSize": 12, "titleFontSize": 12},
        "header": {**words, "titleFontWeight": "normal", "labelFontSize": 12},
        "text": {"color": LIGHT.text, "fontSize": 12},
        "rule": {"color": LIGHT.text},
    }  # fmt: skip


def _writable(part: Any) -> Any:  # noqa: ANN401 - whatever a chart holds
    """A chart without characters that no SVG can hold."""
    if isinstance(part, Mapping):
        return {_writable(name): _writable(held) for name, held in part.items()}
    if isinstance(part, list | tuple):
        return [_writable(held) for held in part]
    return writable(part) if isinstance(part, str) else part


def _text(words: str) -> str:
    return escape(writable(words))
