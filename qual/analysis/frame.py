"""What the columns of the tidy tables are called, and how to make the tables from the model's types.

Every table of this room has one row per thing and one column per property. Offsets are half-open code
points into the transcript's canonical text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from qual.model.codebook import Codebook
from qual.model.coding import Coding, Review
from qual.model.memo import Memo
from qual.model.participant import UNKNOWN, Participant, Speaker
from qual.model.segment import Segment
from qual.model.span import Span
from qual.model.transcript import Transcript, Turn

SEGMENTS = ("segment", "transcript", "start", "end", "speaker", "participant", "role", "text")
"""One row per unit offered for coding; `text` is the canonical text from `start` to `end`."""

CODINGS = (
    "coding", "transcript", "participant", "role", "start", "end", "quote", "code", "theme", "coder",
    "origin", "blind", "codebook_version", "created",
)  # fmt: skip
"""One row per coding: a person's act, never a suggestion. `memo` may stand behind them."""

MEMOS = (
    "memo", "about", "target", "transcript", "participant", "start", "end", "quote", "text", "coder", "created",
)  # fmt: skip
"""One row per memo; `start`, `end` and `quote` are missing where it is about no words."""

REVIEWS = ("transcript", "start", "end", "coder")
"""One row per span that a coder has read."""

FREQUENCIES = (
    "theme", "code", "role", "participants", "participants_total", "share", "ci_low", "ci_high", "segments",
    "segments_total", "mean_share", "words", "estimated", "estimated_low", "estimated_high",
    "mean_low", "mean_high", "median", "q1", "q3", "words_median", "words_min", "words_max", "segments_median",
    "segments_min", "segments_max", "kind", "note",
)  # fmt: skip
"""One row per theme or code and role; `code` is missing on the row of a whole theme.

`kind` is "theme", "code", or "heading": a code and all those under it together.
"""

_SIDE = ("participants", "total", "mean", "median", "q1", "q3", "rate")
DIFFERENCES = (
    "theme", "code", "difference", "ci_low", "ci_high", "p", "p_adjusted", "note", "p_max", "family", "method",
    "n_difference", "n_low", "n_high", *(f"first_{name}" for name in _SIDE), *(f"second_{name}" for name in _SIDE),
    "fisher", "boschloo",
)  # fmt: skip
"""One row per code, then one per whole theme (`code` is missing): first group minus second."""

ODDS = (
    "theme", "code", "odds_ratio", "ci_low", "ci_high", "df", "p", "p_adjusted", "method", "participants", "note",
)  # fmt: skip
"""One row per code, then one per whole theme: odds in the first group over those in the second, covariates held."""

PAIRS = (
    "theme", "code", "difference", "ci_low", "ci_high", "p", "p_adjusted", "note", "p_max", "family", "method",
    "pairs",
)  # fmt: skip
"""One row per code, then one per whole theme: first minus second within each matched pair."""

_NUMBERS = {
    **dict.fromkeys(("start", "end", "participants", "participants_total"), "int64"),
    **dict.fromkeys(("segments", "segments_total", "words"), "int64"),
    **dict.fromkeys(("share", "ci_low", "ci_high", "mean_share", "difference", "p", "p_adjusted"), "float64"),
    **dict.fromkeys(("estimated", "estimated_low", "estimated_high", "mean_low", "mean_high"), "float64"),
    **dict.fromkeys(("median", "q1", "q3", "words_median", "segments_median"), "float64"),
    **dict.fromkeys(("words_min", "words_max", "segments_min", "segments_max"), "int64"),
    **{f"{side}_{name}": "float64" for side in ("first", "second") for name in _SIDE[2:]},
    **{f"{side}_{name}": "int64" for side in ("first", "second") for name in _SIDE[:2]},
    **dict.fromkeys(("p_max", "n_difference", "n_low", "n_high", "fisher", "boschloo"), "float64"),
    **dict.fromkeys(("odds_ratio", "df"), "float64"),
    **dict.fromkeys(("family", "pairs"), "Int64"),
    "blind": "bool",
}


def tidy(rows: Iterable[Mapping[str, object]], columns: Sequence[str]) -> pd.DataFrame:
    """A table with exactly these columns; without rows it has the right kinds of column all the same."""
    frame = pd.DataFrame([{name: row.get(name) for name in columns} for row in rows], columns=list(columns))
    kinds = {name: _NUMBERS[name] for name in columns if name in _NUMBERS}
    if frame.empty:
        kinds = {name: _NUMBERS.get(name, "str") for name in columns}
    return frame.astype(kinds)


