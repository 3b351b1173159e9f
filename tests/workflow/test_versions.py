"""Every state of the codebook that was in force, who made it and why, and any two beside each other."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qual.codebook import surgery as planning
from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import codebooks, curating, surgery, versions
from qual.workflow.projects import OpenProject

PLACES = (Span(40, 60), Span(70, 90))


def code(study: OpenProject, number: int, code_id: str = "waiting") -> None:
    study.apply([Op(f"c{number}", "code", "ada", transcript="P01", span=PLACES[number], code=code_id)])


def test_versions_say_who_made_them_and_what_was_decided_under_them(study: OpenProject) -> None:
    code(study, 0)
    first = study.codebook.book
    waiting = planning.code_of(first, "waiting")
    redefined = planning.set_code(first, replace(waiting, definition="Waits for months."))
    curating.perform(study, redefined, coder="ben", why="too wide")
    code(study, 1)
    found = versions.versions(study)
    assert [(v.by, v.what, v.why, v.codings, v.decisions, v.in_force) for v in found] == [
        ("", "", "", 1, 0, False),
        ("ben", "code redefined", "too wide", 1, 0, True),
    ]
    assert versions.book_at(study, found[0].version[:6]) == first
    assert versions.book_at(study, "now") == study.codebook.book
    for unknown in ("", "zzz", "1"):  # both have the label 1
        with pytest.raises(NotFound):
            versions.book_at(study, unknown)
    between = versions.difference(study, first, study.codebook.book)
    assert (between.changes.redefined, between.codings, between.older) == (
        ("waiting",),
        {"waiting": 2},
        {"waiting": 1},
    )


def test_the_codebook_as_of_a_day(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    def on(day: str) -> None:
        for module in (curating, surgery, codebooks):
            monkeypatch.setattr(f"{module.__name__}.now", lambda: f"{day}T12:00:00Z", raising=False)
        monkeypatch.setattr("qual.workflow.acting.now", lambda: f"{day}T12:00:00Z")

    on("2030-03-01")
    code(study, 0)
    first = study.codebook.book
    on("2030-03-03")
    curating.retire_code(study, "waiting", coder="ada")
    second = study.codebook.book
    on("2030-03-05")
    curating.retire_code(study, "stopping", coder="ada")
    assert versions.as_of(study, "2030-03-02") == (first.version, first)
    assert versions.as_of(study, "2030-03-03") == (second.version, second)
    assert versions.as_of(study, "2030-03-03T11:59") == (first.version, first)
    assert versions.as_of(study, "2031")[1] == study.codebook.book
    with pytest.raises(NotFound, match="first was in force"):
        versions.as_of(study, "2020-01-01")


def test_what_was_undone_was_not_in_force_afterwards(study: OpenProject) -> None:
    code(study, 0)
    first = study.codebook.book
    curating.retire_code(study, "waiting", coder="ada")
    study.undo(coder="ada")
    assert versions.as_of(study, "2999") == (first.version, first)
    assert [(one.in_force, one.what) for one in versions.versions(study)] == [(True, ""), (False, "code retired")]
