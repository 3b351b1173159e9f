"""Bytes to text: byte order mark, strict UTF-8, then the few encodings old programs write, with a notice.

A general guesser without a restricted list reads French and Spanish as Baltic or Central European, so only
Windows-1252 and Mac Roman are guessed; any other encoding has to be named.
"""

from __future__ import annotations

import codecs
from collections import Counter
from dataclasses import dataclass

from qual.errors import Problem
from qual.importers.base import Upload
from qual.importers.canonical import removed_characters

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_NAMES = {"cp1252": "Windows-1252 (Western Europe)", "mac_roman": "Mac Roman", "utf-16-le": "UTF-16"}
_NAMES["utf-16-be"] = _NAMES["utf-16-le"]
_SAMPLE = 1 << 16
_NAME_IT = "If letters with accents look wrong, name the encoding, for instance utf-8, cp1250 or cp1251."
_ONE_SCRIPT = 0.9
MOST_LINES = 1_000_000
"""A file of more lines is no transcript, however small it is."""
BINARY_SHARE = 0.1
"""Above this share of control characters a file is no text."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """A file's text, how its bytes were read, and what has to be said about that."""

    text: str
    encoding: str
    problems: tuple[Problem, ...] = ()


def decode(upload: Upload) -> Decoded | Problem:
    """The text of a file, or the problem that makes it unreadable."""
    decoded = _named(upload) if upload.encoding else _found(upload)
    if isinstance(decoded, Problem):
        return decoded
    if (lines := decoded.text.count("\n")) > MOST_LINES:
        return upload.refuse(
            f"The file has {lines:,} lines; qual reads up to {MOST_LINES:,}.",
            hint="Split it into one file per interview.",
        )
    count, line = removed_characters(decoded.text)
    if count > BINARY_SHARE * len(decoded.text):
        return upload.refuse(
            "The file is not text: its bytes are those of a program, picture or recording.",
            hint="Check that the right file was chosen and that its ending fits what it is.",
        )
    if not count:
        return decoded
    said = "1 control character was" if count == 1 else f"{count:,} control characters were"
    note = upload.problem(f"{said} removed; the words around stay as they are.", line=line)
    return Decoded(decoded.text, decoded.encoding, (*decoded.problems, note))


def _named(upload: Upload) -> Decoded | Problem:
    name = (upload.encoding or "").strip()
    try:
        return Decoded(upload.data.decode(name), name)
    except (LookupError, ValueError) as error:
        if isinstance(error, UnicodeError):
            return upload.refuse(
                f"The file cannot be read as {name}.", hint="Name another encoding, or none to let qual find out."
            )
        return upload.refuse(
            f"There is no encoding called {name[:40]!r}.",
            hint="Common ones: utf-8, utf-16, cp1252, cp1250, mac_roman.",
        )


def _found(upload: Upload) -> Decoded | Problem:
    data = upload.data
    for mark, name in _BOMS:
        if data.startswith(mark):
            try:
                return Decoded(data.decode(name), name)
            except UnicodeError:
                return upload.refuse(
                    f"The file says that it is {name.upper()} and is not.", hint="Save it again as UTF-8 text."
                )
    if b"\0" in data[:_SAMPLE] and (wide := _without_mark(data)):
        return Decoded(data.decode(wide), wide, (_guess(upload, wide),))
    try:
        return Decoded(data.decode("utf-8"), "utf-8")
    except UnicodeDecodeError as error:
        if (nearly := _nearly_utf8(data)) is not None:
            line = data.count(b"\n", 0, error.start) + 1
            note = upload.problem(
                "Some bytes are not valid UTF-8; a � stands in their place.", line=line, hint=_NAME_IT
            )
            return Decoded(nearly, "utf-8", (note,))
    return _guessed(upload)


def _without_mark(data: bytes) -> str:
    """The byte order of UTF-16 without a mark, or "".

    The characters of one script share their high byte (and spaces have 0 there); plain text read crosswise as
    UTF-16 has the letters of the alphabet for high bytes.
    """
    sample = data[: _SAMPLE - _SAMPLE % 2]
    for name in ("utf-16-le", "utf-16-be"):
        try:
            data.decode(name)
        except UnicodeDecodeError:
            continue
        highs = Counter(sample[1::2] if name == "utf-16-le" else sample[::2])
        if sum(count for _, count in highs.most_common(2)) >= _ONE_SCRIPT * highs.total():
            return name
    return ""


def _nearly_utf8(data: bytes) -> str | None:
    """The text where only a few bytes of a UTF-8 file are broken, else None."""
    text = data.decode("utf-8", errors="replace")
    broken = text.count("\ufffd")
    sound = len(text) - len(text.encode("ascii", errors="ignore")) - broken
    return text if sound > 4 * broken else None


def _guessed(upload: Upload) -> Decoded:
    from charset_normalizer import from_bytes

    best = from_bytes(upload.data[: 4 * _SAMPLE], cp_isolation=["cp1252", "mac_roman"]).best()
    name = best.encoding if best is not None else "cp1252"
    try:
        return Decoded(upload.data.decode(name), name, (_guess(upload, name),))
    except UnicodeError:
        text = upload.data.decode("cp1252", errors="replace")
        return Decoded(text, "cp1252", (_guess(upload, "cp1252"),))


def _guess(upload: Upload, name: str) -> Problem:
    return upload.problem(f"The file does not say how it is encoded and was read as {_NAMES[name]}.", hint=_NAME_IT)
