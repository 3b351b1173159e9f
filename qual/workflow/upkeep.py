"""Is everything as it must be? Every invariant of a project, checked."""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from typing import TYPE_CHECKING

from qual.model.span import Span

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject


def check(project: OpenProject) -> dict[str, object]:
    """Quotes equal the text in every version of it, uploads are untouched, codebook readable, database sound.

    Returns:
        `ok`, `problems` (sentences), and how many things were `checked`.
    """
    problems = list(project.store.integrity())
    checked: dict[str, int] = {}
    with project.store.reading() as tables:
        problems += _quotes(tables, checked)
        problems += _history(tables, checked)
        problems += _segments(tables, checked)
        problems += _uploads(project, tables, checked)
    state = project.codebook
    checked["codes"] = len(state.book.codes)
    problems += [str(problem) for problem in state.problems]
    problems = list(dict.fromkeys(problems))  # the newest version is looked at from two sides
    return {"ok": not problems, "problems": problems, "checked": checked}


def _quotes(tables: Tables, checked: dict[str, int]) -> list[str]:
    """Everything in force stands on its own words in the text as it is now."""
    texts = tables.texts()
    codings = tables.codings()
    passages = [memo for memo in tables.memos() if memo.span is not None]
    wrong = []
    for coding in codings:
        text = texts.get(coding.transcript)
        if text is None:
            wrong.append(f"Coding {coding.id} is on transcript {coding.transcript}, which is not there.")
        elif coding.span.of(text) != coding.quote:
            wrong.append(_misquoted(f"coding {coding.id}", coding.transcript, coding.span))
    wrong += [
        _misquoted(f"memo {memo.id}", memo.transcript, memo.span)
        for memo in passages
        if memo.span is not None and memo.span.of(texts.get(memo.transcript, "")) != memo.quote
    ]
    wrong += [
        f"{kind.capitalize()} {item.id} does not lie within the text of {item.transcript}."
        for kind, items in (("decision", tables.decisions()), ("review", tables.reviews()))
        for item in items
        if item.span.end > len(texts.get(item.transcript, ""))
    ]
    checked["quotes"] = len(codings) + len(passages)
    return wrong


def _history(tables: Tables, checked: dict[str, int]) -> list[str]:
    """Every version of every text can be had again, and whatever was marked stood on its words in its version."""
    wrong = []
    checked["versions"] = 0
    for transcript, text in tables.texts().items():
        steps = tables.corrections(transcript)
        marked = _marked(tables, transcript, [step.event for step in steps])
        for number in range(len(steps), -1, -1):
            wrong += [
                _misquoted(
                    what, transcript if number == len(steps) else f"{transcript}, version {number + 1},", span
                )
                for what, span, quote in marked.get(number, ())
                if span.of(text) != quote
            ]
            if not number:
                break
            try:
                if steps[number - 1].version != number + 1:
                    raise ValueError(number)  # noqa: TRY301 - the same fault, found otherwise
                text = steps[number - 1].correction.reverse.applied(text)  # noqa: PLW2901 - back, step by step
            except ValueError:
                wrong.append(
                    f"Version {number + 1} of {transcript} is not what its corrections make of the one before."
                )
                break
        checked["versions"] += len(steps) + 1
    return wrong


def _marked(tables: Tables, transcript: str, changes: list[int]) -> dict[int, list[tuple[str, Span, str]]]:
    """What was ever marked, by how many changes of the text came before: its name, its place and its words."""
    found: dict[int, list[tuple[str, Span, str]]] = {}
    for thing in tables.things(transcript):
        if thing.quote:
            place = (f"{thing.kind} {thing.id}", thing.made, thing.quote)
            found.setdefault(bisect_right(changes, thing.event), []).append(place)
    for anchor in tables.anchors(transcript, everything=True):
        if anchor.span is not None:
            place = (f"{anchor.kind} {anchor.target}", anchor.span, anchor.quote)
            found.setdefault(bisect_right(changes, anchor.event), []).append(place)
    return found


def _misquoted(what: str, transcript: str, span: Span) -> str:
    return f"The quote of {what} is not the text of {transcript} at {span.start}-{span.end}."


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
