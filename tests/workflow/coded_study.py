"""A study for patterns: seven interviews of six people, coded by hand, one of them by nobody."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from functools import cache
from pathlib import Path

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.projects import OpenProject, open_project
from tests import studies
from tests.fakes import HashingEncoder

SAID = {
    "P01": ("We wait.", "They stopped.", "No hope."),
    "P02": ("We wait and wait.", "Nothing else."),
    "P03": ("They stopped again.", "We wait."),
    "P04": ("No hope at all.", "We wait."),
    "C01": ("We wait too.", "They stopped."),
    "P05": ("We wait.", "They stopped."),
    "P06": ("Nobody has read this one.", "Nor this."),
}
"""What each says; the interviewer asks before every turn."""
CODED = {"wait": "waiting", "stopped": "stopping", "hope": "hopeless"}


def coded_study(folder: Path) -> OpenProject:
    """The interviews, with each word of `CODED` coded by Ada; P06 by nobody. Made once, then copied."""
    shutil.copytree(_coded_study(), folder, dirs_exist_ok=True)
    return open_project(folder / "study", encoder=HashingEncoder())


@cache
def _coded_study() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="coded-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with studies.empty_study(folder) as project:
        files = []
        for name, turns in SAID.items():
            text = "\n\n".join(f"Interviewer: And how is that?\n\n{name}: {turn}" for turn in turns)
            files.append((f"{name}.txt", f"{text}\n".encode()))
        report = project.import_files(files, roles=studies.ROLES, coder="Ada")
        assert not report.problems, report.problems
        with project.store.reading() as tables:
            texts = tables.texts(list(SAID))
        acts = [
            Op(new_id(), "code", "Ada", transcript=name, span=Span(*found.span()), code=code)
            for name in SAID
            for word, code in CODED.items()
            for found in re.finditer(word, texts[name])
        ]
        assert not any(answer.refusal for answer in project.apply(acts))
    return folder


def mark(project: OpenProject, transcript: str, start: int, end: int, code: str, *, coder: str = "Ada") -> None:
    """Code words."""
    op = Op(new_id(), "code", coder, transcript=transcript, span=Span(start, end), code=code)
    answers = project.apply([op])
    assert not answers[0].refusal, answers[0].refusal
