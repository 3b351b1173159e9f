"""`python -m benchmarks.ui`: latencies of the reader and of the review queue, in milliseconds.

Every figure is the time from the browser's own event to the end of the frame that shows the answer, so that up to
one frame (17 ms) of it is waiting for the screen; "in the page" ends when the next item stands there, "the server's
word" when the server has confirmed. Chromium draws in software here; read the figures as upper bounds.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.ui import study
from tests.ui import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WORDS = (2_000, 10_000, 30_000)
TIMES = 25
KEYS = 60

WATCH = """
() => {
  window.taken = {};
  const shown = (name, begun) => (window.taken[name] ??= []).push(performance.now() - begun);
  const frame = (name, begun) => requestAnimationFrame(() => setTimeout(() => shown(name, begun)));
  const open = () => document.querySelector(".q-picker:popover-open");
  const when = (test, then, pause = 0) => (test() ? then() : setTimeout(() => when(test, then, pause), pause));
  addEventListener("pointerup", ({ timeStamp }) => when(open, () => frame("picker", timeStamp)), true);
  addEventListener("keydown", ({ key, timeStamp }) => {
    if (key !== "Enter" || !open()) return;
    const saved = document.querySelector(".q-saved");
    const said = (words) => () => saved.textContent.startsWith(words);
    when(() => !open(), () => frame("painted", timeStamp));
    when(said("saving"), () => when(said("all saved"), () => shown("confirmed", timeStamp), 2));
  }, true);
}
"""
KEY = """
() => {
  window.taken = {changed: [], shown: []};
  addEventListener("keydown", (event) => {
    if (!"ax".includes(event.key)) return;
    const begun = event.timeStamp;
    const card = document.querySelector(".q-card");
    const was = card.dataset.item + card.dataset.code;
    const other = () => card.dataset.item + card.dataset.code !== was;
    const note = (name) => other() && window.taken[name].push(performance.now() - begun);
    setTimeout(() => note("changed"));
    requestAnimationFrame(() => setTimeout(() => note("shown")));
  }, true);
}
"""
SCROLL = """
async () => {
  const box = document.querySelector(".q-scroll");
  const frames = [];
  let before = performance.now();
  for (let i = 0; i < 300; i++) {
    box.scrollTop += 100; // a fast wheel: 6,000 pixels a second
    await new Promise((done) => requestAnimationFrame(done));
    const now = performance.now();
    frames.push(now - before);
    before = now;
  }
  box.scrollTop = 0;
  return frames;
}
"""
PLACE = """
(number) => {
  const texts = [...document.querySelectorAll(".q-text")].filter((one) => one.textContent.length > 60);
  const text = texts[number % 6];
  text.scrollIntoView({block: "center"});
  const range = document.createRange();
  range.setStart(text.firstChild, 5); range.setEnd(text.firstChild, 6);
  const from = range.getBoundingClientRect();
  range.setStart(text.firstChild, 30); range.setEnd(text.firstChild, 31);
  const to = range.getBoundingClientRect();
  return [from.left + 1, from.top + 6, to.right - 1, to.top + 6];
}
"""


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as name, browser.chromium() as chromium:
        for words in WORDS:
            folder = Path(name) / str(words)
            place = study.make(folder, words)
            with browser.running(place, folder) as server:
                reader(chromium, server.address, words)
        folder = Path(name) / "queue"
        place = study.make(folder, max(WORDS), suggest=True)
        with browser.running(place, folder) as server:
            queue(chromium, server.address)


def reader(chromium: Browser, address: str, words: int) -> None:
    """Select with the mouse, pick a code by Enter, again and again; then scroll from end to end."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}/transcripts")
    page.locator(".q-text").first.wait_for()
    browser.settled(page)
    frames = page.evaluate(SCROLL)
    page.evaluate(WATCH)
    for number in range(TIMES):
        left, top, right, bottom = page.evaluate(PLACE, number)
        page.mouse.move(left, top)
        page.mouse.down()
        page.mouse.move(right, bottom, steps=3)
        page.mouse.up()
        page.locator(".q-picker:popover-open").wait_for()
        page.keyboard.press("ArrowDown") if number % 2 else None
        page.keyboard.press("Enter")
        page.locator(".q-saved", has_text="all saved").wait_for()
        page.wait_for_timeout(150)
    taken = page.evaluate("window.taken")
    print(f"reader, {words:,} words")
    _row("mouse up to picker", taken["picker"])
    _row("pick to highlight", taken["painted"])
    _row("pick to the server's word", taken["confirmed"])
    _row("a frame while scrolling", frames)
    page.context.close()


def queue(chromium: Browser, address: str) -> None:
    """Press accept and reject by turns, unhurried and in a burst."""
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}/review")
    page.locator(".q-card[data-item]").wait_for()
    browser.settled(page)
    page.evaluate(KEY)
    print("review queue: key to next item")
    for what, pause in (("one key in 400 ms", 400), ("one key in 80 ms", 80)):
        page.evaluate("window.taken = {changed: [], shown: []}")
        for number in range(KEYS):
            page.keyboard.press("ax"[number % 2])
            page.wait_for_timeout(pause)
        page.wait_for_timeout(1500)
        taken = page.evaluate("window.taken")
        _row(f"{what}, in the page", taken["changed"])
        _row(f"{what}, drawn", taken["shown"])
    page.context.close()


def _row(what: str, taken: Sequence[float]) -> None:
    ordered = sorted(taken)
    if not ordered:
        print(f"  {what:<34} nothing measured")
        return
    p95 = ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]
    middle = statistics.median(ordered)
    print(f"  {what:<34} min {ordered[0]:6.1f}   median {middle:6.1f}   p95 {p95:6.1f}   n {len(ordered)}")


if __name__ == "__main__":
    main()
