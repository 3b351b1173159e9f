"""Decisions in a real browser: every one saved once, against the suggestion that was on screen."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Event
from qual.workflow.projects import OpenProject
from tests.ui import browsing

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

RECORD = """
() => {
  window.clicks = [];
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button"); // a button that takes no clicks is never the target
    const place = button && button.closest('[class*="st-key-accept-"], [class*="st-key-reject-"]');
    if (!place) return;
    const key = [...place.classList].find((name) => /^st-key-(accept|reject)-/.test(name));
    window.clicks.push({
      verdict: key.split("-")[2], op: key.split("-")[3],
      code: document.querySelector(".qual-question").innerText,
      words: document.querySelector(".qual-passage mark").innerText,
    });
  }, true);
}
"""
READY = """
(before) => {
  const place = document.querySelector('[class*="st-key-accept-"]');
  const button = place && place.querySelector("button");
  if (!button) return false;
  const key = [...place.classList].find((name) => name.startsWith("st-key-accept-"));
  return key !== before && getComputedStyle(button).pointerEvents !== "none" && key;
}
"""
ACCEPT, REJECT = "accept", "reject"
BUTTON = "[class*='st-key-accept-'] button"


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """A study with some thirty open suggestions."""
    browsing.chromium()
    with browsing.ward_study(tmp_path) as project:
        assert len(project.queue(coder="Ada")) >= 25
        yield project


def acts(project: OpenProject) -> list[Event]:
    """Ada's decisions in the record, oldest first."""
    with project.store.reading() as tables:
        events = tables.events(coder="Ada", newest_first=False)
    return [event for event in events if event.kind in {"accept", "reject"}]


def ready(page: Page, before: str = "") -> str:
    """Wait until a suggestion other than `before` takes clicks; returns the name of its button."""
    return str(page.wait_for_function(READY, arg=before).json_value())


def open_review(page: Page) -> str:
    """Go to the review page, wait for a suggestion, and note every click with what is on screen then."""
    browsing.go_to(page, "Review")
    first = ready(page)
    page.evaluate(RECORD)
    return first


def decide(page: Page, button: str) -> None:
    """Click as soon as the button takes a click, and wait until the next suggestion does."""
    before = ready(page)
    page.locator(f".{before.replace('accept', button)} button").click()
    ready(page, before)


def assert_as_seen(project: OpenProject, clicks: list[dict[str, str]]) -> None:
    """Every decision in the store is one that was clicked, with the code and the words on screen at that moment."""
    names = {code.id: code.name for code in project.codebook.book.codes}
    first: dict[str, dict[str, str]] = {}
    for click in clicks:
        first.setdefault(click["op"], click)
    made = acts(project)
    with project.store.reading() as tables:
        texts = tables.texts()
    for act in made:
        about = act.details
        words = texts[str(about["transcript"])][int(str(about["start"])) : int(str(about["end"]))]
        seen = first[act.op]
        assert (seen["verdict"], seen["words"]) == (act.kind, words)
        assert names[str(about["code"])] in seen["code"]
    pairs = [(act.details["transcript"], act.details["start"], act.details["code"]) for act in made]
    assert len(set(pairs)) == len(pairs), "a suggestion was decided twice"


def shown_open(page: Page) -> int:
    """How many are open, as the page says."""
    text = page.locator(".st-key-review-where").inner_text()
    return int(text.split(" open")[0].replace(",", ""))


def test_twenty_decisions_are_twenty_in_the_store_each_against_what_was_on_screen(study: OpenProject) -> None:
    waiting = len(study.queue(coder="Ada"))
    with browsing.served(study.folder) as server, browsing.page_on(server) as (page, bad):
        open_review(page)
        for number in range(20):
            decide(page, REJECT if number % 3 == 2 else ACCEPT)
        clicks = page.evaluate("window.clicks")
        left = shown_open(page)
        assert not bad
    made = acts(study)
    assert len(clicks) == len(made) == 20
    assert [act.kind for act in made] == [click["verdict"] for click in clicks]
    assert_as_seen(study, clicks)
    assert left == len(study.queue(coder="Ada")) == waiting - 20


