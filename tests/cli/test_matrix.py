"""`qual matrix`, `qual asked` and `qual joint` as people type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from qual.cli.app import app
from tests.workflow.matrix_study import matrix_study


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--project", str(folder)])


def document(folder: Path, *words: str) -> Any:  # noqa: ANN401 - JSON
    found = run(folder, *words, "--json")
    assert found.exit_code == 0, found.output
    return json.loads(found.stdout)


def test_the_matrix_who_was_asked_and_the_joint_display(tmp_path: Path) -> None:
    matrix_study(tmp_path).close()
    study = tmp_path / "study"
    first = document(study, "matrix")
    assert set(first) == {"columns", "cells", "tallies", "unit", "notes"}
    assert [one["id"] for one in first["columns"]] == ["care", "toll"]
    assert first["cells"][0] | {"state": "raised", "segments": 2} == first["cells"][0]

    said = ["asked", "no", "--about", "toll", "--participant", "P02", "--coder", "Ada"]
    assert document(study, *said)["changed"] is True
    assert "said already" in run(study, *said).output
    states = {(c["participant"], c["column"]): c["state"] for c in document(study, "matrix")["cells"]}
    assert states["P02", "toll"] == "not asked"
    assert "Undone: who was asked" in run(study, "undo", "--coder", "Ada").output
    assert "Redone: who was asked" in run(study, "redo", "--coder", "Ada").output
    assert "Kept" in run(study, "asked", "-", *said[2:]).output
    assert run(study, "asked", "no", "--coder", "Ada").exit_code == 1

    shown = run(study, "matrix", "--codes", "--sort", "site")
    assert "not read yet" in shown.stdout
    assert "Hopelessness" in shown.stdout
    assert "Wrote" in run(study, "matrix", "--out", str(tmp_path / "m.csv")).output
    assert (tmp_path / "m.csv").read_bytes().startswith(b"\xef\xbb\xbfparticipant,role,read,Care")
    assert run(study, "matrix", "--out", str(study / "project.toml")).exit_code == 1
    assert document(study, "matrix", "--out", str(tmp_path / "m.xlsx"))["path"].endswith("m.xlsx")

    beside = document(study, "joint", "site", "--role", "patient")
    assert (beside["kind"], beside["rows"][0]["participants"]) == ("category", 1)
    assert "Themes by site: n/N" in run(study, "joint", "site").stdout
    assert run(study, "joint", "height").exit_code == 1
