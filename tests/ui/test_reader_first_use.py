"""What a first session with the reader stumbled over: keys that went nowhere, clicks that did too much, noise."""

from __future__ import annotations

from typing import Any

import pytest

from tests.ui import harness, reader_items
from tests.ui.conftest import Mount
from tests.ui.reader_hands import PLAIN, card, choose_codes_for, code, place, stripes

pytestmark = [pytest.mark.browser]

FIELD = """document.body.insertAdjacentHTML(
    "afterbegin", "<input type=text aria-label=Name><a href=#x>Transcripts</a>")"""
TURN = "[...document.querySelectorAll('.q-turn')].indexOf(document.activeElement)"


def suggested(*codes: str, words: str = "Nobody told me", **changes: object) -> list[dict[str, Any]]:
    start, end = place(words)
    return [reader_items.suggestion(start, end, code, **changes) for code in codes]


def test_whoever_wrote_their_name_goes_on_with_the_keyboard(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN, coder=""))
    page.evaluate(FIELD)
    page.get_by_label("Name").focus()
    harness.update(page, reader_items.payload(PLAIN))
    page.keyboard.press("j")
    assert page.get_by_label("Name").input_value() == ""
    assert page.evaluate(TURN) == 1


def test_a_field_one_types_in_keeps_the_focus_when_other_data_come(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    page.evaluate(FIELD)
    page.get_by_label("Name").focus()
    harness.update(page, reader_items.payload(PLAIN, codings=[reader_items.coding("c1", 0, 3, "wait")]))
    page.keyboard.press("j")
    assert page.get_by_label("Name").input_value() == "j"


def test_letters_are_for_the_text_right_after_a_click_on_a_link(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    page.evaluate(FIELD)
    page.get_by_role("link", name="Transcripts").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate(TURN) == -1, "an arrow is the link's own"
    page.keyboard.press("j")
    assert page.evaluate(TURN) == 0


def test_weak_suggestions_are_shown_when_one_asks_for_them(mount: Mount) -> None:
    weak = suggested("wait", words="And then", band="unsure", band_words="unsure")
    page = mount(reader_items.payload(PLAIN, suggestions=[*suggested("told"), *weak]))
    assert [one.split(",")[0] for one in stripes(page)] == ["Being told too little"]
    shown = page.get_by_role("button", name="Shown")
    assert shown.inner_text() == "Shown", "what is not shown at first is not counted as hidden by hand"
    shown.click()
    page.get_by_role("checkbox", name="Weak suggestions").check()
    assert [one.split(",")[0] for one in stripes(page)] == ["Being told too little", "Waiting"]


def test_where_only_weak_suggestions_are_left_out_one_codes_without_any(mount: Mount) -> None:
    weak = suggested("wait", words="And then", band="unsure")
    page = mount(reader_items.payload(PLAIN, suggestions=weak))
    code(page, "Nobody told me")
    page.get_by_role("button", name="Shown").click()
    page.get_by_role("checkbox", name="Weak suggestions").check()
    page.keyboard.press("Escape")
    code(page, "I waited")
    assert [op["blind"] for op in harness.flushed(page)] == [True, False]


def test_one_key_decides_also_where_a_card_has_several_suggestions(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN, suggestions=suggested("wait", "told", "trust")))
    for key in "jjoaxa":
        page.keyboard.press(key)
    acts = [(op["act"], op["code"]) for op in harness.flushed(page)]
    assert acts == [("accept", "wait"), ("reject", "told"), ("accept", "trust")]


def test_the_suggestion_in_focus_is_the_one_that_is_decided(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN, suggestions=suggested("wait", "told")))
    for key in "jjo":
        page.keyboard.press(key)
    card(page).get_by_role("button", name="Accept").nth(1).focus()
    page.keyboard.press("a")
    assert [op["code"] for op in harness.flushed(page)] == ["told"]


def test_the_walk_from_coding_to_coding_goes_on_where_one_was_decided(mount: Mount) -> None:
    found = [*suggested("wait", "told", words="It was hard"), *suggested("trust", words="I waited")]
    page = mount(reader_items.payload(PLAIN, suggestions=found))
    for key in (".", "Enter", "x", "Escape", ".", "Enter", "x", "Escape", ".", "Enter"):
        page.keyboard.press(key)
    rejected = [op["code"] for op in harness.flushed(page) if op["act"] == "reject"]
    assert rejected == ["wait", "told"]
    assert card(page).get_by_role("heading").inner_text().startswith("Trust in clinicians")


def test_a_code_is_never_applied_only_because_its_definition_has_the_typed_word(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    choose_codes_for(page, "Nobody told me")
    page.keyboard.type("speaks")
    page.keyboard.press("Enter")
    made = [(op["act"], op.get("name", op.get("code"))) for op in harness.flushed(page)]
    assert made == [("newcode", "speaks"), ("code", "new:speaks")]


def test_the_click_that_closes_what_is_shown_opens_nothing(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN, suggestions=suggested("wait")))
    page.get_by_role("button", name="Shown").click()
    told = page.locator(".q-text", has_text="Nobody told me").bounding_box()
    panel = page.locator(".q-panel").bounding_box()
    assert told
    assert panel
    page.mouse.click(max(told["x"] + 100, panel["x"] + panel["width"] + 4), told["y"] + told["height"] / 2)
    page.wait_for_timeout(50)
    assert page.locator(".q-panel:popover-open").count() == 0
    assert card(page).count() == 0


def test_the_list_of_keys_has_those_of_the_card(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    page.keyboard.press("?")
    assert "accept, reject the suggestion" in page.locator(".q-keys").inner_text()


def test_the_box_for_several_codes_can_be_seen_and_clicked_in_every_row(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    choose_codes_for(page, "Nobody told me")
    boxes = page.locator(".q-picker:popover-open .q-tick")
    boxes.nth(1).click()
    boxes.nth(2).click()
    page.keyboard.press("Enter")
    assert [op["act"] for op in harness.flushed(page)] == ["code", "code"]


def test_the_text_stays_where_it_is_whatever_undo_and_redo_would_take_back(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    before = page.locator(".q-scroll").bounding_box()
    steps = [{"op": "one", "label": "recoded to Self-management and stopping medication"}]
    harness.update(page, reader_items.payload(PLAIN, history={"undo": steps, "redo": steps}))
    page.set_viewport_size({"width": 920, "height": 900})
    page.wait_for_timeout(50)
    after = page.locator(".q-scroll").bounding_box()
    assert before
    assert after
    assert after["y"] == before["y"]


def test_words_at_the_end_of_a_full_line_are_reached_with_the_mouse(mount: Mount) -> None:
    page = mount(reader_items.payload(("Anna?", "word " * 60)))
    text = page.locator(".q-text").nth(1)
    text.hover()
    words, pencil = text.bounding_box(), page.locator(".q-mend").nth(1).bounding_box()
    assert words
    assert pencil
    assert pencil["width"] > 0
    assert words["x"] + words["width"] <= pencil["x"]
