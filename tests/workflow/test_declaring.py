"""Declared for testing: by whom, when, and whether anything could be seen by then."""

from __future__ import annotations

import pytest

from qual.errors import NotFound
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import declaring
from qual.workflow.declaring import declare, declared
from qual.workflow.projects import OpenProject
from tests.studies import place_of


def code(study: OpenProject, words: str, name: str) -> None:
    span = Span(*place_of(study, "P01", words))
    [answer] = study.apply([Op(new_id(), "code", "ada", "P01", span, name)])
    assert not answer.refusal


def test_before_the_first_coding_is_beforehand_and_after_it_is_not(study: OpenProject) -> None:
    assert declare(study, ["waiting", "Toll"], coder="ada") == ("waiting", "toll")
    code(study, "waiting list for a year", "waiting")
    code(study, "I just stopped", "stopping")
    assert declare(study, ["stopping"], coder="ben") == ("stopping",)
    first, theme, late = declared(study)
    assert (first.target, first.name, first.coder, first.beforehand) == ("waiting", "Waiting", "ada", True)
    assert theme.beforehand
    assert not theme.first
    assert not late.beforehand
    assert "before anything was coded with it" in first.words
    assert late.words.startswith("Stopping tablets: declared by ben on ")
    assert "not beforehand" in late.words
    assert declaring.beforehand(study) == ("waiting", "toll")


def test_a_coding_taken_back_was_seen_all_the_same(study: OpenProject) -> None:
    code(study, "waiting list for a year", "waiting")
    study.undo(coder="ada")
    declare(study, ["waiting", "care"], coder="ada")
    assert [one.beforehand for one in declared(study)] == [False, False]


def test_twice_changes_nothing_and_it_can_be_taken_back(study: OpenProject) -> None:
    declare(study, ["waiting"], coder="ada")
    before = declared(study)
    assert declare(study, ["WAITING"], coder="ben") == ()
    assert declared(study) == before
    assert declare(study, ["waiting"], coder="ada", back=True) == ("waiting",)
    assert declared(study) == ()
    study.undo(coder="ada")
    assert declared(study) == before


def test_what_is_unknown_is_refused_whole(study: OpenProject) -> None:
    with pytest.raises(NotFound, match="nothing"):
        declare(study, ["waiting", "nothing"], coder="ada")
    assert declared(study) == ()
