"""The figures of a study: from what was counted, stamped, paged, or a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from qual.errors import NotFound, Refused
from qual.figures import render
from qual.model.coding import Op
from qual.model.figure import Figure
from qual.model.ids import new_id
from qual.model.plan import Plan
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import counting, drawing
from qual.workflow.projects import OpenProject
from tests import studies


@pytest.fixture
def coded(study: OpenProject) -> OpenProject:
    """One patient waits and stops on the same words; a clinician waits."""
    for transcript, words, name in (
        ("P01", "I was on the waiting list", "waiting"),
        ("P01", "I was on the waiting list", "stopping"),
        ("C01", "The waiting list grows", "waiting"),
    ):
        span = Span(*studies.place_of(study, transcript, words))
        study.apply([Op(new_id(), "code", "Ada", transcript=transcript, span=span, code=name, quote=words)])
    return study


def test_every_figure_is_drawn_from_what_was_counted(coded: OpenProject) -> None:
    made = {name: drawing.figure(coded, name) for name in drawing.NAMES}
    assert all(one.spec and one.alt and one.rows for one in made.values())
    assert list(made["codes"].rows[0]) == ["Stopping tablets", "patient", 1, 2, "1 to 9 in 10"]
    assert list(made["cooccurrence"].rows) == [("Waiting", "Stopping tablets", 1, None)]
    assert list(made["map"].rows[0][:3]) == ["Care", 2, 3]
    assert {row[3] for row in made["heat"].rows} == {"raised", "not raised", "not read"}


def test_before_anything_is_coded_each_says_so(study: OpenProject) -> None:
    for name in drawing.NAMES:
        figure = drawing.figure(study, name)
        assert not figure.spec
        assert figure.alt.endswith(".")
    assert drawing.figures(study, Plan()) == ()


def test_a_selection_stays_inside_the_picture(coded: OpenProject) -> None:
    figure = drawing.figure(coded, "themes", selection=Selection(roles=("patient",)))
    assert figure.spec["title"]["text"] == ["Counted only: roles patient."]  # type: ignore[index] # a chart
    assert figure.alt.endswith("Counted only: roles patient.")
    assert {row[1] for row in figure.rows} == {"patient"}
    assert "title" not in drawing.figure(coded, "themes").spec


def test_many_codes_take_several_pages(coded: OpenProject, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = counting.frequencies(coded)
    assert [one.name for one in drawing.pages(coded, answer)] == ["codes"]
    monkeypatch.setattr(drawing, "ON_A_PAGE", 1)
    parts = drawing.pages(coded, answer)
    assert [one.name for one in parts] == ["codes-1", "codes-2"]
    assert [part.rows[0][0] for part in parts] == ["Stopping tablets", "Waiting"]
    assert parts[1].title.endswith("(2 of 2)")
    assert all(part.notes[-1] == "Nobody has raised: Hopelessness." for part in parts)


def test_a_report_has_pictures_only_where_the_plan_asks(
    coded: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    def draw(figure: Figure) -> str:
        drawn.append(figure.name)
        return figure.name

    monkeypatch.setattr(render, "svg", draw)
    monkeypatch.setattr(render, "png_of", str.encode)
    pictures = drawing.figures(coded, Plan())
    assert not drawn  # formats without pictures never wait for them
    assert [one.svg for one in pictures] == list(drawing.NAMES)
    assert pictures[0].png == b"themes"
    assert drawn == list(drawing.NAMES)
    assert drawing.figures(coded, Plan(sections=("themes",))) == ()


def test_a_file_is_written_whole_or_refused(
    coded: OpenProject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stand_in(figure: Figure) -> str:
        return f"<svg>{figure.name}</svg>"

    monkeypatch.setattr(render, "svg", stand_in)
    assert drawing.write(coded, "heat", tmp_path / "a.svg").name == "heat"
    assert (tmp_path / "a.svg").read_text() == "<svg>heat</svg>"
    with pytest.raises(Refused, match=r"svg or \.png"):
        drawing.write(coded, "heat", tmp_path / "a.gif")
    with pytest.raises(Refused, match="its own files"):
        drawing.write(coded, "heat", coded.folder / "codebook" / "a.svg")
    with pytest.raises(NotFound, match="figure"):
        drawing.write(coded, "pie", tmp_path / "b.svg")
