"""Every page in a real browser, in both themes: WCAG 2.2 AA by axe, no page wider than its window, nothing fetched.

What Streamlit itself fails is listed, and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources
from typing import TYPE_CHECKING

import pytest

from qual.ui import places
from tests import studies
from tests.ui import browser

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = [place for group in places.SECTIONS.values() for place in group]
WIDTHS = (400, 640, 1920)
"""A telephone, 1280 pixels at a zoom of 200 %, and a wide screen."""
BACKGROUNDS: dict[browser.Theme, str] = {"light": "rgb(255, 255, 255)", "dark": "rgb(23, 22, 20)"}
"""Of the app in each theme, as the browser computes it."""
TAGS: dict[str, object] = {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
COLOURS: dict[str, object] = {"type": "rule", "values": ["color-contrast"]}
"""What of it can differ in another theme of the same page."""
CHECK = """
async ([rules, own]) => {
  const found = await axe.run(document, {runOnly: rules, resultTypes: ["violations"]});
  const streamlits = (rule, node) => own.some(([known, inside]) => rule === known && node.closest(inside));
  const lines = [];
  for (const {id, nodes} of found.violations)
    for (const {target, html, failureSummary} of nodes)
      if (!streamlits(id, document.querySelector(target.at(-1)))) lines.push(`${id}: ${html} ${failureSummary}`);
  return lines;
}
"""
STREAMLITS_OWN = [
    ("listitem", "[data-testid=stSidebarNav]"),  # the list of pages has headings between its items
    ("list", "[data-testid=stSidebarNav]"),
]
"""What Streamlit 1.67 itself draws in a way that axe does not accept: (rule, within which element)."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A study with suggestions and a coding."""
    browser.chromium_path()
    with studies.ward_study(tmp_path_factory.mktemp("study"), interviews=4) as project:
        folder = project.folder
    with browser.served(folder, tmp_path_factory.mktemp("server")) as found:
        yield found


@pytest.fixture(scope="module")
def axe() -> str:
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")


def test_every_page_can_be_used_by_everybody(chromium: Browser, address: str, axe: str) -> None:
    """Each page is opened once and looked at in both themes, which the app takes from the system as they change."""
    found: list[str] = []
    with browser.watched(chromium) as page:  # fails on errors, and on requests beyond this machine
        page.goto(address)
        browser.settled(page)
        page.evaluate(axe)
        for place in PAGES:
            page.get_by_test_id("stSidebarNav").get_by_text(place.title, exact=True).click()
            page.wait_for_url(re.compile(rf"/{'' if place is places.HOME else place.name}(\?.*)?$"))
            browser.settled(page)
            assert page.get_by_test_id("stException").count() == 0
            assert "inside qual" not in page.inner_text("body")
            for theme in BACKGROUNDS:
                look_in(page, theme)
                rules = TAGS if theme == "light" else COLOURS
                found += [f"{place.name}, {theme}: {fault}" for fault in faults(page, rules)]
            found += [f"{place.name}: wider than {width} pixels" for width in WIDTHS if wider(page, width)]
            page.set_viewport_size({"width": 1280, "height": 900})
    assert not found, "\n".join(found)


def look_in(page: Page, theme: browser.Theme) -> None:
    """Change the system's theme, and wait until the app has it and no colour fades any more."""
    page.emulate_media(color_scheme=theme)
    page.wait_for_function(
        """([style]) => getComputedStyle(document.querySelector("[data-testid=stApp]")).backgroundColor === style
          && document.getAnimations().every((one) => !(one instanceof CSSTransition))""",
        arg=[BACKGROUNDS[theme]],
    )


def wider(page: Page, width: int) -> bool:
    """Whether the page has to be moved sideways in a window of this width."""
    page.set_viewport_size({"width": width, "height": 900})
    page.wait_for_timeout(200)
    return not page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def faults(page: Page, rules: dict[str, object]) -> list[str]:
    """What axe finds, apart from what Streamlit itself draws: rule, element and why, a line each."""
    return [str(line)[:600] for line in page.evaluate(CHECK, [rules, STREAMLITS_OWN])]
