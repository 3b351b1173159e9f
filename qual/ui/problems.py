"""Faults on screen: in a sentence a researcher can act on, never as a traceback."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import ParamSpec

import streamlit as st

from qual.errors import Problem, QualError
from qual.ui import state
from qual.ui.widgets import plain

log = logging.getLogger(__name__)
P = ParamSpec("P")
MOST_SHOWN = 50
INSIDE = (
    "Something went wrong inside qual. Nothing that was saved is lost. "
    "Reload the page; if it happens again, note what you did and report it."
)


def show(problems: Sequence[Problem], title: str = "") -> None:
    """Every problem with its place and what to do; fatal ones first and marked as such."""
    if not problems:
        return
    if title:
        st.markdown(f"**{plain(title)}**")
    ordered = sorted(problems, key=lambda problem: not problem.fatal)
    for problem in ordered[:MOST_SHOWN]:
        box = st.error if problem.fatal else st.warning
        box(sentence(problem))
    if len(ordered) > MOST_SHOWN:
        st.caption(f"… and {len(ordered) - MOST_SHOWN} more of the same kind. Mend these first.")


def sentence(problem: Problem) -> str:
    """A problem as Markdown: where, what, and what to do."""
    place = problem.file if problem.line is None else f"{problem.file}, line {problem.line}"
    message = problem.message[:1].upper() + problem.message[1:]
    if problem.hint and message[-1:] not in ".!?…:":
        message += "."
    return " ".join(part for part in (f"**{plain(place)}**  \n{plain(message)}", plain(problem.hint)) if part)


@contextmanager
def guarded() -> Iterator[None]:
    """What goes wrong inside is said in a sentence; the rest of the screen stays."""
    try:
        yield
    except QualError as error:
        st.error(said(error))
    except Exception as error:  # noqa: BLE001 - the last net: a person must never see a traceback
        note(error)
        st.error(INSIDE)


def caught(callback: Callable[P, None]) -> Callable[P, None]:
    """A widget's callback whose errors are told above the page instead of breaking it."""

    @functools.wraps(callback)
    def safe(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            callback(*args, **kwargs)
        except QualError as error:
            tell("error", str(error))
        except Exception as error:  # noqa: BLE001 - as in `guarded`
            note(error)
            tell("error", INSIDE)

    return safe


def said(error: QualError) -> str:
    """An error's own sentence, safe as Markdown."""
    return plain(str(error))


def note(error: Exception) -> None:
    """Write the kind and place of a fault into the log; its text could quote a transcript and stays out."""
    trace, place = error.__traceback__, "?"
    while trace is not None:
        place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
        trace = trace.tb_next
    log.error("%s at %s", type(error).__name__, place)


def tell(kind: str, text: str) -> None:
    """Say something once, at the top of the next screen; kind is "success", "info", "warning" or "error"."""
    state.put(state.MESSAGES, [*state.get(state.MESSAGES, []), (kind, text)])


def show_messages() -> None:
    """Show what was told, once."""
    for kind, text in state.get(state.MESSAGES, []):
        box = {"success": st.success, "warning": st.warning, "error": st.error}.get(kind, st.info)
        box(plain(text))
    state.put(state.MESSAGES, [])
