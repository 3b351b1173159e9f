"""The app in a real Chromium: no request leaves this machine, no console error, and the main path works."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from qual.ui import places
from qual.workflow.projects import open_project
from tests import studies
from tests.fakes import HashingEncoder
from tests.ui import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FilePayload

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = [place for group in places.SECTIONS.values() for place in group]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with browser.chromium() as found:
        yield found


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


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_every_page_stays_on_this_machine_and_without_errors(
    chromium: Browser, address: str, theme: browser.Theme
) -> None:
    with browser.watched(chromium, theme=theme) as page:
        page.goto(address)
        browser.settled(page)
        for place in PAGES:
            page.get_by_test_id("stSidebarNav").get_by_text(place.title, exact=True).click()
            page.wait_for_url(f"**/{'' if place is places.HOME else place.name}")
            browser.settled(page)
            assert page.get_by_test_id("stException").count() == 0
            assert "inside qual" not in page.inner_text("body")


@pytest.mark.parametrize("width", [400, 1280, 1920])
def test_no_page_is_wider_than_its_window(chromium: Browser, address: str, width: int) -> None:
    with browser.watched(chromium, width=width) as page:
        for place in PAGES:
            page.goto(f"{address}/{'' if place is places.HOME else place.name}")
            browser.settled(page)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), place.name


def test_a_deep_link_shows_the_words_it_names(chromium: Browser, address: str, folder: Path) -> None:
    with open_project(folder) as project:
        start, _ = studies.place_of(project, "C01", "I sometimes see")
    with browser.watched(chromium) as page:
        page.goto(f"{address}/transcripts?transcript=C01&at={start}")
        target = page.locator(".qual-target")
        target.wait_for()
        assert "I sometimes see no way forward" in target.inner_text()
        assert target.evaluate("one => one.getBoundingClientRect().top < window.innerHeight")
        assert page.get_by_role("textbox", name="Your name").count() == 1, "the frame is there on a deep link, too"


def test_a_person_codes_words_in_the_reading_view_and_undoes_it(
    chromium: Browser, address: str, folder: Path
) -> None:
    with browser.watched(chromium) as page:
        page.goto(f"{address}/transcripts?transcript=P02")
        page.get_by_role("textbox", name="Your name").fill("Browser")
        page.get_by_role("textbox", name="Your name").press("Enter")
        page.get_by_role("textbox", name="Words, copied from the text").fill("The dog keeps me going")
        page.get_by_role("textbox", name="Words, copied from the text").press("Control+Enter")
        page.get_by_text("Found in turn 4").wait_for()
        page.get_by_role("combobox", name="Code", exact=False).last.fill("Hopel")
        page.get_by_role("option").first.click()
        add = page.get_by_role("button", name="Add coding")
        add.dblclick()
        page.locator(".qual-chip", has_text="Hopelessness").wait_for()
        browser.settled(page)
        assert made(folder) == [("The dog keeps me going", "hopeless", "Browser")], "a double click is one coding"
        page.get_by_role("button", name="Undo my last act").click()
        page.locator(".qual-chip").wait_for(state="detached")
        assert made(folder) == []


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


def made(folder: Path) -> list[tuple[str, str, str]]:
    """Quote, code and coder of every coding in force."""
    with open_project(folder, encoder=HashingEncoder()) as project:
        return [tuple(row) for row in project.codings()[["quote", "code", "coder"]].to_numpy().tolist()]
