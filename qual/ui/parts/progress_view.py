"""The progress page: what is decided and what is left, with every number beside what it is a part of."""

from __future__ import annotations

from datetime import UTC, timedelta, timezone, tzinfo

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import places, problems, resources, state
from qual.ui.parts import no_codes, progress_chart, stopping_view
from qual.ui.widgets import code_name, plain, role_name, title
from qual.workflow import blinding, pace, progress
from qual.workflow.blinding import Effect, Side
from qual.workflow.pace import FEWEST_MINUTES, FEWEST_PASSAGES, Pace
from qual.workflow.progress import LAST, Progress
from qual.workflow.projects import OpenProject

EVERYBODY = "Everybody together"
HOW = f"""
- A passage is looked at when somebody has read it to the end, coded words in it, or accepted or rejected a code.
- Left in the queue: passages that Review would still ask about, those of the random audit among them.
- Accepted counts only while the coding stands; rejected only while the code means what it meant then.
- A code looks covered for a role when no likely suggestion is open and none of the last {LAST} passages decided for
  it was given the code. Decided: accepted, rejected, coded, or read to the end.
- That is a rule of thumb: even after {LAST} passages without it, about one in seven of the others could have it.
- Pace: different passages decided per minute of active time. Pauses of five minutes or more are left out, and so
  are decisions from files. It is shown after {FEWEST_PASSAGES} passages and {FEWEST_MINUTES:.0f} minutes.
- A session begins after a pause of half an hour.
"""


def show() -> None:
    """Draw the page."""
    project = resources.project()
    title("Progress", "What is decided, what is left, and which codes look well covered.")
    whose = _whose(project)
    found = _made(project, whose)
    if not found.passages:
        st.info("There are no passages yet: nothing can be decided before transcripts are in.")
        if st.button("Add transcripts", type="primary", icon=places.TRANSCRIPTS.icon, key="progress-lead"):
            places.go(places.TRANSCRIPTS)
        return
    no_codes.hint(project)
    _numbers(found)
    _roles(found)
    _codes(found, project.codebook.book)
    stopping_view.show(project)
    _transcripts(found)
    _effect(project)
    with st.expander("How this is counted", icon=":material/help:"):
        st.markdown(HOW)


def zone() -> tzinfo:
    """The time where the browser is, as far as it says."""
    minutes = st.context.timezone_offset
    return timezone(timedelta(minutes=-minutes)) if isinstance(minutes, int) else UTC


def _whose(project: OpenProject) -> str:
    """Choose whose progress to see; one's own at first."""
    me = state.coder()
    names = [*dict.fromkeys([*([me] if me else []), *progress.coders(project)]), ""]
    kept = state.get(state.PROGRESS_OF)
    key = "progress-of"
    st.session_state[key] = kept if kept in names else names[0]
    if len(names) > 1:
        st.selectbox(
            "Whose", names, key=key, on_change=_keep, args=(state.PROGRESS_OF, key), width=320,
            format_func=lambda name: (f"{name} (you)" if name == me else name) or EVERYBODY,
        )  # fmt: skip
    return str(st.session_state[key])


@problems.caught
def _keep(name: str, key: str) -> None:
    state.put(name, st.session_state[key])


def _made(project: OpenProject, whose: str) -> Progress:
    """The numbers; made again only when something in the study has changed."""
    made_of = (
        str(project.folder),
        whose,
        project.store.revision(),
        project.codebook.sha256,
        zone().utcoffset(None),
    )
    kept = state.get(state.PROGRESS)
    if kept is None or kept[0] != made_of:
        with st.spinner("Counting …"):
            kept = (made_of, progress.progress(project, coder=whose, zone=zone()))
        state.put(state.PROGRESS, kept)
    found: Progress = kept[1]
    return found


def _numbers(found: Progress) -> None:
    """Four numbers: looked at, left, pace, and the time this takes."""
    looked, left, speed, time = st.columns(4)
    looked.metric("Passages looked at", f"{found.looked_at:,} of {found.passages:,}", border=True)
    left.metric("Left in the queue", f"{found.left:,}", border=True)
    if not found.coder:
        speed.metric("Pace", "–", help="Choose one coder to see a pace.", border=True)
        time.metric("Time left", "–", help="Choose one coder to see an estimate.", border=True)
        return
    speed.metric("Pace today", _speed(found.today), help=_spent("Today", found.today), border=True)
    minutes = found.minutes_left if found.left else None
    words = "Nothing is left." if not found.left else _too_early(found.today)
    said = f"{pace.about(minutes).capitalize()}" if minutes is not None else "–"
    time.metric("Time left at this pace", said, help=words if minutes is None else None, border=True)
    st.caption(f"{_spent('Today', found.today)} {_spent('Last session', found.session)}")


def _speed(one: Pace) -> str:
    return "–" if one.per_minute is None else f"{one.per_minute:.1f} a minute"


def _spent(label: str, one: Pace) -> str:
    per = f", {one.per_minute:.1f} a minute" if one.per_minute is not None else ""
    return f"{label}: {one.passages:,} passages in {one.minutes:.0f} active minutes{per}."


def _too_early(one: Pace) -> str:
    return (
        f"Too early to say: {one.passages} passages in {one.minutes:.0f} active minutes today; at least "
        f"{FEWEST_PASSAGES} in {FEWEST_MINUTES:.0f} are needed."
    )


