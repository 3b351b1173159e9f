"""A corpus of any size from the sample study: its sentences in new orders, so that no passage repeats."""

from __future__ import annotations

import random
from pathlib import Path

from qual.importers.registry import read
from qual.workflow.demo import sample_files

WORDS_PER_TRANSCRIPT = 5_000
SENTENCES_PER_TURN = (2, 9)


def write_corpus(folder: Path, words: int, *, seed: int = 0) -> list[Path]:
    """Write plain-text transcripts of about `words` words in all, patients and clinicians by turns."""
    draw = random.Random(seed)  # noqa: S311 - a reproducible shuffle, no secret
    said = sentences()
    files: list[Path] = []
    written = 0
    while written < words:
        number = len(files) + 1
        label = f"P{number:02d}" if number % 2 else f"C{number:02d}"
        turns, spoken = [], 0
        while spoken < min(WORDS_PER_TRANSCRIPT, words - written):
            answer = " ".join(draw.choices(said, k=draw.randint(*SENTENCES_PER_TURN)))
            turns += [f"Interviewer: {draw.choice(said)}", f"{label}: {answer}"]
            spoken += len(answer.split())
        file = folder / f"{label}.txt"
        file.write_text("\n\n".join(turns) + "\n", "utf-8")
        files.append(file)
        written += spoken
    return files


def sentences() -> list[str]:
    """Every different sentence of the sample study, in order."""
    found: dict[str, None] = {}
    for file in sample_files():
        for one in read(file.name, file.read_bytes()).transcripts:
            for turn in one.transcript.turns:
                words = " ".join(turn.span.of(one.transcript.text).split())
                for sentence in words.replace("? ", "?|").replace(". ", ".|").split("|"):
                    if ":" not in sentence:  # nothing that could be taken for a label
                        found[sentence.strip()] = None
    return [sentence for sentence in found if sentence]
