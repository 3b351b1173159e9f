"""Finding passages: with their place, who said them, their codes, and an honest count of people."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.memo import Memo
from qual.model.span import Span
from qual.workflow import finding
from qual.workflow.found import FIT, Findings, Heard, Note, Where
from qual.workflow.projects import OpenProject
from tests.fakes import HashingEncoder
from tests.studies import TRANSCRIPTS, place_of


def ids(found: Findings) -> list[str]:
    return [f"{one.transcript}/{one.turn}" for one in found.passages]


def code(project: OpenProject, transcript: str, words: str, code: str, coder: str = "ada", memo: str = "") -> None:
    span = Span(*place_of(project, transcript, words))
    op = Op(f"{transcript}{words}{code}{coder}", "code", coder, transcript, span, code, memo=memo)
    assert not project.apply([op])[0].refusal


def test_passages_stand_in_the_order_of_the_study_with_who_said_them(study: OpenProject) -> None:
    code(study, "P01", "a letter", "waiting")
    found = study.find('"waiting list"')
    assert ids(found) == ["P01/1", "P01b/1", "C01/1"]
    first = found.passages[0]
    assert (first.participant, first.role, first.speaker, first.context) == ("P01", "patient", "P01", False)
    text = TRANSCRIPTS["P01.txt"]
    assert first.text == first.span.of(text)
    assert [hit.of(text) for hit in first.hits] == ["waiting list"]
    assert first.codes == ("waiting",)
    assert first.id == f"P01:{first.span.start}-{first.span.end}"
    assert [piece.words for piece in first.excerpt() if piece.hit] == ["waiting list"]


def test_what_fits_best_comes_first_where_asked(study: OpenProject) -> None:
    found = study.find("tablets OR list", order=FIT)
    scores = [one.score for one in found.passages]
    assert scores == sorted(scores, reverse=True)
    assert found.passages[0].transcript == "C01", "it holds both words"


def test_people_are_counted_once_and_context_is_no_data(study: OpenProject) -> None:
    found = study.find("list")
    assert found.people == (Heard("patient", 1, 2), Heard("clinician", 1, 1))
    assert found.summary == (
        "4 passages of 2 participants: 1 of 2 patients, 1 of 1 clinician. 1 of the passages is context."
    )
    assert [one.context for one in found.passages] == [False, True, False, False]
    assert study.find("nowhere").summary == "0 passages."
    assert study.find("start").summary == "1 passage. All of it is context: no participant said it."


def test_people_nobody_has_confirmed_are_said_to_be_so(study: OpenProject) -> None:
    study.import_files([("X.txt", b"A: On the list too.\n\nB: And I am on that list.\n")])
    found = study.find("list", where=Where(transcripts=("X",)))
    assert found.summary == "2 passages of 2 participants: 2 of 2 whose role is not confirmed."


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Where(), ["P01/1", "P01b/0", "P01b/1", "C01/1"]),
        (Where(roles=("patient",)), ["P01/1", "P01b/1"]),
        (Where(roles=("patient", "interviewer")), ["P01/1", "P01b/0", "P01b/1"]),
        (Where(participants=("C01",)), ["C01/1"]),
        (Where(transcripts=("P01b", "C01")), ["P01b/0", "P01b/1", "C01/1"]),
        (Where(codes=("waiting",)), ["P01/1", "P01b/1"]),
        (Where(codes=("waiting", "stopping")), ["P01/1", "P01b/1", "C01/1"]),
        (Where(without=("waiting",)), ["P01b/0", "C01/1"]),
        (Where(codes=("waiting",), without=("hopeless",)), ["P01/1"]),
        (Where(coders=("bo",)), ["P01b/1", "C01/1"]),
        (Where(codes=("waiting",), coders=("bo",)), ["P01b/1"]),
        (Where(without=("waiting",), coders=("bo",)), ["P01/1", "P01b/0", "C01/1"]),
        (Where(uncoded=True), ["P01b/0"]),
        (Where(uncoded=True, coders=("bo",)), ["P01/1", "P01b/0"]),
    ],
)
def test_filters(study: OpenProject, where: Where, expected: list[str]) -> None:
    code(study, "P01", "waiting list", "waiting")
    code(study, "P01b", "waiting list", "waiting", "bo")
    code(study, "P01b", "waiting list", "hopeless", "ada")
    code(study, "C01", "stop the tablets", "stopping", "bo")
    assert ids(study.find("list", where=where)) == expected


@pytest.mark.parametrize(
    ("where", "sentence"),
    [
        (Where(roles=("astronaut",)), "no role 'astronaut'"),
        (Where(participants=("P99",)), "no participant 'P99'"),
        (Where(transcripts=("P99",)), "no transcript 'P99' in this project. There are: C01, P01"),
        (Where(codes=("joy",)), "no code 'joy'"),
        (Where(without=("joy",)), "no code 'joy'"),
        (Where(coders=("nobody",)), "no coder 'nobody' in this project. There is no coder yet."),
    ],
)
def test_a_filter_that_names_nothing_is_said_with_what_there_is(
    study: OpenProject, where: Where, sentence: str
) -> None:
    with pytest.raises(NotFound, match=sentence):
        study.find("list", where=where)
    with pytest.raises(NotFound, match=sentence):
        study.like("list", where=where)


def test_memos_are_found_with_the_words_they_are_about(study: OpenProject) -> None:
    code(study, "P01", "waiting list", "waiting", memo="A year is long; compare.")
    found = study.find("comparing")
    assert found.passages == ()
    [note] = found.memos
    assert [hit.of(note.memo.text) for hit in note.hits] == ["compare"]
    assert (note.transcript, note.span) == ("P01", Span(*place_of(study, "P01", "waiting list")))
    assert [piece.words for piece in note.excerpt() if piece.hit] == ["compare"]
    assert study.find("comparing", where=Where(transcripts=("P01",), coders=("ada",))).memos == (note,)
    assert study.find("comparing", where=Where(transcripts=("P02",))).memos == ()
    assert study.find("comparing", where=Where(roles=("patient",))).memos == ()


def test_a_memo_by_somebody_else_is_left_out_where_a_coder_is_chosen() -> None:
    memo = Memo("m", "passage", "", "P01", Span(1, 3), "ab", "ask", "bo", "2026-01-01T00:00:00+00:00")
    note = Note(memo, (Span(0, 3),), "P01", memo.span)
    assert finding._noted(note, Where(coders=("bo",)))
    assert not finding._noted(note, Where(coders=("ada",)))


def test_a_long_turn_is_answered_with_its_segment(study: OpenProject) -> None:
    study.segment("sentence")
    [passage] = study.find("fence").passages
    assert passage.text == "My neighbour's fence fell down too."


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=40))
def test_any_question_is_answered_or_refused_in_a_sentence(study: OpenProject, query: str) -> None:
    try:
        found = study.find(query)
    except Refused:
        return
    for one in found.passages:
        text = TRANSCRIPTS[f"{one.transcript}.txt"]
        assert one.span.of(text) == one.text
        assert all(one.span.contains(hit) for hit in one.hits)


def test_like_finds_other_passages_and_not_the_one_asked_about(study: OpenProject) -> None:
    span = Span(*place_of(study, "P01", "waiting list"))
    found = study.like(transcript="P01", span=span)
    assert "P01/1" not in ids(found)
    assert found.people == ()
    assert all(one.alike and not one.context and not one.hits for one in found.passages)
    words = study.like("Still on the waiting list, would you believe.")
    assert words.passages[0].transcript == "P01b"
    assert words.passages[0].alike == "very alike"
    assert len(study.like("the waiting list", most=1).passages) == 1
    [only] = {one.role for one in study.like("the list", where=Where(roles=("clinician",))).passages}
    assert only == "clinician"


def test_words_of_context_are_compared_where_they_are_asked_for(study: OpenProject) -> None:
    asked = "Tell me about the tablets."
    assert "interviewer" not in {one.role for one in study.like(asked).passages}
    found = study.like(asked, where=Where(roles=("interviewer",)))
    assert (found.passages[0].text, found.passages[0].context) == (asked, True)


def test_codes_narrow_what_is_alike(study: OpenProject) -> None:
    code(study, "P01b", "waiting list", "waiting")
    found = study.like("on the waiting list", where=Where(codes=("waiting",)))
    assert ids(found) == ["P01b/1"]
    assert found.passages[0].codes == ("waiting",)


def test_vectors_are_made_once_and_it_says_how_many_are_missing(study: OpenProject) -> None:
    assert isinstance(study.encoder, HashingEncoder)
    missing = finding.unmade(study)
    assert missing == len(set(study.segments().query("role != 'interviewer'")["text"]))
    seen: list[tuple[int, int]] = []
    study.like("waiting", progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (missing, missing)
    assert finding.unmade(study) == 0
    study.encoder.calls.clear()
    study.like(transcript="P01", span=study.find("stopped").passages[0].span)
    assert study.encoder.calls == []


def test_stopping_is_no_answer(study: OpenProject) -> None:
    assert study.like("waiting", stop=lambda: True) == Findings(stopped=True)


def test_passages_are_read_once_or_until_stopped(study: OpenProject) -> None:
    assert not finding.read(study, stop=lambda: True)
    assert finding.unmade(study)
    assert finding.read(study)
    assert finding.unmade(study) == 0


def test_there_must_be_words_and_a_transcript(study: OpenProject) -> None:
    with pytest.raises(Refused, match="no words to compare with"):
        study.like(" ")
    for transcript, span in (("P99", Span(0, 3)), ("P01", Span(0, 9_999))):
        assert finding.words_at(study, transcript, span) == ""
        with pytest.raises(Refused, match="no words to compare with"):
            study.like(transcript=transcript, span=span)


def test_only_what_is_there_can_be_chosen(study: OpenProject) -> None:
    study.import_files([("X.txt", b"A: On the list too.\n\nB: And I am on that list.\n")])
    code(study, "C01", "stop the tablets", "stopping", "bo")
    code(study, "P01", "waiting list", "waiting")
    there = finding.choices(study)
    assert there.roles == ("patient", "clinician", "interviewer", "unknown")
    assert there.participants == ("P01", "P02", "C01", "X A", "X B"), "no interviewer, whose words are context"
    assert there.transcripts == ("P01", "P01b", "P02", "C01", "X")
    assert there.codes == there.without == ("waiting", "stopping")
    assert there.coders == ("ada", "bo")


def test_a_study_without_transcripts_answers_with_nothing(tmp_path_factory: pytest.TempPathFactory) -> None:
    from tests.studies import empty_study

    with empty_study(tmp_path_factory.mktemp("empty")) as project:
        assert project.find("waiting") == Findings()
        assert project.like("waiting") == Findings()
        assert finding.unmade(project) == 0


def test_a_transcript_that_comes_later_is_found(study: OpenProject) -> None:
    assert not study.find("zebra").passages
    study.import_files([("Z.txt", b"P07: A zebra on the ward.\n")])
    assert ids(study.find("zebras")) == ["Z/0"]
