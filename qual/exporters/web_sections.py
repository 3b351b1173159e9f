"""The sections of the HTML report, each a function from the report to HTML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from qual.exporters.base import MEANINGS, Part, Report, Table, Value, from_frame
from qual.exporters.content import lines
from qual.exporters.document_numbers import (
    depths,
    groups_of,
    mean_share,
    number,
    people,
    percent,
    records,
)
from qual.exporters.web_figures import figures
from qual.exporters.web_html import (
    Cell,
    facts,
    grid,
    heading,
    listed,
    paragraph,
    plain_table,
    quote,
    words,
)
from qual.exporters.web_themes import pages, roles_of

OPEN = "To be written by the authors."
_SIDE_BY_SIDE = 3
_FOLDED_FROM = 400
"""With more excerpts than this, those of each code are folded away at first."""
Row = Mapping[str, Value]


def section(name: str, report: Report) -> str:
    """The content of one of `qual.model.plan.SECTIONS`, "" where the report has nothing to say there."""
    return _WRITE[name](report)


def rest(report: Report) -> str:
    """Parts that belong to no section."""
    known = ("exposure", "matrix", "joint", "cooccurrence", "saturation")
    return "".join(_part(part) for part in report.parts if not part.name.startswith(known))


def _summary(report: Report) -> str:
    """Every theme in one line by group, and what must be read beside the numbers."""
    column, groups = groups_of(report)
    rows = [row for row in records(report.frequencies) if not row.get("code")]
    by_theme: dict[str, dict[str, Row]] = {}
    for row in rows:
        name = str(row.get("theme_name") or row.get("theme") or "Without a theme")
        by_theme.setdefault(name, {})[str(row[column])] = row
    made = ""
    if by_theme:
        heads = [Cell("Theme"), *(Cell(f"{group}, people", kind="n") for group in groups)]
        body = [[Cell(name), *(_people(found.get(group)) for group in groups)] for name, found in by_theme.items()]
        made += grid(
            "glance", [heads], body, caption="How many participants speak of each theme, whatever the code"
        )
    if not len(report.codings):
        made += paragraph("Nothing is coded yet: every count is 0 and no theme has a quote.")
    if report.notes:
        made += heading(3, "To read beside the numbers") + listed(report.notes)
    return made


def _people(row: Row | None) -> Cell:
    return Cell(people(row), row.get("participants"), "n") if row else Cell("–", kind="n")


def _frequencies(report: Report) -> str:
    column, groups = groups_of(report)
    rows = records(report.frequencies)
    if not rows:
        return paragraph("Nothing is counted: no words of participants are in the study yet.", "note")
    made = paragraph(
        "A participant counts once, however often they say it; a theme counts everybody who has any of its codes "
        "and is never the sum of them. Who says more has more occasions to mention anything: compare the words "
        "first."
    )
    made += _exposure(report, rows, column)
    made += "".join(_part(part) for part in report.parts if part.name.startswith("exposure"))
    made += (
        _by_group(report, rows, column, groups) if len(groups) <= _SIDE_BY_SIDE else _below(report, rows, column)
    )
    made += paragraph(
        "People: participants with the code out of all participants of the group; from ten participants on the "
        "percentage with Wilson’s 95% interval. Passages: segments of the group with the code. Per 100: of "
        "100 of a participant’s own passages, how many carry the code; the mean over participants, with its 95% "
        "interval where it can be had. Every column, unrounded, is in the Excel, CSV, JSON and Parquet files.",
        "note",
    )
    return made + _estimated(rows, column)


def _exposure(report: Report, rows: Sequence[Row], column: str) -> str:
    """How much each group says, and how much of that was read: what every count must be seen against."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(str(row[column]), row)
    heads = [Cell(column.capitalize())]
    heads += [Cell(name, kind="n") for name in ("Participants", "Words", "Words each", "Passages", "Passages each")]
    body = []
    for group, row in first.items():
        line = [Cell(group), Cell(number(row.get("participants_total")), row.get("participants_total"), "n")]
        for total, each in (("words", "words"), ("segments_total", "segments")):
            line += [Cell(number(row.get(total)), row.get(total), "n"), _range(row, each)]
        body.append(line)
    read = report.provenance.get("reviewed", "")
    said = "Each: median over participants, and the least and the most."
    said += f" Read by a person: {read} of the passages." if read else ""
    return grid("exposure", [heads], body, caption="How much was said") + paragraph(said, "note")


