"""The page of patterns: what it says of saturation, pairs and places, and the passages it opens."""

from __future__ import annotations

from collections.abc import Iterator
from math import nan
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from qual.model.codebook import Code, Codebook
from qual.ui.parts import patterns_pairs, patterns_timeline
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, button, texts
from tests.workflow.coded_study import coded_study

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


@pytest.fixture
def coded(tmp_path: Path) -> Iterator[OpenProject]:
    with coded_study(tmp_path / "coded") as project:
        yield project


def view(app: AppTest, name: str) -> AppTest:
    next(one for one in app.segmented_control if one.label == "View").set_value(name).run()
    assert_sound(app)
    return app


def choose(app: AppTest, label: str, value: str) -> None:
    next(one for one in app.selectbox if one.label == label).set_value(value).run()
    assert_sound(app)


def test_without_transcripts_the_page_leads_to_them(open_app: OpenApp, empty_study: OpenProject) -> None:
    assert "nothing to look for yet" in texts(open_app(empty_study, "patterns"))


def test_without_codings_there_is_no_pattern(open_app: OpenApp, study: OpenProject) -> None:
    assert "there is no pattern" in texts(open_app(study, "patterns"))


def test_the_three_views(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "patterns")
    said = pd.DataFrame(app.table[0].value)
    assert said["Interviews"].tolist() == ["5 (1 not read yet)", "1", "6 (1 not read yet)"]
    assert said["Code saturation"].tolist()[0].startswith("No result")
    assert "never that there were enough" in texts(app)
    assert len(app.get("vega_lite_chart")) == 1
    choose(app, "Count", "added")
    assert set(pd.DataFrame(app.table[0].value)["Different codes"]) == {"0"}

    view(app, "pairs")
    assert "No two of these go together anywhere yet" in texts(app)
    next(one for one in app.segmented_control if one.label == "Together").set_value("sequence").run()
    assert_sound(app)
    found = app.dataframe[0].value
    assert found["Pair"].tolist()[0] == "Waiting → Stopping tablets"
    assert found["Together"].tolist()[0] == 3
    assert found["Lift"].tolist()[0] == "too few expected"
    button(app, "Show the passages").click().run()
    assert_sound(app)
    assert "6 passages of 3 participants" in texts(app)

    view(app, "timeline")
    assert app.dataframe[0].value["Interviews"].tolist()[0] == "5/6"
    choose(app, "Interview", "P01")
    assert app.dataframe[0].value["From"].tolist() == ["17 %", "50 %", "83 %"]
    choose(app, "Interview", "P06")
    assert "None of these codes is on any passage yet" in texts(app)


def test_numbers_as_people_read_them() -> None:
    assert patterns_pairs.lift(2, 1.2, 3.1, "") == "2.00 [1.20–3.10]"
    assert patterns_pairs.lift(2, nan, nan, "4 participants, fewer than 6: no interval") == "2.00"
    assert patterns_pairs.lift(nan, nan, nan, "4.9 expected by chance, fewer than 5: no lift") == "too few expected"
    assert patterns_pairs.lift(nan, nan, nan, "2 participants behind it") == "too few people"
    assert [patterns_timeline.percent(value) for value in (0.166, nan)] == ["17 %", "–"]
    table = pd.DataFrame({"code": ["gone", "b", "a"]})
    book = Codebook(codes=(Code("a", "A"), Code("b", "B")))
    assert patterns_timeline.ordered(table, book)["code"].tolist() == ["a", "b", "gone"]
