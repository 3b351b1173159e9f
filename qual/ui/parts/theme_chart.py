"""The drawing of the map: a dot per passage, a colour and a shape per group, the words on hover."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qual.figures.palette import SHAPES, palette
from qual.ui.widgets import shorten

if TYPE_CHECKING:
    import altair as alt

    from qual.workflow.theme_maps import Point, ThemeMap

MOST_GROUPS = 6
"""More colours and shapes than this cannot be told apart."""
HEIGHT = 560
PICK = "passage"
"""The name of the selection a click makes."""
LONGEST_QUOTE, QUOTE_LINE = 300, 60
LONGEST_LABEL = 34
SIZE, SIZE_OF_OTHERS = 75, 22


@dataclass(frozen=True, slots=True)
class Grouping:
    """Which group each point of a map is drawn in.

    Attributes:
        groups: those with a colour and a shape of their own, in order.
        of: passage id -> its group; passages not in it are drawn small and grey, as `other`.
        other: what those are called.
    """

    groups: tuple[str, ...]
    of: Mapping[str, str]
    other: str


def drawn(found: ThemeMap, grouping: Grouping, names: Mapping[str, str], *, dark: bool) -> alt.Chart:
    """The map as a chart on which a passage can be picked.

    Args:
        found: where the passages stand.
        grouping: how they are coloured.
        names: code id -> its name, for the words on hover.
        dark: whether the page is dark.
    """
    import altair as alt
    import pandas as pd

    colours = palette(dark=dark)
    rows = [_row(point, grouping, names) for point in found.points]
    rows.sort(key=lambda row: row["group"] != grouping.other)  # the grey ones lie below
    table = pd.DataFrame(rows)
    there = set(table["group"])
    groups = [group for group in grouping.groups if group in there]
    domain = [*groups, *([grouping.other] if grouping.other in there else [])]
    fills = [colours.groups[place % len(colours.groups)] for place in range(len(groups))]
    shapes = [SHAPES[place % len(SHAPES)] for place in range(len(groups))]
    legend = alt.Legend(
        title=None, orient="top", columns=2, labelColor=colours.text, labelFontSize=13, labelLimit=260,
        symbolSize=90, symbolOpacity=1, symbolStrokeWidth=0, direction="horizontal",
    )  # fmt: skip
    pick = alt.selection_point(name=PICK, fields=["passage"], on="click", clear="dblclick")
    # A legend's symbols take the first of the two values.
    grouped = alt.datum.group != grouping.other
    chart = (
        alt.Chart(table, height=HEIGHT, background="transparent")
        .mark_point(filled=True, stroke=colours.background, strokeWidth=0.7)
        .encode(
            x=alt.X("across:Q", **_axis(found.shares[0], "Across", colours.text)),
            y=alt.Y("up:Q", **_axis(found.shares[1], "Up", colours.text)),
            color=alt.Color(
                "group:N", scale=alt.Scale(domain=domain, range=[*fills, colours.groups[-1]]), legend=legend
            ),
            shape=alt.Shape("group:N", scale=alt.Scale(domain=domain, range=[*shapes, "circle"]), legend=legend),
            size=alt.condition(grouped, alt.value(SIZE), alt.value(SIZE_OF_OTHERS)),
            opacity=alt.condition(grouped, alt.value(0.95), alt.value(0.6)),
            tooltip=[
                alt.Tooltip("words:N", title="Says"),
                alt.Tooltip("who:N", title="Who"),
                alt.Tooltip("codes:N", title="Codes"),
                alt.Tooltip("group:N", title="Drawn as"),
            ],
        )
        .add_params(pick)
    )
    made: alt.Chart = chart.configure_view(stroke=None)
    return made


def grouped_by(found: ThemeMap, keys: Sequence[str], labels: Mapping[str, str], by: str, other: str) -> Grouping:
    """Points by the first of the chosen keys that they have.

    Args:
        found: the map.
        keys: chosen codes, roles or themes.
        labels: key -> name; two of one name are told apart.
        by: "code", "role" or "theme".
        other: what the others are called.
    """
    shown = dict(zip(keys, _different([shorten(labels.get(key, key), LONGEST_LABEL) for key in keys]), strict=True))
    of = {}
    for point in found.points:
        own = keys_of(point, by)
        first = next((key for key in keys if key in own), None)
        if first is not None:
            of[point.quote.segment] = shown[first]
    return Grouping(tuple(shown.values()), of, other)


def keys_of(point: Point, by: str) -> tuple[str, ...]:
    """The codes, the role or the candidate theme of a point."""
    if by == "code":
        return point.codes
    if by == "role":
        return (point.quote.role,)
    return (point.theme,) if point.theme else ()


def _row(point: Point, grouping: Grouping, names: Mapping[str, str]) -> dict[str, object]:
    said = point.quote
    return {
        "passage": said.segment,
        "across": round(point.across, 4),
        "up": round(point.up, 4),
        "group": grouping.of.get(said.segment, grouping.other),
        "words": "\n".join(textwrap.wrap(shorten(said.text, LONGEST_QUOTE), QUOTE_LINE)),
        "who": f"{said.participant or said.transcript}, {said.role}",
        "codes": ", ".join(names.get(code, code) for code in point.codes) or "none",
    }


def _axis(share: float, name: str, text: str) -> dict[str, Any]:
    import altair as alt

    title = f"{name}: {100 * share:.1f} % of the differences"
    axis = alt.Axis(
        title=title, titleColor=text, titleFontWeight="normal", labels=False, ticks=False, grid=False, domain=False
    )
    return {"axis": axis, "scale": alt.Scale(zero=False, nice=False, padding=14)}


def _different(labels: Sequence[str]) -> list[str]:
    """Labels that can be told apart."""
    seen: dict[str, int] = {}
    made = []
    for label in labels:
        seen[label] = seen.get(label, 0) + 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made
