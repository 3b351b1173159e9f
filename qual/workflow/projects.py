"""Make a project, open one, and the verbs of an open one: each a line that names the room it leads to."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from qual.config import Settings, read_settings
from qual.errors import ProjectExists, ProjectMissing, Refused, Unreadable
from qual.store.opening import open_store
from qual.workflow.codebook_verbs import CodebookVerbs
from qual.workflow.result_verbs import ResultVerbs

if TYPE_CHECKING:
    import pandas as pd

    from qual.model.coding import Op
    from qual.model.span import Span
    from qual.store.store import Store
    from qual.workflow.code_groups import Split, Twins
    from qual.workflow.codebooks import CodebookState
    from qual.workflow.deciding import DecideReport
    from qual.workflow.desk import Answer
    from qual.workflow.evaluated import Evaluation
    from qual.workflow.found import Findings, Where
    from qual.workflow.ingest import File, ImportReport
    from qual.workflow.queueing import QueueItem
    from qual.workflow.suggesting import Progress, Stop, SuggestReport
    from qual.workflow.theming import Candidate

PROJECT_FILE = "project.toml"
CODEBOOK_FILE = Path("codebook") / "codebook.yaml"
LONGEST_NAME = 100
"""Characters of a coder's name."""
FOLDERS = ("codebook", "transcripts", "exports")
EMPTY_CODEBOOK = """\
# yaml-language-server: $schema=codebook.schema.json
# The codebook of this study. Edit it here or in the app; docs and checks: see the README of qual.
title: {name}
version: 1
themes: []
"""


class SupportsEncode(Protocol):
    """Any sentence encoder: a name that changes with the model, and vectors of unit length."""

    @property
    def name(self) -> str:
        """What stands on every suggestion."""
        ...

    def encode(self, texts: list[str]) -> object:
        """Float32 vectors, one row per text."""
        ...


