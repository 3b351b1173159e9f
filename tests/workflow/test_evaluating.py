"""How well suggestions would have matched somebody's coding: what is measured on, what is refused, what is said."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import pytest

from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Example
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import evaluated, evaluating
from qual.workflow.evaluated import Evaluation
from qual.workflow.evaluating_ground import without_quotations
from qual.workflow.projects import OpenProject, create, open_project
from tests.fakes import HashingEncoder
from tests.studies import WARD_SAID, place_of

BOOK = """\
title: Ward study
themes:
  - id: care
    name: Care
    codes:
      - id: waiting
        name: Waiting
        definition: Waits for a letter on the waiting list.
        examples: [{text: "I was on the waiting list for a letter"}, {text: "Nine months, and no reply."}]
      - {id: stopping, name: Stopping, definition: Stops taking the tablets alone.}
      - {id: hopeless, name: Hopelessness, definition: Sees no point in hoping any more.}
      - {id: kettle, name: Kettle, definition: Somebody puts the kettle on.}
"""
CODES = ("waiting", "stopping", "hopeless")
ROLES = {"P": "patient", "C": "clinician", "Interviewer": "interviewer"}
PEOPLE = [f"{kind}{number:02}" for kind in "PC" for number in (1, 2, 3)]


def act(project: OpenProject, kind: str, transcript: str, words: str, code: str = "", coder: str = "ada") -> Op:
    span = Span(*place_of(project, transcript, words))
    return Op(new_id(), kind, coder, transcript=transcript, span=span, code=code)


def said(number: int, code: str) -> str:
    return WARD_SAID[CODES.index(code)].format(n=number)


@pytest.fixture(scope="module")
def ward(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OpenProject]:
    """Six people, each says three things; ada has coded and read all of it, bea a part."""
    folder = tmp_path_factory.mktemp("ward")
    (folder / "book.yaml").write_text(BOOK, "utf-8")
    create(folder / "study", codebook=folder / "book.yaml", name="Ward").close()
    files = [
        (f"{who}.txt", "\n\n".join(f"Interviewer: And?\n\n{who}: {said(n, code)}" for code in CODES).encode())
        for n, who in enumerate(PEOPLE)
    ]
    with open_project(folder / "study", encoder=HashingEncoder()) as project:
        assert not project.import_files(files, roles=ROLES, coder="ada").problems
        acts = []
        for n, who in enumerate(PEOPLE):
            for code in CODES:
                acts.append(act(project, "code", who, said(n, code), code))
                acts.append(act(project, "review", who, said(n, code)))
        for n, who in enumerate(PEOPLE[:2]):
            acts.append(act(project, "code", who, said(n, "waiting")[10:30], "waiting", "bea"))
            acts.append(act(project, "code", who, said(n, "stopping"), "hopeless", "bea"))
        acts.append(act(project, "code", "P01", said(0, "hopeless"), "kettle", "cy"))
        assert not [answer.refusal for answer in project.apply(acts) if answer.refusal]
        yield project


@pytest.fixture(scope="module")
def found(ward: OpenProject) -> Evaluation:
    return evaluating.evaluate(ward, "ada", seeds=2)


def test_it_is_measured_on_what_the_coder_has_read_or_coded(found: Evaluation) -> None:
    assert (found.segments, found.read, found.coded, found.pairs) == (18, 18, 18, 18)
    assert found.participants == {"clinician": 3, "patient": 3}
    assert (found.codes, found.left_out, found.least, found.folds, found.seeds) == (4, ("kettle",), 5, 5, 2)
    assert (found.model, found.unit, found.stopped) == ("hashing@1", "passage", False)


def test_the_curve_goes_from_the_codebook_to_everything(found: Evaluation) -> None:
    assert [(point.reviewed, point.everything) for point in found.curve] == [(0, False), (10, False), (12, True)]
    for point in found.curve:
        assert set(point.figures) == set(evaluated.MEASURES)
        for one in point.figures.values():
            assert (one.value is None) == bool(one.why)
            assert one.value is None or one.low <= one.value <= one.high  # type: ignore[operator]
    assert (found.curve[-1].figures["average_precision"].value or 0) > 0.8
    assert found.curve[0].figures["coded_auc"].why == "everything is coded"
    assert set(found.definitions) == set(evaluated.RANKING)


def test_each_code_and_each_role_has_its_numbers(found: Evaluation) -> None:
    assert [(one.code, one.positives, one.averaged) for one in found.by_code] == [
        ("waiting", 6, True), ("stopping", 6, True), ("hopeless", 6, True), ("kettle", 0, False),
    ]  # fmt: skip
    for one in found.by_code[:3]:
        assert one.right + one.missed == one.positives
        assert one.recall == one.right / 6
    assert found.by_code[3].average_precision is None
    assert "nothing is coded with it" in found.by_code[3].why
    assert [one.code for one in found.roles] == ["", *CODES]
    assert [(role.role, role.coded) for role in found.roles[0].roles] == [("patient", 9), ("clinician", 9)]
    assert sum(line.n for line in found.reliability) == 18 * 4


def test_another_person_stands_beside_the_suggestions(found: Evaluation) -> None:
    bea, cy = found.humans
    assert (bea.other, bea.segments, cy.other, cy.segments) == ("bea", 4, "cy", 1)
    assert bea.positive_agreement == pytest.approx(2 * 2 / (4 + 4))
    counted = {one.code: (one.both, one.coder_only, one.other_only) for one in bea.codes}
    assert counted == {"waiting": (2, 0, 0), "stopping": (0, 2, 0), "hopeless": (0, 0, 2)}
    [waiting] = [one for one in bea.codes if one.code == "waiting"]
    assert (waiting.positive_agreement, waiting.kappa) == (1, 1)
    assert [one.why for one in cy.codes] == ["", ""]


def test_quotations_in_the_codebook_are_kept_from_the_learner_and_that_is_said(found: Evaluation) -> None:
    assert found.withheld == 1
    assert any("1 examples of the codebook are quotations" in note for note in found.notes)


def test_an_example_is_a_quotation_by_its_words_alone() -> None:
    examples = (
        "we LOSE them: they stop", "They stop … answering every single letter", "[...] they stop […] never", "lose",
        "losers", "", "They stop writing",
    )  # fmt: skip
    code = Code("a", "A", examples=tuple(Example(text) for text in examples))
    kept, withheld = without_quotations([code], ["We lose them; they stop\n answering every single letter."])
    assert [one.text for one in kept[0].examples] == [
        "[...] they stop […] never",
        "losers",
        "",
        "They stop writing",
    ]
    assert withheld == 3


def test_the_same_question_has_the_same_answer(ward: OpenProject, found: Evaluation) -> None:
    again = ward.evaluate("ada", seeds=2)
    assert replace(again, seconds=0) == replace(found, seconds=0)


def test_who_has_not_coded_or_not_enough_is_refused_with_the_reason(ward: OpenProject) -> None:
    with pytest.raises(NotFound, match="ada, bea, cy"):
        evaluating.evaluate(ward, "dora")
    with pytest.raises(Refused, match="of 1 participant are coded or read, and it needs 2"):
        evaluating.evaluate(ward, "cy")
    with pytest.raises(Refused, match=r"no code in use is on 5 passages \(the most is 2\)"):
        evaluating.evaluate(ward, "bea")


def test_a_person_can_stop_it(ward: OpenProject, found: Evaluation) -> None:
    told: list[tuple[int, int]] = []
    stopped = evaluating.evaluate(
        ward, "ada", seeds=3, progress=lambda done, total: told.append((done, total)), stop=lambda: len(told) > 34
    )
    assert stopped.stopped
    assert stopped.seeds == 2
    assert stopped.curve == found.curve
    assert told[-1][1] == 45
    at_once = evaluating.evaluate(ward, "ada", stop=lambda: True)
    assert (at_once.stopped, at_once.seeds, at_once.curve) == (True, 0, ())
    assert (at_once.segments, at_once.left_out) == (18, ("kettle",))


def test_it_is_written_as_json_or_as_a_table(ward: OpenProject, found: Evaluation, tmp_path: Path) -> None:
    evaluating.write(ward, tmp_path / "e.json", lambda: found)
    assert json.loads((tmp_path / "e.json").read_text("utf-8")) == json.loads(json.dumps(asdict(found)))
    evaluating.write(ward, tmp_path / "e.CSV", lambda: replace(found, synthetic=True))
    table = pd.read_csv(tmp_path / "e.CSV", encoding="utf-8-sig")
    assert list(table.columns) == [*evaluated.COLUMNS, "data"]
    parts = {"curve", "definitions", "reliability", "code", "role", "role, waiting", "human", "human, bea"}
    assert parts <= set(table["part"])
    row = table[(table["part"] == "code") & (table["name"] == "waiting") & (table["measure"] == "recall")]
    assert row["value"].tolist() == [found.by_code[0].recall]


def test_a_bad_place_is_refused_before_anything_is_measured(ward: OpenProject, tmp_path: Path) -> None:
    def ask() -> Evaluation:
        raise AssertionError

    for path in (tmp_path / "e.txt", tmp_path / "no" / "e.csv", ward.folder / "codebook" / "e.json"):
        with pytest.raises(Refused):
            evaluating.write(ward, path, ask)


def test_what_weakens_the_numbers_is_said(ward: OpenProject) -> None:
    from qual.workflow.evaluating_ground import ground_of

    with ward.store.reading() as tables:
        ground = replace(ground_of(ward, tables, "ada"), read=10, accepted=4, elsewhere=2, unnamed=3)
    notes = " ".join(evaluating._notes(ground))
    for words in (
        "8 of 18 passages are coded but not",
        "4 of 18 codings were accepted",
        "2 codings under",
        "3 passages",
    ):
        assert words in notes
