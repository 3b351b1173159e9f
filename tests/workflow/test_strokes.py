"""Undo and redo: what was done in one go, in order, on every page and after every restart."""

from __future__ import annotations

import pytest

from qual.errors import Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import reviewing
from qual.workflow.projects import OpenProject
from qual.workflow.strokes import History, Stroke
from tests.studies import place_of
from tests.workflow.stroke_acts import WORDS, op


def ask(project: OpenProject, act: str, target: str = "", coder: str = "ada", own: str = "") -> str:
    """Undo or redo as a screen asks for it; the refusal, "" where it was done."""
    [answer] = project.apply([Op(own or new_id(), act, coder, target=target)])
    assert (answer.event is None) == bool(answer.refusal)
    return answer.refusal


def words(project: OpenProject) -> list[str]:
    return sorted(project.codings()["quote"])


def names(strokes: tuple[Stroke, ...]) -> list[str]:
    return [stroke.op for stroke in strokes]


def test_redo_brings_back_what_was_undone_last_first(study: OpenProject) -> None:
    study.apply([op(study, one) for one in WORDS[1:]])
    study.undo(2, coder="ada")
    assert words(study) == ["waiting list for a year"]
    redone = study.redo(coder="ada")
    assert [(row["kind"], row["start"]) for row in redone] == [("code", place_of(study, "P01", "heard nothing")[0])]
    assert words(study) == ["heard nothing", "waiting list for a year"]
    study.redo(5, coder="ada")
    assert words(study) == ["heard nothing", "stopped taking them", "waiting list for a year"]
    with pytest.raises(Refused, match="ada has no act left to redo"):
        study.redo(coder="ada")
    with pytest.raises(Refused, match="must be 1 or more"):
        study.redo(0, coder="ada")


def test_a_new_act_cuts_off_what_was_undone_and_nobody_elses_does(study: OpenProject) -> None:
    first = op(study, "heard nothing", id="first")
    study.apply([first])
    study.undo(coder="ada")
    study.apply([op(study, "waiting list", coder="ben")])
    assert names(reviewing.history(study, "ada").undone) == ["first"]
    study.apply([op(study, "stopped taking them")])
    assert reviewing.history(study, "ada").undone == ()
    assert ask(study, "redo") == "ada has no act left to redo."
    assert ask(study, "redo", "first") == "ada has no act left to redo."
    study.undo(coder="ada")
    assert "a newer act came after it" in ask(study, "redo", "first")
    assert words(study) == ["waiting list"]


