"""Changes to single places of a codebook's text; whatever lies between them stays as it is, to the byte."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from qual.codebook import emit
from qual.codebook.emit import STEP, Value
from qual.codebook.fields import example, phrase
from qual.codebook.syntax import Node
from qual.model.codebook import Example

_LINE_END = re.compile("[\r\n]|$")
_MARKS = re.compile(r"(?:[ \t]+[&!]\S*)*")
"""An anchor or tag between a field and its list."""
_BARE = frozenset({"retired", "heading", "merged_into"})
"""Fields whose line goes where they say nothing any more."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The text from `start` to `end` is replaced; nothing is removed where the two are equal."""

    start: int
    end: int
    text: str


def applied(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made; edits at one place are made in the order given."""
    parts, at = [], 0
    for edit in sorted(edits, key=lambda edit: (edit.start, edit.end)):
        parts += [text[at : edit.start], edit.text]
        at = max(at, edit.end)
    return "".join([*parts, text[at:]])


@dataclass(frozen=True, slots=True)
class Page:
    """A file's text, how its lines end, and where they begin and end."""

    text: str
    newline: str

    def line_end(self, at: int) -> int:
        """Offset of the end of the line, before its newline."""
        found = _LINE_END.search(self.text, at)
        return found.start() if found else len(self.text)

    def line_start(self, at: int) -> int:
        """Offset of the first character of the line."""
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def before_line(self, at: int) -> int:
        """Offset of the end of the line above, so that a line can be removed with the newline in front of it."""
        start = self.line_start(at)
        return start - len("\r\n") if self.text.endswith("\r\n", 0, start) else max(start - 1, 0)

    def column(self, at: int) -> int:
        """Characters between the beginning of the line and this place."""
        return at - self.line_start(at)

    def lines(self, lines: Iterable[str], column: int) -> str:
        """Lines to stand below a line that is already there."""
        return "".join(self.newline + (" " * column + line if line else "") for line in lines)

    # -- fields of an entry ---------------------------------------------------------------------------------

    def set_fields(self, entry: Node, values: dict[str, Value], order: Sequence[str]) -> list[Edit]:
        """Give fields of an entry new values; a field that is not there yet is added in its usual place."""
        own = {key.resolved.value.strip(): (key, value) for key, value in reversed(entry.pairs)}
        edits: list[Edit] = []
        for name in (name for name in order if name in values):
            if name in own and name in _BARE and not values[name] and self._alone(entry, *own[name]):
                key, node = own[name]
                edits.append(Edit(self.before_line(key.start), self.line_end(node.end), ""))
            elif name in own:
                edits += self._set_value(*own[name], name, values[name], inside=entry.flow)
            else:
                edits.append(self._new_field(entry, own, name, values[name], order))
        return edits

    def _new_field(
        self, entry: Node, own: dict[str, tuple[Node, Node]], name: str, value: Value, order: Sequence[str]
    ) -> Edit:
        above = [own[other][1] for other in order[: order.index(name)] if other in own]
        if entry.flow:
            written = f"{name}: {emit.inline(value)}"
            if above:
                return Edit(above[-1].end, above[-1].end, f", {written}")
            behind = ", " if entry.pairs else ""
            start = entry.pairs[0][0].start if entry.pairs else entry.end - 1
            return Edit(start, start, written + behind)
        column = self.column(entry.pairs[0][0].start)
        lines = emit.field(name, value)
        if above:
            last = max(above, key=lambda node: node.end)
            at = self.line_end(last.end)
            return Edit(at, at, self.lines(lines, column))
        first = entry.pairs[0][0].start
        pad = " " * column
        return Edit(first, first, f"{self.newline}{pad}".join(lines) + self.newline + pad)

    def _set_value(self, key: Node, node: Node, name: str, value: Value, *, inside: bool) -> list[Edit]:
        if isinstance(value, tuple):
            return self._set_list(key, node, name, value, inside=inside)
        if isinstance(value, bool):
            return [self._replaced(key, node, emit.inline(value))]
        style = node.style if node.kind == "scalar" else ""
        if style in {"|", ">"} and value:
            header = self.text[node.start : self.line_end(node.start)]
            column = self.column(key.start)
            block = emit.paragraph(value, node, header, column=column, newline=self.newline)
            return [Edit(node.start, node.end, block)]
        if "\n" in value and not inside and node.line == key.line and not self._comment(node):
            pad = self.column(key.start) + STEP
            lines = ["|", *(" " * pad + line if line.strip() else "" for line in value.split("\n"))]
            return [self._replaced(key, node, self.newline.join(lines))]
        style = '"' if name == "color" else style if style in {"'", '"'} else ""
        return [self._replaced(key, node, emit.scalar(value, style=style, inside=inside))]

    def _alone(self, entry: Node, key: Node, node: Node) -> bool:
        """True where a field has a line for itself, without a comment."""
        line = self.text[self.line_start(key.start) : self.line_end(node.end)]
        return (
            not entry.flow
            and entry.pairs[0][0] is not key
            and node.kind == "scalar"
            and self.line_end(node.end) == self.line_end(key.start)
            and line.strip() == self.text[key.start : node.end].strip()
        )

    def _comment(self, node: Node) -> bool:
        return "#" in self.text[node.end : self.line_end(node.end)]

    def _replaced(self, key: Node, node: Node, written: str) -> Edit:
        """A value on one line in place of a value of any shape."""
        if node.kind == "scalar" and node.start == node.end:
            colon = "" if self.text[key.end : node.start].rstrip().endswith(":") else ":"
            return Edit(node.start, node.end, f"{colon} {written}")
        if node.kind in {"list", "map"} and not node.flow:
            gap = self.text.index(":", key.end) + 1
            return Edit(gap, node.end, f" {written}")
        if node.kind == "scalar" and node.style in {"|", ">"}:
            header = self.text[node.start : self.line_end(node.start)]
            comment = re.search(r"\s#.*", header)
            return Edit(node.start, node.end, written + (f" {comment[0]}" if comment else ""))
        return Edit(node.start, node.end, written)

    # -- lists ----------------------------------------------------------------------------------------------

    def _set_list(
        self, key: Node, node: Node, name: str, value: tuple[str, ...] | tuple[Example, ...], *, inside: bool
    ) -> list[Edit]:
        if node.kind == "list" and node.items:
            return self._set_items(key, node, value, phrases=name != "examples")
        if name == "examples" and value and not inside and node.empty and node.start == node.end:
            at = self.line_end(node.end)
            return [Edit(at, at, self.lines(emit.field(name, value)[1:], self.column(key.start)))]
        return [self._replaced(key, node, emit.inline(value))]

    def _set_items(
        self, key: Node, node: Node, value: tuple[str, ...] | tuple[Example, ...], *, phrases: bool
    ) -> list[Edit]:
        """Change, remove and add items of a list, each in its place, so that comments between them stay."""
        read = [(index, phrase(item) if phrases else example(item)) for index, item in enumerate(node.items)]
        known = [(index, words) for index, words in read if words is not None]  # what is not understood stays
        new: list[str | Example] = list(value)
        edits: list[Edit] = []
        gone: list[int] = []
        for what, a, b, c, d in SequenceMatcher(None, [w for _, w in known], new, autojunk=False).get_opcodes():
            if what == "equal":
                continue
            pairs = min(b - a, d - c)
            for (index, _), words in zip(known[a : a + pairs], new[c : c + pairs], strict=True):
                edits += self._set_item(node.items[index], words, inside=node.flow)
            gone += [index for index, _ in known[a + pairs : b]]
            if d - c > pairs:
                last = known[a + pairs - 1][0] if a + pairs else -1
                edits.append(self._added_items(node, last, new[c + pairs : d]))
        if not gone:
            return edits
        if len(gone) == len(node.items) and not (node.flow and "#" in self.text[node.start : node.end]):
            return self._emptied(key, node)
        return edits + (self.cut_bracketed(node, gone) if node.flow else self._cut(node, gone))

    def _set_item(self, item: Node, words: str | Example, *, inside: bool) -> list[Edit]:
        if isinstance(words, Example) and item.kind == "map":
            old = example(item)
            changed: dict[str, Value] = {}
            if old is None or old.text != words.text:
                changed["text"] = words.text
            if old is None or old.role != words.role:
                changed["role"] = words.role
            return self.set_fields(item, changed, ("text", "role"))
        spoken = words if isinstance(words, str) else words.text if not words.role else None
        if spoken is None or item.kind != "scalar":
            return [Edit(item.start, item.end, emit.item(words))]
        style = item.style if item.style in {"'", '"'} else ""
        return [Edit(item.start, item.end, emit.scalar(spoken, style=style, inside=inside))]

    def _added_items(self, node: Node, after: int, new: Sequence[str | Example]) -> Edit:
        written = [emit.item(words) for words in new]
        if node.flow:
            place = node.items[after].end if after >= 0 else node.items[0].start
            joined = ", ".join(written)
            return Edit(place, place, f", {joined}" if after >= 0 else f"{joined}, ")
        column = self.column(node.dashes[0])
        lines = [f"- {words}" for words in written]
        if after >= 0:
            at = self.line_end(node.items[after].end)
            return Edit(at, at, self.lines(lines, column))
        at = self.line_start(node.dashes[0])
        return Edit(at, at, "".join(" " * column + line + self.newline for line in lines))

    def _emptied(self, key: Node, node: Node) -> list[Edit]:
        if node.flow:
            return [Edit(node.start, node.end, "[]")]
        behind = self.text.index(":", key.end) + 1
        marks = _MARKS.match(self.text, behind)
        end = marks.end() if marks else behind
        return [Edit(behind, end, " []"), *self._cut(node, range(len(node.items)))]

    def _cut(self, node: Node, gone: Iterable[int]) -> list[Edit]:
        """Remove the lines of items; comments above them stay."""
        return [
            Edit(self.before_line(node.dashes[index]), self.line_end(node.items[index].end), "") for index in gone
        ]

    def cut_bracketed(self, node: Node, gone: Sequence[int]) -> list[Edit]:
        """Remove items between brackets, each with one comma; comments between them stay."""
        edits = []
        left = [index for index in range(len(node.items)) if index not in gone]
        for index in gone:
            item = node.items[index]
            following = index + 1 < len(node.items)
            stop = node.items[index + 1].start if following else node.end - 1
            comma = re.compile(r"(?:\s+|#[^\r\n]*)*,").match(self.text, item.end, stop)
            commented = "#" in self.text[item.end : stop]
            if following and not commented:
                edits.append(Edit(item.start, stop, ""))
            elif comma:
                edits += [Edit(item.start, item.end, ""), Edit(comma.end() - 1, comma.end(), "")]
            elif left and "#" not in self.text[node.items[left[-1]].end : item.start]:
                start = node.items[index - 1].end if index - 1 in left else item.start
                edits.append(Edit(start, item.end, ""))
            else:
                edits.append(Edit(item.start, item.end, ""))
        return edits
