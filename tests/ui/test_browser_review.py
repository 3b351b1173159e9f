"""Decisions in a real browser: every one saved once, against what was on screen, whatever happens to the server."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qual.model.coding import Event
from qual.model.segment import segment_id
from qual.workflow import blinding
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 90
"""Seconds until everything must have arrived: a busy machine is not a wrong program."""
CARD = ".q-card[data-item]"
RECORD = """
() => {
  window.pressed = [];
  addEventListener("keydown", (event) => {
    const card = document.querySelector(".q-card[data-item]");
    window.pressed.push({key: event.key, item: card?.dataset.item ?? "", code: card?.dataset.code ?? ""});
  }, true);
}
"""
SLOW = """
import time
from qual.ui import exchange
from qual.ui.app import main

quick = exchange.payload

def slow(*args):
    time.sleep(2)
    return quick(*args)

exchange.payload = slow
main()
"""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """A study with some thirty open suggestions, none of them hidden."""
    browser.chromium_path()
    with studies.ward_study(tmp_path / "ward", interviews=12) as project:
        blinding.set_share(project, 0.0, coder="Ada")
        yield project


def acts(project: OpenProject, *kinds: str) -> list[Event]:
    """Ada's acts of these kinds in the record, oldest first."""
    with project.store.reading() as tables:
        events = tables.events(coder="Ada", newest_first=False)
    return [event for event in events if event.kind in (kinds or ("accept", "reject"))]


def until(what: Callable[[], bool], why: str) -> None:
    """Wait for something outside the browser."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def open_review(page: Page, address: str) -> None:
    """Go to the review page, wait for a passage, and note every key with what is on screen then."""
    page.goto(f"{address}/review")
    page.locator(CARD).wait_for()
    browser.settled(page)
    page.evaluate(RECORD)


def press(page: Page, keys: str, pause: int = 80) -> None:
    """One key after the other; `pause` in milliseconds."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(pause)


def pressed(page: Page) -> list[dict[str, Any]]:
    """The decisions' keys so far, each with what was on screen."""
    return [one for one in page.evaluate("window.pressed") if one["key"] in "ax" and one["item"]]


def assert_as_seen(project: OpenProject, keys: list[dict[str, Any]]) -> None:
    """The record holds exactly what was pressed, in order, each against the passage and code on screen."""
    made = [(event.kind, _place(event), str(event.details["code"])) for event in acts(project)]
    wanted = [({"a": "accept", "x": "reject"}[one["key"]], one["item"], one["code"]) for one in keys]
    assert made == wanted
    assert len({(place, code) for _, place, code in made}) == len(made), "a suggestion was decided twice"


def _place(event: Event) -> str:
    about = event.details
    return segment_id(str(about["transcript"]), int(str(about["start"])), int(str(about["end"])))


def test_a_burst_of_twenty_keys_is_twenty_decisions(study: OpenProject, chromium: Browser, tmp_path: Path) -> None:
    with browser.served(study.folder, tmp_path) as address, browser.watched(chromium) as page:
        open_review(page, address)
        press(page, "axaaxxaaxaaxaaxaaxax")
        until(lambda: len(acts(study)) >= 20, "twenty decisions were pressed")
        keys = pressed(page)
        page.locator(".q-unsaved").wait_for(state="hidden")
    assert len(keys) == 20
    assert_as_seen(study, keys)


def test_a_slow_server_loses_and_repeats_nothing(study: OpenProject, chromium: Browser, tmp_path: Path) -> None:
    entry = tmp_path / "slow.py"
    entry.write_text(SLOW, "utf-8")
    with browser.running(study.folder, tmp_path, entry=entry) as server, browser.watched(chromium) as page:
        open_review(page, server.address)
        press(page, "axaaxxaaxaaxaaxaaxax")
        until(lambda: len(acts(study)) >= 20, "twenty decisions were pressed")
        keys = pressed(page)
        page.locator(".q-unsaved").wait_for(state="hidden")
    assert len(keys) == 20
    assert_as_seen(study, keys)


def test_a_killed_server_comes_back_with_every_decision(
    study: OpenProject, chromium: Browser, tmp_path: Path
) -> None:
    with browser.running(study.folder, tmp_path) as server, browser.quiet(chromium) as page:
        open_review(page, server.address)
        press(page, "axaax")
        server.kill()
        press(page, "aaxax", pause=300)
        assert len(acts(study)) <= 5, "nobody can save while the server is gone"
        page.locator(".q-unsaved").wait_for(state="visible")
        server.start()
        until(lambda: len(acts(study)) >= 10, "ten decisions were pressed")
        press(page, "ax", pause=300)
        until(lambda: len(acts(study)) >= 12, "twelve decisions were pressed")
        keys = pressed(page)
    assert_as_seen(study, keys)


def test_a_tab_closed_right_after_the_last_key_loses_nothing(
    study: OpenProject, chromium: Browser, tmp_path: Path
) -> None:
    with browser.served(study.folder, tmp_path) as address, browser.watched(chromium) as page:
        asked: list[str] = []

        def leave(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leave)
        open_review(page, address)
        press(page, "axa", pause=0)
        keys = pressed(page)
        page.close(run_before_unload=True)
        until(lambda: len(acts(study)) >= 3, "three decisions were pressed")
    assert asked in ([], ["beforeunload"])
    assert_as_seen(study, keys)


def test_a_locked_database_is_said_and_what_was_decided_is_kept(
    study: OpenProject, chromium: Browser, tmp_path: Path
) -> None:
    with browser.served(study.folder, tmp_path) as address, browser.watched(chromium) as page:
        open_review(page, address)
        other = sqlite3.connect(study.folder / "qual.db", timeout=30, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        press(page, "axa")
        page.locator(".q-trouble").wait_for(state="visible")
        said = page.locator(".q-trouble").inner_text()
        other.execute("ROLLBACK")
        other.close()
        until(lambda: len(acts(study)) >= 3, "three decisions were pressed")
        keys = pressed(page)
        page.locator(".q-unsaved").wait_for(state="hidden")
        assert "Traceback" not in page.inner_text("body")
    assert "database" in said
    assert_as_seen(study, keys)


def test_undo_and_redo_hold_over_a_reload(study: OpenProject, chromium: Browser, tmp_path: Path) -> None:
    with browser.served(study.folder, tmp_path) as address, browser.watched(chromium) as page:
        open_review(page, address)
        first = page.locator(CARD).get_attribute("data-item")
        press(page, "a")
        until(lambda: len(study.codings()) == 1, "one was accepted")
        page.goto(address)
        browser.settled(page)
        open_review(page, address)
        press(page, "u")
        until(lambda: study.codings().empty, "the accept was undone")
        page.wait_for_function("item => document.querySelector('.q-card').dataset.item === item", arg=first)
        press(page, "y")
        until(lambda: len(study.codings()) == 1, "the accept was done again")


def test_words_of_a_transcript_are_words_on_the_page(study: OpenProject, chromium: Browser, tmp_path: Path) -> None:
    with browser.served(study.folder, tmp_path) as address, browser.watched(chromium) as page:
        open_review(page, address)
        shown = page.locator(CARD).inner_text()
        assert page.locator(f"{CARD} b").filter(has_text="nobody").count() == 0
    assert "<b>nobody</b> rang & asked" in shown or "*Just like that*" in shown or "no point" in shown
