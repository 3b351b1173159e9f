"""Reasons on screen: one line each until somebody asks, never between a person and the decision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.ui import harness, reader_items
from tests.ui import review_items as made
from tests.ui.review_hands import press

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.ui.conftest import Mount

pytestmark = pytest.mark.browser
LONG = "It was the whole winter and nobody rang and nobody wrote and I sat by the window. " * 3
ODDS = "Multiplies the odds by 2.7."
HELP = "Of suggestions shown with 34 %, about 34 in 100 are right."


def reasons(number: int) -> list[dict[str, Any]]:
    found = [
        {"side": "for", "sign": "++", "odds": ODDS, "said": "like a coded passage", "words": f"{n} {LONG}"}
        for n in range(number)
    ]
    return [*found, {"side": "change", "said": "Without who speaks it would not be suggested.", "words": ""}]


def proof(page: Page) -> str:
    return page.locator(".q-proof:visible").inner_text()


def test_many_long_reasons_leave_accept_in_sight_and_come_in_full_when_asked(chromium: Browser) -> None:
    data = made.queue(3)
    more = {"evidence": reasons(9), "band_words": "34 % · possible", "band_help": HELP}
    for item in data["items"]:
        item["codes"] = [made.suggestion("waiting", **more)]
    with harness.component(chromium, "review", data, width=980) as page:
        assert page.locator(".q-band").first.inner_text() == "34 % · possible"
        assert page.locator(".q-proof:visible li").count() == 4 + 1
        line = page.locator(".q-proof-for").first
        assert line.evaluate("one => one.offsetHeight < 2 * parseFloat(getComputedStyle(one).lineHeight)")
        assert ODDS in str(line.get_attribute("title"))
        accept = page.locator(".q-code-acts [data-act=accept]:visible").bounding_box()
        assert accept is not None
        assert accept["y"] + accept["height"] < 600
        assert ODDS not in proof(page)
        page.get_by_role("button", name="In full, and 5 more").click()
        assert proof(page).count(ODDS) == 9
        assert HELP in proof(page)
        press(page, "a")
        assert page.locator(".q-proof:visible li").count() == 9 + 2, "asked for once, it holds"
        page.get_by_role("button", name="Less", exact=True).click()
        assert page.locator(".q-proof:visible li").count() == 4 + 1
        assert "Without who speaks" in proof(page)


def test_a_passage_that_nothing_is_suggested_for_says_so_and_no_key_accepts_anything(chromium: Browser) -> None:
    data = made.queue(2, codes=((), ("waiting",)))
    data["items"][0] |= {"abstains": True, "why": "random audit"}
    with harness.component(chromium, "review", data) as page:
        assert "No code reaches its threshold" in page.locator(".q-note").inner_text()
        press(page, "a", "x")
        press(page, "n")
        assert [op["act"] for op in harness.flushed(page)] == ["review"]


def test_the_card_beside_the_words_shows_reasons_the_same_way(mount: Mount) -> None:
    spoken = ("I trusted her.", "Then she left.")
    one = reader_items.suggestion(0, 14, "trust", evidence=reasons(6), band_words="34 % · possible", band_help=HELP)
    page = mount(reader_items.payload(spoken, suggestions=[one]))
    page.locator(".q-label").first.click()
    card = page.locator(".q-card")
    assert "34 % · possible" in card.inner_text()
    assert card.locator("li:visible").count() == 4
    assert card.evaluate("one => one.scrollWidth <= one.clientWidth")
    card.get_by_text("In full, and 2 more").click()
    assert card.inner_text().count(ODDS) == 6
    assert HELP in card.inner_text()
