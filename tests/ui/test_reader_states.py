"""The reader in every state: new versions of the text, notices, memos, links, long interviews, leaving the page."""

from __future__ import annotations

import re
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from qual.ui.components import bundle
from tests.ui import harness, reader_items
from tests.ui.conftest import Mount
from tests.ui.reader_hands import LETTER, PLAIN, card, choose_codes_for, code, place, select, stripes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

# The words that codings colour.
PAINTED = r"""() => [...CSS.highlights].filter(([name]) => /-\d+$/.test(name)).flatMap(([, all]) => [...all]).map(
  (one) => one.startContainer.data.slice(one.startOffset, one.endOffset))"""
HITS = "[...CSS.highlights].filter(([name]) => name.endsWith('-mark')).reduce((sum, [, all]) => sum + all.size, 0)"
SEEN = """([at]) => {
  const box = document.querySelector(".q-scroll").getBoundingClientRect();
  const row = document.querySelectorAll(".q-turn")[at].getBoundingClientRect();
  return row.top > box.top && row.top < box.bottom;
}"""


def test_what_was_done_in_an_earlier_session_is_undone_by_the_server(mount: Mount) -> None:
    start, end = place("It was hard")
    history = {"undo": [{"op": "old", "label": "coded Cost"}], "redo": []}
    page = mount(
        reader_items.payload(PLAIN, codings=[reader_items.coding("c1", start, end, "cost")], history=history)
    )
    assert page.get_by_role("button", name="Undo: coded Cost").count() == 1
    page.keyboard.press("Control+z")
    (op,) = harness.flushed(page)
    assert (op["act"], op["target"]) == ("undo", "old")
    assert page.get_by_role("button", name="Redo: coded Cost").count() == 1
    done = {"undo": [], "redo": [{"op": "old", "label": "coded Cost"}]}
    harness.update(page, reader_items.payload(PLAIN, history=done, acked=[op["id"]]))
    assert stripes(page) == []


def test_a_correction_is_sent_and_the_new_version_keeps_place_and_codings(mount: Mount) -> None:
    start, end = place("Nobody told me")
    page = mount(reader_items.payload(PLAIN, codings=[reader_items.coding("c1", start, end, "told")]))
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("t")
    assert page.input_value(".q-mending") == PLAIN[1]
    page.keyboard.press("Home")
    page.keyboard.type("Oh. ")
    page.keyboard.press("Enter")
    (op,) = harness.flushed(page)
    assert (op["act"], op["quote"], op["text"]) == ("correct", PLAIN[1], "Oh. " + PLAIN[1])
    assert (op["start"], op["end"]) == place(PLAIN[1])
    assert page.locator(".q-correcting").count() == 1
    assert page.locator(".q-text").nth(1).inner_text() == PLAIN[1]
    later = (PLAIN[0], "Oh. " + PLAIN[1], *PLAIN[2:])
    start, end = place("Nobody told me", later)
    data = reader_items.payload(
        later, codings=[reader_items.coding("c1", start, end, "told")], version=2, sha="second"
    )
    harness.update(page, data | {"acked": [op["id"]]})
    assert page.locator(".q-correcting").count() == 0
    assert page.evaluate("document.activeElement.dataset.turn") == "1"
    painted = page.evaluate(PAINTED)
    assert painted == ["Nobody told me"]


