"""YAML text -> a tree of nodes that know their place in the text; nothing is ever constructed from it.

Only the parser of ruamel.yaml is used, event by event: tags stay words, an alias stays a pointer, and the
depth, the aliases and the size of what a file may hold are capped, so that no file can run code or eat memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

from qual.codebook.faults import Fault, explained

MAX_DEPTH = 60
"""How deep brackets may stand inside brackets: a code 20 levels deep needs 45."""
MAX_INDENTS = 2_100
"""How deep lists and entries may be indented: enough for 1,000 codes, each inside the one before."""
MAX_ALIASES = 2_000

_DEEP = (f"brackets lie more than {MAX_DEPTH} deep", "Close them, or write the entries below each other.")
_INDENTED = (f"lists and entries lie more than {MAX_INDENTS:,} deep", "A codebook needs five, or a few more.")
_SKIP = re.compile(r"(?:[\s]+|(?<![^\s])#[^\r\n]*)*")
_TOO_DEEP = re.compile(rf"(?:[\[{{][ \t]*){{{MAX_DEPTH + 1}}}")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)*")


@dataclass(slots=True, eq=False)
class Node:
    """One value of the file and where it stands.

    Attributes:
        kind: scalar, list, map, or alias (a pointer to another node).
        start: offset of its first character in the text.
        end: offset behind its last character; blank lines and comments after it are not part of it.
        line: 1-based line of the start.
        value: the text of a scalar, the name of an alias.
        style: of a scalar: "" (plain), ' or " (quoted), | or > (block).
        flow: True for a list or map in brackets.
        tag: the tag written before it, "" without one.
        items: of a list.
        dashes: offset of the dash of each item, for a list that is not in brackets.
        pairs: of a map: key and value.
        target: of an alias.
    """

    kind: Literal["scalar", "list", "map", "alias"]
    start: int
    end: int
    line: int
    value: str = ""
    style: str = ""
    flow: bool = False
    tag: str = ""
    items: list[Node] = field(default_factory=list)
    dashes: list[int] = field(default_factory=list)
    pairs: list[tuple[Node, Node]] = field(default_factory=list)
    target: Node | None = None

    @property
    def resolved(self) -> Node:
        """The node itself, or what an alias points at."""
        return self if self.target is None else self.target.resolved

    @property
    def empty(self) -> bool:
        """True where nothing, `~` or `null` is written."""
        return self.kind == "scalar" and self.style == "" and self.value in {"", "~", "null", "Null", "NULL"}


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not been met yet."""

    node: Node
    anchor: str
    key: Node | None = None


def compose(text: str, anchors: dict[str, Node], *, at: int = 0, line: int = 1) -> Node | None:
    """The tree of the first document in a text, None where there is none.

    Args:
        text: a whole file, or some lines of it.
        anchors: the anchors met so far; new ones are added.
        at: offset of the text's first character in the file.
        line: 1-based line of the text's first character in the file.

    Raises:
        Fault: with the line and a sentence, where the text is no YAML.
    """
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError

    deep = _TOO_DEEP.search(text)
    if deep is not None:  # the parser would need minutes to find out
        raise Fault(line + text.count("\n", 0, deep.start()), *_DEEP)
    builder = _Builder(text, anchors, at, line)
    try:
        for event in YAML(typ="safe", pure=True).parse(text):
            if builder.done and type(event).__name__ == "DocumentStartEvent":
                break
            builder.take(event)
    except YAMLError as error:
        raise explained(error, text, line, builder.quoted) from error
    except (ValueError, OverflowError, IndexError, TypeError, AttributeError) as error:  # the parser's own slips
        raise Fault(builder.line, "the text here could not be understood as YAML") from error
    return builder.root


def more_documents(text: str) -> int | None:
    """The 1-based line on which a second YAML document begins, None where there is one at most."""
    body = re.compile(r"^---(?=[ \t\r\n]|$)", re.MULTILINE)
    for found in body.finditer(text):
        before = text[: found.start()]
        if any(line.strip() and not line.lstrip().startswith(("#", "%")) for line in before.splitlines()):
            return before.count("\n") + 1
    return None


class _Event(Protocol):
    """What the parser hands out; which of these an event has depends on its kind."""

    start_mark: Any
    end_mark: Any
    anchor: str | None
    value: str
    style: str | None
    tag: object
    flow_style: bool | None


