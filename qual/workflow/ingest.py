"""Import: a person's files become transcripts, each with its upload kept untouched.

Each file stands alone: it comes in whole, in one transaction, or the project is as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from qual.errors import Problem, QualError, Refused, Unreadable
from qual.importers.participants import ParticipantRow, read_participants
from qual.importers.registry import read
from qual.model.ids import new_id
from qual.model.participant import UNKNOWN, Participant, Speaker
from qual.model.segment import Segment
from qual.model.transcript import Transcript
from qual.workflow import codebooks, cutting, speaking
from qual.workflow.clock import now
from qual.workflow.files import write_new

if TYPE_CHECKING:
    from qual.importers.base import Reading, ReadTranscript
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject
    from qual.workflow.suggesting import Progress

File: TypeAlias = "str | Path | tuple[str, bytes]"
"""A path, or a name with its bytes as a screen hands it over."""


MOST_ABSENT = 5
"""So many participants without a transcript are named one by one; more would hide every other message."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the person said beside the files."""

    mapping: Mapping[str, str]
    other: str | None = None
    participants: File | None = None
    columns: Mapping[str, str] | None = None
    encoding: str | None = None
    coder: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """A transcript that came in.

    Attributes:
        speakers: label -> role in force, role proposed, turns, participant; unlabelled turns are not in it.
        unlabelled: turns without a label.
    """

    transcript: str
    file: str
    participants: tuple[str, ...]
    turns: int
    words: int
    speakers: Mapping[str, Mapping[str, object]]
    unlabelled: int = 0


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken in, and why."""

    file: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What came in, what was skipped, and what was not understood.

    Attributes:
        headings: file -> headings, for tables whose columns a person has to name.
    """

    added: tuple[Added, ...]
    skipped: tuple[Skipped, ...]
    problems: tuple[Problem, ...]
    headings: Mapping[str, tuple[str, ...]]


def import_files(
    project: OpenProject, files: Sequence[File], asked: Asked, *, progress: Progress | None = None
) -> ImportReport:
    """Read every file; a bad one is reported and never stops the others.

    Raises:
        Refused: for a role that the project does not have.
        Unreadable: if the participants file cannot be read at all.
    """
    rows, problems = _participants(project, asked)
    _check_roles(project, asked)
    cutting.follow_settings(project, coder=asked.coder)
    word = speaking.Word(rows, asked.mapping, asked.other or None)
    added: list[Added] = []
    skipped: list[Skipped] = []
    headings: dict[str, tuple[str, ...]] = {}
    for done, file in enumerate(files):
        if progress:
            progress(done, len(files))
        try:
            name, data = file_bytes(file)
            reading, skip = _take(project, name, data, asked, word, added)
        except QualError as error:
            problems.append(Problem(_name_of(file), None, str(error), "", fatal=True))
            continue
        except Exception as error:  # noqa: BLE001 - a fault of ours in one file must not stop the others
            problems.append(_own_fault(_name_of(file), error))
            continue
        skipped += skip
        problems += reading.problems if reading else ()
        if reading and not reading.transcripts and reading.headings:
            headings[name] = reading.headings
    if progress:
        progress(len(files), len(files))
    if rows:
        table = _name_of(asked.participants) if asked.participants else "participants"
        problems += speaking.describe(project, rows, coder=asked.coder, file=table)
        problems += _unmet(project, rows, table)
    return ImportReport(tuple(added), tuple(skipped), tuple(dict.fromkeys(problems)), headings)


class _Overtaken(Exception):
    """Another import kept this very file, or a transcript of this name, while this one was cut."""


