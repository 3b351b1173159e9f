"""How long frequencies of a large study take: `python -m benchmarks.counting [--interviews N] [--codings N]`.

Invented interviews in memory, 100 codes in 10 themes; the count is timed from the tables, and once more from a
project on disk with everything that stands beside the table. Both are processor time, so that a busy machine
changes little.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd

from qual.analysis.frame import CODINGS, SEGMENTS
from qual.analysis.frequencies import frequencies
from qual.model.codebook import Code, Codebook, Theme
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import counting, frames
from qual.workflow.counted import counted
from qual.workflow.projects import create

CODES, THEMES = 100, 10
PASSAGES, WORDS = 100, 40
"""Of each interview, and of each passage."""


def book(codes: int = CODES, themes: int = THEMES) -> Codebook:
    """So many codes, spread over so many themes."""
    return Codebook(
        themes=tuple(Theme(f"t{n}", f"Theme {n}") for n in range(themes)),
        codes=tuple(Code(f"c{n}", f"Code {n}", theme=f"t{n % themes}") for n in range(codes)),
    )


def study(interviews: int, codings: int, *, seed: int = 0) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Segments of so many interviews (two patients for each clinician) and codings at random places of them."""
    random = np.random.default_rng(seed)
    vocabulary = np.array(["waiting", "letter", "tablet,", "nobody", "rang", "again.", "list", "I", "the", "told"])
    rows = []
    for interview in range(interviews):
        at, who = 0, f"P{interview:03}"
        for number, words in enumerate(random.choice(vocabulary, (PASSAGES, WORDS))):
            text = " ".join(words)
            role = "patient" if interview % 3 else "clinician"
            rows.append((f"{who}:{number}", who, at, at + len(text), who, who, role, text))
            at += len(text) + 2
    segments = pd.DataFrame(rows, columns=list(SEGMENTS))
    chosen = segments.iloc[random.integers(0, len(segments), codings)]
    made = pd.DataFrame("", index=range(codings), columns=list(CODINGS))
    made["transcript"], made["coder"] = chosen["transcript"].to_numpy(), "Ada"
    made["start"] = chosen["start"].to_numpy() + random.integers(0, 40, codings)
    made["end"] = chosen["end"].to_numpy() - random.integers(0, 40, codings)
    made["code"] = [f"c{n}" for n in random.integers(0, CODES, codings)]
    return segments, made


def seconds(work: Callable[[], object], times: int = 3) -> float:
    """Processor time of the quickest of so many runs."""
    taken = []
    for _ in range(times):
        begun = time.process_time()
        work()
        taken.append(time.process_time() - begun)
    return min(taken)


def on_disk(interviews: int, codings: int) -> None:
    """A project of the same size: reading it, and the whole answer with differences and notes."""
    segments, made = study(interviews, codings)
    with tempfile.TemporaryDirectory() as name, create(Path(name) / "study", name="benchmark") as project:
        texts = segments.groupby("participant", sort=False)["text"].agg(list)
        roles = {"C": "clinician", "P": "patient", "I": "interviewer"}
        uploads = [
            (f"{who}.txt", "\n\nI: Go on?\n\n".join(f"{who}: {text}" for text in said).encode())
            for who, said in texts.items()
        ]
        project.import_files(uploads, roles=roles, coder="bench")
        theirs = frames.data_segments(project)
        rows = np.random.default_rng(1).integers(0, len(theirs), codings)
        places = zip(theirs["transcript"].to_numpy()[rows], theirs["start"].to_numpy()[rows],
                     theirs["end"].to_numpy()[rows], made["code"], strict=True)  # fmt: skip
        ops = [Op(new_id(), "code", "bench", t, Span(int(a), int(b)), code) for t, a, b, code in places]
        for first in range(0, len(ops), 5000):
            project.apply(ops[first : first + 5000])
        read = seconds(lambda: counted(project), 1)
        whole = seconds(lambda: counting.frequencies(project), 1)
        print(
            f"on disk       {len(theirs):,} segments, {codings:,} codings: read {read:.2f} s, answer {whole:.2f} s"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--interviews", type=int, default=500)
    parser.add_argument("--codings", type=int, default=100_000)
    parser.add_argument("--disk", action="store_true", help="also a project on disk, which takes minutes to make")
    asked = parser.parse_args()
    segments, made = study(asked.interviews, asked.codings)
    taken = seconds(lambda: frequencies(segments, made, book(), reviews=made, decisions=made, headings=True))
    print(
        f"in memory     {asked.interviews} interviews, {len(segments):,} segments, {asked.codings:,} codings, "
        f"{CODES} codes: {taken:.2f} s"
    )
    if asked.disk:
        on_disk(asked.interviews, asked.codings)


if __name__ == "__main__":
    main()
