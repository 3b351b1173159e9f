"""The app in a real Chromium: no request leaves this machine, no console error, and the main path works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qual.workflow import curating, planning
from qual.workflow.projects import open_project
from tests import studies
from tests.fakes import HashingEncoder
from tests.ui import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study with suggestions, made by the hashing encoder so that no model is loaded."""
    with studies.small_study(tmp_path_factory.mktemp("study")) as project:
        project.suggest()
        return project.folder


@pytest.fixture(scope="module")
def address(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    browser.chromium_path()
    with browser.served(folder, tmp_path_factory.mktemp("server")) as found:
        yield found


def test_the_next_step_is_reached_with_the_keyboard_alone(chromium: Browser, address: str) -> None:
    with browser.watched(chromium) as page:
        page.goto(address)
        browser.settled(page)
        for _ in range(60):
            page.keyboard.press("Tab")
            if page.evaluate("Boolean(document.activeElement.closest('.st-key-qual_next'))"):
                break
        page.keyboard.press("Enter")
        page.wait_for_url("**/review")


def test_a_first_run_makes_a_study_and_takes_an_interview(chromium: Browser, tmp_path: Path) -> None:
    browser.chromium_path()
    with browser.served(tmp_path, tmp_path, project=False) as start, browser.watched(chromium) as page:
        page.goto(start)
        page.get_by_role("textbox", name="Name of the study").fill("Night shifts")
        page.get_by_role("button", name="Make the study").click()
        page.get_by_role("heading", name="Night shifts").wait_for()
        page.get_by_role("button", name="Add your interviews").click()
        words = studies.TRANSCRIPTS["P01.txt"].encode()
        chooser = page.locator("input[type=file]").first
        files: list[FilePayload] = [
            {"name": "P01.txt", "mimeType": "text/plain", "buffer": words},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
        ]
        chooser.set_input_files(files)
        page.get_by_role("button", name="Import 2 files").click()
        page.get_by_text("1 transcript added").wait_for()
        page.get_by_role("button", name="Go to the speakers").click()
        page.get_by_role("button", name="Confirm all 2 as proposed").click()
        page.get_by_text("All 2 speaker labels are confirmed").wait_for()
    assert (tmp_path / "my-study" / "transcripts" / "P01.txt").read_bytes() == words


def test_one_key_undoes_a_change_of_the_codebook_but_never_while_somebody_types(
    chromium: Browser, folder: Path, address: str
) -> None:
    with open_project(folder, encoder=HashingEncoder()) as project:
        book = project.codebook.book
        curating.perform(project, planning.move_theme(book, book.themes[0].id), coder="Key")
    with browser.watched(chromium) as page:
        page.goto(f"{address}/codebook")
        browser.settled(page)
        name = page.get_by_role("textbox", name="Your name")
        name.fill("Key")
        name.press("Enter")
        undo, redo = (page.get_by_role("button", name=f"{act}: theme moved") for act in ("Undo", "Redo"))
        undo.wait_for()
        browser.settled(page)
        name.click()
        page.keyboard.type("s")
        page.keyboard.press("Control+z")
        assert name.input_value() == "Key"  # the browser took the letter back …
        page.wait_for_timeout(500)
        assert undo.is_visible()  # … and the codebook stayed as it was
        page.locator("h1").click()
        page.keyboard.press("Control+z")
        redo.wait_for()
        page.keyboard.press("Control+Shift+z")
        undo.wait_for()
        page.keyboard.press("Control+z")
        redo.wait_for()
