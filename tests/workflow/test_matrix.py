"""The framework matrix of a study: summaries, drafts, who was asked, and the tables made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from qual.errors import NotFound, Refused
from qual.model.choice import pair
from qual.model.coding import Op
from qual.model.plan import Plan
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import asked, choosing, matrix_tables
from qual.workflow.matrix import Matrix, cell, matrix, natural
from qual.workflow.projects import OpenProject
from qual.workflow.speaking import confirm
from tests.workflow.matrix_study import act, matrix_study, write

if TYPE_CHECKING:
    import pandas as pd


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    with matrix_study(tmp_path / "m") as project:
        yield project


def at(found: Matrix, column: str, participant: str) -> tuple[int, int]:
    place = found.place(column, participant)
    assert place is not None
    return place


def state(found: Matrix, column: str, participant: str) -> str:
    row, place = at(found, column, participant)
    return found.framework.cells[row][place].state


def test_rows_are_sorted_by_role_then_attribute_and_names_as_people_count(study: OpenProject) -> None:
    found = matrix(study)
    people = [found.framework.people[row] for row in found.order]
    assert [(one.role, one.participant) for one in people] == [
        ("patient", "P01"), ("patient", "P02"), ("clinician", "C01"),
    ]  # fmt: skip
    by_site = matrix(study, attribute="site")
    assert by_site.framework.people[by_site.order[0]].participant == "P01"
    assert sorted(["P10", "p2", "P1", "C3"], key=natural) == ["C3", "P1", "p2", "P10"]
    first = matrix(study, "codes").columns[0]
    assert (first.id, first.name, first.theme) == ("waiting", "Waiting", "Care")
    with pytest.raises(NotFound):
        matrix(study, attribute="height")
    with pytest.raises(Refused):
        matrix(study, "colours")


def test_everybody_has_one_summary_of_a_cell_and_undo_brings_back_the_last_one(study: OpenProject) -> None:
    assert not write(study, "care", "P01", "Waits, and hears nothing.")
    assert not write(study, "care", "P01", "Waits a year.")
    assert not write(study, "care", "P01", "I see no waiting.", coder="Bo")
    assert not write(study, "waiting", "P01", "Of the code alone.")

    def texts() -> list[tuple[str, str]]:
        found = matrix(study)
        return [(memo.coder, memo.text) for memo in found.written(*at(found, "care", "P01"))]

    assert texts() == [("Ada", "Waits a year."), ("Bo", "I see no waiting.")]
    study.undo(2, coder="Ada")
    assert ("Ada", "Waits, and hears nothing.") in texts()
    assert not write(study, "care", "P01", "")
    assert texts() == [("Bo", "I see no waiting.")]
    assert "needs words" in write(study, "care", "P02", " ")
    assert "no cell" in write(study, "nothing", "P01", "x")


def test_a_draft_is_a_passage_word_for_word_and_never_a_summary(study: OpenProject) -> None:
    found = matrix(study)
    draft = found.draft(*at(found, "care", "P01"))
    assert draft is not None
    with study.store.reading() as tables:
        text = tables.texts()[draft.transcript]
    assert text[draft.start : draft.end] == draft.words
    assert (draft.codes, draft.coders) == (("Waiting",), ("Ada",))
    assert found.draft(*at(found, "care", "P02")) is None
    assert not found.written(*at(found, "care", "P01"))
    quotes = found.quotes(*at(found, "care", "P01"))
    row, place = at(found, "care", "P01")
    assert len(quotes) == found.framework.cells[row][place].segments == 2


def test_who_was_asked_is_said_by_a_person_and_taken_back(study: OpenProject) -> None:
    asked.settle(study, "no", coder="Ada", column="toll", participant="P02")
    assert state(matrix(study), "toll", "P02") == "not asked"
    assert state(matrix(study, "codes"), "hopeless", "P02") == "not asked"
    asked.settle(study, "yes", coder="Bo", column="hopeless", participant="P02")
    assert state(matrix(study, "codes"), "hopeless", "P02") == "not raised"
    asked.settle(study, "", coder="Ada", column="toll", participant="P02")
    assert state(matrix(study), "toll", "P02") == "not raised"
    asked.settle(study, "no", coder="Ada", transcript="C01")
    asked.settle(study, "spontaneous", coder="Ada", column="care")
    found = matrix(study)
    assert state(found, "care", "C01") == "raised"
    assert state(found, "toll", "C01") == "not asked"
    assert found.columns[0].guide == "spontaneous"
    assert any("1 cell was raised though the person was not asked" in note for note in found.notes)
    study.undo(2, coder="Ada")
    assert state(matrix(study), "toll", "C01") == "not raised"
    assert not asked.settle(study, "no", coder="Ada", participant="P02").unchanged
    assert {state(matrix(study), column, "P02") for column in ("care", "toll")} == {"not asked"}


REFUSED: tuple[tuple[str, dict[str, str], type[Exception]], ...] = (
    ("no", {}, Refused),
    ("no", {"participant": "P01", "transcript": "P01"}, Refused),
    ("guide", {"column": "care", "participant": "P01"}, Refused),
    ("yes", {"participant": "P01"}, Refused),
    ("no", {"column": "strange"}, NotFound),
    ("no", {"participant": "P99"}, NotFound),
    ("no", {"transcript": "P99"}, NotFound),
)


def test_what_cannot_be_said_is_refused_and_what_cannot_be_read_passed_over(study: OpenProject) -> None:
    for value, about, error in REFUSED:
        with pytest.raises(error):
            asked.settle(study, value, coder="Ada", **about)
    for target in ("no json", '["care"]', "7", pair("care", "P02", "", "more")):
        choosing.make(study, asked.ABOUT, target, "perhaps", coder="Ada")
    assert not asked.asked(study)


def test_what_was_written_about_a_merged_code_stands_under_what_it_became(study: OpenProject) -> None:
    write(study, "stopping", "P01", "Stops by himself.")
    study.merge_codes(["stopping"], into="waiting", coder="Ada")
    found = matrix(study, "codes")
    assert [memo.text for memo in found.written(*at(found, "waiting", "P01"))] == ["Stops by himself."]


def test_a_selection_narrows_rows_and_columns_and_is_told(study: OpenProject) -> None:
    found = matrix(study, selection=Selection(codes=("waiting",), roles=("patient",)))
    assert [one.id for one in found.columns] == []
    assert any("not all of their codes are chosen: Care" in note for note in found.notes)
    assert any("Counted only" in note for note in found.notes)
    by_code = matrix(study, "codes", selection=Selection(codes=("care",), roles=("patient",)))
    assert [one.id for one in by_code.columns] == ["waiting", "stopping"]
    assert {one.participant for one in by_code.framework.people} == {"P01", "P02"}


def test_the_table_for_people_says_what_nobody_has_read(study: OpenProject) -> None:
    write(study, "care", "P01", "=Waits.")
    asked.settle(study, "no", coder="Ada", column="toll", participant="C01")
    asked.settle(study, "no", coder="Ada", column="care", participant="C01")
    table = matrix_tables.wide(matrix(study))
    assert list(table.columns) == ["participant", "role", "read", "Care", "Toll"]
    texts = cells(table)
    assert texts["P01", "Care"] == "2 passages\n=Waits. (Ada)"
    assert texts["P01", "Toll"].startswith("1 passage\n“There is no point")
    assert texts["P01", "Toll"].endswith("[draft: quote]")
    assert texts["P02", "Care"] == "not read yet"
    assert texts["C01", "Toll"] == "not asked"
    assert texts["C01", "Care"].startswith("1 passage, of their own accord (not asked)")
    with study.store.reading() as tables:
        everything = Span(0, len(tables.texts()["P02"]))
    act(study, Op("r1", "review", "Ada", transcript="P02", span=everything))
    assert cells(matrix_tables.wide(matrix(study)))["P02", "Care"] == "not raised"


def cells(table: pd.DataFrame) -> dict[tuple[str, str], str]:
    rows = table.to_dict("records")
    return {(row["participant"], str(column)): str(row[column]) for row in rows for column in ("Care", "Toll")}


def test_one_row_per_cell_the_tallies_and_the_heat_map(study: OpenProject) -> None:
    asked.settle(study, "no", coder="Ada", column="care", participant="P01")
    found = matrix(study)
    one_by_one = study.matrix()
    assert list(one_by_one.columns) == list(matrix_tables.TIDY)
    assert len(one_by_one) == 6
    tally = next(
        row for row in matrix_tables.tallies(found).to_dict("records")
        if (row["column"], row["role"]) == ("care", "patient")
    )  # fmt: skip
    assert (tally["participants"], tally["participants_total"]) == (1, 2)
    assert (tally["asked"], tally["participants_asked"], tally["of_their_own_accord"]) == (1, 0, 1)
    heat = matrix_tables.heat(found)
    assert list(heat.columns) == ["participant", "role", "label", "segments", "share", "state"]
    assert heat["share"].between(0, 1).all()


def test_a_report_gets_the_matrix_with_people_named_as_it_wants(study: OpenProject) -> None:
    made = matrix_tables.part(study, Plan(names="number"))
    assert (made.name, list(made.table["participant"])) == ("matrix", ["patient 1", "patient 2", "clinician 1"])
    assert made.notes


def test_the_files_open_as_they_should_and_run_nothing(study: OpenProject) -> None:
    write(study, "care", "P01", "=1+1")
    found = matrix(study)
    made = matrix_tables.files(study, found, "xlsx")
    assert made == matrix_tables.files(study, found, "xlsx")
    book = openpyxl.load_workbook(BytesIO(made["matrix.xlsx"]))
    assert book.sheetnames == ["Matrix", "Cells", "Tallies", "About"]
    sheet = book["Matrix"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("D2", "A1:E4")
    assert sheet["D2"].value == "2 passages\n=1+1 (Ada)"
    summaries = [one.value for one in book["Cells"]["K"]]
    assert "=1+1" in summaries
    assert {one.data_type for one in book["Cells"]["K"] if one.value} == {"s"}
    text = matrix_tables.files(study, found, "csv", stem="m")["m.csv"].decode("utf-8-sig")
    assert text.startswith("participant,role,read,Care,Toll\r\n")
    with pytest.raises(Refused):
        matrix_tables.files(study, found, "pdf")


def test_a_summary_of_somebody_who_left_the_study_is_not_lost_in_silence(study: OpenProject) -> None:
    write(study, "care", "P01", "Waits.")
    text = study.codebook_file.read_text("utf-8")
    study.codebook_file.write_text(text.replace("id: care", "id: caring"), "utf-8")
    assert any(
        "1 summary belongs to a participant or code that is not in the study" in n for n in matrix(study).notes
    )
    assert cell("care", "P01") == '["care", "P01"]'


def test_words_coded_with_codes_not_chosen_are_looked_at_all_the_same(study: OpenProject) -> None:
    everything = {one.participant: one.reviewed for one in matrix(study, "codes").framework.people}
    chosen = matrix(study, "codes", selection=Selection(codes=("hopeless",)))
    assert {one.participant: one.reviewed for one in chosen.framework.people} == everything
    assert everything["C01"] > 0


def test_a_part_read_is_never_rounded_to_all_or_nothing(study: OpenProject) -> None:
    found = matrix(study)
    people = tuple(
        replace(one, reviewed=part) for one, part in zip(found.framework.people, (0.996, 0.004, 1), strict=True)
    )
    table = matrix_tables.wide(replace(found, framework=replace(found.framework, people=people)))
    assert sorted(table["read"]) == ["1%", "100%", "99%"]


def test_who_has_two_roles_has_two_rows_and_that_is_said(study: OpenProject) -> None:
    confirm(study, "P01b", "P01", participant="P01", role="unknown", coder="Ada")
    found = matrix(study)
    assert [(one.participant, one.role) for one in found.framework.people].count(("P01", "unknown")) == 1
    assert "1 participant with more than one role has a row under each." in found.notes
