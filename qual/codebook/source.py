"""The bytes of a codebook file -> its text, and back again without losing a byte."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from qual.errors import Problem

MAX_BYTES = 5_000_000

_UNREADABLE = re.compile(
    "[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]"
)
_INNER_TAB = re.compile(r"(?<=\S)[ \t]*\t[ \t]*")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file.

    Attributes:
        raw: the text exactly as the bytes say.
        text: as long as `raw`; signs that YAML forbids, and tabs behind a word, are spaces.
        bom: the bytes of the byte order mark, kept for writing.
        encoding: how the bytes were decoded; "" where it was a guess, and then nothing may be written.
        problems: what was found on the way.
        usable: False where the text must not be parsed.
    """

    raw: str
    text: str
    bom: bytes = b""
    encoding: str = "utf-8"
    problems: tuple[Problem, ...] = ()
    usable: bool = True

    @property
    def newline(self) -> str:
        """How the file ends its lines, LF for a file of one line."""
        found = re.search("\r\n|\n|\r", self.raw)
        return found[0] if found else "\n"

    def encode(self, text: str) -> bytes:
        """The bytes of a changed text, encoded as the file was."""
        return self.bom + text.encode(self.encoding)


def decode(data: bytes, file: str) -> Source:
    """The text of a codebook file; a guess or a repair is a `Problem`, never an exception."""
    if len(data) > MAX_BYTES:
        message = (
            f"the file has {len(data) / 1e6:.1f} MB; a codebook of more than {MAX_BYTES / 1e6:.0f} MB is not read"
        )
        return Source(
            "", "", problems=(Problem(file, None, message, "Is it the right file?", fatal=True),), usable=False
        )
    bom, encoding = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), (b"", _unmarked(data)))
    problems: list[Problem] = []
    try:
        raw = data[len(bom) :].decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, len(bom) + error.start) + 1
        message = "the file is not in UTF-8; its letters were read as Western European (Windows-1252)"
        problems.append(Problem(file, line, message, "Check the accents, and save the file as UTF-8."))
        raw, encoding = data.decode("cp1252", errors="replace"), ""
    spoiled = _UNREADABLE.search(raw.replace("\x85", " ").replace("\u2028", " ").replace("\u2029", " "))
    if spoiled is not None:
        line = raw.count("\n", 0, spoiled.start()) + 1
        message = "the file holds control characters; they were read as spaces"
        problems.append(Problem(file, line, message, "Delete them in a text editor."))
    spaced = _INNER_TAB.sub(lambda found: " " * len(found[0]), _UNREADABLE.sub(" ", raw))
    return Source(raw, spaced, bom, encoding, tuple(problems))


def _unmarked(data: bytes) -> str:
    """UTF-8, or UTF-16 where every other byte of the beginning is zero."""
    zeros = [byte == 0 for byte in data[:4]]
    if zeros == [False, True] * 2:
        return "utf-16-le"
    return "utf-16-be" if zeros == [True, False] * 2 else "utf-8"
