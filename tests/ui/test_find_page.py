"""The page find: what is asked, what was found, and what can be done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Op
from qual.model.span import Span
from qual.ui.parts import find_cards, find_job
from qual.workflow import finding
from qual.workflow.found import Note, Passage
from qual.workflow.projects import OpenProject
from tests.studies import TRANSCRIPTS, place_of
from tests.ui.conftest import OpenApp, assert_sound, button, go, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest

HOSTILE = (
    "(.*)+[",
    "\\",
    "'; drop table turns; --",
    "<script>alert(1)</script>",
    "*" * 500,
    "😀",
    "שלום \u202e",
    "a" * 1999,
)


def words(app: AppTest, asked: str) -> AppTest:
    """The app after these words were typed."""
    app.text_input(key="find-words").set_value(asked).run()
    assert_sound(app)
    return app


def shown(app: AppTest) -> list[str]:
    """The cards, as HTML."""
    return [
        str(one.proto.body) for one in app.get("html") if str(one.proto.body).startswith("<div class='qual-found'>")
    ]


def meaning(app: AppTest) -> AppTest:
    """The app after the words are meant by their meaning."""
    app.button_group(key="find-by").set_value("By meaning").run()
    assert_sound(app)
    return app


def filtered(app: AppTest, label: str, *values: str) -> AppTest:
    next(one for one in app.multiselect if one.label == label).set_value(list(values)).run()
    assert_sound(app)
    return app


def coded(project: OpenProject, transcript: str, said: str, code: str = "waiting", memo: str = "") -> None:
    span = Span(*place_of(project, transcript, said))
    op = Op(f"{transcript}{said}{code}", "code", "Grace", transcript, span, code, memo=memo)
    assert not project.apply([op])[0].refusal


def test_without_transcripts_the_page_leads_to_them(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "find")
    button(app, "Add transcripts").click().run()
    assert app.title[0].value == "Transcripts"


def test_an_empty_field_says_how_to_ask(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "find")
    assert "letter OR appointment" in texts(app)
    assert not shown(app)
    assert "in your own words" in texts(meaning(app))


def test_passages_stand_with_their_hits_marked_and_the_people_counted(
    open_app: OpenApp, study: OpenProject
) -> None:
    coded(study, "P01", "waiting list")
    app = words(open_app(study, "find", coder="Ada"), "waiting list")
    assert "3 passages of 2 participants: 1 of 2 patients, 1 of 1 clinician." in texts(app).replace("\\", "")
    first = shown(app)[0]
    assert "<mark class='qual-here'>waiting</mark> <mark class='qual-here'>list</mark>" in first
    assert "<b>P01</b><span>patient</span><span>P01, turn 2</span>" in first
    assert ">Waiting</span>" in first, "the code that is on it"
    assert len(shown(app)) == 3


def test_a_link_asks_and_what_is_typed_stays_when_the_page_changes(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "find", q="tablets")
    assert app.text_input(key="find-words").value == "tablets"
    words(app, "kettle OR dog")
    assert app.query_params["q"] == "kettle OR dog"
    filtered(app, "Role", "patient")
    go(app, "codebook")
    go(app, "find")
    assert app.text_input(key="find-words").value == "kettle OR dog"
    assert next(one for one in app.multiselect if one.label == "Role").value == ["patient"]
    assert len(shown(app)) == 1
    words(app, "")
    assert "q" not in app.query_params


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ('"waiting', "quotation mark is not closed"),
        ("-waiting", "only what must not occur"),
        ("???", "holds no word"),
    ],
)
def test_what_cannot_be_answered_is_said(open_app: OpenApp, study: OpenProject, asked: str, said: str) -> None:
    assert said in texts(words(open_app(study, "find"), asked)).replace("\\", "")


@pytest.mark.parametrize("asked", HOSTILE)
def test_whatever_is_typed_the_page_stands(open_app: OpenApp, study: OpenProject, asked: str) -> None:
    app = words(open_app(study, "find"), asked)
    assert app.title[0].value == "Find"
    meaning(app)


def test_where_nothing_is_found_other_ways_are_offered(open_app: OpenApp, study: OpenProject) -> None:
    app = filtered(words(open_app(study, "find"), "waiting"), "Transcript", "P02")
    assert "No passage and no memo" in texts(app)
    app.button(key="find-clear-2").click().run()
    assert shown(app)
    words(app, "zeppelin")
    button(app, "Search by meaning instead").click().run()
    assert_sound(app)
    assert app.button_group(key="find-by").value == "By meaning"


def test_filters_narrow_what_is_found_and_are_said(open_app: OpenApp, study: OpenProject) -> None:
    coded(study, "P01", "waiting list")
    app = words(open_app(study, "find"), "list")
    assert len(shown(app)) == 4
    assert len(shown(filtered(app, "Role", "patient"))) == 2
    assert len(shown(filtered(app, "Not coded with", "waiting"))) == 1
    assert "Only: role patient · not coded with Waiting" in texts(app).replace("\\", "")
    button(app, "Clear the filters").click().run()
    assert len(shown(filtered(app, "Coded by", "Grace"))) == 1
    button(app, "Clear the filters").click().run()
    app.checkbox(key="find-filter-uncoded").check().run()
    assert_sound(app)
    assert len(shown(app)) == 3


def test_a_filter_for_what_is_gone_is_dropped(open_app: OpenApp, study: OpenProject) -> None:
    coded(study, "P01", "waiting list")
    app = filtered(words(open_app(study, "find"), "list"), "Coded with", "waiting")
    study.undo(1, coder="Grace")
    app.run()
    assert_sound(app)
    assert len(shown(app)) == 4


def test_the_order_can_be_what_fits_best(open_app: OpenApp, study: OpenProject) -> None:
    app = words(open_app(study, "find"), "tablets OR list")
    first = shown(app)[0]
    next(one for one in app.selectbox if one.label == "Order").select("fit").run()
    assert_sound(app)
    assert "<b>C01</b>" in shown(app)[0]
    assert shown(app)[0] != first


def test_a_passage_opens_in_its_transcript_with_every_hit_marked(open_app: OpenApp, study: OpenProject) -> None:
    app = words(open_app(study, "find"), "tablets")
    button(app, "Open in transcript").click().run()
    assert_sound(app)
    text = TRANSCRIPTS["P02.txt"]
    assert app.session_state["qual_transcript"] == "P02"
    [marks] = app.session_state["qual_marks"].values()
    assert [text[start:end] for start, end in marks] == ["tablets", "tablets"]
    assert app.session_state["qual_at"] == marks[0][0]


def test_a_passage_is_coded_where_it_stands_and_undone(open_app: OpenApp, study: OpenProject) -> None:
    app = words(open_app(study, "find", coder="Ada"), "fence")
    assert button(app, "Code").disabled
    next(one for one in app.selectbox if one.label == "Code for this passage").select("stopping").run()
    button(app, "Code").click().run()
    assert_sound(app)
    [row] = study.codings().to_dict("records")
    [passage] = study.find("fence").passages
    assert (row["code"], row["coder"], row["quote"], row["origin"], row["blind"]) == (
        "stopping", "Ada", passage.text, "reader", True,
    )  # fmt: skip
    assert "Stopping tablets" in shown(app)[0]
    assert "1 passage coded as “Stopping tablets”" in app.toast[0].value
    assert button(app, "Code").disabled, "the choice is empty again"
    next(one for one in app.button if one.label.startswith("Undo")).click().run()
    assert study.codings().empty


def test_without_a_name_nothing_is_coded(open_app: OpenApp, study: OpenProject) -> None:
    app = words(open_app(study, "find"), "fence")
    next(one for one in app.selectbox if one.label == "Code for this passage").select("stopping").run()
    assert button(app, "Code").disabled


def test_several_are_coded_in_one_stroke_after_a_look_at_them(open_app: OpenApp, study: OpenProject) -> None:
    app = filtered(words(open_app(study, "find", coder="Ada"), "list"), "Role", "patient", "clinician")
    app.checkbox[1].check().run()
    assert "1 ticked" in texts(app)
    button(app, "Tick all 3 shown").click().run()
    next(one for one in app.selectbox if one.label == "Code for the ticked passages").select("waiting").run()
    button(app, "Look at them and code …").click().run()
    assert_sound(app)
    assert study.codings().empty, "first comes the look"
    assert "Waiting** goes on 3 whole passages" in texts(app)
    button(app, "Code 3 passages").click().run()
    assert_sound(app)
    assert sorted(study.codings()["transcript"]) == ["C01", "P01", "P01b"]
    with study.store.reading() as tables:
        ids = sorted(event.op for event in tables.events() if event.kind == "code")
    assert [one.removeprefix(ids[0]) for one in ids] == ["", ".1", ".2"]
    assert "ticked" not in texts(app)
    assert len(study.undo(1, coder="Ada")) == 3
    assert study.codings().empty


def test_what_is_ticked_and_no_longer_shown_is_not_coded(open_app: OpenApp, study: OpenProject) -> None:
    app = words(open_app(study, "find", coder="Ada"), "list")
    button(app, "Tick all 4 shown").click().run()
    assert "4 ticked" in texts(app)
    words(app, "tablets")
    assert "ticked" not in texts(app)


def test_a_code_that_is_there_already_is_said(open_app: OpenApp, study: OpenProject) -> None:
    [passage] = study.find("fence").passages
    app = words(open_app(study, "find", coder="Ada"), "fence")
    next(one for one in app.selectbox if one.label == "Code for this passage").select("stopping").run()
    study.apply([Op("1", "code", "Ada", passage.transcript, passage.span, "stopping")])
    button(app, "Code").click().run()
    assert_sound(app)
    assert "already" in app.toast[0].value
    assert len(study.codings()) == 1


def test_passages_like_one_are_shown_in_words_and_not_as_a_count(open_app: OpenApp, study: OpenProject) -> None:
    for number in range(2):
        study.import_files(
            [(f"Z{number}.txt", f"P0{number}: My neighbour's fence is up, number {number}.\n".encode())]
        )
    app = words(open_app(study, "find"), "fence fell")
    button(app, "Passages like this one").click().run()
    assert_sound(app)
    said = texts(app)
    assert "Passages like this one" in said
    assert "no number of people is given" in said
    assert shown(app)
    assert not [card for card in shown(app) if "fell" in card]
    assert all("alike</span>" in card for card in shown(app))
    assert "%" not in "".join(shown(app))
    button(app, "Back to the words").click().run()
    assert len(shown(app)) == 1


def test_a_place_that_is_not_there_is_not_compared(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "find")
    for place in (("P99", 1, 5), ("P01", 5, 99_999), ("P01", None, 3), ("P01", 7, 3)):
        app.session_state["qual_like"] = place
        app.run()
        assert_sound(app)
        assert "Back to the words" not in [one.label for one in app.button]


def test_own_words_are_compared_by_meaning(open_app: OpenApp, study: OpenProject) -> None:
    app = meaning(words(open_app(study, "find"), "Good, yes. The dog keeps me going."))
    assert "very alike" in shown(app)[0]
    assert "<b>P02</b>" in shown(app)[0]


def test_many_passages_are_read_first_and_that_is_said(
    open_app: OpenApp, study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(find_job, "AT_ONCE", 0)
    app = meaning(words(open_app(study, "find"), "waiting"))
    assert f"has not read {finding.unmade(study)} passages yet" in texts(app)
    assert not shown(app)
    button(app, "Read them now").click().run()
    jobs = find_job._jobs(str(study.folder))
    for job in list(jobs.values()):
        job.wait(60)
    app.run()
    assert_sound(app)
    assert finding.unmade(study) == 0
    assert "has not read" not in texts(app)


def test_memos_are_found_and_open_where_they_belong(open_app: OpenApp, study: OpenProject) -> None:
    coded(study, "P01", "waiting list", memo="<i>compare</i> with P02")
    app = words(open_app(study, "find"), "comparing")
    assert [one.value for one in app.subheader] == ["1 memo"]
    [card] = shown(app)
    assert "&lt;i&gt;<mark class='qual-here'>compare</mark>&lt;/i&gt;" in card
    assert "Memo on P01" in card
    button(app, "Open in transcript").click().run()
    assert app.session_state["qual_at"] == place_of(study, "P01", "waiting list")[0]


def test_more_passages_come_when_asked_for(open_app: OpenApp, study: OpenProject) -> None:
    said = "".join(f"P07: Letter number {number}.\n\nInterviewer: Yes?\n\n" for number in range(25))
    study.import_files([("Z.txt", said.encode())], roles={"P": "patient", "Interviewer": "interviewer"})
    app = words(open_app(study, "find"), "letter number")
    assert len(shown(app)) == 20
    button(app, "Show 5 more of 5").click().run()
    assert_sound(app)
    assert len(shown(app)) == 25


def test_words_of_people_are_never_markup(study: OpenProject) -> None:
    text = "<b>no</b> & 'yes' \"so\""
    name = "<img src=x onerror=alert(1)>" * 20
    passage = Passage(
        name, Span(5, 5 + len(text)), text, 0, "", name, name, True, (Span(5, 8),), (name,), 1.0, "alike"
    )
    made = find_cards.card(passage, study.codebook.book)
    assert "<img" not in made
    assert "<mark class='qual-here'>&lt;b&gt;</mark>no&lt;/b&gt; &amp;" in made
    assert "context, not data" in made


def test_a_long_passage_is_shown_around_its_hits_and_whole_behind_a_click(study: OpenProject) -> None:
    text = "lorem & " * 200 + "kettle" + " ipsum" * 200
    start = text.index("kettle")
    passage = Passage(
        "P01", Span(0, len(text)), text, 0, "P", "P01", "patient", False, (Span(start, start + 6),), (), 1.0
    )
    made = find_cards.card(passage, study.codebook.book)
    shown, whole = made.split("<details")
    assert "<mark class='qual-here'>kettle</mark>" in shown
    assert len(shown) < 900
    assert "The whole passage, 601 words" in whole
    assert whole.count("lorem &amp;") == 200


@pytest.mark.parametrize(
    ("about", "target", "said"),
    [
        ("project", "", "the study"),
        ("code", "waiting", "Waiting"),
        ("participant", "P01", "P01"),
        ("code", "<x>", "&lt;x&gt;"),
    ],
)
def test_a_memo_says_what_it_is_about(study: OpenProject, about: str, target: str, said: str) -> None:
    from qual.model.memo import Memo

    memo = Memo("m", about, target, "", None, "", "ask", "<ada>", "2026-01-01T10:00:00+00:00")
    made = find_cards.memo_card(Note(memo, (), "", None), study.codebook.book)
    assert f"Memo on {said}" in made
    assert "&lt;ada&gt;</span><span>2026-01-01 10:00 UTC" in made
