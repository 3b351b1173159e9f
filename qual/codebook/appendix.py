"""A codebook -> its appendix: themes in order, codes nested, retired ones apart, quotes and counts beside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from qual.model.appendix import Appendix, Count, Entry, Quote, Section
from qual.model.codebook import Code, Codebook

Quotes = tuple[Quote | None, Quote | None]
"""A typical quote and an atypical one."""


def appendix(
    book: Codebook,
    *,
    date: str = "",
    quotes: Mapping[str, Quotes] | None = None,
    counts: Mapping[str, Sequence[Count]] | None = None,
    counting: str = "",
    choosing: str = "",
    synthetic: bool = False,
) -> Appendix:
    """What the appendix of a codebook prints.

    A retired code stands in a part of its own, with the name of what it was merged into. A code under a retired one
    that is itself in use stays in its theme, as deep as the codes above it that are in use.

    Args:
        book: the codebook.
        date: the day it stands for, as it is to be read.
        quotes: id of a code -> a typical and an atypical quote.
        counts: id of a code -> counts, one for each role.
        counting: a sentence on how was counted.
        choosing: a sentence on how quotes were chosen.
        synthetic: True where the data are invented.
    """
    themes = {theme.id: theme.name for theme in book.themes}
    codes = {code.id: code for code in book.codes}
    found, tallies = quotes or {}, counts or {}

    def entry(code: Code) -> Entry:
        above = _above(code, codes)
        typical, atypical = found.get(code.id, (None, None))
        into = codes.get(code.merged_into)
        return Entry(
            code.id,
            code.name,
            sum(not one.retired for one in above),
            code.definition,
            code.include,
            code.exclude,
            code.heading,
            into.name if into else "",
            tuple(filter(None, (themes.get(code.theme, ""), *(one.name for one in above)))),
            tuple(Quote(example.text, "", example.role) for example in code.examples),
            typical,
            atypical,
            tuple(tallies.get(code.id, ())),
        )

    used: dict[str, list[Entry]] = {theme: [] for theme in (*themes, "")}
    for code in book.codes:
        if not code.retired:
            used[code.theme].append(entry(code))
    sections = [Section(theme.name, theme.definition, tuple(used[theme.id])) for theme in book.themes]
    sections += [Section("", "", tuple(used[""]))] if used[""] else []
    retired = tuple(entry(code) for code in book.codes if code.retired)
    return Appendix(
        book.title, book.label, book.version, date, tuple(sections), retired, counting, choosing, synthetic
    )


def _above(code: Code, codes: Mapping[str, Code]) -> list[Code]:
    found: list[Code] = []
    while code.parent:
        code = codes[code.parent]
        found.insert(0, code)
    return found
