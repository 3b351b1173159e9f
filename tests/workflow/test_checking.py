"""What speaks against a code's findings: near misses, opposites, people without it, alike but coded differently."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from qual.matching.cache import encode_cached
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.suggestion import Suggestion
from qual.workflow import blinding, checking, suggesting
from qual.workflow.checking import Checks, checks
from qual.workflow.clock import now
from qual.workflow.projects import OpenProject
from tests.studies import ROLES, empty_study

SAID = {
    "P01": ["I waited for a letter in June.", "The dog sleeps by the door.", "We ate plums."],
    "P02": ["I never waited for a letter in June.", "I waited for a long letter in June."],
    "P03": ["Plums again.", "The bus was blue."],
    "C01": ["They wait for a letter.", "The ward is calm."],
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
        texts = [words for said in SAID.values() for words in said]
        encode_cached(suggesting.encoder_of(project), texts, project.store.vectors)
        yield project


def act(project: OpenProject, kind: str, words: str, code: str = "", coder: str = "Ada", **more: object) -> None:
    with project.store.reading() as tables:
        texts = tables.texts()
        found = next(s for s in tables.segments() if s.span.of(texts[s.transcript]) == words)
    op = Op(new_id(), kind, coder, found.transcript, found.span, code, **more)  # type: ignore[arg-type]
    assert not project.apply([op])[0].refusal


def suggest(project: OpenProject, *scores: tuple[str, float, str]) -> None:
    with project.store.transaction() as tables:
        texts = tables.texts()
        ids = {s.span.of(texts[s.transcript]): s.id for s in tables.segments()}
        made = [Suggestion(ids[words], "waiting", score, None, band, (), "m", "v") for words, score, band in scores]
        tables.replace_suggestions(made, now())
        tables.append_event(new_id(), "suggest", "", now(), "", {})


def of(project: OpenProject, code: str = "waiting", coder: str = "Ada") -> Checks:
    found = project.codebook.book.code(code)
    assert found is not None
    return checks(project, found, coder=coder)


def test_near_misses_are_the_best_below_the_threshold_that_nobody_decided(study: OpenProject) -> None:
    suggest(
        study, (SAID["P01"][0], 0.9, "likely"), (SAID["C01"][0], 0.2, "unsure"), (SAID["P01"][1], 0.1, "unsure"),
        (SAID["P03"][0], 0.15, "unsure"), (SAID["P02"][0], 0.4, "possible"),
    )  # fmt: skip
    act(study, "reject", SAID["P03"][0], "waiting", coder="Bea")
    found = of(study)
    assert found.suggested == 2
    assert [(one.place.quote, one.score, one.band) for one in found.near] == [
        (SAID["C01"][0], 0.2, "unsure"), (SAID["P01"][1], 0.1, "unsure"),
    ]  # fmt: skip
    assert (found.near[0].place.person, found.near[0].place.role) == ("C01", "clinician")


def test_what_says_the_opposite_of_a_coded_passage_is_found_with_the_words_that_tell(study: OpenProject) -> None:
    assert of(study).opposed == ()
    act(study, "code", SAID["P01"][0], "waiting")
    [one] = of(study).opposed
    assert (one.place.quote, one.against.quote) == (SAID["P02"][0], SAID["P01"][0])
    assert (one.here, one.there) == ("never waited", "waited")
    act(study, "code", SAID["P02"][0], "waiting")
    assert SAID["P02"][0] not in {one.place.quote for one in of(study).opposed}


def test_rejected_ones_come_by_the_score_they_were_shown_with(study: OpenProject) -> None:
    act(study, "reject", SAID["P01"][1], "waiting", score=0.3, band="possible")
    act(study, "reject", SAID["P01"][2], "waiting", score=0.8, band="likely")
    act(study, "reject", SAID["P03"][1], "waiting")
    act(study, "reject", SAID["P03"][0], "waiting", score=0.9, band="likely")
    act(study, "code", SAID["P03"][0], "waiting", coder="Bea")
    assert [one.place.quote for one in of(study).rejected] == [SAID["P01"][2], SAID["P01"][1]]


def test_only_who_was_read_to_the_end_counts_as_not_speaking_of_it(study: OpenProject) -> None:
    assert of(study).silent == ()
    act(study, "code", SAID["P01"][0], "waiting")
    act(study, "review", SAID["P03"][0])
    act(study, "review", SAID["P02"][0])
    act(study, "reject", SAID["P03"][1], "waiting", coder="Bea")
    [patients] = of(study).silent
    assert (patients.role, patients.people, patients.voiced) == ("patient", 3, 1)
    assert patients.none == ("P03",)
    assert patients.unread == (("P02", 1, 2),)


def test_alike_passages_are_told_where_one_person_coded_only_one_of_them(study: OpenProject) -> None:
    act(study, "code", SAID["P01"][0], "waiting")
    act(study, "review", SAID["P02"][1], coder="Bea")
    assert of(study).splits == ()
    act(study, "review", SAID["P02"][1])
    act(study, "reject", SAID["P03"][1], "waiting")
    [split] = of(study).splits
    assert (split.coder, split.coded.quote, split.other.quote) == ("Ada", SAID["P01"][0], SAID["P02"][1])
    assert split.how == "read, and left without it"
    act(study, "reject", SAID["P02"][1], "waiting")
    assert of(study).splits[0].how == "rejected"


def test_what_somebody_is_to_code_blind_is_not_shown_to_them(study: OpenProject) -> None:
    suggest(study, (SAID["P02"][0], 0.2, "unsure"), (SAID["C01"][0], 0.1, "unsure"))
    act(study, "code", SAID["P01"][0], "waiting", coder="Bea")
    blinding.set_transcript(study, "P02", blind=True, coder="Ada")
    found = of(study)
    assert [one.place.transcript for one in found.near] == ["C01"]
    assert found.opposed == ()
    assert [one.place.transcript for one in of(study, coder="Bea").near] == ["P02", "C01"]
    blinding.set_share(study, 1, coder="ada")
    assert of(study, coder="Bea").near == ()


def test_without_vectors_nothing_is_compared_and_that_is_said(
    study: OpenProject, monkeypatch: pytest.MonkeyPatch
) -> None:
    act(study, "code", SAID["P01"][0], "waiting")
    assert (of(study).compared, of(study).passages) == (9, 9)
    monkeypatch.setattr(type(study.store.vectors), "get", lambda *_: {})
    found = of(study)
    assert (found.compared, len(found.opposed), len(found.splits)) == (0, 0, 0)
    assert found.silent


def test_no_more_than_asked_for_is_listed(study: OpenProject) -> None:
    suggest(study, *((words, 0.1, "unsure") for said in SAID.values() for words in said))
    code = study.codebook.book.codes[0]
    assert len(checks(study, code, coder="Ada", most=2).near) == 2
    assert len(of(study).near) == checking.MOST
