"""The codebook file changed in another program: noticed once, shown, kept or put back, never overwritten."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qual.codebook import surgery as planning
from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import curating, outside, versions
from qual.workflow.projects import OpenProject
from tests.studies import CODEBOOK


def edit(study: OpenProject, old: str, new: str) -> None:
    text = study.codebook_file.read_text("utf-8")
    assert old in text
    study.codebook_file.write_text(text.replace(old, new), "utf-8")


def start(study: OpenProject) -> None:
    """Let the study know its codebook."""
    study.apply([Op("first", "code", "ada", transcript="P01", span=Span(40, 60), code="waiting")])


def test_a_change_is_in_force_at_once_and_noticed_once(study: OpenProject) -> None:
    assert not outside.notice(study)  # nothing was ever in force
    start(study)
    assert not outside.notice(study)
    edit(study, "Sees no way forward.", "Sees no way out.")
    assert outside.notice(study)
    assert not outside.notice(study)
    [change] = outside.waiting(study)
    assert change.changes.redefined == ("hopeless",)
    assert (change.lost, [one.id for one in change.details]) == ((), ["hopeless"])
    code = study.codebook.book.code("hopeless")
    assert code is not None
    assert code.definition == "Sees no way out."
    outside.keep(study, change.event, coder="ada", why="Ben asked for it")
    assert outside.waiting(study) == ()
    with pytest.raises(NotFound):
        outside.keep(study, change.event, coder="ada")
    assert [(one.by, one.what) for one in versions.versions(study)] == [("", ""), ("", "changed outside qual")]


def test_an_act_on_the_codebook_notices_it_as_well(study: OpenProject) -> None:
    start(study)
    edit(study, "name: Toll", "name: The toll")
    curating.retire_code(study, "waiting", coder="ada")
    [change] = outside.waiting(study)
    assert [(one.kind, one.id) for one in change.details] == [("theme", "toll")]


def test_codes_that_words_are_coded_with_are_named_when_they_are_gone(study: OpenProject) -> None:
    start(study)
    text = study.codebook_file.read_text("utf-8")
    at, to = text.index("      - id: waiting"), text.index("      - id: stopping")
    study.codebook_file.write_text(text[:at] + text[to:], "utf-8")
    outside.notice(study)
    [change] = outside.waiting(study)
    assert change.lost == (("Waiting", 1),)
    outside.put_back(study, change.event, coder="ada")
    assert study.codebook.book.code("waiting") is not None
    assert outside.waiting(study) == ()
    with study.store.reading() as tables:
        assert len(tables.codings(code="waiting")) == 1


def test_putting_back_leaves_what_was_changed_since(study: OpenProject) -> None:
    start(study)
    edit(study, "Sees no way forward.", "Sees no way out.")
    outside.notice(study)
    book = study.codebook.book
    curating.perform(
        study, planning.set_code(book, replace(planning.code_of(book, "waiting"), name="Wait")), coder="ben"
    )
    [change] = outside.waiting(study)
    outside.put_back(study, change.event, coder="ada", why="not agreed")
    text = study.codebook_file.read_text("utf-8")
    assert text == CODEBOOK.replace("name: Waiting", "name: Wait")
    assert outside.waiting(study) == ()
    study.undo(coder="ada")
    assert "Sees no way out." in study.codebook_file.read_text("utf-8")
    assert [one.event for one in outside.waiting(study)] == [change.event]
    edit(study, "Sees no way out.", "Sees no way forward.")  # by hand
    outside.put_back(study, change.event, coder="ada")
    assert change.event not in [one.event for one in outside.waiting(study)]


def test_a_file_that_cannot_be_read_is_no_change(study: OpenProject) -> None:
    start(study)
    study.codebook_file.write_text("themes: [}}}\n", "utf-8")
    assert not outside.notice(study)
    study.codebook_file.write_text(CODEBOOK, "utf-8")
    assert not outside.notice(study)
    assert outside.waiting(study) == ()
