"""Two groups beside each other on the page of frequencies: how far they are apart, and what chance could do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import streamlit as st

from qual.errors import Refused
from qual.model.codebook import Codebook
from qual.model.participant import UNKNOWN
from qual.ui import problems, state
from qual.ui.parts import behind
from qual.ui.widgets import plain
from qual.workflow import compared_tables, comparing, declaring, reporting
from qual.workflow.comparing import DifferenceAnswer, Wanted
from qual.workflow.counted import NOT_STATED
from qual.workflow.counting import FrequencyAnswer, default_pair
from qual.workflow.projects import OpenProject

if TYPE_CHECKING:
    import pandas as pd

THEMES, CODES = "Themes", "Codes"
NOBODY = ""
_TWO = 2
TEST = (
    "The group is permuted over participants. Adjusted for all that is tested: Holm's rule for what was declared "
    "beforehand, Benjamini and Hochberg's for the rest. One p of many means little."
)
SECONDARY = "Fisher's and Boschloo's tests. Who talks more mentions more, so n/N differs for that reason too."
HOLD = (
    "Odds ratios with these held (GEE over participants); needs ten participants in each group. "
    "What cannot be held is said."
)
PAIRS = "An attribute that has the same value on one person of each group, such as the number of a dyad."
DECLARED = (
    "Say which differences you will test before anything is coded with them. It stands in the record with your "
    "name and the time, and the test is then no search among many."
)


def show(project: OpenProject, answer: FrequencyAnswer) -> None:
    """Draw the comparison of two groups, where there are two; closed until it is asked for."""
    groups = _groups(answer)
    if len(groups) < _TWO:
        return
    with st.expander("Difference between two groups", icon=":material/compare_arrows:"):
        book = project.codebook.book
        pair = _pair(answer, groups)
        if pair is None:
            return
        result, options = st.container(), st.container()
        with options:
            wanted = _wanted(project, answer, pair)
            more = _toggle("more", "More numbers: medians, rates, n/N")
        with problems.guarded():
            found = _found(project, wanted, answer)
            with result:
                _tables(found, book, more=more)
            _declared(project, book, found)
            _notes(found, answer)


def _groups(answer: FrequencyAnswer) -> list[str]:
    """The groups that people were put into by somebody."""
    if not len(answer.rows):
        return []
    column = "role" if answer.by == "role" else "group"
    return [str(group) for group in dict.fromkeys(answer.rows[column]) if group not in (UNKNOWN, NOT_STATED)]


def _pair(answer: FrequencyAnswer, groups: Sequence[str]) -> tuple[str, str] | None:
    """The two groups; of more than two the person says which, and until then None."""
    if len(groups) == _TWO:
        return groups[0], groups[1]
    usual = default_pair(answer.by, groups) or (groups[0], groups[1])
    left, right = st.columns(2)
    first = _choice(f"first {answer.by}", "This group", list(groups), usual[0], place=left)
    others = [group for group in groups if group != first]
    second = _choice(f"second {answer.by}", "beside this one", others, usual[1], place=right)
    return first, second


def _wanted(project: OpenProject, answer: FrequencyAnswer, pair: tuple[str, str]) -> Wanted:
    """What to compute, as the person set it here."""
    test = _toggle("test", "Test each difference", TEST)
    secondary = _toggle("secondary", "Also test n/N", SECONDARY) if test else False
    names = [name for name in ("role", *reporting.attributes(project)) if name != answer.by]
    held: list[str] = []
    pairs = NOBODY
    if names:
        left, right = st.columns(2)
        with left:
            held = _several("held", "Hold", names, HOLD)
        pairs = _choice(
            "pairs", "Matched pairs by", [NOBODY, *names], NOBODY, place=right, hint=PAIRS,
            called=lambda one: one or "no pairs",
        )  # fmt: skip
    return Wanted(by=answer.by, groups=pair, test=test, secondary=secondary, covariates=tuple(held), pairs=pairs)


def _found(project: OpenProject, wanted: Wanted, answer: FrequencyAnswer) -> DifferenceAnswer:
    """The comparison; made again only when something in the study has changed."""
    study = (str(project.folder), project.store.revision(), project.codebook.sha256)
    made_of = (*study, wanted, answer.selection)
    kept: dict[tuple[object, ...], DifferenceAnswer] = state.get(state.DIFFERENCES, {})
    if made_of not in kept:
        with st.spinner("Testing …" if wanted.test else "Comparing …"):
            found = comparing.compare(project, wanted, selection=answer.selection)
        kept = {known: one for known, one in kept.items() if known[: len(study)] == study} | {made_of: found}
        state.put(state.DIFFERENCES, kept)
    return kept[made_of]


def _tables(found: DifferenceAnswer, book: Codebook, *, more: bool) -> None:
    """The result, and in front of it what makes it lean to one side."""
    first, second = found.compared or ("", "")
    for warning in comparing.uneven(found.reviewed, found.compared):
        st.warning(plain(warning), icon=":material/balance:")
    whole = _view()
    st.caption(
        f"Mean share of {plain(first)} minus {plain(second)}, in passages per hundred, with 95 % interval (Welch). "
        "Descriptive: with few participants only large differences can show."
    )
    table = compared_tables.readable(found, book, whole=whole)
    if not len(table):
        st.info("Nothing to compare here: the count was narrowed to a part of each theme; look at the codes.")
        return
    _table(table, f"{first} minus {second}")
    behind.choose(
        compared_tables.labels(found, book, whole=whole), found.compared, key="differences", by=found.wanted.by,
        selection=found.selection,
    )  # fmt: skip
    if more:
        _table(compared_tables.details(found, book, whole=whole), "Medians, rates and the difference of n/N")
        if compared_tables.few(found):
            st.caption("The difference of n/N is not shown: a group has fewer than ten people.")
    if len(found.odds):
        st.markdown("**With covariates held**")
        _table(compared_tables.readable_odds(found, book, whole=whole), "Odds ratios with covariates held")
    if len(found.pairs):
        st.markdown("**Within matched pairs**")
        _table(compared_tables.readable_pairs(found, book, whole=whole), "Differences within matched pairs")


def _table(table: pd.DataFrame, alt: str) -> None:
    shown = table.map(plain).rename(columns=plain)
    if "Note" in shown.columns and not shown["Note"].any():
        shown = shown.drop(columns="Note")
    st.table(shown, hide_index=True, border="horizontal", alt=alt)


def _declared(project: OpenProject, book: Codebook, found: DifferenceAnswer) -> None:
    """What is declared for testing, by whom and when, and a way to change it."""
    names = {theme.id: f"{theme.name} (theme)" for theme in book.themes}
    names |= {code.id: code.name for code in book.codes if code.offered}
    held = [one.target for one in found.declared if one.target in names]
    key = "differences-declared"
    st.session_state[key] = held
    st.multiselect(
        "Declared for testing", list(names), key=key, format_func=lambda one: names[one], help=DECLARED,
        placeholder="Nothing declared", disabled=not state.coder(), on_change=_declare, args=(project, key, held),
    )  # fmt: skip
    if not state.coder():
        st.caption("To declare something, write your name in the side bar first.")
    for one in found.declared:
        st.caption(plain(one.words))


def _notes(found: DifferenceAnswer, answer: FrequencyAnswer) -> None:
    """How it was compared: what does not stand beside the frequencies already."""
    said = (
        *answer.notes,
        *comparing.uneven(found.reviewed, found.compared),
        *(one.words for one in found.declared),
    )
    st.caption("\n".join(f"- {plain(note)}" for note in found.notes if note not in said))


def _view() -> bool:
    """Whether whole themes are shown; codes else."""
    kept = str(_kept("view", default=THEMES))
    st.radio(
        "Compare", [THEMES, CODES], key=_key("view", kept), horizontal=True, label_visibility="collapsed",
        on_change=_keep, args=("view",),
    )  # fmt: skip
    return kept == THEMES


@problems.caught
def _declare(project: OpenProject, key: str, held: Sequence[str]) -> None:
    """Record what was added to the declared, and what was taken from them."""
    coder = state.coder()
    if not coder:
        raise Refused("Declaring a test", "nobody has said who does it", hint="Write your name in the side bar.")
    chosen = list(st.session_state[key])
    if added := [one for one in chosen if one not in held]:
        declaring.declare(project, added, coder=coder)
    if gone := [one for one in held if one not in chosen]:
        declaring.declare(project, gone, coder=coder, back=True)


def _kept(name: str, default: object) -> object:
    """What was set here before, also on a former visit."""
    return state.get(state.DIFFERENCES_SET, {}).get(name, default)


def _key(name: str, value: object) -> str:
    """The widget's key, with what it shows."""
    key = f"differences-{name}"
    st.session_state[key] = value
    return key


