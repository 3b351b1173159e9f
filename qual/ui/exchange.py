"""Acts that arrive from a component, and the answers that go back.

The browser sends everything that is not answered yet, again and again, until the answer comes; the store carries
out an act once, by its id. Each act is answered: done, or a sentence that says why not. Only where nothing could
be saved at all (a locked database, a full disk) there is no answer, so that the browser keeps the acts and goes on
trying; what is in the way is said instead.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import groupby
from math import isfinite
from typing import Any

import streamlit as st

from qual.errors import QualError, StoreUnusable
from qual.model.coding import Op
from qual.model.span import Span
from qual.model.suggestion import BANDS
from qual.ui import problems, resources, state
from qual.ui.components import mount
from qual.ui.widgets import plain
from qual.workflow import reviewing
from qual.workflow.asking_order import WHYS
from qual.workflow.projects import OpenProject, name_fault

MOST_ANSWERS = 500
"""Answers a session keeps; the browser forgets an act at its first answer."""
OTHER_STUDY = "These acts belong to another study. Open it again, and they will be saved there."
UNREADABLE = "This act did not arrive as it was made, and nothing was saved. Please make it again."
LONGEST = 1_000
"""Characters of an id or another short word; only what a person wrote or marked is longer."""
_LONG = ("quote", "memo", "text", "name", "code")
_NEVER = re.compile("[\x00\ud800-\udfff]")
"""Half characters and NUL: no database keeps them."""
_WORDS = ("id", "act", "coder", "transcript", "code", "quote", "memo", "origin", "target", "band", "model",
          "why", "about", "replaces", "text", "name", "theme")  # fmt: skip

Raw = Mapping[str, Any]


def receiver(key: str) -> Callable[[], None]:
    """The callback for the trigger `ops` of the component mounted under this key."""

    def receive() -> None:
        sent = mount.sent(key, "ops")
        with _told():
            take(resources.project(), [one for one in sent or [] if isinstance(one, dict)])

    return receive


def take(project: OpenProject, sent: Sequence[Raw]) -> None:
    """Carry out what was sent, and keep the answers for the component."""
    here = study_of(project)
    ours = [one for one in sent if one.get("study") == here]
    state.put(state.TROUBLE, OTHER_STUDY if len(ours) < len(sent) else "")
    answered = state.get(state.ANSWERS, {})
    fresh = [one for one in ours if str(one.get("id", "")) not in answered]
    for _, stroke in groupby(fresh, key=lambda one: str(one.get("id", "")).split(".")[0]):
        found = _carried_out(project, list(stroke))
        if found is None:
            return
        answered = state.get(state.ANSWERS, {}) | found
        state.put(state.ANSWERS, dict(list(answered.items())[-MOST_ANSWERS:]))


def say_notes() -> None:
    """Say, once, what a person should know of acts that were carried out; not from a callback, which cannot."""
    for note in state.get(state.NOTES, []):
        st.toast(plain(note), icon=":material/info:", duration="long")
    state.put(state.NOTES, [])


def payload(project: OpenProject, coder: str) -> dict[str, Any]:
    """What every component is told of its acts."""
    answered: dict[str, tuple[str, str]] = state.get(state.ANSWERS, {})
    return {
        "study": study_of(project),
        "coder": coder,
        "acked": list(answered),
        "refused": {op: refusal for op, (refusal, _) in answered.items() if refusal},
        "resolved": {op: code for op, (_, code) in answered.items() if code},
        "trouble": state.get(state.TROUBLE, ""),
    }


def study_of(project: OpenProject) -> str:
    """A short name for the open study, so that no act reaches another one."""
    return hashlib.sha256(str(project.folder).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def parsed(sent: Raw) -> Op:
    """An act as it arrived.

    Raises:
        ValueError: if a field is not of its kind, or the act is none.
    """
    words = {name: sent[name] for name in _WORDS if sent.get(name) is not None}
    if not all(isinstance(value, str) for value in words.values()):
        raise ValueError("words are expected")
    # What a person typed is kept, without what cannot be; everything else was made by the screen.
    words |= {name: _NEVER.sub("", words[name]) for name in ("memo", "text", "name", "code") if name in words}
    if any(_NEVER.search(value) or (len(value) > LONGEST and name not in _LONG) for name, value in words.items()):
        raise ValueError("short and whole words are expected")
    words["coder"] = words.get("coder", "").strip()
    if fault := name_fault(words["coder"]):
        raise ValueError(fault)
    if words.get("band") and words["band"] not in BANDS:
        raise ValueError("that is no band")
    if words.get("why") and words["why"] not in WHYS:
        raise ValueError("that is no reason to ask")
    start, end = sent.get("start"), sent.get("end")
    span = None if start is None and end is None else Span(_whole(start), _whole(end))
    return Op(**words, span=span, blind=sent.get("blind") is True, score=_number(sent.get("score")))


def _number(value: object) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError("a score is a number")
    return float(value)


def _whole(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError("an offset is a whole number")  # noqa: TRY004 - one kind of fault for the caller
    return value


def _carried_out(project: OpenProject, stroke: list[Raw]) -> dict[str, tuple[str, str]] | None:
    """What became of the acts of a stroke, op id -> (refusal, code); None where nothing can be saved now."""
    names = [str(one.get("id", "")) for one in stroke]
    try:
        ops = [parsed(one) for one in stroke]
    except (ValueError, TypeError, OverflowError):
        return dict.fromkeys(names, (UNREADABLE, ""))
    try:
        answers = reviewing.apply(project, ops)
    except StoreUnusable as error:
        state.put(state.TROUBLE, str(error))
        return None
    except QualError as error:
        return dict.fromkeys(names, (str(error), ""))
    except Exception as error:  # noqa: BLE001 - the last net: one act must not hold up all that come after it
        problems.note(error)
        return dict.fromkeys(names, (problems.INSIDE, ""))
    state.put(state.NOTES, [*state.get(state.NOTES, []), *(answer.note for answer in answers if answer.note)])
    return {answer.op: (answer.refusal, answer.code) for answer in answers}


@contextmanager
def _told() -> Iterator[None]:
    """What goes wrong around the acts is told by the component, which keeps them."""
    try:
        yield
    except QualError as error:
        state.put(state.TROUBLE, str(error))
    except Exception as error:  # noqa: BLE001 - the last net, as in `problems.caught`
        problems.note(error)
        state.put(state.TROUBLE, problems.INSIDE)
