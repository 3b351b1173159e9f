"""Coded words to hand on: quotes by code or by participant, and one participant's own words for them to check.

Four formats of the same value: Word to read, HTML to read on any machine, XLSX and CSV to go on with. Text is
always text: no quote runs as a formula or as a tag. The same excerpts give the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.exporters import document_xml as xml
from qual.exporters.base import SYNTHETIC

if TYPE_CHECKING:
    import pandas as pd

    from qual.exporters.document_paper import Chapter, Paper

_ROOM = 3
_CSS = """
body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#111;background:#fff}
h1{font-size:1.6rem}h2{font-size:1.25rem;margin-top:2.2rem}h3{font-size:1rem;margin-top:1.5rem}
blockquote{margin:.8rem 0;padding-inline-start:.8rem;border-inline-start:.25rem solid #0072b2}
blockquote p{margin:.2rem 0}.by,.note{color:#555;font-size:.85rem}.warn{color:#7a2e00;font-weight:bold}
.room{border:1px solid #888;min-height:5rem;margin:.6rem 0 1.5rem;padding:.3rem .6rem}
@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}.by,.note{color:#aaa}.warn{color:#ffb38a}}
@media print{body{max-width:none;margin:0;color:#000;background:#fff}blockquote{break-inside:avoid}}
"""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Some words and what stands beside them.

    Attributes:
        words: as printed: verbatim but for what an analyst put in brackets.
        beside: (column, value), only the columns asked for.
    """

    words: str
    beside: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Excerpts under one heading.

    Attributes:
        path: headings above each other: theme and code, or participant and theme.
        about: what the last of them means, "" for nothing.
        excerpts: in the order of the interviews.
    """

    path: tuple[str, ...]
    about: str
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Excerpts:
    """What is handed on.

    Attributes:
        title: of the study.
        subtitle: what this is, in words.
        synthetic: whether the data are invented.
        levels: what the headings are: ("theme", "code").
        groups: in their order.
        opening: paragraphs before the first.
        notes: what must be read beside it.
        asks: whether every group ends with room for an answer.
        columns: names of what stands beside the words.
        people: of how many people the words are.
    """

    title: str
    subtitle: str
    synthetic: bool
    levels: tuple[str, ...]
    groups: tuple[Group, ...]
    opening: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    asks: bool = False
    columns: tuple[str, ...] = ()
    people: int = 0


ANSWER = "Is this what you meant? What is missing or wrong?"
NOTHING = "Nothing was coded in what was asked for."


def write(found: Excerpts, format: str) -> bytes:  # noqa: A002 - the surface's word
    """The file.

    Raises:
        Refused: for a format there is none of.
    """
    if format not in _WRITERS:
        raise Refused(f"Excerpts as {format!r}", "there is no such format", hint=f"There are {', '.join(FORMATS)}.")
    return _WRITERS[format](found)


def to_word(found: Excerpts) -> bytes:
    """A document with a heading for each group, each quote with what stands beside it."""
    from qual.exporters.document_paper import Chapter, Paper

    paper, chapter = Paper(found.title, synthetic=found.synthetic), Chapter(found.subtitle)
    title = " ".join(xml.clean(found.title).split()) or "Untitled study"
    chapter.blocks.append(xml.paragraph(xml.run(title), style="Title", right=xml.from_the_right(title)))
    chapter.blocks.append(xml.words(found.subtitle, "Subtitle"))
    if found.synthetic:
        chapter.blocks.append(
            xml.words(f"{SYNTHETIC.capitalize()}: every quote and participant is invented.", "Warning")
        )
    chapter.blocks += [xml.words(text) for text in found.opening]
    if not found.groups:
        chapter.blocks.append(xml.words(NOTHING))
    _word_groups(paper, chapter, found)
    chapter.blocks += [xml.words(note, "Note") for note in found.notes]
    return paper.write([chapter], cover=False)


def _word_groups(paper: Paper, chapter: Chapter, found: Excerpts) -> None:
    before = ""
    for group in found.groups:
        if group.path[0] != before:
            chapter.blocks.append(paper.heading(group.path[0], 2))
        before = group.path[0]
        if len(group.path) > 1:
            chapter.blocks.append(paper.heading(f"{group.path[-1]} ({len(group.excerpts):,})", 3))
        if group.about:
            chapter.blocks.append(xml.words(group.about, "Note", keep=True))
        for at, one in enumerate(group.excerpts, 1):
            right, beside = xml.from_the_right(one.words), _beside(one)
            keep = bool(beside) or (found.asks and at == len(group.excerpts))
            words = xml.run(f"“{' '.join(xml.clean(one.words).split())}”")
            chapter.blocks.append(
                xml.paragraph(
                    words,
                    style="Quote",
                    bar=xml.LINE,
                    right=right,
                    keep=keep,
                    spacing=None if beside else (2, 7),
                )
            )
            if beside:
                source = xml.run(beside.replace("\n", " "))
                chapter.blocks.append(xml.paragraph(source, style="Source", bar=xml.LINE, right=right))
        if found.asks:
            empty = xml.Cell(xml.paragraph(style="TableText") * _ROOM)
            chapter.blocks.append(xml.paragraph(xml.run(ANSWER), keep=True, spacing=(6, 4)))
            chapter.blocks.append(xml.table([], [[empty]], [chapter.width], name=ANSWER))
            chapter.blocks.append(xml.paragraph(style="Note"))


def to_html(found: Excerpts) -> bytes:
    """One file without scripts or anything from elsewhere, to read and to print."""
    made = [f'<h1 dir="auto">{_text(found.title or "Untitled study")}</h1>', f"<p>{_text(found.subtitle)}</p>"]
    if found.synthetic:
        made.append(
            f'<p class="warn">{_text(SYNTHETIC.capitalize())}: every quote and participant is invented.</p>'
        )
    made += [f'<p dir="auto">{_text(text)}</p>' for text in (*found.opening, *(() if found.groups else (NOTHING,)))]
    before = ""
    for group in found.groups:
        if group.path[0] != before:
            made.append(f'<h2 dir="auto">{_text(group.path[0])}</h2>')
        before = group.path[0]
        if len(group.path) > 1:
            made.append(f'<h3 dir="auto">{_text(group.path[-1])} ({len(group.excerpts):,})</h3>')
        if group.about:
            made.append(f'<p class="note" dir="auto">{_text(group.about)}</p>')
        for one in group.excerpts:
            by = f'<p class="by" dir="auto">{_text(_beside(one))}</p>' if _beside(one) else ""
            made.append(f'<blockquote dir="auto"><p>“{_text(one.words)}”</p>{by}</blockquote>')
        if found.asks:
            made.append(f'<p>{_text(ANSWER)}</p><div class="room"></div>')
    made += [f'<p class="note" dir="auto">{_text(note)}</p>' for note in found.notes]
    head = (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>{_text(found.title or 'Untitled study')}</title><style>{_CSS}</style></head><body>\n"
    )
    return (head + "\n".join(made) + "\n</body></html>\n").encode()


def to_csv(found: Excerpts) -> bytes:
    """One row per excerpt: the headings it stands under, the words, what stands beside them."""
    from qual.exporters import matrix_table

    return matrix_table.to_csv(frame(found), synthetic=found.synthetic)


def to_xlsx(found: Excerpts) -> bytes:
    """The same rows as a workbook, and a sheet with what must be read beside them."""
    from qual.exporters import matrix_table

    notes = (found.subtitle, *found.opening, *found.notes)
    return matrix_table.to_xlsx({"Excerpts": frame(found)}, notes, title=found.title, synthetic=found.synthetic)


def frame(found: Excerpts) -> pd.DataFrame:
    """One row per excerpt; a column for each heading, the words, and the columns asked for."""
    import pandas as pd

    rows = [
        [*group.path, one.words, *(value for _, value in one.beside)]
        for group in found.groups
        for one in group.excerpts
    ]
    return pd.DataFrame(rows, columns=[*found.levels, "excerpt", *found.columns])


def _beside(one: Excerpt) -> str:
    return " · ".join(value for _, value in one.beside if value.strip())


def _text(text: str) -> str:
    return escape(xml.clean(text), quote=True).replace("\n", "<br>")


_WRITERS: dict[str, Callable[[Excerpts], bytes]] = {
    "docx": to_word, "xlsx": to_xlsx, "csv": to_csv, "html": to_html,
}  # fmt: skip
FORMATS: Sequence[str] = tuple(_WRITERS)
"""Each is also the suffix of the file."""
