"""A figure on a page: the chart, what must be read beside it, its numbers as a table, and files for a paper."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, cast

import streamlit as st

from qual.figures import render
from qual.model.figure import Cell, Figure
from qual.ui.widgets import plain

MOST_KEPT = 64
"""Files of figures that are kept, so that they are drawn once."""
MOST_AT_ONCE = 100
"""Rows of a figure whose files are made before anybody asks for them."""
MOST_ROWS = 300
"""Up to this many rows the table is one that screen readers read; longer ones scroll in their own frame."""
FONT = '"Source Sans", "Source Sans Pro", sans-serif'
"""The font of the page, which Streamlit sets for axes anyway."""
_SAID = 3
"""Decimals of a number in the table."""


def show(figure: Figure, *, key: str, heading: bool = True, picks: str = "", table: bool = True) -> dict[str, Any]:
    """Draw a figure with its table and its buttons.

    Args:
        figure: what to draw; one with nothing to draw says why.
        key: of the chart and its buttons, unique on the page.
        heading: whether its title stands above it.
        picks: name of the selection (a point parameter of the chart) that a click makes, "" for none.
        table: whether the numbers stand beneath; False where the page has them already.

    Returns:
        What was clicked: fields of the datum, {} for nothing.
    """
    if heading:
        st.subheader(plain(figure.title), anchor=False)
    if not figure.spec:
        st.info(plain(figure.alt), icon=":material/info:")
        return {}
    picked = _chart(figure, key, picks)
    if figure.notes:
        st.caption("  \n".join(plain(note) for note in figure.notes))
    with st.container(horizontal=True, vertical_alignment="center", key=f"{key}-files"):
        for name, mime in (("PNG", "image/png"), ("SVG", "image/svg+xml")):
            st.download_button(
                name, data=make(name, figure),
                file_name=f"{figure.name}.{name.lower()}", mime=mime,
                key=f"{key}-{name}", on_click="ignore", type="tertiary", icon=":material/download:",
                help=f"This figure as {name}, for print: {render.WIDTH_MM} mm wide" + (
                    f", {render.DPI} dots per inch." if name == "PNG" else ", its words stay words."),
            )  # fmt: skip
    if table:
        with st.expander("The numbers as a table", icon=":material/table:"):
            numbers(figure)
    return picked


def make(name: str, figure: Figure) -> bytes | Callable[[], bytes]:
    """The figure as a file, or for a long one, which takes seconds, what makes it on the click.

    One made on the click can be gone where the page runs again meanwhile; so the others are made beforehand.
    """
    spec = json.dumps(figure.spec, sort_keys=True)
    return partial(_file, name, spec, figure) if len(figure.rows) > MOST_AT_ONCE else _file(name, spec, figure)


@st.cache_data(show_spinner=False, max_entries=MOST_KEPT)
def _file(name: str, spec: str, _figure: Figure) -> bytes:  # noqa: ARG001 - the chart as text is what it is kept by
    """The figure as a file, drawn once."""
    return render.png(_figure) if name == "PNG" else render.svg(_figure).encode()


def numbers(figure: Figure) -> None:
    """The figure's numbers as a table."""
    import pandas as pd

    if len(figure.rows) > MOST_ROWS:
        st.dataframe(
            pd.DataFrame(list(figure.rows), columns=list(figure.headings)), hide_index=True, alt=figure.title
        )
        return
    rows = [[plain(cell(value)) for value in row] for row in figure.rows]
    st.table(
        pd.DataFrame(rows, columns=[plain(name) for name in figure.headings]), hide_index=True, border="horizontal",
        alt=f"The numbers of: {figure.title}",
    )  # fmt: skip


def cell(value: Cell) -> str:
    """A value of the table as it is read: a dash for none, whole numbers whole."""
    if value is None or value != value:  # noqa: PLR0124 - not-a-number differs from itself
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and not value.is_integer():
        return f"{round(value, _SAID):g}"
    return f"{value:,.0f}" if isinstance(value, int | float) else value


def _chart(figure: Figure, key: str, picks: str) -> dict[str, Any]:
    drawn = render.spec(figure, dark=st.context.theme.type == "dark", width="container")
    drawn["background"] = "transparent"
    drawn["config"]["font"] = FONT
    if not picks:
        st.vega_lite_chart(spec=drawn, width="stretch", theme=None, key=key, alt=figure.alt)
        return {}
    clicked = st.vega_lite_chart(
        spec=drawn, width="stretch", theme=None, key=key, alt=figure.alt, on_select="rerun", selection_mode=picks
    )
    found = cast(dict[str, Any], clicked).get("selection", {}).get(picks, [])
    return dict(found[0]) if found else {}
