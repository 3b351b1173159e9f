"""The fields of one map of a codebook file -> plain values, with a word on everything that is not understood."""

from __future__ import annotations

import difflib

from qual.codebook import values
from qual.codebook.syntax import Node, scalars
from qual.errors import Problem
from qual.model.codebook import Example

MAX_VALUES = 400_000
MAX_CHARACTERS = 20_000_000
MAX_PROBLEMS = 1_000
MAX_MERGES = 4
"""How many `<<` may lead to the next one."""

_MERGE = "<<"
_STANDARD_TAG = "tag:yaml.org,2002:"
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0", ""})


class TooMuch(Exception):
    """The file unfolds to more than any codebook holds (aliases of aliases)."""


def phrase(node: Node) -> str | None:
    """The text of one include or exclude phrase, None where it is empty or no text.

    A phrase with an unquoted colon is a map to YAML; it is read as the words that were written.
    """
    found = node.resolved
    if found.kind == "scalar":
        return None if found.empty else values.text(found.value) or None
    if found.kind == "map" and len(found.pairs) == 1:
        key, value = (part.resolved for part in found.pairs[0])
        if key.kind == value.kind == "scalar":
            return values.text(f"{key.value}: {value.value}") or None
    return None


def example(node: Node) -> Example | None:
    """One example, written as plain text or as text with a role; None where it holds no text."""
    found = node.resolved
    if found.kind == "scalar":
        words = phrase(found)
        return Example(words) if words else None
    fields = dict(reversed(list(scalars(found)))) if found.kind == "map" else {}
    said, by = (fields[name].resolved if name in fields else None for name in ("text", "role"))
    spoken = values.text(said.value) if said is not None and said.kind == "scalar" and not said.empty else ""
    role = values.one_line(by.value) if by is not None and by.kind == "scalar" and not by.empty else ""
    return Example(spoken, role) if spoken else None


