"""Memos in one place: written, found, changed and deleted by who wrote them, each act undoable."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import memos
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui.conftest import OpenApp, assert_sound, button, texts

if TYPE_CHECKING:
    from streamlit.testing.v1 import AppTest


def write(app: AppTest, words: str) -> AppTest:
    app.text_area[0].set_value(words).run()
    return button(app, "Save the memo").click().run()


def test_a_study_without_memos_says_how_one_is_made(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "memos", coder="Ada")
    assert "Nobody has written a memo yet" in texts(app)


def test_a_memo_about_the_study_is_kept_with_who_wrote_it(open_app: OpenApp, study: OpenProject) -> None:
    app = open_app(study, "memos", coder="Ada")
    write(app, "Ask *again* about <b>waiting</b>.\nBoth roles.")
    assert_sound(app)
    [memo] = memos.listing(study)
    assert (memo.about, memo.coder, memo.text) == (
        "project", "Ada", "Ask *again* about <b>waiting</b>.\nBoth roles.",
    )  # fmt: skip
    assert r"\*again\*" in texts(app), "what a person wrote is shown as it is"
    button(app, "Save the memo").click().run()
    assert len(memos.listing(study)) == 1, "an empty memo is none"


@pytest.mark.parametrize(("about", "target"), [("transcript", "P01"), ("participant", "P02"), ("code", "waiting")])
def test_a_memo_is_about_what_was_chosen(open_app: OpenApp, study: OpenProject, about: str, target: str) -> None:
    app = open_app(study, "memos", coder="Ada")
    app.segmented_control(key="memo-about").set_value(about).run()
    assert button(app, "Save the memo").disabled
    next(one for one in app.selectbox if (one.key or "").startswith(f"memo-{about}")).set_value(target).run()
    write(app, "Look here.")
    [memo] = memos.listing(study, about=about)
    assert memo.target == target


def test_memos_from_the_text_are_found_and_only_ones_own_change(open_app: OpenApp, study: OpenProject) -> None:
    span = Span(*studies.place_of(study, "P01", "heard nothing at all"))
    note = Op("m1", "memo", "Ada", "P01", span, quote="heard nothing at all", about="passage", memo="silence")
    study.apply([note, Op("c1", "code", "Grace", "P01", span, "waiting", memo="her words")])
    app = open_app(study, "memos", coder="Grace")
    assert {"silence", "her words"} <= set(texts(app).split("\n"))
    app.text_input(key="memos-words").set_value("SILENCE").run()
    assert "her words" not in texts(app)
    assert not [one for one in app.button if (one.key or "").startswith("memo-delete-")], "that one is Ada's"
    app.text_input(key="memos-words").set_value("").run()
    next(one for one in app.button if (one.key or "").startswith("memo-delete-")).click().run()
    assert_sound(app)
    assert [memo.text for memo in memos.listing(study)] == ["silence"]
    next(one for one in app.button if one.label.startswith("Undo: wrote a memo")).click().run()
    assert sorted(memo.text for memo in memos.listing(study)) == ["her words", "silence"]
