"""What a person sees and presses in the review queue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page


def shown(page: Page) -> tuple[str, str]:
    """The item and the code that are on screen."""
    card = page.locator(".q-card")
    return card.get_attribute("data-item") or "", card.get_attribute("data-code") or ""


def marked(page: Page) -> str:
    """The words that are marked."""
    return "".join(page.locator(".q-talk mark:visible").all_text_contents())


def press(page: Page, *keys: str) -> None:
    """One key after the other, without a pause."""
    for key in keys:
        page.keyboard.press(key)


def place(op: dict[str, Any]) -> str:
    """The id of the item an op is about."""
    return f"{op['transcript']}:{op['start']}-{op['end']}"
