"""The report as one page: self-contained, harmless whatever people wrote, read back to the word."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace

from qual.exporters.base import Report
from qual.exporters.reading_back import read
from qual.exporters.web_page import export
from qual.model.plan import Plan
from tests.exporters.reports import HEBREW, HOSTILE, LONG, whole


def page(report: Report) -> str:
    [(name, data)] = export(report, stem="r").items()
    assert name == "r.html"
    return data.decode("utf-8")


def test_nothing_people_wrote_becomes_markup_and_nothing_is_fetched() -> None:
    text = page(whole())
    assert HOSTILE not in text
    assert text.count("<script") == 2
    assert "<b>" not in text
    assert re.findall(r'(?:src|href)="(?!#|data:image/svg)([^"]*)"', text) == []
    assert not re.search(r"\son\w+=", re.sub(r"<script.*?</script>|<style.*?</style>", "", text, flags=re.DOTALL))
    assert "https:" not in text.split("</style>")[1].replace("http://", "")


def test_only_its_own_style_and_script_may_run() -> None:
    text = page(whole())
    [policy] = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    for kind in ("style", "script"):
        [inner] = re.findall(rf"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        assert b64encode(hashlib.sha256(inner.encode()).digest()).decode() in policy
    assert "style=" not in text.split("</style>")[1].split("<script>")[0]


def test_it_says_what_it_is_and_has_every_section() -> None:
    text = page(whole())
    assert "Synthetic sample: every transcript" in text
    for name in ("summary", "frequencies", "themes", "figures", "matrix", "methods", "limitations", "further"):
        assert f' id="{name}"' in text, name
    assert 'alt="A dot for each role."' in text
    assert "To be written by the authors." in text
    assert 'href="#theme-1"' in text


def test_what_is_on_it_is_read_back() -> None:
    report = whole()
    told = read("r.html", page(report).encode(), {})
    assert told.format == "html"
    assert told.manifest == report.manifest
    words = [one.words for one in told.quotes]
    assert words[:3] == [HEBREW, "=1+1 <b>", "I am fine."]
    assert (told.quotes[0].transcript, told.quotes[0].start) == ("P01", 3)
    assert next(row[:2] for row in told.tables["theme-1 who"].rows) == [
        "patient",
        "most of the patients (14 of 20)",
    ]
    assert told.tables["frequencies"].headings[1:3] == ("People", "Passages of ")
    assert LONG.strip() in " ".join(told.lines)
    assert HOSTILE in told.lines


def test_percentages_need_ten_people() -> None:
    frequencies = read("r.html", page(whole()).encode(), {}).tables["frequencies"]
    assert "14/20\n70% (48–85) ⟨14⟩" in frequencies.rows[0]
    assert "3/9 ⟨3⟩" in frequencies.rows[1]


def test_only_the_sections_of_the_plan_are_there(make: Callable[..., Report]) -> None:
    text = page(replace(whole(), plan=Plan(sections=("limitations",))))
    assert "Small." in text
    assert "Hopelessness" not in text
    nothing = page(replace(make(), frequencies=pd_empty(make()), codebook=[], notes=()))
    assert "Nothing is counted" in nothing
    assert "Nothing is coded yet" in nothing


def pd_empty(report: Report):  # type: ignore[no-untyped-def] # noqa: ANN201 - a frame without rows
    return report.frequencies.iloc[:0]


def test_ten_thousand_quotes_are_no_trouble(make: Callable[..., Report]) -> None:
    text = page(make(*(f"Quote number {n}." for n in range(10_000))))
    assert text.count("<blockquote") == 10_000
    assert '<details class="block many"><summary' in text