class OpenProject(CodebookVerbs, ResultVerbs):
    """An open project. Every method is a verb of `qual.workflow`; tables come back as DataFrames."""

    def __init__(
        self, folder: Path, settings: Settings, store: Store, *, encoder: SupportsEncode | None = None
    ) -> None:
        self.folder = folder
        self.settings = settings
        self.store = store
        self.encoder = encoder

    @property
    def codebook_file(self) -> Path:
        """The researcher's file."""
        return self.folder / CODEBOOK_FILE

    @property
    def codebook(self) -> CodebookState:
        """The codebook in force, and what was wrong with the file."""
        from qual.workflow import codebooks

        return codebooks.current(self)

    @property
    def roles(self) -> tuple[str, ...]:
        """The project's roles: the settings' own, then others that a researcher's table brought."""
        from qual.workflow import speaking

        return speaking.roles(self)

    def import_files(
        self,
        files: Iterable[File],
        *,
        roles: Mapping[str, str] | None = None,
        role: str | None = None,
        participants: File | None = None,
        columns: Mapping[str, str] | None = None,
        encoding: str | None = None,
        coder: str = "",
        progress: Progress | None = None,
    ) -> ImportReport:
        """Read transcripts; what cannot be read is reported and changes nothing."""
        from qual.workflow import ingest

        asked = ingest.Asked(roles or {}, role, participants, columns, encoding, coder)
        return ingest.import_files(self, list(files), asked, progress=progress)

    def segment(self, unit: str | None = None, *, coder: str = "") -> dict[str, object]:
        """Cut every transcript again; no coding is lost, since codings point at the text."""
        from qual.workflow import cutting

        return cutting.recut(self, unit, coder=coder)

    def segments(self) -> pd.DataFrame:
        """Every segment with its speaker, participant, role and words."""
        from qual.workflow import frames

        return frames.segments(self)

    def codings(self) -> pd.DataFrame:
        """Every coding in force: the tidy table."""
        from qual.workflow import frames

        return frames.codings(self)

    def suggestions(self, code: str | None = None, limit: int | None = None) -> pd.DataFrame:
        """Suggestions still open, best first, with their evidence."""
        from qual.workflow import suggesting

        return suggesting.frame(self, code=code, limit=limit)

    def suggest(self, *, progress: Progress | None = None, stop: Stop | None = None) -> SuggestReport:
        """Encode what is new, score every segment against the codebook, store the suggestions."""
        from qual.workflow import suggesting

        return suggesting.suggest(self, progress=progress, stop=stop)

    def candidate_themes(self) -> tuple[Candidate, ...]:
        """What fits no code, grouped, each group named by its own words."""
        from qual.workflow import theming

        return theming.candidates(self)

    def theme_map(self) -> pd.DataFrame:
        """Where each passage stands on two axes by its meaning, with its codes, role and candidate theme."""
        from qual.workflow import theme_maps

        return theme_maps.frame(self)

    def code_splits(self) -> tuple[Split, ...]:
        """Each code's passages in two groups, and whether these look different; a proposal, nothing changes."""
        from qual.workflow import code_groups

        return code_groups.splits(self)

    def code_twins(self) -> tuple[Twins, ...]:
        """Pairs of codes that may be one: on the same passages, or defined alike; a proposal, nothing changes."""
        from qual.workflow import code_groups

        return code_groups.twins(self)

    def find(self, query: str, *, where: Where | None = None, order: str = "study") -> Findings:
        """Passages that hold the words asked for: any form of a word, "phrases", -without, this OR that, begin*."""
        from qual.workflow import finding

        return finding.find(self, query, where=where, order=order)

    def like(
        self,
        words: str = "",
        *,
        transcript: str = "",
        span: Span | None = None,
        most: int = 30,
        where: Where | None = None,
        progress: Progress | None = None,
        stop: Stop | None = None,
    ) -> Findings:
        """Passages that mean about the same as some words, or as those at a place; most alike first."""
        from qual.workflow import finding

        return finding.like(
            self, words, transcript=transcript, span=span, most=most, where=where, progress=progress, stop=stop
        )

    def queue(self, *, coder: str, code: str = "", role: str = "", transcript: str = "") -> list[QueueItem]:
        """Suggestions this coder has not decided, likely first."""
        from qual.workflow import queueing

        return queueing.queue(self, coder=coder, code=code, role=role, transcript=transcript)

    def apply(self, ops: Sequence[Op]) -> list[Answer]:
        """Carry out acts of people; each once, however often it arrives."""
        from qual.workflow import reviewing

        return reviewing.apply(self, ops)

    def decide(self, file: File, *, coder: str = "") -> DecideReport:
        """Bulk decisions from a CSV: all of them or none."""
        from qual.workflow import deciding

        return deciding.decide(self, file, coder=coder)

    def undo(self, count: int = 1, *, coder: str) -> list[dict[str, object]]:
        """Undo the coder's last acts, newest first; those of one stroke (a bulk accept) are one."""
        from qual.workflow import reviewing

        return reviewing.undo(self, count, coder=coder)

    def redo(self, count: int = 1, *, coder: str) -> list[dict[str, object]]:
        """Redo what the coder undid last, until a newer act cuts it off."""
        from qual.workflow import reviewing

        return reviewing.redo(self, count, coder=coder)

    def memos(
        self, *, about: str = "", target: str = "", transcript: str = "", coder: str = "", words: str = ""
    ) -> pd.DataFrame:
        """Memos in force, oldest first: about what, by whom, when; all of them, or those asked for."""
        from qual.workflow import memos

        return memos.frame(self, about=about, target=target, transcript=transcript, coder=coder, words=words)

    def evaluate(
        self, coder: str, *, seeds: int = 3, progress: Progress | None = None, stop: Stop | None = None
    ) -> Evaluation:
        """How well suggestions would have matched this person's coding; nothing in the study changes."""
        from qual.workflow import evaluating

        return evaluating.evaluate(self, coder, seeds=seeds, progress=progress, stop=stop)

    def check(self) -> dict[str, object]:
        """Every invariant of the project."""
        from qual.workflow import upkeep

        return upkeep.check(self)

    def close(self) -> None:
        """Give the database back."""
        self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def create(
    folder: str | Path,
    *,
    codebook: str | Path | tuple[bytes, str] | None = None,
    name: str | None = None,
    synthetic: bool = False,
) -> OpenProject:
    """A new empty project, with the codebook given or an empty one.

    Args:
        folder: a new or an empty one.
        codebook: a codebook file of any kind, "sample" for the shipped one, another study's folder, or the bytes
            and the name of a file.
        name: of the study; else the folder's.
        synthetic: whether its data are invented.

    Raises:
        ProjectExists: if the folder already holds one.
        Refused: if the folder holds other things.
        Unreadable: if the codebook file cannot be read.
    """
    from qual.codebook import schema
    from qual.workflow.codebook_exchange import begin_with

    folder = Path(folder)
    if (folder / PROJECT_FILE).exists():
        raise ProjectExists(folder)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused(f"Making a project in {folder}", "it is not an empty folder", hint="Name a new folder.")
    title = name or folder.resolve().name
    text = begin_with(codebook) if codebook else EMPTY_CODEBOOK.format(name=_quoted(title)).encode()
    try:
        for part in FOLDERS:
            (folder / part).mkdir(parents=True, exist_ok=True)
        (folder / CODEBOOK_FILE).write_bytes(text)
        (folder / CODEBOOK_FILE.with_name(schema.FILE)).write_text(schema.text(), "utf-8")
        settings = Settings(name=title, synthetic=synthetic)
        open_store(_database(folder, settings), create=True).close()
        (folder / PROJECT_FILE).write_text(settings_text(settings), "utf-8")
    except OSError as error:
        raise Refused(f"Making a project in {folder}", error.strerror or str(error)) from error
    return open_project(folder)