class _Builder:
    """Turns parser events into nodes without recursion."""

    def __init__(self, text: str, anchors: dict[str, Node], at: int, line: int) -> None:
        self.text, self.anchors, self.at, self.first = text, anchors, at, line
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.done = False
        self.aliases = 0
        self.brackets = 0
        self.line = line
        self.quoted: tuple[int, int] | None = None

    def take(self, event: _Event) -> None:
        """Add what one event says."""
        name = type(event).__name__
        self.line = self.first + event.start_mark.line
        if name == "ScalarEvent":
            self._place(self._scalar(event), event.anchor or "")
        elif name == "AliasEvent":
            self._place(self._alias(event), "")
        elif name in {"SequenceStartEvent", "MappingStartEvent"}:
            self._begin(event, "list" if name.startswith("S") else "map")
        elif name in {"SequenceEndEvent", "MappingEndEvent"}:
            self._finish(event)
        elif name == "DocumentEndEvent":
            self.done = True

    def _begin(self, event: _Event, kind: Literal["list", "map"]) -> None:
        self.brackets += bool(event.flow_style)
        if self.brackets > MAX_DEPTH:
            raise Fault(self.line, *_DEEP)
        if len(self.stack) >= MAX_INDENTS:
            raise Fault(self.line, *_INDENTED)
        start = event.start_mark.index
        node = Node(kind, start, start, self.line, flow=bool(event.flow_style), tag=_tag(event))
        self.stack.append(_Open(node, event.anchor or ""))

    def _finish(self, event: _Event) -> None:
        closed = self.stack.pop()
        node = closed.node
        if node.flow:
            self.brackets -= 1
            node.end = event.end_mark.index
        else:
            children = [*node.items, *(value for _, value in node.pairs)]
            node.end = max((child.end - self.at for child in children), default=node.start)
        node.start += self.at
        node.end += self.at
        self._place(node, closed.anchor, shifted=True)

    def _scalar(self, event: _Event) -> Node:
        start, end = event.start_mark.index, event.end_mark.index
        style = event.style or ""
        lines = self.line, self.first + event.end_mark.line
        self.quoted = lines if style in {"'", '"'} and lines[0] < lines[1] else None
        if style in {"|", ">"}:  # the parser's mark lies behind blank lines
            end = start + len(self.text[start:end].rstrip())
        node = Node("scalar", start, end, self.line, value=event.value, style=style, tag=_tag(event))
        if start == end:  # nothing written: the parser's mark lies at the next word
            node.start = node.end = self._behind_marker(start)
            key = self.stack[-1].key if self.stack else None
            node.line = self.line if key is None else key.line
        return node

    def _behind_marker(self, default: int) -> int:
        """Where a missing value would be written: behind the colon or the dash."""
        if not self.stack:
            return default
        parent = self.stack[-1]
        if parent.node.kind == "map":
            if parent.key is None:
                return default
            after = parent.key.end - self.at
            colon = _SKIP.match(self.text, after)
            place = colon.end() if colon else after
            return place + 1 if self.text[place : place + 1] == ":" else after
        return default if parent.node.flow else self._dash(parent.node) + 1

    def _dash(self, node: Node) -> int:
        """Offset of the dash of the item that comes next in a list without brackets."""
        if node.items:
            place = node.items[-1].end - self.at
        else:
            found = _PROPERTIES.match(self.text, node.start)
            place = found.end() if found else node.start
        skipped = _SKIP.match(self.text, place)
        return skipped.end() if skipped else place

    def _alias(self, event: _Event) -> Node:
        self.aliases += 1
        name = str(event.anchor)
        if self.aliases > MAX_ALIASES:
            raise Fault(self.line, f"more than {MAX_ALIASES:,} aliases (*name) are used", "Write the entries out.")
        if name not in self.anchors:
            hint = "A text that begins with * must stand in quotation marks."
            raise Fault(self.line, f"*{name} points at something (&{name}) that is not above it", hint)
        start, end = event.start_mark.index, event.end_mark.index
        return Node("alias", start, end, self.line, value=name, target=self.anchors[name])

    def _place(self, node: Node, anchor: str, *, shifted: bool = False) -> None:
        parent = self.stack[-1] if self.stack else None
        if parent is not None and parent.node.kind == "list" and not parent.node.flow:
            parent.node.dashes.append(self._dash(parent.node) + self.at)
        if not shifted:
            node.start += self.at
            node.end += self.at
        if anchor:
            self.anchors[anchor] = node
        if parent is None:
            self.root = node
        elif parent.node.kind == "list":
            parent.node.items.append(node)
        elif parent.key is None:
            parent.key = node
        else:
            parent.node.pairs.append((parent.key, node))
            parent.key = None


def _tag(event: _Event) -> str:
    return str(event.tag or "")


def scalars(node: Node) -> Iterator[tuple[str, Node]]:
    """Key text and value of each pair of a map whose key is a plain text."""
    for key, value in node.pairs:
        if key.resolved.kind == "scalar":
            yield key.resolved.value.strip(), value
