"""Change the codebook file; every byte that the change does not touch stays as the researcher left it.

Every function takes the bytes of the file and returns the new bytes. The result is read again before it is
handed out: if it does not say exactly what was asked for, nothing is changed and the act is refused.
"""

from __future__ import annotations

import errno
import hashlib
import os
import tempfile
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from qual.codebook import surgery, values
from qual.codebook.read import Loaded, load
from qual.codebook.rewrite import TWICE, refuse_unsound, rewritten
from qual.errors import ChangedElsewhere, NotFound, Refused, Unreadable
from qual.model.codebook import Code, Codebook, Theme


def become(data: bytes, wanted: Codebook) -> bytes:
    """The file made to say `wanted`: title, label, themes, codes, their fields, places and order; ids are identity.

    Only what differs is touched. Codes without a theme stand where the file has them, before or behind the themes;
    otherwise `read(become(data, wanted))` is `wanted`. The file is read once more, however much changes.

    Raises:
        Refused: for a file that cannot be read as a whole, a codebook that no file can say (a name or color that
            cannot be, merges in a circle, more than 20 levels), an id that is there twice, or entries that share
            lines with others.
    """
    what = "The change of the codebook"
    return rewritten(data, _opened(data, what), wanted, what)


def set_code(data: bytes, code: Code) -> bytes:
    """Give a code new values; only the fields that differ are touched, and a new place moves the entry to its end.

    The codes under it go where it goes. Under a code it is of that code's theme, whatever it says.

    Raises:
        NotFound: for a code that is not in the file, and for a theme or code that it is to stand under.
        Refused: as `become`.
    """
    what = f"The change of the code {code.id!r}"
    loaded = _opened(data, what)
    old = _code(loaded, code.id)
    code, book = values.settled_code(code), loaded.layout.book
    if (code.theme, code.parent) != (old.theme, old.parent):
        book = surgery.moved(book, code.id, code.theme, code.parent)
        code = replace(code, theme=surgery.code_of(book, code.id).theme)
    codes = tuple(code if other.id == code.id else other for other in book.codes)
    return rewritten(data, loaded, replace(book, codes=codes), what)


def add_code(data: bytes, code: Code, before: str = "") -> bytes:
    """Add a code in front of a sibling, or at the end of the code or theme it stands under.

    Raises:
        NotFound: for a theme or code that is not in the file.
        Refused: for an id that is taken, and as `become`.
    """
    code = values.settled_code(code)
    what = f"The new code {code.id!r}"
    refuse_unsound("code", code)
    loaded = _opened(data, what)
    if code.id in loaded.layout.codes:
        raise Refused(what, "there is a code with this id already", hint="Choose another id.")
    return rewritten(data, loaded, surgery.placed(loaded.layout.book, code, before), what)


def add_theme(data: bytes, theme: Theme) -> bytes:
    """Add a theme without codes at the end of the themes.

    Raises:
        Refused: for an id that is taken, and as `become`.
    """
    theme = values.settled_theme(theme)
    what = f"The new theme {theme.id!r}"
    loaded = _opened(data, what)
    book = loaded.layout.book
    if theme.id in loaded.layout.themes:
        raise Refused(what, "there is a theme with this id already", hint="Choose another id.")
    return rewritten(data, loaded, replace(book, themes=(*book.themes, theme)), what)


def set_theme(data: bytes, theme: Theme) -> bytes:
    """Give a theme new values; only the fields that differ are touched, and none of its codes.

    Raises:
        NotFound: for a theme that is not in the file.
        Refused: as `become`.
    """
    theme = values.settled_theme(theme)
    what = f"The change of the theme {theme.id!r}"
    loaded = _opened(data, what)
    _theme(loaded, theme.id)
    book = loaded.layout.book
    themes = tuple(theme if other.id == theme.id else other for other in book.themes)
    return rewritten(data, loaded, replace(book, themes=themes), what)


def set_title(data: bytes, title: str) -> bytes:
    """Give the codebook another title.

    Raises:
        Refused: as `become`.
    """
    what = "The change of the title"
    loaded = _opened(data, what)
    return rewritten(data, loaded, replace(loaded.layout.book, title=title), what)


