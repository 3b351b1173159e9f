"""What an evaluation found: the learning curve, each code, each role, and other people beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

from qual.model.learning import Fairness

if TYPE_CHECKING:
    import pandas as pd

    from qual.matching.evaluation import Bin, Figure, Measured, OfCode

MEASURES = (
    "average_precision", "top3", "macro_precision", "macro_recall", "macro_f1", "micro_precision", "micro_recall",
    "micro_f1", "coded_auc", "ece", "brier",
)  # fmt: skip
"""What is measured at each point of the curve."""
RANKING = ("average_precision", "top3", "coded_auc")
"""Those that a likeness, which is no probability, has too."""
COLUMNS = ("part", "reviewed", "name", "measure", "value", "low", "high", "n", "note")


@dataclass(frozen=True, slots=True)
class Spread:
    """A measure over the seeds: mean, lowest and highest; None with the reason where it is not defined."""

    value: float | None
    low: float | None = None
    high: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """The suggestions after `reviewed` passages of other participants; with `everything` after all there are."""

    reviewed: int
    everything: bool
    figures: dict[str, Spread]


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """One code after everything, in the first seed's folds.

    Attributes:
        code, name: as in the codebook.
        positives: passages that have it.
        averaged: whether it is in the macro averages.
        average_precision: of the suggestions; `definitions` that of likeness to the definition alone.
        right, wrong, missed: suggestions against the coder; precision, recall and f1 follow from them.
        why: why numbers are missing.
    """

    code: str
    name: str
    positives: int
    averaged: bool
    average_precision: float | None
    definitions: float | None
    right: int
    wrong: int
    missed: int
    precision: float | None
    recall: float | None
    f1: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class HumanCode:
    """Two people on one code: passages coded by both, by the coder only, by the other only."""

    code: str
    both: int
    coder_only: int
    other_only: int
    positive_agreement: float | None
    kappa: float | None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Human:
    """Another person on the same passages, and the suggestions on those passages beside them.

    Attributes:
        other: that person's name.
        segments: passages both have read or coded.
        positive_agreement: F1 between the two over all pairs of passage and code.
        suggestions: F1 of the suggestions and the coder over the same pairs.
        codes: each code that either used there.
    """

    other: str
    segments: int
    positive_agreement: float | None
    suggestions: float | None
    codes: tuple[HumanCode, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How well suggestions would have matched one person's coding.

    Attributes:
        coder: whose coding is the truth.
        segments: passages measured on: `read` ones, and others that are coded; `coded` have a code.
        pairs: coded pairs of passage and code.
        participants: how many of each role.
        codes: in the codebook and in use; `left_out` have fewer than `least` positives and are in no macro average.
        folds, seeds: of the cross-validation.
        withheld: examples of the codebook kept from the learner, since they are quotations from the transcripts.
        model, codebook_version, unit: what was evaluated.
        curve: from the codebook alone to everything.
        definitions: the simple baseline, likeness to the definition alone.
        by_code, roles, reliability: after everything, in the first seed's folds.
        humans: other people on the same passages.
        synthetic: True for invented data.
        notes: what to know about these numbers.
        seconds: how long it took.
        stopped: True where a person stopped it: seeds not finished are not in it.
    """

    coder: str
    segments: int
    read: int
    coded: int
    pairs: int
    participants: dict[str, int]
    codes: int
    least: int
    left_out: tuple[str, ...]
    folds: int
    withheld: int
    model: str
    codebook_version: str
    unit: str
    synthetic: bool
    notes: tuple[str, ...]
    seeds: int = 0
    curve: tuple[Point, ...] = ()
    definitions: dict[str, Spread] = field(default_factory=dict)
    by_code: tuple[CodeFigures, ...] = ()
    roles: tuple[Fairness, ...] = ()
    reliability: tuple[Bin, ...] = ()
    humans: tuple[Human, ...] = ()
    seconds: float = 0.0
    stopped: bool = False


def figures_of(measured: Measured) -> dict[str, Figure]:
    """The measures by name."""
    micro = measured.micro
    by_pairs = {"micro_precision": micro.precision, "micro_recall": micro.recall, "micro_f1": micro.f1}
    return {name: by_pairs[name] if name in by_pairs else getattr(measured, name) for name in MEASURES}


def spread(figures: Sequence[Figure]) -> Spread:
    """A measure over seeds; a seed in which it is not defined is left out."""
    known = [figure.value for figure in figures if figure.value is not None]
    if not known:
        return Spread(None, why=figures[0].why if figures else "nothing was measured")
    return Spread(sum(known) / len(known), min(known), max(known))


