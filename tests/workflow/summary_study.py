"""An invented study for summaries of themes: four patients and four clinicians on waiting, one of each on hope."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow.projects import OpenProject, open_project
from tests.fakes import HashingEncoder
from tests.studies import empty_study, place_of

WAITED = {
    "P1": "My kettle was my company while I waited, and Mary rang about the letter twice that winter.",
    "P2": "I sat beside the kettle for months and Mary never brought any letter about the appointment.",
    "P3": "You boil kettles. Mary said patience, the letter comes when it comes, and so I waited on.",
    "P4": "Nobody told me how long the list was, so I stopped asking and stayed in bed for weeks.",
    "C1": "Our caseload doubled in spring and the letter goes out when a slot is free, not before then.",
    "C2": "With that caseload I apologise every day, there is no slot before the autumn for anybody.",
    "C3": "The caseload decides, not me, and each slot that opens is gone within the very same hour.",
    "C4": "People wait because the referral form is long and it is returned for every missing field.",
}
OTHER = "The bus was late again this morning, as it is most mornings when it rains."
HOPE = "There is no point in hoping any more, I told my sister when she came to see me."
REJECTED = "I never waited at all, they rang me the next morning and I went in that same week."


def summary_study(folder: Path) -> OpenProject:
    """All eight passages have the code waiting; P1 also hopeless; P4 a passage that was likely and rejected."""
    shutil.copytree(_made(), folder, dirs_exist_ok=True)
    return open_project(folder / "study", encoder=HashingEncoder())


@cache
def _made() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="summary-study-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with empty_study(folder) as project:
        files = [(f"{who}.txt", _interview(who, words).encode()) for who, words in WAITED.items()]
        files.append(("P5.txt", f"Interviewer: And you?\n\nP5: {OTHER}\n".encode()))
        report = project.import_files(
            files, roles={"P": "patient", "C": "clinician", "Interviewer": "interviewer"}, coder="ada"
        )
        assert not report.problems, report.problems
        ops = [_code(project, who, words, "waiting") for who, words in WAITED.items()]
        ops += [_code(project, "P1", HOPE, "hopeless"), _reject(project)]
        assert not [one.refusal for one in project.apply(ops) if one.refusal]
    return folder


def _interview(who: str, words: str) -> str:
    more = {"P1": HOPE, "P4": REJECTED}.get(who, OTHER)
    return f"Interviewer: How was it?\n\n{who}: {words}\n\nInterviewer: And then?\n\n{who}: {more}\n"


def span_of(project: OpenProject, transcript: str, words: str) -> Span:
    """Where words stand."""
    return Span(*place_of(project, transcript, words))


def _code(project: OpenProject, who: str, words: str, code: str) -> Op:
    return Op(f"{who}{code}", "code", "ada", who, span_of(project, who, words), code)


def _reject(project: OpenProject) -> Op:
    """A suggestion that P4's second answer is about waiting, turned down."""
    return Op(
        "no", "reject", "ada", "P4", span_of(project, "P4", REJECTED), "waiting", memo="says the contrary",
        band="likely", score=0.8, model="m",
    )  # fmt: skip
