"""How long one more decision takes, and how much memory: `python -m benchmarks.learner [--segments N] [--codes K]`.

Segments are the sample's sentences in new orders; their vectors are random numbers, since only their number and
width matter here. What is timed is `decide` and `scores` after it, and `queue(20)`, with so many segments reviewed
before.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from benchmarks.corpus import sentences
from qual.matching.suggester import Suggester

if TYPE_CHECKING:
    from numpy.typing import NDArray

WIDTH = 384
MEGABYTE = 1024


class RandomEncoder:
    """Vectors of unit length that stand for texts, quickly."""

    def encode(self, texts: list[str], /) -> NDArray[np.float32]:
        """One random vector per text, the same at every call."""
        drawn = np.random.default_rng(0).standard_normal((len(texts), WIDTH), dtype=np.float32)
        return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True))


def tables(segments: int, codes: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A codebook of invented codes, and segments of 40 to a transcript, two roles taking turns."""
    rng = np.random.default_rng(1)
    spoken = sentences()
    texts = [" ".join(spoken[i] for i in rng.integers(len(spoken), size=2)) for _ in range(segments)]
    table = pd.DataFrame(
        {
            "segment_id": [f"s{i}" for i in range(segments)],
            "transcript_id": [f"t{i // 40}" for i in range(segments)],
            "order": [i % 40 for i in range(segments)],
            "role": ["patient" if i % 2 else "clinician" for i in range(segments)],
            "speaker": "",
            "text": texts,
        }
    )
    book = pd.DataFrame(
        {
            "code_id": [f"c{i}" for i in range(codes)],
            "name": [f"code {i}" for i in range(codes)],
            "definition": [spoken[i % len(spoken)] for i in range(codes)],
        }
    )
    return book, table


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one row of the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--segments", type=int, default=20_000)
    parser.add_argument("--codes", type=int, default=40)
    parser.add_argument("--reviewed", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args(arguments)
    book, table = tables(options.segments, options.codes)
    rng = np.random.default_rng(2)
    suggester = Suggester(book, table, encoder=RandomEncoder())
    begun = time.perf_counter()
    suggester.scores()
    print(f"set-up {time.perf_counter() - begun:.1f} s")
    order = rng.permutation(options.segments)
    names = book["code_id"].to_numpy()

    def decide(row: int) -> None:
        suggester.decide(f"s{row}", list(names[rng.random(options.codes) < 0.05]))  # noqa: PLR2004 - the usual share

    for row in order[: options.reviewed]:
        decide(row)
    suggester.scores()
    times, queues = [], []
    for row in order[options.reviewed : options.reviewed + options.rounds]:
        begun = time.perf_counter()
        decide(row)
        suggester.scores()
        times.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        suggester.queue(20)
        queues.append(time.perf_counter() - begun)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
    print(
        f"{options.segments} segments x {options.codes} codes, {options.reviewed} reviewed: decide + scores "
        f"{1000 * statistics.median(times):.0f} ms (least {1000 * min(times):.0f}), queue(20) "
        f"{1000 * statistics.median(queues):.0f} ms, peak {peak:.0f} MB"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
