"""The small study with attributes, some codings and somebody who was not asked."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.matrix import cell
from qual.workflow.projects import OpenProject, open_project
from tests.fakes import HashingEncoder
from tests.studies import place_of, small_study

PEOPLE = "participant,role,tried,site\nP01,patient,5,north\nP02,patient,about 4,south\nC01,clinician,,north\n"
CODED = (
    ("P01", "I was on the waiting list for a year.", "waiting"),
    ("P01b", "Still on the waiting list", "waiting"),
    ("P01b", "There is no point in hoping any more", "hopeless"),
    ("C01", "The waiting list grows every month", "waiting"),
)


def matrix_study(folder: Path) -> OpenProject:
    """Who is asked, raises and knows what is told by PEOPLE and CODED; Ada codes. Made once, then copied."""
    shutil.copytree(_matrix_study(), folder, dirs_exist_ok=True)
    return open_project(folder / "study", encoder=HashingEncoder())


@cache
def _matrix_study() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="matrix-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with small_study(folder) as project:
        know(project, folder, PEOPLE)
        for transcript, words, code in CODED:
            span = Span(*place_of(project, transcript, words))
            act(project, Op(new_id(), "code", "Ada", transcript=transcript, span=span, code=code, quote=words))
    return folder


def know(project: OpenProject, folder: Path, table: str) -> None:
    """What is known of people from now on."""
    (folder / "participants.csv").write_text(table, "utf-8")
    project.import_files([], participants=folder / "participants.csv", coder="Ada")


def write(project: OpenProject, column: str, participant: str, words: str, coder: str = "Ada") -> str:
    """A summary of a cell; why it was refused, or ""."""
    op = Op(new_id(), "memo", coder, about="cell", target=cell(column, participant), memo=words)
    return project.apply([op])[0].refusal


def act(project: OpenProject, op: Op) -> None:
    """An act that has to be possible."""
    assert not project.apply([op])[0].refusal
