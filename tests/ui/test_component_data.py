"""What both components are told: strokes in a few words."""

from __future__ import annotations

from dataclasses import replace

from qual.model.codebook import Code
from qual.ui.parts import component_data
from qual.workflow import curating, planning, reviewing
from qual.workflow.projects import OpenProject


def labels(study: OpenProject) -> list[str]:
    past = reviewing.history(study, "ada")
    return [component_data.label(study.codebook.book, one) for one in (*past.done, *past.undone)]


def test_a_change_of_the_codebook_is_called_by_what_was_done(study: OpenProject) -> None:
    book = study.codebook.book
    curating.save_code(study, replace(planning.code_of(book, "waiting"), name="Waits"), coder="ada")
    many = tuple(Code(f"c{n}", f"C{n}") for n in range(9))
    now = study.codebook.book
    asked = planning.replaced(now, replace(now, codes=(*now.codes, *many)), "codebook imported")
    curating.perform(study, asked, coder="ada")
    assert labels(study) == ["codebook imported: 9 entries", "code renamed: Waits"]
    study.undo(coder="ada")
    curating.add_code(study, Code("new", "New"), coder="ada")
    study.undo(coder="ada")
    assert labels(study) == ["code renamed: Waits", "code added: new"]  # what is gone has no name any more
