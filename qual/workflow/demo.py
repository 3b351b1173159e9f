"""The sample study, the whole job: import, segment, suggest, a demonstration coding, the table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qual.errors import ProjectMissing, Refused
from qual.workflow import deciding, projects, suggesting
from qual.workflow.projects import CODEBOOK_FILE, OpenProject, create, open_project

if TYPE_CHECKING:
    from qual.workflow.suggesting import Progress

NAME = "Living with treatment-resistant depression (sample)"
SUFFIXES = (".txt", ".docx", ".vtt", ".srt", ".csv", ".xlsx")
NOT_TRANSCRIPTS = ("participants.csv", "reference_coding.csv")
ROLES = {"Interviewer": "interviewer", "I": "interviewer"}
CODER = "demo"


def demo(folder: str | Path, *, progress: Progress | None = None) -> OpenProject:
    """Build the sample project in the folder, or open it where it stands already.

    Raises:
        Refused: if the folder holds another project or other files.
    """
    place = Path(folder)
    try:
        project = open_project(place)
    except ProjectMissing:
        return _build(place, progress)
    if not project.settings.synthetic:
        project.close()
        raise Refused(
            f"Building the sample in {place}", "it holds a project of your own", hint="Name a new folder."
        )
    if not project.segments().empty and not project.codings().empty:
        if suggesting.made_at(project) == "":  # it was interrupted while encoding
            project.suggest(progress=progress)
        return project
    return _fill(project, progress)


def sample_files() -> list[Path]:
    """The transcripts of the sample, in order of their names."""
    folder = projects.sample_folder() / "transcripts_sample"
    return sorted(p for p in folder.iterdir() if p.suffix in SUFFIXES and p.name not in NOT_TRANSCRIPTS)


def _build(place: Path, progress: Progress | None) -> OpenProject:
    project = create(place, codebook=projects.sample_folder() / CODEBOOK_FILE, name=NAME, synthetic=True)
    return _fill(project, progress)


def _fill(project: OpenProject, progress: Progress | None) -> OpenProject:
    """Every step can be taken again: what is there already is skipped."""
    sample = projects.sample_folder() / "transcripts_sample"
    project.import_files(
        sample_files(), roles=ROLES, participants=sample / "participants.csv", coder=CODER, progress=progress
    )
    coded = project.decide(sample / "reference_coding.csv", coder=CODER)
    deciding.require_applied(coded)
    project.suggest(progress=progress)
    return project
