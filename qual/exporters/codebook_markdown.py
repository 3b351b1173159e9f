"""A codebook as Markdown: a section for each theme, a heading for each code, its fields as a list below it.

It reads well as plain text, shows well where Markdown is shown, and can be read back.
"""

from __future__ import annotations

import re

from qual.model.codebook import Code, Codebook, Theme

NO_THEME = "Codes without a theme"
"""The section of codes that stand under no theme."""

DEEPEST = 6
"""Markdown has no heading below this level; a code that stands deeper names the code it stands under."""

_SIGNS = re.compile(r"([\\`*_\[\]<>|])")
_BEGINS = re.compile(r"(?m)^(\s*)([#+=~-]|\d+(?=[.)]))")


def to_markdown(book: Codebook, *, note: str = "") -> bytes:
    """The codebook in UTF-8.

    Args:
        book: what to write.
        note: a sentence below the title, such as one that says that the data are invented.
    """
    counts = f"{_many(len(book.themes), 'theme')}, {_many(len(book.codes), 'code')} · {book.version}"
    lines = [f"# {escaped(book.title) or 'Codebook'}", ""]
    lines += [f"Version {escaped(book.label)} · {counts}" if book.label else f"Codebook · {counts}", ""]
    lines += [escaped(note), ""] if note else []
    for theme in book.themes:
        lines += _theme(theme)
        for code in book.codes_of(theme.id):
            lines += _code(book, code)
    loose = book.codes_of("")
    lines += [f"## {NO_THEME}", ""] if loose else []
    for code in loose:
        lines += _code(book, code)
    return ("\n".join(lines).rstrip("\n") + "\n").encode("utf-8", "replace")


def _many(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _theme(theme: Theme) -> list[str]:
    lines = [f"## {escaped(theme.name)} `{theme.id}`", ""]
    lines += [escaped(theme.definition), ""] if theme.definition else []
    return [*lines, f"- **Color:** {theme.color}", ""] if theme.color else lines


def _code(book: Codebook, code: Code) -> list[str]:
    level = 3 + len(book.above(code.id))
    lines = [f"{'#' * min(level, DEEPEST)} {escaped(code.name)} `{code.id}`", ""]
    lines += [escaped(code.definition), ""] if code.definition else []
    fields = [("Parent", code.parent)] if level > DEEPEST else []
    fields += [("Include", escaped(phrase)) for phrase in code.include]
    fields += [("Exclude", escaped(phrase)) for phrase in code.exclude]
    for example in code.examples:
        said = escaped(f"{example.role}: {example.text}" if example.role else example.text)
        fields.append(("Example", said))
    fields += [("Heading", "yes")] if code.heading else []
    fields += [("Retired", "yes")] if code.retired else []
    fields += [("Merged into", code.merged_into)] if code.merged_into else []
    fields += [("Color", code.color)] if code.color else []
    listed = [f"- **{name}:** {' '.join(words.split())}" for name, words in fields]
    return [*lines, *listed, ""] if listed else lines


def escaped(text: str) -> str:
    """The text without signs that Markdown or HTML would take for its own."""
    return _BEGINS.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", text))
