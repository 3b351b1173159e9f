"""What in a codebook does not fit together is found, with what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.model.coding import Op
from qual.model.span import Span
from qual.model.suggestion import Suggestion
from qual.workflow import codebook_check
from qual.workflow.codebook_check import Finding
from qual.workflow.projects import OpenProject
from tests.studies import place_of

if TYPE_CHECKING:
    import pytest


def write(study: OpenProject, old: str, new: str) -> None:
    text = study.codebook_file.read_text("utf-8")
    assert old in text
    study.codebook_file.write_text(text.replace(old, new), "utf-8")


def code(study: OpenProject, name: str) -> None:
    start, end = place_of(study, "P01", "waiting list")
    assert not study.apply([Op(f"op-{name}", "code", "ada", "P01", Span(start, end), name)])[0].refusal


def kinds(study: OpenProject) -> list[tuple[str, bool, tuple[str, ...]]]:
    return [(one.kind, one.fault, one.codes) for one in codebook_check.check(study)]


def test_a_sound_codebook_has_nothing_to_find(study: OpenProject) -> None:
    assert codebook_check.check(study) == ()


def test_equal_names_are_wrong_and_near_names_worth_a_look(study: OpenProject) -> None:
    write(study, "name: Hopelessness", "name: WAITING")
    write(study, "name: Stopping tablets", "name: Waitings")
    found = kinds(study)
    assert ("names", True, ("waiting", "hopeless")) in found
    assert ("near names", False, ("waiting", "stopping")) in found
    assert found[0][1], "faults come first"


def test_many_near_names_are_counted(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(codebook_check, "MOST_NEAR", 1)
    write(study, "name: Hopelessness", "name: Waiting long")
    write(study, "name: Stopping tablets", "name: Waitings")
    assert "more pairs have near names" in str(codebook_check.check(study)[1])
    monkeypatch.setattr(codebook_check, "MOST_COMPARED", 2)
    assert "not looked for: there are 3 codes" in str(codebook_check.check(study)[0])


def test_a_merge_that_nobody_made_is_found_while_codings_count_otherwise(study: OpenProject) -> None:
    code(study, "waiting")
    write(study, "name: Waiting", "name: Waiting\n        retired: true\n        merged_into: hopeless")
    [merge, outside] = codebook_check.check(study)
    assert (merge.kind, merge.codes) == ("merge", ("waiting", "hopeless"))
    assert "its coding counts not so" in merge.message
    assert outside.kind == "outside"
    study.retire_code("waiting", back=True, coder="ada")
    study.merge_codes(["waiting"], into="hopeless", coder="ada")
    assert ("merge", True, ("waiting", "hopeless")) not in kinds(study)


def test_codings_of_a_code_that_left_the_file_are_found(study: OpenProject) -> None:
    code(study, "hopeless")
    text = study.codebook_file.read_text("utf-8")
    study.codebook_file.write_text(text[: text.index("  - id: toll")], "utf-8")
    found = {one.kind: str(one) for one in codebook_check.check(study)}
    assert "1 coding of 'hopeless', which is not in the codebook. Put the code back" in found["codings"]
    assert "1 code removed" in found["outside"]


def test_stored_suggestions_of_a_retired_code_are_worth_a_word(study: OpenProject) -> None:
    segment = study.segments()["segment"][1]
    with study.store.transaction() as tables:
        tables.replace_suggestions(
            [Suggestion(segment, "waiting", 0.5, None, "likely", (), "m", "v")], "2026-01-01"
        )
    study.retire_code("waiting", coder="ada")
    assert [one for one in kinds(study) if one[0] == "suggestions"] == [("suggestions", False, ("waiting",))]


def test_problems_of_the_file_come_with_their_line(study: OpenProject) -> None:
    write(study, "name: Hopelessness", "name: Hopelessness\n        color: nothing")
    [found] = [one for one in codebook_check.check(study) if one.kind == "file"]
    assert found.line == 21
    assert not found.fault
    assert str(Finding("names", "A.", "B.")) == "A. B."
