"""qual export by options and templates, qual verify, qual templates."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from qual.cli.app import app

RUN = CliRunner()


def run(study: Path, *words: str) -> Any:  # noqa: ANN401 - a result of typer's runner
    return RUN.invoke(app, [*words, "--project", str(study)])


def test_a_report_by_options_is_saved_as_a_template_made_again_and_verified(study: Path, tmp_path: Path) -> None:
    out, again = tmp_path / "a.json", tmp_path / "b.json"
    chosen = ["--section", "codebook", "--section", "participants", "--role", "patient", "--names", "number"]
    done = run(study, "export", "json", str(out), *chosen, "--quotes", "2", "--save-as", "Short")
    assert done.exit_code == 0, done.output
    first = json.loads(run(study, "verify", str(out), "--json").stdout)
    assert (first["same_bytes"], first["acts_since"]) == (True, 0), "saving the template came before the report"
    told = json.loads(out.read_text("utf-8"))
    assert {row["role"] for row in told["participants"]} == {"patient"}
    assert "frequencies" not in told
    assert "P01" not in json.dumps(told["participants"])
    [template] = json.loads(run(study, "templates", "--json").stdout)
    assert (template["name"], template["by"], template["plan"]["quotes"]) == ("Short", "ada", 2)
    assert "Short" in run(study, "templates").stdout
    assert run(study, "export", "json", str(again), "--template", "short").exit_code == 0
    found = json.loads(run(study, "verify", str(again), "--json").stdout)
    assert (found["ok"], found["same_bytes"], found["problems"]) == (True, True, [])
    several = run(study, "export", "csv", str(tmp_path / "c.csv"), "--section", "codebook").output
    assert f" {len(list(tmp_path.glob('c *')))} more files beside it." in several
    told["participants"][0]["role"] = "clinician"
    out.write_text(json.dumps(told), "utf-8")
    wrong = run(study, "verify", str(out))
    assert wrong.exit_code == 1
    assert "role: the file says “clinician”, the study “patient”" in wrong.stderr
    assert "1 difference" in wrong.stdout


def test_what_there_is_not_is_said_in_a_sentence(study: Path, tmp_path: Path) -> None:
    for words, why in (
        (["--section", "horoscope"], "a report has no part 'horoscope'"),
        (["--code", "nowhere"], "nowhere"),
        (["--template", "none"], "no template 'none'"),
        (["--names", "initials"], "pseudonym or number"),
    ):
        done = run(study, "export", "json", str(tmp_path / "x.json"), *words)
        assert done.exit_code == 1
        assert why in done.stderr
    assert run(study, "verify", str(tmp_path / "nothing.docx")).exit_code == 1
