"""Two groups through the whole study: what is compared, refused, held, paired and said."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan

import pytest

from qual.errors import NotFound, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.selection import Selection
from qual.model.span import Span
from qual.workflow import compared_tables, declaring
from qual.workflow.comparing import Wanted, compare, uneven
from qual.workflow.projects import OpenProject
from tests.studies import ROLES, empty_study, place_of

PEOPLE = (
    b"participant,role,site,dyad\nP1,patient,x,1\nP2,patient,y,2\nP3,patient,x,\nC1,clinician,y,1\n"
    b"C2,clinician,x,2\n"
)
CODED = (("P1", "waiting"), ("P2", "waiting"), ("C1", "waiting"), ("P3", "hopeless"))


@pytest.fixture(scope="module")
def pairs_study(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    """Three patients and two clinicians of two sites, four of them in two dyads; the tests only read it."""
    with empty_study(tmp_path_factory.mktemp("comparing")) as project:
        files = [
            (f"{who}.txt", f"Interviewer: Well?\n\n{who}: Apples are green in {who}.\n\nInterviewer: And?\n\n"
                           f"{who}: The bus came late that day.\n".encode())
            for who in ("P1", "P2", "P3", "C1", "C2")
        ]  # fmt: skip
        report = project.import_files(files, roles=ROLES, coder="ada", participants=("participants.csv", PEOPLE))
        assert not report.problems, report.problems
        declaring.declare(project, ["hopeless"], coder="ada")
        for who, code in CODED:
            span = Span(*place_of(project, who, "Apples"))
            [answer] = project.apply([Op(new_id(), "code", "ada", who, span, code)])
            assert not answer.refusal
        yield project


def test_codes_then_themes_with_what_must_stand_beside(pairs_study: OpenProject) -> None:
    found = pairs_study.differences()
    assert found.compared == ("patient", "clinician")
    assert found.rows["code"].fillna("").tolist() == ["waiting", "stopping", "hopeless", "", ""]
    waiting = found.rows.iloc[0]
    assert (waiting["first_participants"], waiting["first_total"], waiting["second_total"]) == (2, 3, 2)
    assert found.rows["p"].isna().all()
    assert any(note.startswith("Difference: mean share of patient (3") for note in found.notes)
    assert not len(found.odds)
    assert not len(found.pairs)


def test_the_frequencies_say_the_same(pairs_study: OpenProject) -> None:
    for test in (False, True):
        ours, theirs = compare(pairs_study, Wanted(test=test)), pairs_study.frequency_answer(test=test)
        assert ours.rows.equals(theirs.differences)


def test_what_was_declared_is_a_family_of_its_own_and_dated(pairs_study: OpenProject) -> None:
    found = compare(pairs_study, Wanted(test=True))
    by = dict(zip(found.rows["code"].fillna(""), found.rows["method"], strict=True))
    assert by["hopeless"] == "Holm (declared beforehand)"
    assert by["waiting"] == "Benjamini-Hochberg (exploratory)"
    assert any(note.startswith("Hopelessness: declared by ada on ") for note in found.notes)
    only = compare(pairs_study, Wanted(test=True, declared_only=True))
    assert only.rows["code"].tolist() == ["hopeless"]


def test_nothing_declared_is_refused(study: OpenProject) -> None:
    with pytest.raises(Refused, match="nothing is declared"):
        compare(study, Wanted(declared_only=True))


def test_groups_of_an_attribute_and_the_other_way_round(pairs_study: OpenProject) -> None:
    one = compare(pairs_study, Wanted(by="site"))
    assert one.compared == ("x", "y")
    other = compare(pairs_study, Wanted(by="site", groups=("y", "x")))
    assert (one.rows["difference"] == -other.rows["difference"]).all()
    of_patients = compare(pairs_study, Wanted(by="site"), selection=Selection(roles=("patient",)))
    assert of_patients.rows.iloc[0]["first_total"] == 2
    assert any(note.startswith("Counted only: roles patient") for note in of_patients.notes)


def test_a_theme_partly_counted_is_not_compared(pairs_study: OpenProject) -> None:
    found = compare(pairs_study, selection=Selection(codes=("waiting",)))
    assert found.rows["code"].tolist() == ["waiting"]


def test_many_values_have_no_pair_until_it_is_named(pairs_study: OpenProject) -> None:
    none = compare(pairs_study, Wanted(by="dyad", test=True))
    assert none.compared == ("1", "2")  # who is in no dyad is stated nowhere, and no group
    only = compare(pairs_study, selection=Selection(roles=("patient",)))
    assert (only.compared, len(only.rows)) == ((), 0)
    assert any(note.startswith("No differences: role") for note in only.notes)


def test_names_that_are_not_there_are_told(pairs_study: OpenProject) -> None:
    with pytest.raises(NotFound, match="nurse"):
        compare(pairs_study, Wanted(groups=("patient", "nurse")))
    with pytest.raises(Refused, match="between two"):
        compare(pairs_study, Wanted(groups=("patient",)))
    with pytest.raises(NotFound, match="age"):
        compare(pairs_study, Wanted(covariates=("age",)))
    with pytest.raises(Refused, match="told by"):
        compare(pairs_study, Wanted(pairs="role"))


def test_matched_pairs(pairs_study: OpenProject) -> None:
    found = compare(pairs_study, Wanted(pairs="dyad", test=True))
    assert found.matched == (("P1", "C1"), ("P2", "C2"))
    assert found.alone == ("P3",)
    waiting = found.pairs.iloc[0]
    assert waiting["difference"] == pytest.approx(0.25)
    assert waiting["p"] == 1  # one of four flips, and its mirror, and both with the other sign


def test_covariates_with_few_people_are_refused_and_permuted(pairs_study: OpenProject) -> None:
    found = compare(pairs_study, Wanted(covariates=("site",), test=True))
    waiting = found.odds.iloc[0]
    assert isnan(waiting["odds_ratio"])
    assert "fewer than ten participants" in waiting["note"]
    assert waiting["method"] == "permutation, covariates not held"
    by_site = compare(pairs_study, Wanted(by="site", covariates=("role",)))
    assert by_site.odds["participants"].tolist() == [5] * len(by_site.odds)


def test_tables_for_people(pairs_study: OpenProject) -> None:
    found = compare(pairs_study, Wanted(pairs="dyad", covariates=("site",), test=True, secondary=True))
    book = pairs_study.codebook.book
    shown = compared_tables.readable(found, book, whole=False)
    assert shown["patient, n/N"].tolist()[0] == "2/3" or "2/3" in shown["patient, n/N"].tolist()
    assert "Holm of 1" in " ".join(shown["p, adjusted"])
    assert compared_tables.readable(found, book, whole=True)["Theme or code"].tolist() == ["Toll", "Care"]
    assert "Care (whole theme)" in compared_tables.readable(found, book)["Theme or code"].tolist()
    more = compared_tables.details(found, book, whole=False)
    assert "Difference of n/N" not in more.columns  # three and two people: no percentages
    assert {"Fisher", "Boschloo"} <= set(more.columns)
    assert compared_tables.readable_odds(found, book)["Odds ratio"].tolist() == ["–"] * 5
    assert "–" not in compared_tables.readable_pairs(found, book, whole=True)["Difference"].tolist()
    names = [name for _, _, name in compared_tables.labels(found, book, whole=True)]
    assert names == ["Toll", "Care"]


def test_numbers_in_words() -> None:
    assert compared_tables.points(-0.183) == "−18.3"
    assert compared_tables.interval(-0.1, float("nan")) == "–"
    assert compared_tables.interval(-0.1, 0.25) == "−10.0 to +25.0"
    assert [compared_tables.probability(p) for p in (0.0001, 0.0714, None)] == ["< 0.001", "0.071", "–"]
    row = {"theme": "", "code": "old"}
    from qual.model.codebook import Codebook

    assert compared_tables.name_of(row, Codebook(), told=True) == "old (no longer in the codebook)"


def test_reading_one_group_further_is_a_warning() -> None:
    assert uneven({"patient": 0.5, "clinician": 0.51}, ("patient", "clinician")) == ()
    [said] = uneven({"patient": 0.5, "clinician": 1.0}, ("patient", "clinician"))
    assert said.startswith("More of clinician has been reviewed (100%) than of patient (50%)")
    assert said.endswith("leans towards clinician.")


def test_a_learner_that_errs_by_role_is_told_beside_the_differences(
    pairs_study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = ["Suggestions found more of patients."]
    monkeypatch.setattr("qual.workflow.comparing.learner_report", lambda _: object())
    monkeypatch.setattr("qual.workflow.comparing.unequal.sentences", lambda *_: said)
    assert said[0] in compare(pairs_study).notes
