"""What is exported: one report, the same for every format, and what its columns mean."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from math import isfinite
from typing import TYPE_CHECKING

from qual.model.figure import Figure
from qual.model.plan import Plan
from qual.model.summary import Summary

if TYPE_CHECKING:
    from pandas import DataFrame

SYNTHETIC = "synthetic sample"
"""Stands on everything made from invented data."""

MEANINGS: Mapping[str, str] = {
    "participants": "participants of the role with at least one segment carrying the code; two transcripts of "
    "one participant count once",
    "participants_total": "participants of the role with any segment",
    "share": "participants / participants_total",
    "ci_low, ci_high": "95 % interval: Wilson's for a share, Welch's t for a difference",
    "segments": "segments of the role of which at least one word is coded with the code; once, however many "
    "coders coded it; depends on the unit of analysis",
    "segments_total": "all segments of the role; the interviewer is in no count",
    "mean_share": "mean over participants of (own segments with the code / own segments)",
    "words": "all words of the role's segments, the same on every row of a role: who talks longer has more "
    "occasions to mention anything",
    "mean_low, mean_high": "95 % interval of mean_share, Student's t over participants, cut at 0 and 1; `note` "
    "says why there is none",
    "median, q1, q3": "of the participants' shares whose mean is mean_share",
    "words_median, words_min, words_max": "words of one participant of the role; segments_median, segments_min "
    "and segments_max likewise",
    "estimated, estimated_low, estimated_high": "share of the role's segments with the code, estimated from a "
    "random audit, with its 95 % interval; empty without one, and never part of a count",
    "kind": "theme, code, or heading: a code and all those under it",
    "rows without a code": "the whole theme: participants and segments with any of its codes, never a sum",
    "difference": "mean share of the first role minus that of the second",
    "p": "permutation of the role over participants; empty unless asked for",
    "p_adjusted": "p adjusted for the number of codes tested",
    "start, end": "half-open Unicode code-point offsets into the transcript's text: text[start:end] is the quote",
    "blind": "true where the coder saw no suggestion",
    "about, target": "what a memo is about (a coding, passage, transcript, participant, code or the project), and "
    "the id of that",
}
"""How each number is counted, printed beside the tables of every format."""


@dataclass(frozen=True, slots=True)
class Part:
    """A further table of a report.

    Attributes:
        name: a short name, for files and sheets: "saturation".
        title: what stands above it.
        table: its numbers.
        notes: sentences to read beside it: how it was counted, what was refused and why.
    """

    name: str
    title: str
    table: DataFrame
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Picture:
    """A figure as a report prints it; drawn only in the formats that show it.

    Attributes:
        figure: the figure.
        to_svg: draws it.
        to_png: makes dots of the drawing.
    """

    figure: Figure
    to_svg: Callable[[Figure], str]
    to_png: Callable[[str], bytes]

    @cached_property
    def svg(self) -> str:
        """The drawing, its words as words."""
        return self.to_svg(self.figure)

    @cached_property
    def png(self) -> bytes:
        """The drawing in dots, for print."""
        return self.to_png(self.svg)


@dataclass(frozen=True, slots=True)
class Item:
    """A line of a checklist for authors.

    Attributes:
        list: COREQ or SRQR.
        number: as the list has it.
        topic: what it asks, in our words.
        answer: what the tool knows, "" where the authors have to write it.
    """

    list: str
    number: str
    topic: str
    answer: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything an export can hold. Tables without rows are left out of csv and shown empty elsewhere.

    Attributes:
        title: the study's name.
        synthetic: True where the data are invented; every format then says so.
        frequencies: themes and codes by role.
        differences: first role minus second, by code.
        codings: the coded excerpts, with their memos.
        codebook: one row per code.
        participants: one row per participant, with attributes.
        memos: one row per memo, with what it is about, by whom and when.
        notes: sentences to read beside the numbers.
        provenance: what made this: tool version, model, codebook version, unit, date …
        parts: further tables: matrix, joint display, co-occurrence, saturation.
        pictures: the figures.
        themes: one page per theme.
        checklist: COREQ and SRQR, filled where the tool knows.
        limitations: what these numbers cannot say.
        plan: what was asked for; sections that it does not name are left out.
        manifest: what the report was made from, for `qual verify`.
    """

    title: str
    synthetic: bool
    frequencies: DataFrame
    differences: DataFrame
    codings: DataFrame
    codebook: list[dict[str, str]]
    participants: DataFrame
    memos: DataFrame
    notes: tuple[str, ...] = ()
    provenance: dict[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    pictures: tuple[Picture, ...] = ()
    themes: tuple[Summary, ...] = ()
    checklist: tuple[Item, ...] = ()
    limitations: tuple[str, ...] = ()
    plan: Plan = field(default_factory=Plan)
    manifest: Mapping[str, object] = field(default_factory=dict)


Value = str | float | None
"""A cell: text, number, truth, or nothing."""


@dataclass(frozen=True, slots=True)
class Table:
    """Headings and rows of plain values: text, number, truth or None."""

    name: str
    headings: tuple[str, ...]
    rows: list[list[Value]]


def tables(report: Report) -> tuple[Table, ...]:
    """Excerpts, frequencies, differences, codebook, participants and memos, the excerpts first."""
    headings = tuple(dict.fromkeys(name for row in report.codebook for name in row))
    codebook = Table("codebook", headings, [[plain(row.get(name)) for name in headings] for row in report.codebook])
    return (
        from_frame("excerpts", report.codings),
        from_frame("frequencies", report.frequencies),
        from_frame("differences", report.differences),
        codebook,
        from_frame("participants", report.participants),
        from_frame("memos", report.memos),
    )


def about(report: Report) -> list[tuple[str, str]]:
    """What stands beside the numbers: title, warning, provenance, notes, the meaning of the columns."""
    lines = [("title", report.title)]
    if report.synthetic:
        lines.append(("data", f"{SYNTHETIC}: every transcript, quote, participant and count is invented"))
    lines += list(report.provenance.items())
    lines += [("note", note) for note in report.notes]
    return [*lines, *MEANINGS.items()]


def from_frame(name: str, frame: DataFrame) -> Table:
    """A data frame's columns and rows as plain values."""
    columns = [[plain(value) for value in frame.iloc[:, place].tolist()] for place in range(frame.shape[1])]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Table(name, tuple(str(heading) for heading in frame.columns), rows)


def plain(value: object) -> Value:
    """Text, whole number, float, truth or None; whatever is missing or no number is None."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return float(value) if isfinite(value) else None
    if hasattr(value, "item"):
        return plain(value.item())
    if isinstance(value, Iterable):
        return "; ".join(str(part) for part in value)
    text = str(value)
    return None if text in {"<NA>", "NaT", "nan"} else text
