"""Themes, codes, and all of them at one content state."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

HEX_COLOR = "#RRGGBB"


@dataclass(frozen=True, slots=True)
class Example:
    """Words that show what a code means, with the role that might say them ("" for any)."""

    text: str
    role: str = ""


@dataclass(frozen=True, slots=True)
class Code:
    """One code of the codebook. The id is its identity; renaming is not recoding.

    Attributes:
        id: stable, unique in the codebook.
        name: as people read it.
        theme: id of the theme it stands under, "" for none.
        definition: what it means.
        include: phrases that belong to it.
        exclude: phrases that do not.
        examples: words that show it.
        color: `#RRGGBB`, or "".
        retired: True where it is kept for its codings and offered no longer.
        parent: id of the code it stands under, "" where it stands directly under its theme.
        heading: True where it only groups the codes under it and is offered for no words of its own.
        merged_into: id of the code that took its codings over, "" for none; such a code is retired.
    """

    id: str
    name: str
    theme: str = ""
    definition: str = ""
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    color: str = ""
    retired: bool = False
    parent: str = ""
    heading: bool = False
    merged_into: str = ""

    @property
    def offered(self) -> bool:
        """Whether words may be given this code."""
        return not (self.retired or self.heading)

    @property
    def meaning(self) -> str:
        """Hash of what says which words belong: definition, include and exclude.

        Renaming is not recoding, and examples only show what the definition says.
        """
        parts = [self.definition, self.include, self.exclude]
        return hashlib.sha256(json.dumps(parts, ensure_ascii=False).encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Theme:
    """A group of codes."""

    id: str
    name: str
    definition: str = ""
    color: str = ""


@dataclass(frozen=True, slots=True)
class Codebook:
    """All themes and codes at one content state.

    Attributes:
        title: the researcher's title.
        label: the researcher's own version label, "" without one.
        themes: in the researcher's order.
        codes: in the researcher's order, each naming its theme; a code stands before those under it.

    Raises:
        ValueError: if an id occurs twice, or a code names a theme that is not there, or stands under a code that
            is not before it or is of another theme.
    """

    title: str = ""
    label: str = ""
    themes: tuple[Theme, ...] = ()
    codes: tuple[Code, ...] = ()

    def __post_init__(self) -> None:
        for kind, ids in (("theme", [t.id for t in self.themes]), ("code", [c.id for c in self.codes])):
            if len(set(ids)) < len(ids):
                raise ValueError(f"a {kind} id occurs twice in the codebook")
        themes = {theme.id for theme in self.themes}
        for code in self.codes:
            if code.theme and code.theme not in themes:
                raise ValueError(f"code {code.id} names a theme that is not there: {code.theme}")
        above: dict[str, str] = {}
        for code in self.codes:
            if code.parent and above.get(code.parent) != code.theme:
                raise ValueError(
                    f"code {code.id} stands under a code that is not before it in its theme: {code.parent}"
                )
            above[code.id] = code.theme

    @property
    def version(self) -> str:
        """Hash of the content, 12 hex digits: the `codebook_version` of suggestions and codings."""
        return _version(self)

    def code(self, code: str) -> Code | None:
        """The code with this id, or None."""
        return next((c for c in self.codes if c.id == code), None)

    def theme(self, theme: str) -> Theme | None:
        """The theme with this id, or None."""
        return next((t for t in self.themes if t.id == theme), None)

    def codes_of(self, theme: str) -> tuple[Code, ...]:
        """The codes of a theme, in the researcher's order, those under other codes among them."""
        return tuple(c for c in self.codes if c.theme == theme)

    def above(self, code: str) -> tuple[Code, ...]:
        """The codes that this one stands under, the outermost first; () for a code that is not there."""
        known = {one.id: one for one in self.codes}
        found: list[Code] = []
        own = known.get(code)
        while own is not None and own.parent:
            own = known[own.parent]
            found.insert(0, own)
        return tuple(found)

    def under(self, code: str) -> tuple[Code, ...]:
        """The codes under this one, at any depth, in the researcher's order."""
        inside = {code}
        found = []
        for one in self.codes:  # a code stands before those under it
            if one.parent in inside:
                inside.add(one.id)
                found.append(one)
        return tuple(found)


_LATER_FIELDS = ("parent", "heading", "merged_into")
"""Fields of a code that came later: where they say nothing, a version keeps the hash it always had."""


@lru_cache(maxsize=16)
def _version(book: Codebook) -> str:
    """The hash of what a codebook says; it is asked for many times while one page is drawn."""
    content = json.dumps(_content(book), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:12]


def _content(book: Codebook) -> dict[str, Any]:
    """Everything a codebook says, as `dataclasses.asdict` has it, which takes ten times as long."""
    return {
        "title": book.title,
        "label": book.label,
        "themes": [_said(theme) for theme in book.themes],
        "codes": [_said_of(code) for code in book.codes],
    }


def _said(entry: Theme | Code | Example) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__slots__}


def _said_of(code: Code) -> dict[str, Any]:
    found = _said(code)
    found["examples"] = [_said(example) for example in code.examples]
    for name in _LATER_FIELDS:
        if not found[name]:
            del found[name]
    return found
