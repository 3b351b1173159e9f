"""The manifest of a report inside its files: as JSON, as rows of a sheet, as a part of a Word document."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import BadZipFile, ZipFile

if TYPE_CHECKING:
    from docx.document import Document

CELL = 30_000
"""Characters of a value in one cell of a sheet; a longer one goes on in the next row of the same name."""

WORD_PART = "/customXml/item9.xml"
"""Where a Word document keeps its manifest; Word keeps the part when somebody saves the document."""

_SPACE = "urn:qual:manifest"
_ILLEGAL = re.compile("[\x00-\x1f\ud800-\udfff\ufffe\uffff]")
_IN_XML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def text(manifest: Mapping[str, object]) -> str:
    """The manifest as JSON for people to read too; equal manifests are equal texts."""
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)


def rows(manifest: Mapping[str, object]) -> list[tuple[str, str]]:
    """Name and value, one line per value, the value as JSON: `("plan/quotes", "6")`."""
    found: list[tuple[str, str]] = []
    for path, value in _leaves(manifest, ""):
        said = json.dumps(value, ensure_ascii=False, sort_keys=True)
        if _ILLEGAL.search(said):
            said = json.dumps(value, ensure_ascii=True, sort_keys=True)
        found += [(path, said[start : start + CELL]) for start in range(0, len(said), CELL)]
    return found


def from_rows(lines: Iterable[tuple[str, str]]) -> dict[str, object]:
    """The manifest that `rows` wrote.

    Raises:
        ValueError: if it is none.
    """
    said: dict[str, str] = {}
    for path, value in lines:
        said[path] = said.get(path, "") + value
    whole: dict[str, object] = {}
    for path, value in said.items():
        *above, name = [part.replace("~1", "/").replace("~0", "~") for part in path.split("/")]
        place = whole
        for part in above:
            inner = place.setdefault(part, {})
            if not isinstance(inner, dict):
                raise ValueError(f"{path} stands under a value")  # noqa: TRY004 - one kind of error for a reader
            place = inner
        place[name] = json.loads(value)
    return whole


def put_into_word(document: Document, manifest: Mapping[str, object]) -> None:
    """Let a Word document carry the manifest in a part of its own, out of sight of the page."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part

    if not manifest:
        return
    said = json.dumps(manifest, ensure_ascii=True, sort_keys=True)
    escaped = "".join(_IN_XML.get(sign, sign) for sign in said)
    blob = f'<?xml version="1.0" encoding="UTF-8"?>\n<manifest xmlns="{_SPACE}">{escaped}</manifest>\n'.encode()
    part = Part(PackURI(WORD_PART), "application/xml", blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_XML)


def from_word(data: bytes) -> dict[str, object]:
    """The manifest of a Word document, {} where it has none (any more).

    Raises:
        ValueError: if the file is no Word document, or its manifest is damaged.
    """
    from docx.oxml import parse_xml

    try:
        with ZipFile(BytesIO(data)) as packed:
            inside = [name for name in packed.namelist() if name.startswith("customXml/") and name.endswith(".xml")]
            parts = [packed.read(name) for name in inside]
    except (BadZipFile, OSError, RuntimeError) as error:
        raise ValueError("the file is no Word document") from error
    for part in parts:
        if _SPACE.encode() not in part:
            continue
        try:
            found = json.loads(parse_xml(part).text or "")
        except (SyntaxError, ValueError) as error:
            raise ValueError("its manifest is damaged") from error
        return dict(found)
    return {}


def _leaves(value: object, path: str) -> Iterable[tuple[str, object]]:
    if isinstance(value, Mapping) and (value or not path):
        for name in sorted(value):
            own = str(name).replace("~", "~0").replace("/", "~1")
            yield from _leaves(value[name], f"{path}/{own}" if path else own)
    else:
        yield path, value
