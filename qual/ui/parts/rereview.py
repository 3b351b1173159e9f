"""Decisions made under an older text, to be looked at again: what was said then and now, the words, what to do."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Codebook
from qual.model.coding import Coding, Decision, Op
from qual.ui import places, problems, resources, state
from qual.ui.parts import codebook_changes, theme_kept
from qual.ui.parts.code_page_quotes import in_place
from qual.ui.widgets import code_name, code_select, count, need_coder, plain, role_name
from qual.workflow import rereview, rereview_fit, reviewing
from qual.workflow.planning import EntryChange
from qual.workflow.projects import OpenProject
from qual.workflow.rereview import Older, OlderText, Rereview
from qual.workflow.rereview_fit import Fits

AT_ONCE = 10
MOST_REJECTS = 10
MOST_TEXTS = 5
MINE, ALL = "Mine", "Everybody’s"
_CODE, _WHOSE = "rereview-code", "rereview-whose"
INTRODUCTION = (
    "A definition was changed; these decisions were made under the older text. They count as they are until "
    "somebody changes them. “Still right” keeps a coding and settles it where it is your own; for another’s it "
    "stands beside it for them to see."
)


def show(project: OpenProject, code: str = "") -> None:
    """Draw what waits, of one code, or with the choice of one."""
    coder = need_coder()
    if not coder:
        return
    found = theme_kept.made(
        project, state.REREVIEW, "Reading the versions of the codebook …",
        lambda: rereview.rereview(project, code=code, coder=coder), of=f"{code}\n{coder}",
    )  # fmt: skip
    if not found.codings and not found.rejects:
        st.markdown(f"No decision waits: none in force was made under an older text.{_settled(found)}")
        _unknown(found)
        return
    book = project.codebook.book
    chosen = code or _chosen(found, book)
    mine = [one for one in found.codings if one.coding.code == chosen]
    if mine:
        st.caption(INTRODUCTION + _settled(found))
        texts = sorted({one.text for one in mine})
        _texts([found.texts[one] for one in texts], book)
        _codings(project, found, mine, coder, {text: number for number, text in enumerate(texts, start=1)})
    _rejects(project, [one for one in found.rejects if one.code == chosen])
    _unknown(found)


def _settled(found: Rereview) -> str:
    if not found.settled:
        return ""
    was = "was" if found.settled == 1 else "were"
    return f" {count(found.settled, 'coding')} made under one {was} found still right by whoever made them."


def _unknown(found: Rereview) -> None:
    if found.unknown:
        st.caption(
            f"Of {count(found.unknown, 'coding')} it cannot be told: the version of the codebook they were made "
            "under is not kept, or did not have their code."
        )


def _chosen(found: Rereview, book: Codebook) -> str:
    waiting = found.by_code
    codes = list(dict.fromkeys([*waiting, *(one.code for one in found.rejects)]))
    kept = state.get(state.REREVIEW_SHOWN, {}).get("code")
    st.session_state[_CODE] = kept if kept in codes else codes[0]
    st.selectbox(
        "Code", codes, key=_CODE, width=420, on_change=_keep,
        format_func=lambda one: f"{code_name(book, one)}  ·  {count(waiting.get(one, 0), 'coding')}",
    )  # fmt: skip
    return str(st.session_state[_CODE])


def _texts(texts: Sequence[OlderText], book: Codebook) -> None:
    """What each older text said beside what is said now."""
    names = codebook_changes.named([book])
    shown = []
    for number, one in enumerate(texts[:MOST_TEXTS], start=1):
        days = " to ".join(dict.fromkeys((one.since[:10], one.until[:10])))
        other = f", given as “{one.was.name}”" if one.was.id != one.now.id else ""
        title = f"Text {number}" if len(texts) > 1 else "What changed"
        note = f"{count(one.codings, 'coding')} made under the older text, {days}{other}"
        change = EntryChange("code", one.now.id, title, ("then and now",), one.fields)
        shown.append(codebook_changes.entry(change, names, note))
    st.html("".join(shown))
    if len(texts) > MOST_TEXTS:
        st.caption(f"… and {len(texts) - MOST_TEXTS:,} earlier texts; see the history on the code’s page.")


def _codings(
    project: OpenProject, found: Rereview, waiting: Sequence[Older], coder: str, numbers: dict[int, int]
) -> None:
    kept = state.get(state.REREVIEW_SHOWN, {})
    own = [one for one in waiting if one.coding.coder == coder]
    whose = kept.get("whose") or (MINE if own else ALL)
    if own and len(own) < len(waiting):
        st.session_state[_WHOSE] = whose
        st.segmented_control(
            "Whose", (MINE, ALL), key=_WHOSE, on_change=_keep, required=True, label_visibility="collapsed"
        )
    listed = own if whose == MINE and own else list(waiting)
    fits = rereview_fit.fits(project, found, waiting[0].coding.code)
    if fits.of:
        listed = sorted(listed, key=lambda one: -fits.of[one.coding.id].score)
    most = int(kept.get("most", AT_ONCE))
    shown = listed[:most]
    _order(len(listed), fits, found, waiting[0].coding.code)
    for one, words in zip(shown, rereview.shown(project, shown), strict=False):
        text = found.texts[one.text]
        of = f" under text {numbers[one.text]}" if len(numbers) > 1 else ""
        facts = f"{words.participant or words.label} · {role_name(words.role)} · {one.coding.transcript}"
        said = f"{facts} · coded by {one.coding.coder} on {one.coding.created[:10]}{of}"
        if one.affirmed:
            names = ", ".join(dict.fromkeys(who.coder for who in one.affirmed))
            said += f" · found still right by {names}"
        fit = fits.of.get(one.coding.id)
        with st.container(border=True, key=f"rereview-{one.coding.id}", gap="xsmall"):
            st.html(in_place(words, one.coding.quote, said))
            if fit is not None:
                st.caption(f"{plain(fit.why[:1].upper() + fit.why[1:])}.")
            _acts(project, one, text, coder)
    if len(listed) > most:
        st.button(
            f"Show {min(AT_ONCE, len(listed) - most)} more of {len(listed) - most:,}", key="rereview-more",
            on_click=_more, args=(most + AT_ONCE,),
        )  # fmt: skip


def _order(number: int, fits: Fits, found: Rereview, code: str) -> None:
    """In which order they come, and the way to have the worst fits first where these are not known yet."""
    with st.container(horizontal=True, vertical_alignment="center", key="rereview-order"):
        if fits.of:
            st.caption(
                f"{count(number, 'coding')}, the worst fit first: those that the text moved away from, or that are "
                "less like it than the others. An order, no verdict.",
                width="stretch",
            )
            return
        st.caption(f"{count(number, 'coding')}, the oldest first.", width="content")
        st.button(
            "Worst fits first", icon=":material/sort:", type="tertiary", key="rereview-read", on_click=_read,
            args=(found, code),
            help=f"The sentence model on this computer reads {count(fits.missing, 'text')} first.",
        )  # fmt: skip


@problems.caught
def _read(found: Rereview, code: str) -> None:
    rereview_fit.fits(resources.project(), found, code, encode=True)


def _acts(project: OpenProject, one: Older, text: OlderText, coder: str) -> None:
    coding = one.coding
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Still right", icon=":material/check:", key=f"rereview-right-{coding.id}", on_click=_act,
            args=("affirm", coding, coder, text.now.meaning),
        )  # fmt: skip
        if coding.coder == coder:
            with st.popover("Another code", icon=":material/swap_horiz:", key=f"rereview-other-{coding.id}"):
                key = f"rereview-to-{coding.id}"
                other = code_select("Another code", project.codebook.book, key=key, without=(coding.code,))
                st.button(
                    "Give it this code", type="primary", disabled=other is None, key=f"rereview-give-{coding.id}",
                    on_click=_act, args=("recode", coding, coder, other or ""),
                )  # fmt: skip
            st.button(
                "Remove", icon=":material/delete:", type="tertiary", key=f"rereview-remove-{coding.id}",
                on_click=_act, args=("remove", coding, coder, ""), help="Takes your coding back. It can be undone.",
            )  # fmt: skip
        if st.button(
            "Open", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"rereview-open-{coding.id}",
            help="Open the transcript at these words.",
        ):  # fmt: skip
            places.go_to_words(coding.transcript, coding.span.start)


def _rejects(project: OpenProject, found: Sequence[Decision]) -> None:
    if not found:
        return
    with st.expander(f"{count(len(found), 'reject')} under an older text", icon=":material/block:", type="compact"):
        st.caption(
            "They hold no longer: where the code fits under its text of now, it is suggested there again by itself."
        )
        shown = found[:MOST_REJECTS]
        for one, words in zip(shown, rereview.shown(project, shown), strict=False):
            who = f"{words.participant or words.label} · {role_name(words.role)} · {one.transcript}"
            st.html(in_place(words, words.words, f"{who} · rejected by {one.coder} on {one.created[:10]}"))
        if len(found) > len(shown):
            st.caption(f"… and {len(found) - len(shown):,} more.")


@problems.caught
def _act(act: str, coding: Coding, coder: str, said: str) -> None:
    """Carry an act out; `said` is the meaning affirmed under, or the code to give instead."""
    seen = f"rereview:{act}:{coding.id}:{said}"
    op = Op(
        state.op_id(seen), act, coder, transcript=coding.transcript, target=coding.id, blind=coding.blind,
        code=said if act == "recode" else "", text=said if act == "affirm" else "",
    )  # fmt: skip
    [answer] = reviewing.apply(resources.project(), [op])
    state.spend(seen)
    if answer.refusal:
        problems.tell("error", answer.refusal)
        return
    done = {"affirm": "Kept.", "recode": "Recoded.", "remove": "Removed."}[act]
    st.toast(f"{done} “Undo” in the side bar takes it back.")


@problems.caught
def _keep() -> None:
    kept = {"code": st.session_state.get(_CODE), "whose": st.session_state.get(_WHOSE)}
    state.put(state.REREVIEW_SHOWN, kept)


@problems.caught
def _more(most: int) -> None:
    state.put(state.REREVIEW_SHOWN, {**state.get(state.REREVIEW_SHOWN, {}), "most": most})
