"""Change one entry of the codebook file; every other byte of it stays as the researcher left it.

Every function takes the bytes of the file and returns the new bytes. The result is read again before it is
handed out: if it does not say exactly what was asked for, nothing is changed and the act is refused.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from operator import attrgetter
from pathlib import Path

from qual.codebook import emit, values
from qual.codebook.edit import Edit, Page, applied
from qual.codebook.layout import Layout, Place
from qual.codebook.places import added_entry, cut_entry, moved_entry, removed_entry, with_own_fields
from qual.codebook.read import Loaded, load
from qual.errors import ChangedElsewhere, NotFound, Refused, Unreadable
from qual.model.codebook import Code, Codebook, Theme


def set_code(data: bytes, code: Code) -> bytes:
    """Give a code new values; only the fields that differ are touched, and a new theme moves the entry.

    Raises:
        NotFound: for a code that is not in the file.
        Refused: for a file that cannot be read as a whole, an id that is there twice, a name or color that
            cannot be, or an entry that shares its lines with others.
    """
    code = _sound_code(code)
    loaded = _opened(data, "The change of the code")
    old, place = _code_at(loaded, code.id)
    moved = code.theme != old.theme
    new, before = emit.code_values(code), emit.code_values(old)
    changed = {name: value for name, value in new.items() if value != before[name]}
    if changed:
        data, loaded, place = _with_fields(data, loaded, place, code.id, attrgetter("code_places"))
        edits = _page(loaded).set_fields(place.node.resolved, changed, values.CODE_FIELDS)
        kept = replace(code, theme=old.theme)
        data = _checked(loaded, edits, _with_code(loaded.layout.book, kept), f"The change of the code {code.id!r}")
    return move_code(data, code.id, code.theme) if moved else data


def add_code(data: bytes, code: Code) -> bytes:
    """Add a code at the end of its theme, or at the end of the codes without a theme.

    Raises:
        NotFound: for a theme that is not in the file.
        Refused: for an id that is taken, and as `set_code`.
    """
    code = _sound_code(code)
    what = f"The new code {code.id!r}"
    loaded = _opened(data, what)
    book = loaded.layout.book
    if code.id in loaded.layout.codes:
        raise Refused(what, "there is a code with this id already", hint="Choose another id.")
    data, loaded, theme = _theme_for_codes(data, loaded, code.theme)
    fields = [(name, value) for name, value in emit.code_values(code).items() if value not in {"", (), False}]
    edits = added_entry(_page(loaded), loaded.root, theme, "codes", fields)
    return _checked(loaded, edits, replace(book, codes=(*book.codes, code)), what, ordered=False)


def add_theme(data: bytes, theme: Theme) -> bytes:
    """Add a theme without codes at the end of the themes.

    Raises:
        Refused: for an id that is taken, and as `set_code`.
    """
    theme = _sound_theme(theme)
    what = f"The new theme {theme.id!r}"
    loaded = _opened(data, what)
    book = loaded.layout.book
    if theme.id in loaded.layout.themes:
        raise Refused(what, "there is a theme with this id already", hint="Choose another id.")
    fields = [(name, value) for name, value in emit.theme_values(theme).items() if value]
    edits = added_entry(_page(loaded), loaded.root, None, "themes", fields)
    return _checked(loaded, edits, replace(book, themes=(*book.themes, theme)), what)


def set_theme(data: bytes, theme: Theme) -> bytes:
    """Give a theme new values; only the fields that differ are touched, and none of its codes.

    Raises:
        NotFound: for a theme that is not in the file.
        Refused: as `set_code`.
    """
    theme = _sound_theme(theme)
    loaded = _opened(data, "The change of the theme")
    old, place = _theme_at(loaded, theme.id)
    before = emit.theme_values(old)
    changed = {name: value for name, value in emit.theme_values(theme).items() if value != before[name]}
    if not changed:
        return data
    data, loaded, place = _with_fields(data, loaded, place, theme.id, attrgetter("theme_places"))
    book = loaded.layout.book
    themes = tuple(theme if other.id == theme.id else other for other in book.themes)
    edits = _page(loaded).set_fields(place.node.resolved, changed, (*values.THEME_FIELDS, "codes"))
    return _checked(loaded, edits, replace(book, themes=themes), f"The change of the theme {theme.id!r}")


def move_code(data: bytes, code_id: str, theme_id: str) -> bytes:
    """Move the lines of a code, its comments included, to the end of another theme ("" for no theme).

    Raises:
        NotFound: for a code or theme that is not in the file.
        Refused: as `set_code`.
    """
    what = f"The move of the code {code_id!r}"
    loaded = _opened(data, what)
    old, place = _code_at(loaded, code_id)
    if old.theme == theme_id:
        return data
    if theme_id and theme_id not in loaded.layout.themes:
        raise NotFound("theme", theme_id)
    data, loaded, place = _with_fields(data, loaded, place, code_id, attrgetter("code_places"))
    data, loaded, theme = _theme_for_codes(data, loaded, theme_id)
    place = loaded.layout.code_places[code_id]
    page = _page(loaded)
    edits = [*moved_entry(page, loaded.root, theme, place, what), *cut_entry(page, place)]
    return _checked(
        loaded, edits, _with_code(loaded.layout.book, replace(old, theme=theme_id)), what, ordered=False
    )


def retire_code(data: bytes, code_id: str, retired: bool = True) -> bytes:  # noqa: FBT001, FBT002 - the room's contract
    """Retire a code (`retired: true`), or take it into use again; its codings stay in either case.

    Raises:
        NotFound: for a code that is not in the file.
        Refused: as `set_code`.
    """
    old, _ = _code_at(_opened(data, "The retirement of the code"), code_id)
    return set_code(data, replace(old, retired=retired))


def remove_code(data: bytes, code_id: str) -> bytes:
    """Take a code out of the file for good; the comments of others stay, its list may be left empty.

    Raises:
        NotFound: for a code that is not in the file.
        Refused: as `set_code`, and where other entries borrow lines or their ids from this one.
    """
    what = f"The removal of the code {code_id!r}"
    loaded = _opened(data, what)
    _, place = _code_at(loaded, code_id)
    book = loaded.layout.book
    left = replace(book, codes=tuple(code for code in book.codes if code.id != code_id))
    return _checked(loaded, removed_entry(_page(loaded), place), left, what)


def remove_theme(data: bytes, theme_id: str) -> bytes:
    """Take a theme without codes out of the file for good.

    Raises:
        NotFound: for a theme that is not in the file.
        Refused: as `remove_code`, and for a theme that has codes.
    """
    what = f"The removal of the theme {theme_id!r}"
    loaded = _opened(data, what)
    _, place = _theme_at(loaded, theme_id)
    book = loaded.layout.book
    if book.codes_of(theme_id):
        raise Refused(what, "there are codes under it", hint="Move its codes first.")
    left = replace(book, themes=tuple(theme for theme in book.themes if theme.id != theme_id))
    return _checked(loaded, removed_entry(_page(loaded), place), left, what)


def save(path: Path, new: bytes, *, expected_sha256: str) -> None:
    """Put new bytes in place of a file in one step, if the file is still the one that was read.

    Args:
        path: the codebook file.
        new: its new bytes.
        expected_sha256: hash of the bytes that were read, as 64 hex digits.

    Raises:
        ChangedElsewhere: if the file has other bytes by now, or is gone; nothing is written.
        Unreadable: if the file or its folder cannot be used.
    """
    path = path.resolve()  # a link stays a link
    try:
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected_sha256:
            raise ChangedElsewhere(path.name)
        mode = path.stat().st_mode
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    except FileNotFoundError as error:
        raise ChangedElsewhere(path.name) from error
    except OSError as error:
        raise Unreadable(
            path.name, error.strerror or "the system refused", hint="Check its permissions."
        ) from error
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(mode & 0o777)
        if hashlib.sha256(path.read_bytes()).hexdigest() != expected_sha256:
            raise ChangedElsewhere(path.name)
        Path(name).replace(path)
    except OSError as error:
        raise Unreadable(path.name, error.strerror or "the system refused", hint="It was not changed.") from error
    finally:
        with suppress(FileNotFoundError):
            Path(name).unlink()


# -- what every change has in common -----------------------------------------------------------------------------


def _opened(data: bytes, what: str) -> Loaded:
    loaded = load(data)
    if loaded.source.encoding and not loaded.broken:
        if loaded.root is None or loaded.root.resolved.kind == "map":
            return loaded
        raise Refused(
            what, "the codebook file does not begin with fields such as `themes:`", problems=loaded.problems
        )
    lines = sorted({problem.line for problem in loaded.broken or loaded.problems if problem.line is not None})
    where = f" (line {lines[0]})" if lines else ""
    why = f"the codebook file has a mistake{where} that must be mended first, so that no line of it is lost"
    raise Refused(
        what, why, hint="Open it in a text editor; `qual check` names the lines.", problems=loaded.problems
    )


def _page(loaded: Loaded) -> Page:
    return Page(loaded.source.raw, loaded.source.newline)


def _code_at(loaded: Loaded, code_id: str) -> tuple[Code, Place]:
    if code_id not in loaded.layout.codes:
        raise NotFound("code", code_id)
    if ("code", code_id) in loaded.layout.repeated:
        raise Refused(
            f"The change of the code {code_id!r}", "the id stands in the file twice", hint="Mend it there."
        )
    return loaded.layout.codes[code_id], loaded.layout.code_places[code_id]


def _theme_at(loaded: Loaded, theme_id: str) -> tuple[Theme, Place]:
    if theme_id not in loaded.layout.themes:
        raise NotFound("theme", theme_id)
    if ("theme", theme_id) in loaded.layout.repeated:
        raise Refused(
            f"The change of the theme {theme_id!r}", "the id stands in the file twice", hint="Mend it there."
        )
    return loaded.layout.themes[theme_id], loaded.layout.theme_places[theme_id]


def _with_fields(
    data: bytes, loaded: Loaded, place: Place, own: str, places: Callable[[Layout], dict[str, Place]]
) -> tuple[bytes, Loaded, Place]:
    """The same file with the entry's id written out, so that a new name cannot become a new identity."""
    edits = with_own_fields(_page(loaded), place, own)
    if not edits:
        return data, loaded, place
    data = _checked(loaded, edits, loaded.layout.book, f"The change of {own!r}")
    loaded = load(data)
    return data, loaded, places(loaded.layout)[own]


