"""Candidate themes stay what they were from one update to the next, and what changed is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.model.codebook import Code, Theme
from qual.model.suggestion import Suggestion
from qual.workflow import curating, suggesting, theming
from qual.workflow.projects import OpenProject, open_project
from qual.workflow.theming import GROWN, NEW, NO_CODES, NOTHING_YET, SAME, SHRUNK
from tests.fakes import HashingEncoder
from tests.studies import empty_study, small_study
from tests.workflow.theme_study import add, by_subject, code_passages, interview, labels, said, theme_study


@pytest.fixture
def open_study(tmp_path: Path) -> Iterator[OpenProject]:
    with theme_study(tmp_path) as project:
        yield project


def a_code(project: OpenProject, name: str = "sea") -> None:
    curating.add_theme(project, Theme("t", "T"), coder="ada")
    curating.add_code(project, Code(name, name.capitalize(), "t"), coder="ada")


def test_without_codes_there_are_themes_of_everything(open_study: OpenProject) -> None:
    found = theming.report(open_study)
    assert set(by_subject(found)) == {"garden", "money", "sea"}
    assert NO_CODES in found.note
    assert (found.unfitting, found.passages) == (18, 18)
    for one in found.themes:
        assert len(one.segments) == 6
        assert one.participants == {"patient": 2, "clinician": 1}
        assert {quote.role for quote in one.quotes[:2]} == {"patient", "clinician"}
        assert len({quote.participant for quote in one.quotes[:3]}) == 3
        assert (one.state, one.parts, one.dismissed_by) == ("", 1, "")
    assert open_study.candidate_themes() == found.themes


def test_with_codes_suggestions_come_first(tmp_path: Path) -> None:
    with small_study(tmp_path / "small") as study:
        assert theming.report(study).note == NOTHING_YET
    with empty_study(tmp_path / "empty") as study:
        assert theming.report(study).note == NOTHING_YET


def test_ids_names_and_places_stay_when_passages_come_and_after_a_restart(open_study: OpenProject) -> None:
    before = theming.report(open_study)
    # Five people more speak of the subject that stood last: alone, it would now stand first.
    last = next(name for name in by_subject(before) if by_subject(before)[name] == before.themes[-1])
    add(open_study, *(interview(f"P1{n}", [last, last], 100 + n) for n in range(5)))
    after = theming.report(open_study)
    assert [one.id for one in after.themes] == [one.id for one in before.themes]
    assert labels(after) == labels(before)
    assert [(one.state, one.change) for one in after.themes] == [(SAME, 0), (SAME, 0), (GROWN, 10)]
    open_study.close()
    with open_project(open_study.folder, encoder=HashingEncoder()) as again:
        assert theming.report(again) == after
        assert theming.report(again).themes[-1].change == 10, "until the next update"


def test_a_theme_of_new_passages_is_new_and_comes_last(open_study: OpenProject) -> None:
    theming.report(open_study)
    text = "knitting the jumper, wool and knitting needles, the jumper wool"
    turns = [f"Interviewer: And?\n\nP2{{n}}: {text} {text} wool{k}.\n" for k in range(3)]
    add(open_study, *((f"P2{n}.txt", "\n".join(turns).format(n=n).encode()) for n in range(3)))
    found = theming.report(open_study)
    assert "knitting" in found.themes[-1].words
    assert [one.state for one in found.themes] == [SAME, SAME, SAME, NEW]


def test_what_is_coded_leaves_its_theme_and_a_theme_that_is_gone_says_why(open_study: OpenProject) -> None:
    a_code(open_study)
    with open_study.store.transaction() as tables:
        tables.set_meta(suggesting.MADE_FROM, "first")
    before = by_subject(theming.report(open_study))
    code_passages(open_study, before["sea"].segments[:2], "sea")
    after = by_subject(theming.report(open_study))
    assert (after["sea"].id, len(after["sea"].segments)) == (before["sea"].id, 4)
    with open_study.store.transaction() as tables:
        tables.set_meta(suggesting.MADE_FROM, "second")
    code_passages(open_study, after["sea"].segments[:1], "sea")
    found = theming.report(open_study)
    assert "sea" not in by_subject(found)
    [gone] = found.gone
    assert (gone.label, gone.passages, gone.fitting) == (before["sea"].label, 4, 1)
    code_passages(open_study, before["garden"].segments[:1], "sea")
    shrunk = by_subject(theming.report(open_study))["garden"]
    assert (shrunk.state, shrunk.change) == (SHRUNK, -1)


def test_a_theme_that_comes_back_has_its_id_and_place_again(open_study: OpenProject) -> None:
    a_code(open_study)
    with open_study.store.transaction() as tables:
        tables.set_meta(suggesting.MADE_FROM, "first")
    before = theming.report(open_study)
    code_passages(open_study, before.themes[0].segments, "sea")
    assert len(theming.report(open_study).themes) == 2
    open_study.undo(6, coder="ada")
    assert [one.id for one in theming.report(open_study).themes] == [one.id for one in before.themes]


def test_likely_and_possible_suggestions_of_codes_in_use_fit_and_others_do_not(open_study: OpenProject) -> None:
    a_code(open_study)
    with open_study.store.transaction() as tables:
        tables.set_meta(suggesting.MADE_FROM, "first")
    passages = by_subject(theming.report(open_study))["money"].segments
    bands = ["likely", "possible", "unsure", "likely"]
    found = [
        Suggestion(passage, code, 0.5, None, band, (), "m", "v")
        for passage, band, code in zip(passages, bands, ["sea", "sea", "sea", "retired"], strict=False)
    ]
    with open_study.store.transaction() as tables:
        tables.replace_suggestions(found, "2026-01-01T00:00:00Z")
    report = theming.report(open_study)
    assert report.unfitting == 16
    assert set(by_subject(report)["money"].segments) == set(passages[2:])


def test_another_cut_keeps_themes_by_their_places(open_study: OpenProject) -> None:
    before = by_subject(theming.report(open_study))
    open_study.segment("sentence")
    after = by_subject(theming.report(open_study))
    assert {len(one.segments) for one in after.values()} == {12}
    assert {name: one.id for name, one in before.items()} == {name: one.id for name, one in after.items()}


def test_a_memory_that_cannot_be_read_is_forgotten(open_study: OpenProject) -> None:
    found = theming.report(open_study)
    for broken in ("{", "[]", '{"names": {"a": 1}}', '{"shown": 3}'):
        with open_study.store.transaction() as tables:
            tables.set_meta("candidate_themes", broken)
        assert {one.label for one in theming.report(open_study).themes} == set(labels(found))


def test_one_participant_alone_has_themes_too(tmp_path: Path) -> None:
    with theme_study(tmp_path) as project:
        words = [said("garden", n) for n in range(6)] + [said("sea", n) for n in range(6)]
        text = "\n".join(f"P09: {one}\n\nInterviewer: And?\n" for one in words)
    alone = tmp_path / "alone"
    alone.mkdir()
    with empty_study(alone) as project:
        project.codebook_file.write_text("themes: []\n", "utf-8")
        add(project, ("P09.txt", text.encode()))
        found = theming.report(project)
        assert set(by_subject(found)) == {"garden", "sea"}
        assert found.themes[0].participants == {"patient": 1}


@pytest.mark.parametrize(
    ("turns", "says"),
    [
        (["A few words only, really."] * 3, "Only 3 passages fit no code"),
        (["The very same five words here."] * 12, "all say the same words"),
        (["😀 😀 😀 😀 😀 😀"] * 12, "12 more are shorter than 5 words"),
    ],
)
def test_too_little_is_said_and_nothing_breaks(tmp_path: Path, turns: list[str], says: str) -> None:
    with empty_study(tmp_path) as project:
        project.codebook_file.write_text("themes: []\n", "utf-8")
        text = "\n".join(f"P01: {one}\n\nInterviewer: And?\n" for one in turns)
        add(project, ("P01.txt", text.encode()))
        found = theming.report(project)
        assert found.themes == ()
        assert says in found.note
        assert project.theme_map().shape[0] in (0, 3, 12)


def test_only_so_many_are_listed_and_the_rest_is_said(
    open_study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qual.matching import cluster

    monkeypatch.setattr(cluster, "MOST_THEMES", 2)
    found = theming.report(open_study)
    assert len(found.themes) == 2
    assert "1 more group will be listed" in found.note
