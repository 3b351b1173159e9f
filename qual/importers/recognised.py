"""What speech recognition writes as JSON: Whisper's and WhisperX's segments."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence

from qual.errors import Problem
from qual.importers.base import Reading, ReadTranscript, Upload
from qual.importers.canonical import rendered, squeezed
from qual.importers.captions import Piece, join
from qual.importers.decoding import decode


def read(upload: Upload) -> Reading:
    """The transcript in a JSON file; a segment without a speaker takes that of most of its words."""
    decoded = decode(upload)
    if isinstance(decoded, Problem):
        return Reading(problems=(decoded,))
    if not decoded.text.strip():
        return Reading(problems=(upload.refuse("The file holds no text."),), encoding=decoded.encoding)
    try:
        content: object = json.loads(decoded.text.lstrip("\ufeff"))
    except json.JSONDecodeError as error:
        why = upload.refuse(
            "The file is not valid JSON from here on.",
            line=error.lineno,
            hint="Export it again, or export it as .srt.",
        )
        return Reading(problems=(why,), encoding=decoded.encoding)
    except (RecursionError, ValueError) as error:  # Python turns no more than 4,300 digits into a number
        deep = isinstance(error, RecursionError)
        what = "The file is nested too deeply." if deep else "The file holds a number of thousands of digits."
        return Reading(problems=(upload.refuse(what, hint="Export it again."),), encoding=decoded.encoding)
    segments = content.get("segments") if isinstance(content, Mapping) else content
    if not isinstance(segments, list) or not any(_text(segment) for segment in segments):
        why = upload.refuse(
            "The file has no list of segments with text, as Whisper and WhisperX write it.",
            hint="Export the transcript as .srt, .vtt or .txt.",
        )
        return Reading(problems=(why,), encoding=decoded.encoding)
    transcript = rendered(upload, upload.stem, join(_pieces(segments)))
    return Reading((ReadTranscript(transcript),), decoded.problems, encoding=decoded.encoding)


def _pieces(segments: Sequence[object]) -> list[Piece]:
    found: list[Piece] = []
    for number, segment in enumerate(segments, start=1):
        if (text := _text(segment)) and isinstance(segment, Mapping):
            found.append(Piece(_speaker(segment), text, _time(segment, "start"), _time(segment, "end"), number))
    return found


def _text(segment: object) -> str:
    words = segment.get("text") if isinstance(segment, Mapping) else None
    return words.strip() if isinstance(words, str) else ""


def _speaker(segment: Mapping[str, object]) -> str | None:
    named = segment.get("speaker")
    if isinstance(named, str | int) and str(named).strip():
        return squeezed(str(named))
    words = segment.get("words")
    listed = [word for word in words if isinstance(word, Mapping)] if isinstance(words, list) else []
    speakers = Counter(word["speaker"] for word in listed if isinstance(word.get("speaker"), str))
    return squeezed(speakers.most_common(1)[0][0]) if speakers else None


def _time(segment: Mapping[str, object], name: str) -> float | None:
    value = segment.get(name)
    return round(float(value), 3) if isinstance(value, int | float) and not isinstance(value, bool) else None