def test_a_refused_correction_is_open_again_with_what_was_typed(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    page.locator(".q-turn").nth(3).hover()
    page.get_by_role("button", name="Correct the words of turn 4").click()
    page.keyboard.type(" Late.")
    page.keyboard.press("Enter")
    (op,) = harness.flushed(page)
    harness.update(page, reader_items.payload(PLAIN, acked=[op["id"]], refused={op["id"]: "Somebody was faster."}))
    assert page.input_value(".q-mending") == "Then she came. Late."
    assert "Somebody was faster." in page.locator("[role=alert]", has_text="faster").inner_text()


def test_codings_without_words_are_listed_and_placed_or_removed(mount: Mount) -> None:
    lost = [
        {"id": "c7", "code": "fear", "coder": "Ben", "quote": "old words"},
        {"id": "c8", "code": "cost", "coder": "Ann", "quote": "gone"},
    ]
    page = mount(reader_items.payload(PLAIN, unplaced=lost))
    page.locator("summary", has_text="2 codings have lost their words").click()
    choose_codes_for(page, "Nobody told me")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Place here").first.click()
    page.get_by_role("button", name="Remove").click()
    placed, removed = harness.flushed(page)
    assert (placed["act"], placed["target"], placed["quote"]) == ("place", "c7", "Nobody told me")
    assert (removed["act"], removed["target"]) == ("remove", "c8")
    assert stripes(page) == ["Fear of what comes next, coded by Ben: “Nobody told me”"]
    assert not page.locator(".q-lost").is_visible()


def test_memos_on_words_and_on_the_transcript(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    choose_codes_for(page, "Nobody told me")
    page.keyboard.press("Escape")
    page.keyboard.press("m")
    page.keyboard.type("Again nobody.")
    page.keyboard.press("Control+Enter")
    page.get_by_role("button", name="Memos on this transcript").click()
    page.keyboard.type("A tired voice.")
    page.keyboard.press("Control+Enter")
    passage, whole = harness.flushed(page)
    assert (passage["about"], passage["quote"], passage["memo"]) == ("passage", "Nobody told me", "Again nobody.")
    assert (whole["about"], whole["target"], whole["memo"]) == ("transcript", "T1", "A tired voice.")
    assert stripes(page) == ["Again nobody., memo: “Nobody told me”"]


def test_what_is_hidden_is_not_drawn_and_not_visible_counts_as_blind(mount: Mount) -> None:
    start, end = place("Nobody told me")
    theirs = reader_items.coding("c2", 13, 16, "cost", coder="Ben", mine=False)
    data = reader_items.payload(
        PLAIN,
        codings=[reader_items.coding("c1", start, end, "told"), theirs],
        suggestions=[reader_items.suggestion(start, end, "wait")],
    )
    page = mount(data)
    code(page, "Then she came")
    page.get_by_role("button", name="Shown").click()
    for name in ("^Suggestions", "Ben", "Being told too little"):
        page.get_by_role("checkbox", name=re.compile(name)).uncheck()
    page.keyboard.press("Escape")
    assert [one.split(",")[0] for one in stripes(page)] == ["Trust in clinicians"]
    code(page, "And then", "2")
    assert [op["blind"] for op in harness.flushed(page)] == [False, True]
    harness.remount(page, "reader", data)
    # What is hidden stays hidden while the page lives, and what is not saved yet is there.
    assert [one.split(",")[0] for one in stripes(page)] == ["Trust in clinicians", "Waiting"]


def test_words_of_which_a_part_is_coded_blind_are_coded_blind(mount: Mount) -> None:
    shown, hidden = place("It was hard"), place("Nobody told me")
    there = reader_items.coding("c1", *hidden, "told")
    page = mount(
        reader_items.payload(
            PLAIN, codings=[there], suggestions=[reader_items.suggestion(*shown, "wait")], hidden=[list(hidden)]
        )
    )
    code(page, "told me", "2")
    code(page, "Then she came", "2")
    page.locator(".q-label").filter(has_text="Being told too little").click()
    card(page).get_by_role("button", name="Other code").click()
    page.keyboard.press("1")
    acts = {(op["act"], op.get("quote", "")): op["blind"] for op in harness.flushed(page)}
    assert acts == {("code", "told me"): True, ("code", "Then she came"): False, ("recode", ""): True}


def test_nothing_is_coded_without_a_name(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN, coder=""))
    select(page, "Nobody told me")
    page.wait_for_selector(".q-again")
    assert page.locator(".q-picker:popover-open").count() == 0
    assert page.get_by_text("Write your name in the side bar first").first.is_visible()
    assert harness.flushed(page) == []


def test_what_cannot_be_saved_is_counted_and_said(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN))
    code(page, "Nobody told me")
    harness.update(page, reader_items.payload(PLAIN, trouble="The database is locked by another program."))
    assert page.locator(".q-saved").inner_text() == "1 unsaved"
    assert page.get_by_role("alert").filter(has_text="locked").is_visible()
    assert len(stripes(page)) == 1


def test_a_link_brings_its_words_into_sight_once_and_hits_are_marked(mount: Mount) -> None:
    spoken = reader_items.long_talk(4000, 120)
    turns = reader_items.turns(spoken)
    at = turns[90]["s"] + 3
    data = reader_items.payload(spoken, at=at, marks=[[at, at + 5]])
    page = mount(data)
    assert page.evaluate(SEEN, [90])
    assert page.evaluate(HITS) == 1
    page.evaluate("document.querySelector('.q-scroll').scrollTop = 0")
    harness.update(page, data | {"recent": ["cost"]})
    assert not page.evaluate(SEEN, [90]), "the same link does not pull the text back"


def test_the_reading_position_is_told_after_scrolling_by_hand(mount: Mount) -> None:
    spoken = reader_items.long_talk(3000, 90)
    turns = reader_items.turns(spoken)
    page = mount(reader_items.payload(spoken))
    page.mouse.move(500, 400)
    page.mouse.wheel(0, 2500)
    page.wait_for_function("document.querySelector('.q-scroll').scrollTop > 2000")
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    (told,) = harness.sent(page, "at")
    assert turns[10]["s"] < told < turns[-1]["s"]