def open_project(
    folder: str | Path, *, given: Mapping[str, object] | None = None, encoder: SupportsEncode | None = None
) -> OpenProject:
    """Open the project in a folder.

    Raises:
        ProjectMissing: if there is none.
        SettingInvalid: if project.toml or the environment cannot be used.
        StoreUnusable: if its database cannot be opened.
    """
    folder = Path(folder).resolve()
    if not (folder / PROJECT_FILE).is_file():
        raise ProjectMissing(folder)
    from qual.workflow import unfinished

    settings = read_settings(folder / PROJECT_FILE, given=given)
    project = OpenProject(folder, settings, open_store(_database(folder, settings)), encoder=encoder)
    unfinished.look(project)
    return project


def settings_text(settings: Settings) -> str:
    """The text of project.toml, with a word on each line that a researcher may want to change."""
    synthetic = "synthetic = true          # invented data: every table and export says so\n"
    return (
        "# The settings of this study; QUAL_NAME, QUAL_UNIT … in the environment come before them.\n"
        f"name = {_quoted(settings.name)}\n"
        f"roles = {_list(settings.roles)}   # in the order of the tables\n"
        f"context_roles = {_list(settings.context_roles)}   # context: never suggested, never counted\n"
        f'unit = "{settings.unit}"            # turn, sentence or passage\n'
        f'language = "{settings.language}"   # of the transcripts, for searching: finds every form of a word\n'
        f"model = {_quoted(settings.model)}   # or any sentence-transformers model: its name or its folder\n"
        '# database = "postgresql+psycopg://…"   # for a team; else qual.db in this folder\n'
        '# coder = "Ada"             # who codes when no name is given\n'
        + (synthetic if settings.synthetic else "")
    )


def coder_name(project: OpenProject, given: str = "") -> str:
    """The person an act is booked to: as given, else the project's coder, else the account's name."""
    name = given.strip() or project.settings.coder
    if not name:
        import getpass

        try:
            name = getpass.getuser()
        except (OSError, KeyError) as error:
            raise Refused(
                "The act", "only a named person makes codings", hint="Give --coder NAME or set QUAL_CODER."
            ) from error
    if why := name_fault(name):
        raise Refused("The coder's name", why, hint="Give --coder NAME or set QUAL_CODER.")
    return name


def name_fault(name: str) -> str:
    """Why this cannot be a coder's name, or "": it stands in every record and in every table."""
    if len(name) > LONGEST_NAME:
        return f"it is longer than {LONGEST_NAME} characters"
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in name):
        return "it holds line breaks or control characters"
    return ""


def _database(folder: Path, settings: Settings) -> str | Path:
    return settings.database or folder.resolve() / "qual.db"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _list(values: Sequence[str]) -> str:
    return "[" + ", ".join(_quoted(v) for v in values) + "]"


def sample_folder() -> Path:
    """Where the sample study's `transcripts_sample/` and `codebook/` are: in the wheel, else the tree.

    Raises:
        Unreadable: if this installation came without the sample.
    """
    package = Path(__file__).resolve().parent.parent
    for place in (package / "sample", package.parent):
        if (place / "transcripts_sample").is_dir() and (place / CODEBOOK_FILE).is_file():
            return place
    raise Unreadable("The sample study", "this installation came without it", hint="Install qual again.")
