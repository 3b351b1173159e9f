"""Is everything as it must be? Every invariant of a project, checked."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


def check(project: OpenProject) -> dict[str, object]:
    """Quotes equal the text at their offsets, uploads are untouched, codebook readable, database sound.

    Returns:
        `ok`, `problems` (sentences), and how many things were `checked`.
    """
    problems = list(project.store.integrity())
    checked: dict[str, int] = {}
    with project.store.reading() as tables:
        problems += _quotes(tables, checked)
        problems += _segments(tables, checked)
        problems += _uploads(project, tables, checked)
    state = project.codebook
    checked["codes"] = len(state.book.codes)
    problems += [str(problem) for problem in state.problems]
    return {"ok": not problems, "problems": problems, "checked": checked}


def _quotes(tables: Tables, checked: dict[str, int]) -> list[str]:
    texts = tables.texts()
    wrong = []
    codings = tables.codings(everything=True)
    for coding in codings:
        text = texts.get(coding.transcript)
        if text is None:
            wrong.append(f"Coding {coding.id} is on transcript {coding.transcript}, which is not there.")
        elif coding.span.of(text) != coding.quote:
            place = f"{coding.span.start}-{coding.span.end}"
            wrong.append(f"The quote of coding {coding.id} is not the text of {coding.transcript} at {place}.")
    checked["quotes"] = len(codings)
    return wrong


def _segments(tables: Tables, checked: dict[str, int]) -> list[str]:
    turns = tables.turns()
    segments = tables.segments()
    lengths = {transcript: len(text) for transcript, text in tables.texts().items()}
    wrong = [
        f"Turn {number} of {transcript} does not lie within its text."
        for transcript, found in turns.items()
        for number, turn in enumerate(found)
        if turn.span.end > lengths[transcript]
    ]
    wrong += [
        f"Segment {segment.id} does not lie within turn {segment.turn} of its transcript."
        for segment in segments
        if segment.turn >= len(turns.get(segment.transcript, ()))
        or not turns[segment.transcript][segment.turn].span.contains(segment.span)
    ]
    checked["segments"] = len(segments)
    return wrong


def _uploads(project: OpenProject, tables: Tables, checked: dict[str, int]) -> list[str]:
    wanted = {info.file: info.sha256 for info in tables.transcripts()}
    wrong = []
    for name, sha256 in wanted.items():
        path = project.folder / "transcripts" / name
        if not path.is_file():
            wrong.append(f"The upload {name} is missing from transcripts/; the text in the database is intact.")
            continue
        try:
            found = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            wrong.append(f"The upload {name} in transcripts/ cannot be read: {error.strerror or error}.")
            continue
        if found != sha256:
            wrong.append(
                f"The upload {name} in transcripts/ was changed after import; the database keeps the old text."
            )
    checked["uploads"] = len(wanted)
    return wrong
