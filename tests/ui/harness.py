"""A component in a blank page of a real browser, without Streamlit: what it draws, and what it sends.

The page has the variables that Streamlit gives a theme; the component's module is loaded as Streamlit loads it,
from one script. `window.sent` holds every trigger as `[name, value]`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from qual.ui.components import bundle
from tests.ui.browser import Theme, watched

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

COLOURS: Mapping[Theme, Mapping[str, str]] = {
    "light": {
        "text-color": "#31333F", "background-color": "#FFFFFF", "secondary-background-color": "#F0F2F6",
        "primary-color": "#0B6E99", "border-color": "#31333F33",
    },
    "dark": {
        "text-color": "#FAFAFA", "background-color": "#0E1117", "secondary-background-color": "#262730",
        "primary-color": "#1A7BA8", "border-color": "#FAFAFA33",
    },
}  # fmt: skip
"""Streamlit's own colours with our primary ones, see .streamlit/config.toml."""
PREPARE = """async (script) => {
  window.sent = [];
  window.module = await import(URL.createObjectURL(new Blob([script], {type: "text/javascript"})));
  window.mount = (data) => {
    const setTriggerValue = (name, value) => window.sent.push([name, structuredClone(value)]);
    window.leave = window.module.default(
      {name: "qual", key: "qual", data, parentElement: document.getElementById("root"), setTriggerValue,
       setStateValue: setTriggerValue});
  };
}"""


@contextmanager
def blank(
    browser: Browser, *, theme: Theme = "light", width: int = 1280, body: str = "", style: str = ""
) -> Iterator[Page]:
    """A page with the variables of a theme, a style and some markup; strict like `watched`."""
    variables = "".join(f"--st-{name}: {value};" for name, value in COLOURS[theme].items())
    base = f":root {{ {variables} --st-font: sans-serif; --st-base-radius: 0.5rem; --st-button-radius: 0.5rem; }}"
    page_style = (
        "body { margin: 0; padding: 16px; background: var(--st-background-color); color: var(--st-text-color); }"
    )
    with watched(browser, width=width, theme=theme) as page:
        page.set_content(
            "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>A component</title>"
            f"<style>{base}{page_style}{style}</style></head><body><main id='root'>{body}</main></body></html>"
        )
        yield page


@contextmanager
def component(
    browser: Browser, name: str, data: Mapping[str, Any], *, theme: Theme = "light", width: int = 1280
) -> Iterator[Page]:
    """A page with a component mounted with these data."""
    with blank(browser, theme=theme, width=width, body=bundle.markup(name), style=bundle.style(name)) as page:
        page.evaluate(PREPARE, bundle.script(name))
        update(page, data)
        yield page


def update(page: Page, data: Mapping[str, Any]) -> None:
    """What a run of the script does: the component is called again with new data."""
    page.evaluate("(data) => window.mount(data)", data)


def remount(page: Page, name: str, data: Mapping[str, Any]) -> None:
    """The component leaves the page and comes back, as on a change of pages."""
    page.evaluate("() => window.leave()")
    page.evaluate("(html) => { document.getElementById('root').innerHTML = html; }", bundle.markup(name))
    update(page, data)


def sent(page: Page, trigger: str = "ops") -> list[Any]:
    """Every value that was sent by a trigger, in order."""
    return [value for name, value in page.evaluate("window.sent") if name == trigger]


def all_ops(page: Page) -> list[dict[str, Any]]:
    """Every op that was sent so far, once each, in the order in which it was made."""
    seen: dict[str, dict[str, Any]] = {}
    for ops in sent(page):
        for op in ops:
            seen.setdefault(op["id"], op)
    return list(seen.values())


def flushed(page: Page) -> list[dict[str, Any]]:
    """Sends what waits for a moment to be sent, as leaving the page does, and gives every op so far."""
    page.evaluate("() => window.dispatchEvent(new Event('pagehide'))")
    return all_ops(page)


def violations(
    page: Page,
    axe: str,
    *,
    tags: Sequence[str] = ("wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"),
    theme: str = "light",
) -> list[str]:
    """What axe finds on the page: rule and place. In the dark only colours can differ: only these are looked at."""
    rules = {"type": "tag", "values": list(tags)}
    if theme == "dark":
        rules = {"type": "rule", "values": ["color-contrast"]}
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(axe)
    found = page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: rules, resultTypes: ['violations']})).violations"
        ".flatMap((one) => one.nodes.map((node) => `${one.id}: ${node.target} ${node.failureSummary}`))",
        rules,
    )
    return [str(one) for one in found]
