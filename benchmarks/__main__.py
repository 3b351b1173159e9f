"""`python -m benchmarks [--words 100000]`: prints every figure as a ratio of two things timed in this run."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.corpus import write_corpus
from benchmarks.suggest import Run, plain_encode, qual, run
from qual.workflow.demo import ROLES
from qual.workflow.projects import CODEBOOK_FILE, create, sample_folder

HEAVY = ("torch", "spacy", "sentence_transformers", "transformers", "sklearn", "scipy", "pandas", "numpy",
         "streamlit", "sqlalchemy", "ruamel")  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", type=int, default=100_000)
    words = parser.parse_args().words
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start()
        suggest(folder, words)


def start() -> None:
    """How soon `qual --help` answers, and which heavy packages it imports."""
    bare = min(run(sys.executable, "-c", "pass").seconds for _ in range(5))
    helped = min(qual("--help").seconds for _ in range(5))
    listing = subprocess.run(
        [sys.executable, "-c", f"import sys, qual.cli.app; print([m for m in {HEAVY!r} if m in sys.modules])"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    print(
        f"start         qual --help / bare python  {helped / bare:6.2f}   heavy imports: {listing.stdout.strip()}"
    )


def suggest(folder: Path, words: int) -> None:
    """Cold, warm and unchanged runs of `qual suggest` against plain encoding; memory and size."""
    place = folder / "project"
    corpus = folder / "corpus"
    corpus.mkdir()
    files = write_corpus(corpus, words)
    with create(place, codebook=sample_folder() / CODEBOOK_FILE, name="benchmark", synthetic=True) as project:
        project.import_files(files, roles={**ROLES, "P": "patient", "C": "clinician"}, coder="bench")
        table = project.segments()
        texts = table[table["role"] != "interviewer"]["text"].tolist()
    spoken = sum(len(text.split()) for text in texts)
    plain, encoding = plain_encode(texts, folder)
    cold = qual("suggest", "--project", str(place), "--json")
    unchanged = qual("suggest", "--project", str(place), "--json")
    one = table[table["role"] == "patient"].iloc[0]
    _decide(folder, place, f"{one['transcript']},{one['start']},{one['end']},hopelessness,accept")
    learned = qual("suggest", "--project", str(place), "--json")
    report = json.loads(cold.printed)
    print(
        f"corpus        {spoken} words of respondents, {len(texts)} segments, {report['suggestions']} suggestions"
    )
    _ratio("cold", cold, plain, encoding)
    _ratio("one decision", learned, plain, encoding)
    _ratio("unchanged", unchanged, plain, encoding)
    size = sum(f.stat().st_size for f in place.rglob("*") if f.is_file()) / 1e6
    print(f"size          {size * 100_000 / spoken:.1f} MB per 100,000 words (uploads, text, vectors, suggestions)")


def _decide(folder: Path, place: Path, row: str) -> None:
    file = folder / "decisions.csv"
    file.write_text(f"transcript,start,end,code,decision\n{row}\n", "utf-8")
    qual("decide", str(file), "--coder", "bench", "--project", str(place))


def _ratio(what: str, ours: Run, plain: Run, encoding: float) -> None:
    print(
        f"{what:13} qual suggest / plain encode  {ours.seconds / plain.seconds:6.3f} whole process, "
        f"{ours.seconds / encoding:6.3f} encode alone   peak {ours.peak_mb:.0f} MB (plain {plain.peak_mb:.0f})"
    )


if __name__ == "__main__":
    main()
