"""Plain text: Zoom chats, Otter, Express Scribe, noScribe, Rev, `Name: words`, or paragraphs without labels.

The canonical text is the file's own text. A turn's span covers the words spoken, without label and time.
"""

from __future__ import annotations

import re

from qual.errors import Problem
from qual.importers import dialogue
from qual.importers.base import RawTurn, Reading, ReadTranscript, Upload, places
from qual.importers.canonical import clean, keep
from qual.importers.decoding import decode
from qual.model.transcript import Transcript

_CAPTIONS = re.compile(r"\s*(?:WEBVTT\b|\d+\n\s*\d+:\d\d:\d\d[.,]\d+\s*-->)")


def read(upload: Upload) -> Reading:
    """The one transcript in a text file."""
    decoded = decode(upload)
    if isinstance(decoded, Problem):
        return Reading(problems=(decoded,))
    text = clean(decoded.text)
    if not text.strip():
        return Reading(problems=(upload.refuse("The file holds no text."),), encoding=decoded.encoding)
    if (match := _CAPTIONS.match(text)) is not None:
        suffix = ".vtt" if "WEBVTT" in match[0] else ".srt"
        why = upload.refuse("The file holds captions with times.", hint=f"Rename it so that it ends in {suffix}.")
        return Reading(problems=(why,), encoding=decoded.encoding)
    found = dialogue.split(text)
    turns = [
        RawTurn(spoken.span.of(text), spoken.label, spoken.start_s, spoken.end_s, "", spoken.line, spoken.span)
        for spoken in found.turns
    ]
    transcript = Transcript(upload.stem, upload.name, upload.sha256, text, keep(turns))
    problems = (*decoded.problems, *remarks(upload, found))
    return Reading((ReadTranscript(transcript),), problems, encoding=decoded.encoding)


def remarks(upload: Upload, found: dialogue.Dialogue, *, noun: str = "line", kept: bool = True) -> list[Problem]:
    """What has to be said about the lines (or paragraphs) of a text that are no turns."""
    said: list[Problem] = []
    if not found.labelled and found.turns:
        said.append(
            upload.problem(
                "No speaker labels were found; each paragraph is a turn of nobody.",
                hint="If the file names its speakers, write them as `Name: words`.",
            )
        )
    if found.outside:
        verb = "belongs" if len(found.outside) == 1 else "belong"
        where = places(list(found.outside), noun=noun)
        after = "They stay in the text and are not offered for coding." if kept else "The upload itself is kept."
        said.append(
            upload.problem(
                f"{where.capitalize()} {verb} to no speaker (header, footer or note).",
                line=found.outside[0],
                hint=after,
            )
        )
    if found.mute:
        where = places(list(found.mute), noun=noun)
        said.append(
            upload.problem(
                f"There are no words after the speaker label in {where}.",
                line=found.mute[0],
                hint="Left out; nothing is lost if nothing was said.",
            )
        )
    return said