def _range(row: Row, name: str) -> Cell:
    if row.get(f"{name}_median") is None:
        return Cell("–", kind="n")
    least, most = (number(row.get(f"{name}_{end}")) for end in ("min", "max"))
    return Cell(f"{number(row[f'{name}_median'])} ({least}–{most})", row[f"{name}_median"], "n")


def _by_group(report: Report, rows: Sequence[Row], column: str, groups: Sequence[str]) -> str:
    by_name: dict[tuple[Value, Value], dict[str, Row]] = {}
    for row in rows:
        by_name.setdefault((row.get("theme"), row.get("code")), {})[str(row[column])] = row
    first = {group: next((row for row in rows if str(row[column]) == group), {}) for group in groups}
    over = [Cell("")]
    over += [Cell(f"{group} (N = {number(first[group].get('participants_total'))})", span=3) for group in groups]
    under = [Cell("Theme and code")]
    for group in groups:
        of = number(first[group].get("segments_total"))
        under += [Cell(name, kind="n") for name in ("People", f"Passages of {of}", "Per 100")]
    deep = depths(report.codebook)
    body, kinds = [], []
    for found in by_name.values():
        label = next(iter(found.values()))
        body.append([_label(label, deep), *(cell for group in groups for cell in _three(found.get(group)))])
        kinds.append("" if label.get("code") else "whole")
    by = "role" if column == "role" else "group"
    return grid("frequencies", [over, under], body, caption=f"Themes and codes by {by}", kinds=kinds)


def _below(report: Report, rows: Sequence[Row], column: str) -> str:
    deep = depths(report.codebook)
    heads = [Cell("Theme and code"), Cell(column.capitalize())]
    heads += [Cell(name, kind="n") for name in ("People", "Passages", "Per 100")]
    body = [[_label(row, deep), Cell(str(row[column])), *_three(row)] for row in rows]
    kinds = ["" if row.get("code") else "whole" for row in rows]
    return grid("frequencies", [heads], body, caption=f"Themes and codes by {column}", kinds=kinds)


def _label(row: Row, deep: Mapping[str, int]) -> Cell:
    if not row.get("code"):
        return Cell(str(row.get("theme_name") or row.get("theme") or "Without a theme"))
    depth = min(1 + deep.get(str(row["code"]), 0), 3)
    return Cell(str(row.get("code_name") or row["code"]), kind=f"under-{depth}")


def _three(row: Row | None) -> list[Cell]:
    if not row:
        return [Cell("–", kind="n")] * 3
    passages = Cell(number(row.get("segments")), row.get("segments"), "n")
    return [_people(row), passages, Cell(mean_share(row), row.get("mean_share"), "n")]


def _estimated(rows: Sequence[Row], column: str) -> str:
    """Estimates in a table of their own, never in that of the counts."""
    known = [row for row in rows if row.get("estimated") is not None]
    if not known:
        return ""
    heads = [Cell("Theme and code"), Cell(column.capitalize()), Cell("Estimated per 100 (95%)", kind="n")]
    body = [
        [
            _label(row, {}), Cell(str(row[column])),
            Cell(f"{percent(row['estimated'], 1)} ({percent(row.get('estimated_low'), 1)}–"
                 f"{percent(row.get('estimated_high'), 1)})", row["estimated"], "n"),
        ]
        for row in known
    ]  # fmt: skip
    said = (
        "From passages drawn at random within each role and decided by a person. An estimate of the share of all "
        "passages; it is not a count and stands in no other table."
    )
    return (
        heading(3, "Estimates where the review is not complete")
        + paragraph(said)
        + grid("estimates", [heads], body)
    )


