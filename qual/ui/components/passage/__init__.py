"""A question about a few turns of a transcript with one stretch marked, by a component so that words stay text.

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
LABEL = "The passage in its conversation"


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


@dataclass(frozen=True, slots=True)
class About:
    """What stands above the box: a question, the colour beside it (`#RRGGBB`), and facts in one line."""

    question: str
    color: str
    facts: str


def show(turns: Sequence[ShownTurn], about: About, *, key: str, showing: str) -> None:
    """Draw the question and the turns, at once.

    Args:
        turns: in order.
        about: the question and what stands below it.
        key: constant per place on the page; without one the component would be built anew at every run.
        showing: what is drawn; style sheets find it as `data-showing` of the box, see `only_while_shown`.
    """
    shown = [{"who": t.who, "before": t.before, "marked": t.marked, "after": t.after} for t in turns]
    data = {"turns": shown, "label": LABEL, "showing": showing, "question": about.question, "about": about.facts,
            "color": about.color}  # fmt: skip
    _component()(key=key, data=data)


def only_while_shown(showing: str, selector: str) -> str:
    """A style that lets what the selector names take clicks only while `showing` is on screen.

    Streamlit sends the parts of a page one by one; between two of them a button could stand below words that
    it does not belong to.
    """
    if not showing.isalnum():
        raise ValueError("what is shown is named by letters and digits")
    return f'.stApp:not(:has(.qual-passage[data-showing="{showing}"])) {selector} {{ pointer-events: none; }}'


def _component() -> ComponentRenderer:
    return st.components.v2.component(
        NAME,
        html='<div class="qual-card"><div class="qual-passage" role="region" tabindex="0"></div></div>',
        css=_part("passage.css"),
        js=_part("passage.js"),
        isolate_styles=False,
    )


@cache
def _part(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")
