"""The map view: passages placed by what they mean, coloured by code, role or candidate theme."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import streamlit as st

from qual.model.participant import UNKNOWN
from qual.ui import places, state
from qual.ui.parts import theme_chart, theme_kept
from qual.ui.parts.theme_chart import MOST_GROUPS, Grouping
from qual.ui.widgets import code_name, count, plain, role_name, shorten
from qual.workflow import theme_maps
from qual.workflow.projects import OpenProject
from qual.workflow.theme_maps import Point, ThemeMap
from qual.workflow.theming import ThemeReport

BY = {"theme": "Candidate theme", "code": "Code", "role": "Role"}
OTHERS = {"theme": "in none of these themes", "code": "none of these codes", "role": "another role"}
SHAPE_NAMES = ("circle", "diamond", "square", "triangle up", "triangle down", "cross")
QUOTE = 160


def show(project: OpenProject, themes: ThemeReport) -> None:
    """Draw the map, what its axes carry, and the same passages as tables."""
    found = theme_kept.made(
        project, state.THEME_MAP, "Laying out the map …", lambda: theme_maps.theme_map(project, themes)
    )
    if not found.points:
        st.info(plain(found.note))
        return
    book = project.codebook.book
    names = {code: code_name(book, code) for point in found.points for code in point.codes}
    grouping = _grouping(found, themes, names, (*project.roles, UNKNOWN))
    drawn = theme_chart.drawn(found, grouping, names, dark=st.context.theme.type == "dark")
    picked = st.altair_chart(
        drawn, width="stretch", on_select="rerun", selection_mode=theme_chart.PICK, key="themes-map",
        alt="A map of passages by what they mean; the groups and all passages stand in tables below.",
    )  # fmt: skip
    if point := picked_point(found, picked):
        places.go_to_words(point.quote.transcript, point.quote.start)
    st.caption(said(found))
    _table(found, grouping)
    _list(found, grouping, names)


def said(found: ThemeMap) -> str:
    """What the map shows, and how little of it a page can show."""
    first, second = (100 * share for share in found.shares)
    if not first:
        return "All these passages say the same to the sentence model, so they stand on one place."
    return (
        f"{count(len(found.points), 'passage')}. A click on one opens it in its transcript. The two axes are those "
        f"along which passages differ most (principal components); together they carry {first + second:.1f} % of "
        "all differences. So distance on this page is only roughly likeness: what stands together may still be "
        f"unlike. {found.note}"
    ).strip()


def picked_point(found: ThemeMap, picked: Any) -> Point | None:  # noqa: ANN401 - a chart's state has no public type
    """The point that a click picked, None for none."""
    rows = (picked or {}).get("selection", {}).get(theme_chart.PICK) or []
    names = {str(row.get("passage", "")) for row in rows if isinstance(row, Mapping)}
    return next((point for point in found.points if point.quote.segment in names), None)


def _grouping(found: ThemeMap, themes: ThemeReport, names: Mapping[str, str], roles: Sequence[str]) -> Grouping:
    """Choose what the colours mean, and which codes, roles or themes have one."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    with left:
        first = "theme" if themes.themes else "code" if names else "role"
        by = st.segmented_control(
            "Colour by",
            list(BY),
            default=first,
            format_func=lambda one: BY[one],
            key="themes-map-by",
            required=True,
        )
    by = str(by or first)
    numbers = Counter(key for point in found.points for key in theme_chart.keys_of(point, by))
    labels = {"theme": {one.id: one.label for one in themes.themes}, "code": dict(names)}.get(
        by, {role: role_name(role) for role in numbers}
    )
    order = {"theme": list(labels), "role": list(roles)}.get(by, [key for key, _ in numbers.most_common()])
    options = sorted(numbers, key=lambda key: order.index(key) if key in order else len(order))
    with right:
        chosen = st.multiselect(
            "Shown in colour", options, default=options[:MOST_GROUPS], max_selections=MOST_GROUPS,
            format_func=lambda key: f"{labels.get(key, key)} ({numbers[key]})", key=f"themes-map-of-{by}",
            help=f"At most {MOST_GROUPS}: more cannot be told apart. A passage with several is drawn as the first.",
        )  # fmt: skip
    other = OTHERS[by] if chosen or numbers else "passages"
    return theme_chart.grouped_by(found, chosen, labels, by, other)


def _table(found: ThemeMap, grouping: Grouping) -> None:
    """The groups in words: shape, size, people, and the passage nearest to the middle of each."""
    rows = []
    for place, group in enumerate((*grouping.groups, grouping.other)):
        own = [p for p in found.points if grouping.of.get(p.quote.segment, grouping.other) == group]
        if own:
            shape = SHAPE_NAMES[place % len(SHAPE_NAMES)] if place < len(grouping.groups) else "small grey dot"
            people = {point.quote.participant or point.quote.transcript for point in own}
            rows.append((plain(group), shape, f"{len(own):,}", f"{len(people):,}", _middle(own)))
    columns = ("Group", "Drawn as", "Passages", "Participants", "A passage from its middle")
    shown = {name: [row[place] for row in rows] for place, name in enumerate(columns)}
    st.table(shown, hide_index=True, border="horizontal", alt="The groups on the map")


def _middle(own: Sequence[Point]) -> str:
    across = sum(point.across for point in own) / len(own)
    up = sum(point.up for point in own) / len(own)
    nearest = min(own, key=lambda point: ((point.across - across) ** 2 + (point.up - up) ** 2, point.quote.segment))
    return plain(shorten(nearest.quote.text, QUOTE))


def _list(found: ThemeMap, grouping: Grouping, names: Mapping[str, str]) -> None:
    """Every passage of the map, so that each can also be opened without a mouse."""
    with st.expander("All passages on the map, as a table", icon=":material/table_rows:"):
        st.caption("Tick a line to open its transcript.")
        points = found.points
        picked = st.dataframe(
            {
                "Passage": [shorten(point.quote.text, QUOTE) for point in points],
                "Who": [point.quote.participant or point.quote.transcript for point in points],
                "Role": [role_name(point.quote.role) for point in points],
                "Codes": [", ".join(names.get(code, code) for code in point.codes) for point in points],
                "Group": [grouping.of.get(point.quote.segment, grouping.other) for point in points],
            },
            hide_index=True, on_select="rerun", selection_mode="single-row", key="themes-map-list",
        )  # fmt: skip
        rows = picked["selection"]["rows"]
        if rows and rows[0] < len(points):
            places.go_to_words(points[rows[0]].quote.transcript, points[rows[0]].quote.start)
