"""`qual excerpts` and `qual member-check` as people type them."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from qual.cli.app import app
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from tests.studies import place_of, small_study


def test_excerpts_and_what_a_participant_is_given(tmp_path: Path) -> None:
    with small_study(tmp_path) as study:
        span = Span(*place_of(study, "P01", "waiting list for a year"))
        study.apply([Op(new_id(), "code", "ada", "P01", span, "waiting")])
    here = ["--project", str(tmp_path / "study")]
    run = CliRunner()
    done = run.invoke(app, ["excerpts", str(tmp_path / "e.csv"), "--column", "coder", "--json", *here])
    assert json.loads(done.stdout)["excerpts"] == 1
    assert "waiting list for a year" in (tmp_path / "e.csv").read_text("utf-8-sig")
    told = run.invoke(app, ["member-check", "P01", str(tmp_path / "p.html"), *here])
    assert "1 excerpts" in told.output
    assert "waiting list for a year" in (tmp_path / "p.html").read_text("utf-8")
    refused = run.invoke(app, ["member-check", "P09", str(tmp_path / "q.html"), *here])
    assert refused.exit_code == 1
    assert not (tmp_path / "q.html").exists()
