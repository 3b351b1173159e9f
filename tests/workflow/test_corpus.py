"""What can be searched: every turn once, and no index made without need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qual.model.coding import Op
from qual.model.segment import segment_id
from qual.model.span import Span
from qual.workflow import corpus as corpora
from qual.workflow.corpus import corpus
from qual.workflow.projects import OpenProject
from tests.studies import place_of

if TYPE_CHECKING:
    import pytest


def code(project: OpenProject, words: str = "waiting list", *, memo: str = "") -> None:
    answer = project.apply(
        [Op("op", "code", "ada", "P01", Span(*place_of(project, "P01", words)), "waiting", memo=memo)]
    )
    assert not answer[0].refusal


def test_every_turn_is_there_with_its_speaker_segments_and_codings(study: OpenProject) -> None:
    code(study)
    known = corpus(study)
    with study.store.reading() as tables:
        texts, turns, segments = tables.texts(), tables.turns(), tables.segments()
    assert [(one.transcript, one.turn) for one in known.said] == [
        (name, turn.order) for name in texts for turn in turns[name]
    ]
    for one in known.said:
        assert one.words == one.span.of(texts[one.transcript])
        assert one.words_at(one.span) == one.words
    cut = [segment_id(one.transcript, s.start, s.end) for one in known.said for s in one.segments]
    assert cut == [segment.id for segment in segments]
    assert [(one.transcript, one.turn) for one in known.said if one.codings] == [("P01", 1)]
    assert {one.voice.role for one in known.said} == {"interviewer", "patient", "clinician"}


def test_a_coding_over_several_turns_is_on_each_of_them(study: OpenProject) -> None:
    start, _ = place_of(study, "P01", "year")
    _, end = place_of(study, "P01", "I just")
    study.apply([Op("op", "code", "ada", "P01", Span(start, end), "waiting")])
    assert [one.turn for one in corpus(study).said if one.codings] == [1, 2, 3]


def test_the_index_is_made_again_only_for_other_words(study: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    first = corpus(study)
    assert corpus(study) is first
    code(study, memo="sounds tired")
    second = corpus(study)
    assert second is not first
    assert second.index is first.index
    assert second.notes is not first.notes
    assert [memo.text for memo in second.memos] == ["sounds tired"]
    study.segment("sentence")
    assert corpus(study).index is not first.index
    kept = corpus(study)
    monkeypatch.setattr(study, "settings", study.settings.with_values({"language": "none"}, source="test"))
    study.undo(1, coder="ada")
    assert corpus(study).index is not kept.index


def test_a_study_s_index_goes_with_it(study: OpenProject) -> None:
    corpus(study)
    assert study in corpora._kept
