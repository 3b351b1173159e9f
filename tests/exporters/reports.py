"""A report with everything in it that a report can hold, much of it hostile."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import pandas as pd

from qual.exporters.base import Item, Part, Picture, Report
from qual.model.figure import Figure
from qual.model.memo import Memo
from qual.model.span import Span
from qual.model.summary import CodeSaid, Quote, Said, Summary, Typical
from tests.exporters.conftest import QUOTES, report

HOSTILE = "</script><script>alert(1)</script>"
LONG = "very long name " * 20
HEBREW = "אני כבר לא מאמין"
MANIFEST = {
    "kind": "test",
    "a/b": {"~c": [1, 2.5, None], "": {}},
    "words": f"{HOSTILE} \x0b “é” ",
    "plan": {"quotes": 6},
}


PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")


def quote(words: str, role: str = "patient", state: str = "chosen") -> Quote:
    return Quote(words, words, "P01", role, "P01", Span(3, 3 + len(words)), ("hope",), state, "central")


def whole() -> Report:
    said = (Said("patient", 14, 20, "most of the patients (14 of 20)", 0.48, 0.85, 30, 400),
            Said("nurse", 0, 3, "none of the nurses (0 of 3)", 0.0, 0.56, 0, 40))  # fmt: skip
    theme = Summary(
        "toll", HOSTILE, LONG, said, (CodeSaid("hope", "Hopelessness", "", said),),
        (Typical("night", "patient", 9, 14, 0, 0),), (quote(HEBREW), quote("=1+1 <b>", "nurse")),
        (quote("I am fine.", state="negative"),),
        (Memo("m", "theme", "toll", "", None, "", "Look\nagain", "ada", "2026-01-02T10:00:00Z"),), ("A note.",),
    )  # fmt: skip
    figure = Figure(
        "dots", "Who says it", "A dot for each role.", {}, ("role", "share"), (("patient", 0.7),), ("N.",)
    )
    part = Part(
        "matrix", "Matrix", pd.DataFrame({"participant": ["P01"], "=toll": ["raised\n“x”"], "n": [3]}), ("B.",)
    )
    return replace(
        report(*QUOTES, memo="a memo"), themes=(theme,), parts=(part, replace(part, name="other")),
        pictures=(Picture(figure, lambda _: "<svg onload='x()'/>", lambda _: PNG),),
        checklist=(Item("COREQ", "1", "Interviewer", ""), Item("COREQ", "2", "Coders", "ada")),
        limitations=("Small.",), manifest=MANIFEST,
    )  # fmt: skip
