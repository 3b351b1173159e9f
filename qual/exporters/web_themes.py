"""The pages of the themes in the HTML report: what it is, who says it, in which words, what speaks against it."""

from __future__ import annotations

from collections.abc import Sequence

from qual.exporters.base import Report
from qual.exporters.document_numbers import FEWEST_FOR_PERCENT, number, percent
from qual.exporters.web_html import Cell, attribute, grid, heading, listed, paragraph, quote
from qual.model.summary import CodeSaid, Quote, Said, Summary, Typical

_WORDS = 12


def roles_of(report: Report) -> list[str]:
    """The roles in the order of the project, then others that were quoted."""
    told = [said.role for theme in report.themes for said in theme.said]
    if "role" in report.frequencies.columns:
        told += [str(role) for role in report.frequencies["role"].tolist()]
    if "role" in report.codings.columns:
        told += [str(role) for role in report.codings["role"].tolist()]
    return list(dict.fromkeys(told))


def anchor(at: int) -> str:
    """The id of the page of a theme, by its number."""
    return f"theme-{at + 1}"


def pages(report: Report) -> str:
    """A page for each theme; notes that stand on all of them stand once before the first."""
    if not report.themes:
        return paragraph("The codebook has no themes yet.", "note")
    first = report.themes[0].notes if len(report.themes) > 1 else ()
    shared = tuple(note for note in first if all(note in page.notes for page in report.themes))
    roles = roles_of(report)
    how = "".join(paragraph(note, "note") for note in shared)
    made = f"<details><summary>How to read these pages</summary>{how}</details>" if how else ""
    return made + "".join(_page(page, at, roles, shared) for at, page in enumerate(report.themes))


def _page(theme: Summary, at: int, roles: Sequence[str], shared: Sequence[str]) -> str:
    made = heading(3, theme.name or theme.theme, anchor(at))
    made += paragraph(theme.description, "lead") or paragraph("The codebook has no description.", "note")
    made += _who(theme, at) + _codes(theme.codes, at) + _typical(theme.typical)
    made += heading(4, "In their words") + _beside(theme.quotes, roles)
    made += heading(4, "What speaks against it")
    made += "".join(_quote(one, roles, one.why) for one in theme.negatives) or paragraph(
        "No negative case was found by the rules named in the notes.", "note"
    )
    if theme.memos:
        made += heading(4, "Analysts’ memos")
        for memo in theme.memos:
            made += paragraph(memo.text) + paragraph(f"{memo.coder}, {memo.created[:10]}", "note")
    made += "".join(paragraph(note, "note") for note in theme.notes if note not in shared)
    return f'<article class="theme block many" aria-labelledby={attribute(anchor(at))}>{made}</article>'


def _who(theme: Summary, at: int) -> str:
    if not theme.said:
        return paragraph("Nobody’s words are in the study yet.", "note")
    enough = any(said.total >= FEWEST_FOR_PERCENT for said in theme.said)
    heads = [Cell("Role"), Cell("In words"), Cell("People", kind="n")]
    heads += [Cell("95% interval", kind="n")] if enough else []
    heads += [Cell("Passages", kind="n")]
    body = []
    for said in theme.said:
        line = [Cell(said.role), Cell(said.in_words), Cell(_n(said), said.participants, "n")]
        line += [Cell(_interval(said), kind="n")] if enough else []
        passages = f"{number(said.segments)} of {number(said.segments_total)}"
        body.append([*line, Cell(passages, said.segments, "n")])
    return grid(f"{anchor(at)} who", [heads], body, caption="Who says this")


def _n(said: Said) -> str:
    return f"{number(said.participants)}/{number(said.total)}"


def _interval(said: Said) -> str:
    return f"{percent(said.low)}–{percent(said.high)}%" if said.total >= FEWEST_FOR_PERCENT else "–"


def _codes(codes: Sequence[CodeSaid], at: int) -> str:
    if not codes:
        return ""
    roles = list(dict.fromkeys(said.role for code in codes for said in code.said))
    heads = [Cell("Code"), *(Cell(role, kind="n") for role in roles)]
    body = []
    for code in codes:
        by_role = {said.role: Cell(_n(said), said.participants, "n") for said in code.said}
        body.append([Cell(code.name), *(by_role.get(role, Cell("–", kind="n")) for role in roles)])
    return grid(f"{anchor(at)} codes", [heads], body, caption="Its codes, people by role")


def _typical(typical: Sequence[Typical]) -> str:
    said = []
    for role in dict.fromkeys(one.role for one in typical):
        some = [one for one in typical if one.role == role][:_WORDS]
        told = ", ".join(
            f"{one.word} ({one.participants}/{one.total}; others {one.others}/{one.others_total})" for one in some
        )
        said.append(f"{role}: {told}")
    if not said:
        return ""
    how = "People who use the word in their passages of this theme, out of those who raise the theme."
    return heading(4, "Words typical of each role") + listed(said) + paragraph(how, "note")


def _beside(quotes: Sequence[Quote], roles: Sequence[str]) -> str:
    """The quotes, those of each role in a column."""
    if not quotes:
        return paragraph("No passage is quoted.", "note")
    speaking = sorted(
        {one.role for one in quotes}, key=lambda role: (roles.index(role) if role in roles else len(roles), role)
    )
    columns = "".join(
        f"<div>{paragraph(role, 'note')}{''.join(_quote(one, roles) for one in quotes if one.role == role)}</div>"
        for role in speaking
    )
    return f'<div class="columns">{columns}</div>'


def _quote(one: Quote, roles: Sequence[str], more: str = "") -> str:
    return quote(
        one.shown or one.words, ", ".join(filter(None, (one.participant, one.role))),
        place=(one.transcript, one.span.start, one.span.end),
        role=roles.index(one.role) if one.role in roles else -1, more=more,
    )  # fmt: skip
