"""The board for splitting a code in a browser without Streamlit: quotes go where put, and all is sent once."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from tests.ui import harness

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.ui.browser import Theme

pytestmark = pytest.mark.browser


def quote(number: int, side: int | None, role: str = "patient") -> dict[str, Any]:
    return {
        "coding": f"k{number}", "transcript": "P01", "start": number, "quote": f"words {number}", "before": "so",
        "after": "and on", "participant": f"P0{number}", "role": role, "coder": "Ada", "given": "", "side": side,
    }  # fmt: skip


def board(op: str = "op1", said: str = "") -> dict[str, Any]:
    return {
        "op": op, "study": "s", "code": "waiting", "name": "Waiting", "words": [["list"], ["letter"]],
        "quotes": [quote(1, 0), quote(2, 0, "clinician"), quote(3, 1), quote(4, None)],
        "roles": ["patient", "clinician"], "taken": ["Hope"], "said": said,
    }  # fmt: skip


def lying(page: Page) -> list[list[str]]:
    """The codings on each pile, from left to right."""
    found: list[list[str]] = page.evaluate(
        "() => [...document.querySelectorAll('.q-split-pile')].map((pile) =>"
        " [...pile.querySelectorAll('.q-split-quote')].map((card) => card.dataset.coding))"
    )
    return found


def name(page: Page, first: str, second: str) -> None:
    fields = page.locator("input[data-field=name]")
    fields.nth(0).fill(first)
    fields.nth(1).fill(second)


def test_quotes_are_dragged_and_moved_by_keys_and_all_is_sent_at_once(chromium: Browser) -> None:
    with harness.component(chromium, "split", board()) as page:
        assert lying(page) == [["k1", "k2"], ["k4"], ["k3"]]
        page.locator("[data-coding=k4]").drag_to(page.locator(".q-split-pile").nth(2))
        assert lying(page) == [["k1", "k2"], [], ["k3", "k4"]]
        page.locator("[data-coding=k1]").press("ArrowRight")  # the focus goes along
        page.keyboard.press("ArrowRight")
        assert lying(page) == [["k2"], [], ["k1", "k3", "k4"]]
        page.keyboard.press("ArrowRight")  # no further
        assert page.locator(".q-split-count").all_inner_texts() == [
            "1 coding · participants: clinician 1", "0 codings", "3 codings · participants: patient 3",
        ]  # fmt: skip
        split = page.locator("[data-do=split]")
        assert split.is_disabled()
        for first, second, why in (
            ("A", "", "Give a name"),
            ("A", "a ", "different names"),
            ("hope", "B", "already"),
        ):
            name(page, first, second)
            assert why in page.locator(".q-split-sum").inner_text()
        name(page, "Lists", "Letters")
        page.locator(".q-split-why input").fill("two ideas")
        harness.update(page, board())  # a rerun moves nothing
        page.locator(".q-split-retire input").check()
        split.click()
        split.click(force=True)
        sent = page.evaluate("window.sent")
        assert sent == [[
            "split",
            {
                "op": "op1", "code": "waiting", "retire": True, "why": "two ideas",
                "parts": [
                    {"name": "Lists", "definition": "", "codings": ["k2"]},
                    {"name": "Letters", "definition": "", "codings": ["k1", "k3", "k4"]},
                ],
            },
        ]]  # fmt: skip
        harness.update(page, board(said="The code was changed."))
        assert page.locator(".q-split-said").inner_text() == "The code was changed."
        assert split.is_enabled()


def test_a_draft_outlives_a_change_of_pages_until_it_is_given_up(chromium: Browser) -> None:
    with harness.component(chromium, "split", board()) as page:
        page.locator("[data-coding=k1]").press("ArrowRight")
        harness.remount(page, "split", board("op2"))
        assert lying(page) == [["k2"], ["k1", "k4"], ["k3"]]
        page.locator("[data-do=cancel]").click()
        assert page.evaluate("window.sent") == [["cancel", "op2"]]
        harness.remount(page, "split", board("op3"))
        assert lying(page) == [["k1", "k2"], ["k4"], ["k3"]]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_board_can_be_used_by_everybody(chromium: Browser, theme: Theme) -> None:
    with harness.component(chromium, "split", board(said="Refused."), theme=theme) as page:
        axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        assert harness.violations(page, axe) == []
