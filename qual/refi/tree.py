"""Bytes from anywhere -> a tree of XML; nothing outside the bytes is ever looked at.

A document type (DTD) is refused before any parser sees the file, so that there are no entities to expand and
no addresses to follow; the parser is told the same a second time.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from lxml import etree

from qual.refi.faults import Unusable

MIB = 1024 * 1024
SIZE_LIMIT = 64 * MIB
TAGS_LIMIT = 2_000_000
"""A project of 100,000 codings has some 600,000 tags."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARATION = re.compile(r"\s*<\?xml\s[^>]{0,300}\?>")
_ENCODING = re.compile(rb"^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_KNOWN_ENCODING = re.compile(
    r"(?:iso-?8859-\d+|windows-\d+|cp\d+|(?:us-)?ascii|latin-?1|macroman|mac-roman)", re.IGNORECASE
)
_PROLOG = re.compile(r"(?:\s|<\?(?:[^?]|\?(?!>))*+\?>|<!--(?:[^-]|-(?!->))*+-->)*+")
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&#(?:x([0-9A-Fa-f]{1,8})|([0-9]{1,10}));")
_AGAIN = "Export the file again from the program it comes from."


@dataclass(frozen=True, slots=True)
class Parsed:
    """A tree, and what had to be mended to read it (clauses)."""

    root: etree._Element
    mended: tuple[str, ...]


def parsed(data: bytes) -> Parsed:
    """The tree of a file.

    Raises:
        Unusable: where it is no well-formed XML, declares a document type, or is larger than it should be.
    """
    if len(data) > SIZE_LIMIT:
        raise Unusable(f"it is larger than {SIZE_LIMIT // MIB} MB")
    text, mended = _decoded(data)
    declaration = _DECLARATION.match(text)
    if declaration is not None:  # it names an encoding that the text no longer has; the lines stay where they are
        text = "\n" * declaration[0].count("\n") + text[declaration.end() :]
    try:
        return Parsed(_tree(text), mended)
    except etree.XMLSyntaxError as error:
        legal = without_illegal(_REFERENCE.sub(_legal_reference, text))
        if legal == text:
            raise _refusal(error) from error
        try:
            root = _tree(legal)
        except etree.XMLSyntaxError as second:
            raise _refusal(second) from second
        return Parsed(root, (*mended, "it holds characters that XML does not allow; they were left out"))


def without_illegal(text: str) -> str:
    """The text without the characters that no XML file can hold."""
    return _ILLEGAL.sub("", text)


def _tree(text: str) -> etree._Element:
    """The tree of a text that is looked at before the parser sees it."""
    prolog = _PROLOG.match(text)
    start = prolog.end() if prolog is not None else 0
    if text.startswith("<!DOCTYPE", start):
        why = "it declares a document type (DTD), by which a file can reach out of itself; REFI-QDA files have none"
        raise Unusable(why, line=text.count("\n", 0, start) + 1)
    if not text.startswith("<", start):
        raise Unusable("it is no XML file", hint="Choose a .qdc, .qde or .qdpx file.")
    if text.count("<") > TAGS_LIMIT:
        raise Unusable(f"it holds more than {TAGS_LIMIT:,} tags")
    return etree.fromstring(text.encode("utf-8", "replace"), _parser())


def _parser() -> etree.XMLParser:
    """A parser that would neither expand nor fetch anything, even if a document type got to it."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def _legal_reference(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else int(found[2])
    illegal = code > 0x10FFFF or _ILLEGAL.match(chr(code))  # noqa: PLR2004 - the last code point there is
    return "" if illegal else found[0]


def _refusal(error: etree.XMLSyntaxError) -> Unusable:
    said = str(error.msg).casefold()
    if "depth" in said:
        return Unusable("its elements stand in one another more than 250 levels deep")
    if "huge" in said or "too long" in said or "too big" in said:
        return Unusable("one text in it is longer than 10 MB")
    return Unusable("it is no well-formed XML", line=error.lineno or None, hint=_AGAIN)


def _decoded(data: bytes) -> tuple[str, tuple[str, ...]]:
    """The text of a file, and what was wrong with its encoding (clauses)."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), ()
            except UnicodeDecodeError as error:
                raise Unusable(
                    f"it is damaged: it begins as {encoding[:6].upper()} and does not go on so"
                ) from error
    for start, encoding in ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be")):
        if data.startswith(start):
            return data.decode(encoding, "replace"), ()
    declared = _ENCODING.match(data)
    named = declared[1].decode("ascii") if declared else "utf-8"
    if _KNOWN_ENCODING.fullmatch(named):
        try:
            return data.decode(named), ()
        except (LookupError, UnicodeDecodeError):
            pass
    try:
        return data.decode("utf-8"), () if named.casefold() in {"utf-8", "utf8"} else (
            f"it says that its encoding is {named}, but is UTF-8",
        )
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
        return text, ("it is not the UTF-8 it should be; it was read as Windows-1252, so check its accents",)
