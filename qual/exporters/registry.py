"""Which formats there are, and the one way to ask for one."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from qual.errors import Refused
from qual.exporters.base import Report

_MODULES = {
    "docx": "document", "xlsx": "workbook", "html": "web_page", "csv": "delimited", "json": "records",
    "parquet": "parquet",
}  # fmt: skip

FORMATS: tuple[str, ...] = tuple(_MODULES)
"""Each is also the suffix of its main file. A format's module is loaded when it is first asked for."""


def export(format: str, report: Report, *, stem: str) -> dict[str, bytes]:  # noqa: A002 - the researcher's word
    """The files of an export, by name; the first is the one that was asked for, others stand beside it.

    The same report gives the same bytes.

    Args:
        format: one of FORMATS.
        report: what to write.
        stem: the main file's name without its suffix; the other names begin with it.

    Raises:
        Refused: for a format there is none of.
    """
    if format not in _MODULES:
        raise Refused(f"An export as {format!r}", "there is no such format", hint=f"Choose {' or '.join(FORMATS)}.")
    module = import_module(f"qual.exporters.{_MODULES[format]}")
    return cast(Callable[..., dict[str, bytes]], module.export)(report, stem=stem)
