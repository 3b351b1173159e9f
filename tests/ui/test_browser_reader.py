"""Reading and coding in a real browser: words under the mouse and under the keys are the words in the record."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

import pytest

from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow.projects import OpenProject
from tests import studies
from tests.ui import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATIENCE = 180
HARD = (
    "Interviewer: How is it?\n\n"
    "H01: I took the 💉 and then 👩‍👩‍👧 came; cafe\u0301 days, <img src=x onerror=alert(1)> they said.\n\n"
    "Interviewer: 然后呢?\n\n"
    "H01: 我等了很久 and אני מחכה למכתב here, وانتظرت طويلا too, till the end.\n"
)
PLACE = """
([turn, from, to]) => {
  const node = document.querySelectorAll(".q-text")[turn].firstChild;
  const middle = (at) => {
    const range = document.createRange();
    range.setStart(node, at); range.setEnd(node, at + 1);
    const box = range.getBoundingClientRect();
    return [box.left, box.right, (box.top + box.bottom) / 2];
  };
  return [middle(from), middle(to - 1)];
}
"""


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    """One study for all tests; each has coders, and for corrections a transcript, of its own."""
    browser.chromium_path()
    with studies.small_study(tmp_path_factory.mktemp("small")) as project:
        project.import_files([("H01.txt", HARD.encode())], roles=studies.ROLES | {"H": "patient"})
        yield project


@pytest.fixture(scope="module")
def address(study: OpenProject, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with browser.served(study.folder, tmp_path_factory.mktemp("server")) as found:
        yield found


def until(what: Callable[[], bool], why: str) -> None:
    """Wait for something outside the browser."""
    end = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < end, why
        time.sleep(0.1)


def open_reader(page: Page, address: str, transcript: str, coder: str, at: int | None = None) -> None:
    """Open a transcript and say who codes."""
    page.goto(f"{address}/transcripts?transcript={transcript}" + ("" if at is None else f"&at={at}"))
    browser.settled(page)  # what is typed into a page that is still being drawn may be lost
    name = page.get_by_role("textbox", name="Your name")
    name.fill(coder)
    name.press("Enter")
    page.get_by_role("button", name="I have read all of it").wait_for()
    page.locator(".q-text").first.wait_for()
    browser.settled(page)
    page.evaluate("document.activeElement.blur()")


def drag(page: Page, turn: int, start: int, end: int) -> None:
    """Draw the mouse over UTF-16 units [start, end) of a turn's words, left to right."""
    (left, _, top), (_, right, bottom) = page.evaluate(PLACE, [turn, start, end])
    page.mouse.move(left + 1, top)
    page.mouse.down()
    page.mouse.move((left + right) / 2, (top + bottom) / 2, steps=4)
    page.mouse.move(right - 1, bottom, steps=4)
    page.mouse.up()


def pick(page: Page, name: str) -> None:
    """Choose a code in the open picker by its name."""
    page.locator(".q-picker:popover-open").wait_for()
    page.keyboard.type(name)
    page.keyboard.press("Enter")


def quotes(project: OpenProject, *coders: str) -> list[tuple[str, str, str]]:
    """Quote, code and coder of these people's codings, each checked against the text."""
    with project.store.reading() as tables:
        texts, codings = tables.texts(), tables.codings()
    assert all(one.span.of(texts[one.transcript]) == one.quote for one in codings)
    return [(one.quote, one.code, one.coder) for one in codings if one.coder in coders]


