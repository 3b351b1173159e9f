"""`make docs`: the guides as plain pages in `docs/_build/`, with one page of contents.

Every link between files of the project, and into a page's headings, is checked first; a link that leads
nowhere stops the build and is named with its file. Addresses on the web are not visited.
"""

from __future__ import annotations

import html
import logging
import os
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

from markdown_it import MarkdownIt

if TYPE_CHECKING:
    from markdown_it.token import Token

ROOT = Path(__file__).resolve().parents[1]
OUTPUT = ROOT / "docs" / "_build"
SKIPPED = {"build", "dist", "_build", "node_modules", "sample-project", "exports"}
PAGE_TITLE, PART_TITLE = "h1", "h2"
LINKS = {"link_open": "href", "image": "src"}
PAGE = """\
<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · qual</title>
<style>
:root {{ color-scheme: light dark }}
body {{ font: 1rem/1.55 system-ui, sans-serif; max-width: 46rem; margin: 2rem auto; padding: 0 1rem }}
pre, table {{ overflow-x: auto; display: block }}
td, th {{ padding: .2rem .6rem; vertical-align: top; text-align: left }}
img {{ max-width: 100% }}
</style>
<nav><a href="{contents}">Contents</a></nav>
<main>
{body}
</main></html>
"""


def pages(root: Path = ROOT) -> list[Path]:
    """Every Markdown file of the project, relative to its top: those at the top first."""
    found = (file.relative_to(root) for file in root.rglob("*.md"))
    kept = [file for file in found if not any(p in SKIPPED or p.startswith(".") for p in file.parts)]
    return sorted(kept, key=lambda file: (len(file.parts), str(file)))


def broken_links(root: Path = ROOT) -> list[str]:
    """Each link of the Markdown files that leads to no file or heading, as "file: target"."""
    broken = []
    for page in pages(root):
        for target in sorted(set(_targets(_tokens(root / page)))):
            path, _, heading = target.partition("#")
            goal = (root / page).parent / unquote(path) if path else root / page
            found = goal.exists() and goal.resolve().is_relative_to(root.resolve())
            if found and heading and goal.suffix == ".md":
                found = heading in _headings(goal)
            if not found:
                broken.append(f"{page}: {target}")
    return broken


def build(root: Path = ROOT, output: Path = OUTPUT) -> list[Path]:
    """Write every page and `index.html`, and return what was written."""
    written = []
    entries = []
    for page in pages(root):
        tokens = _tokens(root / page)
        goal = output / page.with_suffix(".html")
        titles = _number_headings(tokens)
        _turn_links(tokens, root / page, goal, root, output)
        body = _parser().renderer.render(tokens, _parser().options, {})
        title = next((text for tag, _, text in titles if tag == PAGE_TITLE), page.stem)
        written.append(_write(goal, title, body, output))
        address = goal.relative_to(output).as_posix()
        parts = "".join(
            f'<li><a href="{address}#{slug}">{html.escape(text)}</a></li>'
            for tag, slug, text in titles
            if tag == PART_TITLE
        )
        entries.append(f'<li><a href="{address}">{html.escape(title)}</a><ul>{parts}</ul></li>')
    contents = "<h1>Contents</h1><ul>" + "\n".join(entries) + "</ul>"
    return [*written, _write(output / "index.html", "Contents", contents, output)]


def main() -> int:
    """Check the links, then write the pages; 1 where a link leads nowhere."""
    log = logging.getLogger("docs")
    broken = broken_links()
    for link in broken:
        log.error("%s leads nowhere", link)
    if not broken:
        log.info("%d pages in %s", len(build()), OUTPUT.relative_to(ROOT))
    return 1 if broken else 0


def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False}).enable("table")


def _tokens(file: Path) -> list[Token]:
    return _parser().parse(file.read_text("utf-8"))


def _linking(tokens: list[Token]) -> Iterator[tuple[Token, str]]:
    """Links and images within the project, with the attribute that holds their target."""
    for token in tokens:
        for part in token.children or []:
            attribute = LINKS.get(part.type)
            if attribute and not re.match(r"[a-z][a-z0-9+.-]*:|//", str(part.attrGet(attribute))):
                yield part, attribute


def _targets(tokens: list[Token]) -> Iterator[str]:
    for token, attribute in _linking(tokens):
        yield str(token.attrGet(attribute))


def _number_headings(tokens: list[Token]) -> list[tuple[str, str, str]]:
    """Gives each heading an id as GitHub does, and returns (tag, id, text) of all."""
    titles = []
    for opening, inline in pairwise(tokens):
        if opening.type == "heading_open":
            text = "".join(part.content for part in inline.children or [])
            slug = re.sub(r"[^\w\- ]", "", text.lower()).replace(" ", "-")
            opening.attrSet("id", slug)
            titles.append((opening.tag, slug, text))
    return titles


def _headings(file: Path) -> set[str]:
    return {slug for _, slug, _ in _number_headings(_tokens(file))}


def _turn_links(tokens: list[Token], source: Path, goal: Path, root: Path, output: Path) -> None:
    """Points links at the built pages, and everything else at the file in the working tree."""
    for token, attribute in _linking(tokens):
        path, hash_sign, heading = str(token.attrGet(attribute)).partition("#")
        if path:
            file = (source.parent / unquote(path)).resolve()
            inside = file.relative_to(root.resolve())
            target = output / inside.with_suffix(".html") if file.suffix == ".md" else file
            path = Path(os.path.relpath(target, goal.parent)).as_posix()
        token.attrSet(attribute, path + hash_sign + heading)


def _write(goal: Path, title: str, body: str, output: Path) -> Path:
    contents = Path(os.path.relpath(output / "index.html", goal.parent)).as_posix()
    goal.parent.mkdir(parents=True, exist_ok=True)
    goal.write_text(PAGE.format(title=html.escape(title), contents=contents, body=body), "utf-8")
    return goal


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    sys.exit(main())
