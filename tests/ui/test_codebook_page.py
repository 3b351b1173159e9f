"""The codebook page: what stands in the file, and edits that touch nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.model.codebook import Code, Example
from qual.ui.parts import code_form
from qual.workflow.projects import OpenProject
from tests.ui.codebook_hands import code, edit, field, html_of, keyed, labelled, menu, press, reject, said, save
from tests.ui.conftest import OpenApp


def test_themes_and_codes_stand_with_their_use(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    words = said(app)
    assert "Waits for an appointment" in words
    assert words.count("not used yet") == len(study.codebook.book.codes)
    assert "Small study · 2 themes, 3 codes · version 1" in words
    assert "Care" in words


def test_without_a_name_the_codebook_is_read_only(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook")
    assert "Write your name" in said(app)
    assert keyed(app, "edit-code-waiting").disabled
    assert app.menu_button(key="code-menu-waiting").disabled


def test_an_edit_goes_to_the_file_and_leaves_comments_alone(open_app: OpenApp, study: OpenProject) -> None:
    before = study.codebook_file.read_text("utf-8")
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    field(app, "Definition").set_value("Waits for a letter, a call or a bed.")
    field(app, "Why (kept in the record)").set_value("Ben's interviews")
    save(app)
    after = study.codebook_file.read_text("utf-8")
    assert after == before.replace("Waits for an appointment or a letter.", "Waits for a letter, a call or a bed.")
    assert "“Waiting” is saved" in said(app)
    with study.store.reading() as tables:
        [event] = tables.events(kind="codebook")
        assert (event.coder, event.details["why"]) == ("Ada", "Ben's interviews")


def test_what_hangs_on_a_definition_is_shown_before_it_is_saved(open_app: OpenApp, study: OpenProject) -> None:
    code(study, "heard nothing at all", "waiting")
    reject(study, "just stopped taking them", "waiting")
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    field(app, "Definition").set_value("Waits <b>in vain</b>.")
    save(app)
    words = said(app)
    assert "1 coding made under the older definition: waiting to be looked at again." in words
    assert "1 reject made under the older definition: suggested there again." in words
    assert "&lt;b&gt;in vain&lt;/b&gt;" in html_of(app)
    assert "<del class='qual-del'>" in html_of(app)
    assert study.codebook.book.codes[0].definition == "Waits for an appointment or a letter."
    press(app, "Back to the form")
    assert field(app, "Definition").value == "Waits <b>in vain</b>."
    save(app)
    press(app, "Save the change")
    assert study.codebook.book.codes[0].definition == "Waits <b>in vain</b>."


def test_saving_without_a_change_writes_nothing(open_app: OpenApp, study: OpenProject) -> None:
    before = study.codebook_file.read_bytes()
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    save(app)
    assert study.codebook_file.read_bytes() == before
    with study.store.reading() as tables:
        assert not tables.events(kind="codebook")


def test_what_others_changed_meanwhile_stays(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    edit(study, "heard nothing", "no answer")
    field(app, "Definition").set_value("Waits in vain.")
    save(app)
    found = study.codebook.book.codes[0]
    assert (found.definition, found.include) == ("Waits in vain.", ("waiting list", "no answer"))


def test_only_a_clash_of_one_field_is_asked_about(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    edit(study, "Waits for an appointment or a letter.", "Theirs.")
    edit(study, "heard nothing", "no answer")
    theirs = study.codebook_file.read_bytes()
    field(app, "Definition").set_value("Mine.")
    save(app)
    words = said(app)
    assert study.codebook_file.read_bytes() == theirs
    assert "Nothing was written" in words
    assert "<b>In the file:</b> Theirs." in words
    assert "<b>Yours:</b> Mine." in words
    assert field(app, "Definition").value == "Mine."
    save(app)
    found = study.codebook.book.codes[0]
    assert (found.definition, found.include) == ("Mine.", ("waiting list", "no answer"))


def test_a_clash_can_be_settled_for_the_file(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-waiting").click().run()
    edit(study, "Waits for an appointment or a letter.", "Theirs.")
    field(app, "Definition").set_value("Mine.")
    field(app, "Name").set_value("Wait")
    save(app)
    press(app, "Keep what is in the file")
    assert field(app, "Definition").value == "Theirs."
    save(app)
    found = study.codebook.book.codes[0]
    assert (found.definition, found.name) == ("Theirs.", "Wait")


def test_a_new_code_is_added_once_under_its_theme(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    for _ in range(2):
        keyed(app, "add-code-toll").click().run()
        field(app, "Name").set_value("Shame *and* guilt")
        field(app, "Include, one per line").set_value("my own fault\n\n  ashamed ")
        field(app, "Examples, patient, one per line").set_value("I hid the tablets.")
        save(app)
    assert "already" in said(app)
    made = [one for one in study.codebook.book.codes if one.name == "Shame *and* guilt"]
    assert [(c.id, c.theme, c.include, c.examples) for c in made] == [
        ("shame-and-guilt", "toll", ("my own fault", "ashamed"), (Example("I hid the tablets.", "patient"),))
    ]


def test_a_code_without_a_name_is_not_saved(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "add-code-toll").click().run()
    save(app)
    assert "A code needs a name" in said(app)


def test_a_code_is_retired_nested_and_made_a_heading_in_the_form(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-hopeless").click().run()
    app.checkbox[0].check()
    save(app)
    keyed(app, "edit-code-waiting").click().run()
    app.checkbox[1].check()
    app.selectbox[0].set_value(("toll", "hopeless"))
    save(app)
    found = {one.id: one for one in study.codebook.book.codes}
    assert found["hopeless"].heading
    assert (found["waiting"].retired, found["waiting"].theme, found["waiting"].parent) == (True, "toll", "hopeless")
    assert "1 retired or merged" in [one.label for one in app.expander]


def test_a_theme_is_added_renamed_moved_and_removed(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "add-theme").click().run()
    field(app, "Name").set_value("Lost years")
    save(app)
    menu(app, "theme-menu-lost-years", "Edit")
    field(app, "Name").set_value("Years lost")
    save(app)
    assert [theme.name for theme in study.codebook.book.themes] == ["Care", "Toll", "Years lost"]
    menu(app, "theme-menu-lost-years", "Move up")
    menu(app, "theme-menu-care", "Move down")
    assert [theme.id for theme in study.codebook.book.themes] == ["lost-years", "care", "toll"]
    menu(app, "theme-menu-lost-years", "Remove")
    assert [theme.id for theme in study.codebook.book.themes] == ["care", "toll"]
    press(app, "Undo")
    assert [theme.name for theme in study.codebook.book.themes] == ["Years lost", "Care", "Toll"]


def test_a_broken_file_is_told_with_its_line_and_what_stays_in_force(open_app: OpenApp, study: OpenProject) -> None:
    code(study, "heard nothing at all", "waiting")
    study.codebook_file.write_text("title: [never closed\nthemes:\n", "utf-8")
    app = open_app(study, "codebook", coder="Ada")
    words = said(app)
    assert "line" in words
    assert "The last good version, in force since 20" in words
    assert "stays in force (3 codes)" in words
    assert keyed(app, "add-theme").disabled


def test_a_code_removed_elsewhere_is_said(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "codebook", coder="Ada")
    keyed(app, "edit-code-hopeless").click().run()
    text = study.codebook_file.read_text("utf-8")
    study.codebook_file.write_text(text[: text.index("  - id: toll")], "utf-8")
    field(app, "Definition").set_value("Gone?")
    save(app)
    assert "not in the file any more" in said(app)


def test_an_empty_codebook_says_how_to_begin(open_app: OpenApp, study: OpenProject) -> None:
    study.codebook_file.write_text("title: Nothing yet\nthemes: []\n", "utf-8")
    app = open_app(study, "codebook", coder="Ada")
    assert "There is no code yet" in said(app)
    assert not labelled(app, "Read and code").disabled
    press(app, "Add a theme")
    field(app, "Name").set_value("First")
    save(app)
    assert [theme.name for theme in study.codebook.book.themes] == ["First"]
    assert "There is no code yet" in said(app)


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
    assert code_form.merged(base, typed, now) == Code(
        "a", "Mine", "", now.definition, now.include, retired=now.retired
    )
