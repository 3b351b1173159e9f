"""Quotes of a theme: verbatim at their offsets, pinned, dropped, edited; and what speaks against the theme."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.matching.cache import text_key
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import quote_edits, summarising
from qual.workflow.projects import OpenProject
from qual.workflow.speaking import confirm
from tests.fakes import HashingEncoder
from tests.workflow.summary_study import HOPE, REJECTED, WAITED, span_of, summary_study


@pytest.fixture
def waiting(tmp_path: Path) -> Iterator[OpenProject]:
    with summary_study(tmp_path) as project:
        yield project


def quoted(project: OpenProject, theme: str = "care", quotes: int = 6) -> dict[str, str]:
    """Who is quoted, and in which state."""
    return {one.participant: one.state for one in project.theme_summary(theme, quotes=quotes).quotes}


def test_every_quote_is_the_text_at_its_place(waiting: OpenProject) -> None:
    found = waiting.theme_summary("care", quotes=12)
    with waiting.store.reading() as tables:
        texts = tables.texts()
    assert len(found.quotes) == 8
    for one in (*found.quotes, *found.negatives):
        assert one.span.of(texts[one.transcript]) == one.words == one.shown
        assert one.words.strip() == one.words
    assert [one.role for one in found.quotes] == ["patient", "clinician"] * 4
    assert any("8 quotes instead of 12" in note for note in found.notes)
    assert "Quoted: 4 of 4 patients and 4 of 4 clinicians who raise it." in found.notes


def test_one_voice_too_many_is_told(waiting: OpenProject) -> None:
    texts = [span_of(waiting, "P1", words) for words in ("My kettle was my company", "Mary rang about the letter")]
    waiting.apply([Op(new_id(), "remove", "ada", target=c.id) for c in _codings(waiting)])
    waiting.apply([Op(new_id(), "code", "ada", "P1", span, "waiting") for span in texts])
    waiting.apply([Op(new_id(), "code", "ada", "C1", span_of(waiting, "C1", WAITED["C1"]), "waiting")])
    notes = waiting.theme_summary("care").notes
    assert "Mind: P1 supplies 67% of these quotes, more than 30 %." in notes
    assert any("No typical words of 1 patient and 1 clinician" in note for note in notes)


def _codings(project: OpenProject) -> list:  # type: ignore[type-arg] # codings, to take back
    with project.store.reading() as tables:
        return tables.codings()


def test_pinned_and_dropped_quotes(waiting: OpenProject) -> None:
    first = quoted(waiting, quotes=2)
    kept, gone = span_of(waiting, "P4", WAITED["P4"]), span_of(waiting, "C2", WAITED["C2"])
    assert "P4" not in first
    quote_edits.mark(waiting, "care", "P4", kept, "pinned", coder="ada")
    quote_edits.mark(waiting, "care", "C2", gone, "dropped", coder="ada")
    found = quoted(waiting, quotes=2)
    assert next(iter(found.items())) == ("P4", "pinned")
    assert "C2" not in quoted(waiting, quotes=12)
    assert quoted(waiting, quotes=0) == {"P4": "pinned"}


def test_a_pinned_passage_without_its_coding_is_told_not_quoted(waiting: OpenProject) -> None:
    span = span_of(waiting, "P1", HOPE)
    quote_edits.mark(waiting, "toll", "P1", span, "pinned", coder="ada")
    assert quoted(waiting, "toll") == {"P1": "pinned"}
    waiting.apply([Op(new_id(), "remove", "ada", target=c.id) for c in _codings(waiting) if c.code == "hopeless"])
    found = waiting.theme_summary("toll")
    assert not found.quotes
    assert any("that ada pinned has no code of this theme any more" in note for note in found.notes)


def test_a_shortened_and_anonymised_quote_keeps_its_words_beside_it(waiting: OpenProject) -> None:
    span = span_of(waiting, "P3", WAITED["P3"])
    quote_edits.mark(waiting, "care", "P3", span, "pinned", coder="ada")
    quote_edits.leave_out(waiting, "care", "P3", span, span_of(waiting, "P3", "You boil kettles."), coder="ada")
    quote_edits.replace_words(waiting, "P3", span_of(waiting, "P3", "Mary"), "the nurse", coder="ada")
    one = waiting.theme_summary("care").quotes[0]
    assert one.words == WAITED["P3"]
    assert one.shown == "[…] [the nurse] said patience, the letter comes when it comes, and so I waited on."
    quote_edits.replace_words(waiting, "P3", span, "all of it", coder="ada")
    found = waiting.theme_summary("care", quotes=12)
    assert "P3" not in {quote.participant for quote in found.quotes}, "nothing of it would be left"


def test_a_correction_that_takes_replaced_words_away_is_told(waiting: OpenProject) -> None:
    name = span_of(waiting, "P3", "Mary")
    quote_edits.replace_words(waiting, "P3", name, "the nurse", coder="ada")
    waiting.apply([Op(new_id(), "correct", "ada", "P3", name, quote="Mary", text="Gwyn")])
    notes = waiting.theme_summary("care").notes
    assert any("took away words that ada had replaced by [the nurse]" in note for note in notes)


def test_what_speaks_against_it_comes_in_order(waiting: OpenProject) -> None:
    again = Op(
        "again", "reject", "ada", "P4", span_of(waiting, "P4", "they rang me the next morning"), "waiting",
        band="possible", score=0.3, model="m",
    )  # fmt: skip
    waiting.apply([again])
    (rejected,) = waiting.theme_summary("care").negatives
    assert rejected.participant == "P4", "once, though two of their passages were rejected"
    assert (rejected.words, rejected.codes) == (REJECTED, ())
    assert rejected.why == "it was likely to be “Waiting”, and ada said no: says the contrary"
    quote_edits.mark(waiting, "care", "C4", span_of(waiting, "C4", WAITED["C4"]), "negative", coder="ada")
    (coding,) = (one for one in _codings(waiting) if one.transcript == "C3")
    waiting.apply(
        [Op(new_id(), "memo", "ada", about="coding", target=coding.id, memo="A counter-example, I think.")]
    )
    found = waiting.theme_summary("care", quotes=12)
    assert [one.participant for one in found.negatives] == ["C4", "C3", "P4"]
    assert "C4" not in {one.participant for one in found.quotes}
    quote_edits.mark(waiting, "care", "P4", rejected.span, "dropped", coder="ada")
    assert [one.participant for one in waiting.theme_summary("care").negatives] == ["C4", "C3"]


def test_a_rejected_passage_that_has_the_theme_or_was_unlikely_speaks_against_nothing(waiting: OpenProject) -> None:
    span = span_of(waiting, "P4", REJECTED)
    waiting.apply([Op(new_id(), "code", "bea", "P4", span, "stopping")])
    found = waiting.theme_summary("care")
    assert not found.negatives
    assert any("No counter-example is known" in note for note in found.notes)


def test_passages_over_several_turns_are_quoted_turn_by_turn_without_the_interviewer(waiting: OpenProject) -> None:
    with waiting.store.reading() as tables:
        text = tables.texts(["P4"])["P4"]
    waiting.apply([Op(new_id(), "code", "ada", "P4", Span(0, len(text.rstrip())), "hopeless")])
    words = [one.words for one in waiting.theme_summary("toll", quotes=12).quotes]
    assert sorted(words) == sorted([HOPE, WAITED["P4"], REJECTED])


def test_meanings_choose_where_every_passage_has_a_vector(waiting: OpenProject) -> None:
    encoder = waiting.encoder = HashingEncoder()
    texts = list(WAITED.values())
    rows = zip(texts, HashingEncoder().encode(texts), strict=True)
    waiting.store.vectors.put(encoder.name, [(text_key(text), row.tobytes()) for text, row in rows])
    found = summarising.summary(waiting, "care")
    assert any("as the sentence model reads them" in note for note in found.notes)
    assert not encoder.calls, "the model is never started for it"


def test_that_there_are_no_more_quotes_is_not_put_down_to_people(waiting: OpenProject) -> None:
    every = waiting.theme_summary("care", quotes=12).notes
    assert "8 quotes instead of 12: the theme has no more passages that can be quoted." in every
    one = waiting.theme_summary("toll", quotes=6).notes
    assert "1 quote instead of 6: the theme has no more passages that can be quoted." in one


def test_who_raises_it_in_one_role_is_without_it_in_the_other(study: OpenProject) -> None:
    confirm(study, "P01b", "P01", participant="P01", role="unknown", coder="ada")
    study.import_files([("X9.txt", b"X9: Nobody asked me.\n")], roles={}, coder="ada")
    found = []
    for transcript, words in (("P01", "I was on the waiting list"), ("X9", "Nobody asked me.")):
        found += study.apply(
            [Op(new_id(), "code", "ada", transcript, span_of(study, transcript, words), "waiting")]
        )
    assert not any(one.refusal for one in found)
    page = study.theme_summary("care")
    counts = {one.role: (one.participants, one.total) for one in page.said}
    assert counts["unknown"] == (1, 2)
    (unread,) = [note for note in page.notes if note.startswith("Nobody has read anything yet of 1 of 2 people")]
    assert "(P01)" in unread, "in this role"
