"""The codebook page: what stands in the file, and edits that touch nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.model.codebook import Code, Example
from qual.ui.parts import code_form
from qual.workflow.projects import OpenProject
from tests.ui.conftest import OpenApp, assert_sound, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest
    from streamlit.testing.v1.element_tree import Button, TextArea, TextInput


def field(app: AppTest, label: str) -> TextInput | TextArea:
    found: list[TextInput | TextArea] = [*app.text_input, *app.text_area]
    return next(one for one in found if one.label == label)


def keyed(app: AppTest, key: str) -> Button:
    return next(one for one in app.button if one.key == key)


def save(app: AppTest) -> None:
    next(one for one in app.button if one.label == "Save").click().run()
    assert_sound(app)


def test_themes_and_codes_stand_with_their_use(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    said = texts(app)
    assert "Care" in said
    assert "Waits for an appointment" in said
    assert said.count("not used yet") == len(study.codebook.book.codes)
    assert "2 themes, 3 codes, version 1" in said.replace("\\", "")


def test_without_a_name_the_codebook_is_read_only(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook")
    assert "Write your name" in texts(app)
    assert keyed(app, "edit-code-waiting").disabled


def test_an_edit_goes_to_the_file_and_leaves_comments_alone(open_app: OpenApp, study: OpenProject) -> None:
    before = study.codebook_file.read_text("utf-8")
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    assert_sound(app)
    field(app, "Definition").set_value("Waits for a letter, a call or a bed.")
    save(app)
    after = study.codebook_file.read_text("utf-8")
    assert after == before.replace("Waits for an appointment or a letter.", "Waits for a letter, a call or a bed.")
    assert "# the researcher's remark" in after
    assert "Waiting is saved" in texts(app)
    with study.store.reading() as tables:
        assert tables.events(kind="codebook")[0].coder == "Ada"


def test_saving_without_a_change_writes_nothing(open_app: OpenApp, study: OpenProject) -> None:
    before = study.codebook_file.read_bytes()
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    save(app)
    assert study.codebook_file.read_bytes() == before
    with study.store.reading() as tables:
        assert not tables.events(kind="codebook")


def test_a_file_changed_elsewhere_is_not_overwritten_and_what_was_typed_stays(
    open_app: OpenApp, study: OpenProject
) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    text = study.codebook_file.read_text("utf-8")
    theirs = text.replace("heard nothing", "no answer").replace("version: 1", "version: 2")
    study.codebook_file.write_text(theirs, "utf-8")
    field(app, "Definition").set_value("Waits in vain.")
    save(app)
    assert study.codebook_file.read_text("utf-8") == theirs
    assert "Nothing was written" in texts(app)
    assert field(app, "Definition").value == "Waits in vain."
    save(app)
    code = study.codebook.book.code("waiting")
    assert code is not None
    assert (code.definition, code.include) == ("Waits in vain.", ("waiting list", "no answer"))


def test_a_new_code_is_added_once_under_its_theme(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    for _ in range(2):
        keyed(app, "add-code-toll").click().run()
        field(app, "Name").set_value("Shame *and* guilt")
        field(app, "Include, one per line").set_value("my own fault\n\n  ashamed ")
        field(app, "Examples, patient, one per line").set_value("I hid the tablets.")
        save(app)
    assert "already" in texts(app)
    made = [code for code in study.codebook.book.codes if code.name == "Shame *and* guilt"]
    assert [(c.id, c.theme, c.include, c.examples) for c in made] == [
        ("shame-and-guilt", "toll", ("my own fault", "ashamed"), (Example("I hid the tablets.", "patient"),))
    ]


def test_a_code_without_a_name_is_not_saved(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "add-code-toll").click().run()
    save(app)
    assert "A code needs a name" in texts(app)


def test_a_code_is_retired_and_moved(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    app.checkbox[0].check()
    next(one for one in app.selectbox if one.label == "Theme").set_value("toll")
    save(app)
    code = study.codebook.book.code("waiting")
    assert code is not None
    assert (code.retired, code.theme) == (True, "toll")


def test_a_theme_is_added_and_renamed(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "add-theme").click().run()
    field(app, "Name").set_value("Lost years")
    save(app)
    keyed(app, "edit-theme-lost-years").click().run()
    field(app, "Name").set_value("Years lost")
    save(app)
    assert [theme.name for theme in study.codebook.book.themes] == ["Care", "Toll", "Years lost"]


def test_a_broken_file_is_told_with_its_line_and_stays_closed(open_app: OpenApp, study: OpenProject) -> None:
    study.codebook_file.write_text("title: [never closed\nthemes:\n", "utf-8")
    app = open_app(study, "codebook", coder="Ada")
    said = texts(app)
    assert "line" in said
    assert keyed(app, "add-theme").disabled


def test_a_code_removed_elsewhere_is_said(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-hopeless").click().run()
    text = study.codebook_file.read_text("utf-8")
    study.codebook_file.write_text(text[: text.index("  - id: toll")], "utf-8")
    field(app, "Definition").set_value("Gone?")
    save(app)
    assert "not in the file any more" in texts(app)


lines = st.lists(st.text(st.characters(codec="utf-8"), max_size=12), max_size=5)


@given(lines)
def test_phrases_nobody_touched_stay_as_they_are(phrases: list[str]) -> None:
    kept = tuple(dict.fromkeys(phrase for phrase in phrases if phrase.strip()))
    one_each = {code_form.one_line(phrase): phrase for phrase in kept}
    old = tuple(one_each.values())
    shown = "\n".join(map(code_form.one_line, old))
    assert set(code_form.typed_lines(old, shown)) == set(old)


def test_examples_keep_their_order_and_words_and_new_ones_come_last() -> None:
    old = (Example("one\n  two", "patient"), Example("three", ""), Example("four", "patient"))
    typed = {"patient": "four\none two\nfive", "": ""}
    assert code_form.typed_examples(old, typed) == (old[0], old[2], Example("five", "patient"))


@pytest.mark.parametrize(
    "now",
    [
        Code("a", "A", definition="theirs"),
        Code("a", "A", definition="old", include=("theirs",)),
        Code("a", "A", definition="old", retired=True),
    ],
)
def test_merging_keeps_what_others_changed(now: Code) -> None:
    base = Code("a", "A", definition="old")
    typed = Code("a", "Mine", definition="old")
    assert code_form.merged(base, typed, now) == replace(now, name="Mine")
