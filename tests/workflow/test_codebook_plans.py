"""What people say of their codebook, by names and places, is planned as they mean it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Example
from qual.model.coding import Op
from qual.model.span import Span
from qual.model.surgery import Surgery
from qual.workflow import codebook_plans as plans
from qual.workflow import curating, outside
from qual.workflow.projects import OpenProject
from tests.studies import place_of
from tests.workflow.theme_study import by_subject, theme_study, theming


@pytest.fixture
def themed(tmp_path: Path) -> Iterator[OpenProject]:
    with theme_study(tmp_path) as project:
        yield project


def tree(book: Codebook) -> list[tuple[str, str, str]]:
    return [(code.id, code.theme, code.parent) for code in book.codes]


def code(asked: Surgery, name: str) -> Code:
    found = asked.wanted.code(name)
    assert found is not None
    return found


def coded(study: OpenProject, transcript: str, words: str) -> str:
    start, end = place_of(study, transcript, words)
    [answer] = study.apply([Op(f"{transcript}-{start}", "code", "ada", transcript, Span(start, end), "waiting")])
    return answer.coding


def test_a_new_code_stands_where_it_is_said(study: OpenProject) -> None:
    first = plans.new_code(study, "Letters", theme="CARE", before="Stopping tablets", fields={"include": ["post"]})
    assert tree(first.wanted)[:3] == [("waiting", "care", ""), ("letters", "care", ""), ("stopping", "care", "")]
    assert code(first, "letters").include == ("post",)
    under = plans.new_code(study, "Letters", under="waiting", own_id="own id")
    assert tree(under.wanted)[1] == ("own id", "care", "waiting")
    assert code(plans.new_code(study, "Letters"), "letters").theme == ""
    with pytest.raises(Refused, match="there is a code of this name already"):
        plans.new_code(study, "waiting")
    with pytest.raises(Refused, match="with this id"):
        plans.new_code(study, "Letters", own_id="waiting")
    with pytest.raises(NotFound, match="theme 'nowhere'"):
        plans.new_code(study, "Letters", theme="nowhere")


@pytest.mark.parametrize(
    "place",
    [
        {"theme": "toll", "under": "waiting"},
        {"theme": "toll", "before": "waiting"},
        {"under": "hopeless", "before": "waiting"},
    ],
)
def test_places_that_contradict_each_other_are_refused(study: OpenProject, place: dict[str, str]) -> None:
    with pytest.raises(Refused, match="do not stand together"):
        plans.new_code(study, "Letters", **place)  # type: ignore[arg-type]


def test_a_code_is_changed_and_nothing_to_change_is_said(study: OpenProject) -> None:
    asked = plans.changed(study, "Waiting", {"name": "Waits", "include": ["+a"]}, signs=True)
    assert (code(asked, "waiting").name, code(asked, "waiting").include) == (
        "Waits", ("waiting list", "heard nothing", "a"),
    )  # fmt: skip
    assert code(plans.changed(study, "waiting", {"include": ["+a"]}), "waiting").include == ("+a",)
    with pytest.raises(Refused, match="it is so already"):
        plans.changed(study, "waiting", {"name": "Waiting"})
    with pytest.raises(Refused, match="hopeless"):
        plans.changed(study, "waiting", {"name": "HOPELESSNESS"})


def test_a_code_is_moved_to_a_theme_under_a_code_or_in_front_of_one(study: OpenProject) -> None:
    assert tree(plans.moved(study, "waiting", theme="Toll").wanted)[-1] == ("waiting", "toll", "")
    nested = plans.moved(study, "waiting", under="hopelessness")
    assert (nested.what, tree(nested.wanted)[-1]) == ("code nested", ("waiting", "toll", "hopeless"))
    assert tree(plans.moved(study, "hopeless", before="stopping").wanted)[1] == ("hopeless", "care", "")
    assert tree(plans.moved(study, "waiting", theme="").wanted)[-1] == ("waiting", "", "")
    with pytest.raises(Refused, match="it is so already"):
        plans.moved(study, "waiting", before="stopping")
    with pytest.raises(Refused, match="no place is named"):
        plans.moved(study, "waiting")
    curating.perform(study, nested, coder="ada")
    assert tree(plans.moved(study, "waiting", under="").wanted)[-1] == ("waiting", "toll", "")


def test_a_code_is_retired_and_taken_back_once(study: OpenProject) -> None:
    asked = plans.retired(study, "waiting")
    assert code(asked, "waiting").retired
    with pytest.raises(Refused, match="it is so already"):
        plans.retired(study, "waiting", back=True)
    curating.perform(study, asked, coder="ada")
    assert not code(plans.retired(study, "Waiting", back=True), "waiting").retired
    assert code(plans.new_code(study, "Waiting"), "waiting-2").name == "Waiting", "the name is free again"
    with pytest.raises(Refused, match="'Waiting' is retired"):
        plans.merged(study, ["stopping"], "waiting")


def test_codes_become_one_that_is_there_or_a_new_one_that_says_what_all_said(study: OpenProject) -> None:
    there = plans.merged(study, ["waiting", "Stopping tablets"], "hopeless", {"definition": "All of it."})
    assert code(there, "hopeless").definition == "All of it."
    assert {shift.code: shift.into for shift in there.shifts} == {"waiting": "hopeless", "stopping": "hopeless"}
    new = plans.merged(study, ["waiting", "stopping"], "Left alone")
    own = code(new, "left-alone")
    assert own.definition == ("Waits for an appointment or a letter.\nStops or changes medication on their own.")
    assert (own.theme, own.include) == ("care", ("waiting list", "heard nothing"))
    assert own.examples == (Example("Nine months for a letter.", "patient"),)
    with pytest.raises(Refused, match="two different codes"):
        plans.merged(study, [], "New")
    with pytest.raises(NotFound, match="'nothing'"):
        plans.merged(study, ["nothing"], "New")


def test_a_new_code_never_stands_under_one_that_is_merged_into_it(study: OpenProject) -> None:
    curating.perform(study, plans.moved(study, "stopping", under="waiting"), coder="ada")
    new = plans.merged(study, ["stopping", "waiting"], "Left alone")
    assert code(new, "left-alone").parent == ""


def test_a_slip_of_the_pen_is_noticed(study: OpenProject) -> None:
    assert plans.mistyped(study, "Waitin") == "Waiting"
    assert plans.mistyped(study, "Waitin", ["waiting"]) == ""
    assert plans.mistyped(study, "waiting") == ""
    assert plans.mistyped(study, "Something else") == ""


def test_codings_go_to_the_parts_of_a_code(study: OpenProject) -> None:
    first, second = coded(study, "P01", "waiting list"), coded(study, "P01b", "waiting list")
    asked = plans.split(study, "waiting", {"Letters": [first], "Hopelessness": [second], "Lists": []})
    assert [(shift.coding, shift.into) for shift in sorted(asked.shifts, key=lambda one: one.into)] == [
        (second, "hopeless"), (first, "letters"),
    ]  # fmt: skip
    assert tree(asked.wanted)[:3] == [("waiting", "care", ""), ("letters", "care", ""), ("lists", "care", "")]
    stays = plans.split(study, "waiting", {"Letters": [first], "waiting": [second]}, retire=True)
    assert [shift.coding for shift in stays.shifts] == [first]
    assert code(stays, "waiting").retired
    with pytest.raises(Refused, match="no coding 'x'"):
        plans.split(study, "waiting", {"Letters": ["x"]})
    with pytest.raises(Refused, match="goes to two codes"):
        plans.split(study, "waiting", {"Letters": [first], "Lists": [first]})
    curating.perform(study, plans.retired(study, "hopeless"), coder="ada")
    with pytest.raises(Refused, match="'Hopelessness' is retired"):
        plans.split(study, "waiting", {"Hopelessness": [first]})


def test_words_are_taken_in_the_voice_of_who_says_them(study: OpenProject) -> None:
    start, end = place_of(study, "C01", "The waiting list grows")
    assert plans.in_vivo(study, f" C01:{start}-{end} ") == Example("The waiting list grows", "clinician")
    for place in ("C01", "C01:5-5", "C01:9-3"):
        with pytest.raises(Refused, match="TRANSCRIPT:START-END"):
            plans.in_vivo(study, place)
    with pytest.raises(Refused, match="there are no words"):
        plans.in_vivo(study, "C01:5-99999")
    with pytest.raises(NotFound, match="transcript 'C99'"):
        plans.in_vivo(study, "C99:1-2")


def test_a_candidate_theme_becomes_a_code_with_its_quotes(themed: OpenProject) -> None:
    found = by_subject(theming.report(themed))["garden"]
    asked = plans.promoted(themed, found.id[:8], "Gardens", fields={"definition": "Speaks of a garden."})
    own = code(asked, "gardens")
    assert own.definition == "Speaks of a garden."
    assert {one.role for one in own.examples} == {"patient", "clinician"}
    assert [one.text for one in own.examples] == [one.text for one in found.quotes]
    assert not asked.shifts, "nothing is coded by that"
    named = plans.promoted(themed, found.id, "", fields={"examples": ["x"]})
    assert code(named, named.entries[0]).examples == (Example("x"),)
    assert "garden" in code(named, named.entries[0]).name.casefold()
    for name in ("", "zzz"):
        with pytest.raises(NotFound, match="candidate theme"):
            plans.promoted(themed, name, "X")


def test_a_change_made_outside_is_planned_back(study: OpenProject) -> None:
    coded(study, "P01", "waiting list")
    text = study.codebook_file.read_text("utf-8")
    study.codebook_file.write_text(text.replace("name: Waiting", "name: Waits"), "utf-8")
    assert outside.notice(study)
    [change] = outside.waiting(study)
    assert plans.outside_change(study, change.event) == change
    assert code(plans.put_back(study, change.event), "waiting").name == "Waiting"
    with pytest.raises(NotFound, match="qual codebook check"):
        plans.put_back(study, 99)
    assert plans.before(study, study.codebook.book).code("waiting").name == "Waiting"  # type: ignore[union-attr]


def test_the_state_before_is_the_one_that_was_left_last(study: OpenProject) -> None:
    first = study.codebook.book
    with pytest.raises(NotFound, match="version before"):
        plans.before(study, first)
    curating.perform(study, plans.changed(study, "waiting", {"name": "Waits"}), coder="ada")
    second = study.codebook.book
    assert plans.before(study, second) == first
    study.undo(coder="ada")
    assert plans.before(study, study.codebook.book) == second


def test_a_code_is_meant_by_name(study: OpenProject) -> None:
    assert plans.meant(study, "HOPELESSNESS").id == "hopeless"
