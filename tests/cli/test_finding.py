"""`qual find` as people type it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from qual.cli.app import app
from qual.matching import encoder as encoders
from qual.workflow.projects import OpenProject
from tests.fakes import HashingEncoder
from tests.studies import TRANSCRIPTS, place_of, small_study

Run = Callable[..., Result]
KEYS = {"transcript", "start", "end", "speaker", "participant", "role", "text", "hits", "codes", "score", "alike"}


@pytest.fixture
def find(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `qual find …` on the small study, with one coding and its memo."""
    monkeypatch.setattr(encoders, "load_encoder", lambda *_: HashingEncoder())
    with small_study(tmp_path) as study:
        coded(study)

    def go(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["find", *arguments, "--project", str(tmp_path / "study")])

    return go


def coded(study: OpenProject) -> None:
    from qual.model.coding import Op
    from qual.model.span import Span

    span = Span(*place_of(study, "P01b", "waiting list"))
    study.apply([Op("1", "code", "ada", "P01b", span, "waiting", memo="the list again")])


def rows(result: Result) -> Any:  # noqa: ANN401 - a JSON document
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_json_has_the_place_of_every_word_that_was_asked_for(find: Run) -> None:
    found = rows(find("waiting", "list", "--json"))
    assert {one["transcript"] for one in found} == {"P01", "P01b", "C01"}
    for one in found:
        assert set(one) == KEYS
        text = TRANSCRIPTS[f"{one['transcript']}.txt"]
        assert text[one["start"] : one["end"]] == one["text"]
        assert [text[start:end] for start, end in one["hits"]] == ["waiting", "list"]
    scores = [one["score"] for one in found]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize(
    ("arguments", "transcripts"),
    [
        (('"waiting list"', "--role", "clinician"), ["C01"]),
        (("list", "--code", "waiting"), ["P01b"]),
        (("list", "--transcript", "P01"), ["P01"]),
        (("list", "--role", "patient", "--role", "clinician", "--limit", "1"), ["P01b"]),
        (("list", "-waiting"), ["P01b"]),
        (("--role", "patient", "list", "-neighbour"), ["P01"]),
        (("--like", "Good, yes. The dog keeps me going.", "--limit", "1"), ["P02"]),
    ],
)
def test_options_and_minus_words(find: Run, arguments: tuple[str, ...], transcripts: list[str]) -> None:
    assert [one["transcript"] for one in rows(find(*arguments, "--json"))] == transcripts


def test_people_see_what_was_found_marked_with_a_count_and_the_memos(find: Run) -> None:
    shown = find("list", "--role", "patient").stdout
    assert "2 passages of 1 participant: 1 of 2 patients." in shown
    assert "[list]" in shown
    assert "the list again" in find("list").stdout
    assert "very alike" in find("--like", "Good, yes. The dog keeps me going.").stdout


@pytest.mark.parametrize("arguments", [('"waiting',), ("-waiting",), ("???",), ("list", "--code", "joy")])
def test_what_cannot_be_answered_is_one_sentence(find: Run, arguments: tuple[str, ...]) -> None:
    result = find(*arguments, "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["error"].strip().endswith(".")


@pytest.mark.parametrize("arguments", [(), ("list", "--rol", "patient"), ("list", "--limit", "0")])
def test_wrong_usage_ends_with_2(find: Run, arguments: tuple[str, ...]) -> None:
    assert find(*arguments).exit_code == 2
