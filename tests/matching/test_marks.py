from __future__ import annotations

from qual.matching.marks import Mark, Marks, lay_on
from qual.matching.segments import SegmentText
from qual.model.codebook import Code

SEGMENTS = [SegmentText(f"s{n}", "t", n, "patient", f"words {n}") for n in range(4)]
CODES = [Code("a", "A"), Code("b", "B"), Code("new", "New")]


def test_a_mark_labels_every_segment_it_overlaps() -> None:
    decided = lay_on(SEGMENTS, CODES, Marks(confirmed=[Mark("a", "words 0 words 1", ("s0", "s1"))]))
    assert decided.labels[:, 0].tolist() == [1, 1, 0, 0]
    assert [(mark.text, column, label) for mark, column, label in decided.others] == [("words 0 words 1", 0, 1)]
    assert decided.example_labels.tolist() == [[1, 0, 0], [1, 0, 0], [1, 0, 0]]


def test_words_that_are_a_whole_segment_are_one_example() -> None:
    decided = lay_on(SEGMENTS, CODES, Marks(confirmed=[Mark("a", "words 0", ("s0",))]))
    assert decided.others == ()
    assert decided.rows.tolist() == [0]


def test_what_one_confirmed_and_another_rejected_counts_as_confirmed() -> None:
    marks = Marks(confirmed=[Mark("a", "words 0", ("s0",))], rejected=[Mark("a", "words 0", ("s0",))])
    assert lay_on(SEGMENTS, CODES, marks).labels[0, 0] == 1


def test_what_was_left_uncoded_speaks_against_codes_that_have_been_decided_on() -> None:
    marks = Marks(
        confirmed=[Mark("a", "words 0", ("s0",))], rejected=[Mark("b", "words 3", ("s3",))], reviewed={"s0", "s1"}
    )
    decided = lay_on(SEGMENTS, CODES, marks)
    assert decided.labels.tolist() == [[1, -1, 0], [-1, -1, 0], [0, 0, 0], [0, -1, 0]]
    assert decided.reviewed.tolist() == [True, True, False, False]


def test_what_was_read_before_a_code_was_there_says_nothing_of_it() -> None:
    marks = Marks(
        confirmed=[Mark("a", "words 0", ("s0",))], rejected=[Mark("b", "words 3", ("s3",))], reviewed={"s0", "s1"},
        unasked={"b": {"s0", "gone"}, "nowhere": {"s1"}},
    )  # fmt: skip
    assert lay_on(SEGMENTS, CODES, marks).labels.tolist() == [[1, 0, 0], [-1, -1, 0], [0, 0, 0], [0, -1, 0]]


def test_codes_and_segments_that_are_gone_are_passed_over() -> None:
    marks = Marks(confirmed=[Mark("gone", "x", ("s0",)), Mark("b", "old words", ("cut away",))], reviewed={"gone"})
    decided = lay_on(SEGMENTS, CODES, marks)
    assert not decided.labels.any()
    assert [(mark.text, column) for mark, column, _ in decided.others] == [("old words", 1)]


def test_only_yes_and_no_together_teach_a_regression() -> None:
    yes, no = Mark("a", "words 0", ("s0",)), Mark("a", "words 1", ("s1",))
    assert not lay_on(SEGMENTS, CODES, Marks()).teaches
    assert not lay_on(SEGMENTS, CODES, Marks(confirmed=[yes])).teaches
    assert lay_on(SEGMENTS, CODES, Marks(confirmed=[yes], rejected=[no])).teaches
