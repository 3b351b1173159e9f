"""`qual codebook import` and `export`, and a study begun with a codebook."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from qual.cli.app import app
from qual.matching import encoder as encoders
from tests.cli.codebook_runs import document, refused, run
from tests.fakes import HashingEncoder

TABLE = "Category;Label;Meaning\nCare;Waiting;Nobody rings.\nJoy;Small pleasures;A dog, tea.\n"


@pytest.fixture(autouse=True)
def _light(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders, "load_encoder", lambda *_: HashingEncoder())
    monkeypatch.setenv("QUAL_CODER", "ada")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "their.csv"
    file.write_text(TABLE, "utf-8")
    return file


def test_a_dry_run_shows_what_would_come_and_changes_nothing(study: Path, table: Path) -> None:
    before = (study / "codebook" / "codebook.yaml").read_bytes()
    found = run(study, "import", table, "--dry-run")
    assert found.exit_code == 0, found.output
    for words in ("2 codes in 2 themes, read as csv", "definition: Meaning", "fill Waiting", "1 code added",
                  "dry run"):  # fmt: skip
        assert words in found.output
    told = document(study, "import", table, "--dry-run")
    assert [(one["match"], one["choice"], one["into"]) for one in told["codes"]] == [
        ("waiting", "fill", "waiting"), ("", "new", ""),
    ]  # fmt: skip
    assert (told["dry_run"], told["event"]) == (True, None)
    assert (study / "codebook" / "codebook.yaml").read_bytes() == before


def test_what_is_brought_in_is_told_and_undone(study: Path, table: Path) -> None:
    done = document(
        study, "import", table, "--match", "overwrite", "--into", "Small pleasures=skip", "--why", "pilot"
    )
    assert [one["choice"] for one in done["codes"]] == ["overwrite", "skip"]
    assert done["event"]
    assert "Nobody rings." in run(study, "show", "waiting").output
    assert "Undone: codebook imported" in run(study, "undo").output
    assert "Nobody rings." not in run(study, "show", "waiting").output
    assert "version" in run(study, "import", table, "--coder", "ben").output
    assert "all of this already" in run(study, "import", table, "--names-only").output


def test_columns_can_be_named(study: Path, tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("A,B,C\nHope,Looks forward.,1\n", "utf-8")
    assert "Say which" in refused(study, "import", file)
    done = document(study, "import", file, "--columns", "name=A,definition=B")
    assert (done["codes"][0]["name"], done["columns"]["definition"]) == ("Hope", "B")


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("nowhere.csv",), 1, "study's folder"),
        (("sample", "--into", "x"), 2, "NAME=VALUE"),
        (("sample", "--into", "none such=skip"), 1, "no incoming code"),
        (("sample", "--into", "hopelessness=none such"), 1, "no code 'none such'"),
    ],
)
def test_what_cannot_be_done_is_said(study: Path, arguments: tuple[str, ...], code: int, says: str) -> None:
    assert says in refused(study, "import", *arguments, "--names-only", code=code).replace("\n", " ")


@pytest.mark.parametrize("form", ["yaml", "csv", "xlsx", "md", "qdc"])
def test_what_is_exported_comes_in_again_as_it_was(study: Path, tmp_path: Path, form: str) -> None:
    file = tmp_path / f"book.{form}"
    done = document(study, "export", file)
    assert done["bytes"] == file.stat().st_size
    assert "all of this already" in run(study, "import", file, "--match", "overwrite", "--names-only").output


def test_a_word_appendix_by_format_and_places_that_are_refused(study: Path, tmp_path: Path) -> None:
    found = run(study, "export", tmp_path / "appendix", "--format", "docx", "--date", "3 March 2026")
    assert "Left out: Examples" in found.output
    assert (tmp_path / "appendix").read_bytes().startswith(b"PK")
    assert "own files" in refused(study, "export", study / "codebook" / "codebook.yaml")
    assert "in which form" in refused(study, "export", tmp_path / "none")


def test_a_study_begins_with_a_table_the_shipped_codebook_or_another_study(study: Path, table: Path) -> None:
    for number, (source, codes) in enumerate(((str(table), 2), ("sample", 22), (str(study), 3))):
        place = table.parent / f"new{number}"
        made = CliRunner().invoke(app, ["new", str(place), "--codebook", source, "--json"])
        assert made.exit_code == 0, made.output
        assert not json.loads(made.stdout)["problems"]
        assert len(document(place, "list")["codes"]) == codes
