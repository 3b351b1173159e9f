"""Entries as a file lists them, in a tree -> a sound codebook, and what had to be settled on the way."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from qual.codebook.layout import MAX_LEVELS
from qual.codebook.values import color, derived_id, one_line, settled_code, settled_theme, text
from qual.errors import Problem
from qual.model.codebook import Code, Codebook, Example, Theme

_SHOWN = 10
_LONGEST_SHOWN = 60


@dataclass(slots=True, eq=False)
class Entry:
    """A theme or code as a file gives it.

    Attributes:
        name: as it stands there.
        line: where it stands first, 0 where it is only named by others.
        kind: "theme", "code", or "" where its place decides.
        id: as given, "" where one is to be made.
        definition: what it means.
        include: phrases that belong to it.
        exclude: phrases that do not.
        examples: words that show it.
        color: as given.
        retired: True where it is kept and offered no longer.
        heading: True where it only groups; None where that is to be found out.
        merged_into: id or name of the code that took it over.
        under: the entries under it.
    """

    name: str
    line: int = 0
    kind: str = ""
    id: str = ""
    definition: str = ""
    include: list[str] = field(default_factory=list)
    exclude: list[str] = field(default_factory=list)
    examples: list[Example] = field(default_factory=list)
    color: str = ""
    retired: bool = False
    heading: bool | None = None
    merged_into: str = ""
    under: list[Entry] = field(default_factory=list)

    @property
    def only_described(self) -> bool:
        """True if a theme can hold everything that is said of it."""
        return not (self.include or self.exclude or self.examples or self.retired or self.merged_into)


def same_name(name: str) -> str:
    """The name as it is compared: without case, width of letters and spaces at the ends or doubled."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def rows_said(lines: Sequence[int], noun: str = "row") -> str:
    """Some rows or lines, in words: "rows 2–5, 9 and 12 more"."""
    runs: list[list[int]] = []
    for line in sorted(lines):
        if runs and line - runs[-1][1] <= 1:
            runs[-1][1] = line
        else:
            runs.append([line, line])
    shown = runs[:_SHOWN]
    said = f"{noun}s " if len(lines) > 1 else f"{noun} "
    said += ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in shown)
    rest = sum(last - first + 1 for first, last in runs[_SHOWN:])
    return f"{said} and {rest:,} more" if rest else said


def quoted(words: str) -> str:
    """A name as a message shows it."""
    return f"“{words if len(words) <= _LONGEST_SHOWN else words[: _LONGEST_SHOWN - 1] + '…'}”"


def planted(
    tops: Sequence[Entry], file: str, *, title: str = "", label: str = ""
) -> tuple[Codebook, tuple[Problem, ...]]:
    """The codebook that a tree of entries says.

    An entry at the top with others under it is a theme, unless it says more than a theme can hold (phrases,
    examples); a code otherwise. An entry below the top with others under it and no text of its own is a heading.
    Entries of one name in one place are one where that loses nothing, else both stay and a problem says so.

    Args:
        tops: the entries at the top, with those under them; changed on the way.
        file: the file's name, for the problems.
        title: of the codebook.
        label: the researcher's version label.
    """
    return _Planting(file).book(tops, title, label)


