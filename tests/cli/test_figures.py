"""`qual figure`: the file is written, and what it shows is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qual.cli.app import app
from qual.figures import render
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from tests import studies


@pytest.fixture
def drawn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A study with one coding; drawing itself is tested elsewhere."""
    monkeypatch.setattr(render, "svg", lambda figure: f"<svg>{figure.name}</svg>")
    with studies.small_study(tmp_path / "small") as study:
        span = Span(*studies.place_of(study, "P01", "the waiting list"))
        study.apply(
            [Op(new_id(), "code", "Ada", transcript="P01", span=span, code="waiting", quote="the waiting list")]
        )
        folder = study.folder
    return Path(folder)


def test_the_file_is_written_and_what_it_shows_is_told(drawn: Path, tmp_path: Path) -> None:
    file = tmp_path / "themes.svg"
    ran = CliRunner().invoke(app, ["figure", "themes", str(file), "--project", str(drawn), "--json"])
    assert ran.exit_code == 0, ran.output
    told = json.loads(ran.stdout)
    assert file.read_text() == "<svg>themes</svg>"
    assert told["rows"][0] == ["Care", "patient", 1, 2, "1 to 9 in 10"]
    assert told["alt"].startswith("Dots with intervals")
    plain = CliRunner().invoke(app, ["figure", "heat", str(file), "--project", str(drawn)])
    assert plain.stdout.startswith("Who raises which theme: ")


def test_what_cannot_be_drawn_is_a_sentence(drawn: Path, tmp_path: Path) -> None:
    ran = CliRunner().invoke(app, ["figure", "themes", str(tmp_path / "a.pdf"), "--project", str(drawn)])
    assert ran.exit_code != 0
    assert "a figure is .svg or .png" in ran.output
