"""Verifying a report: it is made again from the study, and every number and quote that differs is named."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qual.errors import QualError, Refused
from qual.model.plan import Plan
from qual.workflow import exporting, manifests, report_names

if TYPE_CHECKING:
    from qual.exporters.base import Report
    from qual.exporters.reading_back import Quoted, Told
    from qual.workflow.projects import OpenProject

MOST = 500
"""Differences that are named; of the rest the number is said."""
_CHANGES = ("state_of", "record/", "made_with/", "model/suggested")
"""Entries of a manifest that say when and with what; where they differ, that is no difference in what is said."""
_LAST = 2**63 - 1
"""No event of a record has a higher number."""
_LEFT_OUT = re.compile(r"\[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Verified:
    """What became of a report.

    Attributes:
        problems: a sentence for each number, quote or line that is not as the study has it.
        notes: what else to know: acts since, other versions.
        same: whether the file made again is the same, byte for byte.
        since: acts in the study since the report was made.
        checked: how many tables, cells, lines and quotes were compared.
    """

    problems: tuple[str, ...]
    notes: tuple[str, ...]
    same: bool
    since: int
    checked: Mapping[str, int] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return not self.problems

    @property
    def document(self) -> dict[str, object]:
        """As `qual verify --json` prints it."""
        return {
            "ok": self.ok, "problems": list(self.problems), "notes": list(self.notes), "same_bytes": self.same,
            "acts_since": self.since, "checked": dict(self.checked),
        }  # fmt: skip

    @property
    def sentence(self) -> str:
        """The result in a sentence."""
        many = ", ".join(f"{number:,} {name}" for name, number in self.checked.items() if number)
        if not self.ok:
            number = len(self.problems)
            return f"{number:,} {'difference' if number == 1 else 'differences'} in {many or 'the file'}."
        how = "the file made again is the same, byte for byte" if self.same else "they were compared one by one"
        return f"Every number and every quote is as the study has it: {how} ({many})."


def verify(project: OpenProject, path: Path) -> Verified:
    """A report that qual wrote against the study it is from.

    Args:
        project: the study.
        path: the main file; what stands beside it is read too.

    Raises:
        Refused: if it cannot be read, or carries no manifest.
    """
    what = f"Verifying {path.name}"
    data, beside = _files(path, what)
    file = _read(path.name, data, beside, what)
    if not file.manifest:
        hint = "It was not written by `qual export`, or the manifest was taken out; write the report again."
        raise Refused(what, "it does not say what it was made from", hint=hint)
    plan = _plan(file.manifest, what)
    try:
        report = exporting.report(project, plan)
    except QualError as error:
        why = f"It cannot be made again: {error}"
        return Verified((why,), (), same=False, since=_since(project, file.manifest)[0])
    from qual.exporters.registry import export

    made = export(file.format, report, stem=path.stem)
    main = next(iter(made))
    others = {name: raw for name, raw in made.items() if name != main}
    same = made[main] == data and all(beside.get(name) == raw for name, raw in others.items())
    study = file if same else _read(main, made[main], others, what)
    since, problems, notes = _told_since(project, file.manifest, report.manifest)
    problems += [] if same else _differences(file, study)
    problems += _quotes(project, plan, report, file.quotes)
    if not same and not problems:
        notes.append(
            "The bytes differ: the record it names is older, or another program saved it."
            if since
            else "The bytes differ: it was saved by another program, or written by other versions."
        )
    if len(problems) > MOST:
        problems = [*problems[:MOST], f"… and {len(problems) - MOST:,} more."]
    return Verified(tuple(problems), tuple(notes), same, since, _checked(file))


def _files(path: Path, what: str) -> tuple[bytes, dict[str, bytes]]:
    """The file, and those beside it that begin like it."""
    try:
        data = path.read_bytes()
        near = [one for one in path.parent.iterdir() if one.is_file() and one != path]
        stems = {path.stem, *(path.stem.rsplit(" ", count)[0] for count in (1, 2))}
        beside = {
            one.name: one.read_bytes() for one in near if any(one.name.startswith(f"{stem} ") for stem in stems)
        }
        beside |= {one.name: one.read_bytes() for one in near if one.stem in stems and one.suffix == path.suffix}
    except OSError as error:
        raise Refused(what, error.strerror or str(error)) from error
    return data, beside


def _read(name: str, data: bytes, beside: Mapping[str, bytes], what: str) -> Told:
    from qual.exporters.reading_back import read

    try:
        return read(name, data, beside)
    except ValueError as error:
        raise Refused(what, str(error)) from error


def _plan(manifest: Mapping[str, object], what: str) -> Plan:
    try:
        return Plan.from_json(json.dumps(manifest.get("plan")))
    except ValueError as error:
        hint = "Was it written by a later version of qual?"
        raise Refused(what, f"its plan cannot be read ({error})", hint=hint) from error


def _since(project: OpenProject, manifest: Mapping[str, object]) -> tuple[int, bool]:
    """How many acts came after the report, and whether the record up to it is the one the report names."""
    record = manifest.get("record")
    told = record if isinstance(record, Mapping) else {}
    seq, own = told.get("events"), told.get("sha256")
    readable = type(seq) is int and 0 <= seq <= _LAST and isinstance(own, str) and bool(own) == bool(seq)
    at = seq if readable and isinstance(seq, int) else 0
    with project.store.reading() as tables:
        return tables.count_since(at, without=manifests.QUIET), readable and tables.hash_at(at) == own


def _told_since(
    project: OpenProject, file: Mapping[str, object], study: Mapping[str, object]
) -> tuple[int, list[str], list[str]]:
    """Acts since, and what the two manifests say otherwise: a problem where nothing was done since, else a note."""
    from qual.exporters.manifest import rows

    since, own = _since(project, file)
    here, there = dict(rows(file)), dict(rows(study))
    differ = [name for name in sorted({*here, *there}) if here.get(name) != there.get(name)]
    notes = [
        f"Made with {name.removeprefix('made_with/')} {_bare(here.get(name))}; here is {_bare(there.get(name))}."
        for name in differ
        if name.startswith("made_with/")
    ]
    said = [
        f"Manifest, {name}: the file says {_bare(here.get(name))}, the study {_bare(there.get(name))}."
        for name in differ
        if not name.startswith(_CHANGES)
    ]
    if not own:
        why = (
            "The record of this study is not the one the report was made from: it is another study, or was altered."
        )
        return since, [why, *said], notes
    if not since:
        return since, said, notes
    acts = "1 act was" if since == 1 else f"{since:,} acts were"
    when = str(file.get("state_of", ""))[:16].replace("T", " ")
    return (
        since,
        [],
        [f"{acts} done in the study since ({when} UTC); differences may come from there.", *said, *notes],
    )


def _bare(value: str | None) -> str:
    return "nothing" if value is None else value.strip('"')


def _differences(file: Told, study: Told) -> list[str]:
    """What the two say otherwise, apart from when and by which version they were made."""
    from qual.exporters.differing import compare

    return compare(_timeless(file), _timeless(study))


def _timeless(told: Told) -> Told:
    """The same without the moment and the version that its own manifest names."""
    moment = str(told.manifest.get("state_of", ""))
    made = told.manifest.get("made_with")
    version = made.get("qual", "") if isinstance(made, Mapping) else ""
    marks = [moment, f"{moment[:10]}, {moment[11:16]} UTC"] if moment else []
    marks += [f"qual {version}"] if version else []

    def plain(text: str) -> str:
        for mark in marks:
            text = text.replace(mark, "⟨then⟩")
        return text

    tables = {
        name: replace(
            table, rows=[[plain(cell) if isinstance(cell, str) else cell for cell in row] for row in table.rows]
        )
        for name, table in told.tables.items()
    }
    return replace(told, tables=tables, lines=tuple(map(plain, told.lines)))


def _quotes(project: OpenProject, plan: Plan, report: Report, quotes: Iterable[Quoted]) -> list[str]:
    """Every quote of the file that does not stand in its transcript."""
    names = report_names.names(project, plan.names)
    with project.store.reading() as tables:
        texts = {names.transcript(name): text for name, text in tables.texts().items()}
    flat = "\n".join(_flat(text) for text in texts.values())
    known = {_flat(str(words)) for words in report.codings["quote"]}
    known |= {_flat(quote.shown) for page in report.themes for quote in (*page.quotes, *page.negatives)}
    return [wrong for quote in quotes if (wrong := _wrong(quote, texts, flat, known))]


def _wrong(quote: Quoted, texts: Mapping[str, str], flat: str, known: set[str]) -> str:
    from qual.exporters.reading_back import same_words

    if not quote.transcript:
        if _flat(quote.words) in known or _pieces_in(quote.words, flat):
            return ""
        return f"{quote.where}: these words are in no transcript: “{quote.words[:80]}”."
    if quote.transcript not in texts:
        return f"{quote.where}: there is no transcript {quote.transcript}."
    words = texts[quote.transcript][max(quote.start, 0) : max(quote.end, 0)]
    if same_words(words, quote.words) or (quote.edited and words and _pieces_in(quote.words, _flat(words))):
        return ""
    place = f"{quote.transcript}, {quote.start}–{quote.end}"
    return f"{quote.where}: the words at {place} are not “{' '.join(quote.words.split())[:80]}”."


def _pieces_in(shown: str, flat: str) -> bool:
    """Whether what is kept of a shortened quote stands there, in its order.

    Square brackets mark what an analyst left out or replaced; where the transcript has such a bracket itself, it
    may stand there too.
    """
    if _flat(shown) in flat:
        return True
    at = 0
    pieces = [_flat(piece) for piece in _LEFT_OUT.split(shown)]
    for piece in filter(None, pieces):
        at = flat.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return any(pieces)


def _flat(text: str) -> str:
    """The text with single blanks, as a page shows it, without what a page cannot hold."""
    from qual.exporters.web_html import clean

    return " ".join(clean(text).split())


def _checked(file: Told) -> dict[str, int]:
    return {
        "tables": len(file.tables),
        "cells": sum(len(row) for table in file.tables.values() for row in table.rows),
        "lines": len(file.lines),
        "quotes": len(file.quotes),
    }
