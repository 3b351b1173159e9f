"""The tree of a codebook file -> themes and codes, each with its place in the file.

Everything that is not understood becomes a `Problem`; whatever can be used is used.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field

from qual.codebook import values
from qual.codebook.syntax import Node, scalars
from qual.errors import Problem
from qual.model.codebook import Code, Codebook, Example, Theme

MAX_VALUES = 400_000
MAX_CHARACTERS = 20_000_000
MAX_PROBLEMS = 1_000
_TOP_FIELDS = ("title", "version", "themes", "codes")
_MERGE = "<<"
_STANDARD_TAG = "tag:yaml.org,2002:"
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0", ""})


class TooMuch(Exception):
    """The file unfolds to more than any codebook holds (aliases of aliases)."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its node, the list it is in, its number there, and the theme around it."""

    node: Node
    holder: Node
    index: int
    theme: str = ""


@dataclass(slots=True)
class Layout:
    """Themes and codes of a tree, and where each stands."""

    title: str = ""
    label: str = ""
    themes: dict[str, Theme] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    theme_places: dict[str, Place] = field(default_factory=dict)
    code_places: dict[str, Place] = field(default_factory=dict)
    repeated: set[tuple[str, str]] = field(default_factory=set)

    @property
    def book(self) -> Codebook:
        """The codebook itself."""
        return Codebook(self.title, self.label, tuple(self.themes.values()), tuple(self.codes.values()))


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


