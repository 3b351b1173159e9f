"""A codebook as rows of a table: for people to read in an export, and whole, to be read back."""

from __future__ import annotations

from collections.abc import Sequence

from qual.codebook import cells
from qual.codebook.planting import Entry, planted, quoted, same_name
from qual.codebook.values import one_line
from qual.errors import Problem
from qual.model.codebook import Code, Codebook, Example, Theme

COLUMNS = (
    "theme",
    "code",
    "name",
    "definition",
    "include",
    "exclude",
    "examples",
    "color",
    "parent",
    "heading",
    "retired",
    "merged_into",
)
"""The columns, in order: `theme` is the theme's name, `code` the code's id, `parent` and `merged_into` ids of
codes; phrases and examples one to a line; `heading` and `retired` say "true" or nothing."""

WHOLE = (*COLUMNS, "theme_id", "kind")
"""The columns of a table that is read back as the same codebook. `kind` is "code", "theme" or, for the row with
title (under `name`) and version label (under `code`), "codebook"."""

_RUNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
_HIDDEN = "\ufeff\u200b\u200c\u200d\u2060"


def rows(book: Codebook) -> list[dict[str, str]]:
    """One row for each code, in the researcher's order, with the columns of `COLUMNS`.

    A retired code has "(retired)" behind its name. Of several examples each stands on a line of its own, with
    the role that might say it in front. A code without a colour shows its theme's.
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
        "parent": code.parent,
        "heading": "true" if code.heading else "",
        "retired": "true" if code.retired else "",
        "merged_into": code.merged_into,
    }


def _spoken(example: Example) -> str:
    return f"{example.role}: {example.text}" if example.role else example.text


def whole(book: Codebook) -> list[dict[str, str]]:
    """Every theme, every code and the title as rows with the columns of `WHOLE`; `from_whole` reads them back.

    Nothing is added for the eye. A phrase of several lines goes on behind a tab; where an example begins like one
    with a role in front, an empty role stands before it.
    """
    empty = dict.fromkeys(WHOLE, "")
    themes = {theme.id: theme for theme in book.themes}
    made = []
    if book.title or book.label:
        made.append(empty | {"code": book.label, "name": book.title, "kind": "codebook"})
    for theme in book.themes:
        made.append(
            empty
            | {"theme": theme.name, "name": theme.name, "definition": theme.definition, "color": theme.color}
            | {"theme_id": theme.id, "kind": "theme"}
        )
        made += [_whole(code, theme) for code in book.codes if code.theme == theme.id]
    made += [_whole(code, None) for code in book.codes if code.theme not in themes]
    return made


def _whole(code: Code, theme: Theme | None) -> dict[str, str]:
    return _row(code, theme) | {
        "name": code.name,
        "include": cells.listed(code.include),
        "exclude": cells.listed(code.exclude),
        "examples": cells.listed([cells.spoken(example) for example in code.examples]),
        "color": code.color,
        "theme_id": code.theme,
        "kind": "code",
    }


def is_whole(headings: Sequence[str]) -> bool:
    """Whether a table with these headings is one that `whole` wrote, perhaps with columns moved or added."""
    return {"name", "code", "kind", "theme_id", "definition"} <= {
        one_line(heading).casefold() for heading in headings
    }


def unguarded(cell: str) -> str:
    """The text of a CSV's cell, without the apostrophe that keeps a spreadsheet from running it as a formula."""
    return cell[1:] if cell.startswith("'") and _runs(cell[1:]) else cell


def _runs(text: str) -> bool:
    bare = text.lstrip("'")
    begins = bare.lstrip().lstrip(_HIDDEN).lstrip()
    return bare.startswith(("\t", "\r")) or begins.startswith(_RUNS)


def from_whole(
    table: Sequence[tuple[int, dict[str, str]]], file: str, *, text_file: bool = False
) -> tuple[Codebook, tuple[Problem, ...]]:
    """The codebook that rows of `whole` say, also where a person has changed or added some.

    Args:
        table: rows with their numbers, keyed by the headings of `WHOLE` (those it lacks count as empty).
        file: the file's name, for the problems.
        text_file: True for a CSV, whose cells are guarded.
    """
    return _Whole(file, text_file=text_file).read(table)


