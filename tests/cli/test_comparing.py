"""`qual differences` and `qual declare` as people type them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner, Result

from qual.cli.app import app
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.projects import open_project
from tests.studies import place_of

KEYS = {
    "rows", "compared", "odds", "pairs", "matched", "alone", "reviewed", "declared", "notes", "by", "unit",
    "selection",
}  # fmt: skip


def run(study: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, [*arguments, "--project", str(study)])


def document(study: Path, *arguments: str) -> Any:  # noqa: ANN401 - JSON
    done = run(study, *arguments, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def test_declared_first_then_coded_then_tested(study: Path) -> None:
    made = document(study, "declare", "waiting", "Toll")
    assert made["changed"] == ["waiting", "toll"]
    with open_project(study) as project:
        span = Span(*place_of(project, "P01", "waiting list for a year"))
        [answer] = project.apply([Op(new_id(), "code", "ada", "P01", span, "waiting")])
        assert not answer.refusal
    found = document(study, "differences", "--test", "--declared", "--seed", "3")
    assert set(found) == KEYS
    assert [row["code"] for row in found["rows"]] == ["waiting", None]
    assert [one["beforehand"] for one in found["declared"]] == [True, True]
    assert found["rows"][0]["p"] is None  # one clinician is no group
    assert "fewer than two participants" in found["rows"][0]["note"]
    said = run(study, "differences", "--groups", "clinician,patient")
    assert said.exit_code == 0
    assert "clinician minus patient" in said.stdout
    assert "Waiting" in said.stdout
    told = run(study, "declare", "waiting")
    assert "Nothing changed" in told.stderr
    assert "before anything was coded with it" in told.stdout
    assert document(study, "declare", "waiting", "--back")["changed"] == ["waiting"]


def test_what_cannot_be_compared_is_one_sentence(study: Path) -> None:
    done = run(study, "differences", "--groups", "patient,nurse")
    assert done.exit_code == 1
    assert "nurse" in done.stderr
    assert run(study, "differences", "--declared").exit_code == 1
    assert document(study, "differences", "--role", "patient")["compared"] == []
