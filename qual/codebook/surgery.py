"""Changes of a codebook, planned: what it is to say afterwards, and which codings count as what then.

Each function takes a codebook and returns a `Surgery`; nothing is written. Identity is the id: renaming is not
recoding. No entry is ever taken out that a coding may hang on: it is retired, or merged into another and retired.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from qual.codebook import values
from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Theme
from qual.model.surgery import Carried, Shift, Surgery

DEEPEST = 20
"""Levels of codes under codes; what lies deeper is read as if it stood beside."""


def add_code(book: Codebook, code: Code, before: str = "") -> Surgery:
    """A new code, in front of the code `before` or at the end of where it goes."""
    _free(book, "code", code.id)
    return Surgery("code added", (code.id,), book, placed(book, code, before))


def set_code(book: Codebook, code: Code) -> Surgery:
    """Another name, definition, phrase, example, colour or place of a code; what is done is called by its name."""
    old = code_of(book, code.id)
    if (code.theme, code.parent) != (old.theme, old.parent):
        wanted = _with(moved(book, code.id, code.theme, code.parent), code)
    else:
        wanted = _with(book, code)
    return Surgery(_named(old, code), (code.id,), book, wanted)


def move_code(book: Codebook, code: str, theme: str, parent: str = "", before: str = "") -> Surgery:
    """A code with all under it to another theme, under another code, or in front of another."""
    old = code_of(book, code)
    what = "code nested" if parent and parent != old.parent else "code moved"
    return Surgery(what, (code,), book, moved(book, code, theme, parent, before))


def retire_code(book: Codebook, code: str, *, retired: bool = True) -> Surgery:
    """A code offered no longer, or again; one that was merged is no longer said to be when it comes back."""
    old = code_of(book, code)
    wanted = _with(book, replace(old, retired=retired, merged_into=old.merged_into if retired else ""))
    return Surgery("code retired" if retired else "code taken back", (code,), book, wanted)


def add_theme(book: Codebook, theme: Theme) -> Surgery:
    """A new theme at the end."""
    _free(book, "theme", theme.id)
    return Surgery("theme added", (theme.id,), book, replace(book, themes=(*book.themes, theme)))


def set_theme(book: Codebook, theme: Theme) -> Surgery:
    """Another name, definition or colour of a theme."""
    theme_of(book, theme.id)
    themes = tuple(theme if one.id == theme.id else one for one in book.themes)
    return Surgery("theme changed", (theme.id,), book, replace(book, themes=themes))


def move_theme(book: Codebook, theme: str, before: str = "") -> Surgery:
    """A theme in front of another, or at the end."""
    own = theme_of(book, theme)
    left = [one for one in book.themes if one.id != theme]
    at = len(left) if not before or before == theme else left.index(theme_of(book, before))
    wanted = replace(book, themes=(*left[:at], own, *left[at:]))
    return Surgery("theme moved", (theme,), book, _settled(wanted, book.codes))


def remove_theme(book: Codebook, theme: str) -> Surgery:
    """A theme without codes taken out.

    Raises:
        Refused: if there are codes under it.
    """
    own = theme_of(book, theme)
    if book.codes_of(theme):
        raise Refused(f"Removing the theme {own.name!r}", "there are codes under it", hint="Move its codes first.")
    themes = tuple(one for one in book.themes if one.id != theme)
    return Surgery("theme removed", (theme,), book, replace(book, themes=themes))


def merge(book: Codebook, sources: Sequence[str], into: Code) -> Surgery:
    """Codes become one: their codings count as `into`, the codes stay readable as merged into it.

    Args:
        book: the codebook as it is.
        sources: ids of the codes that go; `into` may be among them and stays.
        into: the code that takes over, as it is to be: one of the codebook, or a new one.

    Raises:
        NotFound: for a code that is not there.
        Refused: for fewer than two codes, a heading, or a code that is merged already.
    """
    gone = [code_of(book, one) for one in dict.fromkeys(sources) if one != into.id]
    there = book.code(into.id)
    what = "Merging codes"
    if len(gone) + (there is not None) <= 1:
        raise Refused(what, "two different codes are needed", hint="Name the codes that are to become one.")
    for one in (*gone, *([there] if there else [])):
        if one.merged_into or one.heading:
            why = f"merged into {one.merged_into!r} already" if one.merged_into else "a heading without codings"
            raise Refused(what, f"the code {one.name!r} is {why}", hint="Leave it out.")
    wanted = set_code(book, into).wanted if there else placed(book, into)
    for one in gone:
        old = replace(code_of(wanted, one.id), retired=True, merged_into=into.id)
        wanted = _with(wanted, old)
        stay = {into.id, *(above.id for above in wanted.above(into.id))}
        for child in [code for code in wanted.codes if code.parent == one.id and code.id not in stay]:
            wanted = moved(wanted, child.id, code_of(wanted, into.id).theme, into.id)
    known = tuple(one.id for one in gone) + ((into.id,) if there else ())
    shifts = tuple(Shift(one.id, into.id) for one in gone)
    return Surgery(
        "codes merged", (into.id, *(g.id for g in gone)), book, wanted, shifts, (Carried(known, into.id),)
    )


def split(
    book: Codebook, code: str, parts: Sequence[Code], codings: Mapping[str, str], *, retire: bool = False
) -> Surgery:
    """A code parted into several: single codings count as one of the parts, the others stay with the code.

    Args:
        book: the codebook as it is.
        code: the code that is parted.
        parts: the codes that codings go to: new ones, or some of the codebook.
        codings: id of a coding -> id of the part it counts as, or the code itself.
        retire: whether the code is offered no longer.

    Raises:
        NotFound: for a code that is not there.
        Refused: without a part, or for a coding that goes to none of the parts.
    """
    own = code_of(book, code)
    what = f"Splitting the code {own.name!r}"
    if not parts:
        raise Refused(what, "no code is named for its codings to go to", hint="Name at least one.")
    wanted = book
    new: list[str] = []
    for part in parts:
        if part.id == code:
            raise Refused(
                what, "it cannot be a part of itself", hint="Codings that are named nowhere stay with it."
            )
        if book.code(part.id) is None:
            wanted, new = placed(wanted, part, _behind(book, own, part)), [*new, part.id]
    there = {part.id for part in parts} | {code}
    if strange := sorted(set(codings.values()) - there):
        raise Refused(what, f"codings are to count as {strange[0]!r}, which is not among the parts")
    if retire:
        wanted = _with(wanted, replace(code_of(wanted, code), retired=True))
    shifts = tuple(Shift(code, part, coding) for coding, part in sorted(codings.items()) if part != code)
    carried = tuple(Carried((code,), part) for part in new)
    return Surgery("code split", (code, *(part.id for part in parts)), book, wanted, shifts, carried)


def replaced(book: Codebook, wanted: Codebook, what: str) -> Surgery:
    """The codebook as another: an import, or putting back what it was."""
    themes = [theme.id for theme in wanted.themes if book.theme(theme.id) != theme]
    before = {code.id: code for code in book.codes}
    codes = [code.id for code in wanted.codes if before.get(code.id) != code]
    return Surgery(what, (*themes, *codes), book, wanted)


# -- what they are made of ---------------------------------------------------------------------------------------


def code_of(book: Codebook, code: str) -> Code:
    """The code with this id.

    Raises:
        NotFound: if it is not there.
    """
    found = book.code(code)
    if found is None:
        raise NotFound("code", code)
    return found


def theme_of(book: Codebook, theme: str) -> Theme:
    """The theme with this id.

    Raises:
        NotFound: if it is not there.
    """
    found = book.theme(theme)
    if found is None:
        raise NotFound("theme", theme)
    return found


def placed(book: Codebook, code: Code, before: str = "") -> Codebook:
    """The codebook with a new code, in front of a sibling or behind the last one."""
    code = values.settled_code(code)
    home = _home(book, code.theme, code.parent)
    _not_too_deep(book, code.parent, 1)
    codes = list(book.codes)
    code = replace(code, theme=home)
    at = _place(codes, code, before)
    return _settled(book, [*codes[:at], code, *codes[at:]])


def moved(book: Codebook, code: str, theme: str, parent: str = "", before: str = "") -> Codebook:
    """The codebook with a code, and all under it, somewhere else.

    Raises:
        NotFound: for a code or theme that is not there.
        Refused: if it would stand under itself.
    """
    own, under = code_of(book, code), book.under(code)
    inside = {code, *(one.id for one in under)}
    if parent in inside or before in inside - {code}:
        why = "a code cannot stand under itself or in front of a code under it"
        raise Refused(f"Moving the code {own.name!r}", why, hint="Choose another place.")
    home = _home(book, theme, parent)
    depth = max((len(book.above(one.id)) for one in under), default=len(book.above(code))) - len(book.above(code))
    _not_too_deep(book, parent, 1 + depth)
    left = [one for one in book.codes if one.id not in inside]
    own = replace(own, theme=home, parent=parent)
    at = _place(left, own, before if before != code else "")
    taken = [own, *(replace(one, theme=home) for one in under)]
    return _settled(book, [*left[:at], *taken, *left[at:]])


def ordered(themes: Sequence[Theme], codes: Sequence[Code], *, loose_first: bool = False) -> tuple[Code, ...]:
    """The codes as a file lists them: theme by theme, each code before those under it, otherwise as they come.

    Args:
        themes: in the order of the file.
        codes: siblings in their order.
        loose_first: whether codes without a theme come before the themes.
    """
    under: dict[tuple[str, str], list[Code]] = {}
    for code in codes:
        under.setdefault(("", code.parent) if code.parent else (code.theme, ""), []).append(code)
    homes = [theme.id for theme in themes]
    homes = ["", *homes] if loose_first else [*homes, ""]
    waiting = [code for home in homes for code in under.get((home, ""), ())][::-1]
    found = []
    while waiting:
        code = waiting.pop()
        found.append(code)
        waiting += under.get(("", code.id), [])[::-1]
    return tuple(found)


def _settled(book: Codebook, codes: Sequence[Code]) -> Codebook:
    """The codebook with these codes, in a file's order."""
    loose_first = bool(book.codes) and not book.codes[0].theme
    return replace(book, codes=ordered(book.themes, codes, loose_first=loose_first))


