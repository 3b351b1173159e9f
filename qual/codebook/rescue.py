"""A file with a mistake in it -> the tree of everything around the mistake.

One slip (a missing quotation mark, a tab) spoils a whole YAML document. The file is therefore cut at the
lines where its sections, themes and codes begin, each piece is parsed for itself, and only the pieces that
still fail are left out.
"""

from __future__ import annotations

import re

from qual.codebook.faults import Fault
from qual.codebook.syntax import Node, compose

_SECTION = re.compile(r"""["']?([^\s#"'\[\]{}&*!|>%@`,?:-][^:#"']*)["']?\s*:(?=\s|$)""")
_ITEM = re.compile(r"\s*-(?=\s|$)")
_ENTRY = re.compile(r"""\s*-\s+\{?\s*["']?(?:id|name)["']?\s*:""")
_CODES = re.compile(r"""\s+(?:-\s+)?["']?codes["']?\s*:\s*(?:#.*)?$""")
_LISTS = ("themes", "codes")
_LARGE = 100_000
"""Characters of lines that are not tried as a whole where a mistake is known to lie among them."""
_DEEPEST = 30
"""How many codes inside codes are told apart in a broken file; those deeper are read as codes beside."""


def rescue(text: str, first: Fault) -> tuple[Node, list[Fault]]:
    """What can be read of a text that as a whole is no YAML.

    Args:
        text: the whole file.
        first: what the parser said of the whole.

    Returns:
        a map of the fields that could be read, and the faults of what could not.
    """
    lines = _Lines(text, first)
    starts = [n for n in range(lines.count) if _SECTION.match(lines[n])]
    root = Node("map", 0, 0, 1)
    for start, stop in zip(starts, [*starts, lines.count][1:], strict=True):
        root.pairs += _section(lines, start, stop)
    if not lines.faults:
        lines.drop(first, "" if root.pairs else "nothing could be read")
    return root, lines.faults


class _Lines:
    """The lines of a text, the anchors met in them, and the faults found so far."""

    def __init__(self, text: str, first: Fault) -> None:
        self.text = text
        self.starts = [0, *(found.end() for found in re.finditer("\r\n|\n|\r", text))]
        self.count = len(self.starts)
        self.anchors: dict[str, Node] = {}
        self.faults: list[Fault] = []
        self.met = [first]

    def __getitem__(self, number: int) -> str:
        return self.between(number, number + 1).rstrip("\r\n")

    def between(self, start: int, stop: int) -> str:
        if start >= self.count:
            return ""
        return self.text[self.starts[start] : self.starts[stop] if stop < self.count else len(self.text)]

    def drop(self, fault: Fault, what: str) -> None:
        """Keep a fault, and say what it cost."""
        message = "; ".join(filter(None, (fault.message, what)))
        self.faults.append(Fault(fault.line, message, fault.hint))

    def indent(self, number: int) -> int | None:
        """Blanks before the first word; None for a line that is empty or a comment."""
        body = self[number].lstrip(" ")
        return None if not body.strip() or body.startswith("#") else len(self[number]) - len(body)

    def parse(self, start: int, stop: int, *, undashed: bool = False) -> Node | None:
        """The tree of some lines, with or without the dash of the first.

        Raises:
            Fault: if they are no YAML.
        """
        part = self.between(start, stop)
        if len(part) > _LARGE:  # it would take seconds to meet the same mistake again
            for fault in self.met:
                if start < fault.line <= stop:
                    raise fault
        if undashed:
            part = part.replace("-", " ", 1)
        at = len(self.text) if start >= self.count else self.starts[start]
        try:
            return compose(part, self.anchors, at=at, line=start + 1)
        except Fault as fault:
            self.met.append(fault)
            raise

    def split(self, at: list[int], start: int, stop: int) -> list[tuple[int, int]]:
        """Ranges of lines that begin at the given ones; lines before the first are a range of their own."""
        edges = sorted({start, *at})
        ranges = zip(edges, [*edges[1:], stop], strict=True)
        return [(a, b) for a, b in ranges if any(self.indent(n) is not None for n in range(a, b))]


def _section(lines: _Lines, start: int, stop: int) -> list[tuple[Node, Node]]:
    """One field of the top, with all lines that belong to it."""
    try:
        node = lines.parse(start, stop)
    except Fault as fault:
        found = _SECTION.match(lines[start])
        name = found[1].strip() if found else ""
        if name not in _LISTS:
            lines.drop(fault, "this field is left out")
            return []
        before = len(lines.faults)
        entries = _themes(lines, start + 1, stop) if name == "themes" else _entries(lines, start + 1, stop)
        if not entries and len(lines.faults) == before:
            lines.drop(fault, f"all `{name}` are left out")
        return [_pair(lines, name, start, entries)]
    return node.pairs if node is not None and node.kind == "map" else []


def _pair(lines: _Lines, name: str, line: int, items: list[Node]) -> tuple[Node, Node]:
    at = lines.starts[line]
    key = Node("scalar", at, at + len(name), line + 1, value=name)
    return key, Node("list", at, at, line + 1, items=items)


