"""Counting rules of the frequency table, on studies small enough to count by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.analysis.frame import FREQUENCIES, REVIEWS, SEGMENTS, tidy
from qual.analysis.frequencies import Frequencies, frequencies
from qual.errors import NotFound
from qual.model.codebook import Code, Codebook, Theme
from tests import naive

BOOK = Codebook(
    themes=(Theme("cycle", "Cycling"), Theme("toll", "Toll")),
    codes=(
        Code("trial", "Trial and error", theme="cycle"),
        Code("effects", "Side effects", theme="cycle"),
        Code("hope", "Hopelessness", theme="toll"),
        Code("old", "Old idea", theme="toll", retired=True),
        Code("loose", "Under no theme"),
    ),
)
SPANS = ("transcript", "start", "end")


def transcript(name: str, *turns: tuple[str, str, str]) -> list[dict[str, Any]]:
    """Segments of one transcript from (participant, role, text), a blank line between two."""
    rows, at = [], 0
    for participant, role, text in turns:
        end = at + len(text)
        where = {"segment": f"{name}:{at}-{end}", "transcript": name, "start": at, "end": end}
        rows.append({**where, "speaker": participant, "participant": participant, "role": role, "text": text})
        at = end + 2
    return rows


def coded(segments: Sequence[dict[str, Any]], place: int, code: str, words: str = "") -> dict[str, Any]:
    """A coding on some words of a segment, or on all of it."""
    segment = segments[place]
    start = segment["start"] + (segment["text"].index(words) if words else 0)
    end = start + len(words or segment["text"])
    return {"transcript": segment["transcript"], "start": start, "end": end, "code": code}


def table(segments: Sequence[dict[str, Any]], codings: Sequence[dict[str, Any]], **options: Any) -> Frequencies:  # noqa: ANN401 - handed on
    return frequencies(tidy(segments, SEGMENTS), tidy(codings, (*SPANS, "code")), BOOK, **options)


def row(found: Frequencies, label: str, group: str = "patient", by: str = "role") -> dict[str, Any]:
    """The row of a code, or of a theme where no code has this name."""
    rows = found.rows
    mine = rows[rows["code"].eq(label) | (rows["code"].isna() & rows["theme"].eq(label))]
    mine = mine[mine[by] == group]
    assert len(mine) == 1
    return {str(name): value for name, value in mine.iloc[0].items()}


STUDY = [
    *transcript("a", ("P1", "patient", "One pill, then another."), ("P1", "patient", "Nothing helped me.")),
    *transcript("b", ("P1", "patient", "I gave up, really."), ("D1", "clinician", "We try the next one.")),
    *transcript("c", ("P2", "patient", "It was fine."), ("D1", "clinician", "Then the next.")),
]


class TestColumns:
    def test_they_are_those_of_the_surface_in_order(self) -> None:
        found = table(STUDY, [])
        assert tuple(found.rows.columns) == FREQUENCIES
        assert ",".join(FREQUENCIES) == (
            "theme,code,role,participants,participants_total,share,ci_low,ci_high,segments,segments_total,"
            "mean_share,words,estimated,estimated_low,estimated_high,mean_low,mean_high,median,q1,q3,words_median,"
            "words_min,words_max,segments_median,segments_min,segments_max,kind,note"
        )

    def test_another_attribute_is_called_group(self) -> None:
        segments = [{**s, "service": "north" if s["transcript"] == "a" else None} for s in STUDY]
        frame = tidy(segments, (*SEGMENTS, "service"))
        found = frequencies(frame, tidy([], (*SPANS, "code")), BOOK, by="service")
        assert list(found.rows.columns) == ["group" if name == "role" else name for name in FREQUENCIES]
        assert list(found.reviewed) == ["north", "unknown"]
        assert any("without a service stand under 'unknown'" in note for note in found.notes)

    def test_an_attribute_nobody_has_is_named(self) -> None:
        with pytest.raises(NotFound, match="'shoe size'"):
            table(STUDY, [], by="shoe size")

    def test_every_code_has_a_row_also_at_zero_and_in_codebook_order(self) -> None:
        rows = table(STUDY, [], groups=("patient", "clinician")).rows
        seen = [(t, None if pd.isna(c) else c, r) for t, c, r in zip(rows.theme, rows.code, rows.role, strict=True)]
        labels = [
            ("cycle", None),
            ("cycle", "trial"),
            ("cycle", "effects"),
            ("toll", None),
            ("toll", "hope"),
            ("", "loose"),
        ]
        assert seen == [(theme, code, role) for theme, code in labels for role in ("patient", "clinician")]
        assert (rows["participants"] == 0).all()
        assert (rows["ci_low"] == 0).all()
        assert rows[["estimated", "estimated_low", "estimated_high"]].isna().all().all()


class TestCounting:
    def test_the_numbers_of_a_small_study(self) -> None:
        found = row(table(STUDY, [coded(STUDY, 0, "trial"), coded(STUDY, 2, "trial", "gave up")]), "trial")
        assert {name: found[name] for name in FREQUENCIES[3:12] if not name.startswith("ci")} == {
            "participants": 1,
            "participants_total": 2,
            "share": 0.5,
            "segments": 2,
            "segments_total": 4,
            "mean_share": pytest.approx((2 / 3 + 0 / 1) / 2),
            "words": 4 + 3 + 4 + 3,
        }
        assert (found["ci_low"], found["ci_high"]) == pytest.approx((0.0945, 0.9055), abs=1e-4)

    def test_two_transcripts_of_one_participant_are_one_participant(self) -> None:
        found = row(table(STUDY, [coded(STUDY, 3, "hope"), coded(STUDY, 5, "hope")]), "hope", "clinician")
        assert (found["participants"], found["participants_total"], found["segments"]) == (1, 1, 2)

    def test_two_coders_of_the_same_words_count_once(self) -> None:
        twice = [{**coded(STUDY, 0, "trial"), "coder": coder} for coder in ("Ada", "Ben")]
        assert row(table(STUDY, twice), "trial")["segments"] == 1

    def test_the_note_says_how_several_coders_were_counted(self) -> None:
        columns = (*SPANS, "code", "coder")
        both = tidy([{**coded(STUDY, 0, "trial"), "coder": coder} for coder in ("Ada", "Ben")], columns)
        found = [frequencies(tidy(STUDY, SEGMENTS), codings, BOOK) for codings in (both.iloc[:1], both)]
        assert [any("2 coders" in note for note in one.notes) for one in found] == [False, True]

    def test_a_theme_counts_a_segment_once_and_never_sums_its_codes(self) -> None:
        codings = [coded(STUDY, 0, "trial"), coded(STUDY, 0, "effects"), coded(STUDY, 4, "effects")]
        found = row(table(STUDY, codings), "cycle")
        assert (found["participants"], found["segments"]) == (2, 2)
        assert row(table(STUDY, codings), "toll")["segments"] == 0

    @pytest.mark.parametrize(("words", "segments"), [(", ", 0), (".", 0), ("pill", 1), ("l, t", 1)])
    def test_white_space_and_punctuation_are_no_word(self, words: str, segments: int) -> None:
        assert row(table(STUDY, [coded(STUDY, 0, "trial", words)]), "trial")["segments"] == segments

    def test_a_coding_over_two_segments_counts_in_both_and_one_beside_them_in_neither(self) -> None:
        across = {"transcript": "a", "start": STUDY[0]["end"] - 3, "end": STUDY[1]["start"] + 1, "code": "trial"}
        beside = {"transcript": "a", "start": STUDY[0]["end"] - 1, "end": STUDY[1]["start"], "code": "hope"}
        found = table(STUDY, [across, beside])
        assert row(found, "trial")["segments"] == 2
        assert row(found, "hope")["segments"] == 0

    def test_the_same_offsets_in_another_transcript_are_other_words(self) -> None:
        elsewhere = {**coded(STUDY, 0, "trial"), "transcript": "interviewer only"}
        found = table(STUDY, [elsewhere])
        assert row(found, "cycle")["segments"] == 0
        assert any(note.startswith("1 coding on words outside the counted segments") for note in found.notes)

    def test_a_retired_code_shows_only_with_codings(self) -> None:
        assert "old" not in set(table(STUDY, []).rows["code"])
        found = table(STUDY, [coded(STUDY, 0, "old")])
        assert row(found, "old")["segments"] == row(found, "toll")["segments"] == 1

    def test_a_code_that_left_the_codebook_is_not_lost(self) -> None:
        found = table(STUDY, [coded(STUDY, 0, "gone")])
        assert row(found, "gone")["theme"] == ""
        assert row(found, "gone")["participants"] == 1
        assert any("no longer in the codebook" in note and "gone" in note for note in found.notes)


class TestSpread:
    def test_the_mean_share_has_an_interval_or_a_reason(self) -> None:
        found = table(STUDY, [coded(STUDY, 0, "trial")])
        trial, hope, alone = row(found, "trial"), row(found, "hope"), row(found, "trial", "clinician")
        assert (trial["mean_share"], trial["median"]) == pytest.approx((1 / 6, 1 / 6))
        assert (trial["mean_low"], trial["mean_high"], trial["note"]) == (0, 1, "")  # two people: cut at 0 and 1
        assert pd.isna(hope["mean_low"])
        assert "alike" in hope["note"]
        assert "one participant" in alone["note"]

    def test_how_much_each_says_stands_beside(self) -> None:
        found = row(table(STUDY, []), "hope")
        assert [found[f"words_{name}"] for name in ("median", "min", "max")] == [7, 3, 11]
        assert [found[f"segments_{name}"] for name in ("median", "min", "max")] == [2, 1, 3]


def test_headings_have_rows_on_request() -> None:
    book = Codebook(
        codes=(Code("top", "Top", heading=True), Code("one", "One", parent="top"), Code("two", "Two", parent="top"))
    )
    frame = tidy(STUDY, SEGMENTS)
    codings = tidy([coded(STUDY, 0, "one"), coded(STUDY, 0, "two"), coded(STUDY, 4, "two")], (*SPANS, "code"))
    rows = frequencies(frame, codings, book, groups=("patient",), headings=True).rows
    mine = rows[rows["role"] == "patient"].set_index("code")
    assert dict(mine["kind"]) == {"top": "heading", "one": "code", "two": "code"}
    assert (mine.loc["top", "participants"], mine.loc["top", "segments"]) == (2, 2)
    assert set(frequencies(frame, codings, book).rows["code"]) == {"one", "two"}


def test_what_was_coded_with_codes_that_are_not_counted_is_reviewed_too() -> None:
    marked = tidy([coded(STUDY, 3, "hope")], (*SPANS, "code"))
    assert table(STUDY, [], marked=marked).reviewed["clinician"] == 0.5


class TestGroups:
    def test_unknown_roles_stand_last_and_are_said(self) -> None:
        segments = [*STUDY, *transcript("d", ("S1", "unknown", "Who am I?"), ("S2", "nurse", "Hello there."))]
        found = table(segments, [], groups=("patient", "clinician"))
        assert list(dict.fromkeys(found.rows["role"])) == ["patient", "clinician", "nurse", "unknown"]
        assert "1 participant without a role stands under 'unknown'." in found.notes

    def test_a_missing_role_is_unknown(self) -> None:
        segments = [{**s, "role": None} for s in STUDY]
        assert set(table(segments, []).rows["role"]) == {"unknown"}

    def test_a_role_without_segments_has_no_rows_and_a_note(self) -> None:
        found = table(STUDY, [], groups=("patient", "clinician", "carer"))
        assert "carer" not in set(found.rows["role"])
        assert "Nobody in the data has the role carer." in found.notes

    def test_a_speaker_without_participant_is_one_per_transcript_and_label(self) -> None:
        segments = [{**s, "participant": ""} for s in STUDY if s["role"] == "patient"]
        found = table(segments, [])
        assert row(found, "trial")["participants_total"] == 4 - 1  # P1 in a and b, P2 in c
        assert any(note.startswith("3 speakers without a participant") for note in found.notes)

    def test_a_participant_in_two_roles_is_counted_under_each(self) -> None:
        segments = transcript("a", ("P1", "patient", "As a patient."), ("P1", "clinician", "As a doctor."))
        found = table(segments, [])
        assert set(found.rows["participants_total"]) == {1}
        assert "1 participant with more than one role is counted under each." in found.notes


class TestReviewed:
    def test_without_acts_nothing_is_reviewed(self) -> None:
        assert table(STUDY, []).reviewed == {"clinician": 0.0, "patient": 0.0}

    def test_reviews_codings_and_decisions_count(self) -> None:
        whole = {"transcript": "a", "start": 0, "end": 60}
        reviews, decisions = tidy([whole], REVIEWS), tidy([coded(STUDY, 3, "hope", "next")], SPANS)
        found = table(STUDY, [coded(STUDY, 2, "trial")], reviews=reviews, decisions=decisions)
        assert found.reviewed == {"clinician": 0.5, "patient": 0.75}

    @pytest.mark.parametrize(("cut", "share"), [(13, 1.0), (14, 0.0), (12, 1.0)])
    def test_two_reviews_may_share_a_segment_but_miss_no_word(self, cut: int, share: float) -> None:
        segments = transcript("a", ("P1", "patient", "First half.  Second half."))
        halves = [{"transcript": "a", "start": 0, "end": 11}, {"transcript": "a", "start": cut, "end": 25}]
        assert table(segments, [], reviews=tidy(halves, REVIEWS)).reviewed == {"patient": share}

    def test_a_segment_without_words_needs_no_review(self) -> None:
        segments = transcript("a", ("P1", "patient", "…"), ("P1", "patient", "Yes."))
        assert table(segments, [coded(segments, 1, "hope")]).reviewed == {"patient": 1.0}
        assert table(segments[:1], []).reviewed == {"patient": 0.0}


class TestDegenerate:
    def test_no_segments_and_no_codings(self) -> None:
        found = table([], [], groups=("patient",))
        assert tuple(found.rows.columns) == FREQUENCIES
        assert found.rows.empty
        assert found.reviewed == {}
        assert "There are no segments to count in." in found.notes

    def test_codings_without_segments(self) -> None:
        found = table([], [coded(STUDY, 0, "trial")], reviews=tidy([], REVIEWS))
        assert found.rows.empty
        assert any("1 coding on words outside" in note for note in found.notes)

    def test_no_codebook(self) -> None:
        frame = tidy(STUDY, SEGMENTS)
        assert frequencies(frame, tidy([], (*SPANS, "code")), Codebook()).rows.empty

    def test_one_participant(self) -> None:
        found = row(table(STUDY[:1], [coded(STUDY, 0, "hope")]), "hope")
        assert (found["share"], found["ci_high"], found["mean_share"]) == (1.0, 1.0, 1.0)
        assert found["ci_low"] == pytest.approx(0.2065, abs=1e-4)


@st.composite
def studies(draw: st.DrawFn) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """Segments, codings and reviews with small offsets, so that everything touches everything."""
    speakers = st.sampled_from([("P1", "patient"), ("P2", "patient"), ("D1", "clinician"), ("X", "unknown")])
    texts = st.text(alphabet="ab é.,-\n😀", min_size=1, max_size=9)
    segments = []
    for name in draw(st.sampled_from([["t"], ["t", "u"]])):
        turns = draw(st.lists(st.tuples(speakers, texts), min_size=1, max_size=5))
        segments += transcript(name, *[(who, role, text) for (who, role), text in turns])
    spans = st.builds(
        lambda name, start, long: {"transcript": name, "start": start, "end": start + long},
        st.sampled_from(["t", "u", "v"]),
        st.integers(0, 40),
        st.integers(1, 15),
    )
    codes = st.sampled_from(["trial", "effects", "hope", "old", "loose", "gone"])
    codings = draw(st.lists(st.builds(lambda s, c: {**s, "code": c}, spans, codes), max_size=12))
    return segments, codings, draw(st.lists(spans, max_size=6))


@settings(max_examples=40)
@given(studies())
def test_counts_equal_those_of_the_definition_written_out(
    study: tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]],
) -> None:
    segments, codings, reviews = study
    found = table(segments, codings, reviews=tidy(reviews, REVIEWS), decisions=tidy(reviews[:1], SPANS))
    members = {theme.id: {code.id for code in BOOK.codes_of(theme.id)} for theme in BOOK.themes}
    for place in range(len(found.rows)):
        mine = {str(name): value for name, value in found.rows.iloc[place].items()}
        codes = members[mine["theme"]] if pd.isna(mine["code"]) else {mine["code"]}
        for name, value in naive.count(segments, codings, codes, mine["role"]).items():
            assert mine[name] == pytest.approx(value), (name, mine["theme"], mine["code"])
    for role, share in found.reviewed.items():
        assert share == pytest.approx(naive.reviewed(segments, codings, reviews, reviews[:1], role))


@settings(max_examples=30)
@given(studies(), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing(
    study: tuple[list[dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]],
    random: Any,  # noqa: ANN401 - Random of hypothesis
) -> None:
    segments, codings, _ = study
    before = table(segments, codings).rows
    after = table(random.sample(segments, len(segments)), random.sample(codings, len(codings))).rows
    pd.testing.assert_frame_equal(before, after)
