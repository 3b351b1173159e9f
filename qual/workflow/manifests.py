"""Manifests: what a report was made from, so that it can be made again and checked years later."""

from __future__ import annotations

import hashlib
import json
import platform
from dataclasses import asdict
from importlib import metadata
from typing import TYPE_CHECKING

from qual.model.plan import Plan

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject
    from qual.workflow.report_names import Names

KIND = "qual report manifest 1"
"""What a manifest calls itself."""

PACKAGES = (
    "numpy", "pandas", "scipy", "statsmodels", "scikit-learn", "openpyxl", "python-docx", "pyarrow",
    "vl-convert-python", "spacy", "onnxruntime",
)  # fmt: skip
"""Packages on whose versions a number, a picture or a byte of a report may hang."""

QUIET = ("export",)
"""Kinds of event that change nothing a report says."""


def manifest(project: OpenProject, plan: Plan) -> dict[str, object]:
    """What a report by this plan is made from; nothing in it is the time of now, so the same study gives the same.

    Returns:
        Plain values as JSON has them: `kind`, `study`, `synthetic`, `made_with` (versions), `state_of` and `record`
        (the last event: time, place and hash), `inputs` (SHA-256 of every upload, every text as it is now, the
        codebook file and the table of participants), `codebook`, `model`, `settings`, `plan`, `seed`, `coders`
        and `reviewed` (role -> share of its segments that somebody has looked at).
    """
    from qual.workflow import report_names, reporting

    state = project.codebook
    with project.store.reading() as tables:
        suggested = tables.suggestion_state()
        last = tables.newest(without=QUIET)
        head = tables.hash_at(last.seq) if last else ""
        inputs = _inputs(tables, report_names.names(project, plan.names))
        coders = sorted({coding.coder for coding in tables.codings()})
    settings = asdict(project.settings)
    settings.pop("database")  # may hold a password
    settings.pop("coder")
    name, _, digits = (suggested.model if suggested else "").partition("@")
    told: dict[str, object] = {
        "kind": KIND,
        "study": project.settings.name,
        "synthetic": project.settings.synthetic,
        "made_with": versions(),
        "state_of": last.created if last else "",
        "record": {"events": last.seq if last else 0, "sha256": head},
        "inputs": {**inputs, "codebook_file": hashlib.sha256(state.data).hexdigest()},
        "codebook": {"version": state.book.version, "label": state.book.label},
        "model": {"name": name, "sha256": digits, "suggested": suggested.created if suggested else ""},
        "settings": settings,
        "plan": json.loads(plan.to_json()),
        "seed": plan.seed,
        "coders": coders,
        "reviewed": dict(reporting.frequencies(project).reviewed),
    }
    plain: dict[str, object] = json.loads(json.dumps(told))
    return plain


def versions() -> dict[str, str]:
    """The versions of qual, Python and the packages that count."""
    from qual import __version__

    found = {"qual": __version__, "python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found


def _inputs(tables: Tables, names: Names) -> dict[str, object]:
    """SHA-256 of what people brought in; of a text also as it is now, with its corrections.

    Where people are numbered, transcripts are too, and no upload is named.
    """
    texts = tables.texts()
    uploads = {
        names.transcript(info.id): {
            "file": "" if names.by_number else info.file,
            "sha256": info.sha256,
            "text_sha256": _sha256(texts[info.id]),
        }
        for info in tables.transcripts()
    }
    people = [
        [p.id, p.role, sorted(p.attributes.items())]
        for p in sorted(tables.participants(), key=lambda person: person.id)
    ]
    said = sorted((s.transcript, s.label, s.participant, s.confirmed) for s in tables.speakers())
    return {"transcripts": uploads, "participants": _sha256(json.dumps([people, said], ensure_ascii=False))}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
