"""The matrix in a real browser: moving by keys, writing, saying who was asked, undo, and nothing lost."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING, Any

import pytest

from qual.workflow.asked import target
from qual.workflow.matrix import cell
from tests.ui import harness

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
ODD = 'عنوان "é\n😀'
"""A code's id with all that makes two ways of writing JSON differ."""


def data(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - what JSON holds
    tallies = [
        {"role": role, "group": role, "raised": raised, "participants": of, "asked": asked, "raisedAsked": raised,
         "low": 0.481, "high": 0.8545}
        for role, raised, of, asked in (("patient", 1, 2, 1), ("clinician", 14, 20, 20))
    ]  # fmt: skip

    def person(name: str, read: float) -> dict[str, Any]:
        return {
            "participant": name, "name": name or "speaker without a name", "role": "patient", "read": read,
            "note": "all read" if read else "nothing read yet", "facts": ["tried: 5"],
            "transcripts": [{"id": "T1", "people": 2}],
        }  # fmt: skip

    return {
        "study": "s", "coder": "Ada", "acked": [], "refused": {}, "trouble": "",
        "history": {"undo": [{"op": "old", "label": "coded Hope"}], "redo": []},
        "columns": [
            {"id": "care", "name": "Care", "theme": "", "guide": "guide", "tallies": tallies},
            {"id": ODD, "name": ODD, "theme": "", "guide": "", "tallies": []},
        ],
        "rows": [person("P1", 1), person("P2", 0), person("", 1)],
        "cells": [
            [["raised", 2, True], ["not raised", 0, True]],
            [["not raised", 0, True], ["not asked", 0, False]],
            [["raised", 1, False], ["not raised", 0, True]],
        ],
        "written": {"0,0": [{"coder": "Bo", "text": "<b>Waits</b>", "created": "2026-01-01T10:00:00+00:00"}]},
        "drafts": {"0,0": "I waited.", "2,0": "So did I."}, "said": {}, "detail": None, **more,
    }  # fmt: skip


def at(page: Page, row: int, column: int) -> str:
    return str(page.locator(f"[data-row='{row}'][data-column='{column}']").inner_text())


def acts(page: Page) -> list[tuple[str, str, str]]:
    return [(op["act"], op["target"], op.get("memo", op.get("text", ""))) for op in harness.flushed(page)]


def test_cells_are_written_by_keys_and_every_act_is_sent_once(chromium: Browser) -> None:
    with harness.component(chromium, "matrix", data()) as page:
        axe = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
        assert [at(page, 1, 0), at(page, 1, 1), at(page, 0, 1)] == ["not read yet", "not asked", "not raised"]
        assert "<b>Waits</b> — Bo" in at(page, 0, 0)
        assert "draft: quote · not asked, said of their own accord" in at(page, 2, 0)
        assert "asked by the guide · patient: 1/2; of those asked 1/1" in at(page, -1, 0)

        page.locator("[data-row='0'][data-column='0']").focus()
        page.keyboard.press("Enter")
        page.keyboard.type("Waits ")
        harness.update(page, data())  # a run of the script takes nothing away
        page.keyboard.type("a year.")
        assert harness.violations(page, axe) == []
        assert acts(page)[0] == ("memo", cell("care", "P1"), "Waits a year.")  # leaving the page hands it on
        page.keyboard.press("Escape")
        assert "Waits a year." in at(page, 0, 0)
        page.keyboard.press("ArrowRight")
        page.keyboard.press("n")
        assert at(page, 0, 1) == "not asked"
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("n")  # nobody knows who that is
        assert acts(page)[1:] == [("choose", target(ODD, "P1"), "no")]
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        page.keyboard.press("Control+z")
        first, second = (op["id"] for op in harness.all_ops(page)[:2])
        assert [one[:2] for one in acts(page)[2:]] == [("undo", second), ("undo", first), ("undo", "old")]

        page.locator("[data-row='-1'][data-column='0']").click()
        assert "14/20 (70 %, 95 % interval 48 to 85)" in page.locator(".q-m-panel").inner_text()
        page.get_by_role("button", name="Passages of clinician").click()
        assert harness.sent(page, "count") == [{"column": "care", "role": "clinician"}]
        page.get_by_text("Nobody was asked").click()
        page.locator("[data-row='1'][data-column='-1']").click()
        page.locator(".q-m-panel").get_by_text("Not asked", exact=True).click()
        assert acts(page)[5:] == [("choose", target("care"), "no"), ("choose", target(transcript="T1"), "no")]


def test_what_is_written_outlives_the_page_and_a_refusal_gives_it_back(chromium: Browser) -> None:
    with harness.component(chromium, "matrix", data()) as page:
        page.locator("[data-row='1'][data-column='0']").click()
        page.locator("textarea").type("Half a sent")
        page.evaluate("qualCellDrafts.set('qual.cell.s.Ada.[\"care\"]', 'left over')")
        harness.remount(page, "matrix", data())
        sent = [(op["target"], op["memo"]) for op in harness.flushed(page)]
        assert sent == [(cell("care", "P2"), "Half a sent"), ('["care"]', "left over")]
        ids = [op["id"] for op in harness.all_ops(page)]
        detail = {
            "cell": cell("care", "P1"),
            "passages": [
                {"transcript": "P1", "start": 7, "before": "So ", "words": "I waited", "after": ".", "codes": ["C"],
                 "coders": ["Bo"]}
            ],
        }  # fmt: skip
        harness.update(page, data(acked=ids, refused={ids[0]: "Nothing can be saved."}, detail=detail))
        assert "Nothing can be saved. What you wrote: Half a sent" in page.locator("[role=alert]").inner_text()
        page.locator("[data-row='0'][data-column='0']").click()
        page.locator(".q-m-passages").get_by_text("Open").click()
        assert harness.sent(page, "open") == [{"transcript": "P1", "start": 7}]
        page.locator("[data-row='2'][data-column='0']").click()
        assert page.locator("textarea").is_disabled()
        page.wait_for_function("window.sent.some(([name]) => name === 'look')")
        assert harness.sent(page, "look") == [cell("care", "")]
        page.keyboard.press("Escape")
        assert page.locator(".q-m-panel").is_hidden()
