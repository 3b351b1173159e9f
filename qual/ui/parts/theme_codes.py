"""The view inside codes: two groups in one code's passages, two codes on the same passages. It only proposes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import places, state
from qual.ui.parts import theme_kept
from qual.ui.parts.candidates import people
from qual.ui.widgets import code_name, count, plain, quote, role_name
from qual.workflow import code_groups
from qual.workflow.code_groups import Side, Split, Twins
from qual.workflow.projects import OpenProject

LEVEL = 0.05
HOW_SPLITS = (
    "A code's passages are parted into the two groups that differ most. Any passages can be parted, so the parting "
    "is compared with partings of as many passages drawn at random that differ as passages of this study usually "
    "do. Two groups are proposed only where chance parts as well in at most 5 of 100 such draws, all tested codes "
    "taken together (Holm), and where each group has 4 passages by 2 participants."
)
HOW_TWINS = (
    "Counted are passages that somebody has coded or read to the end. Two codes fire together where at least half "
    "of the rarer one's passages have the other too, at least 4 by 2 participants, and chance alone would give so "
    "many in at most 5 of 100 cases, all pairs taken together (Fisher's exact test, Holm). Passages of one person "
    "are alike, so read p as an order, not as a probability."
)


def show(project: OpenProject) -> None:
    """Draw both parts."""
    splits, twins = theme_kept.made(
        project, state.CODE_GROUPS, "Looking into the codes …",
        lambda: (code_groups.splits(project), code_groups.twins(project)),
    )  # fmt: skip
    book = project.codebook.book
    _twins(twins, book)
    _splits(splits, book)


def _twins(found: Sequence[Twins], book: Codebook) -> None:
    st.subheader("Two codes that may be one", anchor=False)
    asked = [one for one in found if one.proposed or one.alike is not None]
    for one in asked:
        _pair(one, book)
    rest = [one for one in found if one not in asked]
    if not asked:
        st.markdown("No two codes stand on mostly the same passages, and no two definitions are nearly the same.")
    if rest:
        with st.expander(f"Other pairs that are often together ({len(rest)})"):
            st.table(
                {
                    "Codes": [plain(_both(one, book)) for one in rest],
                    "On both": [f"{one.both:,} of {one.first:,} and {one.second:,}" for one in rest],
                    "Times chance": [f"{one.lift:.1f}" if one.lift is not None else "–" for one in rest],
                    "p, alone": [_p(one.p) for one in rest],
                    f"p, of {rest[0].tested:,} pairs": [_p(one.p_adjusted) for one in rest],
                },
                hide_index=True, border="horizontal", alt="Pairs of codes on the same passages",
            )  # fmt: skip
    st.caption(HOW_TWINS)


def _pair(one: Twins, book: Codebook) -> None:
    with st.container(border=True, key=f"twins-{one.codes[0]}-{one.codes[1]}"):
        question = "fire together: merge?" if one.proposed else "are defined in nearly the same words: merge?"
        st.markdown(f"**{plain(_both(one, book))}** {question}")
        first, second = (plain(code_name(book, code)) for code in one.codes)
        said = (
            f"{count(one.both, 'passage')} of {one.of:,} looked at {'has' if one.both == 1 else 'have'} both, by "
            f"{count(one.people, 'participant')}: {one.both:,} of {one.first:,} with {first}, {one.both:,} of "
            f"{one.second:,} with {second}."
        )
        if one.lift is not None:
            p = f"p {_p(one.p_adjusted)} of {one.tested:,} pairs"
            said += f" That is {one.lift:.1f} times what chance would give ({p})."
        if one.alike is not None:
            said += f" Likeness of their definitions: {one.alike:.2f} of 1."
        st.caption(said)
        _to_codebook(f"twins-open-{one.codes[0]}-{one.codes[1]}")


def _splits(found: Sequence[Split], book: Codebook) -> None:
    st.subheader("Two groups inside one code", anchor=False)
    if not found:
        st.markdown("Nothing is coded yet.")
        return
    proposed = [one for one in found if one.proposed]
    tested = found[0].tested
    st.markdown(
        f"**{len(proposed)} of {count(tested, 'code')}** with passages enough "
        f"{'looks' if len(proposed) == 1 else 'look'} like two groups."
    )
    order = sorted(found, key=lambda one: (not one.proposed, one.p is None, one.p if one.p is not None else 1.0))
    by_code = {one.code: one for one in order}
    chosen = st.selectbox(
        "Look into a code", list(by_code), key="themes-split",
        format_func=lambda code: _option(by_code[code], book),
    )  # fmt: skip
    _split(by_code[chosen], book)
    st.caption(HOW_SPLITS)


def _option(one: Split, book: Codebook) -> str:
    said = "two groups?" if one.proposed else "no clear groups" if one.p is not None else "not tested"
    return f"{code_name(book, one.code)}  ·  {count(one.passages, 'passage')}  ·  {said}"


def _split(one: Split, book: Codebook) -> None:
    name = plain(code_name(book, one.code))
    if one.proposed:
        st.markdown(f"**These two groups of quotes of {name} look different: split?**")
    elif one.p is not None:
        st.markdown(f"No split is proposed: {_not_enough(one)}")
    else:
        st.markdown(f"Not tested. {plain(one.why)}")
    if one.p is not None:
        st.caption(f"p {_p(one.p)} alone, {_p(one.p_adjusted)} of {count(one.tested, 'code')} tested.")
    if not one.sides:
        return
    for place, (column, side) in enumerate(zip(st.columns(2), one.sides, strict=True)):
        with column, st.container(border=True, key=f"split-{place}"):
            _side(place + 1, side, one.code)
    if one.proposed:
        _to_codebook("split-open")


def _not_enough(one: Split) -> str:
    if one.p is not None and one.p <= LEVEL:
        return "for one code alone this parting would be unusual, among all those tested it is not unusual enough."
    return "passages drawn at random part about as well as these."


def _side(number: int, side: Side, code: str) -> None:
    said = plain(", ".join(side.words[:5])) or "no word tells it from the other"
    st.markdown(f"**Group {number}**: {said}")
    st.caption(f"{count(side.passages, 'passage')} from {plain(people(side.participants))}")
    for one in side.quotes:
        with st.container(gap=None):
            quote(one.text, f"{one.participant or one.transcript}, {role_name(one.role)}")
            opened = st.button(
                "Open", icon=":material/article:", type="tertiary", key=f"split-open-{code}-{one.segment}",
                help="Open the transcript at these words.",
            )  # fmt: skip
        if opened:
            places.go_to_words(one.transcript, one.start)


def _to_codebook(key: str) -> None:
    if st.button("Open the codebook", icon=places.CODEBOOK.icon, key=key, type="tertiary"):
        places.go(places.CODEBOOK)


def _both(one: Twins, book: Codebook) -> str:
    return " and ".join(f"“{code_name(book, code)}”" for code in one.codes)


def _p(value: float | None) -> str:
    if value is None:
        return "–"
    return "< .001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - as p is printed