def test_words_under_the_mouse_are_the_words_in_the_record(
    study: OpenProject, chromium: Browser, address: str
) -> None:
    wanted = ["took the 💉 and", "👩‍👩‍👧 came; cafe\u0301 days", "<img src=x onerror=alert(1)>"]
    with browser.watched(chromium) as page:
        open_reader(page, address, "H01", "Ada")
        text = page.locator(".q-text").nth(1).inner_text()
        for number, words in enumerate(wanted, start=1):
            start = len(text[: text.index(words)].encode("utf-16-le")) // 2
            drag(page, 1, start, start + len(words.encode("utf-16-le")) // 2)
            pick(page, "Wait")
            until(partial(_made, study, number), "a coding was made")
    assert quotes(study, "Ada") == [(words, "waiting", "Ada") for words in wanted]


def _made(study: OpenProject, number: int) -> bool:
    return len(quotes(study, "Ada")) == number


def test_a_turn_is_coded_with_the_keyboard_alone_and_undone_over_a_reload(
    study: OpenProject, chromium: Browser, address: str
) -> None:
    with browser.watched(chromium) as page:
        open_reader(page, address, "H01", "Kim")
        for key in ("j", "j", "j", "Enter"):
            page.keyboard.press(key)
            page.wait_for_timeout(50)
        pick(page, "Hopel")
        until(lambda: len(quotes(study, "Kim")) == 1, "a coding was made")
        [(quote, code, _)] = quotes(study, "Kim")
        open_reader(page, address, "H01", "Kim")
        page.keyboard.press("u")
        until(lambda: not quotes(study, "Kim"), "the coding was undone")
        page.keyboard.press("y")
        until(lambda: len(quotes(study, "Kim")) == 1, "the coding was made again")
    assert code == "hopeless"
    assert "מחכה" in quote or "💉" in quote or "然后呢" in quote


def test_two_people_code_one_transcript_at_once(study: OpenProject, chromium: Browser, address: str) -> None:
    people = ("Bea", "Grace")
    with browser.watched(chromium) as bea, browser.watched(chromium) as grace:
        open_reader(bea, address, "P02", "Bea")
        open_reader(grace, address, "P02", "Grace")
        for number, (page, code) in enumerate(((bea, "Wait"), (grace, "Stop"), (bea, "Hopel"), (grace, "Wait"))):
            drag(page, 1, 2 + 5 * number, 12 + 5 * number)
            pick(page, code)
        until(lambda: len(quotes(study, *people)) == 4, "four codings were made")
        for page in (bea, grace):
            # a page behind another draws no frames, so it is asked now and then
            page.wait_for_function("document.querySelectorAll('.q-label').length >= 4", polling=200)
        grace.keyboard.press("u")
        until(lambda: len(quotes(study, *people)) == 3, "one coding was undone")
    assert sorted(coder for _, _, coder in quotes(study, *people)) == ["Bea", "Bea", "Grace"]


def test_a_typing_error_is_corrected_and_codings_follow(
    study: OpenProject, chromium: Browser, address: str
) -> None:
    start, end = studies.place_of(study, "P01", "heard nothing at all")
    study.apply([Op("1", "code", "Rosa", "P01", Span(start, end), "waiting")])
    with browser.watched(chromium) as page:
        open_reader(page, address, "P01", "Ada")
        page.locator(".q-text").nth(1).click()
        page.keyboard.press("t")
        field = page.locator("textarea.q-mending")
        field.fill(field.input_value().replace("for a year", "for well over a year"))
        field.press("Enter")
        page.locator(".q-text", has_text="well over a year").wait_for()
        assert quotes(study, "Rosa") == [("heard nothing at all", "waiting", "Rosa")]
        page.keyboard.press("u")
        page.locator(".q-text", has_text="for a year").wait_for()
    assert studies.place_of(study, "P01", "heard nothing at all") == (start, end)
    assert quotes(study, "Rosa") == [("heard nothing at all", "waiting", "Rosa")]


def test_a_link_to_a_passage_shows_it(study: OpenProject, chromium: Browser, address: str) -> None:
    start, _ = studies.place_of(study, "C01", "I sometimes see")
    with browser.watched(chromium) as page:
        page.goto(f"{address}/transcripts?transcript=C01&at={start}")
        words = page.locator(".q-text", has_text="I sometimes see")
        words.wait_for()
        assert words.evaluate("one => one.getBoundingClientRect().bottom < window.innerHeight")
        assert page.get_by_role("textbox", name="Your name").count() == 1, "the frame is there on a deep link, too"
