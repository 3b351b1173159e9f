"""What becomes of each code that comes in: as proposed, or as a person says, for all at once or one by one."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import streamlit as st

from qual.model.codebook import Code
from qual.ui import problems, state
from qual.ui.widgets import count, plain, shorten
from qual.workflow.codebook_exchange import Choice, Coming

Changed = Mapping[str, Choice]
Change = Callable[[Changed], None]

MOST_ROWS = 100
FILL, OVERWRITE, NEW, SKIP, OTHER = "fill", "overwrite", "new", "skip", "other"
AS_PROPOSED = "proposed"
FOR_ALL = {
    AS_PROPOSED: "As proposed", FILL: "Fill in what mine lack", OVERWRITE: "Overwrite mine",
    NEW: "Add as codes of their own", SKIP: "Leave out",
}  # fmt: skip
MAY, ALL = "May be mine", "All"


def show(coming: Coming, changed: Changed, change: Change) -> dict[str, Choice]:
    """Draw the choices and return them, one for each code that comes in.

    Args:
        coming: what comes in.
        changed: choices that differ from those proposed.
        change: called with these anew, from a widget's callback.
    """
    choices = {**coming.choices, **{one: choice for one, choice in changed.items() if one in coming.choices}}
    matches = {match.incoming_id: match for match in coming.matches if match.own_id}
    if not coming.base.codes:
        return choices
    if matches:
        st.markdown(
            f"**{count(len(matches), 'code')} may be yours already.** Nothing of yours goes unless overwritten."
        )
        if not coming.compared:
            st.caption("Names were compared, definitions not.")
        _for_all(coming, matches, change)
    else:
        st.markdown("**None of these codes looks like one of yours.** All are added as they are.")
    codes = {code.id: code for code in coming.incoming.book.codes}
    listed = _listed(list(codes), list(matches))
    for one in listed[:MOST_ROWS]:
        _row(coming, codes[one], choices[one], changed, change)
    if len(listed) > MOST_ROWS:
        st.caption(f"… and {len(listed) - MOST_ROWS:,} more, as proposed or as chosen for all.")
    return choices


def _listed(codes: list[str], matches: list[str]) -> list[str]:
    """Which codes have a row: those that may be one's own, or all."""
    names = {MAY: f"{MAY} ({len(matches):,})", ALL: f"{ALL} ({len(codes):,})"} if matches else {}
    if not names:
        return codes if st.toggle("Choose for each code", key="exchange-each") else []
    chosen = st.segmented_control(
        "Codes listed", list(names), default=MAY, key="exchange-listed", format_func=names.__getitem__,
        required=True, label_visibility="collapsed",
    )  # fmt: skip
    return matches if chosen == MAY else codes


def _for_all(coming: Coming, matches: Mapping[str, object], change: Change) -> None:
    key = f"exchange-all-{state.round_of('exchange')}"
    own = {match.incoming_id: match.own_id for match in coming.matches}

    @problems.caught
    def chosen() -> None:
        act = st.session_state[key]
        state.next_round("exchange-rows")
        if act == AS_PROPOSED:
            change({})
        else:
            change({one: Choice(act, own[one] if act in (FILL, OVERWRITE) else "") for one in matches})

    st.selectbox(
        "For all of these", list(FOR_ALL), key=key, format_func=FOR_ALL.__getitem__, on_change=chosen, width=360
    )


def _row(coming: Coming, code: Code, choice: Choice, changed: Changed, change: Change) -> None:
    """One code: what it says, what it may be, and what becomes of it."""
    match = next(one for one in coming.matches if one.incoming_id == code.id) if coming.base.codes else None
    said, maybe, become = st.columns(3, vertical_alignment="center")
    said.markdown(f"**{plain(shorten(code.name, 80))}**{_small(code.definition)}")
    own = coming.base.code(match.own_id) if match and match.own_id else None
    if own is not None and match is not None:
        name = plain(shorten(own.name, 60))
        maybe.markdown(f"may be **{name}**: {plain(match.why)}{_small(own.definition)}")
    else:
        maybe.caption("none of yours is near")
    with become:
        _choice(coming, code, choice, changed, change, own)


def _small(text: str) -> str:
    return f"  \n:small[{plain(shorten(text, 120))}]" if text else ""


def _choice(
    coming: Coming, code: Code, choice: Choice, changed: Changed, change: Change, own: Code | None
) -> None:  # fmt: skip
    turn = f"{state.round_of('exchange')}-{state.round_of('exchange-rows')}"
    key, other = f"exchange-act-{code.id}-{turn}", f"exchange-other-{code.id}-{turn}"
    names = {NEW: "Add as a code of its own", SKIP: "Leave out", OTHER: "Fill another code of mine …"}
    if own is not None:
        names = {FILL: "Fill in what mine lacks", OVERWRITE: "Overwrite mine", **names}
    elsewhere = bool(choice.own) and (own is None or choice.own != own.id)
    now = OTHER if elsewhere else choice.act

    @problems.caught
    def chosen() -> None:
        act = st.session_state[key]
        if act != OTHER:
            change({**changed, code.id: Choice(act, own.id if own and act in (FILL, OVERWRITE) else "")})

    @problems.caught
    def named() -> None:
        into = st.session_state[other]
        change({**changed, code.id: Choice("fill", into) if into else Choice("new")})

    acts = list(names)
    act = st.selectbox(
        f"What becomes of {code.name}", acts, acts.index(now), key=key, format_func=names.__getitem__,
        on_change=chosen, label_visibility="collapsed",
    )  # fmt: skip
    if act == OTHER:
        mine_ids = [one.id for one in coming.base.codes]
        called = {one.id: one.name for one in coming.base.codes}
        place = mine_ids.index(choice.own) if elsewhere else None
        st.selectbox(
            f"The code of mine that {code.name} is", mine_ids, place, key=other, on_change=named,
            format_func=lambda one: called.get(one, one), label_visibility="collapsed",
            placeholder="Type to find the code; until then it is added",
        )  # fmt: skip
