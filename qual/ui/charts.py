"""Charts that stay readable: dots with intervals, Okabe-Ito colours, a shape per group, numbers beside the dots.

The colours are Okabe and Ito's, darkened for a light page and taken from the light half for a dark one, so
that each stands out from its background by 4.5 to 1 or more; `tests/ui/test_charts.py` holds that. Colour
never speaks alone: every group also has its own shape, its own line and its name beside the dot.

References:
    Okabe and Ito (2008), Color universal design. WCAG 2.2, contrast (1.4.3, 1.4.11).
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt
    import pandas as pd

FEWEST_FOR_PERCENT = 10
"""Below this many participants no percentage is shown, only the counts."""

SHAPES = ("circle", "diamond", "square", "triangle-up", "triangle-down", "cross", "triangle-right")
ROW_HEIGHT = 24
WRAP = 26
_LINEAR = 0.04045
"""Below this part of full light sRGB is linear."""
NEEDED = ("label", "group", "participants", "participants_total", "share", "ci_low", "ci_high")
"""Columns of the rows that `dots` draws."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme: background, text, grid, and one per group."""

    background: str
    text: str
    grid: str
    groups: tuple[str, ...]


LIGHT = Palette(
    "#FFFFFF", "#31333F", "#D5D6DB", ("#0072B2", "#B34E00", "#007957", "#A8487C", "#8A6100", "#1D6E96", "#4D4D4D")
)
DARK = Palette(
    "#171614", "#FAFAFA", "#41444E", ("#56B4E9", "#E69F00", "#2BC09A", "#E08FBF", "#F0E442", "#FF7F3F", "#BBBBBB")
)


def palette(*, dark: bool) -> Palette:
    """The colours for a dark or a light page."""
    return DARK if dark else LIGHT


def dots(rows: pd.DataFrame, *, groups: Sequence[str], dark: bool) -> alt.LayerChart:
    """How many participants of each group raised each theme or code: a dot, its interval, and n/N beside it.

    Args:
        rows: columns of `NEEDED`, one row per label and group, in the order in which to draw the labels.
        groups: the groups in the order in which to draw them.
        dark: whether the page is dark.
    """
    import altair as alt

    colours = palette(dark=dark)
    table = rows[list(NEEDED)].copy()
    table["label"] = [wrapped(label) for label in table["label"]]
    lines = table.to_dict("records")
    table["beside"] = [f"{r['group']} {r['participants']}/{r['participants_total']}" for r in lines]
    table["interval"] = [interval(r["ci_low"], r["ci_high"], r["participants_total"]) for r in lines]
    labels = list(dict.fromkeys(table["label"]))
    base = alt.Chart(table).encode(
        y=alt.Y(
            "label:N", title=None, scale=alt.Scale(domain=labels, paddingInner=0.25), axis=_names(alt, colours)
        ),
        yOffset=alt.YOffset("group:N", scale=alt.Scale(domain=list(groups))),
        tooltip=[
            alt.Tooltip("label:N", title="Theme or code"),
            alt.Tooltip("group:N", title="Group"),
            alt.Tooltip("beside:N", title="Participants"),
            alt.Tooltip("interval:N", title="95 % interval"),
        ],
    )
    colour = alt.Color("group:N", scale=_cycle(alt, groups, colours.groups), legend=None)
    x = _x(alt, percent=enough(rows), colours=colours)
    line = base.mark_rule(strokeWidth=2.5, strokeCap="round").encode(
        x=alt.X("ci_low:Q", **x), x2="ci_high:Q", color=colour
    )
    dot = base.mark_point(filled=True, size=95, opacity=1).encode(
        x=alt.X("share:Q", **x),
        color=colour,
        shape=alt.Shape("group:N", scale=_cycle(alt, groups, SHAPES), legend=None),
    )
    words = base.mark_text(align="left", dx=8, fontSize=12, color=colours.text).encode(
        x=alt.X("ci_high:Q", **x), text="beside:N"
    )
    height = max(3, len(labels) * len(groups)) * ROW_HEIGHT + 40
    chart = alt.LayerChart(layer=[line, dot, words], height=height, background="transparent")
    drawn: alt.LayerChart = chart.configure_view(stroke=None)
    return drawn


def enough(rows: pd.DataFrame) -> bool:
    """Whether every group has participants enough for percentages."""
    return len(rows) > 0 and int(rows["participants_total"].min()) >= FEWEST_FOR_PERCENT


def interval(low: float, high: float, total: int) -> str:
    """The interval in words: per cent where there are participants enough, else out of ten."""
    if total >= FEWEST_FOR_PERCENT:
        return f"{low:.0%} to {high:.0%}".replace("%", " %")
    return f"{low * 10:.0f} to {high * 10:.0f} in 10"


def wrapped(label: str) -> str:
    """A long name on several lines, so that it leaves room for the dots on a narrow screen."""
    return "\n".join(textwrap.wrap(label, WRAP)) or label


def contrast(first: str, second: str) -> float:
    """How far two `#RRGGBB` colours stand apart, 1 (the same) to 21, as WCAG 2.2 defines it."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise ValueError(f"a colour is written #RRGGBB, not {colour!r}")
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= _LINEAR else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _names(alt: Any, colours: Palette) -> Any:  # noqa: ANN401 - Altair's classes, loaded by the caller
    return alt.Axis(
        labelExpr="split(datum.value, '\\n')", labelLimit=240, labelFontSize=13, labelColor=colours.text,
        labelPadding=10, domain=False, ticks=False, grid=True, gridColor=colours.grid, gridDash=[1, 3],
    )  # fmt: skip


def _x(alt: Any, *, percent: bool, colours: Palette) -> dict[str, Any]:  # noqa: ANN401 - as above
    """The horizontal axis; room to the right of 1 for the numbers. Without percentages it speaks in parts."""
    words = {"0": "none", "0.25": "a quarter", "0.5": "half", "0.75": "three quarters", "1": "all"}
    chain = "".join(f"datum.value == {value} ? '{word}' : " for value, word in words.items()) + "''"
    axis = alt.Axis(
        values=[0, 0.25, 0.5, 0.75, 1], labelExpr="format(datum.value, '.0%')" if percent else chain,
        labelColor=colours.text, titleColor=colours.text, gridColor=colours.grid, domain=False, ticks=False,
        title="Share of the group's participants, with 95 % Wilson interval", titleFontWeight="normal",
    )  # fmt: skip
    return {"scale": alt.Scale(domain=[0, 1.3], nice=False), "axis": axis}


def _cycle(alt: Any, groups: Sequence[str], values: Sequence[str]) -> Any:  # noqa: ANN401 - as above
    return alt.Scale(domain=list(groups), range=[values[place % len(values)] for place in range(len(groups))])
