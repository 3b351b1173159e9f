"""Where a study stands, and that the next step is the one the study needs."""

from __future__ import annotations

from pathlib import Path

from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import asking
from qual.workflow.overview import known_coders, overview
from qual.workflow.projects import OpenProject, create
from tests import studies


def everything(project: OpenProject, transcript: str) -> Span:
    with project.store.reading() as tables:
        return Span(0, len(tables.texts()[transcript]))


def test_the_next_step_follows_the_study_from_empty_to_counted(tmp_path: Path) -> None:
    with studies.empty_study(tmp_path) as project:
        assert overview(project).step == "import"
        project.import_files(studies.write_transcripts(tmp_path / "files"))
        assert overview(project).step == "speakers"
    with studies.small_study(tmp_path / "confirmed") as project:
        assert overview(project).step == "suggest"
        project.suggest()
        while items := project.queue(coder="Ada"):
            assert overview(project, coder="Ada").step == "review"
            project.apply([Op(new_id(), "reject", "Ada", i.transcript, i.span, i.suggestion.code) for i in items])
        # Every suggestion has its answer, and the passages that chance drew still wait.
        assert overview(project, coder="Ada").step == "review"
        while left := asking.passages(project, coder="Ada").items:
            project.apply([Op(new_id(), "review", "Ada", i.transcript, i.span) for i in left])
        assert overview(project, coder="Ada").step == "frequencies"


def test_without_codes_the_codebook_comes_next(tmp_path: Path) -> None:
    with create(tmp_path / "bare") as project:
        project.import_files(studies.write_transcripts(tmp_path / "files"), roles=studies.ROLES)
        assert overview(project).step == "codebook"


def test_a_changed_codebook_makes_suggestions_stale(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        project.suggest()
        assert not overview(project).stale
        file = project.codebook_file
        file.write_text(file.read_text("utf-8").replace("Sees no way forward.", "Sees no way out."), "utf-8")
        found = overview(project)
    assert found.stale
    assert found.step == "suggest"


def test_what_was_read_coded_or_rejected_counts_as_looked_at_and_nothing_else(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        start, end = studies.place_of(project, "P02", "They were fine.")
        project.apply(
            [
                Op(new_id(), "review", "Ada", "C01", everything(project, "C01")),
                Op(new_id(), "reject", "Ada", "P02", Span(start, end), "waiting"),
            ]
        )
        found = overview(project)
    seen = {one.name: one.reviewed for one in found.transcripts}
    assert seen["C01"] == 1
    assert seen["P01"] == 0
    assert 0 < (seen["P02"] or 0) < 1
    assert {one.name: one.participants for one in found.roles} == {"patient": 2, "clinician": 1}
    assert next(one.reviewed for one in found.roles if one.name == "clinician") == 1


def test_words_of_the_interviewer_are_in_no_number(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        found = overview(project)
        spoken = project.segments()
    data = spoken[spoken["role"] != "interviewer"]["text"].map(lambda text: len(text.split())).sum()
    assert sum(one.words for one in found.transcripts) == data
    assert sum(one.words for one in found.roles) == data


def test_coders_are_known_by_what_they_did_on_a_screen(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        span = Span(*studies.place_of(project, "P01", "heard nothing"))
        project.apply([Op("1", "code", "Grace", "P01", span, "waiting"),
                       Op("2", "code", "a script", "P01", span, "waiting", origin="file")])  # fmt: skip
        assert known_coders(project) == ("Grace",)
        found = overview(project)
    assert (found.codings, found.coders) == (2, 2)


def test_a_segment_without_a_word_is_no_segment_and_nobody_has_looked_at_it(tmp_path: Path) -> None:
    with studies.small_study(tmp_path) as project:
        before = overview(project)
        files = [("P09.txt", b"Interviewer: Well?\n\nP09: ...\n\nInterviewer: Yes?\n\nP09: I wait.\n")]
        assert not project.import_files(files, roles=studies.ROLES, coder="Ada").problems
        found = overview(project)
    assert sum(one.segments for one in found.roles) == sum(one.segments for one in before.roles) + 1
    assert {one.reviewed for one in found.transcripts} == {0}
