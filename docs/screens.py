"""`make screens`: a picture of every page in both themes, of the sample study, into `docs/images/`.

Needs Chromium. The pictures are drawn in few colours, so that they stay small.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from qual.ui import places  # noqa: E402 - found by the line above
from qual.workflow import demo  # noqa: E402 - as above
from tests.ui import browser  # noqa: E402 - as above

if TYPE_CHECKING:
    from playwright.sync_api import Page

IMAGES = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1280, 900
COLOURS = 96
PAGES = [place for group in places.SECTIONS.values() for place in group]
LINKED = {"code": "code?code=trial-and-error", "consistency": "codebook?view=consistency",
          "exchange": "codebook?view=exchange"}  # fmt: skip
"""Pictures of what has an address and no line in the side bar: name -> address."""
CODER = "Ada"
ANYWHERE = """
() => {
  for (const one of document.querySelectorAll("[data-testid=stCaptionContainer] p"))
    one.textContent = one.textContent.replace(/under \\S+exports/, "under exports");
}
"""
"""A picture names no folder of the machine it was taken on."""


def main() -> None:
    """Build the sample study and take every picture."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "sample"
        demo.demo(folder).close()
        with browser.running(folder, Path(name)) as server, browser.chromium() as chromium:
            for theme in ("light", "dark"):
                context = chromium.new_context(
                    viewport={"width": WIDTH, "height": HEIGHT}, color_scheme=theme, reduced_motion="reduce"
                )
                page = context.new_page()
                _sign_in(page, server.address)
                for place in PAGES:
                    _go(page, place)
                    _take(page, IMAGES / f"{place.name}-{theme}.png")
                for name_, address in LINKED.items():
                    _sign_in(page, f"{server.address}/{address}")
                    _still(page)
                    _take(page, IMAGES / f"{name_}-{theme}.png")
                context.close()


def _sign_in(page: Page, address: str) -> None:
    page.goto(address)
    name = page.get_by_role("textbox", name="Your name")
    name.fill(CODER)
    name.press("Enter")
    browser.settled(page)


def _go(page: Page, place: places.Place) -> None:
    browser.go_to(page, place.title)
    _still(page)


def _still(page: Page) -> None:
    page.get_by_role("heading", level=1).first.wait_for()
    browser.settled(page)
    page.wait_for_timeout(1500)  # charts draw themselves after the script has ended
    page.evaluate("document.activeElement.blur()")
    page.evaluate(ANYWHERE)


def _take(page: Page, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    page.screenshot(path=str(file))
    with Image.open(file) as picture:
        picture.convert("RGB").quantize(COLOURS).save(file, optimize=True)


if __name__ == "__main__":
    main()
