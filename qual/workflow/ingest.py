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
    from qual.workflow.projects import OpenProject
    from qual.workflow.suggesting import Progress

File: TypeAlias = "str | Path | tuple[str, bytes]"
"""A path, or a name with its bytes as a screen hands it over."""


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
    word = speaking.Word(rows, asked.mapping, asked.other)
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
            name = Path(file[0] if isinstance(file, tuple) else file).name
            problems.append(Problem(name, None, str(error), "", fatal=True))
            continue
        skipped += skip
        problems += reading.problems if reading else ()
        if reading and not reading.transcripts and reading.headings:
            headings[name] = reading.headings
    if progress:
        progress(len(files), len(files))
    if rows:
        problems += speaking.describe(project, rows, coder=asked.coder)
        problems += _unmet(project, rows)
    return ImportReport(tuple(added), tuple(skipped), tuple(dict.fromkeys(problems)), headings)


def _take(
    project: OpenProject, name: str, data: bytes, asked: Asked, word: speaking.Word, added: list[Added]
) -> tuple[Reading | None, list[Skipped]]:
    """One file: read, settle who speaks, cut, keep."""
    sha256 = hashlib.sha256(data).hexdigest()
    with project.store.reading() as tables:
        same = tables.transcript_by_sha(sha256)
    if data and same:
        return None, [Skipped(name, f"the same file is already in the project as {_named(same)}")]
    roles = speaking.roles(project)
    reading = read(name, data, columns=asked.columns, encoding=asked.encoding, roles=roles)
    if not reading.transcripts:
        return reading, []
    kept, problems = _keep(project, name, data, reading.transcripts, word, asked.coder)
    added += kept
    return replace(reading, problems=(*reading.problems, *problems)), []


def _keep(
    project: OpenProject, name: str, data: bytes, found: Sequence[ReadTranscript], word: speaking.Word, coder: str
) -> tuple[list[Added], list[Problem]]:
    with project.store.reading() as tables:
        taken = {info.id.casefold() for info in tables.transcripts()}
        known = {p.id: p for p in tables.participants()}
    roles = speaking.roles(project)
    transcripts: list[Transcript] = []
    speakers: list[tuple[Speaker, ...]] = []
    problems: list[Problem] = []
    for one in found:
        unique = _free(one.transcript.id, taken)
        taken.add(unique.casefold())
        transcript = replace(one.transcript, id=unique)
        settled = speaking.settle(
            speaking.proposals(transcript, roles=roles),
            list(known.values()),
            word,
            stated=one.stated_roles,
            file=name,
        )
        known |= {p.id: p for p in settled.participants}
        transcripts.append(transcript)
        speakers.append(settled.speakers)
        problems += settled.problems
    segments = cutting.cut_all(transcripts, unit=project.settings.unit)
    _commit(project, name, data, transcripts, [s for group in speakers for s in group], known, segments, coder)
    context = set(project.settings.context_roles)
    added = [_added(t, s, known, context) for t, s in zip(transcripts, speakers, strict=True)]
    return added, problems


def _commit(
    project: OpenProject,
    name: str,
    data: bytes,
    transcripts: Sequence[Transcript],
    speakers: Sequence[Speaker],
    people: Mapping[str, Participant],
    segments: Sequence[Segment],
    coder: str,
) -> None:
    """The upload to its folder, then everything else in one transaction; the upload goes again if that fails."""
    upload = write_new(project.folder / "transcripts", Path(name).name or "transcript", data)
    created = now()
    wanted = {s.participant for s in speakers}
    try:
        with project.store.transaction() as tables:
            tables.put_participants([p for p in people.values() if p.id in wanted])
            for transcript in transcripts:
                tables.add_transcript(replace(transcript, file=upload.name), imported_at=created, imported_by=coder)
            tables.put_speakers(list(speakers))
            tables.replace_segments([t.id for t in transcripts], list(segments), project.settings.unit)
            payload = {
                "file": upload.name,
                "sha256": transcripts[0].sha256,
                "transcripts": [t.id for t in transcripts],
            }
            version = codebooks.remember(project, tables)
            tables.append_event(
                op=new_id(), kind="import", coder=coder, created=created, codebook_version=version, payload=payload
            )
    except BaseException:
        upload.unlink(missing_ok=True)
        raise


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


def _unmet(project: OpenProject, rows: Sequence[ParticipantRow]) -> list[Problem]:
    with project.store.reading() as tables:
        met = {speaker.participant.casefold() for speaker in tables.speakers()}
    return [
        Problem(
            "participants", row.line, f"participant {row.participant} speaks in no transcript of the project.",
            "Import the transcript, or correct the transcript or label column.",
        )
        for row in rows
        if row.participant.casefold() not in met
    ]  # fmt: skip


def file_bytes(file: File) -> tuple[str, bytes]:
    """The name and bytes of a file, from disk or from a screen."""
    if isinstance(file, tuple):
        return Path(file[0]).name, file[1]
    path = Path(file)
    try:
        return path.name, path.read_bytes()
    except IsADirectoryError as error:
        raise Unreadable(path.name, "it is a folder", hint="Name the files in it.") from error
    except FileNotFoundError as error:
        raise Unreadable(path, "there is no such file", hint="Look at the name.") from error
    except OSError as error:
        raise Unreadable(path.name, error.strerror or str(error)) from error


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