def _differences(report: Report) -> str:
    rows = [row for row in records(report.differences) if row.get("code") or row.get("theme")]
    compared = report.provenance.get("difference", "")
    if not rows:
        return paragraph("No differences are given: see the notes beside the numbers.", "note")
    tested = any(row.get("p") is not None for row in rows)
    noted = any(row.get("note") for row in rows)
    heads = [Cell("Code"), Cell("Difference", kind="n"), Cell("95% interval", kind="n")]
    heads += [Cell("p", kind="n"), Cell("p adjusted", kind="n")] if tested else []
    heads += [Cell("Note")] if noted else []
    body = []
    for row in sorted(rows, key=lambda row: (row.get("difference") is None, -_size(row.get("difference")))):
        known = row.get("ci_low") is not None and row.get("ci_high") is not None
        interval = f"{percent(row['ci_low'], 1)} to {percent(row['ci_high'], 1)}" if known else "none"
        line = [_label(row, {}), Cell(percent(row.get("difference"), 1) or "–", row.get("difference"), "n")]
        line += [Cell(interval, row.get("ci_low"), "n")]
        line += [_p(row.get("p")), _p(row.get("p_adjusted"))] if tested else []
        body.append(line + ([Cell(str(row.get("note") or ""))] if noted else []))
    said = (
        f"The difference between the means of two groups ({compared or 'first minus second'}), in passages per "
        "hundred, with Welch’s 95% interval over participants. An interval that holds 0 leaves open which group "
        "gives the code more room. "
    )
    said += "p is the permutation of the group over participants." if tested else "No tests were asked for."
    return paragraph(said) + grid("differences", [heads], body, caption=compared)


def _size(value: Value) -> float:
    return abs(float(value)) if isinstance(value, float | int) else 0.0


def _p(value: Value) -> Cell:
    if not isinstance(value, float | int):
        return Cell("", kind="n")
    return Cell("< 0.001" if value < 0.001 else f"{value:.3f}", value, "n")  # noqa: PLR2004 - as papers print it


def _participants(report: Report) -> str:
    table = from_frame("participants", report.participants)
    return plain_table(table) if table.rows else paragraph("No participant is known yet.", "note")


def _codebook(report: Report) -> str:
    rows = report.codebook
    if not rows:
        return paragraph("The codebook has no codes yet.", "note")
    heads = [Cell(name) for name in ("Theme", "Code", "What it is", "Use for", "Not for", "Examples")]
    deep = depths(rows)
    body = [
        [
            Cell(str(row.get("theme") or "–")),
            Cell(_code_name(row), kind=f"under-{min(deep.get(row.get('code', ''), 0), 3)}"),
            *(Cell(str(row.get(name) or "")) for name in ("definition", "include", "exclude", "examples")),
        ]
        for row in rows
    ]
    return grid("codebook", [heads], body, sortable=False)


def _code_name(row: Mapping[str, str]) -> str:
    said = [("heading", "heading, groups only"), ("retired", "no longer in use"), ("merged_into", "merged into ")]
    marks = [text + (row[name] if name == "merged_into" else "") for name, text in said if row.get(name)]
    return "\n".join([str(row.get("name") or ""), " · ".join([str(row.get("code") or ""), *marks])])


def _parts(*names: str) -> Callable[[Report], str]:
    """The parts whose name begins so."""

    def write(report: Report) -> str:
        return "".join(_part(part) for part in report.parts if part.name.startswith(names))

    return write


def _part(part: Part) -> str:
    notes = "".join(paragraph(note, "note") for note in part.notes)
    return heading(3, part.title) + plain_table(from_frame(part.name, part.table)) + notes


