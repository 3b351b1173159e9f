"""The tree of a codebook file -> themes and codes, each with its place in the file.

Everything that is not understood becomes a `Problem`; whatever can be used is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from qual.codebook import values
from qual.codebook.fields import Fields, TooMuch
from qual.codebook.syntax import Node
from qual.errors import Problem
from qual.model.codebook import Code, Codebook, Theme

TOP_FIELDS = ("title", "version", "themes", "codes")
MAX_LEVELS = 20
"""How deep codes may stand under codes; those deeper are read as codes beside."""
MAX_CODES = 20_000


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands: its node, the list it is in, and its number there."""

    node: Node
    holder: Node
    index: int


@dataclass(frozen=True, slots=True)
class _Under:
    """What the codes of a list stand under: a theme, a code ("" for none), and how many codes above."""

    theme: str = ""
    parent: str = ""
    level: int = 1


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


class Reader(Fields):
    """Reads one tree; `layout` and `problems` hold what came of it."""

    def __init__(self, file: str, text: str) -> None:
        super().__init__(file, text)
        self.layout = Layout()
        self._merges: dict[str, int] = {}
        self._derived: dict[str, dict[str, int]] = {"theme": {}, "code": {}}

    def read(self, root: Node) -> None:
        """Read a whole tree."""
        try:
            self._top(root)
        except TooMuch:
            message = (
                "the file unfolds to more than a codebook can hold (aliases of aliases); the rest was left out"
            )
            hint = f"Write the entries out in place of *aliases; a codebook holds at most {MAX_CODES:,} codes."
            self.problems.append(Problem(self.file, None, message, hint))  # said, however many there are
        self._settle_merges()

    def _top(self, root: Node) -> None:
        if root.kind != "map":
            message = (
                "the file does not begin with fields such as `title:` and `themes:`; nothing of it could be used"
            )
            hint = "See codebook/README.md for how a codebook looks."
            self.problems.append(Problem(self.file, root.line, message, hint, fatal=True))
            return
        fields = self.read_fields(root, TOP_FIELDS, "the codebook")
        self.layout.title = values.one_line(self.words(fields, "title", "the codebook"))
        self.layout.label = values.one_line(self.words(fields, "version", "the codebook"))
        for name in fields:  # themes and codes in the order of the file
            if name == "themes":
                for place in self._entries(fields[name], "themes"):
                    self._theme(place)
            elif name == "codes":
                self._codes(fields[name], _Under())
        if not {"themes", "codes"} & fields.keys():
            self.say(root.line, "the file holds neither `themes:` nor `codes:`", "Add a theme with its codes.")

    def _theme(self, place: Place) -> None:
        node = place.node.resolved
        fields = self._entry_fields(node, (*values.THEME_FIELDS, "codes"), "theme")
        left = "its codes were read without a theme"
        identity = self._identity(fields, node, "theme", self.layout.themes, left)
        if identity is not None:
            own, name = identity
            if own in self.layout.themes:
                self.layout.repeated.add(("theme", own))
                first = self.layout.theme_places[own].node.line
                message = (
                    f"the theme id {own!r} is already used on line {first}; its codes were added to that theme"
                )
                self.say(node.line, message, "Join the two, or give this one another id.")
            else:
                definition = values.text(self.words(fields, "definition", f"theme {own!r}"))
                shade = self.color(fields, f"theme {own!r}")
                self.layout.themes[own] = Theme(own, name, definition, shade)
                self.layout.theme_places[own] = place
        if "codes" in fields:
            self._codes(fields["codes"], _Under(identity[0] if identity else ""))

    def _codes(self, node: Node, under: _Under) -> None:
        """The codes of a list with all codes under them, depth first; a file may nest them without end."""
        open_lists = [(self._entries(node, "codes"), under)]
        while open_lists:
            places, above = open_lists[-1]
            place = next(places, None)
            if place is None:
                open_lists.pop()
                continue
            below = self._code(place, above)
            if below is not None:
                open_lists.append((self._entries(below[0], "codes"), below[1]))

    def _code(self, place: Place, under: _Under) -> tuple[Node, _Under] | None:
        """Read one code; returns the list of codes inside it, and what they stand under."""
        node = place.node.resolved
        fields = self._entry_fields(node, (*values.CODE_FIELDS, "codes"), "code")
        inside = fields.get("codes")
        beside = "" if inside is None or inside.resolved.empty else ", and the codes inside it stand beside it"
        identity = self._identity(fields, node, "code", self.layout.codes, f"it is left out{beside}")
        if identity is None:
            return (inside, under) if inside is not None else None
        own, name = identity
        if own in self.layout.codes:
            self.layout.repeated.add(("code", own))
            first = self.layout.code_places[own].node
            message = f"the code id {own!r} is already used on line {first.line}; this entry is left out{beside}"
            self.say(node.line, message, "Give one of the two another id.")
            again = first.resolved is node  # an alias: what is inside it was read before
            return (inside, under) if inside is not None and not again else None
        if len(self.layout.codes) >= MAX_CODES:
            raise TooMuch
        self.layout.codes[own] = self._meaning(Code(own, name, under.theme, parent=under.parent), fields)
        self.layout.code_places[own] = place
        if inside is None or inside.resolved.empty:
            return None
        if under.level < MAX_LEVELS:
            return inside, _Under(under.theme, own, under.level + 1)
        message = (
            f"codes stand more than {MAX_LEVELS} levels deep; those inside {own!r} were read as codes beside it"
        )
        self.say(inside.line, message, "Let them stand under a code further up.")
        return inside, under

    def _meaning(self, code: Code, fields: dict[str, Node]) -> Code:
        who = f"code {code.id!r}"
        merged_into = values.one_line(self.words(fields, "merged_into", who))
        if merged_into:
            self._merges[code.id] = fields["merged_into"].line
        return replace(
            code,
            definition=values.text(self.words(fields, "definition", who)),
            include=self.phrases(fields, "include", who),
            exclude=self.phrases(fields, "exclude", who),
            examples=self.examples(fields, who),
            color=self.color(fields, who),
            retired=self.flag(fields, "retired", who),
            heading=self.flag(fields, "heading", who),
            merged_into=merged_into,
        )

    def _settle_merges(self) -> None:
        """Let go of every `merged_into` that leads nowhere or round in a circle."""
        codes = self.layout.codes
        into = {own: codes[own].merged_into for own in self._merges}
        circle = values.circling(into)
        for own, line in self._merges.items():
            if into[own] == own:
                why, hint = "is merged into itself", "Delete the line."
            elif own in circle:
                why = f"is merged into {into[own]!r}, and that in the end into {own!r}"
                hint = "Let the last code of a row of merges be merged into none."
            elif into[own] not in codes:
                why = f"is merged into {into[own]!r}, which is not there"
                hint = "Write the id of the code that took its codings over."
            else:
                continue
            self.say(line, f"the code {own!r} {why}; it counts as not merged", hint)
            codes[own] = replace(codes[own], merged_into="")

    def _identity(
        self, fields: dict[str, Node], node: Node, kind: str, taken: dict[str, Theme] | dict[str, Code], left: str
    ) -> tuple[str, str] | None:
        own = values.one_line(self.words(fields, "id", f"this {kind}"))
        name = values.one_line(self.words(fields, "name", f"this {kind}"))
        if not own and not name:
            message = f"this {kind} has neither an id nor a name; {left}"
            self.say(node.line, message, "Give it an id and a name.")
            return None
        if not own:
            own = values.derived_id(name, taken, self._derived[kind])
            message = f"this {kind} has no id; {own!r} was made from its name"
            self.say(node.line, message, f"Write `id: {own}` into it, so that renaming it loses no coding.")
        if not name:
            name = own
            self.say(node.line, f"the {kind} {own!r} has no name; its id is shown instead", "Add `name:`.")
        return own, name

    def _entries(self, node: Node, name: str) -> Iterator[Place]:
        found = node.resolved
        self.spend(found)
        if found.empty:
            return
        if found.kind != "list":
            message = f"`{name}:` must hold a list, each entry with a dash in front; it could not be used"
            self.say(node.line, message, "See codebook/README.md for how a codebook looks.")
            return
        for index, item in enumerate(found.items):
            self.spend(item.resolved)
            if item.resolved.kind == "list":
                message = f"a list stands among the {name}, where an entry with an id and a name is expected"
                self.say(item.line, f"{message}; it is left out", "Check the dashes.")
            elif not item.resolved.empty:
                yield Place(item, found, index)

    def _entry_fields(self, node: Node, known: tuple[str, ...], kind: str) -> dict[str, Node]:
        if node.kind == "map":
            return self.read_fields(node, known, f"this {kind}")
        return {"name": node}
