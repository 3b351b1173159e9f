"""Every invariant, and a fault in each."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.projects import OpenProject
from tests.studies import place_of

if TYPE_CHECKING:
    import pytest


def test_a_sound_project_is_sound(study: OpenProject) -> None:
    study.apply([Op(new_id(), "code", "ada", "P01", Span(*place_of(study, "P01", "waiting list")), "waiting")])
    result = study.check()
    assert (result["ok"], result["problems"]) == (True, [])
    assert result["checked"] == {
        "quotes": 1,
        "versions": 4,
        "segments": len(study.segments()),
        "uploads": 4,
        "codes": 3,
    }


def test_a_changed_or_missing_upload_is_found(study: OpenProject) -> None:
    (study.folder / "transcripts" / "P01.txt").write_text("other", "utf-8")
    (study.folder / "transcripts" / "P02.txt").unlink()
    problems = " ".join(map(str, study.check()["problems"]))  # type: ignore[call-overload]
    assert "P01.txt in transcripts/ was changed" in problems
    assert "P02.txt is missing" in problems


def test_a_quote_that_is_not_the_text_is_found(study: OpenProject) -> None:
    study.apply([Op(new_id(), "code", "ada", "P01", Span(*place_of(study, "P01", "waiting list")), "waiting")])
    with sqlite3.connect(study.folder / "qual.db") as database:
        database.execute("update codings set quote = 'tampered'")
    database.close()
    assert "is not the text of P01" in " ".join(map(str, study.check()["problems"]))  # type: ignore[call-overload]


def test_a_text_that_lost_its_end_is_found(study: OpenProject) -> None:
    with sqlite3.connect(study.folder / "qual.db") as database:
        database.execute("update transcripts set text = substr(text, 1, 20) where id = 'P01'")
    database.close()
    assert "of P01 does not lie within its text" in " ".join(map(str, study.check()["problems"]))  # type: ignore[call-overload]


def test_a_record_without_its_end_is_found(study: OpenProject) -> None:
    with sqlite3.connect(study.folder / "qual.db") as database:
        database.execute("delete from state")
    database.close()
    assert "where the record ends is missing" in " ".join(map(str, study.check()["problems"]))  # type: ignore[call-overload]


def test_an_upload_that_cannot_be_read_is_found(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    before = study.codebook  # the codebook is read by the same call
    monkeypatch.setattr(OpenProject, "codebook", before)
    monkeypatch.setattr(Path, "read_bytes", denied)
    assert "P01.txt in transcripts/ cannot be read" in " ".join(map(str, study.check()["problems"]))  # type: ignore[call-overload]
