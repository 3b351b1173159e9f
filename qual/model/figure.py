"""Figures: a drawing, what it shows in words, and its numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Cell = str | float | None
"""A value of a table: text, number, truth, or nothing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart as a value; `qual.figures.render` makes SVG and PNG of it.

    Attributes:
        name: a short name without spaces, for files: "saturation".
        title: what stands above it.
        alt: what it shows, in sentences, for who cannot see it.
        spec: the chart in Vega-Lite.
        headings: of the table beneath.
        rows: the numbers drawn.
        notes: what must be read beside it: units, intervals, what was left out.
    """

    name: str
    title: str
    alt: str
    spec: Mapping[str, object]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
