"""How well would suggestions have matched this person's coding? Asking changes nothing in the study.

Measured on the passages that the person has read in whole, or coded: what they coded there is the truth, and what
they left uncoded there is not. Each passage is scored by a learner that was told of other participants only.
Examples of the codebook that are quotations from the transcripts are kept from it: they would be the answers.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.workflow import exporting, suggesting
from qual.workflow.evaluated import (
    MEASURES,
    RANKING,
    Evaluation,
    Human,
    HumanCode,
    Point,
    code_figures,
    figures_of,
    file_of,
    spread,
)
from qual.workflow.evaluating_ground import Ground, code_table, ground_of
from qual.workflow.files import write_whole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qual.matching.crossval import Predicted
    from qual.matching.encoder import Encoder
    from qual.matching.evaluation import Measured
    from qual.workflow.projects import OpenProject
    from qual.workflow.suggesting import Progress, Stop

SEEDS = 3
SUFFIXES = (".json", ".csv")
FEWEST_PARTICIPANTS = 2


def write(project: OpenProject, path: Path, ask: Callable[[], Evaluation]) -> Evaluation:
    """The evaluation that `ask` makes, also written to a .json or .csv file; a bad place is refused before asking.

    Raises:
        Refused: for another suffix, or a file that is not an export's to take the place of.
    """
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise Refused(f"Writing {path.name}", "its name says no format", hint="Name the file .json or .csv.")
    exporting.refuse_place(project, path)
    found = ask()
    write_whole(path, file_of(found, suffix))
    return found


def evaluate(
    project: OpenProject,
    coder: str,
    *,
    seeds: int = SEEDS,
    progress: Progress | None = None,
    stop: Stop | None = None,
) -> Evaluation:
    """How well suggestions would have matched this person's coding, by cross-validation over participants.

    Args:
        project: the study; its vectors are used, and those that are missing are kept.
        coder: whose coding is the truth.
        seeds: how often, each time with other folds and another order of review.
        progress: called with (texts done, in all) while encoding, then with (looks done, in all).
        stop: asked between texts and between looks; the seeds finished by then are reported.

    Raises:
        NotFound: if nobody of this name has coded or read.
        Refused: if their coding is too little to be measured on.
        ModelUnusable: if the sentence model cannot be used.
    """
    from qual.matching.cache import Stopped

    begun = time.perf_counter()
    with project.store.reading() as tables:
        ground = ground_of(project, tables, coder)
    _check(ground, coder)
    encoder = _Cached(project, progress, stop)
    runs: list[list[Predicted]] = []
    stopped = False
    try:
        encoder.encode(list(ground.segments["text"]))
        encoder.progress = None
        looks = _Looks(ground, seeds, progress, stop)
        for seed in range(seeds):
            runs.append(_run(project, ground, encoder, seed, looks))  # noqa: PERF401 - a stop keeps those before it
    except Stopped:
        stopped = True
    found = _start(project, ground, coder, encoder.name)
    if runs:
        found = _measured(found, ground, runs, encoder)
    return replace(found, seeds=len(runs), seconds=time.perf_counter() - begun, stopped=stopped)


class _Cached:
    """The project's encoder behind its kept vectors, with progress and stop."""

    def __init__(self, project: OpenProject, progress: Progress | None, stop: Stop | None) -> None:
        self._encoder: Encoder = suggesting.encoder_of(project)
        self._storage = project.store.vectors
        self._stop = stop
        self._kept: dict[str, NDArray[np.float32]] = {}
        self.name = self._encoder.name
        self.progress = progress

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """One vector per text, shape (n, d).

        Raises:
            Stopped: if `stop` says so; what is encoded is kept.
        """
        import numpy as np

        from qual.matching.cache import encode_cached

        missing = list(dict.fromkeys(text for text in texts if text not in self._kept))
        if missing:
            vectors = encode_cached(self._encoder, missing, self._storage, progress=self.progress, stop=self._stop)
            self._kept.update(zip(missing, vectors, strict=True))
        return np.stack([self._kept[text] for text in texts])


