"""`qual saturation`, `qual cooccurrence`, `qual timeline`: the keys of their JSON, and tables for people."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from qual.cli.app import app
from tests.workflow.coded_study import coded_study


@pytest.fixture
def coded(tmp_path: Path) -> str:
    with coded_study(tmp_path) as project:
        return str(project.folder)


def run(*arguments: str, code: int = 0) -> str:
    found = CliRunner().invoke(app, list(arguments))
    assert found.exit_code == code, found.output
    assert "Traceback" not in found.output
    return found.output


def document(*arguments: str) -> dict[str, Any]:
    found = CliRunner().invoke(app, [*arguments, "--json"])
    assert found.exit_code == 0, found.output
    return dict(json.loads(found.stdout))


def test_saturation_has_the_keys_of_the_surface(coded: str) -> None:
    pooled = document("saturation", "--project", coded)
    assert {"base", "run", "threshold", "new_by_run", "reached_at", "band"} <= set(pooled)
    assert (pooled["role"], pooled["reached_at"], pooled["written"]) == ("", 4, "4+2")
    assert pooled["new_by_run"] == [{"first": 5, "last": 6, "new": 0, "share": 0.0}]
    assert pooled["band"][0]["n"] == 1
    assert {(one["role"], one["kind"]) for one in pooled["curves"]} == {
        (role, kind) for role in ("patient", "clinician", "") for kind in ("all", "a priori", "added")
    }
    patients = document("saturation", "--project", coded, "--role", "patient")
    assert (patients["reached_at"], patients["unread"]) == (None, ["P06"])
    assert patients["note"].startswith("No result: 5 interviews")


def test_saturation_for_people(coded: str) -> None:
    said = run("saturation", "--project", coded, "--threshold", "0")
    assert "4+2; in " in " ".join(said.split())
    assert "never that there were enough" in said
    assert "There are patient, clinician" in run("saturation", "--project", coded, "--role", "nurse", code=1)
    assert "base is one of" in run("saturation", "--project", coded, "--base", "9", code=1)


def test_pairs(coded: str) -> None:
    found = document("cooccurrence", "--project", coded, "--within", "participant", "--role", "patient")
    assert found["pairs"][0] | {"note": ""} == {
        "a": "waiting", "b": "stopping", "together": 3, "participants": 3, "a_count": 5, "b_count": 3, "units": 6,
        "expected": 2.5, "lift": None, "lift_low": None, "lift_high": None, "shown": False, "note": "",
    }  # fmt: skip
    assert found["selection"]["roles"] == ["patient"]
    said = run("cooccurrence", "--project", coded, "--within", "sequence", "--steps", "2")
    assert "Waiting > Stopping tablets" in said
    assert "no lift" in said
    assert "Care + Toll" in run("cooccurrence", "--project", coded, "--within", "participant", "--themes")
    assert "1 to 20" in run("cooccurrence", "--project", coded, "--within", "sequence", "--steps", "99", code=1)


def test_timelines(coded: str) -> None:
    one = document("timeline", "P01", "--project", coded)
    assert (one["words"], [piece["code"] for piece in one["pieces"]]) == (6, ["waiting", "stopping", "hopeless"])
    assert "50%" in run("timeline", "P01", "--project", coded)
    everything = document("timeline", "-", "--project", coded)
    assert everything["places"][0]["interviews_total"] == 6
    assert "5/6" in run("timeline", "-", "--project", coded)
    assert "nowhere" in run("timeline", "nowhere", "--project", coded, code=1)
