"""Makes `qual/matching/shipped.py`: the ranker's weights, and from which corpora they were learned.

    python -m benchmarks.weights --bench FILE FOLDER... [--write]

FILE is the coding benchmark (it reads and splits the folders). For each corpus some documents are put aside, some
segments of the others are taken as reviewed (none to 400), and every pair of a put-aside segment and a code
becomes a row: its features, and whether people coded it. One logistic regression over all corpora, each of equal
weight, gives the weights. The splits differ from those the benchmark measures on (seeds 100, 101, ...), but the
documents are the same: to say how good the engine is on a corpus, leave that corpus out (`benchmarks.coding`
does).
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from qual.matching.counts import Examples, count
from qual.matching.fit import Fit
from qual.matching.ranker import FEATURES, Weights, shipped_weights
from qual.matching.ridge import Inverses
from qual.matching.suggester import Suggester

if TYPE_CHECKING:
    from numpy.typing import NDArray

REVIEWED = (0, 10, 25, 50, 100, 200, 400)
SEEDS = (100, 101, 102)
MOST_PAIRS = 8000
LEAST_SPREAD = 0.15
"""Of a feature that the corpora say nothing of, so that a study can learn its weight."""
CONSTANT = 1e-9
PENALTY = 0.05
"""Inverse strength of the ridge penalty on standardised features."""
TARGET = Path(__file__).parent.parent / "qual" / "matching" / "shipped.py"
CONTEXT = ("interviewer", "facilitator")


def bench_of(file: Path) -> Any:  # noqa: ANN401 - a module outside the project
    """The coding benchmark, loaded from its file."""
    spec = importlib.util.spec_from_file_location("coding_benchmark", file)
    if spec is None or spec.loader is None:
        raise SystemExit(f"{file} is not a Python file")
    module = importlib.util.module_from_spec(spec)
    sys.modules["coding_benchmark"] = module
    spec.loader.exec_module(module)
    return module


def pairs_of(
    bench: Any,  # noqa: ANN401
    data: Any,  # noqa: ANN401
    encoder: Any,  # noqa: ANN401
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.float64]]:
    """Features, truth and weights of the pairs of one corpus; the weights sum to 1."""
    space = Suggester(data.codes, data.segments, encoder=encoder, context_roles=CONTEXT).space
    features, truth, weights = [], [], []
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        pool, test = bench.split_documents(data, rng)
        order = rng.permutation(pool).astype(np.intp)
        for reviewed in (n for n in REVIEWED if n <= len(pool)):
            rows = order[:reviewed]
            labels = np.where(data.truth[rows], 1, -1).astype(np.int8)
            examples = Examples(rows, labels, np.ones(reviewed, dtype=np.bool_))
            found = Fit(space, count(space, examples), shipped_weights(), Inverses()).features_at(test)
            kept, weight = _thinned(data.truth[test].ravel())
            features.append(found.reshape(-1, len(FEATURES))[kept])
            truth.append(data.truth[test].ravel()[kept])
            weights.append(weight / weight.sum())
    return np.vstack(features), np.concatenate(truth), np.concatenate(weights) / len(weights)


def _thinned(truth: NDArray[np.bool_]) -> tuple[NDArray[np.intp], NDArray[np.float64]]:
    """All pairs that were coded and a share of the others, with what each stands for."""
    if len(truth) <= MOST_PAIRS:
        return np.arange(len(truth)), np.ones(len(truth))
    share = MOST_PAIRS / len(truth)
    kept = np.flatnonzero(truth | (np.random.default_rng(0).random(len(truth)) < share))
    return kept, np.where(truth[kept], 1.0, 1 / share)


def learn_weights(
    corpora: Sequence[tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.float64]]],
) -> tuple[Weights, NDArray[np.float64]]:
    """Weights, and the standard deviation of each feature."""
    from sklearn.linear_model import LogisticRegression

    features = np.vstack([x for x, _, _ in corpora]).astype(np.float64)
    truth = np.concatenate([y for _, y, _ in corpora])
    weight = np.concatenate([w for _, _, w in corpora])
    spread = features.std(axis=0)
    usable = spread > CONSTANT
    scaled = features / np.where(usable, spread, 1.0)
    model = LogisticRegression(C=PENALTY, max_iter=2000)
    model.fit(scaled, truth, sample_weight=weight * len(weight) / weight.sum())
    values = np.where(usable, model.coef_[0] / np.where(usable, spread, 1.0), 0.0)
    # What was decided nearby is not known of documents put aside; a study learns it from its own decisions.
    values[FEATURES.index("near")] = 0.0
    return Weights(values, float(model.intercept_[0])), spread


def text_of(weights: Weights, spread: NDArray[np.float64], names: Sequence[str]) -> str:
    """The module that holds them."""

    def entries(values: NDArray[np.float64]) -> list[str]:
        return [f'    "{name}": {value:.4f},' for name, value in zip(FEATURES, values, strict=True)]

    lines = [
        '"""Weights learned from published coded corpora. Made by `benchmarks/weights.py`; not to be edited.',
        "",
        f"Learned from: {', '.join(names)} (docs/engine.md).",
        '"""',
        "",
        "from __future__ import annotations",
        "",
        "WEIGHTS = {",
        *entries(weights.values),
        f'    "constant": {weights.constant:.4f},',
        "}",
        '"""Log-odds per unit of each feature."""',
        "",
        "SPREAD = {",
        *entries(np.maximum(spread, LEAST_SPREAD)),
        "}",
        '"""Standard deviation of each feature in the corpora."""',
    ]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the module, or writes it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--bench", type=Path, required=True, help="the coding benchmark's file")
    parser.add_argument("--cache", type=Path, default=Path(".bench-cache"))
    parser.add_argument("--write", action="store_true", help="write qual/matching/shipped.py")
    options = parser.parse_args(arguments)
    bench = bench_of(options.bench)
    encoder = bench.CachedEncoder(options.cache)
    found = [bench.load_dataset(folder, argparse.Namespace()) for folder in options.folders]
    text = text_of(
        *learn_weights([pairs_of(bench, data, encoder) for data in found]), [data.name for data in found]
    )
    if options.write:
        TARGET.write_text(text, encoding="utf-8")
    else:
        print(text)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
