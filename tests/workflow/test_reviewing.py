"""The one way in for human acts."""

from __future__ import annotations

import itertools

import pytest

from qual.errors import Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import curating, memos, reviewing
from qual.workflow.projects import OpenProject
from tests.studies import place_of


def op(project: OpenProject, act: str, words: str, code: str = "waiting", **more: object) -> Op:
    transcript = str(more.pop("transcript", "P01"))
    span = Span(*place_of(project, transcript, words))
    values: dict[str, object] = {"id": new_id(), "coder": "ada", "origin": "suggestion"}
    return Op(act=act, transcript=transcript, span=span, code=code, **(values | more))  # type: ignore[arg-type]


def test_an_accept_adds_a_coding_whose_quote_is_the_text(study: OpenProject) -> None:
    [answer] = study.apply([op(study, "accept", "waiting list for a year", memo="early", blind=True)])
    assert answer.refusal == ""
    row = study.codings().iloc[0]
    assert row["quote"] == "waiting list for a year"
    assert (row["participant"], row["role"], row["theme"], row["coder"]) == ("P01", "patient", "care", "ada")
    assert (row["origin"], row["memo"]) == ("suggestion", "early")
    assert bool(row["blind"]) is True
    assert row["codebook_version"] == study.codebook.book.version


def test_the_same_op_is_applied_once(study: OpenProject) -> None:
    act = op(study, "accept", "waiting list")
    first, second = study.apply([act, act])
    [third] = study.apply([act])
    assert first.event is not None
    assert second.unchanged
    assert third.unchanged
    assert first.event == second.event == third.event
    assert len(study.codings()) == 1


def test_an_accept_never_overwrites_another_coders_work(study: OpenProject) -> None:
    study.apply([op(study, "accept", "waiting list"), op(study, "accept", "waiting list", coder="ben")])
    assert sorted(study.codings()["coder"]) == ["ada", "ben"]


def test_a_quote_that_is_not_the_text_is_refused_and_the_others_go_through(study: OpenProject) -> None:
    wrong = op(study, "code", "waiting list", quote="something else")
    right = op(study, "code", "heard nothing")
    refused, done = study.apply([wrong, right])
    assert "quote" in refused.refusal
    assert done.refusal == ""
    assert len(study.codings()) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"transcript": "P99"}, "no transcript"),
        ({"span": Span(0, 99_999)}, "outside"),
        ({"code": "nowhere"}, "no code"),
        ({"span": None}, "outside"),
    ],
)
def test_an_op_that_cannot_be_is_answered_with_a_sentence(
    study: OpenProject, change: dict[str, object], says: str
) -> None:
    values: dict[str, object] = {
        "id": new_id(), "act": "code", "coder": "ada", "transcript": "P01", "span": Span(13, 20), "code": "waiting",
    }  # fmt: skip
    [answer] = study.apply([Op(**(values | change))])  # type: ignore[arg-type]
    assert says in answer.refusal
    assert study.codings().empty


def test_a_retired_code_takes_no_new_codings(study: OpenProject) -> None:
    curating.retire_code(study, "waiting", coder="ada")
    [answer] = study.apply([op(study, "code", "waiting list")])
    assert "retired" in answer.refusal


def test_what_a_person_coded_cannot_be_rejected_by_the_same_person(study: OpenProject) -> None:
    _, answer = study.apply([op(study, "code", "waiting list"), op(study, "reject", "waiting list")])
    assert "undo that coding" in answer.refusal


def test_a_reject_is_kept_and_makes_no_coding(study: OpenProject) -> None:
    study.apply([op(study, "reject", "waiting list")])
    assert study.codings().empty
    with study.store.reading() as tables:
        [decision] = tables.decisions()
    assert (decision.verdict, decision.meaning) == ("reject", study.codebook.book.code("waiting").meaning)  # type: ignore[union-attr]


def test_removing_a_coding_keeps_it_in_the_record(study: OpenProject) -> None:
    [made] = study.apply([op(study, "code", "waiting list")])
    study.apply([Op(new_id(), "remove", "ada", target=made.coding)])
    assert study.codings().empty
    undone = study.undo(coder="ada")
    assert undone[0]["kind"] == "remove"
    assert len(study.codings()) == 1


def test_a_coding_made_again_after_its_removal_stands_once_when_the_removal_is_undone(study: OpenProject) -> None:
    [made] = study.apply([op(study, "code", "waiting list")])
    removal = Op(new_id(), "remove", "ada", target=made.coding)
    _, again = study.apply([removal, op(study, "code", "waiting list")])
    [undone] = study.apply([Op(new_id(), "undo", "ada", target=removal.id)])
    assert undone.refusal == ""
    assert list(study.codings()["coding"]) == [again.coding]


def test_undo_takes_back_the_coders_own_last_acts_newest_first(study: OpenProject) -> None:
    study.apply([op(study, "code", "waiting list"), op(study, "code", "heard nothing")])
    study.apply([op(study, "code", "stopped taking them", "stopping", coder="ben")])
    undone = study.undo(2, coder="ada")
    assert [act["start"] for act in undone] == [
        place_of(study, "P01", "heard nothing")[0],
        place_of(study, "P01", "waiting list")[0],
    ]
    assert list(study.codings()["coder"]) == ["ben"]
    with pytest.raises(Refused, match="ada has no act left"):
        study.undo(coder="ada")


def test_undo_by_op_is_refused_for_another_persons_act(study: OpenProject) -> None:
    act = op(study, "code", "waiting list")
    study.apply([act])
    [answer] = study.apply([Op(new_id(), "undo", "ben", target=act.id)])
    assert "not yours" in answer.refusal
    [own] = study.apply([Op(new_id(), "undo", "ada", target=act.id)])
    assert own.refusal == ""
    assert study.codings().empty


def test_after_an_undo_the_same_words_can_be_coded_again(study: OpenProject) -> None:
    study.apply([op(study, "code", "waiting list")])
    study.undo(coder="ada")
    [answer] = study.apply([op(study, "code", "waiting list")])
    assert not answer.unchanged
    assert len(study.codings()) == 1


def test_a_failure_in_the_middle_leaves_nothing_of_the_batch(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = op(study, "code", "waiting list"), op(study, "code", "heard nothing")
    calls = itertools.count()

    def failing(*_: object) -> str:
        if next(calls):
            raise OSError("the disk is full")
        return ""

    monkeypatch.setattr(reviewing, "_wrong_code", failing)
    with pytest.raises(OSError, match="disk"):
        study.apply([first, second])
    monkeypatch.undo()
    assert study.codings().empty


def test_a_coding_made_a_moment_ago_is_named_by_the_act_that_made_it(study: OpenProject) -> None:
    made = op(study, "code", "waiting list", origin="reader")
    wider = op(study, "resize", "waiting list for a year", target=made.id)
    again = Op(new_id(), "recode", "ada", target=made.id, code="stopping")
    note = Op(new_id(), "memo", "ada", about="coding", target=again.id, memo="see P02")
    answers = study.apply([made, wider, again, note])
    assert [answer.refusal for answer in answers] == [""] * 4
    row = study.codings().iloc[0]
    assert (row["quote"], row["code"]) == ("waiting list for a year", "stopping")
    [memo] = memos.listing(study, about="coding")
    assert (memo.target, memo.text) == (row["coding"], "see P02")
    [gone] = study.apply([Op(new_id(), "remove", "ada", target=again.id)])
    assert gone.coding == row["coding"]
    assert study.codings().empty
