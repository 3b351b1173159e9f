r"""Where in an interview is it said: each coding as a stretch of the respondents' words, from 0 to 1.

The line of an interview is made of the words of its counted segments alone, in order; what the interviewer says
takes no room on it. A word is a run of `\w`, as everywhere in this room.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from qual.analysis.overlap import has_word
from qual.model.codebook import Codebook

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

PIECES = (
    "code", "theme", "transcript", "participant", "role", "start", "end", "from", "to", "words", "words_total",
)  # fmt: skip
"""One row per stretch of words: `start` and `end` from 0 to 1 on the line of its transcript, `from` and `to` in the
canonical text, `words` of `words_total` in the transcript."""

TENTHS = ("code", "theme", "role", "tenth", "interviews", "interviews_total")
"""One row per code, role and tenth (1 to 10): interviews in which the code is on words there."""

PLACES = ("code", "theme", "role", "interviews", "interviews_total", "pieces", "first", "first_q1", "first_q3")
"""One row per code and role; `first` is the median over interviews of where it is said first."""

FEWEST_FOR_MEDIAN = 3
"""In fewer interviews there is no middle one worth a number."""
_WORD = re.compile(r"\w+")
_PARTS = 10
_KINDS = {
    **dict.fromkeys(("start", "end", "first", "first_q1", "first_q3"), "float64"),
    **dict.fromkeys(("from", "to", "words", "words_total", "tenth", "interviews", "interviews_total"), "int64"),
    "pieces": "int64",
}


@dataclass(frozen=True, slots=True)
class Timeline:
    """Where codes are said.

    Attributes:
        pieces: columns `PIECES`, by transcript and place.
        words: transcript -> its counted words; a transcript without any is not in it.
        outside: codings on no counted word.
    """

    pieces: pd.DataFrame
    words: Mapping[str, int]
    outside: int


def timeline(segments: pd.DataFrame, codings: pd.DataFrame, codebook: Codebook) -> Timeline:
    """Each coding as a stretch of its transcript's line.

    A stretch ends where another person begins to speak, so it has one participant and role. Stretches of one code
    of one person that touch or overlap are one, whoever coded them. With T words on the line, a stretch of the
    words i to j (from 1) has `start` = (i - 1) / T and `end` = j / T.

    Args:
        segments: the counted segments, without those of context roles; columns of `frame.SEGMENTS`.
        codings: confirmed codings; columns transcript, start, end, code.
        codebook: gives the theme of a code, and the order.
    """
    lines = {str(name): _Line(own) for name, own in segments.groupby("transcript", sort=False)}
    themes = {code.id: code.theme for code in codebook.codes}
    marked: dict[tuple[str, str, int], list[tuple[int, int]]] = {}
    outside = 0
    columns = (codings[name].tolist() for name in ("transcript", "start", "end", "code"))
    for transcript, start, end, code in zip(*columns, strict=True):
        line = lines.get(str(transcript))
        found = list(line.stretches(int(start), int(end))) if line else []
        outside += not found
        for speaker, first, last in found:
            marked.setdefault((str(transcript), str(code), speaker), []).append((first, last))
    rows = [
        lines[transcript].row(speaker, first, last)
        | {"code": code, "theme": themes.get(code, ""), "transcript": transcript}
        for (transcript, code, speaker), spans in marked.items()
        for first, last in _joined(spans)
    ]
    order = {name: place for place, name in enumerate(lines)}
    rows.sort(key=lambda row: (order[str(row["transcript"])], row["from"], row["to"], row["code"]))
    words = {name: len(line.starts) for name, line in lines.items() if len(line.starts)}
    return Timeline(_table(rows, PIECES), words, outside)


def tenths(found: Timeline, segments: pd.DataFrame) -> pd.DataFrame:
    """In how many interviews of a role each code is said in each tenth of the respondents' words.

    A stretch is in every tenth that it has words of; one that ends where a tenth begins is not in it. An interview
    counts once per tenth however often the code is there, so that no talkative person makes a peak. Codes that are
    never said have no rows; `interviews_total` are the transcripts in which somebody of the role has words.
    """
    totals = _totals(found, segments)
    heard: dict[tuple[str, str, str], set[tuple[int, str]]] = {}
    for row in found.pieces.to_dict("records"):
        many = int(row["words_total"])
        first = round(float(row["start"]) * many)
        last = round(float(row["end"]) * many) - 1
        inside = range(first * _PARTS // many, last * _PARTS // many + 1)
        heard.setdefault(_key(row), set()).update((tenth, str(row["transcript"])) for tenth in inside)
    rows = [
        {"code": code, "theme": theme, "role": role, "tenth": tenth + 1, "interviews_total": totals.get(role, 0),
         "interviews": sum(place == tenth for place, _ in said)}
        for (code, theme, role), said in heard.items() for tenth in range(_PARTS)
    ]  # fmt: skip
    return _table(rows, TENTHS)


def places(found: Timeline, segments: pd.DataFrame) -> pd.DataFrame:
    """Where each code is said first, over the interviews of a role: the median and the quartiles.

    Quartiles are values between the ordered ones (linear interpolation, Hyndman and Fan's type 7). In fewer than 3
    interviews there are only counts.

    References:
        Hyndman & Fan (1996), Am Stat 50:361-365.
    """
    totals = _totals(found, segments)
    firsts: dict[tuple[str, str, str], dict[str, float]] = {}
    pieces: dict[tuple[str, str, str], int] = {}
    for row in found.pieces.to_dict("records"):  # in the order of the words: what comes first stays
        firsts.setdefault(_key(row), {}).setdefault(str(row["transcript"]), float(row["start"]))
        pieces[_key(row)] = pieces.get(_key(row), 0) + 1
    rows: list[dict[str, object]] = []
    for (code, theme, role), said in firsts.items():
        enough = len(said) >= FEWEST_FOR_MEDIAN
        q1, middle, q3 = np.percentile(list(said.values()), (25, 50, 75)) if enough else (np.nan,) * 3
        rows.append(
            {"code": code, "theme": theme, "role": role, "interviews": len(said),
             "interviews_total": totals.get(role, 0), "pieces": pieces[code, theme, role],
             "first": float(middle), "first_q1": float(q1), "first_q3": float(q3)}
        )  # fmt: skip
    return _table(rows, PLACES)


class _Line:
    """The counted words of one transcript: where each begins and ends, and who says it."""

    def __init__(self, segments: pd.DataFrame) -> None:
        words: dict[tuple[int, int], int] = {}
        self._who: dict[tuple[str, str, str], int] = {}
        names = ("start", "text", "participant", "role", "speaker")
        for start, text, *who in zip(*(segments[name].tolist() for name in names), strict=True):
            speaker = self._who.setdefault((str(who[0]), str(who[1]), str(who[2])), len(self._who))
            for word in _WORD.finditer(text):
                words.setdefault((int(start) + word.start(), int(start) + word.end()), speaker)
        ordered = sorted(words)
        self.starts: NDArray[np.int64] = np.array([start for start, _ in ordered], np.int64)
        self.ends: NDArray[np.int64] = np.array([end for _, end in ordered], np.int64)
        self._speakers = np.array([words[one] for one in ordered], np.int64)
        self._voices = list(self._who)

    def stretches(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Speaker, first and last word (from 0, last not in it) of each run of one person's words at a span."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        if last <= first or end <= start:
            return
        own = self._speakers[first:last]
        cuts = [0, *(np.flatnonzero(np.diff(own)) + 1).tolist(), last - first]
        for low, high in pairwise(cuts):
            yield int(own[low]), first + low, first + high

    def row(self, speaker: int, first: int, last: int) -> dict[str, object]:
        """The columns that a stretch of words has by itself."""
        participant, role, _ = self._voices[speaker]
        many = len(self.starts)
        return {
            "participant": participant, "role": role, "start": first / many, "end": last / many,
            "from": int(self.starts[first]), "to": int(self.ends[last - 1]), "words": last - first,
            "words_total": many,
        }  # fmt: skip


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Touching and overlapping stretches as one."""
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _totals(found: Timeline, segments: pd.DataFrame) -> dict[str, int]:
    """Role -> transcripts in which somebody of it has words."""
    worded = segments[has_word(segments)]
    known = worded[worded["transcript"].isin(list(found.words))]
    return {str(role): int(own["transcript"].nunique()) for role, own in known.groupby("role")}


def _key(row: Mapping[Any, Any]) -> tuple[str, str, str]:
    return str(row["code"]), str(row["theme"]), str(row["role"])


def _table(rows: list[dict[str, object]], columns: tuple[str, ...]) -> pd.DataFrame:
    import pandas as pd

    table = pd.DataFrame(rows, columns=list(columns))
    return table.astype({name: _KINDS.get(name, "str") for name in columns})
