"""What of a report goes into formats for reading on: every table that its plan names, and the lines beside them."""

from __future__ import annotations

from collections.abc import Iterable

from qual.exporters.base import Report, Table, Value, about, from_frame, plain
from qual.exporters.base import tables as main_tables
from qual.model.summary import Said, Summary

SECTION_OF = {
    "excerpts": "excerpts", "frequencies": "frequencies", "differences": "differences", "codebook": "codebook",
    "participants": "participants", "memos": "excerpts",
}  # fmt: skip
"""Table -> the section of a plan that asks for it."""

COUNTS = (
    "theme", "theme_name", "code", "code_name", "role", "participants", "participants_total", "in_words", "ci_low",
    "ci_high", "segments", "segments_total",
)  # fmt: skip
QUOTES = (
    "theme", "theme_name", "state", "shown", "quote", "participant", "role", "transcript", "start", "end", "codes",
    "why",
)  # fmt: skip
WORDS = (
    "theme", "theme_name", "role", "word", "participants", "participants_total", "others", "others_total",
)  # fmt: skip


def tables(report: Report) -> tuple[Table, ...]:
    """Every table the plan names: the six main ones, themes, further parts, figures, checklist, limitations.

    The main tables are there also without rows, the others only with.
    """
    chosen = report.plan.sections
    found = [table for table in main_tables(report) if SECTION_OF[table.name] in chosen]
    if "themes" in chosen:
        found += _themes(report.themes)
    found += [from_frame(part.name, part.table) for part in report.parts]
    found += [
        Table(
            f"figure_{one.figure.name}",
            one.figure.headings,
            [[plain(cell) for cell in row] for row in one.figure.rows],
        )
        for one in report.pictures
    ]
    if "methods" in chosen and report.checklist:
        rows: list[list[Value]] = [[item.list, item.number, item.topic, item.answer] for item in report.checklist]
        found.append(Table("checklist", ("list", "number", "topic", "answer"), rows))
    return tuple(_named_once(found))


def lines(report: Report) -> list[tuple[str, str]]:
    """What stands beside the tables: title, warning, provenance, notes, limitations, the meaning of the columns."""
    told = about(report)
    told += [(f"note on {part.name}", note) for part in report.parts for note in part.notes]
    told += [(f"note on {one.figure.name}", note) for one in report.pictures for note in one.figure.notes]
    told += [(f"note on theme {page.name}", note) for page in report.themes for note in page.notes]
    told += [("limitation", sentence) for sentence in report.limitations]
    return told


def _themes(pages: Iterable[Summary]) -> list[Table]:
    """The pages of the themes as tables: who says it, quotes, typical words, memos."""
    counts: list[list[Value]] = []
    quotes: list[list[Value]] = []
    words: list[list[Value]] = []
    memos: list[list[Value]] = []
    for page in pages:
        first: list[Value] = [page.theme, page.name]
        counts += [[*first, None, None, *_said(said)] for said in page.said]
        counts += [[*first, code.code, code.name, *_said(said)] for code in page.codes for said in code.said]
        quotes += [
            [
                *first, quote.state, quote.shown, quote.words, quote.participant, quote.role, quote.transcript,
                quote.span.start, quote.span.end, "; ".join(quote.codes), quote.why,
            ]
            for quote in (*page.quotes, *page.negatives)
        ]  # fmt: skip
        words += [
            [*first, one.role, one.word, one.participants, one.total, one.others, one.others_total]
            for one in page.typical
        ]
        memos += [[*first, memo.text, memo.coder, memo.created] for memo in page.memos]
    made = (
        Table("theme_counts", COUNTS, counts),
        Table("theme_quotes", QUOTES, quotes),
        Table("theme_words", WORDS, words),
        Table("theme_memos", ("theme", "theme_name", "text", "coder", "created"), memos),
    )
    return [table for table in made if table.rows]


def _said(said: Said) -> list[Value]:
    return [
        said.role, said.participants, said.total, said.in_words, plain(said.low), plain(said.high), said.segments,
        said.segments_total,
    ]  # fmt: skip


def _named_once(found: Iterable[Table]) -> list[Table]:
    """The tables, a second one of a name with a number behind it."""
    names: dict[str, int] = {}
    kept = []
    for table in found:
        names[table.name] = names.get(table.name, 0) + 1
        many = names[table.name]
        kept.append(table if many == 1 else Table(f"{table.name}_{many}", table.headings, table.rows))
    return kept
