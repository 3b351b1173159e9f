"""COREQ and SRQR: every item is there, and only what the record knows is answered."""

from __future__ import annotations

from dataclasses import replace

from qual.model.codebook import Code, Codebook, Theme
from qual.model.plan import Plan
from qual.workflow import checklists
from qual.workflow.checklists import Known
from qual.workflow.projects import OpenProject
from tests.exporters.report_values import THEME
from tests.workflow.test_sharing import code

BOOK = Codebook(
    title="Ward",
    themes=(Theme("toll", "Toll"),),
    codes=(
        Code("hope", "Hope", "toll"),
        Code("later", "Later", "toll"),
        Code("group", "Group", "toll", heading=True),
    ),
)
FOUND = Known(
    people={"patient": 9, "nurse": 1}, attributes=("years_ill",), transcripts=11, repeated=1, segments=1200,
    unit="turn", coders={"ada": 100, "ben": 1}, codings=101, blind=40, double=2, book=BOOK,
    first=frozenset({"hope"}), versions=3, memos=4, events=500, model="mini@abc", version="1.0", saturation=True,
    context=("interviewer",),
)  # fmt: skip
EMPTY = replace(
    FOUND, people={}, attributes=(), transcripts=0, repeated=0, segments=0, coders={}, codings=0, blind=0, double=0,
    book=Codebook(title="", themes=(), codes=()), first=frozenset(), memos=0, events=0, model="",
)  # fmt: skip


def answers(found: Known, themes: tuple[object, ...] = ()) -> dict[tuple[str, str], str]:
    made = checklists.checklist(found, themes)  # type: ignore[arg-type]
    return {(item.list, item.number): item.answer for item in made}


def test_both_lists_are_whole() -> None:
    made = checklists.checklist(EMPTY)
    assert [item.number for item in made if item.list == "COREQ"] == [str(n) for n in range(1, 33)]
    assert [item.number for item in made if item.list == "SRQR"] == [f"S{n}" for n in range(1, 22)]
    assert all(item.topic for item in made)


def test_what_the_record_knows_is_answered_with_its_numbers() -> None:
    told = answers(FOUND, (THEME,))
    assert told["COREQ", "12"] == "9 patients and 1 nurse, in 11 transcripts."
    assert "years ill" in told["COREQ", "16"]
    assert told["COREQ", "18"].startswith("1 participant speaks in more than one transcript")
    assert told["COREQ", "24"].startswith(
        "2 people: ada (100 codings) and ben (1 coding). 2 transcripts coded by more"
    )
    assert told["COREQ", "26"].startswith("1 code stood in the codebook when coding began, 1 came later")
    assert "mini@abc" in told["COREQ", "27"]
    assert told["COREQ", "29"].startswith("3 quotes of 3 participants")
    assert told["COREQ", "32"].startswith("1 passage that speaks against a theme is shown, on 1 of 1 theme page")
    assert "40 of 101 codings were made without a suggestion in sight" in told["SRQR", "S15"]
    assert "interviewer are context" in told["SRQR", "S12"]


def test_who_the_researchers_are_is_never_answered() -> None:
    told = answers(FOUND, (THEME,))
    open_items = {number for (name, number), text in told.items() if name == "COREQ" and not text}
    assert {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "13", "14", "15", "23", "28"} <= open_items


def test_of_an_empty_study_almost_nothing_is_said() -> None:
    told = {key for key, text in answers(EMPTY).items() if text}
    assert told == {("COREQ", "27"), ("SRQR", "S13"), ("SRQR", "S19")}


def test_known_reads_the_record(study: OpenProject) -> None:
    code(study, "P01", "waiting list for a year", "waiting")
    code(study, "P01", "waiting list for a year", "waiting", coder="ben")
    found = checklists.known(study, Plan())
    assert dict(found.people) == {"patient": 2, "clinician": 1}
    assert (found.repeated, found.double, found.codings) == (1, 1, 2)
    assert dict(found.coders) == {"ada": 1, "ben": 1}
    assert found.first == {"waiting", "stopping", "hopeless"}
    assert found.context == ("interviewer",)
