"""The versions view: who made which and why, any two beside each other, and the codebook of a day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from qual.workflow import curating, planning, versions
from qual.workflow.projects import OpenProject
from tests.ui import codebook_hands as hands
from tests.ui.conftest import OpenApp


def test_two_versions_stand_beside_each_other_with_their_codings(open_app: OpenApp, study: OpenProject) -> None:
    hands.code(study, hands.HEARD, "waiting")
    first = study.codebook.book
    redefined = replace(first.codes[0], definition="Waits for a <letter>.")
    curating.perform(study, planning.set_code(first, redefined), coder="Ben", why="sharper *words*")
    book = study.codebook.book
    curating.perform(study, planning.retire_code(book, "hopeless"), coder="Ada")
    app = open_app(study, "codebook", coder="Ada", view="versions")
    table = app.table[0].value
    assert list(table["Who"]) == ["Ada", "Ben", "–"]
    assert [text.replace("\\", "") for text in table["Why"]] == ["–", "sharper *words*", "–"]
    assert list(table["Codings made under it"]) == ["0", "0", "1"]
    assert "1 code retired" in hands.said(app)
    app.selectbox(key="versions-old").set_value(first.version).run()
    said = hands.said(app)
    assert "1 coding in force, 1 of them made while it meant something else." in said
    assert (
        "<del class='qual-del'>an appointment or </del>a <ins class='qual-ins'>&lt;</ins>letter"
        in hands.html_of(app)
    )


def test_the_codebook_of_a_day_is_found(open_app: OpenApp, study: OpenProject) -> None:
    hands.code(study, hands.HEARD, "waiting")
    [only] = versions.versions(study)
    app = open_app(study, "codebook", coder="Ada", view="versions")
    app.date_input[0].set_value(date.fromisoformat(only.created[:10])).run()
    assert f"version {only.version} was in force" in hands.said(app)


def test_before_anything_is_recorded_it_says_so(open_app: OpenApp, empty_study: OpenProject) -> None:
    app = open_app(empty_study, "codebook", coder="Ada", view="versions")
    assert "Nothing is recorded yet" in hands.said(app)
