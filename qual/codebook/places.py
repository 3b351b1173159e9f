"""Where entries go: into a list that may be there, empty, missing or in brackets; or out of it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from qual.codebook import emit
from qual.codebook.edit import Edit, Page, applied
from qual.codebook.emit import STEP, Value
from qual.codebook.layout import Place
from qual.codebook.syntax import Node, scalars
from qual.errors import Refused

_NEWLINE = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Piece:
    """An entry on its way into a list.

    Attributes:
        lines: its lines; not indented.
        dashed: True where the first of them brings its dash.
        above: the lines of comments over it.
        bracketed: the same entry for a list in brackets, None where it cannot go there.
    """

    lines: Sequence[str]
    dashed: bool = False
    above: Sequence[str] = ()
    bracketed: str | None = None

    def listed(self, gap: str = " ") -> list[str]:
        """All of its lines, the first with a dash; `gap` stands behind a dash that it does not bring."""
        return [*self.above, *(self.lines if self.dashed else _dashed(self.lines, gap))]


def new_piece(fields: Sequence[tuple[str, Value]], inside: Sequence[Piece]) -> Piece:
    """A new entry with the codes inside it."""
    lines, bracketed = emit.entry(fields), emit.bracketed(fields)
    if not inside:
        return Piece(lines, bracketed=bracketed)
    below = [" " * STEP + line if line else "" for piece in inside for line in piece.listed()]
    texts = [piece.bracketed for piece in inside if piece.bracketed is not None]
    whole = f"{bracketed[:-1]}, codes: [{', '.join(texts)}]}}" if len(texts) == len(inside) else None
    return Piece([*lines, "codes:", *below], bracketed=whole)


def span_of(page: Page, place: Place) -> tuple[int, int]:
    """First and last offset of what moves with an entry: its comments, outside brackets."""
    if place.holder.flow:
        return place.node.start, place.node.end
    return _top(page, place), page.line_end(_bottom(page, place))


def moved_piece(page: Page, place: Place, edits: Iterable[Edit]) -> Piece:
    """The lines of an entry as they are after edits inside it."""
    start, end = span_of(page, place)
    inside = [Edit(edit.start - start, edit.end - start, edit.text) for edit in edits]
    text = applied(page.text[start:end], inside)
    if place.holder.flow:
        first, *rest = _NEWLINE.split(text)
        return Piece([first, *(line.strip() for line in rest)], bracketed=text)
    dash = place.holder.dashes[place.index]
    column = page.column(dash)
    lines = [_undented(line, column) for line in _NEWLINE.split(text)]
    comments = len(_NEWLINE.findall(page.text[start:dash]))
    return Piece(lines[comments:], dashed=True, above=lines[:comments])


def cut_entries(page: Page, holder: Node, moved: Iterable[int], removed: Iterable[int]) -> list[Edit]:
    """Take entries of one list out.

    Args:
        page: the text.
        holder: the list.
        moved: numbers of those that go elsewhere; the comments that belong to them go along.
        removed: numbers of those that go for good; comments above them stay, since they may speak of others.
    """
    if holder.flow:
        return page.cut_bracketed(holder, sorted({*moved, *removed}))
    edits = []
    for index in moved:
        place = Place(holder.items[index], holder, index)
        edits.append(Edit(page.before_line(_top(page, place)), page.line_end(_bottom(page, place)), ""))
    return edits + [_removed(page, Place(holder.items[index], holder, index)) for index in removed]


def _removed(page: Page, place: Place) -> Edit:
    holder = place.holder
    start = page.line_start(holder.dashes[place.index])
    if place.index + 1 == len(holder.items) and _apart(page, holder):
        while not page.text[page.line_start(page.before_line(start)) : page.before_line(start)].strip(" \t"):
            start = page.line_start(page.before_line(start))
    return Edit(page.before_line(start), page.line_end(_bottom(page, place)), "")


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


def put_beside(page: Page, place: Place, pieces: Sequence[Piece], what: str, *, behind: bool) -> Edit:
    """Entries behind, or in front of, an entry that stays where it is.

    Raises:
        Refused: where lines would have to be put between brackets.
    """
    holder, node = place.holder, place.node
    if holder.flow:
        text = _bracketed(pieces, what)
        return Edit(node.end, node.end, f", {text}") if behind else Edit(node.start, node.start, f"{text}, ")
    dash = holder.dashes[place.index]
    gap = page.text[dash + 1 : node.start]
    apart = [""] if _apart(page, holder) else []
    if behind:
        at = page.line_end(_bottom(page, place))
        lines = [line for piece in pieces for line in (*apart, *piece.listed(gap))]
    else:
        at = page.before_line(_top(page, place))
        lines = [line for piece in pieces for line in (*piece.listed(gap), *apart)]
    return Edit(at, at, page.lines(lines, page.column(dash)))


def put_inside(
    page: Page, parent: Node, name: str, pieces: Sequence[Piece], gone: Mapping[int, set[int]], what: str
) -> list[Edit]:
    """Entries into a list of which no entry stays; the list may be empty or not be there at all.

    Args:
        page: the text.
        parent: the map that holds the list, or is to hold it.
        name: `themes` or `codes`.
        pieces: the entries.
        gone: id() of a list -> numbers of its entries that are taken out.
        what: the act, for the refusal.

    Raises:
        Refused: where lines would have to be put between brackets.
    """
    found = dict(reversed(list(scalars(parent)))).get(name)
    holder = found.resolved if found is not None else None
    if holder is not None and holder.kind == "list" and holder.items:
        last = len(holder.items) - 1
        if not holder.flow:
            return [put_beside(page, Place(holder.items[last], holder, last), pieces, what, behind=True)]
        left = [n for n in range(last + 1) if n not in gone.get(id(holder), set())]
        if left:
            return [put_beside(page, Place(holder.items[left[-1]], holder, left[-1]), pieces, what, behind=True)]
        return [Edit(holder.items[0].start, holder.items[0].start, _bracketed(pieces, what))]
    if parent.flow:
        return [_put_bracketed(parent, found, name, _bracketed(pieces, what))]
    column = page.column(parent.pairs[0][0].start)
    entries = [line for piece in pieces for line in piece.listed()]
    if found is None:
        at = page.line_end(parent.end)
        return [Edit(at, at, page.lines(list_lines(name, entries), column))]
    key = next(key for key, value in parent.pairs if value is found)
    edits = []
    if found.end > found.start:  # [] or ~
        edits.append(Edit(page.text.index(":", key.end) + 1, found.end, ""))
    at = page.line_end(found.end)
    return [*edits, Edit(at, at, page.lines(entries, column + STEP))]


def list_lines(name: str, entries: Iterable[str]) -> list[str]:
    """The lines of a new list."""
    return [f"{name}:", *(" " * STEP + line if line else "" for line in entries)]


def _bracketed(pieces: Sequence[Piece], what: str) -> str:
    texts = [piece.bracketed for piece in pieces if piece.bracketed is not None]
    if len(texts) < len(pieces):
        raise Refused(what, "its new place is written in brackets, on one line", hint="Move it in the file itself.")
    return ", ".join(texts)


def _put_bracketed(parent: Node, found: Node | None, name: str, bracketed: str) -> Edit:
    if found is None:
        at = parent.pairs[-1][1].end if parent.pairs else parent.end - 1
        return Edit(at, at, f"{', ' if parent.pairs else ''}{name}: [{bracketed}]")
    space = " " if found.start == found.end else ""
    return Edit(found.start, found.end, f"{space}[{bracketed}]")


def _dashed(lines: Sequence[str], gap: str) -> list[str]:
    """An entry's lines with a dash in front, as far from it as in the entries above."""
    gap = gap if gap and not gap.strip(" ") else " "
    pad = " " * (1 + len(gap))
    return [f"-{gap}{lines[0]}", *(pad + line if line.strip() else line for line in lines[1:])]


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
