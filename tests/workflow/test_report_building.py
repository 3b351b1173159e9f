"""A report joined from all rooms: what the plan asks for, narrowed and named alike everywhere."""

from __future__ import annotations

import docx
import pytest

from qual.errors import NotFound
from qual.exporters import document
from qual.exporters.base import Picture, from_frame
from qual.model.plan import SECTIONS, Plan
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import counted, quote_edits
from qual.workflow.projects import OpenProject, create
from qual.workflow.report_building import build
from tests.studies import place_of
from tests.workflow.test_sharing import code

CHEAP = tuple(name for name in SECTIONS if name not in {"figures", "joint"})


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    code(study, "P01", "waiting list for a year", "waiting", memo="long")
    code(study, "C01", "The waiting list grows every month", "waiting", coder="ben")
    code(study, "P02", "They were fine", "hopeless")
    return study


def test_everything_a_plan_asks_for_and_nothing_else(coded: OpenProject) -> None:
    report = build(coded, Plan(sections=CHEAP))
    assert "shown" not in report.codings.columns
    assert [part.name for part in report.parts] == ["matrix", "cooccurrence", "saturation", "saturation_curve"]
    assert [theme.theme for theme in report.themes] == ["care", "toll"]
    assert len(report.checklist) == 53
    assert report.limitations
    assert report.provenance["coders"] == "ada, ben"
    bare = build(coded, Plan(sections=("frequencies",)))
    assert (bare.parts, bare.pictures, bare.themes, bare.checklist, bare.limitations) == ((), (), (), (), ())
    assert from_frame("f", bare.frequencies) == from_frame("f", report.frequencies)


def test_what_was_read_once_is_read_again_when_the_study_changed(coded: OpenProject) -> None:
    with counted.kept():
        before = counted.counted(coded)
        before.segments["mine"] = 1
        assert "mine" not in counted.counted(coded).segments.columns
        code(coded, "P02", "Good, yes", "waiting")
        assert len(counted.counted(coded).codings) == len(before.codings) + 1


def test_figures_are_drawn_where_asked_for(coded: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    from qual.workflow import drawing

    asked: list[Plan] = []

    def figures(_: OpenProject, plan: Plan) -> tuple[Picture, ...]:
        asked.append(plan)
        return ()

    monkeypatch.setattr(drawing, "figures", figures)
    build(coded, Plan(sections=("limitations",)))
    assert asked == []
    build(coded, Plan(sections=("figures",)))
    assert len(asked) == 1


def test_a_selection_narrows_every_table(coded: OpenProject) -> None:
    report = build(coded, Plan(sections=("summary",), selection=Selection(codes=("care",), roles=("patient",))))
    assert set(report.codings["code"]) == {"waiting"}
    assert set(report.participants["participant"]) == {"P01", "P02"}
    assert {row["code"] for row in report.codebook} == {"waiting", "stopping"}
    assert set(report.frequencies["role"]) == {"patient"}
    assert list(report.memos["text"]) == ["long"]
    assert "Counted only: codes Care; roles patient." in report.notes
    with pytest.raises(NotFound):
        build(coded, Plan(selection=Selection(roles=("nobody",))))


def test_numbers_leave_no_pseudonym_anywhere(coded: OpenProject) -> None:
    report = build(coded, Plan(sections=("themes", "matrix", "excerpts"), names="number"))
    tables = [report.codings, report.participants, report.memos, *(part.table for part in report.parts)]
    for table in tables:
        for column in ("participant", "transcript", "transcripts"):
            if column in table.columns:
                assert not {"P01", "P01b", "P02", "C01"} & set(table[column]), column
    assert {quote.participant for page in report.themes for quote in page.quotes} == {
        "patient 1", "patient 2", "clinician 1",
    }  # fmt: skip
    assert any("stay as they were said" in note for note in report.notes)


def test_replaced_words_are_beside_the_quote_that_stays_verbatim(coded: OpenProject) -> None:
    quote_edits.replace_words(coded, "P01", Span(*place_of(coded, "P01", "a year")), "some time", coder="ada")
    codings = build(coded, Plan(sections=("excerpts",))).codings.set_index("quote")["shown"]
    assert codings["waiting list for a year"] == "waiting list for [some time]"
    assert codings["They were fine"] == "They were fine"


def test_the_same_study_gives_the_same_bytes_in_word(coded: OpenProject) -> None:
    plan = Plan(sections=("summary", "excerpts"))
    first = document.export(build(coded, plan), stem="r")
    assert first == document.export(build(coded, plan), stem="r")


def test_one_participant_alone_is_a_report(coded: OpenProject) -> None:
    narrowed = Selection(roles=("clinician",))
    report = build(coded, Plan(sections=("summary", "differences", "themes"), selection=narrowed))
    assert len(report.differences) == 0
    assert any(note.startswith("No differences") for note in report.notes)
    assert document.export(report, stem="r")["r.docx"]


def test_an_empty_project_is_a_report_that_says_so(tmp_path: object) -> None:
    from io import BytesIO
    from pathlib import Path

    with create(Path(str(tmp_path)) / "p", name="Empty") as project:
        made = document.export(build(project), stem="r")["r.docx"]
    words = "\n".join(p.text for p in docx.Document(BytesIO(made)).paragraphs)
    assert "No words of participants are in the study yet." in words
    assert "Nothing is coded yet" in words