def _take(
    project: OpenProject, name: str, data: bytes, asked: Asked, word: speaking.Word, added: list[Added]
) -> tuple[Reading | None, list[Skipped]]:
    """One file: read, settle who speaks, cut, keep."""
    sha256 = hashlib.sha256(data).hexdigest()
    reading: Reading | None = None
    while True:
        with project.store.reading() as tables:
            same = tables.transcript_by_sha(sha256)
        if data and same:
            return None, [Skipped(name, f"the same file is already in the project as {_named(same)}")]
        if reading is None:
            roles = speaking.roles(project)
            reading = read(name, data, columns=asked.columns, encoding=asked.encoding, roles=roles)
        if not reading.transcripts:
            return reading, []
        try:
            kept, problems = _keep(project, name, data, reading.transcripts, word, asked.coder)
        except _Overtaken:
            continue
        added += kept
        return replace(reading, problems=(*reading.problems, *problems)), []


def _keep(
    project: OpenProject, name: str, data: bytes, found: Sequence[ReadTranscript], word: speaking.Word, coder: str
) -> tuple[list[Added], list[Problem]]:
    """The upload to its folder, then everything else in one transaction; the upload goes again if that fails."""
    with project.store.reading() as tables:
        taken = {info.id.casefold() for info in tables.transcripts()}
    transcripts: list[Transcript] = []
    for one in found:
        unique = _free(one.transcript.id, taken)
        taken.add(unique.casefold())
        transcripts.append(replace(one.transcript, id=unique))
    roles, segments = speaking.roles(project), cutting.cut_all(transcripts, unit=project.settings.unit)
    stated = [one.stated_roles for one in found]
    upload = write_new(project.folder / "transcripts", Path(name).name or "transcript", data)
    try:
        with project.store.transaction() as tables:
            _refuse_overtaken(tables, transcripts)
            # Read here, not before: somebody may have confirmed a participant while the file was cut.
            known = {p.id: p for p in tables.participants()}
            settled = _settled(transcripts, stated, known, word, roles=roles, file=name)
            _store(project, tables, upload.name, transcripts, settled, segments, coder)
    except BaseException:
        upload.unlink(missing_ok=True)
        raise
    people = known | {p.id: p for one in settled for p in one.participants}
    context = set(project.settings.context_roles)
    added = [_added(t, one.speakers, people, context) for t, one in zip(transcripts, settled, strict=True)]
    return added, [problem for one in settled for problem in one.problems]


def _refuse_overtaken(tables: Tables, transcripts: Sequence[Transcript]) -> None:
    taken = {info.id.casefold() for info in tables.transcripts()}
    same = tables.transcript_by_sha(transcripts[0].sha256)
    if same or any(transcript.id.casefold() in taken for transcript in transcripts):
        raise _Overtaken


def _settled(
    transcripts: Sequence[Transcript],
    stated: Sequence[Mapping[str, str]],
    known: Mapping[str, Participant],
    word: speaking.Word,
    *,
    roles: Sequence[str],
    file: str,
) -> list[speaking.Settled]:
    """Who speaks in each transcript; what one says of a participant is known to the next."""
    people, settled = dict(known), []
    for transcript, own in zip(transcripts, stated, strict=True):
        proposed = speaking.proposals(transcript, roles=roles)
        one = speaking.settle(proposed, list(people.values()), word, stated=own, file=file)
        people |= {p.id: p for p in one.participants}
        settled.append(one)
    return settled


def _store(
    project: OpenProject,
    tables: Tables,
    file: str,
    transcripts: Sequence[Transcript],
    settled: Sequence[speaking.Settled],
    segments: Sequence[Segment],
    coder: str,
) -> None:
    created = now()
    tables.put_participants(list({p.id: p for one in settled for p in one.participants}.values()))
    for transcript in transcripts:
        tables.add_transcript(replace(transcript, file=file), imported_at=created, imported_by=coder)
    tables.put_speakers([speaker for one in settled for speaker in one.speakers])
    tables.replace_segments([t.id for t in transcripts], list(segments), project.settings.unit)
    payload = {"file": file, "sha256": transcripts[0].sha256, "transcripts": [t.id for t in transcripts]}
    version = codebooks.remember(project, tables)
    tables.append_event(
        op=new_id(), kind="import", coder=coder, created=created, codebook_version=version, payload=payload
    )


