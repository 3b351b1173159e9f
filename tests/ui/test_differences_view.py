"""Two groups beside each other on the page of frequencies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    """One patient and one clinician wait."""
    for transcript, words in (("P01", "I was on the waiting list"), ("C01", "The waiting list grows")):
        span = Span(*studies.place_of(study, transcript, words))
        op = Op(new_id(), "code", "Ada", transcript=transcript, span=span, code="waiting", quote=words)
        [answer] = study.apply([op])
        assert not answer.refusal
    return study


def compared(app: AppTest) -> pd.DataFrame:
    """The table of the comparison."""
    return next(found for table in app.table if "Difference" in (found := pd.DataFrame(table.value)).columns)


def test_themes_then_codes_with_tests_only_on_request(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "frequencies")
    found = compared(app)
    assert found["Theme or code"].tolist() == ["Toll", "Care"]
    assert "p" not in found.columns
    assert "fewer than two participants" in " ".join(found["Note"])
    app.radio(key="differences-view").set_value("Codes")
    app.checkbox(key="differences-test").check().run()
    app.checkbox(key="differences-more").check().run()
    assert_sound(app)
    found = compared(app)
    assert found["Theme or code"].tolist() == ["Stopping tablets", "Hopelessness", "Waiting"]
    assert found["p"].tolist() == ["–"] * 3
    heads = [str(name).replace("\\", "") for table in app.table for name in pd.DataFrame(table.value).columns]
    assert "patient, per 1,000 words" in heads


def test_declaring_on_the_page_is_an_act_with_a_name(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "frequencies", coder="Ada")
    app.multiselect(key="differences-declared").set_value(["hopeless", "care"]).run()
    said = texts(app)
    assert "Hopelessness: declared by Ada" in said.replace("\\", "")
    assert "Care: declared by Ada" in said.replace("\\", "")
    assert "not beforehand" in said
    app.multiselect(key="differences-declared").set_value(["hopeless"]).run()
    assert "Care: declared" not in texts(app)
    assert_sound(app)
