"""A person at the reader: selects words, picks codes, and reads what stands beside the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.ui import reader_items

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

PLAIN = (
    "How did it begin for you?",
    "It was hard. Nobody told me anything, and I waited.",
    "And then?",
    "Then she came.",
)
# Turn and UTF-16 offset of both ends, as the browser has them after a drag.
SELECT = """([turn, from, other, to]) => {
  const words = (i) => document.querySelectorAll(".q-text")[i];
  words(turn).dispatchEvent(new PointerEvent("pointerdown", {bubbles: true, button: 0}));
  getSelection().setBaseAndExtent(words(turn).firstChild, from, words(other).firstChild, to);
  document.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}));
}"""
# The window's x of both edges of a letter and the y of its middle.
LETTER = """([turn, at, units]) => {
  const node = document.querySelectorAll(".q-text")[turn].firstChild;
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + units);
  const {left, right, top, bottom} = range.getBoundingClientRect();
  return [left, right, (top + bottom) / 2];
}"""


def select(page: Page, words: str) -> None:
    """Selects words of one turn as a drag does."""
    found: list[int] = page.evaluate(
        "(words) => { const all = [...document.querySelectorAll('.q-text')];"
        " const i = all.findIndex((one) => one.textContent.includes(words));"
        " const at = all[i].textContent.indexOf(words); return [i, at, i, at + words.length]; }",
        words,
    )
    page.evaluate(SELECT, found)


def choose_codes_for(page: Page, words: str) -> None:
    """Selects words, and waits for the picker that opens on them."""
    select(page, words)
    page.wait_for_selector(".q-picker:popover-open")


def place(words: str, spoken: tuple[str, ...] = PLAIN) -> tuple[int, int]:
    """Where words stand in the whole text."""
    start = reader_items.whole(reader_items.turns(spoken)).index(words)
    return start, start + len(words)


def stripes(page: Page) -> list[str]:
    """The titles of the stripes beside the text: code, whose it is, and the words."""
    return sorted(page.eval_on_selector_all(".q-stripe", "(all) => all.map((one) => one.title)"))


def card(page: Page) -> Locator:
    """The open card."""
    return page.locator(".q-card:popover-open")


def code(page: Page, words: str, key: str = "1") -> None:
    """Codes words with the code of a number."""
    choose_codes_for(page, words)
    page.keyboard.press(key)