def _excerpts(report: Report) -> str:
    """Every passage once with everybody who coded it, by theme and code."""
    rows = records(report.codings)
    if not rows:
        return paragraph("Nothing is coded yet.", "note") + _memos(report)
    roles = roles_of(report)
    order = {str(row.get("code")): at for at, row in enumerate(report.codebook)}
    by_code: dict[tuple[str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda row: order.get(str(row.get("code")), len(order))):
        theme = str(row.get("theme_name") or row.get("theme") or "Without a theme")
        by_code.setdefault((theme, str(row.get("code_name") or row.get("code") or "")), []).append(row)
    opened = " open" if len(rows) <= _FOLDED_FROM else ""
    made, before = "", ""
    for (theme, code), some in by_code.items():
        made += heading(3, theme) if theme != before else ""
        before = theme
        once = list(_once(some))
        inner = "".join(_excerpt(row, coders, roles) for row, coders in once)
        made += (
            f'<details class="block many"{opened}><summary dir="auto">{words(code)} ({len(once):,})</summary>'
            f"{inner}</details>"
        )
    return made + _memos(report)


def _excerpt(row: Row, coders: Sequence[str], roles: Sequence[str]) -> str:
    role = str(row.get("role") or "")
    place = (str(row.get("transcript") or ""), int(row.get("start") or 0), int(row.get("end") or 0))
    source = ", ".join(filter(None, (str(row.get("participant") or ""), role)))
    memo = f"memo: {row['memo']}" if row.get("memo") else ""
    more = " · ".join(filter(None, (f"coded by {', '.join(coders)}", memo)))
    number_of_role = roles.index(role) if role in roles else -1
    words = str(row.get("shown") or row.get("quote") or "")
    return quote(words, source, place=place, role=number_of_role, more=more)


def _once(rows: Iterable[Row]) -> Iterable[tuple[Row, list[str]]]:
    found: dict[tuple[Value, ...], tuple[Row, list[str]]] = {}
    for row in rows:
        coders = found.setdefault((row.get("transcript"), row.get("start"), row.get("end")), (row, []))[1]
        if (coder := str(row.get("coder") or "")) not in coders:
            coders.append(coder)
    return found.values()


def _memos(report: Report) -> str:
    table = from_frame("memos", report.memos)
    names = [
        name for name in ("about", "target", "participant", "quote", "text", "coder") if name in table.headings
    ]
    if not table.rows or not names:
        return ""
    places = [table.headings.index(name) for name in names]
    chosen = Table("memos", tuple(names), [[row[at] for at in places] for row in table.rows])
    return heading(3, "Memos") + plain_table(chosen)


def _methods(report: Report) -> str:
    made = heading(3, "Software and model") + facts("provenance", list(report.provenance.items()))
    made += paragraph(
        "Suggestions come from a sentence model on this machine that learns from the coders’ own decisions. A "
        "suggestion is never a coding: every count rests on passages that a named person coded. No text was "
        "generated, and nothing left the machine."
    )
    for name in dict.fromkeys(item.list for item in report.checklist):
        items = [item for item in report.checklist if item.list == name]
        known = sum(bool(item.answer) for item in items)
        body = [
            [Cell(item.number), Cell(item.topic), Cell(item.answer or OPEN, kind="" if item.answer else "open")]
            for item in items
        ]
        made += heading(3, name)
        made += paragraph(f"{known} of {len(items)} answered from the study’s record; the rest is for the authors.")
        made += grid(name, [[Cell("No."), Cell("Topic"), Cell("In this study")]], body, sortable=False)
    known_columns = set(report.frequencies.columns) | set(report.differences.columns) | set(report.codings.columns)
    meant = [line for line in lines(report) if line[0] in MEANINGS and set(line[0].split(", ")) & known_columns]
    return made + heading(3, "What the columns of the tables mean") + facts("columns", meant)


def _limitations(report: Report) -> str:
    return listed(report.limitations) or paragraph(OPEN, "note")


_WRITE: dict[str, Callable[[Report], str]] = {
    "summary": _summary,
    "participants": _participants,
    "codebook": _codebook,
    "frequencies": _frequencies,
    "differences": _differences,
    "themes": pages,
    "figures": figures,
    "matrix": _parts("matrix"),
    "joint": _parts("joint"),
    "cooccurrence": _parts("cooccurrence"),
    "saturation": _parts("saturation"),
    "excerpts": _excerpts,
    "methods": _methods,
    "limitations": _limitations,
}