def _roles(found: Progress) -> None:
    st.subheader("Roles", anchor=False)
    shown = {
        "Role": [role_name(one.role) for one in found.roles],
        "Looked at": [f"{one.looked_at:,} of {one.passages:,}" for one in found.roles],
        "Left in the queue": [f"{one.left:,}" for one in found.roles],
        "Accepted": [f"{one.answers.accepted:,}" for one in found.roles],
        "Rejected": [f"{one.answers.rejected:,}" for one in found.roles],
        "Suggestions open": [f"{one.answers.open:,}" for one in found.roles],
    }
    if not found.coder:
        shown["Answered by"] = [_by(one.answers.by) for one in found.roles]
    st.table(shown, hide_index=True, border="horizontal", alt="What is decided and left, by role")


def _by(names: dict[str, int]) -> str:
    return plain(", ".join(f"{name} {number:,}" for name, number in names.items())) or "–"


def _codes(found: Progress, book: Codebook) -> None:
    """The codes of one role: bars, then the same numbers with what is missing for a code to look covered."""
    if not found.codes:
        return
    st.subheader("Codes", anchor=False)
    roles = [one.role for one in found.roles]
    kept, key = state.get(state.PROGRESS_ROLE), "progress-role"
    st.session_state[key] = kept if kept in roles else roles[0]
    if len(roles) > 1:
        st.radio(
            "In the words of", roles, key=key, horizontal=True, format_func=role_name, on_change=_keep,
            args=(state.PROGRESS_ROLE, key),
        )  # fmt: skip
    rows = [one for one in found.codes if one.role == st.session_state[key]]
    covered = sum(not one.missing for one in rows)
    st.markdown(f"**{covered:,} of {len(rows):,} codes look covered** for {plain(role_name(rows[0].role))}.")
    names = [code_name(book, one.code) for one in rows]
    drawn = progress_chart.bars(names, [one.answers for one in rows], dark=st.context.theme.type == "dark")
    st.altair_chart(drawn, width="stretch", alt="Accepted, rejected and open suggestions per code; numbers below.")
    shown = {
        "Code": [plain(name) for name in names],
        "Accepted": [f"{one.answers.accepted:,}" for one in rows],
        "Rejected": [f"{one.answers.rejected:,}" for one in rows],
        "Open, likely": [f"{one.answers.open:,}, {one.answers.likely:,}" for one in rows],
        "Passages decided": [f"{one.decided:,}" for one in rows],
        "Passages with it": [f"{one.coded:,}" for one in rows],
        "Covered?": [f"Not yet: {one.missing}" if one.missing else "Looks covered" for one in rows],
    }
    if not found.coder:
        shown["Answered by"] = [_by(one.answers.by) for one in rows]
    st.table(shown, hide_index=True, border="horizontal", alt="What is decided and left, by code")


def _transcripts(found: Progress) -> None:
    st.subheader("Transcripts", anchor=False)
    st.caption("Tick a line to open its transcript.")
    shown = {
        "Transcript": [one.transcript for one in found.transcripts],
        "Looked at": [100 * one.looked_at / one.passages for one in found.transcripts],
        "Passages": [f"{one.looked_at:,} of {one.passages:,}" for one in found.transcripts],
        "Left in the queue": [one.left for one in found.transcripts],
    }
    column = st.column_config.ProgressColumn(format="%.0f %%", min_value=0, max_value=100)
    picked = st.dataframe(
        shown, hide_index=True, on_select="rerun", selection_mode="single-row", key="progress-transcripts",
        column_config={"Looked at": column},
    )  # fmt: skip
    rows = picked["selection"]["rows"]
    if rows and rows[0] < len(found.transcripts):
        places.go_to_words(found.transcripts[rows[0]].transcript)


def _effect(project: OpenProject) -> None:
    """How often codes were given with and without suggestions in sight."""
    with st.expander("With and without suggestions", icon=":material/visibility_off:"):
        # Single codes only where there is enough to compare: else a long table would say nothing many times.
        rows = [one for one in blinding.effect(project) if not one.code or not one.why]
        st.caption(
            "Everybody's decisions on passages the queue asked about. Chance decided which came without "
            "suggestions. Shares with 95 % Wilson interval; the passages of one person are alike, so read them as "
            "a hint."
        )
        if not rows:
            st.markdown("No passage the queue asked about has been reviewed yet.")
            return
        book = project.codebook.book
        st.table(
            {
                "Code": [plain(code_name(book, one.code)) if one.code else "Any code" for one in rows],
                "Role": [role_name(one.role) for one in rows],
                "Without suggestions": [_side(one.blind) for one in rows],
                "With suggestions": [_side(one.shown) for one in rows],
                "Note": [_note(one) for one in rows],
            },
            hide_index=True, border="horizontal", alt="Passages coded with and without suggestions visible",
        )  # fmt: skip


def _side(side: Side) -> str:
    counted = f"{side.coded:,} of {side.reviewed:,}"
    if side.share is None or side.low is None or side.high is None:
        return counted
    return f"{counted} ({100 * side.share:.0f} %; {100 * side.low:.0f} to {100 * side.high:.0f} %)"


def _note(one: Effect) -> str:
    return plain(one.why) if one.why else "–"