def test_a_long_interview_with_many_codings_draws_only_what_is_near(mount: Mount) -> None:
    spoken = reader_items.long_talk(30_000, 1200)
    page = mount(reader_items.payload(spoken, codings=reader_items.many_codings(spoken, 900)))
    assert page.locator(".q-turn").count() == 1200
    assert 0 < page.locator(".q-stripe").count() < 150
    painted = "[...CSS.highlights].reduce((sum, [name, all]) => sum + (/-\\d+$/.test(name) ? all.size : 0), 0)"
    before = page.evaluate(painted)
    assert 0 < before < 300
    page.evaluate("window.nodes = [...document.querySelectorAll('.q-text')].map((one) => one.firstChild)")
    code(page, spoken[2][:20])
    assert page.evaluate(painted) == before + 1
    assert page.evaluate("window.nodes.every((node) => node.isConnected)"), "no text was drawn anew"
    page.evaluate("document.querySelector('.q-scroll').scrollTop = 30000")
    page.wait_for_function("document.querySelector('.q-stripe').getBoundingClientRect().top > -2000")
    assert 0 < page.locator(".q-stripe").count() < 150
    drawn = page.evaluate(painted)
    assert 0 < drawn < 300
    shown = """[...CSS.highlights].some(([name, all]) => /-\\d+$/.test(name) && [...all].some((range) => {
      const box = range.startContainer.parentElement.getBoundingClientRect();
      return box.bottom > 0 && box.top < innerHeight;
    }))"""
    assert page.evaluate(shown), "what is in the window is painted"


def test_nothing_is_left_behind_when_the_reader_leaves_the_page(mount: Mount) -> None:
    page = mount(reader_items.payload(PLAIN, codings=[reader_items.coding("c1", *place("It was hard"), "fear")]))
    code(page, "Nobody told me")
    sent = len(harness.sent(page))
    page.evaluate("window.leave()")
    page.evaluate("document.getElementById('root').textContent = ''")
    assert len(harness.sent(page)) >= sent, "what was not sent yet is sent"
    assert page.evaluate("CSS.highlights.size") == 0
    count = len(harness.sent(page))
    for key in ("j", "Enter", "u", "?", "Control+z"):
        page.keyboard.press(key)
    page.evaluate("window.dispatchEvent(new Event('pagehide'))")
    assert len(harness.sent(page)) == count


def test_hostile_words_are_only_words(mount: Mount) -> None:
    bad = '<img src=x onerror="window.bad=1">'
    spoken = (bad, "</script><script>window.bad=1</script>", "Then.")
    start, end = place(bad, spoken)
    memo = {"id": "m1", "text": bad, "coder": bad, "when": bad, "mine": True}
    codes = [{**reader_items.codes()[0], "name": bad, "definition": bad, "color": "red;}*{display:none"}]
    page = mount(reader_items.payload(
        spoken, codes=codes, codings=[reader_items.coding("c1", start, end, "trust", memos=[memo], coder=bad)],
        suggestions=[reader_items.suggestion(start, end - 1, "trust", band_words=bad)],
        unplaced=[{"id": "u1", "code": "trust", "coder": bad, "quote": bad}], trouble=bad,
        history={"undo": [{"op": "z", "label": bad}], "redo": []},
    ))  # fmt: skip
    page.locator(".q-label").first.click()
    assert bad in card(page).inner_text()
    assert page.locator(".q-text").first.inner_text() == bad
    assert page.locator("#root img, #root script").count() == 0
    assert page.evaluate("window.bad") is None


def test_without_highlights_of_the_browser_spans_are_drawn_and_offsets_stay_right(chromium: Browser) -> None:
    found = [
        reader_items.coding("c1", *place("Nobody told me anything"), "told"),
        reader_items.coding("c2", *place("told me"), "fear"),
    ]
    with harness.blank(chromium, body="") as page:
        page.evaluate("delete globalThis.Highlight")
        page.set_content("<main id='root'></main>")
        page.evaluate("(html) => { document.getElementById('root').innerHTML = html; }", bundle.markup("reader"))
        page.evaluate("delete globalThis.Highlight")
        page.evaluate(harness.PREPARE, bundle.script("reader"))
        harness.update(page, reader_items.payload(PLAIN, codings=found))
        assert page.locator(".q-tint").all_inner_texts() == ["Nobody ", "told me", " anything"]
        left, _, middle = page.evaluate(LETTER, [3, 5, 1])
        page.mouse.move(left + 1, middle)
        page.mouse.down()
        _, right, middle = page.evaluate(LETTER, [3, 7, 1])
        page.mouse.move(right - 1, middle, steps=3)
        page.mouse.up()
        page.wait_for_selector(".q-picker:popover-open")
        page.keyboard.press("1")
        assert harness.flushed(page)[0]["quote"] == "she"


@pytest.mark.parametrize(("theme", "width"), [("light", 1280), ("dark", 1280), ("light", 400)])
def test_the_reader_is_accessible_and_fits(mount: Mount, theme: str, width: int) -> None:
    axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    spoken = reader_items.long_talk(400, 12)
    turn = reader_items.turns(spoken)[1]
    page = mount(reader_items.payload(
        spoken, codings=reader_items.many_codings(spoken, 14),
        suggestions=[reader_items.suggestion(turn["s"], turn["s"] + 20, "wait")],
        unplaced=[{"id": "u1", "code": "fear", "coder": "Ann", "quote": "gone"}],
    ), theme=theme, width=width)  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert harness.violations(page, axe, theme=theme) == []
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_selector(".q-picker:popover-open")
    page.keyboard.press("Shift+Enter")
    assert harness.violations(page, axe, theme=theme) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.locator(".q-stripe").first.dispatch_event("click")
    card(page).get_by_text("What the code means").first.click()
    assert harness.violations(page, axe, theme=theme) == []
    box = card(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