@problems.caught
def _keep(name: str) -> None:
    state.put(
        state.DIFFERENCES_SET,
        state.get(state.DIFFERENCES_SET, {}) | {name: st.session_state[f"differences-{name}"]},
    )


def _toggle(name: str, label: str, hint: str = "") -> bool:
    key = _key(name, bool(_kept(name, default=False)))
    st.checkbox(label, key=key, help=hint or None, on_change=_keep, args=(name,))
    return bool(st.session_state[key])


def _several(name: str, label: str, options: list[str], hint: str) -> list[str]:
    kept = _kept(name, default=[])
    key = _key(name, [one for one in (kept if isinstance(kept, list) else []) if one in options])
    st.multiselect(label, options, key=key, help=hint, placeholder="nothing", on_change=_keep, args=(name,))
    return list(st.session_state[key])


def _choice(
    name: str,
    label: str,
    options: list[str],
    usual: str = "",
    *,
    place: st.delta_generator.DeltaGenerator | None = None,
    called: Callable[[str], str] = str,
    hint: str = "",
) -> str:
    kept = str(_kept(name, default=usual))
    key = _key(name, kept if kept in options else usual if usual in options else options[0])
    (place or st).selectbox(
        label, options, key=key, format_func=called, help=hint or None, on_change=_keep, args=(name,)
    )
    return str(st.session_state[key])
