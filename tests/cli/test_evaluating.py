"""`qual evaluate`: one document or tables, sentences beside them, one sentence for what cannot be asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from qual.cli.app import app
from qual.matching import encoder as encoders
from qual.model.learning import DIFFERS, TOO_LITTLE, Fairness, Gap, RoleFound
from qual.workflow import evaluating
from qual.workflow.evaluated import MEASURES, CodeFigures, Evaluation, Human, HumanCode, Point, Spread
from qual.workflow.projects import OpenProject
from tests.fakes import HashingEncoder
from tests.studies import small_study

SPREAD = {name: Spread(0.5, 0.4, 0.6) for name in MEASURES} | {"coded_auc": Spread(None, why="all coded")}
FOUND = Evaluation(
    coder="ada",
    segments=60,
    read=50,
    coded=40,
    pairs=45,
    participants={"patient": 6, "clinician": 4},
    codes=3,
    least=5,
    left_out=("hopeless",),
    folds=5,
    withheld=0,
    model="m@1",
    codebook_version="v",
    unit="turn",
    synthetic=False,
    notes=("10 of 60 passages are coded but not marked as read.",),
    seeds=2,
    curve=(Point(0, False, SPREAD), Point(48, True, SPREAD)),
    definitions={"average_precision": Spread(0.31, 0.31, 0.31)},
    by_code=(
        CodeFigures("waiting", "Waiting", 30, True, 0.61, 0.33, 20, 7, 10, 20 / 27, 2 / 3, 0.7),
        CodeFigures(
            "hopeless", "Hopelessness", 2, False, 0.1, 0.1, 0, 0, 2, None, 0.0, 0.0, "nothing was suggested"
        ),
        CodeFigures("stopping", "Stopping", 0, False, None, None, 0, 0, 0, None, None, None, "nothing is coded"),
    ),
    roles=(
        Fairness(
            "",
            (
                RoleFound("patient", 41, 60, 41 / 60, 0.56, 0.79, 90, 6, 0.03),
                RoleFound("clinician", 18, 45, 0.4, 0.27, 0.55, 70, 4, 0.04),
            ),
            Gap(DIFFERS, "patient", "clinician", 0.28, 0.09, 0.45, "differs (gap 0.28, interval 0.09 to 0.45)"),
            Gap(TOO_LITTLE, why="There are not two roles to compare."),
        ),
    ),
    humans=(Human("bea", 20, 0.66, 0.55, (HumanCode("waiting", 4, 1, 2, 8 / 11, 0.6),)),),
    seconds=3.2,
    stopped=True,
)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(encoders, "load_encoder", lambda _model: HashingEncoder())
    small_study(tmp_path).close()
    return tmp_path / "study"


def run(project: Path, *arguments: object) -> Result:
    return CliRunner().invoke(app, ["evaluate", "--project", str(project), *map(str, arguments)])


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """What was asked, while the answer is a fixed one."""
    asked: list[tuple[str, int]] = []

    def evaluate(_: OpenProject, coder: str, *, seeds: int, **_more: object) -> Evaluation:
        asked.append((coder, seeds))
        return FOUND

    monkeypatch.setattr(evaluating, "evaluate", evaluate)
    return asked


def test_json_is_one_document_and_the_sentences_stand_beside_it(
    project: Path, answered: list[tuple[str, int]], tmp_path: Path
) -> None:
    result = run(project, "--against", "ada", "--seeds", 2, "--out", tmp_path / "e.json", "--json")
    document = json.loads(result.stdout)
    assert answered == [("ada", 2)]
    assert document == json.loads((tmp_path / "e.json").read_text("utf-8"))
    assert document["curve"][1] | {"figures": None} == {"reviewed": 48, "everything": True, "figures": None}
    assert document["by_code"][0]["average_precision"] == 0.61
    assert document["roles"][0]["recall"]["verdict"] == "differs"
    for words in (
        "60 passages of 6 patient, 4 clinician",
        "fewer than 5 passages: hopeless",
        "over 2 codes",
        "differs (gap 0.28",
        "F1 of the two people 0.66, of ada and suggestions 0.55",
        "10 of 60 passages",
        "only the 2 seeds finished",
        "Wrote ",
    ):
        assert words in result.stderr


def test_tables_for_people_have_their_denominators(project: Path, answered: list[tuple[str, int]]) -> None:
    result = run(project, "--against", "ada")
    assert result.exit_code == 0, result.output
    assert answered == [("ada", evaluating.SEEDS)]
    for words in ("all (48 or more)", "definitions alone", "20/30", "20/27", "41/60", "18/45", "4/7", "(few)"):
        assert words in result.stdout
    assert "Stopping" not in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("--against", "nobody"), 1, "There is no coder 'nobody'"),
        (("--against", "nobody", "--out", "e.docx"), 1, "Name the file .json or .csv"),
        ((), 2, "--against"),
        (("--against", "ada", "--seeds", 0), 2, "--seeds"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence(
    project: Path, arguments: tuple[object, ...], code: int, words: str
) -> None:
    result = run(project, *arguments)
    assert result.exit_code == code
    assert words in result.stderr
    assert "Traceback" not in result.output
