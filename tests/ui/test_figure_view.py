"""A figure on a page: the chart with its description, its numbers, its files; and the passages behind a count."""

from __future__ import annotations

import json

import pytest
from streamlit.testing.v1 import AppTest

from qual.figures.dots import PICK, dots
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.ui.parts import behind, figure_view
from qual.workflow.behind import Place
from qual.workflow.passages import Passage
from qual.workflow.projects import OpenProject
from tests import studies
from tests.figures.drawn import counts
from tests.ui.conftest import OpenApp, button, texts


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    """Two passages of a patient, one of a clinician."""
    for transcript, words in (
        ("P01", "I was on the waiting list"), ("P01b", "Still on the waiting list"),
        ("C01", "The waiting list grows"),
    ):  # fmt: skip
        span = Span(*studies.place_of(study, transcript, words))
        study.apply([Op(new_id(), "code", "Ada", transcript=transcript, span=span, code="waiting", quote=words)])
    return study


def _page(*, many: bool = False, empty: bool = False) -> AppTest:
    def script(figure):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN202 - its source alone is run
        from qual.ui.parts import figure_view

        figure_view.show(figure, key="it", picks="count" if figure.spec else "")

    labels = [f"Code {n}" for n in range(200 if many else 3)]
    figure = dots(
        counts([] if empty else labels, totals={"patient": 9, "clinician": 5}), groups=["patient", "clinician"]
    )
    return AppTest.from_function(script, args=(figure,)).run()


def test_a_figure_has_its_description_its_notes_its_numbers_and_two_files() -> None:
    app = _page()
    assert not app.exception
    chart = app.get("vega_lite_chart")[0].proto
    assert "Dots with intervals" in str(chart)
    assert json.loads(chart.spec)["background"] == "transparent"
    assert [one.proto.label for one in app.get("download_button")] == ["PNG", "SVG"]
    columns = [str(name).replace("\\", "") for name in app.table[0].value.columns]
    assert columns == ["Name", "Group", "Participants", "of", "95 % interval"]
    assert any("Wilson" in one.value for one in app.caption)
    assert PICK == "count"


def test_many_numbers_scroll_and_nothing_to_draw_says_why() -> None:
    assert len(_page(many=True).dataframe[0].value) == 400
    app = _page(empty=True)
    assert "nobody to count" in app.info[0].value
    assert not app.get("vega_lite_chart")


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (None, "–"),
        (float("nan"), "–"),
        (True, "yes"),
        (3, "3"),
        (3.0, "3"),
        (0.12345, "0.123"),
        (1234, "1,234"),
        ("a", "a"),
    ],
)
def test_a_cell_is_read_as_people_write_it(value: str | float | None, said: str) -> None:
    assert figure_view.cell(value) == said


def test_any_count_opens_its_passages(open_app: OpenApp, coded: OpenProject) -> None:
    app = open_app(coded, "frequencies")
    next(one for one in app.selectbox if one.label == "Of").set_value("patient").run()
    button(app, "Show the passages").click().run()
    assert not app.exception
    said = texts(app).replace("\\", "")
    assert "patient: 1 of 2 participants, 2 of " in said
    html = " ".join(str(one.proto.body) for one in app.get("html"))
    assert "<mark class='qual-here'>I was on the waiting list</mark>" in html
    assert "The waiting list grows" not in html


def test_words_of_a_transcript_are_escaped_and_only_the_coded_ones_marked() -> None:
    place = Place("P01", Span(10, 20), "P01", "patient", (Span(12, 14), Span(16, 18)), ("a",), ("Ada",))
    words = Passage("P01", Span(10, 20), "ab<cef&hij", "", "", "P01", "patient", "P")
    shown = behind.quoted(place, words, "foot <")
    assert shown == (
        "<blockquote class='qual-quote'>ab<mark class='qual-here'>&lt;c</mark>ef"
        "<mark class='qual-here'>&amp;h</mark>ij<footer>foot &lt;</footer></blockquote>"
    )
    assert "foot" in behind.quoted(place, None, "foot")