def code_figures(
    measured: Measured, definitions: Measured, names: Mapping[str, str], least: int
) -> tuple[CodeFigures, ...]:
    """Each code's figures, with the baseline's beside them."""
    return tuple(
        _code(one, base, names, least) for one, base in zip(measured.by_code, definitions.by_code, strict=True)
    )


def _code(one: OfCode, base: OfCode, names: Mapping[str, str], least: int) -> CodeFigures:
    figures = (one.average_precision, one.counts.precision, one.counts.recall, one.counts.f1)
    return CodeFigures(
        code=one.code,
        name=names[one.code],
        positives=one.positives,
        averaged=one.positives >= least,
        average_precision=one.average_precision.value,
        definitions=base.average_precision.value,
        right=one.counts.right,
        wrong=one.counts.wrong,
        missed=one.counts.missed,
        precision=one.counts.precision.value,
        recall=one.counts.recall.value,
        f1=one.counts.f1.value,
        why="; ".join(dict.fromkeys(figure.why for figure in figures if figure.why)),
    )


def file_of(found: Evaluation, suffix: str) -> bytes:
    """The evaluation as a file: `.json` with everything, or `.csv` with a number a row, as exports write them."""
    if suffix == ".json":
        return (json.dumps(asdict(found), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode("utf-8")
    from qual.exporters.base import SYNTHETIC
    from qual.exporters.delimited import guarded

    rows = table(found).assign(**({"data": SYNTHETIC} if found.synthetic else {}))
    words = rows.select_dtypes(exclude="number").columns
    rows[words] = rows[words].map(lambda cell: guarded(cell) if isinstance(cell, str) else cell)
    return rows.to_csv(index=False, lineterminator="\r\n").encode("utf-8-sig", "replace")


def table(found: Evaluation) -> pd.DataFrame:
    """All numbers in one long table, a number a row, for a file."""
    import pandas as pd

    rows = [*_curve_rows(found), *_code_rows(found), *_role_rows(found), *_human_rows(found)]
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype({"reviewed": "Int64", "n": "Int64"})


Row = dict[str, object]


def _row(part: str, name: str, measure: str, value: float | None, **more: object) -> Row:
    return {"part": part, "name": name, "measure": measure, "value": value, **more}


def _curve_rows(found: Evaluation) -> Iterator[Row]:
    for point in found.curve:
        name = "everything" if point.everything else ""
        for measure, one in point.figures.items():
            more = {"reviewed": point.reviewed, "low": one.low, "high": one.high, "note": one.why}
            yield _row("curve", name, measure, one.value, **more)
    for measure, one in found.definitions.items():
        yield _row("definitions", "", measure, one.value, note=one.why)
    for line in found.reliability:
        more = {"n": line.n, "low": line.observed_low, "high": line.observed_high}
        name = f"{line.low:.3f} to {line.high:.3f}"
        yield _row("reliability", name, "observed", line.observed, note=f"expected {line.expected:.3f}", **more)


def _code_rows(found: Evaluation) -> Iterator[Row]:
    for code in found.by_code:
        for measure in ("average_precision", "definitions", "precision", "recall", "f1"):
            yield _row("code", code.code, measure, getattr(code, measure), n=code.positives, note=code.why)


def _role_rows(found: Evaluation) -> Iterator[Row]:
    for compared in found.roles:
        part = f"role, {compared.code}" if compared.code else "role"
        for role in compared.roles:
            yield _row(part, role.role, "recall", role.recall, low=role.low, high=role.high, n=role.coded)
            yield _row(part, role.role, "ece", role.ece, n=role.passages)
        for measure, gap in (("recall gap", compared.recall), ("ece gap", compared.calibration)):
            name = f"{gap.higher} - {gap.lower}" if gap.higher else ""
            yield _row(part, name, measure, gap.gap, low=gap.low, high=gap.high, note=gap.why)


def _human_rows(found: Evaluation) -> Iterator[Row]:
    for human in found.humans:
        yield _row("human", human.other, "positive_agreement", human.positive_agreement, n=human.segments)
        yield _row("human", human.other, "suggestions_f1", human.suggestions, n=human.segments)
        for one in human.codes:
            more = {"n": one.both + one.coder_only + one.other_only, "note": one.why}
            for measure in ("positive_agreement", "kappa"):
                yield _row(f"human, {human.other}", one.code, measure, getattr(one, measure), **more)
