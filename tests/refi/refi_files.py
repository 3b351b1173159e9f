"""REFI-QDA files for tests, small and written by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

G = "A0000000-0000-4000-8000-00000000000{}"
QDC = """<?xml version="1.0" encoding="utf-8"?>
<CodeBook xmlns="urn:QDA-XML:codebook:1.0" origin="{origin}">{inside}</CodeBook>"""
QDE = """<?xml version="1.0" encoding="utf-8"?>
<Project xmlns="urn:QDA-XML:project:1.0" name="Clinic" origin="{origin}">{inside}</Project>"""


def code(number: int, name: str, inside: str = "", *, more: str = 'isCodable="true"') -> str:
    """A `Code` element with one of ten GUIDs."""
    return f'<Code guid="{G.format(number)}" name="{name}" {more}>{inside}</Code>'


def qdc(*codes: str, after: str = "", origin: str = "Some tool") -> bytes:
    """A codebook file with these codes."""
    return QDC.format(origin=origin, inside=f"<Codes>{''.join(codes)}</Codes>{after}").encode()


def qde(*codes: str, after: str = "", origin: str = "Some tool") -> bytes:
    """A project with these codes."""
    inside = f"<CodeBook><Codes>{''.join(codes)}</Codes></CodeBook>{after}"
    return QDE.format(origin=origin, inside=inside).encode()


def group(number: int, name: str, *members: int, inside: str = "") -> str:
    """A `Sets` element with one set of codes."""
    held = "".join(f'<MemberCode guid="{G.format(member)}"/>' for member in members)
    return f'<Sets><Set guid="{G.format(number)}" name="{name}">{inside}{held}</Set></Sets>'


def zipped(files: Mapping[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive with these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return held.getvalue()
