"""Excerpts for sharing: whose words, under which headings, what beside them; what a participant is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import quote_edits, sharing
from qual.workflow.projects import OpenProject
from tests.studies import empty_study, place_of


def code(study: OpenProject, transcript: str, words: str, code_id: str, coder: str = "ada", memo: str = "") -> None:
    span = Span(*place_of(study, transcript, words))
    [answer] = study.apply([Op(new_id(), "code", coder, transcript, span, code_id, memo=memo)])
    assert not answer.refusal


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    code(study, "P01", "waiting list for a year", "waiting", memo="long")
    code(study, "P01", "waiting list for a year", "waiting", coder="ben")
    # over two turns: the interviewer's words between are nobody's excerpt
    code(study, "P01", "not a letter.\n\nInterviewer: And then?\n\nP01: I just stopped taking them", "stopping")
    code(study, "C01", "The waiting list grows every month", "waiting")
    code(study, "P02", "They were fine", "hopeless")
    return study


def told(found: object) -> list[tuple[tuple[str, ...], list[str]]]:
    return [(group.path, [one.words for one in group.excerpts]) for group in found.groups]  # type: ignore[attr-defined]


def test_by_code_in_the_order_of_the_codebook_and_the_roles(coded: OpenProject) -> None:
    assert told(sharing.excerpts(coded)) == [
        (("Care", "Waiting"), ["waiting list for a year", "The waiting list grows every month"]),
        (("Care", "Stopping tablets"), ["not a letter.", "I just stopped taking them"]),
        (("Toll", "Hopelessness"), ["They were fine"]),
    ]


def test_by_participant_and_only_the_columns_asked_for(coded: OpenProject) -> None:
    found = sharing.excerpts(coded, by="participant", columns=("code", "coder", "memo", "participant"))
    assert [group.path for group in found.groups] == [
        ("P01, patient", "Care"), ("P02, patient", "Toll"), ("C01, clinician", "Care"),
    ]  # fmt: skip
    first = dict(found.groups[0].excerpts[0].beside)
    assert first == {"code": "Waiting", "coder": "ada, ben", "memo": "long"}
    assert found.columns == ("code", "coder", "memo")


def test_numbers_in_the_place_of_pseudonyms_everywhere(coded: OpenProject) -> None:
    columns = ("participant", "transcript")
    found = sharing.excerpts(coded, by="participant", columns=columns, names="number")
    beside = [value for group in found.groups for one in group.excerpts for _, value in one.beside]
    shown = " ".join([*(part for group in found.groups for part in group.path), *beside])
    assert "patient 1, patient" in shown
    assert not any(name in shown for name in ("P01", "P02", "C01"))
    assert any("stay as they were said" in note for note in found.notes)


def test_a_selection_narrows_and_is_said(coded: OpenProject) -> None:
    found = sharing.excerpts(coded, selection=Selection(codes=("waiting",), roles=("clinician",)))
    assert told(found) == [(("Care", "Waiting"), ["The waiting list grows every month"])]
    assert found.notes == ("Counted only: codes Waiting; roles clinician.",)
    with pytest.raises(NotFound):
        sharing.excerpts(coded, selection=Selection(codes=("nowhere",)))


def test_words_that_were_replaced_are_replaced_here_too(coded: OpenProject) -> None:
    span = Span(*place_of(coded, "P01", "a year"))
    quote_edits.replace_words(coded, "P01", span, "some time", coder="ada")
    assert told(sharing.excerpts(coded))[0][1][0] == "waiting list for [some time]"
    assert told(sharing.member_check(coded, "P01"))[0][1][0] == "waiting list for [some time]"


def test_a_member_check_holds_their_own_words_and_nobody_elses(coded: OpenProject) -> None:
    found = sharing.member_check(coded, "P01")
    assert told(found) == [(("Care",), ["waiting list for a year", "not a letter.", "I just stopped taking them"])]
    assert not any(one.beside for group in found.groups for one in group.excerpts)
    assert found.asks
    assert "P01" in found.subtitle


@pytest.mark.parametrize(("who", "why"), [("P99", "There is no"), ("nobody", "There is no")])
def test_nobody_unknown_is_given_anything(coded: OpenProject, who: str, why: str) -> None:
    with pytest.raises(NotFound) as refusal:
        sharing.member_check(coded, who)
    assert "nterviewer" not in str(refusal.value), "only who can be given their words is named"


def test_a_participant_without_coded_words_is_refused(study: OpenProject) -> None:
    with pytest.raises(Refused, match="none of their words are coded"):
        sharing.member_check(study, "P01")
    [interviewer] = [p for p in study.segments()["participant"].unique() if "Interviewer" in p][:1]
    with pytest.raises(Refused, match="context"):
        sharing.member_check(study, interviewer)


@pytest.mark.parametrize(("asked", "said"), [({"by": "day"}, "'day'"), ({"columns": ("shoe",)}, "'shoe'")])
def test_what_cannot_be_had_is_refused(coded: OpenProject, asked: dict[str, object], said: str) -> None:
    with pytest.raises(Refused, match=said):
        sharing.excerpts(coded, **asked)  # type: ignore[arg-type]


def test_written_whole_and_never_over_the_projects_own_files(coded: OpenProject, tmp_path: Path) -> None:
    found = sharing.excerpts(coded)
    done = sharing.write(coded, found, tmp_path / "out.html")
    assert done["excerpts"] == 5
    assert done["bytes"] == (tmp_path / "out.html").stat().st_size
    with pytest.raises(Refused):
        sharing.write(coded, found, coded.folder / "project.toml", format="csv")
    with pytest.raises(Refused):
        sharing.write(coded, found, tmp_path / "out.pdf")


def test_of_how_many_people_and_who_can_be_asked(coded: OpenProject) -> None:
    assert sharing.excerpts(coded).people == 3
    assert sharing.excerpts(coded, selection=Selection(roles=("clinician",))).people == 1
    assert list(sharing.to_check(coded).items()) == [("P01", "patient"), ("P02", "patient"), ("C01", "clinician")]


def test_where_there_is_nothing_the_reason_is_said(study: OpenProject, tmp_path: Path) -> None:
    with empty_study(tmp_path / "empty") as empty:
        assert sharing.why_none(empty) == "there are no interviews yet"
        assert sharing.to_check(empty) == {}
    assert sharing.why_none(study).startswith("nothing is coded yet")
    code(study, "P01", "And then?", "waiting")
    assert sharing.excerpts(study).groups == ()
    assert sharing.why_none(study).startswith("what is coded is words of context only (interviewer)")
    assert sharing.why_none(study, Selection(roles=("patient",))) == "nobody has coded words in what is chosen"


def test_codes_under_no_theme_are_named(coded: OpenProject) -> None:
    file = coded.codebook_file
    file.write_text(file.read_text("utf-8") + "codes:\n  - {id: loose, name: Loose end}\n", "utf-8")
    assert coded.codebook.book.code("loose").theme == ""  # type: ignore[union-attr]
    code(coded, "P02", "The dog keeps me going", "loose")
    found = sharing.excerpts(coded)
    assert found.notes == ("Under no theme, and so not in here: what is coded Loose end.",)
    assert sharing.member_check(coded, "P01").notes == ()
    assert sharing.member_check(coded, "P02").notes == found.notes
    assert not any("dog" in one.words for group in found.groups for one in group.excerpts)
