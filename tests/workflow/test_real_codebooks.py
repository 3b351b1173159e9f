"""Published codebooks taken through: imported, restructured, merged and split with decisions in place, undone.

They stand beside the working tree and are not part of it; where they are not, these tests skip.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from qual.codebook.incoming import read_any
from qual.codebook.likeness import near_names
from qual.model.codebook import Code, Theme
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import codebook_exchange, curating, effects, planning
from qual.workflow.projects import OpenProject, create
from tests.fakes import HashingEncoder

pytestmark = pytest.mark.shared
MOST = 760
"""Passages taken of a set."""


def study_of(folder: Path, source: Path) -> OpenProject:
    """The codebook imported, some passages and their published codes as two people's codings."""
    study = create(folder / "study", name=source.name)
    study.encoder = HashingEncoder()
    coming = codebook_exchange.look(study, (source / "codebook.csv").read_bytes(), "codebook.csv")
    codebook_exchange.bring_in(study, coming, coder="ada", why="as published")
    ids = {code.name: code.id for code in study.codebook.book.codes}
    with (source / "segments.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["text"].strip()][:MOST]
    table = [["transcript", "speaker", "role", "text"], *([r["doc_id"], "P", r["role"], r["text"]] for r in rows)]
    with (folder / "all.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows(table)
    study.import_files([folder / "all.csv"])
    cut = study.segments()
    places = {
        str(text).strip(): (str(transcript), Span(int(start), int(end)))
        for transcript, start, end, text in zip(
            cut["transcript"], cut["start"], cut["end"], cut["text"], strict=True
        )
    }
    found = [(places[row["text"].strip()], label) for row in rows if row["text"].strip() in places
             for label in row["labels"].replace("|", ";").split(";") if label.strip() in ids]  # fmt: skip
    ops = [
        Op(new_id(), "code", ("ada", "ben")[n % 2], *at, ids[label.strip()]) for n, (at, label) in enumerate(found)
    ]
    assert not [answer.refusal for answer in study.apply(ops) if answer.refusal]
    return study


def test_a_published_codebook_with_500_decisions_is_restructured_and_taken_back(
    shared: Path, tmp_path: Path
) -> None:
    study = study_of(tmp_path, shared / "data" / "nhs_patient_feedback")
    with study:
        book, before = study.codebook.book, study.codings()
        assert (len(book.codes), len(before) > 500) == (53, True)
        curating.add_theme(study, Theme("care", "Care"), coder="cy")
        common = list(before["code"].value_counts().index)
        for code in common[:4]:
            curating.perform(study, planning.move_code(study.codebook.book, code, "care"), coder="cy")
        for into, gone in (common[0:2], common[2:4], common[4:6]):
            now = study.codebook.book
            asked = planning.merge(now, [gone], planning.code_of(now, into))
            told = effects.effects(study, asked)
            moving = sum(number for one in told.codes for _, number in one.moving)
            assert moving == int((study.codings()["code"] == gone).sum())
            curating.perform(study, asked, coder="cy")
        now, most = study.codebook.book, study.codings()["code"].value_counts().index[0]
        own = list(study.codings().query("code == @most")["coding"])
        parts = [Code("one", "One part", "care"), Code("two", "Another", "care")]
        taken = {coding: parts[n % 2].id for n, coding in enumerate(own)}
        curating.perform(study, planning.split(now, most, parts, taken, retire=True), coder="cy")
        after = study.codings()
        assert not set(after["code"]) & {*common[1:6:2], most}
        assert set(after["coding"]) <= set(before["coding"])
        assert set(zip(after["coding"], after["coded_as"], strict=True)) <= set(
            zip(before["coding"], before["code"], strict=True)
        )
        assert study.check()["ok"]
        for form in codebook_exchange.FORMATS:
            written = codebook_exchange.write(study, form)
            if form in ("yaml", "csv", "xlsx", "qdc"):
                again = read_any(written.data, f"codebook.{form}").book
                assert {code.id for code in again.codes} == {code.id for code in study.codebook.book.codes}
        study.undo(9, coder="cy")
        assert study.codebook.book == book
        assert study.codings().equals(before)


def test_near_duplicate_names_of_a_published_codebook_are_found(shared: Path) -> None:
    file = shared / "data" / "scrum_quality_interviews" / "codebook.csv"
    book = read_any(file.read_bytes(), file.name).book
    pairs = {frozenset((one.first, one.second)) for one in near_names(book)}
    wanted = (
        ("early-engagement-of-qas", "early-engagement-of-qa"),
        ("code-standards", "code-guidelines-code-standards"),
        ("knowledge-of-business-requirements", "knowledgeable-of-the-business-requirements"),
    )
    assert all(frozenset(pair) in pairs for pair in wanted)
    assert len(pairs) <= 15  # of 3,240
