"""Does the re-review queue begin with the right decisions? `python -m benchmarks.misfit FOLDER…`.

Each FOLDER holds `codebook.csv` (code, definition) and `segments.csv` (doc_id, text, labels separated by ;). For
every pair of codes A and B with enough passages, two changes are made and the first 10 of the queue looked at:

    narrowed: accepted were 15 passages of A and 15 of B under both definitions, now there is that of A only; right
    are
        those of B. 30 rejects of neither.
    widened: accepted were 15 of A under A's definition, now there are both; right are 8 rejects of B among 30
    others.

Printed is the mean share of right ones among the first 10, and what drawing at random gives.
"""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from qual.matching.encoder import load_encoder
from qual.matching.misfit import TextVectors, misfits
from qual.matching.vectors import unit_vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray

FIRST, EACH, HIDDEN, OTHERS = 10, 15, 8, 30
MOST_SEGMENTS, MOST_PAIRS, FEWEST_WORDS = 1200, 200, 4


def text(*rows: NDArray[np.float32]) -> TextVectors:
    """A code that has these definitions and no phrases."""
    none = np.zeros((0, len(rows[0])), np.float32)
    return TextVectors(np.stack(rows), none, none)


def one_corpus(folder: Path) -> str:
    """The figures of one folder."""
    random = np.random.default_rng(0)
    book = pd.read_csv(folder / "codebook.csv").dropna(subset=["definition"])
    definitions = dict(zip(book["code"], book["definition"], strict=True))
    table = pd.read_csv(folder / "segments.csv").dropna(subset=["text", "labels"]).drop_duplicates("text")
    table = table[[len(words.split()) >= FEWEST_WORDS for words in table["text"]]]
    table = table.sample(min(len(table), MOST_SEGMENTS), random_state=0)
    labels = [set(map(str.strip, own.split(";"))) for own in table["labels"]]
    counts = {code: sum(code in own for own in labels) for code in definitions}
    codes = [code for code, n in counts.items() if n >= EACH]
    encoder = load_encoder()
    passages = unit_vectors(encoder.encode, table["text"].tolist())
    own = dict(zip(codes, unit_vectors(encoder.encode, [definitions[code] for code in codes]), strict=True))
    narrowed, widened = [], []
    pairs = [(a, b) for a in codes for b in codes if a != b]
    for place in random.permutation(len(pairs))[:MOST_PAIRS]:
        a, b = pairs[place]
        only_a = np.flatnonzero([a in one and b not in one for one in labels])
        only_b = np.flatnonzero([b in one and a not in one for one in labels])
        neither = np.flatnonzero([not {a, b} & one for one in labels])
        if min(len(only_a), len(only_b)) < EACH or len(neither) < OTHERS:
            continue
        yes, moved, others = (random.choice(s, k, replace=False) for s, k in
                              ((only_a, EACH), (only_b, EACH), (neither, OTHERS)))  # fmt: skip
        rows = np.concatenate([yes, moved, others])
        said = [True] * (2 * EACH) + [False] * OTHERS
        queue = misfits(passages[rows], said, text(own[a], own[b]), text(own[a]))[:FIRST]
        narrowed.append(np.mean([EACH <= one.row < 2 * EACH for one in queue]))
        rows = np.concatenate([yes, moved[:HIDDEN], others])
        said = [True] * EACH + [False] * (HIDDEN + OTHERS)
        queue = misfits(passages[rows], said, text(own[a]), text(own[a], own[b]))[:FIRST]
        widened.append(np.mean([EACH <= one.row < EACH + HIDDEN for one in queue]))
    return (
        f"{folder.name}: {len(narrowed)} pairs of {len(codes)} codes; narrowed {np.mean(narrowed):.2f} "
        f"(random {EACH / (2 * EACH + OTHERS):.2f}), widened {np.mean(widened):.2f} "
        f"(random {HIDDEN / (EACH + HIDDEN + OTHERS):.2f}, at most {HIDDEN / FIRST:.2f})"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="+", type=Path)
    for folder in parser.parse_args().folders:
        print(one_corpus(folder), flush=True)


if __name__ == "__main__":
    main()
