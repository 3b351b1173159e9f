"""The page of themes: what fits no code, how it becomes one, the map, and what is inside codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qual.model.codebook import Example
from qual.ui import state
from qual.ui.parts import candidates, theme_map, theme_page
from qual.workflow import code_groups, theme_acts, theming
from qual.workflow.code_groups import Side, Split, Twins
from qual.workflow.projects import OpenProject
from qual.workflow.theme_maps import Point, ThemeMap
from qual.workflow.theming import GROWN, NEW, SAME, SHRUNK, Candidate, Gone, Quote, ThemeReport
from tests.ui.conftest import OpenApp, assert_sound, button, texts
from tests.workflow.theme_study import theme_study

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

FOUND = Candidate(
    "c1",
    "kettle · tea",
    ("kettle", "tea"),
    ("P01:64-110", "P02:40-60"),
    {"patient": 2, "unknown": 1},
    (
        Quote("P01:64-110", "P01", 64, 110, "P01", "patient", "I put the *kettle*\non <again>."),
        Quote("P02:40-60", "P02", 40, 60, "P02", "patient", "Tea helps."),
        Quote("C01:10-20", "C01", 10, 20, "", "unknown", "A cup."),
    ),
)


@pytest.fixture
def grouped(monkeypatch: pytest.MonkeyPatch) -> None:
    report = ThemeReport((FOUND,), note="One passage was too short.", unfitting=5, passages=9)
    monkeypatch.setattr(theming, "report", lambda _: report)


@pytest.fixture
def open_study(tmp_path: Path) -> Iterator[OpenProject]:
    """Three subjects, no codes."""
    with theme_study(tmp_path / "open") as project:
        yield project


def show(app: AppTest, view: str) -> AppTest:
    app.segmented_control(key="themes-view").set_value(view).run()
    assert_sound(app)
    return app


def test_without_transcripts_the_page_leads_to_them(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "themes")
    assert "no transcript yet" in texts(app)
    button(app, "Add transcripts").click().run()
    assert app.title[0].value == "Transcripts"


def test_a_real_study_without_suggestions_says_what_to_do(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    assert not button(app, "Make suggestions").disabled
    assert "make suggestions first" in texts(app)


@pytest.mark.usefixtures("grouped")
def test_a_group_stands_with_its_people_and_quotes(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    said = texts(app).replace("\\", "")
    assert "kettle · tea" in said
    assert "2 passages from 3 participants: patient 2, not confirmed yet 1" in said
    assert "One passage was too short." in said
    assert "5 of 9 passages fit none of your codes." in said
    assert "&lt;again&gt;" in "".join(str(one.proto.body) for one in app.get("html"))


@pytest.mark.usefixtures("grouped")
def test_a_group_becomes_a_code_with_its_quotes_as_examples(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    button(app, "Make this a code").click().run()
    assert_sound(app)
    name = next(one for one in app.text_input if one.label == "Name")
    assert name.value == "Kettle tea"
    name.set_value("Small comforts")
    next(one for one in app.selectbox if one.label == "Stands under").set_value(("toll", ""))
    button(app, "Save").click().run()
    assert_sound(app)
    code = study.codebook.book.code("small-comforts")
    assert code is not None
    assert code.theme == "toll"
    assert Example("I put the *kettle* on <again>.", "patient") in code.examples


@pytest.mark.usefixtures("grouped")
def test_a_quote_opens_its_transcript(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "themes", coder="Ada")
    next(one for one in app.button if one.label == "Open").click().run()
    assert_sound(app)
    assert app.title[0].value == "Transcripts"
    assert app.session_state["qual_transcript"] == "P01"


def test_a_group_of_unconfirmed_people_is_no_role() -> None:
    assert candidates.people({"unknown": 1}) == "1 participant: not confirmed yet 1"
    assert candidates.proposed(FOUND).examples[2] == Example("A cup.", "")


def test_dismissing_bringing_back_merging_and_undo_on_the_page(open_app: OpenApp, open_study: OpenProject) -> None:
    app = open_app(open_study, "themes", coder="Ada")
    first, second, third = theming.report(open_study).themes
    labels = [one.value.replace("\\", "") for one in app.subheader]
    assert labels == [first.label, second.label, third.label]
    app.button(key=f"dismiss-{second.id}").click().run()
    assert_sound(app)
    assert [one.value.replace("\\", "") for one in app.subheader] == [first.label, third.label]
    assert "dismissed by Ada" in texts(app)
    app.button(key=f"restore-{second.id}").click().run()
    assert len(app.subheader) == 3
    app.selectbox(key=f"merge-with-{first.id}").set_value(third.id).run()
    app.button(key=f"merge-now-{first.id}").click().run()
    assert_sound(app)
    assert [one.value.replace("\\", "") for one in app.subheader] == [first.label, second.label]
    assert "merged of 2 groups" in texts(app)
    next(one for one in app.button if one.label == "Undo: merged two themes").click().run()
    assert len(app.subheader) == 3
    with open_study.store.reading() as tables:
        [event] = tables.events(theme_acts.DISMISS)
    assert event.coder == "Ada"


def test_without_a_name_nobody_acts_on_themes(open_app: OpenApp, open_study: OpenProject) -> None:
    app = open_app(open_study, "themes")
    keys = [one for one in app.button if str(one.key).startswith(("dismiss-", "make-"))]
    assert len(keys) == 6
    assert all(one.disabled for one in keys)


def test_news_and_what_is_gone_are_said(
    open_app: OpenApp, study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    themes = (replace(FOUND, state=NEW), replace(FOUND, id="c2", state=GROWN, change=3))
    gone = (Gone("old <b>", 5, 4), Gone("older", 1, 0), Gone("oldest", 0, 0))
    monkeypatch.setattr(theming, "report", lambda _: ThemeReport(themes, gone=gone))
    said = texts(open_app(study, "themes", coder="Ada")).replace("\\", "")
    assert "“old <b>” (4 of its 5 passages fit a code now)" in said
    assert "“older” (its passage is alone now)" in said
    assert "“oldest” (its passages are not in the study any more)" in said
    assert [candidates.news(one) for one in themes] == ["new", "grown by 3"]
    assert candidates.news(replace(FOUND, state=SHRUNK, change=-2)) == "smaller by 2"
    assert candidates.news(replace(FOUND, state=SAME)) == candidates.news(FOUND) == ""


def test_where_the_model_has_read_nothing_it_is_asked_to_first(
    open_app: OpenApp, open_study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(theme_page, "AT_ONCE", 3)
    app = open_app(open_study, "themes", coder="Ada")
    assert "has not read 18 passages yet" in texts(app)
    assert not app.subheader
    app.button(key="themes-read").click().run()
    for _ in range(50):
        if app.subheader:
            break
        app.run()
    assert_sound(app)
    assert len(app.subheader) == 3


def test_the_map_says_what_it_carries_and_has_its_groups_as_a_table(
    open_app: OpenApp, open_study: OpenProject
) -> None:
    app = show(open_app(open_study, "themes", coder="Ada"), theme_page.MAP)
    said = texts(app)
    assert "distance on this page is only roughly likeness" in said
    assert "18 passages." in said
    groups = app.table[0].value
    assert groups["Passages"].tolist() == ["6", "6", "6"]
    assert groups["Drawn as"].tolist() == ["circle", "diamond", "square"]
    app.segmented_control(key="themes-map-by").set_value("role").run()
    assert_sound(app)
    assert dict(zip(app.table[0].value["Group"], app.table[0].value["Passages"], strict=True)) == {
        "patient": "12", "clinician": "6",
    }  # fmt: skip
    app.multiselect(key="themes-map-of-role").set_value(["clinician"]).run()
    assert app.table[0].value["Drawn as"].tolist() == ["circle", "small grey dot"]
    app.segmented_control(key="themes-map-by").set_value("code").run()
    assert_sound(app)
    assert app.table[0].value["Passages"].tolist() == ["18"]
    assert len(app.get("vega_lite_chart")) == 1


def test_a_click_on_the_map_names_the_passage_to_open() -> None:
    point = Point(FOUND.quotes[0], 0.0, 1.0, (), "c1")
    found = ThemeMap((point,), (0.5, 0.1), 1)
    picked = {"selection": {"passage": [{"passage": "P01:64-110"}]}}
    assert theme_map.picked_point(found, picked) == point
    nothings: list[Any] = [None, {}, {"selection": {}}, {"selection": {"passage": [{"passage": "x"}]}}]
    for nothing in nothings:
        assert theme_map.picked_point(found, nothing) is None
    assert "60.0 %" in theme_map.said(found)
    assert "on one place" in theme_map.said(replace(found, shares=(0.0, 0.0)))


def test_an_empty_map_says_so(open_app: OpenApp, study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qual.workflow.theme_maps.theme_map", lambda *_: ThemeMap(note="Nothing there."))
    app = show(open_app(study, "themes", coder="Ada"), theme_page.MAP)
    assert "Nothing there\\." in texts(app)


def side(number: int) -> Side:
    return Side(
        4, {"patient": 2}, ("kettle",), (replace(FOUND.quotes[0], segment=f"P01:{number}-110", start=number),)
    )


SPLIT = Split("waiting", 8, 4, (side(1), side(2)), 0.001, 0.002, 2, proposed=True, why="")
TWINS = Twins(("waiting", "hopeless"), 5, 6, 7, 40, 3, 4.8, 0.0001, 0.0003, 3, proposed=True, alike=0.91)


@pytest.fixture
def inside(monkeypatch: pytest.MonkeyPatch) -> None:
    dull = replace(SPLIT, code="stopping", sides=(), p=None, p_adjusted=None, proposed=False, why="Too few.")
    near = replace(SPLIT, code="hopeless", p=0.04, p_adjusted=0.08, proposed=False)
    rest = replace(TWINS, codes=("waiting", "stopping"), proposed=False, alike=None)
    monkeypatch.setattr(code_groups, "splits", lambda _: (dull, near, SPLIT))
    monkeypatch.setattr(code_groups, "twins", lambda _: (TWINS, rest))


@pytest.mark.usefixtures("inside")
def test_splits_and_twins_are_questions_with_their_counts(open_app: OpenApp, study: OpenProject) -> None:
    app = show(open_app(study, "themes", coder="Ada"), theme_page.CODES)
    said = texts(app).replace("\\", "")
    assert "“Waiting” and “Hopelessness”** fire together: merge?" in said
    assert "5 passages of 40 looked at have both, by 3 participants: 5 of 6 with Waiting, 5 of 7 with" in said
    assert "4.8 times what chance would give (p < .001 of 3 pairs)" in said
    assert "Likeness of their definitions: 0.91 of 1." in said
    assert "1 of 2 codes** with passages enough looks like two groups" in said
    assert "These two groups of quotes of Waiting look different: split?" in said
    assert app.table[0].value["On both"].tolist() == ["5 of 6 and 7"]
    app.selectbox(key="themes-split").set_value("hopeless").run()
    assert "among all those tested it is not unusual enough" in texts(app)
    app.selectbox(key="themes-split").set_value("stopping").run()
    assert "Not tested" in texts(app)
    assert_sound(app)


@pytest.mark.usefixtures("inside")
def test_from_inside_a_code_the_page_leads_to_the_codebook_and_to_the_words(
    open_app: OpenApp, study: OpenProject
) -> None:
    app = show(open_app(study, "themes", coder="Ada"), theme_page.CODES)
    app.button(key="split-open").click().run()
    assert app.title[0].value == "Codebook"
    app.switch_page("../pages/themes.py").run()
    assert app.session_state[state.THEMES_VIEW] == theme_page.CODES, "the view outlives a change of page"
    app.button(key="split-open-waiting-P01:2-110").click().run()
    assert_sound(app)
    assert (app.title[0].value, app.session_state["qual_at"]) == ("Transcripts", 2)


def test_a_study_without_codings_has_nothing_inside_its_codes(open_app: OpenApp, study: OpenProject) -> None:
    app = show(open_app(study, "themes", coder="Ada"), theme_page.CODES)
    assert "Nothing is coded yet." in texts(app)
    assert "No two codes stand on mostly the same passages" in texts(app)
