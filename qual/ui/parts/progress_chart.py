"""Small bars: accepted, rejected and open suggestions of each code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from qual.figures.palette import palette
from qual.ui.widgets import shorten
from qual.workflow.progress import Answers

if TYPE_CHECKING:
    import altair as alt

PARTS = ("accepted", "rejected", "open")
FILLED = (0.85, 0.3, 0.0)
"""How full each part is: accepted full, rejected pale, open hollow."""
HEIGHT = 24
LONGEST = 38
"""Letters of a code's name beside its bar; the table below has all of it."""


def bars(names: Sequence[str], answers: Sequence[Answers], *, dark: bool) -> alt.LayerChart:
    """One bar per code, its parts in the order of `PARTS`, and the three numbers in words beside it.

    The parts also differ in how they are filled: full, pale, and hollow.
    """
    import altair as alt
    import pandas as pd

    colours = palette(dark=dark)
    labels = _different([shorten(name, LONGEST) for name in names])
    table = pd.DataFrame(
        [
            {"code": label, "part": part, "order": place, "filled": FILLED[place], "number": getattr(one, part),
             "end": one.accepted + one.rejected + one.open,
             "words": f"{one.accepted:,} accepted, {one.rejected:,} rejected, {one.open:,} open"}
            for label, one in zip(labels, answers, strict=True)
            for place, part in enumerate(PARTS)
        ]
    )  # fmt: skip
    longest = max(*(one.accepted + one.rejected + one.open for one in answers), 1)
    axis = alt.Axis(
        labelLimit=260, labelFontSize=13, labelColor=colours.text, labelPadding=8, labelOverlap=False, domain=False,
        ticks=False, grid=False,
    )  # fmt: skip
    base = alt.Chart(table).encode(y=alt.Y("code:N", title=None, scale=alt.Scale(domain=labels), axis=axis))
    # Room to the right of the longest bar for the words.
    across = alt.X(
        "number:Q", stack="zero", title=None, axis=None, scale=alt.Scale(domain=[0, longest * 1.6], nice=False)
    )
    filled = base.mark_bar(stroke=colours.groups[0], strokeWidth=1, height=11).encode(
        x=across,
        order="order:Q",
        fill=alt.value(colours.groups[0]),
        fillOpacity=alt.FillOpacity("filled:Q", scale=None),
        tooltip=[alt.Tooltip("code:N", title="Code"), alt.Tooltip("words:N", title="Suggestions")],
    )
    words = (
        base.transform_filter("datum.part == 'open'")
        .mark_text(align="left", dx=8, fontSize=12, color=colours.text)
        .encode(x=alt.X("end:Q", scale=alt.Scale(domain=[0, longest * 1.6], nice=False)), text="words:N")
    )
    chart = alt.LayerChart(layer=[filled, words], height=HEIGHT * len(labels) + 10, background="transparent")
    drawn: alt.LayerChart = chart.configure_view(stroke=None)
    return drawn


def _different(labels: list[str]) -> list[str]:
    """Labels that tell codes apart, also two of one name."""
    seen: Counter[str] = Counter()
    found = []
    for label in labels:
        seen[label] += 1
        found.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return found
