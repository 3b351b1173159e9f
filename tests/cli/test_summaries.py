"""`qual theme`: one theme on one page."""

from __future__ import annotations

import json
from pathlib import Path

from typer.testing import CliRunner

from qual.cli.app import app
from qual.model.coding import Op
from qual.model.ids import new_id
from tests.workflow.summary_study import HOPE, summary_study

run = CliRunner()


def test_a_theme_is_summed_up_for_people_and_for_programs(tmp_path: Path) -> None:
    with summary_study(tmp_path) as project:
        folder = str(project.folder)
        project.apply([Op(new_id(), "memo", "ada", about="theme", target="care", memo="They wait.")])
    shown = run.invoke(app, ["theme", "care", "--project", folder])
    assert shown.exit_code == 0
    assert "Raised by most of the patients (4 of 5); 4 of 9 passages." in shown.stdout
    assert "Words typical of patient: kettle (3/4, others 0/4), letter (3/4, others 1/4)" in shown.stdout
    assert "What speaks against it" in shown.stdout
    assert "Memo by ada" in shown.stdout
    told = run.invoke(app, ["theme", "Toll", "--quotes", "1", "--names", "number", "--project", folder, "--json"])
    page = json.loads(told.stdout)
    assert (page["theme"], page["said"][0]["in_words"]) == ("toll", "few of the patients (1 of 5)")
    assert [(one["participant"], one["shown"]) for one in page["quotes"]] == [("patient 1", HOPE)]
    assert [one["transcript"] for one in page["quotes"]] == ["transcript 5"], "no transcript has its own name"
    wrong = run.invoke(app, ["theme", "bus", "--project", folder])
    assert wrong.exit_code == 1
    assert "care, toll" in wrong.output
