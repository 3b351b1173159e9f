"""What is asked of how codes are used: of the right acts, with the right denominators, blind passages left out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.matching.alike import DISAGREEMENT, INCONSISTENT, LEFT, REJECTED
from qual.matching.cache import encode_cached
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import blinding, suggesting
from qual.workflow.consistency import drift, uneven, use
from qual.workflow.projects import OpenProject
from qual.workflow.rereview import rereview
from tests.studies import ROLES, empty_study, place_of
from tests.workflow.test_rereview import rewrite

SAID = {
    "P01": ["I waited months for a letter.", "The dog sleeps by the door."],
    "P02": ["I waited months for a letter!", "The bus was blue that day."],
    "P03": ["Plums are good in August.", "I waited months; for a letter."],
    "C01": ["They wait months for a letter.", "The ward is calm at night."],
}


@pytest.fixture
def study(tmp_path: Path) -> Iterator[OpenProject]:
    """Three patients and a clinician; every passage has a kept vector and nothing is blind."""
    with empty_study(tmp_path) as project:
        files = [
            (f"{name}.txt", "".join(f"Interviewer: And?\n\n{name}: {words}\n\n" for words in said).encode())
            for name, said in SAID.items()
        ]
        assert not project.import_files(files, roles=ROLES, coder="ada").problems
        blinding.set_share(project, 0, coder="ada")
        words = [one for said in SAID.values() for one in said]
        encode_cached(suggesting.encoder_of(project), words, project.store.vectors)
        yield project


def act(
    study: OpenProject, kind: str, name: str, number: int, code: str = "", *, coder: str = "Ada", **more: object
) -> None:
    op = Op(new_id(), kind, coder, name, Span(*place_of(study, name, SAID[name][number])), code, **more)  # type: ignore[arg-type] # fmt: skip
    assert not study.apply([op])[0].refusal


def test_one_person_and_two_who_coded_alike_passages_differently(study: OpenProject) -> None:
    act(study, "code", "P01", 0, "waiting")
    act(study, "reject", "P02", 0, "waiting")
    act(study, "review", "P02", 0, coder="Bea")
    act(study, "review", "C01", 1)
    found = uneven(study, coder="Ada")
    assert [(one.found.kind, one.found.how, one.found.by, one.found.without) for one in found.pairs] == [
        (INCONSISTENT, REJECTED, "Ada", "Ada"), (DISAGREEMENT, LEFT, "Ada", "Bea"),
    ]  # fmt: skip
    assert (found.pairs[0].coded.quote, found.pairs[0].other.quote) == (SAID["P01"][0], SAID["P02"][0])
    assert (found.compared, found.judged, found.more) == (3, 3, 0)


def test_what_was_left_under_an_older_text_is_no_difference(study: OpenProject) -> None:
    act(study, "review", "P02", 0)
    act(study, "reject", "P03", 1, "waiting")
    rewrite(study)
    act(study, "code", "P01", 0, "waiting")
    assert uneven(study, coder="Ada").pairs == ()


def test_a_coding_under_an_older_text_is_neither_given_nor_left(study: OpenProject) -> None:
    act(study, "code", "P01", 0, "waiting")
    rewrite(study)
    act(study, "review", "P02", 0)
    act(study, "review", "P01", 0)
    assert uneven(study, coder="Ada").pairs == ()
    act(study, "code", "P03", 1, "waiting")
    [pair] = uneven(study, coder="Ada").pairs
    assert (pair.coded.transcript, pair.other.transcript) == ("P03", "P02")
    study.apply([Op(new_id(), "affirm", "Ada", target=rereview(study).codings[0].coding.id)])
    assert {pair.coded.transcript for pair in uneven(study, coder="Ada").pairs} == {"P01"}


def test_what_somebody_is_to_code_blind_is_not_shown_to_them(study: OpenProject) -> None:
    act(study, "code", "P01", 0, "waiting", coder="Bea")
    act(study, "reject", "P02", 0, "waiting", coder="Bea")
    assert len(uneven(study, coder="Ada").pairs) == 1
    blinding.set_transcript(study, "P02", blind=True, coder="Ada")
    found = uneven(study, coder="Ada")
    assert (found.pairs, found.judged) == ((), 1)
    assert len(uneven(study, coder="Bea").pairs) == 1


def test_codes_never_used_and_of_one_role_have_their_denominators(study: OpenProject) -> None:
    found = use(study)
    assert (found.codes, [one.told for one in found.unused]) == (3, [False] * 3)
    assert found.person.refused
    assert found.role.refused
    act(study, "code", "P01", 0, "waiting")
    act(study, "review", "P02", 0, coder="Bea")
    act(study, "review", "C01", 0)
    found = use(study)
    looked = {one.code: one.looked for one in found.unused}
    assert set(looked) == {"stopping", "hopeless"}
    assert (looked["hopeless"].passages, looked["hopeless"].participants, looked["hopeless"].coders) == (3, 3, 2)
    [role] = found.role.codes
    assert (role.code, role.role, role.participants, role.of, role.others) == (
        "waiting", "patient", 1, 2, (("clinician", 1),),
    )  # fmt: skip


def test_a_code_of_one_person_is_asked_over_transcripts_that_others_have_read(study: OpenProject) -> None:
    act(study, "code", "P01", 0, "waiting")
    act(study, "review", "P01", 0, coder="Bea")
    act(study, "review", "P02", 0, coder="Bea")
    [one] = use(study).person.codes
    assert (one.code, one.coder, one.transcripts, one.shared, one.both) == ("waiting", "Ada", 1, 1, 1)


def test_each_series_is_made_of_its_own_acts_in_their_order(study: OpenProject) -> None:
    act(study, "accept", "P01", 0, "waiting", band="likely", score=0.9)
    act(study, "reject", "C01", 0, "waiting", band="likely", score=0.8)
    act(study, "reject", "P03", 0, "waiting")
    act(study, "code", "P02", 0, "waiting", coder="Bea")
    for name, number in (("P01", 0), ("P02", 1), ("P02", 1)):
        act(study, "review", name, number)
    found = drift(study)
    series = {(one.coder, one.measure): one for one in found.series}
    assert set(series) == {
        ("Ada", "acceptance"), ("Ada", "prevalence"), ("Ada", "centre"), ("Bea", "centre"),
    }  # fmt: skip
    accepted, read = series["Ada", "acceptance"], series["Ada", "prevalence"]
    assert (accepted.values.tolist(), accepted.transcripts, accepted.strata) == (
        [1.0, 0.0], ["P01", "C01"], ["patient", "clinician"],
    )  # fmt: skip
    assert (read.values.tolist(), read.transcripts) == ([1.0, 0.0], ["P01", "P02"])
    assert series["Ada", "centre"].values.shape == (1, 64)
    assert (found.tested, all(one.why for one in found.found)) == (0, True)
    assert len(found.found) == len(found.series) == 4


def test_without_vectors_nothing_is_compared_and_that_is_said(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(study, "code", "P01", 0, "waiting")
    act(study, "reject", "P02", 0, "waiting")
    monkeypatch.setattr(type(study.store.vectors), "get", lambda *_: {})
    found = uneven(study, coder="Ada")
    assert (found.pairs, found.compared, found.judged) == ((), 0, 2)
    assert {one.measure for one in drift(study).series} == set()
