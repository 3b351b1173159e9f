"""A small study, opened fresh for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.workflow.projects import OpenProject
from tests.studies import small_study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    with small_study(tmp_path) as project:
        yield project
