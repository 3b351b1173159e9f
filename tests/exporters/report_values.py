"""A whole report made by hand, small, with what breaks documents in it; and one with nothing in it."""

from __future__ import annotations

from base64 import b64decode
from dataclasses import replace

import pandas as pd

from qual.exporters.base import Item, Part, Picture, Report
from qual.model.figure import Figure
from qual.model.memo import Memo
from qual.model.plan import Plan
from qual.model.span import Span
from qual.model.summary import CodeSaid, Quote, Said, Summary, Typical

LONG = "Waiting " * 37 + "x"
HEBREW = "אמון ברופא"
BAD = "bad \x00\x0b\ud800\ufffe <w:p> & 😀"
PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)


def _row(code: str | None, role: str, n: int, total: int, **more: object) -> dict[str, object]:
    """A row of the table of frequencies."""
    return {
        "theme": "toll", "code": code, "role": role, "participants": n, "participants_total": total,
        "share": n / total, "ci_low": 0.4810, "ci_high": 0.8545, "segments": 2 * n, "segments_total": 400,
        "mean_share": 0.0668, "words": 999, "estimated": float("nan"), "estimated_low": float("nan"),
        "estimated_high": float("nan"), "code_name": {"hope": "Hopelessness", "long": LONG}.get(code or "", ""),
        "theme_name": "Toll",
    } | more  # fmt: skip


def _said(role: str, n: int, total: int) -> Said:
    return Said(role, n, total, f"most of the {role}s ({n} of {total})", 0.48, 0.85, 31, 400)


def _quote(words: str, who: str, role: str, **more: str) -> Quote:
    shown, state, why = more.get("shown", words), more.get("state", "chosen"), more.get("why", "central")
    return Quote(words, shown, who, role, who, Span(0, max(len(words), 1)), ("hope",), state, why)


FREQUENCIES = pd.DataFrame(
    [
        _row(None, "patient", 14, 20), _row(None, "nurse", 4, 9),
        _row("hope", "patient", 14, 20, estimated=0.31, estimated_low=0.2, estimated_high=0.44),
        _row("hope", "nurse", 3, 9), _row("long", "patient", 1, 20), _row("long", "nurse", 0, 9),
    ]
)  # fmt: skip
DIFFERENCES = pd.DataFrame(
    {
        "theme": ["toll", "toll"], "code": ["long", "hope"], "difference": [float("nan"), -0.18333],
        "ci_low": [float("nan"), -0.34841], "ci_high": [float("nan"), -0.01826], "p": [float("nan"), 4 / 56],
        "p_adjusted": [float("nan"), 0.0004], "note": ["nobody used it", ""], "code_name": [LONG, "Hopelessness"],
    }
)  # fmt: skip
CODINGS = pd.DataFrame(
    [
        ("P01", "P01", "patient", 0, 5, "=1+1 said", "hope", "Hopelessness", "ada"),
        ("P01", "P01", "patient", 0, 5, "=1+1 said", "hope", "Hopelessness", "ben"),
        ("N01", "N01", "nurse", 3, 9, HEBREW, "hope", "Hopelessness", "ada"),
        ("N01", "N01", "nurse", 20, 30, BAD.replace("\ud800", ""), "long", LONG, "ada"),
    ],
    columns=["transcript", "participant", "role", "start", "end", "quote", "code", "code_name", "coder"],
).assign(theme="toll", theme_name="Toll")
THEME = Summary(
    "toll", "Toll", "What it does to a person.", (_said("patient", 14, 20), _said("nurse", 4, 9)),
    (CodeSaid("hope", "Hopelessness", "No hope.", (_said("patient", 14, 20), _said("nurse", 3, 9))),),
    (Typical("letter", "patient", 5, 14, 0, 4),),
    (_quote("I stopped hoping, that is all.", "P01", "patient", shown="I stopped hoping […]."),
     _quote(HEBREW, "N01", "nurse"), _quote(BAD, "P02", "patient")),
    (_quote("Never lost hope.", "P03", "patient", state="negative", why="rejected by ada"),),
    (Memo("m1", "theme", "toll", "", None, "", "Look again.\nAt all.", "ada", "2026-03-01T12:00:00Z"),),
    ("Most means 60 to 90%.",),
)  # fmt: skip
MATRIX = pd.DataFrame({"participant": ["P01", "N01"], "Toll": ["raised (3): waited a year", "not asked"]})
DOTS = Figure("dots", "Themes by role", "Two dots: 14/20 and 4/9.", {}, (), (), ("Wilson.",))
WHOLE = Report(
    title=f"Living with {BAD}",
    synthetic=True,
    frequencies=FREQUENCIES,
    differences=DIFFERENCES,
    codings=CODINGS,
    codebook=[
        {"theme": "Toll", "code": "hope", "name": "Hopelessness", "definition": "No hope.",
         "include": "no way\nnone",
         "exclude": "", "examples": "patient: none left", "parent": "", "heading": "", "retired": ""},
        {"theme": "Toll", "code": "long", "name": LONG, "definition": HEBREW, "include": "", "exclude": "x",
         "examples": "", "parent": "hope", "heading": "true", "retired": ""},
        {"theme": "Toll", "code": "gone", "name": "Gone (retired)", "definition": "", "include": "", "exclude": "",
         "examples": "", "parent": "", "heading": "", "retired": "true", "merged_into": "hope"},
    ],
    participants=pd.DataFrame(
        {"participant": ["P01", "N01", "I"], "role": ["patient", "nurse", "interviewer"], "years": ["3", "", ""]}
    ),
    memos=pd.DataFrame({"memo": ["m1"], "text": ["=look again"]}),
    notes=("Counts describe this coded corpus.",),
    provenance={"made with": "qual 0.1.0", "state of": "2026-03-01T12:00:00.5Z", "study": "Ward",
                "coders": "ada, ben",
                "not counted (context)": "interviewer", "difference": "patient minus nurse"},
    parts=(
        Part("matrix", "Participants and themes", MATRIX, ("Cells are analysts’ own words.",)),
        Part("saturation", "New codes", pd.DataFrame({"n": [1, 2], "median": [2.0, 3.5]})),
        Part("odd", "Something else", pd.DataFrame({"a": [1]})),
    ),
    pictures=(Picture(DOTS, lambda _: "", lambda _: PIXEL),),
    themes=(THEME, replace(THEME, theme="b", name=LONG, quotes=THEME.quotes[:1], negatives=(), memos=())),
    checklist=(Item("COREQ", "24", "Coders", "2 people: ada, ben."), Item("SRQR", "1", "Title", "")),
    limitations=("Few participants.",),
)  # fmt: skip
EMPTY = Report(
    title="", synthetic=False, frequencies=FREQUENCIES.iloc[:0], differences=DIFFERENCES.iloc[:0],
    codings=CODINGS.iloc[:0], codebook=[], participants=pd.DataFrame({"participant": [], "role": []}),
    memos=pd.DataFrame(), plan=Plan(),
)  # fmt: skip
