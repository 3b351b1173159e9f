"""Whether a coder's use of a code moved over time: what was tested, the verdict, and rolling rates to look at."""

from __future__ import annotations

from math import isnan
from typing import TYPE_CHECKING, Any

import streamlit as st

from qual.figures.palette import palette
from qual.model.codebook import Codebook
from qual.ui import places
from qual.ui.widgets import code_name, count, plain
from qual.workflow.consistency import Drift, Drifts, Series, windows
from qual.workflow.projects import OpenProject

if TYPE_CHECKING:
    import altair as alt

MEASURE = {
    "acceptance": "Suggestions accepted", "prevalence": "Passages read that got the code",
    "centre": "Likeness of what is coded to the rest of it",
}  # fmt: skip
HOW = (
    "Asked for each code and coder: the share of suggestions accepted, the share of passages read that got the "
    "code, and what is coded (the centre of its meaning). The largest difference between before and after any "
    "moment is compared with what it is when whole transcripts change places, within roles; all questions asked "
    "are one family (Holm, 5 %). Flagged is only what moved more than chance: a question, no verdict. A changed "
    "definition is a good reason to move."
)
MOST = 12
_CHOICE = "consistency-drift-series"


def show(project: OpenProject, found: Drifts | None) -> None:
    """Draw what was found, nothing before it was asked for."""
    st.caption(HOW)
    if found is None:
        return
    if not found.found:
        st.markdown("Nothing to ask about: no code in use has a coding.")
        return
    book = project.codebook.book
    flagged = sum(one.flagged for one in found.found)
    asked = len(found.found)
    st.markdown(
        f"**{count(flagged, 'question')} flagged** of {found.tested:,} that could be tested; {asked:,} were asked."
    )
    for place, one in enumerate(found.found):
        if one.flagged and place < MOST:
            _flag(one, place, book)
    _chart(found, book)
    untested = [one for one in found.found if one.p is None]
    if untested:
        with st.expander(f"{count(len(untested), 'question')} that could not be tested, and why", type="compact"):
            st.table(
                {
                    "Question": [plain(_name(one, book)) for one in untested[:100]],
                    "Why": [plain(one.why[:1].upper() + one.why[1:]) for one in untested[:100]],
                },
                hide_index=True, border="horizontal", alt="What could not be tested",
            )  # fmt: skip
            if len(untested) > 100:  # noqa: PLR2004 - as above
                st.caption(f"… and {len(untested) - 100:,} more.")


def _name(one: Drift | Series, book: Codebook) -> str:
    return f"{code_name(book, one.code)}, {one.coder}: {MEASURE[one.measure].lower()}"


def _flag(one: Drift, place: int, book: Codebook) -> None:
    with st.container(border=True, horizontal=True, vertical_alignment="center", key=f"drift-{place}"):
        st.markdown(f"**{plain(_name(one, book))}**  \n{plain(one.sentence)}", width="stretch")
        if st.button("Open", icon=places.CODE.icon, type="tertiary", key=f"drift-open-{place}"):
            places.go_to_code(one.code)


def _chart(found: Drifts, book: Codebook) -> None:
    """Rolling rates of one question."""
    shown = st.selectbox(
        "Look at", range(len(found.found)), key=_CHOICE, width=560,
        format_func=lambda at: _name(found.found[at], book),
    )  # fmt: skip
    one, series = found.found[shown], found.series[shown]
    drawn = chart(series, dark=st.context.theme.type == "dark")
    if drawn is None:
        st.markdown("Too little to draw.")
    else:
        st.altair_chart(drawn, theme=None, key="consistency-drift-chart")
        st.caption(
            "Windows that move over the transcripts in the order they were judged, with 95 % intervals; "
            "neighbouring windows share judgements, so a slow wave is no proof."
        )
    st.markdown(plain(one.sentence))


def chart(series: Series, *, dark: bool) -> alt.LayerChart | None:
    """Each window's value with its interval, in order; None where no window has a value."""
    import altair as alt
    import pandas as pd

    rows: list[dict[str, Any]] = [
        {
            "at": place, "value": one.value, "low": one.low, "high": one.high,
            "words": f"{one.n:,} judgements in {one.transcripts:,} transcripts, {one.first} to {one.last}",
            "from": one.first,
        }
        for place, one in enumerate(windows(series), start=1)
        if not isnan(one.value)
    ]  # fmt: skip
    if not rows:
        return None
    colours = palette(dark=dark)
    text: dict[str, Any] = {
        "labelColor": colours.text,
        "titleColor": colours.text,
        "titleFontWeight": "normal",
        "domain": False,
    }
    centre = series.measure == "centre"
    most = min(1.0, 1.1 * max(float(row["high"]) for row in rows)) if not centre else None
    scale = alt.Scale(zero=False) if centre else alt.Scale(domain=[0, most], nice=False)
    up = alt.Axis(
        title=MEASURE[series.measure], gridColor=colours.grid, gridDash=[1, 3], ticks=False,
        format=".2f" if centre else "%", titleLimit=240, **text,
    )  # fmt: skip
    across = alt.Axis(title="Windows, in the order they were judged", tickMinStep=1, grid=False, format="d", **text)
    base = alt.Chart(pd.DataFrame(rows)).encode(
        x=alt.X("at:Q", axis=across, scale=alt.Scale(domain=[0.5, len(rows) + 0.5], nice=False)),
        tooltip=[
            alt.Tooltip("words:N", title="Holds"), alt.Tooltip("value:Q", format=".2f", title="Value"),
            alt.Tooltip("low:Q", format=".2f", title="From"), alt.Tooltip("high:Q", format=".2f", title="To"),
        ],
    )  # fmt: skip
    line = base.mark_rule(strokeWidth=2, color=colours.groups[0], opacity=0.55).encode(
        y=alt.Y("low:Q", axis=up, scale=scale), y2="high:Q"
    )
    dot = base.mark_point(filled=True, size=70, color=colours.groups[0], opacity=1).encode(
        y=alt.Y("value:Q", axis=up, scale=scale)
    )
    drawn: alt.LayerChart = alt.LayerChart(layer=[line, dot], height=220, background="transparent").configure_view(
        stroke=None
    )
    return drawn
