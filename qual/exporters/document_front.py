"""The opening of the Word report: title page, contents, at a glance; then the participants and the codebook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qual.exporters import document_xml as xml
from qual.exporters.base import SYNTHETIC, Table, from_frame
from qual.exporters.document_numbers import Row, generic, groups_of, people, records
from qual.exporters.document_themes import roles_of
from qual.exporters.document_xml import Cell, cell
from qual.model.selection import EVERYTHING

if TYPE_CHECKING:
    from qual.exporters.base import Report
    from qual.exporters.document_paper import Chapter, ReportPaper

_GROUPS = 6
"""So many groups stand beside each other at a glance."""
_CONTEXT = "not counted (context)"
_FACTS = (
    ("study", "Study"), ("state of", "As it stood"), ("coders", "Coders"), ("codebook version", "Codebook version"),
    ("unit of analysis", "Unit of analysis"), ("reviewed", "Reviewed by a person"), ("made with", "Made with"),
)  # fmt: skip
_KEY = (
    ("n/N", "participants who say it, out of all participants of the role; each counts once"),
    ("95% interval", "the range of shares that this many participants leave open; wide with few of them"),
    ("passages", "segments of the interviews that carry the code; long interviews have more"),
    ("mean share", "the share of a participant’s own passages with the code, averaged over participants"),
    ("[…] and [ ]", "in a quote: something was left out, something was replaced; every other word is verbatim"),
)


def title_page(paper: ReportPaper, chapter: Chapter) -> None:
    """Title, warning, what the report is about and how far the work has come, and the contents."""
    report = paper.report
    title = " ".join(xml.clean(report.title).split()) or "Untitled study"
    chapter.blocks.append(
        xml.paragraph(xml.run(title), style="Title", right=xml.from_the_right(title), spacing=(60, 6))
    )
    chapter.blocks.append(xml.words(_what(report), "Subtitle"))
    if report.synthetic:
        chapter.blocks.append(
            xml.words(
                f"{SYNTHETIC.capitalize()}: every transcript, quote, participant and count is invented.", "Warning"
            )
        )
    facts = [(name, _fact(key, report.provenance[key])) for key, name in _FACTS if report.provenance.get(key)]
    if (people_said := _people(report)) != "":
        facts.insert(1, ("Participants", people_said))
    if report.plan.selection != EVERYTHING:
        facts.append(("Selection", report.plan.selection.words))
    rows = [[cell(name, bold=True), cell(text)] for name, text in facts]
    if rows:
        chapter.blocks.append(xml.table([], rows, [4.2, chapter.width - 4.2], name="About this report"))


def contents(paper: ReportPaper, chapter: Chapter) -> None:
    """The list of contents, on the page after the title."""
    chapter.blocks += [
        xml.paragraph(xml.run("Contents", bold=True, size=20, color=xml.ACCENT), keep=True, first=True),
        paper.contents(),
    ]


def _what(report: Report) -> str:
    by = "by role" if report.plan.by == "role" else f"by {report.plan.by.replace('_', ' ')}"
    return f"Themes in the interviews, {by}"


def _fact(key: str, text: str) -> str:
    """A moment to the minute, as people write it; anything else as it is."""
    if key == "state of" and len(text) >= 16 and text[10] == "T":  # noqa: PLR2004 - 2026-03-01T12:00
        return f"{text[:10]}, {text[11:16]} UTC"
    return text


def _people(report: Report) -> str:
    _, groups = groups_of(report)
    totals: dict[str, int] = {}
    for row in records(report.frequencies):
        group = str(row.get("role", row.get("group")))
        total = row.get("participants_total")
        if group in groups and total is not None:
            totals[group] = int(float(total))
    return ", ".join(f"{group}: {total:,}" for group, total in totals.items())


def glance(paper: ReportPaper, chapter: Chapter) -> None:
    """Every theme in one line, with how many of each role; how much was reviewed; how to read the report."""
    report = paper.report
    column, groups = groups_of(report)
    rows = [row for row in records(report.frequencies) if not row.get("code")]
    if rows and groups:
        by_theme: dict[str, dict[str, Row]] = {}
        for row in rows:
            name = str(row.get("theme_name") or row.get("theme") or "Without a theme")
            by_theme.setdefault(name, {})[str(row[column])] = row
        shown = groups[:_GROUPS]
        heads = [cell("Theme", bold=True)]
        heads += [cell(f"{group}, people", bold=True, align="right") for group in shown]
        body = [
            [cell(name, bold=True), *(_people_cell(found.get(group)) for group in shown)]
            for name, found in by_theme.items()
        ]
        each = min(3.4, 11.0 / len(shown))
        widths = [chapter.width - each * len(shown), *([each] * len(shown))]
        chapter.blocks += [
            xml.words("How many participants speak of each theme, whatever the code.", keep=True),
            paper.caption("Table", "Themes at a glance"),
            xml.table([heads], body, widths, name="Themes at a glance"),
        ]
        if len(groups) > len(shown):
            chapter.blocks.append(xml.words(f"The first {len(shown)} of {len(groups)} groups.", "Note"))
    elif groups:
        chapter.blocks.append(xml.words("The codebook has no themes.", "Note"))
    else:
        chapter.blocks.append(xml.words("No words of participants are in the study yet.", "Note"))
    if not len(report.codings):
        chapter.blocks.append(xml.words("Nothing is coded yet: every count is 0 and no theme has a quote."))
    if report.notes:
        chapter.blocks.append(paper.heading("To read beside the numbers", 2, listed=False))
        chapter.blocks += [xml.words(note) for note in report.notes]
    _key(paper, chapter)


def _people_cell(row: Row | None) -> Cell:
    return cell(people(row) if row else "–", align="right")


def _key(paper: ReportPaper, chapter: Chapter) -> None:
    chapter.blocks.append(paper.heading("Key to words", 2, listed=False))
    rows = [[cell(name, bold=True), cell(text)] for name, text in _KEY]
    chapter.blocks.append(xml.table([], rows, [3.4, chapter.width - 3.4], name="Key to words", plain=True))


def participants(paper: ReportPaper, chapter: Chapter) -> None:
    """Who was interviewed, a table for each role with what the table of participants says of them."""
    table = from_frame("participants", paper.report.participants)
    if not table.rows:
        chapter.blocks.append(xml.words("No participant is known yet.", "Note"))
        return
    rows = records(paper.report.participants)
    aside = {name.strip() for name in paper.report.provenance.get(_CONTEXT, "").split(",")}
    there = list(dict.fromkeys(str(row.get("role") or "") for row in rows))
    order = (*roles_of(paper.report.themes), *groups_of(paper.report)[1])
    roles = [role for role in dict.fromkeys(order) if role in there]
    roles += [role for role in there if role not in roles]
    spoken = [role for role in roles if role not in aside]
    counted = [f"{role}: {sum(str(row.get('role') or '') == role for row in rows):,}" for role in spoken]
    chapter.blocks.append(xml.words(f"Whose words are counted: {', '.join(counted) or 'nobody’s'}."))
    for role in spoken:
        some = [row for row in rows if str(row.get("role") or "") == role]
        columns = [name for name in table.headings if name != "role" and any(row.get(name) for row in some)]
        chosen = Table("participants", tuple(columns), [[row.get(name) for name in columns] for row in some])
        chapter.blocks.append(paper.caption("Table", f"Participants: {role}"))
        chapter.blocks += generic(chosen, chapter.width, name=f"Participants: {role}")
    if left := [role for role in roles if role in aside]:
        chapter.blocks.append(
            xml.words(f"Also heard, as context and in no count: {', '.join(left)}.", "Note")
        )  # fmt: skip


def codebook(paper: ReportPaper, chapter: Chapter) -> None:
    """Definitions, rules and examples, a table for each theme; retired codes at the end."""
    rows = paper.report.codebook
    if not rows:
        chapter.blocks.append(xml.words("The codebook has no codes yet.", "Note"))
        return
    live = [row for row in rows if not row.get("retired")]
    for theme in dict.fromkeys(row.get("theme", "") for row in live):
        some = [row for row in live if row.get("theme", "") == theme]
        chapter.blocks.append(paper.heading(theme or "Codes without a theme", 2, listed=False))
        chapter.blocks.append(_codes(some, chapter.width, theme))
    if gone := [row for row in rows if row.get("retired")]:
        chapter.blocks.append(paper.heading("Codes no longer in use", 2, listed=False))
        names = {row.get("code", ""): row.get("name", "") for row in rows}
        body = [
            [cell(row.get("name", ""), bold=True), cell(row.get("definition", "")),
             cell(names.get(row.get("merged_into", ""), "") or "–")]
            for row in gone
        ]  # fmt: skip
        heads = [cell(name, bold=True) for name in ("Code", "Definition", "Merged into")]
        chapter.blocks.append(xml.table([heads], body, [4.4, 8.0, 4.0], name="Codes no longer in use"))


def _codes(rows: Sequence[Mapping[str, str]], width: float, theme: str) -> str:
    heads = [cell(name, bold=True) for name in ("Code", "What it is", "When to use it")]
    body = [[_name(row), _meaning(row), _rules(row)] for row in rows]
    return xml.table([heads], body, [3.8, 6.6, width - 10.4], name=f"Codes of {theme}")


def _name(row: Mapping[str, str]) -> Cell:
    name = row.get("name", "")
    below = row.get("code", "") + (" · heading, groups only" if row.get("heading") else "")
    deep = 0.3 if row.get("parent") else 0
    top = xml.paragraph(
        xml.run(name, bold=True), style="TableText", right=xml.from_the_right(name), indent=deep
    )  # fmt: skip
    return Cell(top + xml.paragraph(xml.run(below, size=8, color=xml.GREY), style="TableText", indent=deep))


def _meaning(row: Mapping[str, str]) -> Cell:
    made = xml.words(row.get("definition", ""), "TableText")
    for example in filter(None, row.get("examples", "").split("\n")):
        made += xml.paragraph(
            xml.run(example, italic=True, size=8.5), style="TableText", right=xml.from_the_right(example),
            spacing=(3, 0), indent=0.3,
        )  # fmt: skip
    return Cell(made or xml.paragraph(style="TableText"))


def _rules(row: Mapping[str, str]) -> Cell:
    made = ""
    for name, column in (("Use for: ", "include"), ("Not for: ", "exclude")):
        phrases = "; ".join(filter(None, row.get(column, "").split("\n")))
        if phrases:
            made += xml.paragraph(
                xml.run(name, bold=True), xml.run(phrases), style="TableText", right=xml.from_the_right(phrases),
                spacing=(0, 3),
            )  # fmt: skip
    return Cell(made or xml.paragraph(style="TableText"))
