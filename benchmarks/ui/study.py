"""A study to measure on: one interview of so many words with overlapping codings, and suggestions to review."""

from __future__ import annotations

import random
from pathlib import Path

from benchmarks.corpus import write_corpus
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.model.span import Span
from qual.workflow import blinding
from qual.workflow.demo import ROLES
from qual.workflow.projects import CODEBOOK_FILE, OpenProject, create, sample_folder

CODER = "Ada"
PER_WORDS = 900 / 30_000
"""Codings per word: 900 in an interview of 30,000 words."""
LENGTHS = (40, 900)
"""Characters of a coding, so that many overlap."""


def make(folder: Path, words: int, *, suggest: bool = False) -> Path:
    """A study in a new folder; returns the folder of the study."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True)
    text = "\n\n".join(file.read_text("utf-8") for file in write_corpus(corpus, words))
    project = create(folder / "study", codebook=sample_folder() / CODEBOOK_FILE, name="benchmark", synthetic=True)
    with project:
        settings = project.folder / "project.toml"
        settings.write_text(f'coder = "{CODER}"\n{settings.read_text("utf-8")}', "utf-8")
        roles = {**ROLES, "P": "patient", "C": "clinician"}
        project.import_files([("long.txt", text.encode())], roles=roles, coder=CODER)
        blinding.set_share(project, 0.0, coder=CODER)
        if suggest:
            project.suggest()
        else:
            _code(project, round(words * PER_WORDS))
    return folder / "study"


def _code(project: OpenProject, number: int) -> None:
    """Codings at random places by two other people, many of them overlapping."""
    draw = random.Random(0)  # noqa: S311 - a reproducible shuffle, no secret
    with project.store.reading() as tables:
        [text] = tables.texts().values()
    codes = [code.id for code in project.codebook.book.codes]
    ops: list[Op] = []
    while len(ops) < number:
        start = draw.randrange(len(text) - LENGTHS[1])
        span = Span(start, start + draw.randint(*LENGTHS))
        if span.of(text).strip():
            coder = draw.choice(("Grace", "Mary"))
            ops.append(Op(new_id(), "code", coder, "long", span, draw.choice(codes)))
    project.apply(ops)