def _themes(lines: _Lines, start: int, stop: int) -> list[Node]:
    """The themes of a list that is broken somewhere."""
    found: list[Node] = []
    for a, b in lines.split(_shallowest(lines, start, stop), start, stop):
        try:
            node = lines.parse(a, b)
        except Fault as fault:
            found += _theme(lines, a, b, fault)
        else:
            found += node.items if node is not None and node.kind == "list" else []
    return found


def _theme(lines: _Lines, start: int, stop: int, fault: Fault) -> list[Node]:
    """A theme with a mistake: its own fields one by one, its codes entry by entry."""
    opening = next((n for n in range(start, stop) if _CODES.match(lines[n])), None)
    if opening is None or not _ITEM.match(lines[start]):
        lines.drop(fault, "this theme is left out")
        return []
    level = len(_lead(lines[opening]))
    closing = opening + 1
    while closing < stop and _inside(lines, closing, level):
        closing += 1
    theme = Node("map", lines.starts[start], lines.starts[start], start + 1)
    dashed = opening == start
    theme.pairs += [] if dashed else _fields(lines, start, opening, undashed=True)
    theme.pairs += _fields(lines, closing, stop)
    theme.pairs.append(_pair(lines, "codes", opening, _entries(lines, opening + 1, closing)))
    return [theme]


def _lead(line: str) -> str:
    """What stands before the first word of a field, its dash included."""
    found = re.match(r"\s*(?:-\s+)?", line)
    return found[0] if found else ""


def _inside(lines: _Lines, number: int, level: int) -> bool:
    """True while a line belongs to the list that was opened at this indentation."""
    indent = lines.indent(number)
    return indent is None or indent > level or (indent == level and _ITEM.match(lines[number]) is not None)


def _fields(lines: _Lines, start: int, stop: int, *, undashed: bool = False) -> list[tuple[Node, Node]]:
    """The fields of an entry, each parsed for itself."""
    if start >= stop:
        return []
    levels = [indent for n in range(start + undashed, stop) if (indent := lines.indent(n)) is not None]
    if undashed:
        levels.append(len(_lead(lines[start])))
    heads = [n for n in range(start + undashed, stop) if lines.indent(n) == min(levels, default=0)]
    found: list[tuple[Node, Node]] = []
    for a, b in lines.split(heads, start, stop):
        try:
            node = lines.parse(a, b, undashed=undashed and a == start)
        except Fault as fault:
            lines.drop(fault, "this field is left out")
        else:
            found += node.pairs if node is not None and node.kind == "map" else []
    return found


def _entries(lines: _Lines, start: int, stop: int, depth: int = 0) -> list[Node]:
    """The codes of a list, without those that are broken; codes inside codes stay where they are."""
    try:
        node = lines.parse(start, stop)
    except Fault as fault:
        ranges = lines.split(_shallowest(lines, start, stop), start, stop)
        if len(ranges) == 1:
            return _code(lines, start, stop, depth, fault)
        return [item for a, b in ranges for item in _entries(lines, a, b, depth)]
    return node.items if node is not None and node.kind == "list" else []


def _code(lines: _Lines, start: int, stop: int, depth: int, fault: Fault) -> list[Node]:
    """A code with a mistake in it or in a code inside it: itself with what is inside, or only what is inside."""
    first = next((n for n in range(start, stop) if lines.indent(n) is not None), start)
    level = len(_lead(lines[first]))
    heads = (n for n in range(first, stop) if _CODES.match(lines[n]) and len(_lead(lines[n])) == level)
    opening = next(heads, None) if depth < _DEEPEST else None
    if opening is None:
        ranges = lines.split([n for n in range(start, stop) if _ENTRY.match(lines[n])], start, stop)
        if len(ranges) > 1:
            return [item for a, b in ranges for item in _entries(lines, a, b, depth)]
        lines.drop(fault, "this code is left out")
        return []
    closing = opening + 1
    while closing < stop and _inside(lines, closing, level):
        closing += 1
    at = lines.starts[first]
    code = Node("map", at, at, first + 1)
    try:
        code.pairs += _strict_fields(lines, first, opening) + _strict_fields(lines, closing, stop)
    except Fault as own:
        lines.drop(own, "this code is left out, and the codes inside it stand beside it")
        return _entries(lines, opening + 1, closing, depth + 1)
    code.pairs.append(_pair(lines, "codes", opening, _entries(lines, opening + 1, closing, depth + 1)))
    return [code]


def _strict_fields(lines: _Lines, start: int, stop: int) -> list[tuple[Node, Node]]:
    """The fields on some lines of an entry, the line of its dash perhaps among them.

    Raises:
        Fault: if any of them is broken.
    """
    node = lines.parse(start, stop) if start < stop else None
    if node is not None and node.kind == "list" and len(node.items) == 1:
        node = node.items[0].resolved
    return node.pairs if node is not None and node.kind == "map" else []


def _shallowest(lines: _Lines, start: int, stop: int) -> list[int]:
    """The lines with a dash that are indented least."""
    items = [n for n in range(start, stop) if _ITEM.match(lines[n])]
    level = min((len(lines[n]) - len(lines[n].lstrip()) for n in items), default=0)
    return [n for n in items if len(lines[n]) - len(lines[n].lstrip()) == level]
