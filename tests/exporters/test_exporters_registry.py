"""Asking for a format."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qual.errors import Refused
from qual.exporters.base import Report
from qual.exporters.registry import FORMATS, export


@pytest.mark.parametrize("name", FORMATS)
def test_each_format_writes_its_main_file_first_and_the_same_each_time(everything: Report, name: str) -> None:
    files = export(name, everything, stem="my study")
    assert next(iter(files)) == f"my study.{name}"
    assert all(file.startswith("my study") for file in files)
    assert export(name, everything, stem="my study") == files


def test_an_unknown_format_is_refused_with_those_there_are(everything: Report) -> None:
    with pytest.raises(Refused, match=r"'pdf'.*docx or xlsx or html or csv or json or parquet"):
        export("pdf", everything, stem="x")


def test_asking_which_formats_there_are_loads_nothing_heavy() -> None:
    code = "import sys, qual.exporters.registry; sys.exit(bool({'pandas', 'openpyxl', 'numpy'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