class _Whole:
    """Rows of an exchange table while they become a codebook."""

    def __init__(self, file: str, *, text_file: bool) -> None:
        self.file, self.text_file = file, text_file
        self.problems: list[Problem] = []
        self.themes: dict[str, Entry] = {}
        self.by_name: dict[str, Entry] = {}
        self.tops: list[Entry] = []
        self.title = self.label = ""

    def read(self, table: Sequence[tuple[int, dict[str, str]]]) -> tuple[Codebook, tuple[Problem, ...]]:
        listed = [(number, self._plain(row)) for number, row in table]
        for number, row in listed:
            if row["kind"] == "codebook":
                self.title, self.label = row["name"], row["code"]
            elif row["kind"] == "theme":
                self._theme(row["theme_id"], row["name"] or row["theme"], number, row)
        codes = [(number, row) for number, row in listed if row["kind"] not in {"codebook", "theme"}]
        made = [(self._code(number, row), row) for number, row in codes]
        self._place(made)
        book, problems = planted(self.tops, self.file, title=self.title, label=self.label)
        return book, (*self.problems, *problems)

    def _plain(self, row: dict[str, str]) -> dict[str, str]:
        found = dict.fromkeys(WHOLE, "") | row
        return {name: unguarded(cell) if self.text_file else cell for name, cell in found.items()}

    def _theme(self, own: str, name: str, number: int, row: dict[str, str]) -> Entry:
        entry = Entry(name, number, "theme", own, row.get("definition", ""), color=row.get("color", ""))
        if own:
            self.themes.setdefault(one_line(own), entry)
        self.by_name.setdefault(same_name(name), entry)
        self.tops.append(entry)
        return entry

    def _code(self, number: int, row: dict[str, str]) -> Entry:
        entry = Entry(row["name"], number, "code", row["code"], row["definition"], color=row["color"])
        entry.include, entry.exclude = cells.unlisted(row["include"]), cells.unlisted(row["exclude"])
        entry.examples = [cells.heard(words) for words in cells.unlisted(row["examples"])]
        entry.merged_into = row["merged_into"]
        for name in ("heading", "retired"):
            said = cells.truth(row[name])
            if said is None:
                message = f"{quoted(row[name])} is neither yes nor no; `{name}` was left as no"
                self.problems.append(Problem(self.file, number, message, "Write true or false."))
            setattr(entry, name, bool(said))
        return entry

    def _place(self, made: Sequence[tuple[Entry, dict[str, str]]]) -> None:
        """Put each code under its parent, else under its theme, else at the top."""
        by_id = {one_line(entry.id): (entry, row) for entry, row in reversed(made) if entry.id}
        by_name = {same_name(entry.name): (entry, row) for entry, row in reversed(made)}
        above: dict[int, Entry] = {}
        for entry, row in made:
            wanted = one_line(row["parent"])
            found = (by_id.get(wanted) or by_name.get(same_name(wanted))) if wanted else None
            parent = found[0] if found else None
            step = parent
            while step is not None and step is not entry:
                step = above.get(id(step))
            if wanted and (parent is None or step is entry):
                why = "would stand under itself" if parent else "names a parent that is not there"
                message = f"{quoted(entry.name)} {why}: {quoted(wanted)}; it stands directly under its theme"
                self.problems.append(Problem(self.file, entry.line, message, "Give it another parent, or none."))
                parent = None
            if parent is not None:
                above[id(entry)] = parent
                parent.under.append(entry)
                continue
            name, own = one_line(row["theme"]), one_line(row["theme_id"])
            theme = self.themes.get(own) if own else self.by_name.get(same_name(name))
            if theme is None and (own or name):
                theme = self._theme(own, name or own, 0, {})
            (theme.under if theme else self.tops).append(entry)
