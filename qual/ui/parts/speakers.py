"""Who speaks: labels are proposed, a person confirms who is patient, clinician, interviewer or someone else."""

from __future__ import annotations

import re
from collections.abc import Sequence

import streamlit as st

from qual.model.participant import UNKNOWN
from qual.ui import problems, state
from qual.ui.widgets import count, plain, quote, role_name, shorten
from qual.workflow import reader, speaking
from qual.workflow.projects import OpenProject
from qual.workflow.reader import Label

SAMPLE_LENGTH = 220
WHOSE = "qual_speakers_of"
_UNLABELLED = "(no label)"


def show(project: OpenProject) -> None:
    """Draw the view: what waits, all of it at once, label by label, then one transcript in full."""
    labels = reader.labels(project)
    waiting = [one for one in labels if not one.speaker.confirmed]
    if not waiting:
        st.success(f"All {count(len(labels), 'speaker label is', 'speaker labels are')} confirmed.")
    else:
        _all_at_once(project, labels, waiting)
        _by_label(project, waiting)
    st.subheader("One transcript", anchor=False)
    _one_transcript(project, labels, waiting)


def _all_at_once(project: OpenProject, labels: Sequence[Label], waiting: Sequence[Label]) -> None:
    ready = [one for one in waiting if one.speaker.proposed != UNKNOWN]
    st.write(
        f"{len(waiting)} of {count(len(labels), 'speaker label')} not confirmed yet. Roles are proposed from the "
        "labels; until you confirm them their words count as “not confirmed yet”."
    )
    if ready:
        st.button(
            f"Confirm all {len(ready)} as proposed",
            type="primary",
            on_click=_confirm_proposed,
            args=(project, tuple(ready)),
            help="Confirms every label for which a role is proposed below. Each can be corrected later.",
        )


def _by_label(project: OpenProject, waiting: Sequence[Label]) -> None:
    """One card for labels of one kind (P01, P02 …), whatever the number of transcripts they stand in."""
    st.subheader("Label by label", anchor=False)
    groups: dict[tuple[str, str], list[Label]] = {}
    for one in waiting:
        groups.setdefault((kind_of(one.speaker.label), one.speaker.proposed), []).append(one)
    for (kind, proposed), same in sorted(groups.items(), key=lambda group: -len(group[1])):
        key = f"{kind}_{proposed}"
        with st.container(border=True):
            what, role, act = st.columns([3, 1.4, 1.2], vertical_alignment="center")
            with what:
                st.markdown(f"**{plain(_listed(same))}** · {plain(_where(same))}")
                quote(shorten(same[0].sample, SAMPLE_LENGTH), _source(same[0]))
            with role:
                _role_select(project.roles, proposed, f"qual_role_of_{key}")
            act.button(
                "Confirm" if len(same) == 1 else f"Confirm all {len(same)}",
                key=f"qual_confirm_{key}", width="stretch", on_click=_confirm_group,
                args=(project, tuple(same), f"qual_role_of_{key}"),
            )  # fmt: skip


def kind_of(label: str) -> str:
    """What labels of numbered people share: P01 and P07 are both P; any other label is its own kind."""
    numbered = re.fullmatch(r"(\D*?)[\s_-]*\d+", label)
    return (numbered[1] or label) if numbered else label


def _listed(same: Sequence[Label], most: int = 6) -> str:
    """The labels of a card, each once."""
    labels = list(dict.fromkeys(one.speaker.label or _UNLABELLED for one in same))
    more = f" and {len(labels) - most} more" if len(labels) > most else ""
    return ", ".join(labels[:most]) + more


def _where(same: Sequence[Label]) -> str:
    transcripts = list(dict.fromkeys(one.speaker.transcript for one in same))
    turns = count(sum(one.turns for one in same), "turn")
    return f"{transcripts[0] if len(transcripts) == 1 else count(len(transcripts), 'transcript')} · {turns}"