def test_what_is_redone_can_be_undone_and_redone_to_any_depth(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing"), op(study, "waiting list")])
    for _ in range(3):
        study.undo(2, coder="ada")
        assert words(study) == []
        study.redo(coder="ada")
        assert words(study) == ["heard nothing"]
        study.redo(coder="ada")
        assert words(study) == ["heard nothing", "waiting list"]
    assert study.check()["ok"]


def test_acts_of_one_stroke_are_undone_and_redone_together(study: OpenProject) -> None:
    study.apply([op(study, "waiting list", id="before")])
    bulk = [op(study, one, id=f"bulk.{n}", act="accept", code="stopping") for n, one in enumerate(WORDS)]
    study.apply(bulk)
    undone = study.undo(coder="ada")
    assert [row["start"] for row in undone] == [one.span.start for one in reversed(bulk) if one.span]
    assert {row["stroke"] for row in undone} == {"bulk"}
    assert words(study) == ["waiting list"]
    study.redo(coder="ada")
    assert len(study.codings()) == 5
    assert ask(study, "undo", "bulk.2") == ""
    assert words(study) == ["waiting list"]
    assert ask(study, "redo", "bulk.0") == ""
    assert len(study.codings()) == 5


def test_the_same_undo_or_redo_is_done_once_however_often_it_arrives(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s.{n}") for n, one in enumerate(WORDS)])
    study.apply([op(study, "not a letter", id="t")])
    asked = Op("u", "undo", "ada")
    first, second = study.apply([asked, asked])
    study.apply([Op("v", "undo", "ada")])
    assert words(study) == []
    [third] = study.apply([asked])
    assert first.event == second.event == third.event
    assert second.unchanged
    assert third.unchanged
    again = Op("r", "redo", "ada")
    study.apply([again, again])
    [late] = study.apply([again])
    assert late.unchanged
    assert words(study) == sorted(WORDS)
    assert study.apply([Op("v", "undo", "ada")])[0].unchanged


def test_each_act_of_a_stroke_that_is_undone_has_an_event_of_its_own(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s.{n}") for n, one in enumerate(WORDS[:3])])
    study.apply([Op("u", "undo", "ada")])
    with study.store.reading() as tables:
        undos = tables.events(kind="undo")
        assert [event.op for event in undos] == ["u.e3", "u.e2", "u"]
        assert all(event.stroke == "u" for event in undos)
    # No screen makes such an id, so an act that happens to be in the same stroke is not taken for one of them.
    [answer] = study.apply([op(study, "not a letter", id="u.2")])
    assert not answer.unchanged


@pytest.mark.parametrize(
    ("act", "target", "coder", "says"),
    [
        ("undo", "", "ben", "ben has no act left to undo."),
        ("undo", "nowhere", "ada", "cannot be undone"),
        ("undo", "a", "ben", "not yours"),
        ("undo", "gone", "ada", "undone already"),
        ("undo", "u", "ada", "cannot be undone"),
        ("redo", "", "ben", "ben has no act left to redo."),
        ("redo", "nowhere", "ada", "cannot be redone"),
        ("redo", "a", "ada", "it is not undone"),
    ],
)
def test_what_cannot_be_undone_or_redone_is_said(
    study: OpenProject, act: str, target: str, coder: str, says: str
) -> None:
    study.apply([op(study, "heard nothing", id="a"), op(study, "waiting list", id="gone"), Op("u", "undo", "ada")])
    before = words(study)
    assert says in ask(study, act, target, coder)
    assert words(study) == before


def test_any_stroke_can_be_undone_by_name_and_comes_back_by_name(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s{n}") for n, one in enumerate(WORDS)])
    assert ask(study, "undo", "s1") == ""
    assert ask(study, "undo", "s3") == ""
    past = reviewing.history(study, "ada")
    assert (names(past.done), names(past.undone)) == (["s2", "s0"], ["s3", "s1"])
    assert ask(study, "redo", "s1") == ""
    past = reviewing.history(study, "ada")
    assert (names(past.done), names(past.undone)) == (["s1", "s2", "s0"], ["s3"])
    assert ask(study, "undo") == ""  # what came into force last goes first
    assert names(reviewing.history(study, "ada").done) == ["s2", "s0"]


def test_history_says_what_was_done_with_which_codes_and_where(study: OpenProject) -> None:
    not_this = op(study, "waiting list", "stopping", "reject", id="s.1")
    study.apply([not_this, op(study, "waiting list", "waiting", id="s.2")])
    study.apply([Op("m", "memo", "ada", about="project", memo="Think.")])
    memo, stroke = reviewing.history(study, "ada").done
    assert (stroke.op, stroke.kinds, stroke.codes) == ("s", ("reject", "code"), ("stopping", "waiting"))
    assert (stroke.transcript, stroke.span) == ("P01", not_this.span)
    assert stroke.created == stroke.events[0].created
    assert (memo.kinds, memo.codes, memo.transcript, memo.span) == (("memo",), (), "", None)


def test_history_gives_no_more_than_was_asked_for(study: OpenProject) -> None:
    study.apply([op(study, one, id=f"s{n}") for n, one in enumerate(WORDS)])
    assert names(reviewing.history(study, "ada", 2).done) == ["s3", "s2"]
    study.undo(3, coder="ada")
    past = reviewing.history(study, "ada", 2)
    assert (names(past.done), names(past.undone)) == (["s0"], ["s1", "s2"])
    assert reviewing.history(study, "nobody") == History((), ())


def test_history_goes_back_over_more_acts_than_are_read_at_once(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("qual.workflow.strokes._PAGE", 3)
    study.apply([op(study, one, id=f"s{n}") for n, one in enumerate(WORDS)])
    for _ in range(4):
        study.undo(3, coder="ada")
        study.redo(2, coder="ada")
        study.undo(2, coder="ada")
        assert names(reviewing.history(study, "ada").undone) == ["s1", "s2", "s3"]
        study.redo(3, coder="ada")
        assert names(reviewing.history(study, "ada").done) == ["s3", "s2", "s1", "s0"]


def test_an_undo_by_an_earlier_version_of_qual_can_be_redone(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing", id="a.1"), op(study, "waiting list", id="a.2")])
    with study.store.transaction() as tables:
        event = tables.event_by_op("a.2")
        assert event is not None
        by = tables.append_event("old", "undo", "ada", "2026-01-01T00:00:00Z", "v", {"undoes": event.seq})
        tables.mark_undone(event.seq, by)
    past = reviewing.history(study, "ada")
    assert (names(past.done), names(past.undone)) == (["a"], ["a"])
    study.redo(coder="ada")
    assert words(study) == ["heard nothing", "waiting list"]


def test_a_late_act_of_a_stroke_that_was_undone_is_an_act_of_its_own(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing", id="a.1")])
    study.undo(coder="ada")
    study.apply([op(study, "waiting list", id="a.2")])
    past = reviewing.history(study, "ada")
    assert (names(past.done), past.undone) == (["a"], ())
    study.undo(coder="ada")
    study.redo(coder="ada")
    assert words(study) == ["waiting list"]


def test_a_coding_that_comes_back_beside_its_like_stands_once(study: OpenProject) -> None:
    study.apply([op(study, "heard nothing", id="a"), Op("u", "undo", "ada")])
    [moved] = study.apply([op(study, "not a letter", id="b")])
    study.undo(coder="ada")
    study.redo(coder="ada")
    span = Span(*place_of(study, "P01", "heard nothing"))
    study.apply([Op("c", "resize", "ada", target=moved.coding, span=span)])
    study.apply([Op("d", "resize", "ada", target=moved.coding, span=Span(*place_of(study, "P01", "waiting list")))])
    study.apply([op(study, "heard nothing", id="e")])
    assert ask(study, "undo", "d") == ""  # would put it onto what "e" made
    assert words(study) == ["heard nothing"]
    assert ask(study, "redo", "d") == ""
    assert words(study) == ["heard nothing", "waiting list"]