class _Looks:
    """Counts the looks at the learner, tells how far it is and ends the work when asked."""

    def __init__(self, ground: Ground, seeds: int, progress: Progress | None, stop: Stop | None) -> None:
        from qual.matching.crossval import budgets

        self._total = sum(
            (int(fold.max()) + 1) * len(budgets(fold)) for fold in (_folds(ground, seed) for seed in range(seeds))
        )
        self._done = 0
        self._progress, self._stop = progress, stop

    def step(self) -> None:
        """One more look."""
        from qual.matching.cache import Stopped

        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)
        if self._stop is not None and self._done < self._total and self._stop():
            raise Stopped(self._done, self._total)


def _check(ground: Ground, coder: str) -> None:
    """Say no where nothing could be measured."""
    from qual.matching.evaluation import LEAST_POSITIVES

    people = len(set(ground.participants))
    what = f"Evaluating against {coder}"
    if people < FEWEST_PARTICIPANTS:
        raise Refused(
            what,
            f"passages of {people} participant{'' if people == 1 else 's'} are coded or read, and it needs "
            f"{FEWEST_PARTICIPANTS}, so that the learner can be asked about people it has not seen",
            hint="Code another participant's words first.",
        )
    most = int(ground.truth.sum(axis=0).max(initial=0))
    if most < LEAST_POSITIVES:
        raise Refused(
            what,
            f"no code in use is on {LEAST_POSITIVES} passages (the most is {most})",
            hint="Code more passages first.",
        )


def _folds(ground: Ground, seed: int) -> NDArray[np.intp]:
    from qual.matching.crossval import folds

    return folds(ground.participants, ground.roles, seed=seed)


def _run(project: OpenProject, ground: Ground, encoder: _Cached, seed: int, looks: _Looks) -> list[Predicted]:
    """One cross-validation along the learning curve."""
    from qual.matching.crossval import predictions

    return predictions(
        code_table(ground.codes), ground.segments, ground.rows, ground.truth, _folds(ground, seed),
        encoder=encoder, context_roles=project.settings.context_roles, seed=seed, step=looks.step,
    )  # fmt: skip


def _start(project: OpenProject, ground: Ground, coder: str, model: str) -> Evaluation:
    """What can be said before anything is measured."""
    from qual.matching.evaluation import LEAST_POSITIVES

    positives = ground.truth.sum(axis=0)
    role_of = dict(reversed(list(zip(ground.participants, ground.roles, strict=True))))
    codes = zip(ground.codes, positives, strict=True)
    return Evaluation(
        coder=coder,
        segments=len(ground.rows),
        read=ground.read,
        coded=int(ground.truth.any(axis=1).sum()),
        pairs=int(ground.truth.sum()),
        participants=dict(Counter(role_of[person] for person in sorted(role_of))),
        codes=len(ground.codes),
        least=LEAST_POSITIVES,
        left_out=tuple(code.id for code, number in codes if number < LEAST_POSITIVES),
        folds=int(_folds(ground, 0).max()) + 1,
        withheld=ground.withheld,
        model=model,
        codebook_version=project.codebook.book.version,
        unit=project.settings.unit,
        synthetic=project.settings.synthetic,
        notes=(
            *(("Invented data (synthetic sample): no finding.",) if project.settings.synthetic else ()),
            *_notes(ground),
        ),
    )


