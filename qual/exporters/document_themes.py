"""Pages about themes in the Word report, and the coded excerpts: what people said, side by side by role."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from qual.exporters import document_xml as xml
from qual.exporters.document_numbers import FEWEST_FOR_PERCENT, Row, number, percent, records
from qual.exporters.document_xml import Cell, cell
from qual.model.summary import CodeSaid, Quote, Said, Summary, Typical

if TYPE_CHECKING:
    from qual.exporters.document_paper import Chapter, ReportPaper

COLORS = ("0072B2", "D55E00", "009E73", "CC79A7", "56B4E9", "E69F00")
"""Of the roles in their order (Okabe and Ito); the role is always written beside."""
_SIDE_BY_SIDE = 2
_WORDS = 12


def roles_of(report_themes: Sequence[Summary]) -> tuple[str, ...]:
    """The roles in the order of the project."""
    return tuple(dict.fromkeys(said.role for theme in report_themes for said in theme.said))


def quoted(words: str, who: str, role: str, *, color: str = "", more: str = "", keep: bool = True) -> str:
    """A quote in quotation marks with a bar in the colour of its role, and beneath it who said it."""
    right = xml.from_the_right(words)
    flat = " ".join(xml.clean(words).split())
    said = ", ".join(filter(None, (xml.clean(who), xml.clean(role))))
    source = xml.paragraph(
        xml.run(" · ".join(filter(None, (said, xml.clean(more))))), style="Source", bar=color, right=right
    )
    return xml.paragraph(xml.run(f"“{flat}”"), style="Quote", bar=color, keep=keep, right=right) + source


def page(paper: ReportPaper, chapter: Chapter, theme: Summary, *, first: bool) -> None:
    """One theme: what it is, who says it, how they differ, quotes, what speaks against it, memos."""
    roles = roles_of(paper.report.themes) or tuple(said.role for said in theme.said)
    colors = {role: COLORS[at % len(COLORS)] for at, role in enumerate(roles)}
    chapter.blocks.append(paper.heading(theme.name or theme.theme, 2, first=not first))
    chapter.blocks.append(xml.words(theme.description) or xml.words("The codebook has no description.", "Note"))
    _who(paper, chapter, theme)
    _codes(paper, chapter, theme.codes, roles)
    _typical(paper, chapter, theme.typical, roles)
    _quotes(paper, chapter, theme.quotes, roles, colors)
    _against(paper, chapter, theme.negatives, colors)
    if theme.memos:
        chapter.blocks.append(paper.heading("Analysts’ memos", 3))
        for memo in theme.memos:
            chapter.blocks.append(xml.words(memo.text))
            chapter.blocks.append(xml.words(f"{memo.coder}, {memo.created[:10]}", "Source"))
    shared = common(paper.report.themes)
    chapter.blocks += [xml.words(note, "Note") for note in theme.notes if note not in shared]


def common(themes: Sequence[Summary]) -> tuple[str, ...]:
    """Notes that stand on every page, which are printed once before the first."""
    first = themes[0].notes if len(themes) > 1 else ()
    return tuple(note for note in first if all(note in theme.notes for theme in themes))


def _who(paper: ReportPaper, chapter: Chapter, theme: Summary) -> None:
    chapter.blocks.append(paper.heading("Who says this", 3))
    if not theme.said:
        chapter.blocks.append(xml.words("Nobody’s words are in the study yet.", "Note"))
        return
    enough = any(said.total >= FEWEST_FOR_PERCENT for said in theme.said)
    heads = [cell("Role", bold=True), cell("In words", bold=True)]
    names = ("People", *(("95% interval",) if enough else ()), "Passages")
    heads += [cell(name, bold=True, align="right") for name in names]
    body = [
        [cell(said.role, bold=True), cell(said.in_words), cell(_n(said), align="right"),
         *([cell(_interval(said), align="right")] if enough else []),
         cell(f"{number(said.segments)} of {number(said.segments_total)}", align="right")]
        for said in theme.said
    ]  # fmt: skip
    widths = [2.8, 6.2, 1.9, 2.7, 2.8] if enough else [2.8, 8.5, 2.1, 3.0]
    chapter.blocks.append(xml.table([heads], body, widths, name=f"Who speaks of {theme.name}"))


def _n(said: Said) -> str:
    return f"{number(said.participants)}/{number(said.total)}"


def _interval(said: Said) -> str:
    if said.total < FEWEST_FOR_PERCENT:
        return "–"
    return f"{percent(said.low)}–{percent(said.high)}%"


def _codes(paper: ReportPaper, chapter: Chapter, codes: Sequence[CodeSaid], roles: Sequence[str]) -> None:
    if not codes:
        return
    chapter.blocks.append(paper.heading("Its codes", 3))
    heads = [cell("Code", bold=True), *(cell(role, bold=True, align="right") for role in roles)]
    body: list[list[Cell]] = []
    for code in codes:
        by_role = {said.role: _n(said) for said in code.said}
        body.append([cell(code.name), *(cell(by_role.get(role, "–"), align="right") for role in roles)])
    each = min(2.2, 9.0 / max(len(roles), 1))
    widths = [chapter.width - each * len(roles), *([each] * len(roles))]
    chapter.blocks.append(xml.table([heads], body, widths, name="Codes of the theme"))


def _typical(paper: ReportPaper, chapter: Chapter, typical: Sequence[Typical], roles: Sequence[str]) -> None:
    found = {role: [one for one in typical if one.role == role][:_WORDS] for role in roles}
    if not any(found.values()):
        return
    chapter.blocks.append(paper.heading("Words typical of each role", 3))
    for role, some in found.items():
        if some:
            listed = ", ".join(map(_counted, some))
            chapter.blocks.append(xml.paragraph(xml.run(f"{role}: ", bold=True), xml.run(listed)))
    chapter.blocks.append(
        xml.words(
            "People who use the word in their passages of this theme, out of those who raise the theme.", "Note"
        )
    )


def _counted(one: Typical) -> str:
    return f"{one.word} ({one.participants}/{one.total}; others {one.others}/{one.others_total})"


def _quotes(
    paper: ReportPaper, chapter: Chapter, quotes: Sequence[Quote], roles: Sequence[str], colors: dict[str, str]
) -> None:
    chapter.blocks.append(paper.heading("In their words", 3))
    if not quotes:
        chapter.blocks.append(xml.words("No passage is quoted.", "Note"))
        return
    speaking = [role for role in roles if any(quote.role == role for quote in quotes)]
    speaking += [role for role in dict.fromkeys(quote.role for quote in quotes) if role not in speaking]
    beside = len(speaking) == _SIDE_BY_SIDE
    sides = {
        role: [_shown(quote, colors, keep=not beside) for quote in quotes if quote.role == role]
        for role in speaking
    }
    if beside:
        left, right = (sides[role] for role in speaking)
        pairs = max(len(left), len(right))
        empty = xml.paragraph(style="Quote")
        body = [
            [Cell(side[at] if at < len(side) else empty) for side in (left, right)] for at in range(pairs)
        ]  # fmt: skip
        heads = [cell(role, bold=True) for role in speaking]
        chapter.blocks.append(
            xml.table([heads], body, [chapter.width / 2] * 2, name="Quotes side by side", plain=True)
        )
        return
    for role, some in sides.items():
        chapter.blocks.append(xml.paragraph(xml.run(role, bold=True), keep=True))
        chapter.blocks += some


def _shown(quote: Quote, colors: dict[str, str], more: str = "", *, keep: bool = True) -> str:
    return quoted(quote.shown or quote.words, quote.participant, quote.role, color=colors.get(quote.role, xml.GREY),
                  more=more, keep=keep)  # fmt: skip


def _against(paper: ReportPaper, chapter: Chapter, negatives: Sequence[Quote], colors: dict[str, str]) -> None:
    chapter.blocks.append(paper.heading("What speaks against it", 3))
    if not negatives:
        chapter.blocks.append(xml.words("No negative case was found by the rules named in the notes.", "Note"))
    chapter.blocks += [_shown(quote, colors, quote.why) for quote in negatives]


def excerpts(paper: ReportPaper, chapter: Chapter) -> None:
    """Every coded excerpt, by theme and code; the same words coded by two people stand once."""
    rows = records(paper.report.codings)
    if not rows:
        chapter.blocks.append(xml.words("Nothing is coded yet.", "Note"))
        return
    names = list(dict.fromkeys(str(row.get("role") or "") for row in rows))
    roles = [*(role for role in roles_of(paper.report.themes) if role in names)]
    roles += [role for role in names if role not in roles]
    color = {role: COLORS[at % len(COLORS)] for at, role in enumerate(roles)}
    by_theme: dict[str, dict[str, list[Row]]] = {}
    order = {str(row.get("code")): at for at, row in enumerate(paper.report.codebook)}
    where = {role: at for at, role in enumerate(roles)}
    for row in sorted(
        rows, key=lambda row: (order.get(str(row.get("code")), len(order)), where[str(row.get("role") or "")])
    ):
        theme = str(row.get("theme_name") or row.get("theme") or "Without a theme")
        code = str(row.get("code_name") or row.get("code") or "")
        by_theme.setdefault(theme, {}).setdefault(code, []).append(row)
    for theme, codes in by_theme.items():
        chapter.blocks.append(paper.heading(theme, 2, listed=False))
        for code, passages in codes.items():
            once = list(_once(passages))
            chapter.blocks.append(paper.heading(f"{code} ({len(once):,})", 3))
            for one, coders in once:
                role, who = str(one.get("role") or ""), str(one.get("participant") or "")
                by = f"coded by {', '.join(coders)}"
                chapter.blocks.append(
                    quoted(str(one.get("shown") or one.get("quote") or ""), who, role, color=color[role], more=by)
                )


def _once(rows: Iterable[Row]) -> Iterable[tuple[Row, list[str]]]:
    """Each passage once, with everybody who coded it."""
    found: dict[tuple[object, ...], tuple[Row, list[str]]] = {}
    for row in rows:
        place = (row.get("transcript"), row.get("start"), row.get("end"))
        coders = found.setdefault(place, (row, []))[1]
        if (coder := str(row.get("coder") or "")) not in coders:
            coders.append(coder)
    return found.values()
