"""A codebook as rows of a table, for people to read and for exports."""

from __future__ import annotations

from qual.model.codebook import Code, Codebook, Example, Theme

COLUMNS = ("theme", "code", "name", "definition", "include", "exclude", "examples", "color")
"""The columns, in order: `theme` is the theme's name, `code` the code's id; phrases and examples one to a line."""


def rows(book: Codebook) -> list[dict[str, str]]:
    """One row for each code, in the researcher's order, with the columns of `COLUMNS`.

    A retired code has "(retired)" behind its name. Of several examples each stands on a line of its own, with
    the role that might say it in front.
    """
    themes = {theme.id: theme for theme in book.themes}
    return [_row(code, themes.get(code.theme)) for code in book.codes]


def _row(code: Code, theme: Theme | None) -> dict[str, str]:
    return {
        "theme": theme.name if theme else "",
        "code": code.id,
        "name": f"{code.name} (retired)" if code.retired else code.name,
        "definition": code.definition,
        "include": "\n".join(code.include),
        "exclude": "\n".join(code.exclude),
        "examples": "\n".join(map(_spoken, code.examples)),
        "color": code.color or (theme.color if theme else ""),
    }


def _spoken(example: Example) -> str:
    return f"{example.role}: {example.text}" if example.role else example.text
