"""Where an entry goes: at the end of a list that may be there, empty, missing or in brackets; or out of it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from qual.codebook import emit
from qual.codebook.edit import Edit, Page
from qual.codebook.emit import STEP, Value
from qual.codebook.layout import Place
from qual.codebook.syntax import Node, scalars
from qual.errors import Refused

Fields = Sequence[tuple[str, Value]]

_NEWLINE = re.compile("\r\n|\n|\r")


def added_entry(page: Page, root: Node | None, theme: Place | None, name: str, fields: Fields) -> list[Edit]:
    """A new entry at the end of a list.

    Args:
        page: the text.
        root: the file's tree, None for a file that holds nothing.
        theme: the theme whose codes are meant, None for a list at the top.
        name: `themes` or `codes`.
        fields: the entry's fields.
    """
    return _put(page, root, theme, name, emit.entry(fields), emit.bracketed(fields))


def moved_entry(page: Page, root: Node | None, theme: Place | None, place: Place, what: str) -> list[Edit]:
    """The lines of an entry, once more, at the end of another list of codes.

    Raises:
        Refused: where lines would have to be put between brackets.
    """
    node = place.node
    if place.holder.flow:
        raw = page.text[node.start : node.end]
        lines = _NEWLINE.split(raw)
        return _put(page, root, theme, "codes", [lines[0], *(line.strip() for line in lines[1:])], raw)
    start, dash = _top(page, place), place.holder.dashes[place.index]
    column = page.column(dash)
    lines = [
        _undented(line, column) for line in _NEWLINE.split(page.text[start : page.line_end(_bottom(page, place))])
    ]
    comments = len(_NEWLINE.findall(page.text[start:dash]))
    return _put(page, root, theme, "codes", lines[comments:], None, what=what, above=lines[:comments], dashed=True)


def cut_entry(page: Page, place: Place) -> list[Edit]:
    """Take the lines of an entry out, with the comments that belong to it."""
    holder, node = place.holder, place.node
    if not holder.flow:
        return [Edit(page.before_line(_top(page, place)), page.line_end(_bottom(page, place)), "")]
    if place.index + 1 < len(holder.items):
        return [Edit(node.start, holder.items[place.index + 1].start, "")]
    start = holder.items[place.index - 1].end if place.index else node.start
    return [Edit(start, node.end, "")]


def removed_entry(page: Page, place: Place) -> list[Edit]:
    """Take an entry out for good: its own lines go, comments above it stay, since they may speak of others."""
    holder = place.holder
    if holder.flow:
        return cut_entry(page, place)
    start = page.line_start(holder.dashes[place.index])
    if place.index + 1 == len(holder.items) and _apart(page, holder):
        while not page.text[page.line_start(page.before_line(start)) : page.before_line(start)].strip(" \t"):
            start = page.line_start(page.before_line(start))
    return [Edit(page.before_line(start), page.line_end(_bottom(page, place)), "")]


def with_own_fields(page: Page, place: Place, own: str) -> list[Edit]:
    """Write an entry's id out, where it was only derived from its name."""
    node = place.node.resolved
    if node.kind == "scalar":
        name = page.text[node.start : node.end]
        if place.holder.flow:
            return [Edit(node.start, node.end, f"{{id: {emit.scalar(own, inside=True)}, name: {name}}}")]
        column = page.column(node.start)
        return [Edit(node.start, node.start, f"id: {emit.scalar(own)}{page.newline}{' ' * column}name: ")]
    written = any(key == "id" and not value.resolved.empty for key, value in scalars(node))
    return [] if written else page.set_fields(node, {"id": own}, ("id",))