def _measured(found: Evaluation, ground: Ground, runs: Sequence[list[Predicted]], encoder: _Cached) -> Evaluation:
    """The numbers."""
    from qual.matching import crossval, evaluation, fairness

    ids = [code.id for code in ground.codes]

    def measure(one: Predicted) -> Measured:
        return evaluation.measure(one.probability, ground.truth, one.suggested, ids)

    texts = list(ground.segments["text"].iloc[ground.rows])
    likeness = crossval.likeness(code_table(ground.codes), texts, encoder)
    plain = evaluation.measure(likeness, ground.truth, ground.truth, ids)
    last = runs[0][-1]
    final = measure(last)
    names = {code.id: code.name for code in ground.codes}
    roles = fairness.fairness(
        last.probability, ground.truth, last.suggested, ground.roles, codes=ids, participants=ground.participants
    )
    used = {code for code, positives in zip(ids, ground.truth.sum(axis=0), strict=True) if positives}
    return replace(
        found,
        curve=_curve(runs, measure),
        definitions={name: spread([figures_of(plain)[name]]) for name in RANKING},
        by_code=code_figures(final, plain, names, final.least),
        roles=tuple(one for one in roles if not one.code or one.code in used),
        reliability=final.reliability,
        humans=tuple(_humans(ground, last.suggested)),
    )


def _curve(runs: Sequence[list[Predicted]], measure: Callable[[Predicted], Measured]) -> tuple[Point, ...]:
    """Each look over the seeds; a look that not every seed has is left out."""
    looks: dict[tuple[int, bool], list[Measured]] = {}
    for run in runs:
        for one in run:
            key = (0 if one.everything else one.reviewed, one.everything)
            looks.setdefault(key, []).append(measure(one))
    everything = min(one.reviewed for run in runs for one in run if one.everything)
    points = []
    for (reviewed, whole), found in looks.items():
        if len(found) == len(runs):
            figures = [figures_of(one) for one in found]
            spreads = {name: spread([one[name] for one in figures]) for name in MEASURES}
            points.append(Point(everything if whole else reviewed, whole, spreads))
    return tuple(sorted(points, key=lambda point: (point.everything, point.reviewed)))


def _humans(ground: Ground, suggested: NDArray[np.bool_]) -> list[Human]:
    """Other people who have looked at the same passages, most passages first."""
    from qual.matching.evaluation import counts

    found = []
    for name, (both, theirs) in ground.others.items():
        if both.any():
            own, other = ground.truth[both], theirs[both]
            codes = (
                _human_code(code.id, own[:, place], other[:, place]) for place, code in enumerate(ground.codes)
            )
            found.append(
                Human(
                    other=name,
                    segments=int(both.sum()),
                    positive_agreement=counts(other, own).f1.value,
                    suggestions=counts(suggested[both], own).f1.value,
                    codes=tuple(one for one in codes if one.both + one.coder_only + one.other_only),
                )
            )
    return sorted(found, key=lambda human: -human.segments)


def _human_code(code: str, own: NDArray[np.bool_], other: NDArray[np.bool_]) -> HumanCode:
    from qual.matching.evaluation import counts, kappa

    shared, agreed = counts(other, own), kappa(own, other)
    return HumanCode(code, shared.right, shared.missed, shared.wrong, shared.f1.value, agreed.value, agreed.why)


def _notes(ground: Ground) -> list[str]:
    """What to know about the numbers, in sentences."""
    notes = []
    unread = len(ground.rows) - ground.read
    if unread:
        notes.append(
            f"{unread} of {len(ground.rows)} passages are coded but not marked as read: codes left out there count "
            "as not applying, which may not be so."
        )
    if ground.accepted:
        notes.append(
            f"{ground.accepted} of {ground.codings} codings were accepted suggestions, which flatters suggestions."
        )
    if ground.withheld:
        notes.append(
            f"{ground.withheld} examples of the codebook are quotations from these transcripts and were kept from "
            "the learner: they would be the answers."
        )
    if ground.elsewhere:
        notes.append(f"{ground.elsewhere} codings under codes that are not in use are left out.")
    if ground.unnamed:
        notes.append(
            f"Nobody has said whose words {ground.unnamed} passages are: their transcript stands for a participant."
        )
    notes.append(
        "The codebook may have been written with these transcripts in view, which flatters the numbers before any "
        "review."
    )
    return notes
