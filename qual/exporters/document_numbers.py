"""The tables of numbers in the Word report: frequencies, differences, and any further table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from qual.exporters import document_xml as xml
from qual.exporters.base import Part, Report, Table, Value, from_frame
from qual.exporters.document_xml import Cell, cell

if TYPE_CHECKING:
    from pandas import DataFrame

    from qual.exporters.document_paper import Chapter, ReportPaper

FEWEST_FOR_PERCENT = 10
"""Below this many participants a percentage would pretend to know more than it does."""
HEADINGS = {
    "a": "code", "b": "other code", "a_count": "passages with the code", "b_count": "with the other",
    "units": "of all passages", "together": "with both",
}  # fmt: skip
"""What columns are called in print whose names are for programs."""
MOST = {"cooccurrence": 30}
"""Rows of a part that are printed; the formats for reading on have all."""
_SIDE_BY_SIDE = 3
_DEEPEST = 4
_NAME = 4.4
Row = Mapping[str, Value]


def records(frame: DataFrame) -> list[dict[str, Value]]:
    """The rows of a table by column, plain values."""
    table = from_frame("", frame)
    return [dict(zip(table.headings, row, strict=True)) for row in table.rows]


def number(value: Value, places: int = 0) -> str:
    """A number as it is printed: thousands apart, a true minus, nothing for nothing."""
    if value is None or isinstance(value, str):
        return str(value or "")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}".replace("-", "−")
    shown = f"{value:,.{places}f}"
    return shown.replace("-", "−") if any(sign in "123456789" for sign in shown) else shown.lstrip("-")


def percent(value: Value, places: int = 0) -> str:
    """A share as a percentage without its sign of percent."""
    return number(100 * float(value), places) if isinstance(value, float | int) else ""


def people(row: Row) -> str:
    """`14/20` and beneath it `70% (48–85)`; no percentage below ten participants."""
    n, total = row.get("participants"), row.get("participants_total")
    shown = f"{number(n)}/{number(total)}"
    if isinstance(total, int | float) and total >= FEWEST_FOR_PERCENT and isinstance(row.get("share"), float):
        shown += f"\n{percent(row['share'])}% ({percent(row.get('ci_low'))}–{percent(row.get('ci_high'))})"
    return shown


def mean_share(row: Row) -> str:
    """Of 100 of a participant's own segments, how many on the mean, with the interval where there is one."""
    if row.get("mean_share") is None:
        return "–"
    shown = percent(row["mean_share"], 1)
    low, high = row.get("mean_low"), row.get("mean_high")
    return shown if low is None or high is None else f"{shown}\n({percent(low, 1)}–{percent(high, 1)})"


def groups_of(report: Report) -> tuple[str, list[str]]:
    """What frequencies are split by, `role` or `group`, and the groups in their order."""
    column = "group" if "group" in report.frequencies.columns else "role"
    if column not in report.frequencies.columns:
        return column, []
    return column, [str(value) for value in dict.fromkeys(report.frequencies[column].tolist())]


def frequencies(paper: ReportPaper, chapter: Chapter) -> None:
    """The chapter: exposure, the counts side by side for up to three groups, estimates apart."""
    report = paper.report
    column, groups = groups_of(report)
    rows = records(report.frequencies)
    if not rows:
        chapter.blocks.append(
            xml.words("Nothing is counted: no words of participants are in the study yet.", "Note")
        )
        return
    chapter.blocks.append(
        xml.words(
            "How many participants speak of each theme and code. A participant counts once, however often they say "
            "it; a theme counts everybody who has any of its codes and is never the sum of them. Who says more has "
            "more occasions to mention anything: compare the words per participant first."
        )
    )
    _exposure(paper, chapter, rows, column)
    if 1 <= len(groups) <= _SIDE_BY_SIDE:
        _side_by_side(paper, chapter, rows, column, groups)
    else:
        _one_below_another(paper, chapter, rows, column)
    chapter.blocks.append(
        xml.words(
            "People: participants with the code out of all participants of the group; from ten participants on the "
            "percentage with Wilson's 95% interval. Passages: segments of the group with the code. Per 100: "
            "of 100 of a participant's own passages, how many carry the code; the mean over participants"
            + (", with its 95% interval." if any(row.get("mean_low") is not None for row in rows) else "."),
            "Note",
        )
    )
    _estimates(paper, chapter, rows, column)


