"""Captions: WebVTT from Zoom and Teams, SRT, SBV. Consecutive cues of one speaker are one turn."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from qual.errors import Problem
from qual.importers import dialogue, labels
from qual.importers.base import RawTurn, Reading, ReadTranscript, Upload, places
from qual.importers.canonical import clean, rendered
from qual.importers.cues import Cue, is_time_line, read_cues
from qual.importers.decoding import decode
from qual.importers.labels import Head

PAUSE_S = 2.0
"""Where a file names nobody at all, a pause of this length begins a new turn."""

_VOICE = re.compile(r"<v(?:\.[\w.-]*)?[ \t]([^<>]*)>|</v>", re.IGNORECASE)
_MARKUP = re.compile(
    r"</?(?:c|i|b|u|v|s|em|strong|ruby|rt|lang|font|span|br)(?:[\s.][^<>]*)?/?>|<\d[\d:.]*>|\{\\[^{}]*\}",
    re.IGNORECASE,
)
_ROLLING = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one cue under one label; None where the cue names nobody."""

    label: str | None
    text: str
    start_s: float | None
    end_s: float | None
    line: int


def read(upload: Upload) -> Reading:
    """The one transcript in a caption file."""
    decoded = decode(upload)
    if isinstance(decoded, Problem):
        return Reading(problems=(decoded,))
    text = clean(decoded.text)
    if not text.strip():
        return Reading(problems=(upload.refuse("The file holds no text."),), encoding=decoded.encoding)
    suffix = ".vtt" if text.lstrip().startswith("WEBVTT") else upload.suffix
    if not any(is_time_line(line, suffix) for line in text.split("\n")):
        why = upload.refuse(
            f"The file ends in {upload.suffix} and has no caption times in it.",
            hint="If it is plain text, rename it so that it ends in .txt.",
        )
        return Reading(problems=(why,), encoding=decoded.encoding)
    cues = read_cues(text, suffix)
    turns = join(pieces(without_repeats(cues)))
    transcript = rendered(upload, upload.stem, turns)
    return Reading(
        (ReadTranscript(transcript),),
        (*decoded.problems, *_remarks(upload, cues, turns)),
        encoding=decoded.encoding,
    )


def _remarks(upload: Upload, cues: Sequence[Cue], turns: Sequence[RawTurn]) -> list[Problem]:
    said: list[Problem] = []
    if turns and not any(turn.label for turn in turns):
        said.append(
            upload.problem(
                "The captions name no speakers; a pause of two seconds begins a new turn of nobody.",
                hint="Export them with speaker names if the program offers it.",
            )
        )
    broken = [cue.line for cue in cues if cue.broken]
    if not broken:
        return said
    what = "The time of a caption is" if len(broken) == 1 else f"The times of {len(broken):,} captions are"
    return [
        *said,
        upload.problem(
            f"{what} broken in {places(broken)}; the words were kept.",
            line=broken[0],
            hint="A time reads like 00:12:07,310. Correct it only if you need the time.",
        ),
    ]


def without_repeats(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """The cues without the lines that rolling captions show a second time.

    Rolling captions repeat the last line of the cue before, without a pause between, and add a line. Only a file
    that names nobody and in which at least half of the cues repeat is changed: a person may well say "No." twice.
    """
    shown = [replace(cue, lines=tuple(line for line in cue.lines if plain(line))) for cue in cues]
    repeats = [
        bool(a.lines and b.lines) and plain(a.lines[-1]) == plain(b.lines[0]) and a.end_s == b.start_s
        for a, b in pairwise(shown)
    ]
    adds = any(again and len(cue.lines) > 1 for again, cue in zip(repeats, shown[1:], strict=True))
    named = any(labels.head(plain(line)) or _VOICE.search(line) for cue in shown for line in cue.lines[:1])
    if named or not adds or sum(repeats) < _ROLLING * len(repeats):
        return tuple(shown)
    rolled = [shown[0]]
    rolled += [
        replace(cue, lines=cue.lines[1:]) if again else cue for cue, again in zip(shown[1:], repeats, strict=True)
    ]
    return tuple(cue for cue in rolled if cue.lines)


def plain(line: str) -> str:
    """A caption line without mark-up."""
    return html.unescape(_MARKUP.sub("", line)).strip()


def pieces(cues: Iterable[Cue]) -> list[Piece]:
    """The cues cut where a speaker is named, by a voice tag or by a label the whole file bears out."""
    listed = list(cues)
    voiced = any("<v" in line.lower() and _VOICE.search(line) for cue in listed for line in cue.lines)
    return [piece for cue in listed for piece in _voices(cue)] if voiced else _labelled(listed)


def _voices(cue: Cue) -> Iterator[Piece]:
    text = " ".join(cue.lines)
    label: str | None = None
    at = 0
    for match in _VOICE.finditer(text):
        if words := plain(text[at : match.start()]):
            yield Piece(label, words, cue.start_s, cue.end_s, cue.line)
        label = labels.tidy(html.unescape(match[1])) if match[1] else None
        at = match.end()
    if words := plain(text[at:]):
        yield Piece(label, words, cue.start_s, cue.end_s, cue.line)


def _labelled(cues: Sequence[Cue]) -> list[Piece]:
    rows = [(cue, plain(line)) for cue in cues for line in cue.lines]
    heads = {at: head for at, (_, line) in enumerate(rows) if (head := labels.head(line)) and head.style != "own"}
    accepted = dialogue.accept(heads, len(cues)) | _opening(heads)
    found: list[Piece] = []
    before: Cue | None = None
    for at, (cue, line) in enumerate(rows):
        here = heads.get(at)
        if here is not None and here.label in accepted:
            found.append(Piece(here.label, line[here.at :], cue.start_s, cue.end_s, cue.line))
        elif cue is before:
            found[-1] = replace(found[-1], text=f"{found[-1].text} {line}")
        else:
            found.append(Piece(None, line, cue.start_s, cue.end_s, cue.line))
        before = cue
    return found


def _opening(heads: dict[int, Head]) -> frozenset[str]:
    """A name on the very first cue counts where another label is known: such a file names its speakers."""
    first = heads.get(0)
    if first is None or not labels.is_name_like(first.label):
        return frozenset()
    others = any(found.label != first.label and labels.is_known(found.label) for found in heads.values())
    return frozenset({first.label}) if others else frozenset()


def join(found: Iterable[Piece]) -> list[RawTurn]:
    """Turns: consecutive pieces of one speaker joined by a space; one without a label continues the turn before."""
    runs: list[tuple[str, list[Piece]]] = []
    for piece in found:
        label = piece.label if piece.label is not None else (runs[-1][0] if runs else "")
        if runs and label == runs[-1][0] and (label or not _pause(runs[-1][1][-1], piece)):
            runs[-1][1].append(piece)
        else:
            runs.append((label, [piece]))
    return [_turn(label, run) for label, run in runs]


def _turn(label: str, run: Sequence[Piece]) -> RawTurn:
    text = " ".join(words for piece in run if (words := piece.text.strip()))
    start = next((piece.start_s for piece in run if piece.start_s is not None), None)
    return RawTurn(text, label, start, run[-1].end_s, "", run[0].line)


def _pause(before: Piece, piece: Piece) -> bool:
    if before.end_s is None or piece.start_s is None:
        return False
    return piece.start_s - before.end_s >= PAUSE_S
