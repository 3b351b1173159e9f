"""One suggestion on screen: the question, the passage in its conversation, the buttons, and the evidence."""

from __future__ import annotations

import streamlit as st

from qual.model.codebook import Code, Codebook
from qual.model.suggestion import Evidence
from qual.ui import places, problems, state
from qual.ui.components import passage
from qual.ui.components.passage import About, ShownTurn
from qual.ui.parts import review_acts
from qual.ui.parts.review_acts import Seen
from qual.ui.widgets import code_color, code_select, plain, role_name, shorten
from qual.workflow import queueing
from qual.workflow.projects import OpenProject
from qual.workflow.queueing import ContextTurn, QueueItem

TURNS, MORE_TURNS = 2, 8
MOST_EVIDENCE = 5
SETTLE_MS = 350
"""For so long the buttons of a suggestion that has just come take no click: it belongs to the one before."""

STYLE = f"""
@keyframes qual-settle {{ from {{ pointer-events: none; }} to {{ pointer-events: none; }} }}
[class*="st-key-decide-"] button, [class*="st-key-undo-"] button {{ animation: qual-settle {SETTLE_MS}ms; }}
"""

BANDS = {"likely": "likely", "possible": "possible", "unsure": "unsure"}
"""How well the code seems to fit, in words."""
SAID = {
    "definition": "Close to what the code means:",
    "include": "Close to an include phrase:",
    "example": "Like an example of the code:",
    "confirmed": "Like a passage that was given this code:",
    "exclude": "Close to an exclude phrase:",
    "rejected": "Like a passage this code was rejected for:",
    "words": "Shares words with the code:",
}


def show(book: Codebook, code: Code, seen: Seen, turns: list[ContextTurn]) -> None:
    """Draw a suggestion.

    Question and words come to the screen together, and the buttons take clicks only while those they belong to
    are there.
    """
    st.html(f"<style>{STYLE}{passage.only_while_shown(seen.op, f'.st-key-decide-{seen.op} button')}</style>")
    left, right = st.columns([3, 2], gap="large")
    with left:
        words, buttons = st.container(), st.container()
    with buttons:
        _buttons(book, code, seen)
    with words:
        shown = [_shown(turn, seen.item) for turn in turns]
        passage.show(shown, _about(book, code, seen.item), key="review-passage", showing=seen.op)
    with right:
        _meaning(code)
        _evidence(seen.item)
        _more(seen.item)


def _about(book: Codebook, code: Code, item: QueueItem) -> About:
    theme = book.theme(code.theme)
    where = "" if item.transcript == item.participant else item.transcript
    facts = [theme.name if theme else "", BANDS[item.suggestion.band], where, _who(item)]
    return About(f"{code.name}?", code_color(book, code.id), " · ".join(fact for fact in facts if fact))


def _buttons(book: Codebook, code: Code, seen: Seen) -> None:
    """Accept, reject, another code, skip and a note; their keys hold the act's id, so no key serves two items."""
    with st.container(horizontal=True, key=f"decide-{seen.op}", vertical_alignment="bottom"):
        for label, icon, verdict, kind in (
            ("Accept", ":material/check:", review_acts.ACCEPT, "primary"),
            ("Reject", ":material/close:", review_acts.REJECT, "secondary"),
        ):
            st.button(
                label, icon=icon, type="primary" if kind == "primary" else "secondary", key=f"{verdict}-{seen.op}",
                on_click=review_acts.decide, args=(seen, verdict),
            )  # fmt: skip
        with st.popover("Another code", icon=":material/label:", key=f"other-{seen.op}"):
            _another(book, code, seen)
        st.button(
            "Skip", icon=":material/skip_next:", key=f"skip-{seen.op}", on_click=review_acts.skip, args=(seen,),
            help="It stays open and comes again at the end.",
        )  # fmt: skip
    st.text_input(
        "Note",
        key=seen.memo_key,
        placeholder="Optional note, kept with your decision",
        label_visibility="collapsed",
    )


def _another(book: Codebook, code: Code, seen: Seen) -> None:
    other = code_select("Code for these words", book, key=f"choose-{seen.op}", without=(code.id,))
    name = shorten(code.name, 40)
    for label, verdict, help_text in (
        ("Use it instead", review_acts.INSTEAD, f"Rejects “{name}” and gives the chosen code."),
        ("Use both", review_acts.BESIDE, f"Accepts “{name}” and gives the chosen code as well."),
    ):
        st.button(
            label, key=f"{verdict}-{seen.op}", disabled=other is None, help=plain(help_text), width="stretch",
            on_click=review_acts.decide, args=(seen, verdict, other or ""),
        )  # fmt: skip


def _shown(turn: ContextTurn, item: QueueItem) -> ShownTurn:
    who = " · ".join(part for part in (turn.participant or turn.speaker, role_name(turn.role)) if part)
    if not turn.here:
        return ShownTurn(who, turn.text)
    start, end = item.span.start - turn.span.start, item.span.end - turn.span.start
    return ShownTurn(who, turn.text[:start], turn.text[start:end], turn.text[end:])


def _who(item: QueueItem) -> str:
    return f"{item.participant or item.speaker}, {role_name(item.role)}"


def _meaning(code: Code) -> None:
    st.markdown("**What the code means**")
    st.markdown(
        plain(code.definition) if code.definition else "*No definition yet. The codebook is the place for it.*"
    )
    for word, phrases in (("Include", code.include), ("Exclude", code.exclude)):
        if phrases:
            st.caption(f"{word}: {plain('; '.join(phrases))}")


def _evidence(item: QueueItem) -> None:
    st.markdown("**Why it is suggested**")
    found = [one for one in item.suggestion.evidence if one.text][:MOST_EVIDENCE]
    st.markdown("\n".join(f"- {evidence_in_words(one)}" for one in found) or "*No single reason stands out.*")
    st.caption(f"By {plain(item.suggestion.model)}. A suggestion counts nowhere until a person accepts it.")


def evidence_in_words(evidence: Evidence) -> str:
    """A reason as Markdown: whether it speaks for or against the code, what it is, and the words."""
    side = "For" if evidence.contribution >= 0 else "Against"
    words = plain(shorten(evidence.text, 220))
    return f"**{side}.** {SAID.get(evidence.kind, 'Because of:')} “{words}”"


def _more(item: QueueItem) -> None:
    with st.container(horizontal=True):
        many = state.get(state.REVIEW_TURNS, TURNS) == MORE_TURNS
        label = "Less of the conversation" if many else "More of the conversation"
        st.button(
            label, icon=":material/unfold_more:", type="tertiary", key="review-turns", on_click=_turns, args=(many,)
        )
        if st.button("Open the transcript", icon=":material/article:", type="tertiary", key="review-open"):
            places.go_to_words(item.transcript, item.span.start)


@problems.caught
def _turns(many: bool) -> None:  # noqa: FBT001 - a callback's argument
    state.put(state.REVIEW_TURNS, TURNS if many else MORE_TURNS)


def around(project: OpenProject, item: QueueItem) -> list[ContextTurn]:
    """The turns around a suggestion, as many as the person wants to see."""
    return queueing.context(project, item, turns=int(state.get(state.REVIEW_TURNS, TURNS)))