def _put(
    page: Page,
    root: Node | None,
    theme: Place | None,
    name: str,
    lines: list[str],
    bracketed: str | None,
    *,
    what: str = "",
    above: Sequence[str] = (),
    dashed: bool = False,
) -> list[Edit]:
    """An entry at the end of a list; `above` are comments over it, `dashed` lines bring their dash."""
    parent = theme.node.resolved if theme else root
    found = dict(reversed(list(scalars(parent)))).get(name) if parent else None
    holder = found.resolved if found is not None else None
    inside = (parent is not None and parent.flow) or (holder is not None and holder.flow and bool(holder.items))
    if inside and parent is not None:
        if bracketed is None:
            raise Refused(
                what, "its new place is written in brackets, on one line", hint="Move it in the file itself."
            )
        return _put_bracketed(parent, found, name, bracketed)
    column = page.column(parent.pairs[0][0].start) if parent and parent.pairs else 0
    if holder is not None and holder.kind == "list" and holder.items:
        dash = page.column(holder.dashes[-1])
        gap = page.text[holder.dashes[-1] + 1 : holder.items[-1].start]
        at = page.line_end(_tail(page, holder))
        apart = [""] if _apart(page, holder) else []
        return [Edit(at, at, page.lines([*apart, *above, *(lines if dashed else _dashed(lines, gap))], dash))]
    entry = [*above, *(lines if dashed else _dashed(lines, " "))]
    if found is not None and parent is not None:
        key = next(key for key, value in parent.pairs if value is found)
        edits = []
        if found.end > found.start:  # [] or ~
            edits.append(Edit(page.text.index(":", key.end) + 1, found.end, ""))
        at = page.line_end(found.end)
        return [*edits, Edit(at, at, page.lines(entry, column + STEP))]
    listed = [f"{name}:", *(" " * STEP + line if line else "" for line in entry)]
    if parent is not None and parent.pairs:
        at = page.line_end(parent.end)
        return [Edit(at, at, page.lines(listed, column))]
    start = page.newline if page.text and not page.text.endswith(("\n", "\r")) else ""
    written = page.lines(listed, 0).removeprefix(page.newline)
    return [Edit(len(page.text), len(page.text), start + written + page.newline)]


def _put_bracketed(parent: Node, found: Node | None, name: str, bracketed: str) -> list[Edit]:
    if found is None:
        at = parent.pairs[-1][1].end if parent.pairs else parent.end - 1
        return [Edit(at, at, f"{', ' if parent.pairs else ''}{name}: [{bracketed}]")]
    if found.kind == "list" and found.items:
        at = found.items[-1].end
        return [Edit(at, at, f", {bracketed}")]
    space = " " if found.start == found.end else ""
    return [Edit(found.start, found.end, f"{space}[{bracketed}]")]


def _dashed(lines: list[str], gap: str) -> list[str]:
    """An entry's lines with a dash in front, as far from it as in the entries above."""
    gap = gap if gap and not gap.strip(" ") else " "
    pad = " " * (1 + len(gap))
    return [f"-{gap}{lines[0]}", *(pad + line if line.strip() else line for line in lines[1:])]


def _tail(page: Page, holder: Node) -> int:
    return _bottom(page, Place(holder.items[-1], holder, len(holder.items) - 1))


def _apart(page: Page, holder: Node) -> bool:
    """True where the entries of a list are set apart by empty lines."""
    if len(holder.items) <= 1:
        return False
    between = page.text[holder.items[-2].end : holder.dashes[-1]]
    return re.search(r"(?:\r\n|\n|\r)[ \t]*(?:\r\n|\n|\r)", between) is not None


def _top(page: Page, place: Place) -> int:
    """Where an entry begins: with the comments right above its dash, indented as the dash is."""
    dash = place.holder.dashes[place.index]
    start = page.line_start(dash)
    column = page.column(dash)
    while start:
        above = page.line_start(page.before_line(start))
        line = page.text[above:start]
        if not re.match(rf" {{{column}}}#", line):
            break
        start = above
    return start


def _bottom(page: Page, place: Place) -> int:
    """Where an entry ends: behind the comments below it that are indented deeper than its dash."""
    column = page.column(place.holder.dashes[place.index])
    end = page.line_end(place.node.end)
    while end < len(page.text):
        below = end + (2 if page.text.startswith("\r\n", end) else 1)
        line = page.text[below : page.line_end(below)]
        if not re.match(rf" {{{column + 1},}}#", line):
            break
        end = below + len(line)
    return end


def _undented(line: str, by: int) -> str:
    """The line with as many blanks fewer in front, as far as it has them."""
    blanks = len(line) - len(line.lstrip(" "))
    return line[min(by, blanks) :]
