"""What a change of the codebook would touch, shown before it happens."""

from __future__ import annotations

import streamlit as st

from qual.model.surgery import Surgery
from qual.ui.widgets import plain
from qual.workflow import effects
from qual.workflow.effects import Effects, Touched
from qual.workflow.projects import OpenProject

MOST_CODES, MOST_LINES = 15, 12
MOST_CODERS = 3


def show(project: OpenProject, asked: Surgery, found: Effects | None = None) -> Effects:
    """A line for each thing that happens and a table of what hangs on each code; returns what was found.

    Args:
        project: the open project.
        asked: the plan.
        found: what it touches, where that is known already.
    """
    found = found or effects.effects(project, asked)
    st.markdown("**What it touches**")
    hanging = [one for one in found.codes if one.codings or one.rejects or one.suggestions or one.memos]
    lines = [line for line in found.words if not any(_in_table(line, one) for one in hanging)]
    if lines:
        more = [f"- and {len(lines) - MOST_LINES:,} more like these"] if len(lines) > MOST_LINES else []
        st.markdown("\n".join([*(f"- {plain(line)}" for line in lines[:MOST_LINES]), *more]))
    if hanging:
        st.table(
            table(hanging[:MOST_CODES]), hide_index=True, border="horizontal",
            alt="What hangs on each code now",
        )  # fmt: skip
    if len(hanging) > MOST_CODES:
        st.caption(f"… and {len(hanging) - MOST_CODES:,} more codes.")
    return found


def table(codes: list[Touched]) -> dict[str, list[str]]:
    """What hangs on each code: codings, participants by role of how many, coders, rejects, suggestions."""
    roles = [role for role, _, of in codes[0].said_by if of] if codes else []
    shares = [{role: f"{n:,} of {of:,}" for role, n, of in one.said_by} for one in codes]
    columns = {
        "Code": [plain(one.name) for one in codes],
        "Codings": [f"{one.codings:,}" for one in codes],
        **{f"With it: {plain(role)}": [share.get(role, "–") for share in shares] for role in roles},
        "Coded by": [plain(coders(one)) for one in codes],
        "Rejects": [f"{one.rejects:,}" for one in codes],
        "Suggestions": [f"{one.suggestions:,}" for one in codes],
    }
    if any(one.memos for one in codes):
        columns["Memos"] = [f"{one.memos:,}" for one in codes]
    return columns


def coders(one: Touched) -> str:
    """Who gave a code and how often, the first few by name."""
    most = sorted(one.coders, key=lambda pair: -pair[1])
    named = ", ".join(f"{name} {number:,}" for name, number in most[:MOST_CODERS])
    rest = len(most) - MOST_CODERS
    return (f"{named} and {rest} more" if rest > 0 else named) or "–"


def hangs(found: Effects) -> bool:
    """Whether anything a person did, or a suggestion, hangs on it."""
    return any(one.codings or one.rejects or one.suggestions for one in found.codes)


def _in_table(line: str, one: Touched) -> bool:
    """Whether the table says it: the line that only counts a code's codings."""
    return line.startswith(f"{one.name}: {one.codings:,} coding") and " (" in line and line.endswith(".")