def _source(one: Label) -> str:
    return f"{one.speaker.label or _UNLABELLED} in {one.speaker.transcript}"


def _one_transcript(project: OpenProject, labels: Sequence[Label], waiting: Sequence[Label]) -> None:
    """Every label of one transcript with its participant, confirmed or not, to correct."""
    names = list(dict.fromkeys(one.speaker.transcript for one in labels))
    if not names:
        st.info("No transcript has speaker labels.")
        return
    open_ones = {one.speaker.transcript for one in waiting}
    st.session_state.setdefault(
        WHOSE, state.get(state.TRANSCRIPT) if state.get(state.TRANSCRIPT) in names else names[0]
    )
    chosen = st.selectbox(
        "Transcript",
        names,
        key=WHOSE,
        format_func=lambda name: f"{name}  ·  to confirm" if name in open_ones else name,
    )
    for one in (one for one in labels if one.speaker.transcript == chosen):
        _label(project, one)


def _label(project: OpenProject, one: Label) -> None:
    speaker = one.speaker
    key = f"{speaker.transcript}_{speaker.label}_{speaker.participant}_{one.role}"
    with st.container(border=True):
        said = role_name(one.role) if speaker.confirmed else "not confirmed yet"
        st.markdown(f"**{plain(speaker.label or _UNLABELLED)}** · {count(one.turns, 'turn')} · {plain(said)}")
        quote(shorten(one.sample, SAMPLE_LENGTH))
        who, role, act = st.columns([2, 1.4, 1.2], vertical_alignment="bottom")
        who.text_input(
            "Participant", value=speaker.participant, key=f"qual_who_{key}", max_chars=80,
            help="A pseudonym. The same pseudonym in several transcripts is one person.",
        )  # fmt: skip
        with role:
            _role_select(project.roles, one.role if speaker.confirmed else speaker.proposed, f"qual_is_{key}")
        act.button(
            "Save" if speaker.confirmed else "Confirm", key=f"qual_save_{key}", width="stretch",
            on_click=_confirm_one, args=(project, one, f"qual_who_{key}", f"qual_is_{key}"),
        )  # fmt: skip


def _role_select(roles: Sequence[str], proposed: str, key: str) -> None:
    options = [*roles, UNKNOWN]
    place = options.index(proposed) if proposed in options else len(options) - 1
    st.selectbox("Role", options, index=place, key=key, format_func=role_name)


@problems.caught
def _confirm_proposed(project: OpenProject, ready: tuple[Label, ...]) -> None:
    _confirm_each(project, ready, None)
    problems.tell("success", f"{count(len(ready), 'speaker label')} confirmed as proposed.")


@problems.caught
def _confirm_group(project: OpenProject, same: tuple[Label, ...], role_key: str) -> None:
    role = str(st.session_state.get(role_key, UNKNOWN))
    if role == UNKNOWN:
        problems.tell("warning", "Choose a role first.")
        return
    _confirm_each(project, same, role)
    are = "is" if len(same) == 1 else "are"
    problems.tell("success", f"{_listed(same)} {are} now {role}.")


def _confirm_each(project: OpenProject, labels: Sequence[Label], role: str | None) -> None:
    """All labels in one act, with this role or, where it is None, each with the role proposed for it."""
    found = [one.speaker for one in labels]
    said = [(s.transcript, s.label, s.participant, s.proposed if role is None else role) for s in found]
    speaking.confirm_all(project, said, coder=state.coder())


@problems.caught
def _confirm_one(project: OpenProject, one: Label, who_key: str, role_key: str) -> None:
    who, role = str(st.session_state.get(who_key, "")), str(st.session_state.get(role_key, UNKNOWN))
    speaker = one.speaker
    speaking.confirm(project, speaker.transcript, speaker.label, participant=who, role=role, coder=state.coder())
    label = one.speaker.label or _UNLABELLED
    problems.tell("success", f"{label} in {one.speaker.transcript} is {who.strip()}, {role_name(role)}.")