def _exposure(paper: ReportPaper, chapter: Chapter, rows: Sequence[Row], column: str) -> None:
    """How much each group says, and how much of that was read: what every count must be seen against."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(str(row[column]), row)
    told = any(row.get("words_median") is not None for row in first.values())
    heads = [column.capitalize(), "Participants", "Words", *(["Words each"] if told else []), "Passages"]
    heads += ["Passages each"] if told else []
    body = []
    for group, row in first.items():
        line = [
            cell(group, bold=True),
            _right(number(row.get("participants_total"))),
            _right(number(row.get("words"))),
        ]
        line += [_right(_range(row, "words"))] if told else []
        line += [_right(number(row.get("segments_total")))]
        body.append([*line, *([_right(_range(row, "segments"))] if told else [])])
    widths = [3.4, 2.2, 2.0, 3.6, 1.9, 3.3] if told else [5.4, 3.6, 3.7, 3.7]
    chapter.blocks += [
        paper.caption("Table", "How much was said"),
        xml.table(
            [[cell(name, bold=True, align="right" if at else "") for at, name in enumerate(heads)]], body, widths,
            name="How much was said",
        ),
    ]  # fmt: skip
    if told:
        chapter.blocks.append(xml.words("Each: median over participants, and the least and the most.", "Note"))
    if reviewed := paper.report.provenance.get("reviewed"):
        chapter.blocks.append(xml.words(f"Read by a person: {reviewed} of the passages.", "Note"))


def _range(row: Row, name: str) -> str:
    return (
        f"{number(row.get(f'{name}_median'))} ({number(row.get(f'{name}_min'))}–{number(row.get(f'{name}_max'))})"
    )


def _named(row: Row) -> tuple[str, bool]:
    """What a row is about, and whether that is a whole theme."""
    theme = str(row.get("theme_name") or row.get("theme") or "Without a theme")
    code = row.get("code")
    below = " and codes under it" if row.get("kind") == "heading" else ""
    return (f"{row.get('code_name') or code}{below}", False) if code else (theme, True)


def _key(row: Row) -> tuple[Value, ...]:
    return row.get("theme"), row.get("code"), row.get("kind")


def _label(row: Row, deep: Mapping[str, int]) -> Cell:
    name, whole = _named(row)
    depth = 0 if whole else 1 + min(deep.get(str(row.get("code")), 0), _DEEPEST)
    return cell(name, bold=whole, indent=0.3 * depth)


def depths(codebook: Iterable[Mapping[str, str]]) -> dict[str, int]:
    """Code -> how many codes it stands under."""
    parent = {row.get("code", ""): row.get("parent", "") for row in codebook}
    found = {}
    for code in parent:
        at, seen = code, {code}
        while (at := parent.get(at, "")) and at not in seen:
            seen.add(at)
        found[code] = len(seen) - 1
    return found


def _side_by_side(
    paper: ReportPaper, chapter: Chapter, rows: Sequence[Row], column: str, groups: Sequence[str]
) -> None:
    by_name: dict[tuple[Value, ...], dict[str, Row]] = {}
    for row in rows:
        by_name.setdefault(_key(row), {})[str(row[column])] = row
    total = {str(row[column]): row.get("participants_total") for row in rows}
    of = {str(row[column]): row.get("segments_total") for row in rows}
    first = [cell("")]
    first += [cell(f"{group} (N = {number(total[group])})", bold=True, span=3, align="center") for group in groups]
    second = [cell("Theme and code", bold=True)]
    for group in groups:
        names = ("People", f"Passages\nof {number(of[group])}", "Per 100")
        second += [cell(name, bold=True, align="right") for name in names]
    deep, body = depths(paper.report.codebook), []
    for found in by_name.values():
        line = [_label(next(iter(found.values())), deep)]
        for group in groups:
            one = found.get(group)
            shown = (people(one), number(one.get("segments")), mean_share(one)) if one else ("–", "–", "–")
            line += [_right(text) for text in shown]
        body.append([_bold(one) for one in line] if _named(next(iter(found.values())))[1] else line)
    spare = (chapter.width - _NAME) / (3 * len(groups))
    widths = [_NAME, *([spare * 1.15, spare * 0.8, spare * 1.05] * len(groups))]
    chapter.blocks += [
        paper.caption("Table", "Themes and codes by " + ("role" if column == "role" else "group")),
        xml.table([first, second], body, widths, name="Frequencies of themes and codes"),
    ]


def _right(text: str) -> Cell:
    return cell(text, align="right")


def _bold(one: Cell) -> Cell:
    """The same cell, shaded as the row of a theme."""
    return Cell(one.inner, one.span, xml.SHADE)


def _one_below_another(paper: ReportPaper, chapter: Chapter, rows: Sequence[Row], column: str) -> None:
    deep, body = depths(paper.report.codebook), []
    before: tuple[Value, ...] = ()
    for row in rows:
        same, before = _key(row) == before, _key(row)
        line = [cell("") if same else _label(row, deep), cell(str(row[column])), _right(people(row))]
        line += [_right(number(row.get("segments"))), _right(mean_share(row))]
        body.append([_bold(one) for one in line] if _named(row)[1] else line)
    heads = [cell(name, bold=True) for name in ("Theme and code", column.capitalize())]
    heads += [cell(name, bold=True, align="right") for name in ("People", "Passages", "Per 100")]
    chapter.blocks += [
        paper.caption("Table", f"Themes and codes by {column}"),
        xml.table([heads], body, [5.4, 4.0, 2.6, 1.9, 2.5], name="Frequencies of themes and codes"),
    ]


def _estimates(paper: ReportPaper, chapter: Chapter, rows: Sequence[Row], column: str) -> None:
    """Estimated shares in a table of their own, never in that of the counts."""
    known = [row for row in rows if row.get("estimated") is not None]
    if not known:
        return
    body = [
        [cell(_named(row)[0], bold=_named(row)[1]), cell(str(row[column])),
         _right(f"{percent(row['estimated'], 1)} ({percent(row.get('estimated_low'), 1)}–"
                f"{percent(row.get('estimated_high'), 1)})")]
        for row in known
    ]  # fmt: skip
    chapter.blocks += [
        paper.heading("Estimates where the review is not complete", 2),
        xml.words(
            "From passages drawn at random within each role and decided by a person. An estimate of the share of "
            "all passages, with its 95% interval; it is not a count and stands in no other table."
        ),
        paper.caption("Table", "Estimated share of passages"),
        xml.table(
            [[cell("Theme and code", bold=True), cell(column.capitalize(), bold=True),
              cell("Estimated per 100 (95%)", bold=True, align="right")]],
            body, [7.4, 4.5, 4.5], name="Estimated shares",
        ),
    ]  # fmt: skip


def differences(paper: ReportPaper, chapter: Chapter) -> None:
    """The chapter: which of two groups gives a code more room, in percentage points, largest first."""
    rows = [row for row in records(paper.report.differences) if row.get("code") or row.get("theme")]
    compared = paper.report.provenance.get("difference", "")
    if not rows:
        chapter.blocks.append(xml.words(f"No differences are given: {_why_none(paper.report)}", "Note"))
        return
    tested = any(row.get("p") is not None for row in rows)
    chapter.blocks.append(
        xml.words(
            f"The difference between the means of two groups ({compared or 'first minus second'}), in "
            "passages per hundred, with Welch's 95% interval over participants. An interval that holds 0 leaves "
            "open which group gives the code more room. "
            + ("p is the permutation of the group over participants." if tested else "No tests were asked for.")
        )
    )
    order = sorted(rows, key=lambda row: (row.get("difference") is None, -_size(row.get("difference"))))
    noted = any(row.get("note") for row in rows)
    sides_said = any(row.get("first_total") is not None for row in rows)
    groups = [name.strip() for name in compared.split(" minus ")] if sides_said else []
    heads = ["Code", *groups, "Difference (95% interval)", *(["p", "p adjusted"] if tested else [])]
    heads += ["Note"] if noted else []
    body = []
    for row in order:
        line = [cell(_named(row)[0], bold=_named(row)[1])]
        line += [_right(_side(row, side)) for side, _ in zip(("first", "second"), groups, strict=False)]
        line += [_right(_difference(row))]
        line += [_right(_p(row.get("p"))), _right(_p(row.get("p_adjusted")))] if tested else []
        body.append(line + ([cell(str(row.get("note") or ""), color=xml.GREY)] if noted else []))
    widths = [*([1.7] * len(groups)), 3.7, *([1.5, 1.9] if tested else []), *([3.4] if noted else [])]
    widths = [chapter.width - sum(widths), *widths]
    sides = [
        "",
        *(["right"] * len(groups)),
        "right",
        *(["right", "right"] if tested else []),
        *([""] if noted else []),
    ]
    chapter.blocks += [
        paper.caption("Table", f"Differences: {compared}" if compared else "Differences"),
        xml.table(
            [[cell(name, bold=True, align=side) for name, side in zip(heads, sides, strict=True)]], body, widths,
            name="Differences between two groups",
        ),
    ]  # fmt: skip


def _size(value: Value) -> float:
    return abs(float(value)) if isinstance(value, float | int) else 0.0


def _side(row: Row, side: str) -> str:
    return f"{number(row.get(f'{side}_participants'))}/{number(row.get(f'{side}_total'))}"


def _difference(row: Row) -> str:
    if row.get("difference") is None:
        return "–"
    shown = percent(row["difference"], 1)
    if row.get("ci_low") is None or row.get("ci_high") is None:
        return f"{shown} (no interval)"
    return f"{shown} ({percent(row['ci_low'], 1)} to {percent(row['ci_high'], 1)})"


def _p(value: Value) -> str:
    if not isinstance(value, float | int):
        return ""
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - as papers print it


def _why_none(report: Report) -> str:
    said = [note for note in report.notes if note.startswith("No differences")]
    return said[0].removeprefix("No differences: ") if said else "there are not two groups to compare."


def further(paper: ReportPaper, chapter: Chapter, part: Part) -> None:
    """Any further table with its title and notes; where it is wider than the page, in several."""
    table = from_frame(part.name, part.table)
    chapter.blocks.append(paper.caption("Table", part.title))
    first = MOST.get(part.name, len(table.rows))
    left = len(table.rows) - first
    table = Table(table.name, table.headings, table.rows[:first])
    if not table.rows:
        chapter.blocks.append(xml.words("Nothing to show.", "Note"))
    else:
        chapter.blocks += generic(table, chapter.width, name=part.title)
    if left > 0:
        chapter.blocks.append(xml.words(f"The first {first}; {left:,} more stand in the workbook.", "Note"))
    chapter.blocks += [xml.words(note, "Note") for note in part.notes]


def generic(table: Table, width: float, *, name: str = "") -> list[str]:
    """A table of plain values, numbers to the right, in as many pieces as it needs to fit the page.

    A column without any value is left out, but for the first.
    """
    kept = [
        at for at in range(len(table.headings)) if not at or any(row[at] not in (None, "") for row in table.rows)
    ]
    table = Table(
        table.name, tuple(table.headings[at] for at in kept), [[row[at] for at in kept] for row in table.rows]
    )
    headings = [HEADINGS.get(heading, heading.replace("_", " ")) for heading in table.headings]
    shown = [[_shown(value) for value in row] for row in table.rows]
    numeric = [
        all(isinstance(row[at], int | float) or row[at] is None for row in table.rows)
        for at in range(len(headings))
    ]
    made = []
    for columns, widths in xml.fitted(headings, shown, width):
        sides = ["right" if numeric[at] else "" for at in columns]
        heads = [cell(headings[at], bold=True, align=side) for at, side in zip(columns, sides, strict=True)]
        body = [[cell(row[at], align=side) for at, side in zip(columns, sides, strict=True)] for row in shown]
        made += [xml.table([heads], body, widths, name=name), xml.paragraph(style="Note")]
    return made


def _shown(value: Value) -> str:
    """A value of any table: three significant decimals, whole numbers whole."""
    if isinstance(value, float) and not value.is_integer():
        return number(value, 3 if abs(value) < 1 else 2)
    return number(value)
