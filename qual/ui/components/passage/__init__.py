"""A few turns of a transcript with one stretch marked, drawn by a component so that words stay text.

The turns travel as JSON and are put on the screen with `textContent`: nothing a participant said can become
markup. The box has a fixed height and scrolls to the marked words, so that what stands below never jumps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

NAME = "qual_passage"


@dataclass(frozen=True, slots=True)
class ShownTurn:
    """A turn as it is drawn.

    Attributes:
        who: who speaks, in words.
        before: words before the marked ones.
        marked: the marked words, "" where none of this turn are.
        after: words after them.
    """

    who: str
    before: str
    marked: str = ""
    after: str = ""


def show(turns: Sequence[ShownTurn], *, key: str, label: str) -> None:
    """Draw the turns.

    Args:
        turns: in order.
        key: constant per place on the page; without one the component would be built anew at every run.
        label: what the box is called to someone who cannot see it.
    """
    shown = [{"who": t.who, "before": t.before, "marked": t.marked, "after": t.after} for t in turns]
    _component()(key=key, data={"turns": shown, "label": label})


def _component() -> ComponentRenderer:
    return st.components.v2.component(
        NAME,
        html='<div class="qual-passage" role="region" tabindex="0"></div>',
        css=_part("passage.css"),
        js=_part("passage.js"),
        isolate_styles=False,
    )


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
