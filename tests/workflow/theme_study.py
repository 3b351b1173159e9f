"""A study without codes whose people speak of three subjects, for the tests of candidate themes."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import theming
from qual.workflow.projects import OpenProject, create, open_project
from qual.workflow.theming import Candidate, ThemeReport
from tests.fakes import HashingEncoder

SUBJECTS = {
    "garden": "my garden and the garden dog in the garden beds",
    "money": "rent and money and debts, the rent money again",
    "sea": "driving to the sea, waves and sea wind, the sea",
}
NO_CODES = "title: Open study\nthemes: []\n"


def said(subject: str, number: int) -> str:
    """A passage of two sentences on a subject, different from every other."""
    words = SUBJECTS[subject]
    return f"{words.capitalize()}. {words.capitalize()}, number{subject}{number} extra{subject}{number}."


def interview(who: str, subjects: Sequence[str], first: int = 0) -> tuple[str, bytes]:
    """A transcript in which somebody speaks of these subjects, a turn each."""
    turns = [f"Interviewer: And?\n\n{who}: {said(one, first + n)}\n" for n, one in enumerate(subjects)]
    return f"{who}.txt", "\n".join(turns).encode()


def theme_study(folder: Path) -> OpenProject:
    """Three people, two of them patients; each speaks twice of every subject. Made once, then copied."""
    shutil.copytree(_theme_study(), folder, dirs_exist_ok=True)
    return open_project(folder / "study", encoder=HashingEncoder())


@cache
def _theme_study() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="theme-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = folder / "book.yaml"
    file.write_text(NO_CODES, "utf-8")
    create(folder / "study", codebook=file, name="Open study").close()
    people = enumerate(("P01", "P02", "C01"))
    with open_project(folder / "study", encoder=HashingEncoder()) as project:
        add(project, *(interview(who, [*SUBJECTS, *SUBJECTS], 10 * n) for n, who in people))
    return folder


def add(project: OpenProject, *files: tuple[str, bytes]) -> None:
    """More transcripts."""
    roles = {"P": "patient", "C": "clinician", "Interviewer": "interviewer"}
    report = project.import_files(list(files), roles=roles, coder="ada")
    assert not report.problems, report.problems


def act(project: OpenProject, kind: str, target: str, replaces: str = "", coder: str = "ada") -> str:
    """An act on a theme as a screen asks for it; the refusal, "" where it was done."""
    [answer] = project.apply([Op(new_id(), kind, coder, target=target, replaces=replaces)])
    return answer.refusal


def code_passages(project: OpenProject, passages: Sequence[str], code: str, coder: str = "ada") -> None:
    """Give passages a code."""
    ops = []
    for passage in passages:
        transcript, _, place = passage.rpartition(":")
        start, _, end = place.partition("-")
        ops.append(Op(new_id(), "code", coder, transcript, Span(int(start), int(end)), code))
    assert not [answer.refusal for answer in project.apply(ops) if answer.refusal]


def by_subject(report: ThemeReport) -> dict[str, Candidate]:
    """The candidates by the subject they are about."""
    return {next(name for name in SUBJECTS if name in one.words): one for one in report.themes}


def labels(report: ThemeReport) -> list[str]:
    """The labels in the order of the list."""
    return [one.label for one in report.themes]


__all__ = ["SUBJECTS", "act", "add", "by_subject", "code_passages", "interview", "labels", "theme_study", "theming"]
