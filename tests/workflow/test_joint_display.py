"""Joint displays of a study: who is left out and why, and the tables."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan, nan
from pathlib import Path

import pytest

from qual.analysis.joint import Among, Beside, Spread
from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.plan import Plan
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import asked, joint_display
from qual.workflow.joint_display import joint
from qual.workflow.projects import OpenProject
from tests.workflow.matrix_study import PEOPLE, act, know, matrix_study


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    with matrix_study(tmp_path / "m") as project:
        yield project


def test_a_number_leaves_out_who_has_none_and_names_them(study: OpenProject) -> None:
    found = joint(study, "tried", kind="number")
    assert [found.matrix.framework.people[row].participant for row in found.rows] == ["P01"]
    assert any("1 of 3" in note and "states no tried: C01" in note for note in found.notes)
    assert any("that is no number: P02 (about 4)" in note for note in found.notes)
    care = found.beside[0]
    assert (care.column, care.raised.n, care.raised.median, care.silent.n) == ("care", 1, 5.0, 0)
    assert "fewer than two people" in care.note
    assert isnan(care.low)


def test_a_category_is_counted_in_each_value(study: OpenProject) -> None:
    found = joint(study, "site")
    assert found.kind == "category"
    assert [(o.column, o.value, o.raised, o.participants) for o in found.among[:2]] == [
        ("care", "north", 2, 2), ("care", "south", 0, 1),
    ]  # fmt: skip
    assert any("several roles are taken together: " in note for note in found.notes)
    alone = joint(study, "site", selection=Selection(roles=("patient",)))
    assert not any("several roles" in note for note in alone.notes)
    table = joint_display.readable(found)
    assert list(table.columns) == ["theme or code", "north", "south"]
    assert list(table.loc[0]) == ["Care", "2/2", "0/1"]
    cases = joint_display.cases(found)
    assert list(cases["site"]) == ["north", "north", "south"]
    assert list(study.joint("site").columns) == list(joint_display.AMONG)


def test_who_nobody_has_read_has_not_kept_silent(study: OpenProject) -> None:
    know(study, study.folder.parent, PEOPLE.replace("about 4", "4").replace("clinician,,", "clinician,3,"))
    toll = joint(study, "tried").beside[1]
    assert (toll.raised.n, toll.silent.n) == (1, 1)  # P02 was not read; C01 was, and does not raise it
    assert any("read anything of P02 yet" in note for note in joint(study, "tried").notes)
    with study.store.reading() as tables:
        everything = Span(0, len(tables.texts()["P02"]))
    act(study, Op("r1", "review", "Ada", transcript="P02", span=everything))
    assert joint(study, "tried").beside[1].silent.n == 2
    asked.settle(study, "no", coder="Ada", column="toll", participant="P02")
    found = joint(study, "tried", test=True)
    assert found.beside[1].silent.n == 1
    assert any(note.startswith("p: ") for note in found.notes)
    assert list(joint_display.summary(found).columns) == list(joint_display.BESIDE)
    assert list(joint_display.readable(found).loc[1])[:3] == ["Toll", "5 [5–5], n = 1", "3 [3–3], n = 1"]


def test_numbers_stand_as_people_read_them() -> None:
    said = joint_display._counted
    assert said(Among("a", "x", 3, 9, 9, 3, 0.1, 0.6)) == "3/9"
    assert said(Among("a", "x", 14, 20, 20, 14, 0.481, 0.8545)) == "14/20 (70% [48%–85%])"
    assert said(Among("a", "x", 3, 9, 5, 2, 0.1, 0.6)) == "3/9; asked 2/5"
    nothing = Beside("a", Spread(1, 1, 1, 1), Spread(1, 1, 1, 1), -0.01, -0.04, 1.26, nan, "")
    assert joint_display._interval(nothing) == "+0.0 [0.0 to 1.3]"
    assert [joint_display._p(p) for p in (nan, 0.0001, 0.25)] == ["", "< 0.001", "0.250"]


def test_what_is_not_there_is_refused_and_a_study_without_numbers_says_so(study: OpenProject) -> None:
    with pytest.raises(NotFound):
        joint(study, "height")
    with pytest.raises(Refused):
        joint(study, "site", kind="colour")
    found = joint(study, "site", kind="number")
    assert found.rows == ()
    assert any("nothing to show" in note for note in found.notes)
    assert len(joint_display.readable(found)) == 2
    assert joint_display.cases(found).empty


def test_reports_get_one_table_of_cases_and_one_for_each_attribute(study: OpenProject) -> None:
    made = joint_display.part(study, Plan(names="number"))
    assert list(made.table["known of them"]) == [
        "tried: 5; site: north",
        "tried: about 4; site: south",
        "site: north",
    ]
    assert list(made.table["Care"]) == ["2", "not read yet", "1"]
    assert list(made.table["Toll"]) == ["1", "not read yet", "–"]
    assert [part.title for part in joint_display.parts(study, Plan())] == ["Themes by tried", "Themes by site"]


def test_notes_of_a_report_name_people_as_its_tables_do(study: OpenProject) -> None:
    know(study, study.folder.parent, PEOPLE.replace("clinician,,", "clinician,3,"))
    told = [" ".join(part.notes) for part in joint_display.parts(study, Plan(names="number"))]
    assert "that is no number: patient 2 (about 4)" in told[0]
    assert not any("P02" in notes for notes in told)
    assert "that is no number: P02 (about 4)" in " ".join(joint_display.parts(study, Plan())[0].notes)