def _theme_for_codes(data: bytes, loaded: Loaded, theme_id: str) -> tuple[bytes, Loaded, Place | None]:
    if not theme_id:
        return data, loaded, None
    _, place = _theme_at(loaded, theme_id)
    return _with_fields(data, loaded, place, theme_id, attrgetter("theme_places"))


def _checked(loaded: Loaded, edits: list[Edit], expected: Codebook, what: str, *, ordered: bool = True) -> bytes:
    """The bytes of the changed file, if they say exactly what is expected."""
    new = loaded.source.encode(applied(loaded.source.raw, edits))
    again = load(new)
    book = again.layout.book
    same = not again.broken and (book == expected if ordered else _unordered(book) == _unordered(expected))
    if not same:
        why = "the entry is written in a way that cannot be changed without touching others"
        hint = "Change it in the file itself; lines shared through & and * are the usual cause."
        raise Refused(what, why, hint=hint, problems=again.problems)
    return new


def _unordered(book: Codebook) -> tuple[object, ...]:
    return book.title, book.label, book.themes, {code.id: code for code in book.codes}


def _with_code(book: Codebook, code: Code) -> Codebook:
    return replace(book, codes=tuple(code if other.id == code.id else other for other in book.codes))


def _sound_code(code: Code) -> Code:
    code = values.settled_code(code)
    _refuse_unsound("code", code.id, code.name, code.color)
    return code


def _sound_theme(theme: Theme) -> Theme:
    theme = values.settled_theme(theme)
    _refuse_unsound("theme", theme.id, theme.name, theme.color)
    return theme


def _refuse_unsound(kind: str, own: str, name: str, shade: str) -> None:
    what = f"The {kind} {own or name!r}"
    if not own or not name:
        raise Refused(what, f"a {kind} needs an id and a name", hint="Fill in both.")
    if shade and values.color(shade) is None:
        raise Refused(what, "its color is not written as #RRGGBB", hint="Choose a color such as #4477AA.")
