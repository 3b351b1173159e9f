"""The page of the matrix: what the component is told, what becomes of what it sends, and the joint display."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from qual.ui import exchange
from qual.ui.parts import matrix_view
from qual.workflow.matrix import cell, matrix
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, go, texts
from tests.ui.firing import fire, told
from tests.workflow.matrix_study import matrix_study, write

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


@pytest.fixture
def cases(tmp_path: Path) -> Iterator[OpenProject]:
    with matrix_study(tmp_path / "m") as project:
        yield project


def act(project: OpenProject, **fields: Any) -> dict[str, Any]:  # noqa: ANN401 - an op as the browser sends it
    return {"study": exchange.study_of(project), "coder": "Ada", **fields}


def test_the_grid_is_told_and_what_it_sends_is_kept(open_app: OpenApp, cases: OpenProject) -> None:
    write(cases, "care", "P02", "No waiting.", coder="Bo")
    app = open_app(cases, "matrix", coder="Ada")
    sent = told(app, matrix_view.KEY)
    assert [row["participant"] for row in sent["rows"]] == ["P01", "P02", "C01"]
    assert [column["name"] for column in sent["columns"]] == ["Care", "Toll"]
    assert sent["cells"][0][0] == ["raised", 2, True]
    assert sent["drafts"]["0,1"].startswith("There is no point")
    assert [one["text"] for one in sent["written"]["1,0"]] == ["No waiting."]
    assert sent["rows"][0]["facts"] == ["tried: 5", "site: north"]
    assert sent["rows"][0]["transcripts"] == [{"id": "P01", "people": 1}, {"id": "P01b", "people": 1}]

    acts = [
        act(cases, id="a1", act="memo", about="cell", target=cell("care", "P01"), memo="Waits."),
        act(cases, id="a2", act="choose", about="asked", target=cell("toll", "P02"), text="no"),
    ]
    fire(app, matrix_view.KEY, "ops", acts)
    fire(app, matrix_view.KEY, "look", cell("care", "P01"))
    assert_sound(app)
    sent = told(app, matrix_view.KEY)
    assert sent["acked"] == ["a1", "a2"]
    assert sent["written"]["0,0"][0]["coder"] == "Ada"
    assert sent["cells"][1][1] == ["not asked", 0, False]
    assert sent["history"]["undo"][0]["label"] == "said who was asked"
    first = sent["detail"]["passages"][0]
    assert (first["transcript"], first["codes"]) == ("P01", ["Waiting"])
    found = matrix(cases)
    assert found.written(*(found.place("care", "P01") or (0, 0)))[0].text == "Waits."

    fire(app, matrix_view.KEY, "count", {"column": "care", "role": "patient"})
    assert_sound(app)
    assert "P01**, patient: 2 passages" in texts(app)

    app.segmented_control(key="qual_matrix_columns-input").set_value("codes").run()
    app.selectbox(key="qual_matrix_role-input").set_value("clinician").run()
    go(app, "memos")
    assert "Matrix: P01, Care" in texts(app).replace("\\", "")
    go(app, "matrix")
    assert_sound(app)
    sent = told(app, matrix_view.KEY)
    assert ([row["participant"] for row in sent["rows"]], len(sent["columns"])) == (["C01"], 3)
    fire(app, matrix_view.KEY, "open", {"transcript": "C01", "start": 40})
    assert app.session_state["qual_transcript"] == "C01"


def test_the_joint_display_shows_numbers_or_counts(open_app: OpenApp, cases: OpenProject) -> None:
    app = open_app(cases, "matrix", coder="Ada")
    app.segmented_control(key="qual_matrix_view-input").set_value(matrix_view.JOINT).run()
    assert_sound(app)
    assert "read anything of P02" in texts(app).replace("\\", "")
    choose(app, "qual_joint_of-input", "site")
    assert list(pd.DataFrame(app.table[0].value)["north"]) == ["2\\/2", "1\\/2"]
    choose(app, "joint-whose", "north")
    app.button(key="joint-show").click().run()
    assert_sound(app)
    assert "C01**, north: 1 passage" in texts(app)
    choose(app, "qual_joint_kind-input", "number")
    assert "difference of means" in texts(app)
    app.checkbox(key="joint-test").check().run()
    assert_sound(app)


def choose(app: AppTest, key: str, value: str) -> None:
    app.selectbox(key=key).set_value(value).run()


def test_without_transcripts_codes_or_what_is_known_of_people_the_page_says_what_to_do(
    open_app: OpenApp, empty_study: OpenProject, study: OpenProject
) -> None:
    assert "nobody to compare yet" in texts(open_app(empty_study, "matrix"))
    app = open_app(study, "matrix", coder="Ada")
    app.segmented_control(key="qual_matrix_view-input").set_value(matrix_view.JOINT).run()
    assert "Nothing is known of people yet" in texts(app)
