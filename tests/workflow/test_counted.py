"""What is counted, and what a selection leaves out of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Theme
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow.counted import NOT_STATED, _number_first, chosen_codes, counted, words
from qual.workflow.projects import OpenProject
from tests.studies import place_of, small_study


def code(study: OpenProject, transcript: str, said: str, name: str = "waiting", coder: str = "ada") -> None:
    [answer] = study.apply(
        [Op(new_id(), "code", coder, transcript, Span(*place_of(study, transcript, said)), name)]
    )
    assert not answer.refusal


@pytest.fixture(scope="module")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    """Both roles wait, one patient stops, and the interviewer's words are coded too; by two coders."""
    with small_study(tmp_path_factory.mktemp("counted")) as study:
        code(study, "P01", "waiting list for a year")
        code(study, "P01", "I just stopped", "stopping")
        code(study, "P01", "How did it start?", "hopeless")
        code(study, "C01", "The waiting list grows", coder="ben")
        people = b"participant,role,site\nP01,patient,north\nP02,patient,south\n"
        study.import_files([], participants=("participants.csv", people))
        yield study


def test_everything_is_all_data_segments_and_all_codings(coded: OpenProject) -> None:
    made = counted(coded)
    assert (made.groups, made.column, made.themes) == (("patient", "clinician"), "role", ("care", "toll"))
    assert set(made.segments["role"]) == {"patient", "clinician"}
    assert sorted(made.codings["code"]) == ["hopeless", "stopping", "waiting", "waiting"]
    assert len(made.marked) == len(made.codings)
    assert made.notes == ()


def test_codes_narrow_codings_and_codebook_but_not_what_was_looked_at(coded: OpenProject) -> None:
    made = counted(coded, Selection(codes=("stopping",)))
    assert list(made.codings["code"]) == ["stopping"]
    assert len(made.marked) == 4
    assert [one.id for one in made.book.codes] == ["stopping"]
    assert [one.id for one in made.book.themes] == ["care"]
    assert made.themes == ()  # the theme is more than the code that is left
    assert len(made.segments) == len(counted(coded).segments)
    assert made.notes == ("Counted only: codes Stopping tablets.",)
    assert counted(coded, Selection(codes=("care",))).themes == ("care",)


def test_roles_and_transcripts_narrow_denominators_and_lose_no_interviewer(coded: OpenProject) -> None:
    made = counted(coded, Selection(roles=("patient",)))
    assert made.groups == ("patient",)
    assert sorted(made.codings["code"]) == ["hopeless", "stopping", "waiting"]  # the interviewer's can be said
    made = counted(coded, Selection(transcripts=("C01",)))
    assert set(made.segments["transcript"]) == {"C01"}
    assert list(made.codings["coder"]) == ["ben"]


def test_coders_narrow_what_was_read_too(coded: OpenProject) -> None:
    made = counted(coded, Selection(coders=("ben",)))
    assert set(made.codings["coder"]) == {"ben"}
    assert set(made.reviews["coder"]) <= {"ben"}
    assert len(made.segments) == len(counted(coded).segments)


def test_attributes_choose_participants_and_split_them(coded: OpenProject) -> None:
    made = counted(coded, Selection(attributes=(("site", "north"), ("site", NOT_STATED))), by="site")
    assert set(made.segments["participant"]) == {"P01", "C01"}
    assert (made.column, made.by, made.groups) == ("group", "site", ("north", NOT_STATED))
    assert set(counted(coded, Selection(attributes=(("site", "south"),))).codings["code"]) == {"hopeless"}


def test_another_unit_is_counted_without_cutting_again(coded: OpenProject) -> None:
    made = counted(coded, Selection(unit="sentence"))
    assert made.unit == "sentence"
    assert len(made.segments) > len(counted(coded).segments)
    assert len(counted(coded).segments) == len(counted(coded, Selection(unit="passage")).segments)


@pytest.mark.parametrize(
    ("selection", "named"),
    [
        (Selection(codes=("nothing",)), "code or theme"),
        (Selection(coders=("eve",)), "coder"),
        (Selection(transcripts=("P99",)), "transcript"),
        (Selection(roles=("interviewer",)), "role"),
        (Selection(attributes=(("shoe size", "9"),)), "participant attribute"),
        (Selection(attributes=(("site", "moon"),)), "value of site"),
    ],
)
def test_what_is_not_there_is_named(coded: OpenProject, selection: Selection, named: str) -> None:
    with pytest.raises(NotFound, match=named):
        counted(coded, selection)


def test_a_unit_that_does_not_exist_is_refused(coded: OpenProject) -> None:
    with pytest.raises(Refused, match="turn, sentence, passage"):
        counted(coded, Selection(unit="page"))


def test_a_theme_means_its_codes_and_a_code_those_under_it() -> None:
    book = Codebook(
        themes=(Theme("care", "Care"),),
        codes=(
            Code("top", "Top", theme="care", heading=True), Code("under", "Under", theme="care", parent="top"),
            Code("other", "Other", theme="care"), Code("loose", "Loose"),
        ),
    )  # fmt: skip
    assert chosen_codes(book, ()) is None
    assert chosen_codes(book, ("care", "loose")) == {"top", "under", "other", "loose"}
    assert chosen_codes(book, ("top",)) == {"top", "under"}
    assert chosen_codes(book, ("gone",), known=("gone",)) == {"gone"}
    assert words(Selection(codes=("care", "gone")), book) == "Counted only: codes Care, gone."


def test_values_stand_by_their_number_and_words_that_look_like_none_after() -> None:
    values = ["10", "nan", "2,5", NOT_STATED, "inf", "1_0", "2"]
    assert sorted(values, key=_number_first) == ["2", "2,5", "10", "1_0", "inf", "nan", NOT_STATED]
