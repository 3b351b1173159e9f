"""The small study as a folder, for commands; the encoder is the hashing one."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from typer.main import get_command

from qual.matching import encoder as encoders
from tests.fakes import HashingEncoder
from tests.studies import small_study

laid_out = cache(get_command)


@pytest.fixture(autouse=True)
def _commands_laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """To lay out all commands again for every run takes longer than most of them."""
    monkeypatch.setattr("typer.testing._get_command", laid_out)


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project's folder, and a coder's name in the environment."""
    monkeypatch.setenv("QUAL_CODER", "ada")
    monkeypatch.setattr(encoders, "load_encoder", lambda *_: HashingEncoder())
    small_study(tmp_path).close()
    return tmp_path / "study"
