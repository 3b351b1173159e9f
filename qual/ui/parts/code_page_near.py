"""What is near one code, and how far two coders agree on it."""

from __future__ import annotations

import streamlit as st

from qual.model.codebook import Code, Codebook
from qual.ui import places, state
from qual.ui.parts import theme_kept
from qual.ui.parts.check_view import around
from qual.ui.widgets import code_name, count, plain, quote, role_name, share
from qual.workflow import code_agreement, code_page
from qual.workflow.checking import Place
from qual.workflow.code_agreement import Pair, Share
from qual.workflow.code_page import Neighbours
from qual.workflow.projects import OpenProject

NOW, ANY = "Text of now", "Any text"
HOW_NEAR = (
    "Counted are passages that somebody has coded or read to the end, each once, whoever coded it. By chance: "
    "what two codes that have nothing to do with each other would share. Passages of one person are alike, so a "
    "small difference says little."
)
HOW_AGREED = (
    "A passage counts where both gave it the code, rejected it there, or read it to the end; under the text of now "
    "only what was done, or found still right, under it, whether given or left. Positive agreement: of what either "
    "gave, how much the other gave too (2a / (2a + b + c)); negative, the same of what either left. Kappa and AC1 "
    "take away agreement by chance, each in its own way; kappa is low for rare codes even where few passages "
    "differ. Passages of one person are alike, so the intervals are too short. Where two saw the same suggestion "
    "they may agree because of it."
)


def neighbours(project: OpenProject, code: Code) -> None:
    """Draw the codes on the same passages and those of like meaning."""
    found = theme_kept.made(
        project, f"{state.CODE_MADE}near", "Looking …", lambda: code_page.neighbours(project, code.id), of=code.id
    )
    book = project.codebook.book
    st.subheader("On the same passages", anchor=False)
    if not found.beside:
        st.markdown("No passage has this code and another.")
    else:
        st.table(
            {
                "Code": [plain(code_name(book, one.code)) for one in found.beside],
                "On both": [f"{one.both:,} of {one.own:,}" for one in found.beside],
                "Of the other's": [f"{one.both:,} of {one.other:,}" for one in found.beside],
                "By chance": [f"{one.expected:.1f}" for one in found.beside],
                "Participants": [f"{one.people:,}" for one in found.beside],
            },
            hide_index=True, border="horizontal", alt="Codes on the same passages",
        )  # fmt: skip
        st.caption(f"{HOW_NEAR} Looked at: {count(found.beside[0].of, 'passage')}.")
    st.subheader("Nearest by meaning", anchor=False)
    _nearest(found, code, book)
    _links(found, book)


def _nearest(found: Neighbours, code: Code, book: Codebook) -> None:
    if found.nearest:
        st.table(
            {
                "Code": [plain(code_name(book, one)) for one, _ in found.nearest],
                "Likeness of the definitions, of 1": [f"{likeness:.2f}" for _, likeness in found.nearest],
            },
            hide_index=True, border="horizontal", alt="Codes of like meaning",
        )  # fmt: skip
        st.caption(f"{found.compared:,} of {count(found.codes, 'other code')} in use compared.")
    elif not code.definition.strip():
        st.markdown("The code has no definition to compare.")
    elif not found.codes:
        st.markdown("There is no other code in use.")
    else:
        st.markdown("Not compared yet: making suggestions reads the definitions.")


def _links(found: Neighbours, book: Codebook) -> None:
    """The ways to the pages of the codes named."""
    named = list(dict.fromkeys([*(one.code for one in found.beside), *(one for one, _ in found.nearest)]))
    with st.container(horizontal=True, key="code-near-links"):
        for one in named:
            there = book.code(one)
            if there and st.button(plain(there.name), type="tertiary", icon=places.CODE.icon, key=f"near-{one}"):
                places.go_to_code(one)


def agreement(project: OpenProject, code: Code) -> None:
    """Draw how far each two coders agree."""
    text = st.segmented_control(
        "Done under", (NOW, ANY), default=NOW, key="code-agreement-text", required=True,
        label_visibility="collapsed",
    )  # fmt: skip
    found = theme_kept.made(
        project, f"{state.CODE_MADE}pairs", "Comparing …",
        lambda: code_agreement.pairs(project, code, any_text=text == ANY), of=f"{code.id}\n{text}",
    )  # fmt: skip
    if not found:
        when = " while it meant what it means now" if text == NOW else ""
        st.info(f"No passage was read or decided for this code by two people{when}, so nothing can be compared.")
        return
    chosen = found[0]
    if len(found) > 1:
        names = [f"{one.first} and {one.second}  ·  {count(one.found.n, 'passage')}" for one in found]
        number = st.selectbox(
            "Two coders", range(len(found)), format_func=lambda one: names[one], key="code-pair", width=420
        )
        chosen = found[number]
    _pair(chosen)


def _pair(pair: Pair) -> None:
    found, first, second = pair.found, plain(pair.first), plain(pair.second)
    st.markdown(
        f"**{first} and {second}**: {count(found.n, 'passage')} by {count(pair.participants, 'participant')} that "
        f"both read or decided; {pair.blind:,} of them without seeing suggestions."
    )
    table, numbers = st.columns(2, gap="large")
    with table:
        st.table(
            {
                "": [f"{first} gave it", f"{first} left it"],
                f"{second} gave it": [f"{found.both:,}", f"{found.second:,}"],
                f"{second} left it": [f"{found.first:,}", f"{found.neither:,}"],
            },
            hide_index=True, border="horizontal", alt="Passages by what the two did",
        )  # fmt: skip
    with numbers:
        if found.observed is None:
            st.markdown(plain(found.why))
        else:
            rows = (
                ("Agree", _share(found.observed)), ("Positive agreement", _share(found.positive)),
                ("Negative agreement", _share(found.negative)), ("Kappa", _coefficient(found.kappa)),
                ("AC1", _coefficient(found.ac1)),
            )  # fmt: skip
            st.table(
                {"Measure": [name for name, _ in rows], "Value (95 % interval)": [value for _, value in rows]},
                hide_index=True, border="horizontal", alt="Agreement of the two",
            )  # fmt: skip
            if found.why:
                st.markdown(plain(found.why))
    st.caption(HOW_AGREED)
    for name, listed, number in ((first, pair.only_first, found.first), (second, pair.only_second, found.second)):
        if listed:
            st.markdown(f"**Only {name}** gave it to {count(number, 'passage')}:")
            for place, one in enumerate(listed):
                _place(one, f"only-{name}-{place}")
            if number > len(listed):
                st.caption(f"… and {number - len(listed):,} more.")


def _share(one: Share | None) -> str:
    return "–" if one is None else f"{share(one.value)} ({share(one.low)} to {share(one.high)})"


def _coefficient(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _place(one: Place, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        with st.container(width="stretch"):
            quote(around(one.quote, ""), f"{one.person} · {role_name(one.role)} · {one.transcript}")
        if st.button(
            "Open", icon=places.TRANSCRIPTS.icon, type="tertiary", key=f"code-{key}",
            help="Open the transcript at these words.",
        ):  # fmt: skip
            places.go_to_words(one.transcript, one.span.start)
