"""The view of codes that go together: the matrix, the pairs as a table, and the passages behind each count."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import streamlit as st

from qual.figures import cooccurrence as drawing
from qual.model.selection import Selection
from qual.ui import places, problems, resources, state
from qual.ui.parts import behind, figure_view, matrix_choices, theme_kept
from qual.ui.widgets import count, plain, quote, role_name
from qual.workflow import cooccurring
from qual.workflow.cooccurring import COUNTED, PairsAnswer
from qual.workflow.drawing import stamped
from qual.workflow.projects import OpenProject

WITHIN = {"segment": "On one segment", "participant": "By one participant", "sequence": "One after the other"}
OF = {"codes": "Codes", "themes": "Themes"}
STEPS = {
    "1": "the next segment",
    "2": "the next 2 segments",
    "3": "the next 3 segments",
    "5": "the next 5 segments",
}
AT_ONCE = 25
"""Passages that the dialog shows at first, and more with each click."""
_SHOWN = "qual_pair_shown"


def show(project: OpenProject, selection: Selection) -> Sequence[str]:
    """Draw the view; gives the notes that belong beneath it."""
    with st.container(horizontal=True, vertical_alignment="bottom", key="pairs-choices"):
        within = matrix_choices.one_of("Together", list(WITHIN), state.PAIRS_WITHIN, WITHIN)
        of = matrix_choices.one_of("Of", list(OF), state.PAIRS_OF, OF)
        steps = "1"
        if within == "sequence":
            steps = matrix_choices.remembered("Within", list(STEPS), state.PAIRS_STEPS, STEPS, width=200)
    answer = theme_kept.made(
        project, state.PAIRS, "Counting pairs …",
        lambda: project.cooccurrence(within, steps=int(steps), of=of, selection=selection),
        of=repr((within, steps, of, selection)),
    )  # fmt: skip
    st.caption(f"The numbers are {COUNTED[within]}. A click on one shows them.")
    table = answer.table().assign(key_a=answer.rows["a"], key_b=answer.rows["b"])
    figure = drawing.cooccurrence(table, directed=within == "sequence")
    picked = figure_view.show(
        stamped(project, figure, selection), key="pairs-figure", picks=drawing.PICK, table=False
    )
    chosen = _table(answer)
    if behind.clicked(picked, key="pairs") and picked.get("key_a"):
        _open(answer, str(picked["key_a"]), str(picked["key_b"]), selection)
    elif chosen is not None:
        _open(answer, *chosen, selection)
    return answer.notes


def _table(answer: PairsAnswer) -> tuple[str, str] | None:
    """Every pair in numbers; the one whose passages are asked for."""
    if answer.rows.empty:
        return None
    arrow = " → " if answer.within == "sequence" else " + "
    rows = answer.rows.to_dict("records")
    st.subheader("In numbers", anchor=False)
    names = {(row["a"], row["b"]): answer.names[row["a"]] + arrow + answer.names[row["b"]] for row in rows}
    st.dataframe(
        {
            "Pair": list(names.values()),
            "Together": [row["together"] for row in rows],
            "Participants": [row["participants"] for row in rows],
            "Lift": [lift(row["lift"], row["lift_low"], row["lift_high"], row["note"]) for row in rows],
            "By chance": [round(row["expected"], 1) for row in rows],
            "With the first": [row["a_count"] for row in rows],
            "With the second": [row["b_count"] for row in rows],
        },
        hide_index=True, key="pairs-table",
    )  # fmt: skip
    with st.container(horizontal=True, vertical_alignment="bottom", key="pairs-behind"):
        # another way of counting has other pairs: a box of its own, so that none keeps the name of another's
        row = st.selectbox(
            "Passages behind a pair", list(names), format_func=lambda pair: names[pair],
            key=f"pairs-row-{answer.within}-{answer.steps}-{answer.of}",
        )  # fmt: skip
        asked = st.button("Show the passages", icon=":material/format_quote:", key="pairs-show")
    return row if asked else None


def lift(value: float, low: float, high: float, note: str) -> str:
    """A lift with its interval, or in a word why there is none."""
    if value != value:  # noqa: PLR0124 - not-a-number differs from itself
        return "too few expected" if "expected" in note else "too few people"
    return f"{value:.2f}" + (f" [{low:.2f}–{high:.2f}]" if low == low else "")  # noqa: PLR0124 - as above


def _open(answer: PairsAnswer, a: str, b: str, selection: Selection) -> None:
    state.put(_SHOWN, AT_ONCE)
    _dialog(a, b, (answer.within, answer.steps, answer.of), (answer.names[a], answer.names[b]), selection)


@st.dialog("Passages behind the count", width="large", icon=":material/format_quote:")
def _dialog(a: str, b: str, asked: tuple[str, int, str], names: tuple[str, str], selection: Selection) -> None:
    within, steps, of = asked
    found = cooccurring.behind(resources.project(), a, b, within=within, steps=steps, of=of, selection=selection)
    people = {one.participant or one.label for one in found}
    st.markdown(
        f"**{plain(names[0])}** {'then' if within == 'sequence' else 'and'} **{plain(names[1])}**: "
        f"{count(len(found), 'passage')} of {count(len(people), 'participant')}"
    )
    if not found:
        st.info("These two never go together here.")
        return
    most = int(state.get(_SHOWN, AT_ONCE))
    number = 0
    for (who, role), own in groupby(found[:most], key=lambda one: (one.participant or one.label, one.role)):
        st.markdown(f"**{plain(who)}**, {plain(role_name(role))}")
        for one in own:
            number += 1
            with st.container(horizontal=True, vertical_alignment="center"):
                with st.container(width="stretch"):
                    quote(one.words, one.transcript)
                if st.button(
                    "Open", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"pair-open-{number}",
                    help="Open the transcript at these words.",
                ):  # fmt: skip
                    places.go_to_words(one.transcript, one.span.start)
    if len(found) > most:
        st.button(
            f"Show {min(AT_ONCE, len(found) - most)} more of {len(found) - most:,}", key="pair-more",
            on_click=_more, args=(most + AT_ONCE,),
        )  # fmt: skip


@problems.caught
def _more(most: int) -> None:
    state.put(_SHOWN, most)
