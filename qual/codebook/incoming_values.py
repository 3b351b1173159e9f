"""A codebook that came in from a file of any kind, before anything of it is taken over."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qual.errors import Problem
from qual.model.codebook import Codebook


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a file brings, as it was understood; nothing is stored by reading it.

    Attributes:
        book: the codebook, sound in every case; without codes where nothing could be used.
        problems: what was not understood, with its line; a fatal one where nothing of the file could be used.
        format: what kind of file it is, such as "yaml", "csv", "outline", "qdc" or "qdpx".
        lost: what was understood but has no place in a codebook of ours, one sentence each.
        columns: field of a code -> heading of the column it was read from; {} where the file is no table.
        headings: all columns of a table, one without a heading as "column 3"; () where the file is no table.
    """

    book: Codebook
    problems: tuple[Problem, ...] = ()
    format: str = ""
    lost: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
