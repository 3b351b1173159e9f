"""Which reader reads which file; what every file is checked for before and after it is read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib import import_module

from qual.errors import Problem
from qual.importers.archive import UnsafeArchive, entries
from qual.importers.base import Reading, ReadTranscript, Upload, base_name
from qual.importers.signatures import SAVE_AS, kind_of, office_kind

LIMIT_BYTES = 50 * 1000 * 1000
"""Files larger than this are refused before anything is done with them; an hour of talk is about 60,000 bytes."""

_READERS = {
    ".txt": "plain_text",
    ".docx": "word",
    ".vtt": "captions",
    ".srt": "captions",
    ".csv": "table",
    ".xlsx": "table",
    ".tsv": "table",
    ".json": "recognised",
    ".sbv": "captions",
}
SUFFIXES: tuple[str, ...] = tuple(_READERS)
"""The endings of the files that can be read."""

_OFFICE = (".docx", ".xlsx")
WORD_BY_WORD = 20
"""From so many turns on, one word in nearly every turn means a label on every word."""


def read(
    name: str,
    data: bytes,
    *,
    columns: Mapping[str, str] | None = None,
    encoding: str | None = None,
    roles: Sequence[str] = (),
) -> Reading:
    """The transcripts in a file, and everything about it that was not understood.

    A file that cannot be used at all gives no transcripts and one fatal problem; nothing is raised.

    Args:
        name: the file's name, which says its format and names its transcript.
        data: its bytes.
        columns: for a table, which heading holds what: text, speaker, role, transcript, start, end.
        encoding: how a text file is encoded, None to find out.
        roles: the project's roles, so that a table's own role column is spelled as the project spells it.
    """
    upload = Upload(base_name(name), data, encoding, dict(columns or {}), tuple(roles))
    why = refusal(upload)
    if why is not None:
        return Reading(problems=(why,))
    reader: Callable[[Upload], Reading] = import_module(f"qual.importers.{_READERS[upload.suffix]}").read
    return _checked(upload, reader(upload))


def refusal(upload: Upload, *, only: Sequence[str] = SUFFIXES) -> Problem | None:
    """Why a file is not even opened, or None: too large, empty, or not what its ending (one of `only`) says."""
    size = len(upload.data)
    if size > LIMIT_BYTES:
        return upload.refuse(
            f"The file is {size / 1e6:,.0f} MB large; qual reads files of up to {LIMIT_BYTES / 1e6:,.0f} MB.",
            hint="Split it into one file per interview.",
        )
    suffix = upload.suffix
    if suffix not in only:
        hint = "" if suffix in SUFFIXES else SAVE_AS.get(suffix, "")
        what = f"{suffix} is" if suffix else "A name without an ending is"
        where = "" if only is SUFFIXES else " here"
        return upload.refuse(
            f"{what} not a format qual reads{where}.", hint=hint or f"Save it as one of {', '.join(only)}."
        )
    if not size:
        return upload.refuse("The file is empty.")
    kind = kind_of(upload.data)
    return _office_refusal(upload, kind) if suffix in _OFFICE else _text_refusal(upload, kind)


def _office_refusal(upload: Upload, kind: str) -> Problem | None:
    what = "Word document" if upload.suffix == ".docx" else "Excel workbook"
    if kind == "ole":
        return upload.refuse(
            f"The file is not a {upload.suffix} file: it is locked with a password or in the old Office format.",
            hint=f"Open it, remove the password and save it as {upload.suffix}.",
        )
    if kind != "zip":
        really = f"it is {kind}" if kind else "it is damaged, or something else with that ending"
        return upload.refuse(
            f"The file is no {what}: {really}.", hint="Open it where it was made and save it again."
        )
    try:
        names = entries(upload.data)
    except UnsafeArchive as error:
        return upload.refuse(
            f"The {what} was not opened: {error}.",
            hint=f"Open it where it was made and save it again as {upload.suffix}.",
        )
    if upload.suffix != (really := office_kind(names)):
        hint = (
            f"Rename it so that it ends in {really}." if really in _OFFICE else "Save it again from Word or Excel."
        )
        return upload.refuse(f"The file ends in {upload.suffix} and is no {what}.", hint=hint)
    return None


def _text_refusal(upload: Upload, kind: str) -> Problem | None:
    if not kind:
        return None
    if kind == "zip":
        try:
            really = office_kind(entries(upload.data))
        except UnsafeArchive:
            really = ""
        what = {".docx": "a Word document", ".xlsx": "an Excel workbook"}.get(really, "a zip archive")
        hint = (
            f"Rename it so that it ends in {really}."
            if really in _OFFICE
            else "Unpack it and choose the files inside."
        )
    elif kind == "ole":
        what, hint = "an old Office file", "Open it in Word or Excel and save it as .docx or .xlsx."
    else:
        what, hint = kind, "Check that the right file was chosen."
    return upload.refuse(f"The file ends in {upload.suffix} but is {what}.", hint=hint)


def _checked(upload: Upload, reading: Reading) -> Reading:
    """The reading without transcripts that hold no words or a label on every word."""
    good: list[ReadTranscript] = []
    problems = list(reading.problems)
    refused: Problem | None = None
    for item in reading.transcripts:
        refused = _implausible(upload, item)
        if refused is None:
            good.append(item)
        else:
            problems.append(replace(refused, fatal=len(reading.transcripts) == 1))
    if not good and not any(problem.fatal for problem in problems):
        problems.append(refused or upload.refuse("The file holds no words of any speaker."))
    return replace(reading, transcripts=tuple(good), problems=tuple(problems))


def _implausible(upload: Upload, item: ReadTranscript) -> Problem | None:
    transcript = item.transcript
    turns = transcript.turns
    which = "The file" if transcript.id == upload.stem else f"Transcript {transcript.id}"
    if not turns:
        return upload.refuse(f"{which} holds no words of any speaker.")
    words = transcript.words
    colons = sum(word.endswith(":") for turn in turns for word in turn.span.of(transcript.text).split())
    labelled = sum(bool(turn.label) for turn in turns)
    one_word = sum(len(turn.span.of(transcript.text).split()) == 1 for turn in turns)
    every_word = labelled >= WORD_BY_WORD and one_word >= 0.9 * len(turns)
    if every_word or (words >= WORD_BY_WORD and colons >= words / 3):
        return upload.refuse(
            f"{which} has a speaker label on nearly every word.",
            hint="Export it again with one label per turn or sentence.",
        )
    return None