def _with(book: Codebook, code: Code) -> Codebook:
    """The codebook with other values of a code that stays where it is."""
    own = values.settled_code(code)
    return replace(book, codes=tuple(own if one.id == code.id else one for one in book.codes))


def _place(codes: Sequence[Code], code: Code, before: str) -> int:
    """Where in the list a code goes: in front of a sibling, or at the end.

    Raises:
        NotFound: if there is no such sibling.
    """
    if not before:
        return len(codes)
    for at, one in enumerate(codes):
        if one.id == before and (one.theme, one.parent) == (code.theme, code.parent):
            return at
    raise NotFound("code at that place", before)


def _home(book: Codebook, theme: str, parent: str) -> str:
    """The theme of a place; under a code it is that code's."""
    if parent:
        return code_of(book, parent).theme
    return theme_of(book, theme).id if theme else ""


def _behind(book: Codebook, own: Code, part: Code) -> str:
    """The sibling that stands behind a code, so that a part of it comes between; "" for none."""
    if (part.theme, part.parent) != (own.theme, own.parent):
        return ""
    siblings = [one.id for one in book.codes if (one.theme, one.parent) == (own.theme, own.parent)]
    at = siblings.index(own.id) + 1
    return siblings[at] if at < len(siblings) else ""


def _not_too_deep(book: Codebook, parent: str, levels: int) -> None:
    if parent and len(book.above(parent)) + 1 + levels > DEEPEST:
        raise Refused(
            "Nesting the code", f"codes stand at most {DEEPEST} levels deep", hint="Choose a place higher up."
        )


def _free(book: Codebook, kind: str, own: str) -> None:
    taken = book.code(own) if kind == "code" else book.theme(own)
    if taken is not None:
        raise Refused(
            f"The new {kind} {own!r}", f"there is a {kind} with this id already", hint="Choose another id."
        )


def _named(old: Code, new: Code) -> str:
    """What a change of one code is called: by the one thing that changes, else "code changed"."""
    names = {
        "name": "code renamed", "definition": "code redefined", "include": "code redefined",
        "exclude": "code redefined", "examples": "code redefined", "color": "code recoloured",
        "theme": "code moved", "parent": "code nested",
    }  # fmt: skip
    if old.retired != new.retired:
        names["retired"] = "code retired" if new.retired else "code taken back"
    what = {names.get(name, "code changed") for name in _fields() if getattr(old, name) != getattr(new, name)}
    return what.pop() if len(what) == 1 else "code changed"


def _fields() -> tuple[str, ...]:
    return tuple(Code.__dataclass_fields__)