def set_label(data: bytes, label: str) -> bytes:
    """Give the codebook another version label of the researcher's own (`version:`).

    Raises:
        Refused: as `become`.
    """
    what = "The change of the version label"
    loaded = _opened(data, what)
    return rewritten(data, loaded, replace(loaded.layout.book, label=label), what)


def move_code(data: bytes, code_id: str, theme_id: str, *, parent: str = "", before: str = "") -> bytes:
    """Move the lines of a code and of all codes under it, comments included.

    Args:
        data: the bytes of the file.
        code_id: the code.
        theme_id: the theme it is to stand under, "" for none; with `parent` it is the theme of that.
        parent: the code it is to stand under, "" for none.
        before: the code there in front of which it is to stand, "" for the end.

    Raises:
        NotFound: for a code or theme that is not in the file, or a `before` that does not stand there.
        Refused: for a code under itself, more than 20 levels, and as `become`.
    """
    what = f"The move of the code {code_id!r}"
    loaded = _opened(data, what)
    _code(loaded, code_id)
    return rewritten(data, loaded, surgery.moved(loaded.layout.book, code_id, theme_id, parent, before), what)


def move_theme(data: bytes, theme_id: str, before: str = "") -> bytes:
    """Move the lines of a theme with all of its codes in front of another theme, or to the end.

    Raises:
        NotFound: for a theme that is not in the file.
        Refused: as `become`.
    """
    what = f"The move of the theme {theme_id!r}"
    loaded = _opened(data, what)
    _theme(loaded, theme_id)
    return rewritten(data, loaded, surgery.move_theme(loaded.layout.book, theme_id, before).wanted, what)


def retire_code(data: bytes, code_id: str, retired: bool = True) -> bytes:  # noqa: FBT001, FBT002 - the room's contract
    """Retire a code (`retired: true`), or take it into use again; its codings stay in either case.

    Raises:
        NotFound: for a code that is not in the file.
        Refused: as `become`.
    """
    return set_code(data, replace(_code(_opened(data, "The retirement of the code"), code_id), retired=retired))


def remove_code(data: bytes, code_id: str) -> bytes:
    """Take a code out of the file for good; the comments of others stay, its list may be left empty.

    Raises:
        NotFound: for a code that is not in the file.
        Refused: as `become`, where codes stand under it or were merged into it, and where other entries borrow
            lines or their ids from this one.
    """
    what = f"The removal of the code {code_id!r}"
    loaded = _opened(data, what)
    _code(loaded, code_id)
    book = loaded.layout.book
    if any(code.parent == code_id for code in book.codes):
        raise Refused(what, "there are codes under it", hint="Move them first.")
    if any(code.merged_into == code_id for code in book.codes):
        raise Refused(what, "other codes were merged into it", hint="Retire it, or take those merges back first.")
    left = replace(book, codes=tuple(code for code in book.codes if code.id != code_id))
    return rewritten(data, loaded, left, what)


def remove_theme(data: bytes, theme_id: str) -> bytes:
    """Take a theme without codes out of the file for good.

    Raises:
        NotFound: for a theme that is not in the file.
        Refused: as `remove_code`, and for a theme that has codes.
    """
    what = f"The removal of the theme {theme_id!r}"
    loaded = _opened(data, what)
    _theme(loaded, theme_id)
    book = loaded.layout.book
    if book.codes_of(theme_id):
        raise Refused(what, "there are codes under it", hint="Move its codes first.")
    left = replace(book, themes=tuple(theme for theme in book.themes if theme.id != theme_id))
    return rewritten(data, loaded, left, what)


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
        if not mode & 0o222:  # its folder would let it be replaced, but somebody meant it to stay as it is
            raise PermissionError(errno.EACCES, "it is read-only")
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


def _code(loaded: Loaded, code_id: str) -> Code:
    if code_id not in loaded.layout.codes:
        raise NotFound("code", code_id)
    if ("code", code_id) in loaded.layout.repeated:
        raise Refused(f"The change of the code {code_id!r}", TWICE, hint="Mend it there.")
    return loaded.layout.codes[code_id]


def _theme(loaded: Loaded, theme_id: str) -> Theme:
    if theme_id not in loaded.layout.themes:
        raise NotFound("theme", theme_id)
    if ("theme", theme_id) in loaded.layout.repeated:
        raise Refused(f"The change of the theme {theme_id!r}", TWICE, hint="Mend it there.")
    return loaded.layout.themes[theme_id]
