"""Options that choose what a command counts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qual.cli.app import app
from qual.cli.selecting import selection
from qual.errors import Refused
from qual.model.selection import EVERYTHING, Selection


def test_options_make_a_selection() -> None:
    assert selection() == EVERYTHING
    chosen = selection(["a"], ["Ada"], ["P01"], ["patient"], ["site=north", "note=a=b"], "turn")
    assert chosen == Selection(
        ("a",), ("Ada",), ("P01",), ("patient",), (("site", "north"), ("note", "a=b")), "turn"
    )
    with pytest.raises(Refused, match="site=north"):
        selection(where=["north"])


def test_frequencies_print_what_they_counted(study: Path) -> None:
    run = ["frequencies", "--role", "patient", "--code", "care", "--unit", "turn", "--project", str(study)]
    said = json.loads(CliRunner().invoke(app, [*run, "--json"]).stdout)
    assert said["selection"] == {
        "codes": ["care"], "coders": [], "transcripts": [], "roles": ["patient"], "attributes": [], "unit": "turn",
        "words": "Counted only: codes Care; roles patient; cut by turn.",
    }  # fmt: skip
    assert said["notes"][0] == said["selection"]["words"]
    assert {row["role"] for row in said["rows"]} == {"patient"}
    shown = CliRunner().invoke(app, run)
    assert "Counted only: codes Care; roles patient; cut by turn." in shown.output
    assert "patient: 2 participants, 6 segments, 72 words; each 36 words" in shown.output
    refused = CliRunner().invoke(app, ["frequencies", "--role", "nurse", "--project", str(study)])
    assert refused.exit_code == 1
    assert "no role 'nurse'" in refused.output
