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
from qual.workflow import auditing, blinding
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Dialog, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 180
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


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """A study of its own for what ends or slows its server."""
    with _ward(tmp_path) as project:
        yield project


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    """One study for the other tests; each has a coder of its own, and every coder has the whole queue."""
    with _ward(tmp_path_factory.mktemp("shared")) as project:
        settings = project.folder / "project.toml"  # nobody is anybody before they have said so
        settings.write_text(settings.read_text("utf-8").replace('coder = "Ada"', ""), "utf-8")
        yield project


@pytest.fixture(scope="module")
def address(shared: OpenProject, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with browser.served(shared.folder, tmp_path_factory.mktemp("server")) as found:
        yield found


def _ward(folder: Path) -> OpenProject:
    """Some thirty open suggestions, none of them hidden, and no audit, whose passages wait for one key more."""
    browser.chromium_path()
    project = studies.ward_study(folder, interviews=12)
    blinding.set_share(project, 0.0, coder="Ada")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(auditing, "AUDITED", 0)
        patch.setattr(auditing, "LEAST", 0)
        auditing.draw_missing(project)
    return project


def acts(project: OpenProject, coder: str = "Ada") -> list[Event]:
    """A coder's decisions in the record, oldest first."""
    with project.store.reading() as tables:
        events = tables.events(coder=coder, newest_first=False)
    return [event for event in events if event.kind in {"accept", "reject"}]


def until(what: Callable[[], bool], why: str) -> None:
    """Wait for something outside the browser."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def open_review(page: Page, address: str, coder: str = "Ada") -> None:
    """Go to the review page as a coder, wait for a passage, and note every key with what is on screen then."""
    page.goto(f"{address}/review")
    browser.settled(page)  # what is typed into a page that is still being drawn may be lost
    name = page.get_by_role("textbox", name="Your name")
    name.fill(coder)
    name.press("Enter")
    page.locator(CARD).wait_for()
    browser.settled(page)
    page.evaluate("document.activeElement.blur()")
    page.evaluate(RECORD)


def press(page: Page, keys: str, pause: int = 80) -> None:
    """One key after the other; `pause` in milliseconds."""
    for key in keys:
        page.keyboard.press(key)
        page.wait_for_timeout(pause)


def pressed(page: Page) -> list[dict[str, Any]]:
    """The decisions' keys so far, each with what was on screen."""
    return [one for one in page.evaluate("window.pressed") if one["key"] in "ax" and one["item"]]


def assert_as_seen(project: OpenProject, keys: list[dict[str, Any]], coder: str = "Ada") -> None:
    """The record holds exactly what was pressed, in order, each against the passage and code on screen."""
    made = [(event.kind, _place(event), str(event.details["code"])) for event in acts(project, coder)]
    wanted = [({"a": "accept", "x": "reject"}[one["key"]], one["item"], one["code"]) for one in keys]
    assert made == wanted
    assert len({(place, code) for _, place, code in made}) == len(made), "a suggestion was decided twice"


def _place(event: Event) -> str:
    about = event.details
    return segment_id(str(about["transcript"]), int(str(about["start"])), int(str(about["end"])))


def test_a_burst_of_twenty_keys_is_twenty_decisions(shared: OpenProject, chromium: Browser, address: str) -> None:
    with browser.watched(chromium) as page:
        open_review(page, address, "Bea")
        shown = page.locator(CARD).inner_text()
        assert page.locator(f"{CARD} b").filter(has_text="nobody").count() == 0
        press(page, "axaaxxaaxaaxaaxaaxax")
        until(lambda: len(acts(shared, "Bea")) >= 20, "twenty decisions were pressed")
        keys = pressed(page)
        page.locator(".q-unsaved").wait_for(state="hidden")
    assert len(keys) == 20
    assert_as_seen(shared, keys, "Bea")
    assert "<b>nobody</b> rang & asked" in shown or "*Just like that*" in shown or "no point" in shown


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
    shared: OpenProject, chromium: Browser, address: str
) -> None:
    with browser.watched(chromium) as page:
        asked: list[str] = []

        def leave(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.accept()

        page.on("dialog", leave)
        open_review(page, address, "Cem")
        press(page, "axa", pause=0)
        keys = pressed(page)
        with page.expect_event("close"):
            page.close(run_before_unload=True)
        again = page.context.new_page()  # what the server was not told any more, the browser has kept
        again.goto(f"{address}/review")
        until(lambda: len(acts(shared, "Cem")) >= 3, "three decisions were pressed")
    assert asked in ([], ["beforeunload"])
    assert_as_seen(shared, keys, "Cem")


def test_what_was_unsaved_when_the_tab_was_closed_is_saved_by_the_next_one(
    study: OpenProject, chromium: Browser, tmp_path: Path
) -> None:
    with browser.running(study.folder, tmp_path) as server, browser.quiet(chromium) as page:
        open_review(page, server.address)
        server.kill()
        press(page, "axa", pause=300)
        keys = pressed(page)
        page.on("dialog", lambda dialog: dialog.accept())  # leaves although it is told that something is unsaved
        with page.expect_event("close"):
            page.close(run_before_unload=True)
        assert acts(study) == []
        server.start()
        again = page.context.new_page()
        again.goto(f"{server.address}/review")
        until(lambda: len(acts(study)) >= 3, "three decisions were kept")
        again.wait_for_function("!Object.keys(localStorage).some((key) => key.startsWith('qual.'))")
    assert_as_seen(study, keys)


def test_a_locked_database_is_said_and_what_was_decided_is_kept(
    shared: OpenProject, chromium: Browser, address: str
) -> None:
    with browser.watched(chromium) as page:
        open_review(page, address, "Dan")
        other = sqlite3.connect(shared.folder / "qual.db", timeout=30, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        press(page, "axa")
        page.locator(".q-trouble").wait_for(state="visible")
        said = page.locator(".q-trouble").inner_text()
        other.execute("ROLLBACK")
        other.close()
        until(lambda: len(acts(shared, "Dan")) >= 3, "three decisions were pressed")
        keys = pressed(page)
        page.locator(".q-unsaved").wait_for(state="hidden")
        assert "Traceback" not in page.inner_text("body")
    assert "database" in said
    assert_as_seen(shared, keys, "Dan")


def test_undo_and_redo_hold_over_a_reload(shared: OpenProject, chromium: Browser, address: str) -> None:
    def standing() -> int:
        return int((shared.codings()["coder"] == "Eve").sum())

    with browser.watched(chromium) as page:
        open_review(page, address, "Eve")
        first = page.locator(CARD).get_attribute("data-item")
        press(page, "a")
        until(lambda: standing() == 1, "one was accepted")
        open_review(page, address, "Eve")
        press(page, "u")
        until(lambda: standing() == 0, "the accept was undone")
        page.wait_for_function("item => document.querySelector('.q-card').dataset.item === item", arg=first)
        press(page, "y")
        until(lambda: standing() == 1, "the accept was done again")