class Fields:
    """Reads the fields of maps; `problems` holds what was found, and what may be looked at is bounded."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.problems: list[Problem] = []
        self._values = MAX_VALUES
        self._characters = MAX_CHARACTERS

    def read_fields(self, node: Node, known: tuple[str, ...], who: str) -> dict[str, Node]:
        """The known fields of a map; unknown, repeated and merged ones are dealt with."""
        self._tag(node)
        fields: dict[str, Node] = {}
        merged: list[Node] = []
        for key, value in node.pairs:
            self.spend(key)
            name = key.resolved.value.strip() if key.resolved.kind == "scalar" else ""
            if name == _MERGE:
                merged.append(value)
            elif name not in known:
                close = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.75)
                hint = f"Did you mean `{close[0]}`?" if close else f"Known are: {', '.join(known)}."
                self.say(key.line, f"{who} has a field {name[:40]!r} that qual does not use; it is kept", hint)
            elif name in fields:
                self.say(
                    key.line, f"{who} has the field `{name}` twice; the first one counts", "Delete one of them."
                )
            else:
                fields[name] = value
        for value in merged:
            for name, inherited in self._merged(value, 0).items():
                if name in known and name != "id":
                    fields.setdefault(name, inherited)
        return fields

    def _merged(self, node: Node, depth: int) -> dict[str, Node]:
        """The fields an entry takes over from others (`<<: *other`)."""
        found = node.resolved
        fields: dict[str, Node] = {}
        if depth > MAX_MERGES:
            raise TooMuch
        for part in found.items if found.kind == "list" else [found]:
            for name, value in scalars(part.resolved) if part.resolved.kind == "map" else ():
                self.spend(value)
                if name == _MERGE:
                    fields = {**self._merged(value, depth + 1), **fields}
                else:
                    fields.setdefault(name, value)
        return fields

    def words(self, fields: dict[str, Node], name: str, who: str) -> str:
        """The text of a field as it is written, "" without one."""
        node = fields.get(name)
        if node is None:
            return ""
        found = node.resolved
        self.spend(found)
        self._tag(found)
        if found.kind == "scalar":
            return "" if found.empty else found.value
        words = phrase(found)
        if words is not None:
            message = f"`{name}` of {who} holds a colon and was read as the text that was written"
            self.say(node.line, message, "Put the text in quotation marks.")
            return words
        self.say(node.line, f"`{name}` of {who} must be a text; it was left empty", "Write it on one line.")
        return ""

    def _items(self, fields: dict[str, Node], name: str) -> list[Node]:
        node = fields.get(name)
        if node is None:
            return []
        self.spend(node.resolved)
        items = node.resolved.items if node.resolved.kind == "list" else [node]
        for item in items:
            self.spend(item.resolved)
        return [item for item in items if not item.resolved.empty]

    def phrases(self, fields: dict[str, Node], name: str, who: str) -> tuple[str, ...]:
        """The phrases of a list, or of a single text."""
        phrases = []
        for item in self._items(fields, name):
            words = phrase(item)
            if words is None:
                self.say(
                    item.line, f"a phrase in `{name}` of {who} is no text; it is left out", "One phrase, one text."
                )
                continue
            if item.resolved.kind == "map":
                message = f"a phrase in `{name}` of {who} holds a colon and was read as the text that was written"
                self.say(item.line, message, "Put the phrase in quotation marks.")
            phrases.append(words)
        return tuple(phrases)

    def examples(self, fields: dict[str, Node], who: str) -> tuple[Example, ...]:
        """The examples of an entry."""
        found = []
        for item in self._items(fields, "examples"):
            shown = example(item)
            if shown is None:
                hint = 'Write it as text, or as {text: "…", role: patient}.'
                self.say(item.line, f"an example of {who} holds no text; it is left out", hint)
            else:
                found.append(shown)
                self._example_fields(item.resolved, who)
        return tuple(found)

    def _example_fields(self, node: Node, who: str) -> None:
        for key, value in node.pairs:
            self.spend(value.resolved)
            if key.resolved.value.strip() not in {"text", "role"}:
                message = f"an example of {who} has a field that qual does not use; it is kept"
                self.say(key.line, message, "An example has `text` and `role`.")

    def color(self, fields: dict[str, Node], who: str) -> str:
        """The color of an entry as `#RRGGBB`, "" without a sound one."""
        written = values.one_line(self.words(fields, "color", who))
        if written:
            shade = values.color(written)
            if shade is None:
                message = f"the color of {who} is not written as #RRGGBB; it is shown without one"
                self.say(fields["color"].line, message, 'Write it with quotation marks, such as "#4477AA".')
            return shade or ""
        if "color" in fields and self._cut_off(fields["color"].resolved):
            message = f"the color of {who} is lost: without quotation marks, # begins a comment"
            self.say(fields["color"].line, message, 'Write it with quotation marks, such as "#4477AA".')
        return ""

    def _cut_off(self, node: Node) -> bool:
        rest = self.text[node.end : node.end + 20].split("\n")[0].strip()
        return node.value == "" and values.color(rest[:7]) is not None and rest.startswith("#")

    def flag(self, fields: dict[str, Node], name: str, who: str) -> bool:
        """Whether a field says yes; nothing is no."""
        said = self.words(fields, name, who).strip().casefold()
        if said not in _YES | _NO:
            self.say(fields[name].line, f"`{name}` of {who} must be true or false; it counts as false")
        return said in _YES

    def _tag(self, node: Node) -> None:
        if node.tag and not node.tag.startswith(_STANDARD_TAG):
            self.say(node.line, "a YAML tag (a word that begins with !) is ignored", "Delete it; no tag is needed.")

    def spend(self, node: Node) -> None:
        """Count what is looked at: a small file may unfold, through aliases, to an enormous one."""
        self._values -= 1
        self._characters -= len(node.value)
        if self._values < 0 or self._characters < 0:
            raise TooMuch

    def say(self, line: int | None, message: str, hint: str = "") -> None:
        """Note a problem, as long as there are not too many."""
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.file, line, message, hint))