class Reader:
    """Reads one tree; `layout` and `problems` hold what came of it."""

    def __init__(self, file: str, text: str) -> None:
        self.file, self.text = file, text
        self.layout = Layout()
        self.problems: list[Problem] = []
        self._values = MAX_VALUES
        self._characters = MAX_CHARACTERS

    def read(self, root: Node) -> None:
        """Read a whole tree."""
        try:
            self._top(root)
        except TooMuch:
            message = (
                "the file unfolds to more than a codebook can hold (aliases of aliases); the rest was left out"
            )
            self._say(None, message, "Write the entries out in place of *aliases.")

    def _top(self, root: Node) -> None:
        if root.kind != "map":
            message = (
                "the file does not begin with fields such as `title:` and `themes:`; nothing of it could be used"
            )
            hint = "See codebook/README.md for how a codebook looks."
            self.problems.append(Problem(self.file, root.line, message, hint, fatal=True))
            return
        fields = self._fields(root, _TOP_FIELDS, "the codebook")
        self.layout.title = values.one_line(self._text(fields, "title", "the codebook"))
        self.layout.label = values.one_line(self._text(fields, "version", "the codebook"))
        for name in fields:  # themes and codes in the order of the file
            if name == "themes":
                for place in self._entries(fields[name], "themes"):
                    self._theme(place)
            elif name == "codes":
                self._codes(fields[name], "")
        if not {"themes", "codes"} & fields.keys():
            self._say(root.line, "the file holds neither `themes:` nor `codes:`", "Add a theme with its codes.")

    def _theme(self, place: Place) -> None:
        node = place.node.resolved
        fields = self._entry_fields(node, (*values.THEME_FIELDS, "codes"), "theme")
        identity = self._identity(fields, node, "theme", self.layout.themes)
        if identity is not None:
            own, name = identity
            if own in self.layout.themes:
                self.layout.repeated.add(("theme", own))
                first = self.layout.theme_places[own].node.line
                message = (
                    f"the theme id {own!r} is already used on line {first}; its codes were added to that theme"
                )
                self._say(node.line, message, "Join the two, or give this one another id.")
            else:
                definition = values.text(self._text(fields, "definition", f"theme {own!r}"))
                shade = self._color(fields, f"theme {own!r}")
                self.layout.themes[own] = Theme(own, name, definition, shade)
                self.layout.theme_places[own] = place
        if "codes" in fields:
            self._codes(fields["codes"], identity[0] if identity else "")

    def _codes(self, node: Node, theme: str, depth: int = 0) -> None:
        for place in self._entries(node, "codes", theme):
            self._code(place, theme, depth)

    def _code(self, place: Place, theme: str, depth: int) -> None:
        node = place.node.resolved
        fields = self._entry_fields(node, (*values.CODE_FIELDS, "codes"), "code")
        identity = self._identity(fields, node, "code", self.layout.codes)
        if identity is not None:
            own, name = identity
            if own in self.layout.codes:
                self.layout.repeated.add(("code", own))
                first = self.layout.code_places[own].node.line
                message = f"the code id {own!r} is already used on line {first}; this entry is left out"
                self._say(node.line, message, "Give one of the two another id.")
            else:
                self.layout.codes[own] = self._meaning(Code(own, name, theme), fields)
                self.layout.code_places[own] = place
        if "codes" in fields:
            message = "a code holds codes of its own; they were read as codes beside it"
            self._say(fields["codes"].line, message, "A codebook has themes and codes, no third level.")
            if depth > len(_TOP_FIELDS):
                raise TooMuch
            self._codes(fields["codes"], theme, depth + 1)

    def _meaning(self, code: Code, fields: dict[str, Node]) -> Code:
        who = f"code {code.id!r}"
        return Code(
            code.id,
            code.name,
            code.theme,
            values.text(self._text(fields, "definition", who)),
            self._phrases(fields, "include", who),
            self._phrases(fields, "exclude", who),
            self._examples(fields, who),
            self._color(fields, who),
            self._retired(fields, who),
        )

    def _identity(
        self, fields: dict[str, Node], node: Node, kind: str, taken: dict[str, Theme] | dict[str, Code]
    ) -> tuple[str, str] | None:
        own = values.one_line(self._text(fields, "id", f"this {kind}"))
        name = values.one_line(self._text(fields, "name", f"this {kind}"))
        if not own and not name:
            left = "its codes were read without a theme" if kind == "theme" else "it is left out"
            self._say(node.line, f"this {kind} has neither an id nor a name; {left}", "Give it an id and a name.")
            return None
        if not own:
            own = values.derived_id(name, taken)
            message = f"this {kind} has no id; {own!r} was made from its name"
            self._say(node.line, message, f"Write `id: {own}` into it, so that renaming it loses no coding.")
        if not name:
            name = own
            self._say(node.line, f"the {kind} {own!r} has no name; its id is shown instead", "Add `name:`.")
        return own, name

    def _entries(self, node: Node, name: str, theme: str = "") -> Iterator[Place]:
        found = node.resolved
        self._spend(found)
        if found.empty:
            return
        if found.kind != "list":
            message = f"`{name}:` must hold a list, each entry with a dash in front; it could not be used"
            self._say(node.line, message, "See codebook/README.md for how a codebook looks.")
            return
        for index, item in enumerate(found.items):
            self._spend(item.resolved)
            if item.resolved.kind == "list":
                message = f"a list stands among the {name}, where an entry with an id and a name is expected"
                self._say(item.line, f"{message}; it is left out", "Check the dashes.")
            elif not item.resolved.empty:
                yield Place(item, found, index, theme)

    def _entry_fields(self, node: Node, known: tuple[str, ...], kind: str) -> dict[str, Node]:
        if node.kind == "map":
            return self._fields(node, known, f"this {kind}")
        return {"name": node}

    def _fields(self, node: Node, known: tuple[str, ...], who: str) -> dict[str, Node]:
        """The known fields of a map; unknown, repeated and merged ones are dealt with."""
        self._tag(node)
        fields: dict[str, Node] = {}
        merged: list[Node] = []
        for key, value in node.pairs:
            self._spend(key)
            name = key.resolved.value.strip() if key.resolved.kind == "scalar" else ""
            if name == _MERGE:
                merged.append(value)
            elif name not in known:
                close = difflib.get_close_matches(name.casefold(), known, n=1, cutoff=0.75)
                hint = f"Did you mean `{close[0]}`?" if close else f"Known are: {', '.join(known)}."
                self._say(key.line, f"{who} has a field {name[:40]!r} that qual does not use; it is kept", hint)
            elif name in fields:
                self._say(
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
        if depth > len(_TOP_FIELDS):
            raise TooMuch
        for part in found.items if found.kind == "list" else [found]:
            for name, value in scalars(part.resolved) if part.resolved.kind == "map" else ():
                self._spend(value)
                if name == _MERGE:
                    fields = {**self._merged(value, depth + 1), **fields}
                else:
                    fields.setdefault(name, value)
        return fields

    def _text(self, fields: dict[str, Node], name: str, who: str) -> str:
        node = fields.get(name)
        if node is None:
            return ""
        found = node.resolved
        self._spend(found)
        self._tag(found)
        if found.kind == "scalar":
            return "" if found.empty else found.value
        words = phrase(found)
        if words is not None:
            message = f"`{name}` of {who} holds a colon and was read as the text that was written"
            self._say(node.line, message, "Put the text in quotation marks.")
            return words
        self._say(node.line, f"`{name}` of {who} must be a text; it was left empty", "Write it on one line.")
        return ""

    def _items(self, fields: dict[str, Node], name: str) -> list[Node]:
        node = fields.get(name)
        if node is None:
            return []
        self._spend(node.resolved)
        items = node.resolved.items if node.resolved.kind == "list" else [node]
        for item in items:
            self._spend(item.resolved)
        return [item for item in items if not item.resolved.empty]

    def _phrases(self, fields: dict[str, Node], name: str, who: str) -> tuple[str, ...]:
        phrases = []
        for item in self._items(fields, name):
            words = phrase(item)
            if words is None:
                self._say(
                    item.line, f"a phrase in `{name}` of {who} is no text; it is left out", "One phrase, one text."
                )
                continue
            if item.resolved.kind == "map":
                message = f"a phrase in `{name}` of {who} holds a colon and was read as the text that was written"
                self._say(item.line, message, "Put the phrase in quotation marks.")
            phrases.append(words)
        return tuple(phrases)

    def _examples(self, fields: dict[str, Node], who: str) -> tuple[Example, ...]:
        found = []
        for item in self._items(fields, "examples"):
            shown = example(item)
            if shown is None:
                hint = 'Write it as text, or as {text: "…", role: patient}.'
                self._say(item.line, f"an example of {who} holds no text; it is left out", hint)
            else:
                found.append(shown)
                self._example_fields(item.resolved, who)
        return tuple(found)

    def _example_fields(self, node: Node, who: str) -> None:
        for key, value in node.pairs:
            self._spend(value.resolved)
            if key.resolved.value.strip() not in {"text", "role"}:
                message = f"an example of {who} has a field that qual does not use; it is kept"
                self._say(key.line, message, "An example has `text` and `role`.")

    def _color(self, fields: dict[str, Node], who: str) -> str:
        written = values.one_line(self._text(fields, "color", who))
        if written:
            shade = values.color(written)
            if shade is None:
                message = f"the color of {who} is not written as #RRGGBB; it is shown without one"
                self._say(fields["color"].line, message, 'Write it with quotation marks, such as "#4477AA".')
            return shade or ""
        if "color" in fields and self._cut_off(fields["color"].resolved):
            message = f"the color of {who} is lost: without quotation marks, # begins a comment"
            self._say(fields["color"].line, message, 'Write it with quotation marks, such as "#4477AA".')
        return ""

    def _cut_off(self, node: Node) -> bool:
        rest = self.text[node.end : node.end + 20].split("\n")[0].strip()
        return node.value == "" and values.color(rest[:7]) is not None and rest.startswith("#")

    def _retired(self, fields: dict[str, Node], who: str) -> bool:
        said = self._text(fields, "retired", who).strip().casefold()
        if said not in _YES | _NO:
            self._say(fields["retired"].line, f"`retired` of {who} must be true or false; it counts as false")
        return said in _YES

    def _tag(self, node: Node) -> None:
        if node.tag and not node.tag.startswith(_STANDARD_TAG):
            self._say(
                node.line, "a YAML tag (a word that begins with !) is ignored", "Delete it; no tag is needed."
            )

    def _spend(self, node: Node) -> None:
        """Count what is looked at: a small file may unfold, through aliases, to an enormous one."""
        self._values -= 1
        self._characters -= len(node.value)
        if self._values < 0 or self._characters < 0:
            raise TooMuch

    def _say(self, line: int | None, message: str, hint: str = "") -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(Problem(self.file, line, message, hint))
