"""When to stop, on the progress page: what may be unfound, how often suggestions were right, what is learned."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import places, problems, resources, state
from qual.ui.widgets import code_name, count, plain, role_name
from qual.workflow import auditing, stopping
from qual.workflow.asking_order import AUDIT
from qual.workflow.projects import OpenProject
from qual.workflow.stopping import (
    BLOCK,
    ERROR,
    FEWEST,
    GAP,
    POSITIVES,
    PRECISION,
    RIGHT,
    WINDOW,
    AuditOf,
    CodeStop,
    Step,
    Stopping,
)

MORE = 30
"""Passages that one click adds to the audit."""
HOW = f"""
- **At most unfound** comes from the random audit alone: passages drawn by chance within each role, in the order
  drawn, up to the first that is not decided for the code; of these the newest {WINDOW}. What the queue found does
  not enter the sample. The bound holds in 95 of 100 studies (hypergeometric, one-sided; with several roles or waves
  Bonferroni), and what was found since is taken off. As a rule of thumb, none of {WINDOW} leaves room for
  3/{WINDOW}, one passage in twenty. Below {FEWEST} audit passages nothing is said.
- It speaks of these passages, these codes as they are defined now, and people's decisions: what readers overlooked,
  it overlooks too. Whoever draws more whenever they dislike the bound makes it too small.
- **Right** counts answers to suggestions, the newest {BLOCK} of each code, with a 95 % Wilson interval. Accepted is
  right while the coding stands.
- **Learned**: {POSITIVES} passages have the code, {RIGHT} of its newest {BLOCK} suggestions were right, and no more
  may be unfound than are found. Where the learner has measured itself on participants it had not seen, average
  precision is {PRECISION:.2f} or more, calibration error below {ERROR:.2f}, and roles do not differ by {GAP:.2f} or
  more in what suggestions find. *Too early* while fewer than 60 passages are decided for it. No code is ever given
  by itself, learned or not.
"""


def show(project: OpenProject) -> None:
    """Draw the section."""
    found = _made(project)
    if not found.codes:
        return
    st.subheader("When to stop", anchor=False)
    st.caption(
        "Everybody's decisions together. How many passages with a code can still be unfound is estimated from "
        "passages that chance drew, never from those the queue picked."
    )
    _audits(found.audits)
    _codes(found, project.codebook.book)
    with st.expander("How often suggestions were right, and what was new", icon=":material/show_chart:"):
        _curve(found)
    with st.expander("How the bound and “learned” are found", icon=":material/help:"):
        st.markdown(HOW)


def _made(project: OpenProject) -> Stopping:
    """The numbers; made again only when something in the study has changed."""
    made_of = (str(project.folder), project.store.revision(), project.codebook.sha256)
    kept = state.get(state.STOPPING)
    if kept is None or kept[0] != made_of:
        kept = (made_of, stopping.stopping(project, measured=stopping.own_measures(project)))
        state.put(state.STOPPING, kept)
    found: Stopping = kept[1]
    return found


def _audits(audits: Sequence[AuditOf]) -> None:
    """How far the audit of each role is, and how to go on with it."""
    waiting = [one for one in audits if one.whole < one.drawn]
    for one in audits:
        gap = f", the first {one.counted:,} without a gap" if one.counted < one.whole else ""
        waves = f" in {one.waves} draws" if one.waves > 1 else ""
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"**{plain(role_name(one.role)).capitalize()}**: {one.whole:,} of {one.drawn:,} audit passages "
                f"read{gap}; drawn from {one.passages:,}{waves}.",
                width="content",
            )
            if one.drawn and one.whole == one.drawn < one.passages:
                st.button(
                    f"Draw {min(MORE, one.passages - one.drawn)} more", key=f"audit-more-{one.role}",
                    type="tertiary", icon=":material/casino:", on_click=_more, args=(one.role,),
                    disabled=not state.coder(),
                )  # fmt: skip
    if waiting and st.button("Review the audit now", icon=places.REVIEW.icon, key="audit-review"):
        state.put(state.REVIEW_FILTERS, {"why": AUDIT})
        places.go(places.REVIEW)


@problems.caught
def _more(role: str) -> None:
    auditing.grow(resources.project(), role, MORE, coder=state.coder())


def _codes(found: Stopping, book: Codebook) -> None:
    roles = ["", *(one.role for one in found.audits)]
    kept, key = state.get(state.STOPPING_ROLE), "stopping-role"
    st.session_state[key] = kept if kept in roles else ""
    if len(found.audits) > 1:
        st.radio(
            "Passages of", roles, key=key, horizontal=True, on_change=_keep, args=(key,),
            format_func=lambda role: role_name(role) if role else "all roles",
        )  # fmt: skip
    role = str(st.session_state[key])
    rows = [one for one in found.codes if one.role == role]
    words = [one.verdict.word for one in rows]
    st.markdown(
        f"**{words.count(stopping.LEARNED):,} of {count(len(rows), 'code')} learned**, "
        f"{words.count(stopping.NOT_YET):,} not learnable yet, {words.count(stopping.EARLY):,} too early to say."
    )
    st.table(
        {
            "Code": [plain(code_name(book, one.code)) for one in rows],
            "Have it, of decided": [f"{one.positives:,} of {one.decided:,}" for one in rows],
            "Of these in the audit": [f"{one.unfound.hits:,} of {one.unfound.sampled:,}" for one in rows],
            "At most unfound, of the rest": [_most(one) for one in rows],
            "Newest suggestions right": [_right(one.curve) for one in rows],
            "So far": [_verdict(one) for one in rows],
        },
        hide_index=True, border="horizontal", alt="What may still be unfound, and what is learned, by code",
    )  # fmt: skip


@problems.caught
def _keep(key: str) -> None:
    state.put(state.STOPPING_ROLE, st.session_state[key])


def _most(one: CodeStop) -> str:
    if one.unfound.most is None:
        return "–"
    return f"{one.unfound.most:,} of {one.unfound.left:,}"


def _right(curve: Sequence[Step]) -> str:
    return _step(curve[-1]) if curve else "–"


def _step(step: Step) -> str:
    return f"{step.block.right} of {step.block.answers} ({100 * step.low:.0f} to {100 * step.high:.0f} %)"


def _verdict(one: CodeStop) -> str:
    word = one.verdict.word.capitalize()
    return f"{word}: {plain('; '.join(one.verdict.reasons))}" if one.verdict.reasons else word


def _curve(found: Stopping) -> None:
    """Two tables: answers in the order of time, and what the reviewed passages brought."""
    if not found.curve:
        st.markdown("No suggestion has been answered yet.")
    else:
        st.table(
            {
                "Answers": [_range(one.block.upto, one.block.answers) for one in found.curve],
                "Suggestions that were right": [_step(one) for one in found.curve],
            },
            hide_index=True, border="horizontal", alt="How often suggestions were right, the oldest answers first",
        )  # fmt: skip
    if found.finds:
        st.table(
            {
                "Passages reviewed": [_range(one.upto, one.passages) for one in found.finds],
                "Codes given for the first time": [f"{one.codes:,}" for one in found.finds],
                "Codes on these passages": [f"{one.quotes:,}" for one in found.finds],
            },
            hide_index=True, border="horizontal", alt="What was new, the passages reviewed first first",
        )  # fmt: skip


def _range(upto: int, number: int) -> str:
    return f"{upto - number + 1:,} to {upto:,}" if number > 1 else f"{upto:,}"
