"""What the buttons of the review page do: every act names the suggestion that was on screen.

An act's id is made when its suggestion is drawn and travels with the button. However often the button is
clicked, or Streamlit runs its callback again, the store carries the act out once. All buttons of one suggestion
share the id, so that "accept" and a quick "reject" after it cannot both count: the first one does.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from qual.model.coding import Event, Op
from qual.model.segment import segment_id
from qual.ui import problems, resources, state
from qual.ui.widgets import code_name
from qual.workflow import reviewing
from qual.workflow.projects import OpenProject
from qual.workflow.queueing import QueueItem

ACCEPT, REJECT, INSTEAD, BESIDE = "accept", "reject", "instead", "beside"


@dataclass(frozen=True, slots=True)
class Seen:
    """A suggestion as it is on screen: the suggestion, its words, who looks at it, and the id of the act."""

    item: QueueItem
    quote: str
    coder: str
    op: str

    @property
    def name(self) -> str:
        """What the session calls this suggestion."""
        return seen_name(self.item.segment, self.item.suggestion.code)

    @property
    def memo_key(self) -> str:
        """Key of the field for a note."""
        return f"review-memo-{self.op}"


def seen_name(segment: str, code: str) -> str:
    """What the session calls a suggestion: its passage and its code."""
    return f"{segment}|{code}"


@problems.caught
def decide(seen: Seen, verdict: str, other: str = "") -> None:
    """Carry out a decision; one that cannot be carried out is told and the suggestion stays.

    A second click on a suggestion that was just decided does nothing, whatever its button says.
    """
    if state.op_id(seen.name) != seen.op:
        return
    project, ops = resources.project(), acts(seen, verdict, other, str(_memo(seen)))
    before = project.store.revision()
    answers = reviewing.apply(project, ops)
    refused = [answer.refusal for answer in answers if answer.refusal]
    for refusal in refused:
        problems.tell("warning", refusal)
    if not refused:
        state.spend(seen.name)
        leave(seen.name)
        _answered(project, seen, {op.code for op in ops}, before)


def waiting(project: OpenProject, coder: str) -> list[QueueItem]:
    """What is open for this coder; read again only after somebody else, or an undo, has changed the study."""
    made_of = _made_of(project, coder, project.store.revision())
    kept = state.get(state.REVIEW_QUEUE)
    if kept is None or kept[0] != made_of:
        kept = (made_of, project.queue(coder=coder))
        state.put(state.REVIEW_QUEUE, kept)
    items: list[QueueItem] = kept[1]
    return items


def _answered(project: OpenProject, seen: Seen, codes: set[str], before: int) -> None:
    """Take what was answered out of the open ones; where others have written meanwhile, let them be read anew."""
    kept = state.get(state.REVIEW_QUEUE)
    after = project.store.revision()
    if kept is None or kept[0] != _made_of(project, seen.coder, before) or after != before + 1:
        return
    left = [one for one in kept[1] if not (one.segment == seen.item.segment and one.suggestion.code in codes)]
    state.put(state.REVIEW_QUEUE, (_made_of(project, seen.coder, after), left))


def _made_of(project: OpenProject, coder: str, revision: int) -> tuple[str, str, str, int]:
    return str(project.folder), coder, project.codebook.sha256, revision


def acts(seen: Seen, verdict: str, other: str, memo: str) -> list[Op]:
    """The acts of a decision, in one stroke: another code instead also says that this one does not fit."""
    if verdict in {ACCEPT, REJECT}:
        return [_act(seen, seen.op, verdict, seen.item.suggestion.code, memo)]
    first = REJECT if verdict == INSTEAD else ACCEPT
    return [
        _act(seen, seen.op, first, seen.item.suggestion.code, "" if verdict == INSTEAD else memo),
        _act(seen, f"{seen.op}.2", "code", other, memo),
    ]


@problems.caught
def skip(seen: Seen) -> None:
    """Ask later: the suggestion stays open and comes again at the end."""
    skipped: dict[str, None] = state.get(state.REVIEW_SKIPPED, {})
    state.put(state.REVIEW_SKIPPED, {**skipped, seen.name: None})
    leave(seen.name)


@problems.caught
def take_back(coder: str, events: tuple[Event, ...], op: str) -> None:
    """Undo these acts, newest first, and show their suggestion again."""
    ops = [Op(f"{op}.{place}", "undo", coder, target=event.op) for place, event in enumerate(events)]
    for answer in reviewing.apply(resources.project(), ops):
        if answer.refusal:
            problems.tell("warning", answer.refusal)
    details = events[-1].details
    place = segment_id(str(details.get("transcript")), *(int(str(details.get(at, 0))) for at in ("start", "end")))
    name = seen_name(place, str(details.get("code")))
    state.put(state.REVIEW_ON, name)
    skipped = {one: None for one in state.get(state.REVIEW_SKIPPED, {}) if one != name}
    state.put(state.REVIEW_SKIPPED, skipped)


def leave(name: str) -> None:
    """Let the next suggestion come, unless something else is on screen already."""
    if state.get(state.REVIEW_ON) == name:
        state.put(state.REVIEW_ON, None)


def in_words(event: Event, project: OpenProject) -> str:
    """An act in a few words, such as "accepted Hopelessness"."""
    verb = {"accept": "accepted", "reject": "rejected", "code": "coded", "remove": "removed", "review": "read"}
    code = str(event.details.get("code") or "")
    name = code_name(project.codebook.book, code) if code else str(event.details.get("transcript", ""))
    return f"{verb.get(event.kind, event.kind)} {name}"


def _act(seen: Seen, op: str, act: str, code: str, memo: str) -> Op:
    suggestion, given = seen.item.suggestion, act in {ACCEPT, REJECT}
    return Op(
        id=op, act=act, coder=seen.coder, transcript=seen.item.transcript, span=seen.item.span, code=code,
        quote=seen.quote, memo=memo, origin="suggestion",
        score=suggestion.score if given else None,
        band=suggestion.band if given else "",
        model=suggestion.model if given else "",
    )  # fmt: skip


def _memo(seen: Seen) -> object:
    return st.session_state.get(seen.memo_key) or ""
