"""`qual themes`: list, merge, dismiss and bring back, by the first letters of an id."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qual.cli.app import app
from qual.cli.themes import news
from qual.matching import encoder as encoders
from qual.workflow.theming import GROWN, NEW, SHRUNK, Candidate
from tests.fakes import HashingEncoder
from tests.workflow.theme_study import theme_study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("QUAL_CODER", "ada")
    monkeypatch.setattr(encoders, "load_encoder", lambda *_: HashingEncoder())
    with theme_study(tmp_path) as project:
        return str(project.folder)


def run(study: str, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["themes", "--project", study, *arguments])


def ids(study: str, *arguments: str) -> list[str]:
    found = run(study, "--json", *arguments)
    assert found.exit_code == 0, found.output
    return [one["id"] for one in json.loads(found.stdout)]


def test_themes_are_merged_dismissed_and_brought_back(study: str) -> None:
    first, second, third = ids(study)
    assert ids(study, "--dismiss", second[:8]) == [first, third]
    assert ids(study, "--dismissed") == [second]
    table = run(study, "--dismissed").output
    assert "1 dismissed themes" in table
    assert "ada" in table
    assert ids(study, "--restore", second[:8]) == [first, second, third]
    assert ids(study, "--merge", f"{first[:8]}, {third[:8]}") == [first, second]
    undone = CliRunner().invoke(app, ["undo", "--project", study])
    assert "Undone: mergethemes" in undone.output
    assert ids(study) == [first, second, third]


def test_the_table_names_them_and_says_what_to_know(study: str) -> None:
    found = run(study)
    assert "3 candidate themes" in found.output
    assert "2 patient, 1 clinician" in found.output
    assert "There is no code in use yet" in found.output


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--dismiss", "zzz"), 1, "zzz"),
        (("--restore", " "), 1, "candidate theme"),
        (("--merge", "one"), 2, "two themes"),
    ],
)
def test_a_theme_that_is_not_there_is_one_sentence(
    study: str, arguments: tuple[str, str], code: int, says: str
) -> None:
    found = run(study, *arguments)
    assert found.exit_code == code
    assert says in found.output
    assert "Traceback" not in found.output


def test_a_theme_is_not_merged_with_itself(study: str) -> None:
    first = ids(study)[0]
    found = run(study, "--merge", f"{first},{first}", "--json")
    assert found.exit_code == 1
    assert "not one with itself" in found.output


def test_news_in_words() -> None:
    def one(state: str, change: int, by: str = "") -> Candidate:
        return Candidate("1", "a", ("a",), (), {}, (), state, change, dismissed_by=by)

    assert [news(one(NEW, 0)), news(one(GROWN, 3)), news(one(SHRUNK, -2)), news(one("", 0))] == [
        "new", "grown by 3", "smaller by 2", "",
    ]  # fmt: skip
    assert news(one(NEW, 0, "ada")) == ""
