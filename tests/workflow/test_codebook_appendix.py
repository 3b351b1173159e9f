"""The Word appendix: counts as the frequencies have them, quotes verbatim, and what is said of both."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.errors import ModelUnusable
from qual.model.coding import Op
from qual.model.span import Span
from qual.workflow import codebook_appendix, planning, suggesting
from qual.workflow.curating import perform
from qual.workflow.projects import OpenProject
from tests.studies import place_of

if TYPE_CHECKING:
    import pytest

QUOTED = (
    ("P01", "I was on the waiting list for a year."),
    ("P01b", "Still on the waiting list, would you believe."),
    ("C01", "The waiting list grows every month and we apologise a lot."),
)


def code(study: OpenProject, *places: tuple[str, str], code: str = "waiting", coder: str = "ada") -> None:
    ops = [
        Op(f"{coder}-{code}-{number}", "code", coder, name, Span(*place_of(study, name, words)), code)
        for number, (name, words) in enumerate(places)
    ]
    assert not [one for one in study.apply(ops) if one.refusal]


def test_counts_are_those_of_the_frequencies_and_codings_are_counted_each(study: OpenProject) -> None:
    code(study, *QUOTED)
    code(study, QUOTED[0], coder="ben")
    content = codebook_appendix.content(study, date="3 March 2026")
    entries = {entry.id: entry for section in content.sections for entry in section.entries}
    told = {one.role: (one.participants, one.total, one.codings) for one in entries["waiting"].counts}
    rows = study.frequencies()
    rows = rows[rows["code"] == "waiting"]
    assert told == {"patient": (1, 2, 3), "clinician": (1, 1, 1)}
    assert {row.role: (row.participants, row.participants_total) for row in rows.itertuples()} == {
        role: numbers[:2] for role, numbers in told.items()
    }
    assert {one.role: one.codings for one in entries["hopeless"].counts} == {"patient": 0, "clinician": 0}
    assert "2 coders" in content.counting
    assert "no estimate for a population" in content.counting
    assert "somebody had looked at: patient" in content.counting


def test_quotes_are_verbatim_with_pseudonym_and_role(study: OpenProject) -> None:
    code(study, *QUOTED)
    code(study, ("P01", "heard nothing"), code="hopeless")
    content = codebook_appendix.content(study)
    entries = {entry.id: entry for section in content.sections for entry in section.entries}
    typical, atypical = entries["waiting"].typical, entries["waiting"].atypical
    assert typical is not None
    assert atypical is not None
    assert {typical.text, atypical.text} <= {words for _, words in QUOTED}
    assert (typical.who, typical.role) in {("P01", "patient"), ("C01", "clinician")}
    assert typical.who != atypical.who
    assert entries["hopeless"].typical is None
    assert "hashing@1" in content.choosing


def test_without_the_sentence_model_the_first_by_place_is_shown_and_that_is_said(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(_: OpenProject) -> object:
        raise ModelUnusable("model", "it is not there")

    code(study, *reversed(QUOTED))
    monkeypatch.setattr(suggesting, "encoder_of", none)
    content = codebook_appendix.content(study)
    entry = content.sections[0].entries[0]
    assert entry.typical is not None
    assert entry.typical.text == QUOTED[2][1]  # C01 comes first
    assert entry.atypical is None
    assert "not at hand" in content.choosing


def test_words_of_speakers_nobody_confirmed_are_neither_counted_nor_quoted(study: OpenProject) -> None:
    study.import_files([("X.txt", b"Someone: I waited on that waiting list for years, truly for years.\n")])
    code(study, *QUOTED, ("X", "I waited on that waiting list for years, truly for years."))
    content = codebook_appendix.content(study)
    entry = content.sections[0].entries[0]
    assert {one.role: one.codings for one in entry.counts} == {"patient": 2, "clinician": 1}
    assert all(one and one.role != "unknown" for one in (entry.typical, entry.atypical))


def test_merged_codes_stand_apart_and_their_codings_count_where_they_went(study: OpenProject) -> None:
    code(study, *QUOTED[:2])
    code(study, QUOTED[2], code="stopping")
    book = study.codebook.book
    into = book.code("waiting")
    assert into is not None
    perform(study, planning.merge(book, ["stopping", "waiting"], into), coder="ada")
    content = codebook_appendix.content(study)
    assert [(entry.id, entry.merged_into) for entry in content.retired] == [("stopping", "Waiting")]
    entry = content.sections[0].entries[0]
    assert [one.codings for one in entry.counts] == [2, 1]


def test_the_same_study_gives_the_same_bytes_and_an_uncoded_one_says_so(study: OpenProject) -> None:
    assert codebook_appendix.content(study).counting == "Nothing is coded yet."
    code(study, *QUOTED)
    first = codebook_appendix.appendix(study, date="3 March 2026")
    assert first == codebook_appendix.appendix(study, date="3 March 2026")
    assert first.startswith(b"PK")
