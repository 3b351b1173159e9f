"""Suggestions: made, current or stale, never a coding."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import curating, marks, speaking, suggesting
from qual.workflow.projects import OpenProject
from tests.fakes import HashingEncoder
from tests.studies import CODEBOOK, empty_study, place_of, write_transcripts

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def decide(project: OpenProject, act: str, segment: str, code: str, coder: str = "ada") -> None:
    transcript, _, place = segment.rpartition(":")
    start, end = place.split("-")
    span = Span(int(start), int(end))
    [answer] = project.apply([Op(new_id(), act, coder, transcript, span, code, origin="suggestion")])
    assert not answer.refusal


def test_the_interviewer_is_never_suggested_for(study: OpenProject) -> None:
    report = study.suggest()
    assert report.suggestions > 0
    roles = study.segments().set_index("segment")["role"]
    found = study.suggestions()
    assert {roles[segment] for segment in found["segment"]} <= {"patient", "clinician"}
    assert report.segments == int((roles != "interviewer").sum())


def test_nobody_is_asked_about_the_interviewers_words_once_it_is_known_whose_they_are(tmp_path: Path) -> None:
    with empty_study(tmp_path) as study:
        study.import_files(write_transcripts(tmp_path / "uploads"))
        study.suggest()
        assert {item.role for item in study.queue(coder="ada")} == {"unknown"}
        speaking.confirm_proposals(study, coder="ada")
        assert "interviewer" not in {item.role for item in study.queue(coder="ada")}
        roles = study.segments().set_index("segment")["role"]
        assert "interviewer" not in {roles[segment] for segment in study.suggestions()["segment"]}


def test_each_suggestion_says_why_by_what_and_under_which_codebook(study: OpenProject) -> None:
    study.suggest()
    found = study.suggestions()
    assert list(found.columns) == list(suggesting.COLUMNS)
    assert set(found["model"]) == {study.encoder.name if study.encoder else ""}
    assert set(found["codebook_version"]) == {study.codebook.book.version}
    assert all(evidence and evidence[0]["text"] for evidence in found["evidence"])


def test_a_suggestion_is_no_coding(study: OpenProject) -> None:
    study.suggest()
    assert study.codings().empty
    assert int(study.frequencies()["segments"].sum()) == 0


def test_nothing_changed_and_nothing_is_encoded_or_scored(study: OpenProject) -> None:
    study.suggest()
    encoder = study.encoder
    assert isinstance(encoder, HashingEncoder)
    calls = len(encoder.calls)
    again = study.suggest()
    assert not again.changed
    assert len(encoder.calls) == calls
    assert again.suggestions > 0


def test_a_reject_stays_rejected_until_the_codes_definition_changes(study: OpenProject) -> None:
    study.suggest()
    first = study.suggestions().iloc[0]
    pair = (first["segment"], first["code"])
    decide(study, "reject", *pair)
    study.suggest()

    def pairs() -> set[tuple[str, str]]:
        table = study.suggestions()
        return set(zip(table["segment"], table["code"], strict=True))

    assert pair not in pairs()
    code = study.codebook.book.code(first["code"])
    assert code is not None
    from dataclasses import replace

    renamed = replace(code, name=f"{code.name}, whatever it is called")
    curating.save_code(study, renamed, coder="ada")
    study.suggest()
    assert pair not in pairs()
    curating.save_code(study, replace(renamed, definition=code.definition + " Whatever the reason."), coder="ada")
    study.suggest()
    assert pair in pairs()


def test_an_answered_suggestion_leaves_the_queue_of_that_coder_only(study: OpenProject) -> None:
    study.suggest()
    item = study.queue(coder="ada")[0]
    decide(study, "accept", item.segment, item.suggestion.code)
    key = (item.segment, item.suggestion.code)
    assert key not in {(i.segment, i.suggestion.code) for i in study.queue(coder="ada")}
    assert key in {(i.segment, i.suggestion.code) for i in study.queue(coder="ben")}


def test_the_queue_can_be_filtered(study: OpenProject) -> None:
    study.suggest()
    everything = study.queue(coder="ada")
    assert {i.role for i in study.queue(coder="ada", role="clinician")} == {"clinician"}
    assert {i.suggestion.code for i in study.queue(coder="ada", code="waiting")} <= {"waiting"}
    assert {i.transcript for i in study.queue(coder="ada", transcript="P01")} == {"P01"}
    assert [i.suggestion.score for i in everything] == sorted(
        (i.suggestion.score for i in everything), reverse=True
    )


def test_words_marked_as_read_are_not_asked_about_again(study: OpenProject) -> None:
    study.suggest()
    assert study.queue(coder="ada", transcript="P01")
    with study.store.reading() as tables:
        text = tables.texts(["P01"])["P01"]
    study.apply([Op(new_id(), "review", "ada", "P01", Span(0, len(text)))])
    assert study.queue(coder="ada", transcript="P01") == []
    assert study.queue(coder="ben", transcript="P01")
    assert not any(segment.startswith("P01:") for segment in study.suggestions()["segment"])


def test_staleness_has_a_reason(study: OpenProject) -> None:
    assert "no suggestions yet" in suggesting.stale(study)
    study.suggest()
    assert suggesting.stale(study) == ""
    curating.retire_code(study, "hopeless", coder="ada")
    assert "codebook" in suggesting.stale(study)
    study.suggest()
    assert suggesting.stale(study) == ""
    assert "hopeless" not in set(study.suggestions()["code"])
    span = Span(*place_of(study, "P01", "waiting list"))
    study.apply([Op(new_id(), "code", "ada", "P01", span, "waiting")])
    assert "decisions" in suggesting.stale(study)
    study.suggest()
    study.segment("sentence", coder="ada")
    assert "unit" in suggesting.stale(study)


def test_stopped_work_leaves_the_suggestions_as_they_were(study: OpenProject) -> None:
    report = study.suggest(stop=lambda: True)
    assert report.stopped
    assert report.notes
    assert study.suggestions().empty


def test_an_empty_project_is_suggested_for_without_fuss(tmp_path_factory: object) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder, empty_study(Path(folder)) as empty:
        report = empty.suggest()
        assert (report.segments, report.suggestions) == (0, 0)
        assert suggesting.stale(empty) == ""


def test_candidate_themes_need_suggestions_first(study: OpenProject) -> None:
    assert study.candidate_themes() == ()
    study.suggest()
    for theme in study.candidate_themes():
        assert theme.quotes
        assert sum(theme.participants.values()) > 0


def test_the_codebook_they_were_made_under_is_kept_even_if_the_file_is_edited_meanwhile(study: OpenProject) -> None:
    class Slow(HashingEncoder):
        def encode(self, texts: list[str]) -> NDArray[np.float32]:
            study.codebook_file.write_text(CODEBOOK.replace("version: 1", "version: 3"), "utf-8")
            return super().encode(texts)

    used = CODEBOOK.replace("version: 1", "version: 2")
    study.codebook_file.write_text(used, "utf-8")
    study.encoder = Slow()
    study.suggest()
    [version] = set(study.suggestions()["codebook_version"])
    with study.store.reading() as tables:
        assert tables.codebook_text(version) == used
    assert "codebook" in suggesting.stale(study)


def test_passages_read_before_a_code_was_there_do_not_speak_against_it(study: OpenProject) -> None:
    def unasked() -> dict[str, set[str]]:
        with study.store.reading() as tables:
            cut = marks.cut_of(tables.segments())
            return suggesting._unasked(tables, cut, study.codebook.book)

    with study.store.reading() as tables:
        first, second = [one for one in tables.segments("P01") if one.turn % 2][:2]
    read = Op(new_id(), "review", "ada", "P01", first.span)
    study.apply([read])
    assert unasked() == {}
    study.apply([Op(new_id(), "newcode", "ada", name="Letters", theme="care")])
    assert unasked() == {"letters": {first.id}}
    study.apply([Op(new_id(), "review", "ben", "P01", second.span)])
    assert unasked() == {"letters": {first.id}}
    study.apply([Op(new_id(), "review", "ben", "P01", first.span)])  # read again with the code in mind
    assert unasked() == {}