def _added(
    transcript: Transcript, speakers: Sequence[Speaker], people: Mapping[str, Participant], context: set[str]
) -> Added:
    turns: dict[str, int] = {}
    for turn in transcript.turns:
        turns[turn.label] = turns.get(turn.label, 0) + 1
    labels: dict[str, Mapping[str, object]] = {}
    persons: dict[str, None] = {}
    for speaker in speakers:
        role = people[speaker.participant].role if speaker.confirmed else UNKNOWN
        proposed_context = not speaker.confirmed and speaker.proposed in context
        if role not in context and not proposed_context:
            persons[speaker.participant] = None
        if speaker.label:
            labels[speaker.label] = {
                "role": role, "turns": turns[speaker.label], "proposed": speaker.proposed,
                "participant": speaker.participant, "confirmed": speaker.confirmed,
            }  # fmt: skip
    return Added(
        transcript.id,
        transcript.file,
        tuple(persons),
        len(transcript.turns),
        transcript.words,
        labels,
        turns.get("", 0),
    )


def _participants(project: OpenProject, asked: Asked) -> tuple[tuple[ParticipantRow, ...], list[Problem]]:
    if asked.participants is None:
        return (), []
    name, data = file_bytes(asked.participants)
    rows, problems = read_participants(name, data, roles=speaking.roles(project))
    return rows, list(problems)


def _check_roles(project: OpenProject, asked: Asked) -> None:
    known = speaking.roles(project)
    for role in (*asked.mapping.values(), *([asked.other] if asked.other else [])):
        if role not in known:
            raise Refused(
                f"The role {role!r}", "the project does not have it",
                hint=f"Roles are {', '.join(known)}; add one in project.toml.",
            )  # fmt: skip


def _unmet(project: OpenProject, rows: Sequence[ParticipantRow], file: str) -> list[Problem]:
    with project.store.reading() as tables:
        met = {speaker.participant.casefold() for speaker in tables.speakers()}
    absent = [row for row in rows if row.participant.casefold() not in met]
    hint = "Import the transcript, or correct the transcript or label column."
    if len(absent) > MOST_ABSENT:
        who = f"{len(absent):,} participants, the first of them {absent[0].participant},"
        return [Problem(file, absent[0].line, f"{who} speak in no transcript of the project.", hint)]
    return [
        Problem(file, row.line, f"participant {row.participant} speaks in no transcript of the project.", hint)
        for row in absent
    ]


def file_bytes(file: File) -> tuple[str, bytes]:
    """The name and bytes of a file, from disk or from a screen."""
    name = _name_of(file)
    if isinstance(file, tuple):
        return name, file[1]
    path = Path(file)
    try:
        return name, path.read_bytes()
    except IsADirectoryError as error:
        raise Unreadable(name, "it is a folder", hint="Name the files in it.") from error
    except FileNotFoundError as error:
        raise Unreadable(path, "there is no such file", hint="Look at the name.") from error
    except OSError as error:
        raise Unreadable(name, error.strerror or str(error)) from error


def _name_of(file: File) -> str:
    """The file's name without folders, as text: a name that is no UTF-8 has ? for what is not."""
    path = Path(file[0] if isinstance(file, tuple) else file)
    return (path.name or str(path)).encode("utf-8", "replace").decode()


def _own_fault(name: str, error: Exception) -> Problem:
    """What is said of a file that qual stumbled over. The error's own text may hold words of it: it stays out."""
    said = f"qual stumbled over this file ({type(error).__name__}); nothing of it was taken in."
    return Problem(name, None, said, "Save it in another format and try again; please report it.", fatal=True)


def _free(name: str, taken: set[str]) -> str:
    """The name, or the name with (2), (3) … where it is taken (whatever its case)."""
    candidate, number = name, 1
    while candidate.casefold() in taken:
        number += 1
        candidate = f"{name} ({number})"
    return candidate


def _named(names: Sequence[str], most: int = 3) -> str:
    shown = ", ".join(names[:most])
    return shown if len(names) <= most else f"{shown} and {len(names) - most} more"
