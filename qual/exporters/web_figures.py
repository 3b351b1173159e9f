"""Figures in the HTML report: the drawing with its alternative text, and its numbers folded beneath."""

from __future__ import annotations

from base64 import b64encode

from qual.exporters.base import Picture, Report, Table, plain
from qual.exporters.web_html import attribute, heading, paragraph, plain_table, words


def figures(report: Report) -> str:
    """Every figure; the drawing is an image, so that nothing in it can run or be restyled by the page."""
    return "".join(_figure(one) for one in report.pictures) or paragraph("There is nothing to draw yet.", "note")


def _figure(one: Picture) -> str:
    figure = one.figure
    drawn = b64encode(one.svg.encode("utf-8", "replace")).decode("ascii")
    numbers = Table(
        f"figure_{figure.name}", figure.headings, [[plain(cell) for cell in row] for row in figure.rows]
    )
    notes = "".join(paragraph(note, "note") for note in figure.notes)
    below = plain_table(numbers, caption=figure.title)
    return (
        f'<div class="find">{heading(3, figure.title)}'
        f'<figure><img alt={attribute(figure.alt)} src="data:image/svg+xml;base64,{drawn}">'
        f'<figcaption dir="auto">{words(figure.alt)}</figcaption></figure>{notes}</div>'
        f'<details class="numbers"><summary>The numbers</summary>{below}</details>'
    )
