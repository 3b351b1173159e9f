"""What becomes of quotes: pieces that equal the text, gaps and brackets between; nothing is lost in silence."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow.projects import OpenProject
from qual.workflow.quote_edits import (
    GAP,
    Edit,
    Piece,
    handling,
    holds,
    leave_out,
    mark,
    pieces,
    replace_words,
    shown,
    take_back,
)
from tests.studies import place_of

TEXT = "I saw Dr Smith at St Mary and he was kind."
WHOLE = Span(0, len(TEXT))


def at(words: str, by: str = GAP) -> Edit:
    start = TEXT.index(words)
    return Edit(Span(start, start + len(words)), by, "Ada")


def test_gaps_and_brackets_stand_where_words_were() -> None:
    edits = [at("Dr Smith", "[the doctor]"), at("at St Mary")]
    assert shown(TEXT, WHOLE, edits) == "I saw [the doctor] […] and he was kind."
    assert holds(TEXT, WHOLE, pieces(TEXT, WHOLE, edits))


def test_what_is_left_out_wins_over_what_is_replaced() -> None:
    assert (
        shown(TEXT, WHOLE, [at("Dr Smith", "[the doctor]"), at("saw Dr Smith at")])
        == "I […] St Mary and he was kind."
    )


def test_gaps_beside_each_other_are_one() -> None:
    edits = [at("I saw"), at("Dr Smith"), at("at St")]
    assert shown(TEXT, WHOLE, edits) == "[…] Mary and he was kind."
    assert shown(TEXT, WHOLE, [at("saw Dr"), at("Dr Smith")]) == "I […] at St Mary and he was kind."


def test_an_edit_beyond_the_passage_holds_inside_it() -> None:
    passage = Span(TEXT.index("Smith"), len(TEXT))
    assert shown(TEXT, passage, [at("Dr Smith", "[the doctor]")]) == "[the doctor] at St Mary and he was kind."
    assert shown(TEXT, passage, [at("I saw")]) == passage.of(TEXT)


def test_pieces_that_are_not_the_text_do_not_hold() -> None:
    good = pieces(TEXT, WHOLE, [at("Dr Smith", "[the doctor]")])
    assert not holds(TEXT, WHOLE, good[:-1]), "the end is missing"
    assert not holds(TEXT.replace("kind", "rude"), WHOLE, good), "the text is another now"
    assert not holds(TEXT, WHOLE, [Piece(WHOLE, GAP, verbatim=False)]), "nothing is left"
    assert not holds(TEXT, WHOLE, [Piece(Span(0, 5), "I heard", verbatim=False), *good[1:]])


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from([GAP, "[x]"])), max_size=5))
def test_kept_pieces_always_equal_the_text_at_their_places(rows: list[tuple[int, int, str]]) -> None:
    edits = [Edit(Span(start, start + length), by, "Ada") for start, length, by in rows]
    made = pieces(TEXT, WHOLE, edits)
    assert "".join(piece.span.of(TEXT) for piece in made) == TEXT
    kept = {n for piece in made if piece.verbatim for n in range(piece.span.start, piece.span.end)}
    touched = {n for edit in edits for n in range(edit.span.start, min(edit.span.end, len(TEXT)))}
    assert not kept & touched
    assert holds(TEXT, WHOLE, made) or not any(piece.verbatim and piece.text.strip() for piece in made)


def test_marks_and_edits_are_acts_and_are_undone(study: OpenProject) -> None:
    passage = Span(
        *place_of(study, "P01", "I was on the waiting list for a year. I heard nothing at all, not a letter.")
    )
    year = Span(*place_of(study, "P01", "for a year"))
    mark(study, "care", "P01", passage, "pinned", coder="ada")
    leave_out(study, "care", "P01", passage, year, coder="ada", quote="for a year")
    replace_words(study, "P01", Span(*place_of(study, "P01", "letter")), " [word] ", coder="ada")
    held = handling(study)
    assert [(one.span, one.state) for one in held.states["care"]] == [(passage, "pinned")]
    assert [edit.shown for edit in held.edits("care", "P01", passage)] == [GAP, "[word]"]
    assert [edit.shown for edit in held.edits("toll", "P01", passage)] == ["[word]"], "a name is a name everywhere"
    study.apply([Op(new_id(), "undo", "ada")])
    assert [edit.shown for edit in handling(study).edits("care", "P01", passage)] == [GAP]
    take_back(study, "care", "P01", held.edits("care", "P01", passage)[0], coder="ada")
    mark(study, "care", "P01", passage, "", coder="ada")
    assert handling(study).edits("care", "P01", passage) == ()
    assert handling(study).states == {}


def test_what_cannot_be_done_is_refused_with_a_reason(study: OpenProject) -> None:
    passage = Span(*place_of(study, "P01", "Nobody asked."))
    with pytest.raises(NotFound):
        mark(study, "nothing", "P01", passage, "pinned", coder="ada")
    with pytest.raises(Refused, match="pinned, dropped, negative"):
        mark(study, "care", "P01", passage, "framed", coder="ada")
    with pytest.raises(Refused, match="nothing of the quote would be left"):
        leave_out(study, "care", "P01", passage, passage, coder="ada")
    with pytest.raises(Refused, match="not in the quote any more"):
        leave_out(study, "care", "P01", passage, passage.shift(-3), coder="ada")
    with pytest.raises(Refused, match="not what stands"):
        leave_out(
            study, "care", "P01", passage, Span(passage.start, passage.start + 6), coder="ada", quote="Somebody"
        )
    for by in ("", "[]", "a\nb", "a]b", "x" * 61):
        with pytest.raises(Refused, match="1 to 60 characters"):
            replace_words(study, "P01", passage, by, coder="ada")


def test_edits_go_along_with_a_corrected_text_and_say_when_their_words_are_gone(study: OpenProject) -> None:
    """A name replaced by [ ] that a correction writes anew must not come back in silence."""
    name = Span(*place_of(study, "P01b", "neighbour"))
    replace_words(study, "P01b", name, "the man", coder="ada")
    before = Span(*place_of(study, "P01b", "Still"))
    study.apply([Op(new_id(), "correct", "ada", "P01b", before, quote="Still", text="I am still")])
    (edit,) = handling(study).replaced["P01b"]
    assert edit.span == Span(*place_of(study, "P01b", "neighbour"))
    assert not handling(study).lost
    study.apply([Op(new_id(), "correct", "ada", "P01b", edit.span, quote="neighbour", text="Gwyn")])
    held = handling(study)
    assert not held.replaced
    assert [one.value for one in held.lost] == ["[the man]"]
