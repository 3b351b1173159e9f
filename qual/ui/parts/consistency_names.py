"""Codes that may be one: names so near that one may be meant twice, and codes on the same passages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import places, state
from qual.ui.parts import theme_kept
from qual.ui.widgets import code_name, count, plain
from qual.workflow import code_groups
from qual.workflow.code_groups import Twins
from qual.workflow.consistency import INSIDE, SAME, SHARED, SLIP, near_names
from qual.workflow.projects import OpenProject

MOST = 30
_WHY = {
    SAME: "the same words but for case, signs, plural or order", SLIP: "a letter or an ending apart",
    INSIDE: "one holds all words of the other", SHARED: "most of their words are common",
}  # fmt: skip
_HOW = (
    "Counted are passages that somebody has coded or read to the end, each once. By chance: what codes that have "
    "nothing to do with each other would share; p by Fisher's exact test, of all pairs tested (Holm). Passages of "
    "one person are alike, so read p as an order."
)


def show(
    project: OpenProject, on_demand: Callable[..., Any], link: Callable[[str, str, Codebook, str], None]
) -> None:
    """Draw both lists."""
    book = project.codebook.book
    st.subheader("Names so near that one may be meant twice", anchor=False)
    names = theme_kept.made(
        project, f"{state.CONSISTENCY}names", "Comparing names …", lambda: near_names(project.codebook.book)
    )
    if not names:
        st.markdown("No two names are near each other.")
    for number, one in enumerate(names[:MOST]):
        link(one.first, f"“{code_name(book, one.second)}”: {_WHY[one.why]}.", book, f"names-{number}")
    if len(names) > MOST:
        st.caption(f"… and {count(len(names) - MOST, 'more pair')}.")
    st.subheader("On the same passages, or defined alike", anchor=False)
    found: tuple[Twins, ...] | None = on_demand(
        project, "twins", "Look for them", "Looking into the codes …", lambda: code_groups.twins(project)
    )
    if found is None:
        return
    if not found:
        st.markdown("No two codes stand together more than chance, and no two definitions are nearly the same.")
    else:
        _twins(found, book)
    if st.button("Look into single codes", icon=places.THEMES.icon, type="tertiary", key="consistency-themes"):
        state.put(state.THEMES_VIEW, "Inside codes")
        places.go(places.THEMES)


def _twins(found: tuple[Twins, ...], book: Codebook) -> None:
    st.table(
        {
            "Codes": [plain(" and ".join(code_name(book, code) for code in one.codes)) for one in found],
            "On both": [f"{one.both:,} of {one.first:,} and {one.second:,}" for one in found],
            "Participants": [f"{one.people:,}" for one in found],
            "Times chance": [f"{one.lift:.1f}" if one.lift is not None else "–" for one in found],
            "p": [_p(one.p_adjusted) for one in found],
            "Definitions, of 1": [f"{one.alike:.2f}" if one.alike is not None else "–" for one in found],
            "": ["merge?" if one.proposed or one.alike is not None else "" for one in found],
        },
        hide_index=True, border="horizontal", alt="Pairs of codes on the same passages",
    )  # fmt: skip
    st.caption(_HOW)


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< .001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - as p is printed
