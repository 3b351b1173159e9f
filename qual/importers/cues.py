"""The cues of a caption file, with the line each one stands at.

webvtt-py reads sound files. It drops a cue whose time is broken and keeps no line numbers, so its cues are used
where there is one for every time line of the file and no words are missing; otherwise the lines are read here.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass

from qual.importers.labels import seconds

_CLOCK = r"-?(?:\d+:)?\d{1,2}:\d{1,2}[.,:]?\d*"
_SBV_LINE = re.compile(rf"\s*(?P<start>{_CLOCK}),(?P<end>{_CLOCK})\s*$")
_BLOCKS = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True, slots=True)
class Cue:
    """One caption.

    Attributes:
        line: 1-based line of its time.
        start_s: seconds, None where the time is broken.
        end_s: as above; also None where the cue ends before it starts.
        lines: its text lines with their mark-up.
        broken: True where its time could not be read.
    """

    line: int
    start_s: float | None
    end_s: float | None
    lines: tuple[str, ...]
    broken: bool = False


def read_cues(text: str, suffix: str) -> tuple[Cue, ...]:
    """The cues of a caption file with LF line ends; `suffix` is .vtt, .srt or .sbv."""
    lines = text.split("\n")
    times = [at for at, line in enumerate(lines) if is_time_line(line, suffix)]
    by_line = _by_line(lines, times, suffix)
    by_library = _by_library(text, suffix, lines, times)
    everything = _filled(by_library) == _filled(by_line)
    return by_library if by_library and everything else by_line


def is_time_line(line: str, suffix: str) -> bool:
    """True for the line that carries the times of a cue."""
    return bool(_SBV_LINE.match(line)) if suffix == ".sbv" else "-->" in line and any(c.isdigit() for c in line)


def _by_library(text: str, suffix: str, lines: list[str], times: Sequence[int]) -> tuple[Cue, ...]:
    import webvtt
    from webvtt.errors import MalformedCaptionError, MalformedFileError

    try:
        captions = webvtt.from_buffer(io.StringIO(text), format=suffix[1:]).captions
    except (MalformedFileError, MalformedCaptionError, ValueError):  # ValueError: a time of thousands of digits
        return ()
    parsed = [_times(lines[at], suffix) for at in times]
    if len(captions) != len(times) or any(start is None for start, _ in parsed):
        return ()
    return tuple(
        Cue(at + 1, start, _end(start, end), tuple(caption.lines), broken=end is None)
        for at, (start, end), caption in zip(times, parsed, captions, strict=True)
    )


def _by_line(lines: list[str], times: Sequence[int], suffix: str) -> tuple[Cue, ...]:
    ends = [_identifier_at(lines, at, suffix) for at in times[1:]] + [len(lines)]
    cues: list[Cue] = []
    for at, stop in zip(times, ends, strict=True):
        start, end = _times(lines[at], suffix)
        words = _payload(lines[at + 1 : stop], suffix)
        cues.append(Cue(at + 1, start, _end(start, end), words, broken=start is None or end is None))
    return tuple(cues)


def _identifier_at(lines: list[str], at: int, suffix: str) -> int:
    """Where the cue with its time at `at` begins: at its number or identifier, if it has one."""
    before = at - 1
    while before > 0 and not lines[before].strip() and suffix == ".srt":
        before -= 1
    number = lines[before].strip().isdecimal()
    alone = before == 0 or not lines[before - 1].strip()
    if number and (alone or before == at - 1):
        return before
    if suffix == ".vtt" and before == at - 1 and lines[before].strip() and alone:
        return before
    return at


def _payload(lines: list[str], suffix: str) -> tuple[str, ...]:
    """The text lines of a cue. An empty line ends it, except in SRT, where some programs write one inside."""
    kept: list[str] = []
    ended = False
    for line in lines:
        if not line.strip():
            ended = True
        elif ended and suffix == ".vtt" and line.startswith(_BLOCKS):
            break
        else:
            kept.append(line)
    return tuple(kept)


def _times(line: str, suffix: str) -> tuple[float | None, float | None]:
    if suffix == ".sbv":
        match = _SBV_LINE.match(line)
        return (None, None) if match is None else (seconds(match["start"]), seconds(match["end"]))
    start, _, rest = line.partition("-->")
    words = rest.split()
    return seconds(start), seconds(words[0]) if words else None


def _filled(cues: Sequence[Cue]) -> int:
    return sum(bool(line.strip()) for cue in cues for line in cue.lines)


def _end(start: float | None, end: float | None) -> float | None:
    return None if end is None or (start is not None and end < start) else end
