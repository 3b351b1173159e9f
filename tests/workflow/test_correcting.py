"""A corrected text, and everything that follows its words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from qual.errors import Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import correcting, cutting, memos, suggesting
from qual.workflow.desk import Answer
from qual.workflow.projects import OpenProject
from tests.studies import place_of

WORDS = "I was on the waiting list for a year."


def act(study: OpenProject, kind: str, words: str, coder: str = "ada", **values: str) -> Answer:
    """One act on some words of P01."""
    span = Span(*place_of(study, "P01", words)) if words else None
    transcript = "P01" if words else ""
    [answer] = study.apply([Op(new_id(), kind, coder, transcript, span, quote=words, **values)])  # type: ignore[arg-type]
    return answer


def done(study: OpenProject, kind: str, words: str, coder: str = "ada", **values: str) -> Answer:
    """As `act`; it must not be refused."""
    answer = act(study, kind, words, coder, **values)
    assert not answer.refusal
    sound(study)
    return answer


def sound(study: OpenProject) -> None:
    """Nothing is wrong with any quote, segment, version or the record."""
    assert study.check()["problems"] == []


def quotes(study: OpenProject) -> dict[str, str]:
    """Codes with the words they are on now."""
    with study.store.reading() as tables:
        return {coding.code: coding.quote for coding in tables.codings("P01")}


def text_of(study: OpenProject) -> str:
    with study.store.reading() as tables:
        return tables.texts(["P01"])["P01"]


def test_codings_follow_their_words_through_correction_undo_and_redo(study: OpenProject) -> None:
    first = text_of(study)
    done(study, "code", "waiting list", code="waiting")
    done(study, "code", "I just stopped", "ben", code="stopping")
    answer = done(study, "correct", "waiting list for a year", text="waitng list, oh, for two years")
    assert answer.note == ""
    assert quotes(study) == {"waiting": "waitng list", "stopping": "I just stopped"}
    after = text_of(study)
    assert after == first.replace("waiting list for a year", "waitng list, oh, for two years")
    done(study, "undo", "")
    assert text_of(study) == first
    assert quotes(study) == {"waiting": "waiting list", "stopping": "I just stopped"}
    done(study, "redo", "")
    assert text_of(study) == after
    assert quotes(study) == {"waiting": "waitng list", "stopping": "I just stopped"}
    with study.store.reading() as tables:
        assert tables.text_version("P01") == 4
        assert [tables.text_at("P01", version) for version in range(6)] == [None, first, after, first, after, None]
        assert tables.text_at("P99", 1) is None


def test_what_was_coded_after_a_correction_follows_its_undo_and_redo(study: OpenProject) -> None:
    done(study, "correct", "waiting list", text="wating lists")
    done(study, "code", "wating lists for", "ben", code="waiting")
    done(study, "code", "stopped taking", "ben", code="stopping")
    done(study, "undo", "")
    assert quotes(study) == {"waiting": "waiting list for", "stopping": "stopped taking"}
    done(study, "redo", "")
    assert quotes(study) == {"waiting": "wating lists for", "stopping": "stopped taking"}


def test_what_lost_its_words_waits_for_a_person_and_comes_back_with_them(study: OpenProject) -> None:
    lost = done(study, "code", "a letter", "ben", code="waiting", memo="why?").coding
    done(study, "accept", "not a letter", "ben", code="stopping")
    done(study, "memo", "letter", "ben", about="passage", memo="Ask about the letter.")
    seen = correcting.preview(study, "P01", Span(*place_of(study, "P01", ", not a letter.")), ".")
    assert [(one.kind, one.code, one.quote, one.coder) for one in seen.unplaced] == [
        ("coding", "waiting", "a letter", "ben"),
        ("coding", "stopping", "not a letter", "ben"),
        ("memo", "", "letter", "ben"),
    ]
    assert seen.moves.coders == ("ben",)
    assert lost in seen.moves.codings
    answer = done(study, "correct", ", not a letter.", text=".")
    assert answer.note == "2 codings and 1 memo lost the words: place or remove what is listed."
    assert quotes(study) == {}
    waiting = correcting.unplaced(study)
    assert [replace(one, event=0) for one in waiting] == list(seen.unplaced)
    assert correcting.unplaced(study, "P02") == ()
    with study.store.reading() as tables:
        assert [one.kind for one in tables.unplaced("P01")] == ["coding", "coding", "decision", "memo"]
        found = tables.coding(lost, unplaced=True)
        assert found is not None
        assert found.quote == "a letter"
        assert tables.coding(lost) is None
        assert tables.memos(about="passage") == []
        memo = tables.memo(waiting[2].id)
        assert memo is not None
        assert (memo.span, memo.quote) == (None, "letter")
    [change] = correcting.report(study, "P01")
    assert change.moves.unplaced == {"coding": 2, "decision": 1, "memo": 1}
    assert (change.version, change.coder, change.takes_back) == (2, "ada", None)
    done(study, "undo", "")
    assert quotes(study) == {"waiting": "a letter", "stopping": "not a letter"}
    assert correcting.unplaced(study) == ()


def test_anybody_places_what_is_lost(study: OpenProject) -> None:
    accepted = done(study, "accept", "not a letter", "ben", code="waiting").coding
    done(study, "code", "heard nothing", "ben", code="waiting")
    done(study, "correct", ", not a letter.", text=".")
    assert "ben has coded these words" in act(study, "place", "heard nothing", target=accepted).refusal
    assert "lie outside" in act(study, "place", "", target=accepted).refusal
    done(study, "place", "nothing at all", target=accepted)
    with study.store.reading() as tables:
        assert [d.span for d in tables.decisions("P01")] == [Span(*place_of(study, "P01", "nothing at all"))]
        found = tables.coding(accepted)
        assert found is not None
        assert (found.coder, found.quote) == ("ben", "nothing at all")
    assert "not waiting for a place" in act(study, "place", "nothing at all", target=accepted).refusal
    done(study, "undo", "")  # ada's last act: the placing
    assert len(correcting.unplaced(study)) == 1
    done(study, "redo", "")
    done(study, "undo", "")
    done(study, "undo", "")  # and the correction
    with study.store.reading() as tables:
        assert [c.quote for c in tables.codings("P01")] == ["heard nothing", "not a letter"]


def test_what_was_placed_goes_back_to_its_own_words_when_they_return(study: OpenProject) -> None:
    lost = done(study, "code", "not a letter", "ben", code="waiting").coding
    fixed = done(study, "correct", ", not a letter.", text=". Silence fell.")
    done(study, "place", "Silence fell.", "ben", target=lost)
    assert quotes(study) == {"waiting": "Silence fell."}
    op = Op(new_id(), "undo", "ada")
    [answer] = study.apply([op])
    assert not answer.refusal
    sound(study)
    assert quotes(study) == {"waiting": "not a letter"}
    done(study, "redo", "")
    assert quotes(study) == {"waiting": "Silence fell."}
    assert fixed.event is not None


def test_a_lost_coding_can_be_removed_by_its_owner(study: OpenProject) -> None:
    lost = done(study, "code", "not a letter", "ben", code="waiting").coding
    done(study, "correct", ", not a letter.", text=".")
    assert "ben's" in act(study, "remove", "", "ada", target=lost).refusal
    done(study, "remove", "", "ben", target=lost)
    assert correcting.unplaced(study) == ()
    done(study, "undo", "", "ben")
    assert [one.id for one in correcting.unplaced(study)] == [lost]


def test_a_resized_coding_is_resized_back_after_a_correction(study: OpenProject) -> None:
    made = done(study, "code", "waiting list for", "ben", code="waiting").coding
    done(study, "resize", "waiting list for a year", "ben", target=made)
    done(study, "correct", "I was on the waiting", text="I had been on a wating")
    assert quotes(study) == {"waiting": "wating list for a year"}
    done(study, "undo", "", "ben")
    assert quotes(study) == {"waiting": "wating list for"}
    done(study, "redo", "", "ben")
    assert quotes(study) == {"waiting": "wating list for a year"}
    done(study, "undo", "", "ada")
    assert quotes(study) == {"waiting": "waiting list for a year"}


@pytest.mark.parametrize(
    ("words", "text", "said"),
    [
        (WORDS + " I heard nothing at all, not a letter.", " \n ", "without words"),
        ("letter.\n\nInterviewer: And", "x", "within what one person says"),
        ("P01:", "x", "within what one person says"),
    ],
)
def test_what_cannot_be_corrected_says_why(study: OpenProject, words: str, text: str, said: str) -> None:
    before = text_of(study)
    assert said in act(study, "correct", words, text=text).refusal
    assert said in correcting.preview(study, "P01", Span(*place_of(study, "P01", words)), text).refusal
    assert text_of(study) == before


def test_words_that_are_others_by_now_are_not_corrected(study: OpenProject) -> None:
    span = Span(*place_of(study, "P01", "waiting"))
    for quote in ("wating!", ""):
        [answer] = study.apply([Op(new_id(), "correct", "ada", "P01", span, quote=quote, text="x")])
        assert "others by now" in answer.refusal
    [answer] = study.apply([Op(new_id(), "correct", "ada", "P99", span, quote="x", text="x")])
    assert "no transcript" in answer.refusal


def test_nothing_to_correct_changes_nothing(study: OpenProject) -> None:
    assert done(study, "correct", "waiting", text="wai\x00ting").unchanged
    with study.store.reading() as tables:
        assert tables.text_version("P01") == 1
        assert tables.corrections("P01") == []


def test_new_words_are_cleaned_as_imported_ones_are(study: OpenProject) -> None:
    done(study, "correct", "not a letter.", text="not\r\na\x0b \ufdd0letter.\ufeff  \n ")
    assert "all, not\na \ufdd0letter.\n\nInterviewer" in text_of(study)


def test_the_record_holds_no_words_and_the_upload_stays(study: OpenProject) -> None:
    upload = (study.folder / "transcripts" / "P01.txt").read_bytes()
    done(study, "code", "list for a year", code="waiting")
    done(study, "correct", "waiting list", text="zebra crossing list")
    with study.store.reading() as tables:
        [event] = tables.events(kind="correct")
        [info] = [one for one in tables.transcripts() if one.id == "P01"]
        found = tables.transcript("P01")
    assert "zebra" not in event.payload
    assert "waiting" not in event.payload
    assert event.details["moved"] == {"coding": 1}
    assert (study.folder / "transcripts" / "P01.txt").read_bytes() == upload
    assert found is not None
    assert info.words == found.words
    report = study.import_files([("P01.txt", upload)])
    assert [len(report.added), len(report.skipped)] == [0, 1]


def test_a_correction_of_corrected_words_is_undone_first(study: OpenProject) -> None:
    done(study, "correct", "waiting list", "ada", text="wating list")
    done(study, "correct", "wating list", "ben", text="queueing list")
    refusal = act(study, "undo", "", "ada").refusal
    assert "undo the later correction first" in refusal
    done(study, "undo", "", "ben")
    done(study, "undo", "", "ada")
    assert WORDS in text_of(study)
    done(study, "redo", "", "ada")
    done(study, "correct", "wating list", "eve", text="list of waiting")
    assert "undo the later" in act(study, "undo", "", "ada").refusal


def test_a_stroke_of_corrections_is_undone_as_a_whole(study: OpenProject) -> None:
    before = text_of(study)
    stroke = new_id()
    for number, (old, new) in enumerate([("waiting list", "wating list"), ("wating list", "wating lists")]):
        span = Span(*place_of(study, "P01", old))
        study.apply([Op(f"{stroke}.{number}", "correct", "ada", "P01", span, quote=old, text=new)])
    assert "wating lists" in text_of(study)
    done(study, "undo", "")
    assert text_of(study) == before
    done(study, "redo", "")
    assert "wating lists" in text_of(study)


def test_segments_are_cut_again_and_unchanged_ones_keep_their_suggestions(study: OpenProject) -> None:
    study.segment("sentence", coder="ada")
    study.suggest()
    assert suggesting.stale(study) == ""

    def proposed() -> dict[tuple[str, str, str], float]:
        with study.store.reading() as tables:
            words = {s.id: s.span.of(tables.texts([s.transcript])[s.transcript]) for s in tables.segments()}
            found = tables.suggestions()
            reasons = {e.segment for s in found for e in s.evidence if e.segment}
            assert reasons <= set(words)
            return {(s.segment.split(":")[0], words[s.segment], s.code): s.score for s in found}

    before = proposed()
    done(study, "correct", "a year", text="two whole years")
    after = proposed()
    assert {k: v for k, v in before.items() if not k[1].startswith("I was on")} == after
    assert "changed since" in suggesting.stale(study)
    with study.store.reading() as tables:
        found = [t for info in tables.transcripts() if (t := tables.transcript(info.id))]
        assert tables.segments() == cutting.cut_all(found, unit="sentence")
        assert set(tables.segment_units().values()) == {"sentence"}
    study.suggest()
    assert suggesting.stale(study) == ""
    done(study, "correct", "heard", text="haerd")  # every segment keeps its place
    assert "changed since" in suggesting.stale(study)


def test_suggestions_that_name_a_moved_segment_as_their_reason_follow_it(study: OpenProject) -> None:
    study.segment("sentence", coder="ada")
    done(study, "accept", "I heard nothing at all, not a letter.", code="waiting")
    done(study, "accept", "I just stopped taking them.", code="stopping")
    study.suggest()
    with study.store.reading() as tables:
        before = sum(bool(e.segment) for s in tables.suggestions() for e in s.evidence)
    done(study, "correct", "a year", text="two whole years")
    with study.store.reading() as tables:
        there = {segment.id for segment in tables.segments()}
        named = [e.segment for s in tables.suggestions() for e in s.evidence if e.segment]
    assert set(named) <= there
    assert before == 0 or named


def test_codings_that_a_correction_makes_alike_stand_once_with_both_memos(study: OpenProject) -> None:
    done(study, "code", "I just stopped", "ben", code="stopping", memo="with I")
    done(study, "code", "just stopped", "ben", code="stopping", memo="without")
    done(study, "code", "I just stopped", "eve", code="stopping")
    before = sorted(study.codings()["coding"])
    noted = sorted(memos.listing(study), key=lambda memo: memo.id)
    done(study, "correct", "I just stopped", text="just stopped")
    rows = study.codings()[["quote", "coder", "memo"]].itertuples(index=False)
    assert sorted(map(tuple, rows)) == [("just stopped", "ben", "with I\nwithout"), ("just stopped", "eve", "")]
    done(study, "undo", "")
    assert sorted(study.codings()["coding"]) == before
    assert sorted(memos.listing(study), key=lambda memo: memo.id) == noted
    done(study, "redo", "")
    assert len(study.codings()) == 2


def test_codings_that_an_undone_correction_makes_alike_stand_once(study: OpenProject) -> None:
    done(study, "code", "just stopped", "ben", code="stopping")
    done(study, "correct", "just stopped", text="I I just stopped")
    done(study, "code", "I I just stopped", "ben", code="stopping")
    assert len(study.codings()) == 2
    done(study, "undo", "")
    assert len(study.codings()) == 1
    done(study, "redo", "")
    assert len(study.codings()) == 2


def test_a_redone_correction_takes_no_coding_whose_like_was_removed_meanwhile(study: OpenProject) -> None:
    first = done(study, "code", "I just stopped", "ben", code="stopping").coding
    second = done(study, "code", "just stopped", "ben", code="stopping").coding
    done(study, "correct", "I just stopped", text="just stopped")
    [kept] = study.codings()["coding"]
    done(study, "undo", "")
    done(study, "remove", "", "ben", target=kept)
    left = ({first, second} - {kept}).pop()
    with pytest.raises(Refused, match="a coding of ben's in transcript P01 would be lost"):
        act(study, "redo", "")
    assert list(study.codings()["coding"]) == [left]
    sound(study)
