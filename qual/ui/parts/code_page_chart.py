"""Small bars: a code along the transcripts, or by the days on which it was given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from qual.figures.palette import palette

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 170
MOST_NAMED = 24
"""Bars up to which each has its name below it."""


def along(transcripts: Sequence[tuple[str, int, int]], *, dark: bool) -> alt.Chart:
    """One bar for each transcript, in order: the share of its passages that have the code.

    Args:
        transcripts: id, passages with the code, all its passages (1 or more).
        dark: whether the page is dark.
    """
    rows = [
        {"at": at, "name": name, "value": own / of, "words": f"{own:,} of {of:,} passages"}
        for at, (name, own, of) in enumerate(transcripts)
    ]
    return _bars(rows, "Transcript", "Share of passages", "%", dark=dark)


def by_day(days: Sequence[tuple[str, int]], *, dark: bool) -> alt.Chart:
    """One bar for each day on which the code was given.

    Args:
        days: day and number of codings.
        dark: whether the page is dark.
    """
    rows = [{"at": at, "name": day, "value": n, "words": f"{n:,} codings"} for at, (day, n) in enumerate(days)]
    return _bars(rows, "Day", "Codings", "d", dark=dark)


def _bars(rows: list[dict[str, Any]], across: str, up: str, numbers: str, *, dark: bool) -> alt.Chart:
    import altair as alt
    import pandas as pd

    colours = palette(dark=dark)
    text: dict[str, Any] = {
        "labelColor": colours.text,
        "titleColor": colours.text,
        "titleFontWeight": "normal",
        "domain": False,
    }
    named = len(rows) <= MOST_NAMED
    below = alt.Axis(
        labels=named, labelAngle=-40 if len(rows) > 6 else 0, labelLimit=130, title=None if named else across,  # noqa: PLR2004 - names that fit side by side
        ticks=False, **text,
    )  # fmt: skip
    whole = numbers == "d"
    most = max((float(row["value"]) for row in rows), default=0.0)
    left = alt.Axis(
        grid=True, gridColor=colours.grid, gridDash=[1, 3], ticks=False, format=numbers, title=up,
        tickCount=min(4, int(most)) if whole and most else 4, **text,
    )  # fmt: skip
    chart = (
        alt.Chart(
            pd.DataFrame(rows, columns=["at", "name", "value", "words"]), height=HEIGHT, background="transparent"
        )
        .mark_bar(color=colours.groups[0], size=18 if named else alt.Undefined)
        .encode(
            x=alt.X("name:N", sort=None, axis=below, scale=alt.Scale(domain=[row["name"] for row in rows])),
            y=alt.Y("value:Q", axis=left, scale=alt.Scale(domainMin=0, nice=True)),
            tooltip=[alt.Tooltip("name:N", title=across), alt.Tooltip("words:N", title=up)],
        )
    )
    drawn: alt.Chart = chart.configure_view(stroke=None)
    return drawn
