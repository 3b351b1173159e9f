"""A codebook -> the bytes of a `.qdc` file, valid by the schema of REFI-QDA 1.0."""

from __future__ import annotations

from typing import cast

from lxml import etree

from qual.refi import colors, guids
from qual.refi.book import RefiBook, RefiCode, walk
from qual.refi.tree import without_illegal

DEPTH_LIMIT = 200
"""So deep may codes stand in one another; XML readers give up at 256 elements."""

_NAMESPACE = "urn:QDA-XML:codebook:1.0"
_HEAD = b'<?xml version="1.0" encoding="utf-8"?>\n'


def codebook_file(book: RefiBook) -> bytes:
    """The bytes of a `.qdc`: UTF-8 without a byte order mark, lines ending in LF; the same for the same codebook.

    Containers that would be empty are left out, and so are characters that XML cannot hold.

    Raises:
        ValueError: where there is no code, codes stand too deep, a GUID is none or occurs twice, or a colour is
            not `#RRGGBB`.
    """
    _check(book)
    root = etree.Element(etree.QName(_NAMESPACE, "CodeBook"), nsmap=cast("dict[str, str]", {None: _NAMESPACE}))
    if book.origin:
        root.set("origin", without_illegal(book.origin))
    holders = [_child(root, "Codes")]
    for code, depth in walk(book.codes):
        del holders[depth + 1 :]
        holders.append(_code(holders[depth], code))
    if book.sets:
        box = _child(root, "Sets")
        for one in book.sets:
            element = _child(box, "Set", guid=one.guid, name=without_illegal(one.name))
            _description(element, one.description)
            for member in one.members:
                _child(element, "MemberCode", guid=member)
    etree.indent(root, " ")
    return _HEAD + etree.tostring(root, encoding="utf-8", xml_declaration=False) + b"\n"


def _child(parent: etree._Element, tag: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, etree.QName(_NAMESPACE, tag), attributes)


def _code(parent: etree._Element, code: RefiCode) -> etree._Element:
    attributes = {"guid": code.guid, "name": without_illegal(code.name), "isCodable": str(code.codable).lower()}
    if code.color:
        attributes["color"] = code.color
    element = _child(parent, "Code", **attributes)
    _description(element, code.description)
    return element


def _description(element: etree._Element, words: str) -> None:
    if words:
        _child(element, "Description").text = without_illegal(words.replace("\r\n", "\n").replace("\r", "\n"))


def _check(book: RefiBook) -> None:
    if not book.codes:
        raise ValueError("there is no code, and a codebook file needs one")
    seen: set[str] = set()
    found = [(code.guid, code.color, depth) for code, depth in walk(book.codes)]
    for guid, color, depth in [*found, *((one.guid, "", 0) for one in book.sets)]:
        if depth >= DEPTH_LIMIT:
            raise ValueError(f"codes stand in one another more than {DEPTH_LIMIT} levels deep")
        if not guids.is_guid(guid) or guid in seen:
            raise ValueError(f"the GUID {guid!r} is none, or occurs twice")
        if color and colors.read(color) != color:
            raise ValueError(f"the colour {color!r} is not #RRGGBB")
        seen.add(guid)
