"""HTML: the whole report in one file that needs nothing else, no network and no server; it works from a USB stick.

Words that people wrote never become markup. Were something to slip through, the page's own policy lets no script
and no style run but the two whose hashes it names, and lets nothing be fetched.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.resources import files

from qual.exporters import manifest
from qual.exporters.base import SYNTHETIC, Report
from qual.exporters.document import TITLES
from qual.exporters.web_html import attribute, heading, paragraph, words
from qual.exporters.web_sections import rest, section
from qual.exporters.web_themes import anchor

MANIFEST = "qual-manifest"
"""Id of the element that carries the manifest."""


def export(report: Report, *, stem: str) -> dict[str, bytes]:
    """`stem.html`, with the sections of the report's plan that have something in them."""
    style, script = (
        files("qual.exporters").joinpath("page", name).read_text("utf-8") for name in ("page.css", "page.js")
    )
    shown = [(name, inner) for name in report.plan.sections if (inner := section(name, report))]
    title = " ".join(report.title.split()) or "Untitled study"
    page = (
        "<!DOCTYPE html>\n"
        f'<html lang="en"><head><meta charset="utf-8">{_policy(style, script)}'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words(title)}</title><style>{style}</style></head>\n"
        f'<body><a class="skip" href="#content">To the content</a>\n{_bar(title)}\n'
        f'<div class="sheet">{_contents(report, [name for name, _ in shown])}\n'
        f'<main id="content">{_opening(report, title)}\n'
    )
    for name, inner in shown:
        page += f'<section class="chapter">{heading(2, TITLES[name], name)}\n{inner}</section>\n'
    if further := rest(report):
        page += f'<section class="chapter">{heading(2, "Further tables", "further")}\n{further}</section>\n'
    page += f"</main></div>\n{_manifest(report)}<script>{script}</script></body></html>\n"
    return {f"{stem}.html": page.encode("utf-8", "replace")}


def _policy(style: str, script: str) -> str:
    """What the page may do: its own style and script, images it carries, and nothing else."""
    hashes = [f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in (style, script)]
    said = (
        f"default-src 'none'; style-src {hashes[0]}; script-src {hashes[1]}; img-src data:; base-uri 'none'; "
        "form-action 'none'"
    )
    return f'<meta http-equiv="Content-Security-Policy" content="{said}">'


def _bar(title: str) -> str:
    """Search, light or dark, printing; hidden where scripts do not run."""
    return (
        f'<header class="bar" hidden><strong dir="auto">{words(title)}</strong>'
        '<label>Search <input id="search" type="search" autocomplete="off" '
        'placeholder="words in tables and quotes ( / )"></label>'
        '<output id="found" role="status"></output>'
        '<button type="button" id="theme">Dark</button><button type="button" id="print">Print</button></header>'
    )


def _contents(report: Report, shown: list[str]) -> str:
    listed = ""
    for name in shown:
        inner = ""
        if name == "themes":
            inner = "".join(
                f'<li><a href="#{anchor(at)}" dir="auto">{words(page.name or page.theme)}</a></li>'
                for at, page in enumerate(report.themes)
            )
        below = f"<ul>{inner}</ul>" if inner else ""
        listed += f'<li><a href="#{name}">{words(TITLES[name])}</a>{below}</li>'
    return f'<nav aria-label="Contents"><ul>{listed}</ul></nav>'


def _opening(report: Report, title: str) -> str:
    by = "by role" if report.plan.by == "role" else f"by {report.plan.by}"
    made = heading(1, title) + paragraph(f"Themes in the interviews, {by}", "lead")
    if report.synthetic:
        made += paragraph(
            f"{SYNTHETIC.capitalize()}: every transcript, quote, participant and count is invented.", "warning"
        )
    made += paragraph(report.plan.selection.words)
    when = report.provenance.get("state of", "")
    if when[10:11] == "T":  # a moment to the minute, as people write it
        when = f"{when[:10]}, {when[11:16]} UTC"
    told = (("As it stood", when), ("Reviewed by a person", report.provenance.get("reviewed", "")))
    return made + paragraph(" · ".join(f"{name}: {said}" for name, said in told if said), "note")


def _manifest(report: Report) -> str:
    if not report.manifest:
        return ""
    said = manifest.text(report.manifest).replace("<", "\\u003c").replace(">", "\\u003e")
    return f'<script type="application/json" id={attribute(MANIFEST)}>{said}</script>\n'
