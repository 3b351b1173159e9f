"""The sample study's codebook keeps its promises."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from qual.codebook.read import read
from qual.codebook.write import set_code
from qual.model.codebook import Code

FILE = Path(__file__).resolve().parents[2] / "codebook" / "codebook.yaml"
DATA = FILE.read_bytes()
BOOK, PROBLEMS = read(DATA)
CODES = {
    "treatment-cycling": ["trial-and-error", "partial-response", "side-effect-burden", "exhausted-options"],
    "emotional-toll": ["hopelessness", "self-blame-stigma"],
    "lost-life": ["years-lost", "work-finance", "relationships-roles"],
    "engagement": ["disengagement", "self-management"],
    "service-structure": ["no-pathway", "waits-thresholds", "poor-continuity", "crisis-driven"],
    "clinician-position": ["lack-of-resources", "feeling-stuck"],
    "needs": ["tailored-care", "psychological-therapy", "earlier-identification", "stepwise-plan", "functioning"],
}


def test_themes_and_codes() -> None:
    assert PROBLEMS == ()
    assert (BOOK.title, BOOK.label) == ("Living with treatment-resistant depression", "3")
    assert {theme.id: [code.id for code in BOOK.codes_of(theme.id)] for theme in BOOK.themes} == CODES
    assert all(theme.definition and theme.color for theme in BOOK.themes)


@pytest.mark.parametrize("code", BOOK.codes, ids=lambda code: code.id)
def test_every_code_is_complete(code: Code) -> None:
    roles = [example.role for example in code.examples]
    assert code.definition.endswith(".")
    assert 3 <= len(code.include) <= 5
    assert 1 <= len(code.exclude) <= 3
    assert set(roles) == {"patient", "clinician"}
    assert all(2 <= roles.count(role) <= 3 for role in roles)
    assert re.fullmatch("#[0-9A-F]{6}", code.color)


def test_nothing_is_said_twice() -> None:
    phrases = [phrase for code in BOOK.codes for phrase in (*code.include, *(e.text for e in code.examples))]
    assert len(set(phrases)) == len(phrases)
    assert len({code.color for code in BOOK.codes}) == len(BOOK.codes)


def test_examples_do_not_occur_in_the_plain_text_transcripts() -> None:
    folder = FILE.parents[1] / "transcripts_sample"
    spoken = " ".join(
        file.read_bytes().decode("utf-8", "replace")
        for file in sorted(folder.glob("*"))
        if file.suffix in {".txt", ".vtt", ".srt", ".csv"}
    )
    words = " ".join(re.findall(r"[^\W\d_]+", spoken.casefold()))
    for code in BOOK.codes:
        for example in code.examples:
            assert " ".join(re.findall(r"[^\W\d_]+", example.text.casefold())) not in words, code.id


@pytest.mark.parametrize("code", BOOK.codes, ids=lambda code: code.id)
def test_editing_a_code_keeps_every_comment_and_every_other_code(code: Code) -> None:
    new = replace(code, name=f"{code.name}!", definition="Another one.", include=(*code.include, "one more"))
    data = set_code(DATA, new)
    assert read(data)[0].codes == tuple(new if other.id == code.id else other for other in BOOK.codes)
    assert re.findall(rb"(?m)(?<= )# .*$", data) == re.findall(rb"(?m)(?<= )# .*$", DATA)