def segments_frame(
    segments: Iterable[Segment],
    transcripts: Mapping[str, Transcript],
    speakers: Iterable[Speaker],
    participants: Iterable[Participant],
) -> pd.DataFrame:
    """The segments with who speaks in them; a speaker nobody has confirmed has the role "unknown".

    Raises:
        KeyError: for a segment of a transcript that was not handed in.
    """
    voices = _Voices(speakers, participants)
    rows = []
    for segment in segments:
        transcript = transcripts[segment.transcript]
        label = transcript.turns[segment.turn].label
        participant, role = voices.of(segment.transcript, label)
        rows.append(
            {
                "segment": segment.id,
                "transcript": segment.transcript,
                "start": segment.span.start,
                "end": segment.span.end,
                "speaker": label,
                "participant": participant,
                "role": role,
                "text": segment.span.of(transcript.text),
            }
        )
    return tidy(rows, SEGMENTS)


def codings_frame(
    codings: Iterable[Coding],
    codebook: Codebook,
    transcripts: Mapping[str, Transcript],
    speakers: Iterable[Speaker],
    participants: Iterable[Participant],
    *,
    context_roles: Sequence[str] = (),
) -> pd.DataFrame:
    """The codings with theme and speaker; then their memos, and the code the coder gave.

    `coded_as` differs from `code` where codes were merged or split since.

    A coding over several turns is put down to the participant with most of its characters; speakers in a
    context role (the interviewer) only where nobody else speaks in it. Counting never uses this column:
    it looks at every segment the coding touches.
    """
    voices = _Voices(speakers, participants)
    themes = {code.id: code.theme for code in codebook.codes}
    rows = []
    for coding in codings:
        participant, role = voices.mainly(transcripts[coding.transcript], coding.span, context_roles)
        rows.append(
            {
                "coding": coding.id,
                "transcript": coding.transcript,
                "participant": participant,
                "role": role,
                "start": coding.span.start,
                "end": coding.span.end,
                "quote": coding.quote,
                "code": coding.code,
                "theme": themes.get(coding.code, ""),
                "coder": coding.coder,
                "origin": coding.origin,
                "blind": coding.blind,
                "codebook_version": coding.codebook_version,
                "created": coding.created,
                "memo": coding.memo,
                "coded_as": coding.coded_as,
            }
        )
    return tidy(rows, (*CODINGS, "memo", "coded_as"))


def memos_frame(
    memos: Iterable[Memo],
    transcripts: Mapping[str, Transcript],
    speakers: Iterable[Speaker],
    participants: Iterable[Participant],
    *,
    context_roles: Sequence[str] = (),
) -> pd.DataFrame:
    """The memos, with who mainly speaks in the words they are about, or whom they are about."""
    voices = _Voices(speakers, participants)
    rows = []
    for memo in memos:
        who = memo.target if memo.about == "participant" else ""
        if memo.span is not None:
            who, _ = voices.mainly(transcripts[memo.transcript], memo.span, context_roles)
        rows.append(
            {
                "memo": memo.id,
                "about": memo.about,
                "target": memo.target,
                "transcript": memo.transcript,
                "participant": who,
                "start": memo.span.start if memo.span else None,
                "end": memo.span.end if memo.span else None,
                "quote": memo.quote,
                "text": memo.text,
                "coder": memo.coder,
                "created": memo.created,
            }
        )
    table = pd.DataFrame(rows, columns=list(MEMOS), dtype="object")
    return table.astype({name: "Int64" if name in ("start", "end") else "str" for name in MEMOS})


def reviews_frame(reviews: Iterable[Review]) -> pd.DataFrame:
    """The spans that were read, and by whom."""
    return tidy(
        ({"transcript": r.transcript, "start": r.span.start, "end": r.span.end, "coder": r.coder} for r in reviews),
        REVIEWS,
    )


class _Voices:
    """Who a label of a transcript is: participant and role."""

    def __init__(self, speakers: Iterable[Speaker], participants: Iterable[Participant]) -> None:
        roles = {participant.id: participant.role for participant in participants}
        self._who = {
            (s.transcript, s.label): (
                s.participant,
                roles.get(s.participant, UNKNOWN) if s.confirmed else UNKNOWN,
            )
            for s in speakers
        }

    def of(self, transcript: str, label: str) -> tuple[str, str]:
        """Participant and role behind a label, ("", "unknown") where it was never proposed."""
        return self._who.get((transcript, label), ("", UNKNOWN))

    def mainly(self, transcript: Transcript, span: Span, context_roles: Sequence[str]) -> tuple[str, str]:
        """Participant and role of most of the span's characters, context roles last."""
        spoken: dict[tuple[str, str], int] = {}
        for turn in _turns_at(transcript, span):
            who = self.of(transcript.id, turn.label)
            shared = turn.span.overlap(span)
            spoken[who] = spoken.get(who, 0) + (len(shared) if shared else 0)
        if not spoken:
            return "", UNKNOWN
        return max(spoken, key=lambda who: (who[1] not in context_roles, spoken[who]))


def _turns_at(transcript: Transcript, span: Span) -> list[Turn]:
    turns = transcript.turns
    first = max(bisect_right(turns, span.start, key=lambda turn: turn.span.start) - 1, 0)
    found = []
    for turn in turns[first:]:
        if turn.span.start >= span.end:
            break
        if turn.span.overlaps(span):
            found.append(turn)
    return found
