"""One report with everything that goes wrong in spreadsheets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from qual.exporters.base import Report

QUOTES = (
    "Plain words.",
    '=HYPERLINK("http://x","y")',
    "- I mean - no.",
    " +41 is where I rang",
    "@home, mostly",
    "\tand then a tab",
    "Füße — “quoted”, naïve, 😀, 日本語, e\u0301",
    'two\nlines, a "quote" and a comma, and a ; too',
)  # fmt: skip


def report(*quotes: str, synthetic: bool = True, memo: str = "") -> Report:
    """A report with a coding for each quote."""
    many = len(quotes)
    codings = pd.DataFrame(
        {
            "coding": [f"c{n}" for n in range(many)],
            "transcript": "P01",
            "participant": "P01",
            "role": "patient",
            "start": np.arange(many),
            "end": [n + len(quote) for n, quote in enumerate(quotes)],
            "quote": list(quotes),
            "code": "hope",
            "theme": "toll",
            "coder": "Ada",
            "blind": [n % 2 == 0 for n in range(many)],
            "memo": memo,
        }
    )
    shares = {"share": 0.7, "ci_low": 0.481, "ci_high": 0.8545, "mean_share": 0.1, "words": 999}
    frequencies = pd.DataFrame(
        [
            {
                "theme": "toll",
                "code": None,
                "role": "patient",
                "participants": 14,
                "participants_total": 20,
                **shares,
            },
            {
                "theme": "toll",
                "code": "hope",
                "role": "nurse",
                "participants": 3,
                "participants_total": 9,
                **shares,
            },
        ]
    ).assign(estimated=np.nan, code_name=["", "Hopelessness"])
    differences = pd.DataFrame({"code": ["hope"], "difference": [-0.18333], "ci_low": [np.nan], "note": ["few"]})
    return Report(
        title="Living with it",
        synthetic=synthetic,
        frequencies=frequencies,
        differences=differences,
        codings=codings,
        codebook=[
            {"theme": "toll", "code": "hope", "name": "Hopelessness", "definition": "-no hope", "color": "#123456"}
        ],
        participants=pd.DataFrame({"participant": ["P01"], "role": ["patient"], "=cmd|' /C calc'!A0": ["=1+1"]}),
        memos=pd.DataFrame({"memo": ["m1"], "about": ["passage"], "start": [pd.NA], "text": ["=look again"]}),
        notes=("Counts describe this coded corpus.",),
        provenance={"tool": "qual 0.1.0", "model": "none", "codebook version": "abc", "unit": "passage"},
    )


@pytest.fixture
def make() -> Callable[..., Report]:
    """A function that makes a report of some quotes."""
    return report


@pytest.fixture
def everything() -> Report:
    """A report with every nasty quote."""
    return report(*QUOTES, memo="a memo")