class _Planting:
    """A codebook while it is put together."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.taken: set[str] = set()
        self.theme_ids: set[str] = set()
        self.joined: list[int] = []
        self.grouping: list[int] = []
        self.made: list[tuple[Code, Entry]] = []
        self.themes: list[Theme] = []
        self.by_key: dict[str, str] = {}
        self.depth: dict[str, int] = {}
        self.too_deep: list[int] = []

    def say(self, line: int, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self.file, line or None, message, hint))

    def book(self, tops: Sequence[Entry], title: str, label: str) -> tuple[Codebook, tuple[Problem, ...]]:
        merged = self._merged(tops)
        self._reserve(merged)
        alone = [one for one in merged if not self._is_theme(one)]
        for one in merged:
            if self._is_theme(one):
                own = self._theme(one)
                self._codes(one.under, own)
        self._codes(alone, "")
        codes = self._merges()
        if self.joined:
            self.say(0, f"rows that only add to a code named before were joined with it: {rows_said(self.joined)}")
        if self.too_deep:
            self.say(
                0,
                f"codes stand more than {MAX_LEVELS} levels deep; what is under them came to stand beside them: "
                f"{rows_said(self.too_deep)}",
                "Let them stand under a code further up.",
            )
        if self.grouping:
            self.say(
                0,
                "entries that only group others became headings, which are offered for no words: "
                f"{rows_said(self.grouping)}",
                "Take `heading` away from one that passages may be coded with.",
            )
        book = Codebook(one_line(title), one_line(label), tuple(self.themes), tuple(codes))
        self.problems.sort(key=lambda problem: problem.line or 0)
        return book, tuple(self.problems)

    def _is_theme(self, entry: Entry) -> bool:
        if entry.kind:
            return entry.kind == "theme"
        return bool(entry.under) and entry.only_described

    def _merged(self, tops: Sequence[Entry]) -> list[Entry]:
        """The tree without entries that say nothing new, level by level."""
        kept = self._siblings(tops)
        todo = list(kept)
        while todo:
            one = todo.pop()
            one.under = self._siblings(one.under)
            todo += one.under
        return kept

    def _siblings(self, entries: Sequence[Entry]) -> list[Entry]:
        kept: list[Entry] = []
        first: dict[str, list[Entry]] = {}
        for entry in entries:
            if not one_line(entry.name):
                entry.name = entry.id
            if not one_line(entry.name):
                self.say(entry.line, "an entry without a name was left out", "Give it a name.")
                continue
            alike = first.setdefault(same_name(one_line(entry.name)), [])
            into = next((one for one in alike if _adds(one, entry)), None)
            if into is not None:
                _join(into, entry)
                self.joined.append(entry.line)
                continue
            if alike:
                self.say(
                    entry.line,
                    f"the name {quoted(entry.name)} stands in this place already (line {alike[0].line}) and says "
                    "something else; both are kept",
                    "Give one of them another name, or merge them.",
                )
            alike.append(entry)
            kept.append(entry)
        return kept

    def _reserve(self, tops: Sequence[Entry]) -> None:
        """Ids that are given come before those that are made; the first entry with an id keeps it."""
        seen: dict[str, int] = {}
        themes = {id(one) for one in tops if self._is_theme(one)}
        for entry in everywhere(tops):
            own = entry.id = one_line(entry.id)
            if id(entry) in themes:
                continue
            if own in seen:
                said = f"the id {quoted(own)} is used twice (first on line {seen[own]})"
                self.say(
                    entry.line, f"{said}; this entry gets an id of its own", "Two entries must not share an id."
                )
                entry.id = ""
            elif own:
                seen[own] = entry.line
        self.taken = set(seen)

    def _theme(self, entry: Entry) -> str:
        own = entry.id if entry.id and entry.id not in self.theme_ids else ""
        own = own or derived_id(entry.name, self.theme_ids)
        self.theme_ids.add(own)
        theme = settled_theme(Theme(own, entry.name, entry.definition, self._color(entry)))
        self.themes.append(theme)
        return theme.id

    def _codes(self, entries: Sequence[Entry], theme: str) -> None:
        todo = [(entry, "") for entry in reversed(entries)]
        while todo:
            entry, parent = todo.pop()
            own = entry.id or derived_id(entry.name, self.taken)
            self.taken.add(own)
            heading = entry.heading
            if heading is None:
                heading = bool(entry.under) and entry.only_described and not entry.definition.strip()
                self.grouping += [entry.line] if heading and entry.line else []
            code = Code(
                own,
                entry.name,
                theme,
                entry.definition,
                tuple(entry.include),
                tuple(entry.exclude),
                tuple(entry.examples),
                self._color(entry),
                entry.retired or bool(entry.merged_into),
                parent,
                heading,
            )
            code = settled_code(code)
            self.made.append((code, entry))
            self.by_key.setdefault(same_name(code.name), code.id)
            depth = self.depth[own] = self.depth.get(parent, 0) + 1
            if depth >= MAX_LEVELS and entry.under:
                self.too_deep.append(entry.line)
                own = parent
            todo += [(one, own) for one in reversed(entry.under)]

    def _color(self, entry: Entry) -> str:
        given = one_line(entry.color)
        shade = color(given) if given else ""
        if shade is None:
            self.say(entry.line, f"{quoted(given)} is no colour; it was left out", 'Write it as "#RRGGBB".')
        return shade or ""

    def _merges(self) -> list[Code]:
        """The codes with what they were merged into, by id or by name."""
        ids = {code.id for code, _ in self.made}
        found = []
        for code, entry in self.made:
            wanted = one_line(entry.merged_into)
            into = wanted if wanted in ids else self.by_key.get(same_name(wanted), "")
            if wanted and into in {"", code.id}:
                self.say(entry.line, f"there is no code {quoted(wanted)} that this one could have been merged into")
                into = ""
            found.append(replace(code, merged_into=into) if into else code)
        return found


def everywhere(tops: Sequence[Entry]) -> Iterator[Entry]:
    """All entries of a tree, each before those under it."""
    todo = list(reversed(tops))
    while todo:
        one = todo.pop()
        yield one
        todo += reversed(one.under)


def _adds(first: Entry, second: Entry) -> bool:
    """Whether the second entry contradicts the first in nothing, so that both can be one."""
    pairs = (
        (text(first.definition), text(second.definition)),
        (one_line(first.id), one_line(second.id)),
        (one_line(first.color), one_line(second.color)),
        (one_line(first.merged_into), one_line(second.merged_into)),
    )
    same_kind = first.kind == second.kind and first.retired == second.retired and first.heading == second.heading
    return same_kind and all(not old or not new or new == old for old, new in pairs)


def _join(first: Entry, second: Entry) -> None:
    first.id, first.color = first.id or second.id, first.color or second.color
    first.definition, first.merged_into = (
        first.definition or second.definition,
        first.merged_into or second.merged_into,
    )
    first.include += [phrase for phrase in second.include if phrase not in first.include]
    first.exclude += [phrase for phrase in second.exclude if phrase not in first.exclude]
    first.examples += [example for example in second.examples if example not in first.examples]
    first.under += second.under
