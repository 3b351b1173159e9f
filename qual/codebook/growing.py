"""The rows of a codebook table -> a tree of entries: levels, cells left empty, paths, parents, rows that go on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from qual.codebook import cells, paths
from qual.codebook.columns import SEVERAL, Columns
from qual.codebook.planting import Entry, everywhere, quoted, rows_said, same_name
from qual.codebook.sheets import Sheet
from qual.codebook.values import one_line
from qual.errors import Problem
from qual.model.codebook import Example

Row = tuple[int, tuple[str, ...]]
_RETIRED = re.compile(r"\s*\(retired\)$")


@dataclass(slots=True)
class Grown:
    """What the rows gave.

    Attributes:
        top: an entry that stands for the whole; those at the top stand under it.
        problems: what had to be settled.
        lost: what is understood and has no place, one sentence each.
    """

    top: Entry = field(default_factory=lambda: Entry(""))
    problems: list[Problem] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


class Growing:
    """Rows below the headings, one after the other."""

    def __init__(
        self, file: str, sheet: Sheet, body: Sequence[Row], columns: Columns, roles: Collection[str]
    ) -> None:
        self.file, self.columns, self.roles = file, columns, roles
        self.body = body
        self.grown = Grown()
        name = columns.at.get("name", ())
        self.ladder = (*columns.levels, *name)
        self.named = bool(name)
        self.filled = {place for place in self.ladder if self._left_empty(place, sheet)}
        self.above: dict[int, str] = {}
        self.index: dict[tuple[int, str], Entry] = {}
        self.last: Entry | None = None
        self.group = self.grown.top
        self.parents: dict[int, str] = {}
        self.continued: list[int] = []
        self.as_above: list[int] = []
        self.roles_lost: list[int] = []
        self.split = self._paths()

    def _left_empty(self, place: int, sheet: Sheet) -> bool:
        """Whether empty cells of a level mean "as above": no text stands twice below itself, and none is merged."""
        if any(at == place for _, at in sheet.merged):
            return False
        given = [row[place].strip() if place < len(row) else "" for _, row in self.body]
        return all(not one or one != other for one, other in pairwise(given))

    def _paths(self) -> Mapping[str, tuple[str, ...]]:
        """The parts of each name or path; {} where nothing is parted."""
        place = self.columns.one("path")
        stated = place is not None
        if place is None:
            if self.columns.levels or "parent" in self.columns.at or not self.named:
                return {}
            place = self.ladder[-1]
        names = [one_line(row[place]) for _, row in self.body if place < len(row) and row[place].strip()]
        if "highlights" in self.columns.at:
            return paths.dotted(names)
        sign = paths.separator_of(names)
        if stated and not sign:
            sign = next(iter(paths.held(names)), "")
        if sign:
            return {name: paths.parts(name, sign) or (name,) for name in names}
        self._unparted(names)
        return {}

    def _unparted(self, names: Sequence[str]) -> None:
        """A notice where some names look like paths and too few do for all to be."""
        sign = next(iter(paths.held(names)), "")
        whole = {same_name(name) for name in names}
        held = [found for name in names if len(found := paths.parts(name, sign)) > 1] if sign else []
        some = sum(same_name(found[0]) in whole for found in held)
        if some:
            subject = "1 name holds" if some == 1 else f"{some} names hold"
            message = f"{subject} a {sign.strip()} behind the name of another code; all were read as plain names"
            hint = "If they are paths, say so: the column holds `path`."
            self.grown.problems.append(Problem(self.file, None, message, hint))

    def run(self) -> Grown:
        """The tree of all rows."""
        for number, row in self.body:
            self._row(number, row)
        if self.parents:
            self._under_parents()
        said = (
            (self.continued, "rows without a name go on with the code above them: {}"),
            (self.as_above, "an empty cell for the theme or level was read as the one above it, in {}"),
        )
        for rows, message in said:
            if rows:
                self.grown.problems.append(Problem(self.file, None, message.format(rows_said(rows))))
        if self.roles_lost:
            self.grown.lost.append(f"the role of codes without an example ({rows_said(self.roles_lost)})")
        return self.grown

    def _cell(self, row: Sequence[str], part: str) -> str:
        places = self.columns.at.get(part, ())
        found = [row[place].strip() for place in places if place < len(row) and row[place].strip()]
        return "\n\n".join(dict.fromkeys(found)) if part in SEVERAL else "".join(found[:1])

    def _place(self, number: int, row: Sequence[str]) -> tuple[list[str], bool]:
        """The names from the outermost to the row's own, and whether the row names a code or level at all."""
        given = [row[place].strip() if place < len(row) else "" for place in self.ladder]
        first = next((at for at, name in enumerate(given) if name), None)
        if first is None:
            return [], False
        for at in range(first):
            place = self.ladder[at]
            if place in self.filled and self.above.get(place):
                given[at] = self.above[place]
        if any(
            name and not (at < len(row) and row[at].strip()) for name, at in zip(given, self.ladder, strict=True)
        ):
            self.as_above.append(number)
        for name, place in zip(given, self.ladder, strict=True):
            if name:
                self.above[place] = name
        deepest = max(at for at, name in enumerate(given) if name)
        for place in self.ladder[deepest + 1 :]:
            self.above.pop(place, None)
        return [one_line(name) for name in given if name], True

    def _row(self, number: int, row: Sequence[str]) -> None:
        names, named = self._place(number, row)
        path = self._cell(row, "path")
        if path or (names and self.split):
            found = list(self.split.get(one_line(path or names[-1]), (one_line(path or names[-1]),)))
            if path and names and same_name(found[-1]) != same_name(names[-1]):
                found.append(names[-1])
            names, named = found, True
        if not named and self._cell(row, "id"):
            names = [self._cell(row, "id")]
        own_name = not self.named or (self.ladder[-1] < len(row) and bool(row[self.ladder[-1]].strip()))
        goes_on = not names or (not own_name and not path and self._same_group(names) and self._says(row))
        if goes_on:
            if self.last is None:
                self.grown.problems.append(Problem(self.file, number, "a row without a name was left out"))
                return
            self.continued.append(number)
            self._fill(Entry(self.last.name, number, id=self.last.id), row, number, into=self.last)
            return
        node = self.grown.top
        for name in names[:-1]:
            node = self._child(node, name)
        entry = self._child(node, names[-1])
        if entry.line:  # named by an earlier row already; `planted` says whether the two are one
            entry = Entry(names[-1])
            node.under.append(entry)
        entry.line = number
        self._fill(entry, row, number)
        if own_name:
            self.last, self.group = entry, node
        parent = self._cell(row, "parent")
        if parent:
            self.parents[id(entry)] = parent

    def _child(self, node: Entry, name: str) -> Entry:
        """The first entry of this name under another, made where there is none."""
        key = (id(node), same_name(name))
        if key not in self.index:
            self.index[key] = Entry(name)
            node.under.append(self.index[key])
        return self.index[key]

    def _same_group(self, names: Sequence[str]) -> bool:
        """Whether the row's group is the one the code above stands in, so that the row can go on with it."""
        node: Entry | None = self.grown.top
        for name in names:
            node = self.index.get((id(node), same_name(name)))
        return self.last is not None and node is self.group

    def _says(self, row: Sequence[str]) -> bool:
        return any(self._cell(row, part) for part in ("include", "exclude", "examples"))

    def _fill(self, entry: Entry, row: Sequence[str], number: int, into: Entry | None = None) -> None:
        """Everything the row says besides names; `into` is the code of an earlier row that it goes on with."""
        role = one_line(self._cell(row, "role"))
        shown: list[Example] = []
        for place in self.columns.at.get("examples", ()):
            shown += cells.examples(row[place] if place < len(row) else "", role, self.roles)
        if role and not shown:
            self.roles_lost.append(number)
        entry.id = entry.id or self._cell(row, "id")
        entry.definition = self._cell(row, "definition")
        entry.include = cells.phrases(self._cell(row, "include"))
        entry.exclude = cells.phrases(self._cell(row, "exclude"))
        entry.examples = shown
        entry.color = self._cell(row, "color")
        entry.merged_into = self._cell(row, "merged_into")
        entry.retired = self._truth(row, "retired", number) or False
        entry.heading = self._truth(row, "heading", number)
        if self._cell(row, "highlights") not in {"", "0"}:
            entry.kind, entry.heading = "code", False
        if into is not None:
            _go_on(into, entry)

    def _truth(self, row: Sequence[str], part: str, number: int) -> bool | None:
        if part not in self.columns.at:
            return None
        found = cells.truth(self._cell(row, part))
        if found is None:
            said = f"{quoted(self._cell(row, part))} is neither yes nor no; `{part}` was left as no"
            self.grown.problems.append(Problem(self.file, number, said, "Write true or false."))
        return found

    def _under_parents(self) -> None:
        """Put each entry that names a parent under it; a circle is broken where it was met first."""
        top = self.grown.top
        listed_all = list(everywhere(top.under))
        listed = [entry for entry in listed_all if entry.line]
        by_id = {one_line(entry.id): entry for entry in reversed(listed) if entry.id}
        by_name = {same_name(entry.name): entry for entry in reversed(listed)}
        above = {id(child): one for one in [top, *listed_all] for child in one.under}
        moved: dict[int, tuple[Entry, Entry]] = {}
        for entry in listed:
            wanted = one_line(self.parents.get(id(entry), ""))
            if not wanted:
                continue
            parent = by_id.get(wanted) or by_name.get(same_name(wanted))
            if parent is None:
                parent = by_name[same_name(wanted)] = self._child(top, wanted)
                above[id(parent)] = top
            step: Entry | None = parent
            while step is not None and step is not entry:
                step = above.get(id(step))
            if step is entry:
                message = f"{quoted(entry.name)} would stand under itself by way of its parent {quoted(wanted)}"
                hint = "It was left where it is; give it another parent."
                self.grown.problems.append(Problem(self.file, entry.line, message, hint))
                continue
            moved[id(entry)] = (entry, parent)
            above[id(entry)] = parent
        for one in [top, *listed_all]:
            one.under = [child for child in one.under if id(child) not in moved]
        for entry, parent in moved.values():
            parent.under.append(entry)


def _go_on(first: Entry, more: Entry) -> None:
    first.include += [phrase for phrase in more.include if phrase not in first.include]
    first.exclude += [phrase for phrase in more.exclude if phrase not in first.exclude]
    first.examples += [example for example in more.examples if example not in first.examples]
    if more.definition and more.definition != first.definition:
        first.definition = "\n\n".join(filter(None, (first.definition, more.definition)))
    first.color = first.color or more.color


def unretired(entries: Sequence[Entry]) -> None:
    """Take "(retired)", which our tables for reading put behind a name, back into the field."""
    for entry in everywhere(entries):
        if _RETIRED.search(entry.name):
            entry.name, entry.retired = _RETIRED.sub("", entry.name), True
