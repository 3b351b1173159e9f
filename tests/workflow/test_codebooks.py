"""The codebook in force and edits to the researcher's file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qual.errors import ChangedElsewhere, Refused, Unreadable
from qual.model.codebook import Code, Theme
from qual.workflow import codebooks, curating, outside
from qual.workflow.projects import OpenProject, create
from tests.studies import CODEBOOK


def test_an_edit_touches_its_entry_and_keeps_the_comments(study: OpenProject) -> None:
    code = study.codebook.book.code("stopping")
    assert code is not None
    before = study.codebook.book.version
    after = curating.save_code(study, replace(code, definition="Stops without telling anybody."), coder="ada")
    text = study.codebook_file.read_text("utf-8")
    assert text == CODEBOOK.replace("Stops or changes medication on their own.", "Stops without telling anybody.")
    assert (after, after != before) == (study.codebook.book.version, True)
    with study.store.reading() as tables:
        assert tables.codebook_text(before) == CODEBOOK
        assert tables.codebook_text(after) == text
        [event] = tables.events(kind="codebook")
    assert (event.coder, event.details["before"], event.details["after"]) == ("ada", before, after)


def test_a_change_made_elsewhere_is_never_overwritten(study: OpenProject) -> None:
    seen = study.codebook
    study.codebook_file.write_text(CODEBOOK.replace("version: 1", "version: 2"), "utf-8")
    code = seen.book.code("stopping")
    assert code is not None
    with pytest.raises(ChangedElsewhere):
        curating.save_code(study, replace(code, name="Other"), coder="ada", expected=seen.sha256)
    assert "version: 2" in study.codebook_file.read_text("utf-8")


def test_new_codes_and_themes_are_added(study: OpenProject) -> None:
    curating.add_theme(study, Theme("more", "More"), coder="ada")
    name = codebooks.free_id("Dogs / cats & “others”", [c.id for c in study.codebook.book.codes])
    curating.add_code(study, Code(name, "Dogs / cats & “others”", "more", "Pets."), coder="ada")
    found = study.codebook.book.code("dogs-cats-others")
    assert found is not None
    assert (found.theme, found.definition) == ("more", "Pets.")
    curating.move_code(study, "dogs-cats-others", "care", coder="ada")
    assert study.codebook.book.codes_of("care")[-1].id == "dogs-cats-others"


def test_ids_are_free_and_never_empty() -> None:
    assert codebooks.free_id("Waiting", ["waiting"]) == "waiting-2"
    assert codebooks.free_id("???", []) == "code"


def test_a_broken_file_leaves_the_last_good_version_in_force(study: OpenProject) -> None:
    study.suggest()
    good = study.codebook.book
    study.codebook_file.write_text("themes: [}}}\n", "utf-8")
    state = study.codebook
    assert not state.in_file
    assert state.book == good
    assert any(problem.fatal for problem in state.problems)
    with pytest.raises(Refused, match="cannot be read"):
        curating.retire_code(study, "waiting", coder="ada")
    study.codebook_file.unlink()
    assert study.codebook.book == good
    assert not study.check()["ok"]


BROKEN = CODEBOOK.replace("        name: Waiting\n", "        name: [Waiting\n")


def test_a_broken_entry_takes_no_code_out_of_force(study: OpenProject) -> None:
    good = study.codebook.book
    study.codebook_file.write_text(BROKEN, "utf-8")
    state = study.codebook
    assert (state.book, state.in_file) == (good, False)
    assert state.problems[0].line == 9
    assert not outside.notice(study)
    study.codebook_file.write_text(CODEBOOK, "utf-8")
    assert study.codebook.in_file
    assert not outside.notice(study)
    assert outside.waiting(study) == ()


def test_of_a_file_that_was_never_whole_the_rest_works(tmp_path: Path) -> None:
    (tmp_path / "broken.yaml").write_text(BROKEN, "utf-8")
    with create(tmp_path / "study", codebook=tmp_path / "broken.yaml") as study:
        state = study.codebook
        assert state.in_file
        assert [code.id for code in state.book.codes] == ["stopping", "hopeless"]
        assert state.problems[0].line == 9


def test_tabs_in_a_file_lose_nothing(study: OpenProject) -> None:
    study.codebook_file.write_text(CODEBOOK.replace("        name: Waiting\n", "\tname: Wait\n"), "utf-8")
    code = study.codebook.book.code("waiting")
    assert code is not None
    assert (code.name, study.codebook.in_file) == ("Wait", True)


def test_a_file_with_control_characters_can_be_changed_and_the_change_taken_back(study: OpenProject) -> None:
    held = CODEBOOK.replace("Stops or changes", "Stops\0or \0changes").encode()
    study.codebook_file.write_bytes(held)
    code = study.codebook.book.code("stopping")
    assert code is not None
    curating.save_code(study, replace(code, name="Ends"), coder="ada")
    study.undo(coder="ada")
    assert study.codebook_file.read_bytes() == held


def test_a_file_that_is_marked_read_only_stays_as_it_is(study: OpenProject) -> None:
    study.codebook_file.chmod(0o400)
    with pytest.raises(Unreadable, match="read-only"):
        curating.retire_code(study, "waiting", coder="ada")
    assert study.codebook_file.read_bytes() == CODEBOOK.encode()
    assert [one.name for one in study.codebook_file.parent.iterdir() if one.name.startswith(".")] == []
    assert study.check()["ok"]