def test_double_clicks_decide_once(study: OpenProject) -> None:
    with browsing.served(study.folder) as server, browsing.page_on(server) as (page, bad):
        open_review(page)
        for number in range(8):
            before = ready(page)
            page.locator(f".{before} button").dblclick(delay=(0, 30, 80)[number % 3])
            ready(page, before)
        clicks = page.evaluate("window.clicks")
        assert not bad
    assert len(acts(study)) == 8
    assert_as_seen(study, clicks)


def test_hammering_at_one_place_decides_nothing_unseen(study: OpenProject) -> None:
    with browsing.served(study.folder) as server, browsing.page_on(server) as (page, bad):
        open_review(page)
        box = page.locator(BUTTON).bounding_box()
        assert box is not None
        for pause in (60, 250, 1000):
            for _ in range(15):
                page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
                page.wait_for_timeout(pause)
        ready(page)
        page.wait_for_timeout(1000)
        clicks = page.evaluate("window.clicks")
        assert not bad
    made = acts(study)
    assert len(made) == len({click["op"] for click in clicks}) > 1
    assert_as_seen(study, clicks)


def test_a_reload_in_the_middle_loses_and_repeats_nothing(study: OpenProject) -> None:
    clicks = []
    with browsing.served(study.folder) as server, browsing.page_on(server) as (page, _):
        open_review(page)
        for _ in range(4):
            decide(page, ACCEPT)
        clicks += page.evaluate("window.clicks")
        page.reload()
        ready(page)
        assert shown_open(page) == len(study.queue(coder="Ada"))
        page.evaluate(RECORD)
        for _ in range(4):
            decide(page, REJECT)
        clicks += page.evaluate("window.clicks")
    assert [act.kind for act in acts(study)] == ["accept"] * 4 + ["reject"] * 4
    assert_as_seen(study, clicks)


def test_a_killed_server_comes_back_with_every_decision(study: OpenProject) -> None:
    with browsing.served(study.folder) as server, browsing.page_on(server) as (page, _):
        open_review(page)
        for _ in range(4):
            decide(page, ACCEPT)
        server.kill()
        page.locator(BUTTON).click(force=True)
        time.sleep(1)
        assert len(acts(study)) == 4
        server.start()
        page.reload()
        ready(page)
        assert shown_open(page) == len(study.queue(coder="Ada"))
        page.evaluate(RECORD)
        for _ in range(3):
            decide(page, REJECT)
    made = acts(study)
    assert [act.kind for act in made][:4] == ["accept"] * 4
    assert [act.kind for act in made][-3:] == ["reject"] * 3
    pairs = [(act.details["transcript"], act.details["start"], act.details["code"]) for act in made]
    assert len(set(pairs)) == len(pairs) == 7


def test_undo_brings_the_suggestion_back_to_the_screen(study: OpenProject) -> None:
    with browsing.served(study.folder) as server, browsing.page_on(server) as (page, bad):
        open_review(page)
        words = page.locator(".qual-passage mark").inner_text()
        decide(page, ACCEPT)
        page.locator("[class*='st-key-undo-'] button").dblclick()
        page.wait_for_function(
            "words => document.querySelector('.qual-passage mark')?.innerText === words", arg=words
        )
        page.wait_for_timeout(500)
        assert "Undo" not in page.locator(".st-key-review-where").inner_text()
        assert not bad
    assert study.codings().empty


def test_words_of_a_transcript_are_words_on_the_page(study: OpenProject) -> None:
    with browsing.served(study.folder) as server, browsing.page_on(server) as (page, bad):
        open_review(page)
        shown = page.locator(".qual-passage").inner_text()
        assert page.locator(".qual-passage b").count() == 0
        assert not bad
    assert "<b>nobody</b> rang & asked" in shown or "*Just like that*" in shown or "no point" in shown
