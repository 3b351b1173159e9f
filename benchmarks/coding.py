"""How good suggestions are on coded corpora: the coding benchmark, each corpus with weights that never saw it.

    python -m benchmarks.coding --bench FILE FOLDER... [--seeds N] [--arm random|queue] [--shipped] [--out FILE]

FILE is the coding benchmark: it reads and splits the folders, plays the coder and measures. The weights that qual
ships were learned from these very corpora, so that running the benchmark with them flatters; here the ranker starts
on every corpus from weights learned on the others. `--shipped` measures what ships instead.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from benchmarks.weights import CONTEXT, bench_of, learn_weights, pairs_of
from qual.matching.ranker import Weights
from qual.matching.suggester import Suggester

BASELINES = ("definitions", "lr", "blend")
BUDGETS = (0, 10, 25, 50, 100, 200, 400)


def weights_without(bench: Any, corpora: Sequence[Any], encoder: Any) -> dict[str, Weights]:  # noqa: ANN401
    """For each corpus the weights that the others teach."""
    pairs = {data.name: pairs_of(bench, data, encoder) for data in corpora}
    return {name: learn_weights([pairs[other] for other in pairs if other != name])[0] for name in pairs}


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the benchmark's tables and the ratios to the better of its baselines."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--bench", type=Path, required=True, help="the coding benchmark's file")
    parser.add_argument("--cache", type=Path, default=Path(".bench-cache"))
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--arm", choices=("random", "queue"), default="random")
    parser.add_argument("--engines", default="qual,definitions,lr,blend")
    parser.add_argument("--shipped", action="store_true", help="start from the weights that ship")
    parser.add_argument("--out", type=Path, help="write every number as JSON")
    options = parser.parse_args(arguments)
    bench = bench_of(options.bench)
    encoder = bench.CachedEncoder(options.cache)
    corpora = [bench.load_dataset(folder, argparse.Namespace()) for folder in options.folders]
    start = {} if options.shipped else weights_without(bench, corpora, encoder)
    rows: list[dict[str, Any]] = []
    for data in corpora:
        for name in options.engines.split(","):
            build = bench.engine_factory(name, encoder, False) if name in BASELINES else _ours(encoder, start)
            for seed in range(options.seeds):
                found = bench.simulate(data, build, options.arm, seed, BUDGETS)
                rows += [{"engine": name, **row} for row in found]
    summary = bench.summarise(pd.DataFrame(rows), options.seeds)
    bench.print_table(summary)
    if {"qual", *BASELINES} <= set(options.engines.split(",")):
        print(ratios(summary).round(2).to_string())
    if options.out:
        found = summary.astype(object).where(summary.notna(), None).to_dict("records")
        options.out.write_text(json.dumps({"arm": options.arm, "summary": found, "runs": rows}, default=float))
    return 0


def ratios(summary: pd.DataFrame) -> pd.DataFrame:
    """Average precision of qual over the better baseline's (definitions before any review), by set and budget.

    The last two rows are the ratio of the means over sets, and the mean of the ratios.
    """
    sets = summary[summary["dataset"] != "MEAN"]
    ap = sets.pivot_table(index=["dataset", "budget"], columns="engine", values="ap")
    cold = ap.index.get_level_values("budget") == 0
    best = ap[["lr", "blend"]].max(axis=1).where(~cold, ap["definitions"])
    ratio = pd.DataFrame({"ratio": ap["qual"] / best}).reset_index()
    table = ratio.pivot_table(index="dataset", columns="budget", values="ratio")
    means = pd.DataFrame({"qual": ap["qual"], "best": best}).groupby("budget").mean()
    return pd.concat(
        [table, (means["qual"] / means["best"]).to_frame("ratio of means").T, table.mean().to_frame("mean ratio").T]
    )


def _ours(encoder: Any, start: dict[str, Weights]) -> Any:  # noqa: ANN401
    def build(data: Any) -> Suggester:  # noqa: ANN401
        weights = start.get(data.name)
        return Suggester(data.codes, data.segments, encoder=encoder, context_roles=CONTEXT, weights=weights)

    return build


if __name__ == "__main__":
    raise SystemExit(main())
