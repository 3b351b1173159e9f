"""The researcher's YAML file -> a codebook, and what was not understood in it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from qual.codebook.faults import Fault
from qual.codebook.layout import Layout, Reader
from qual.codebook.rescue import rescue
from qual.codebook.source import Source, decode
from qual.codebook.syntax import Node, compose, more_documents
from qual.errors import Problem
from qual.model.codebook import Codebook

_TAB = re.compile(r"^[ ]*\t[ \t]*(?=\S)", re.MULTILINE)
_TAB_WIDTHS = (2, 4, 8)
_USUAL = "codebook.yaml"


@dataclass(frozen=True, slots=True)
class Loaded:
    """A file as it was understood: the codebook, the problems, and where everything stands.

    Attributes:
        source: the text.
        root: the tree, None where the file holds nothing.
        layout: themes and codes with their places.
        problems: in the order of the lines.
        broken: the mistakes that make the file no valid YAML; only without any may an entry of it be changed.
        lost: whether entries or fields are left out because of these mistakes.
    """

    source: Source
    root: Node | None
    layout: Layout
    problems: tuple[Problem, ...]
    broken: tuple[Problem, ...]
    lost: bool = False


def read(data: bytes, *, file: str = _USUAL) -> tuple[Codebook, tuple[Problem, ...]]:
    """The codebook in a file; what is broken in it is reported with its line, and the rest still works.

    Args:
        data: the bytes of the file.
        file: its name, for the problems.

    Returns:
        the codebook (an empty one where nothing could be used), and the problems in the order of the lines.
    """
    loaded = load(data, file)
    return loaded.layout.book, loaded.problems


def load(data: bytes, file: str = _USUAL) -> Loaded:
    """A file with the place of every entry; the same bytes are parsed once. Treat the result as read-only."""
    loaded = _load(data)
    if file == _USUAL:
        return loaded
    problems, broken = (
        tuple(replace(problem, file=file) for problem in found) for found in (loaded.problems, loaded.broken)
    )
    return replace(loaded, problems=problems, broken=broken)


@lru_cache(maxsize=4)
def _load(data: bytes, file: str = _USUAL) -> Loaded:
    source = decode(data, file)
    problems = list(source.problems)
    if not source.usable:
        return Loaded(source, None, Layout(), tuple(problems), tuple(problems))
    text = source.text
    broken: list[Problem] = []
    lost = False
    try:
        root = compose(text, {})
    except Fault as fault:
        before = text
        text, root, faults = _repaired(text, fault)
        lost = text == before  # read in pieces, not with tabs as spaces
        broken = [Problem(file, fault.line, fault.message, fault.hint) for fault in faults]
        problems += broken
    reader = Reader(file, text)
    if root is None or root.empty:
        message = "the file is empty; the codebook has no codes yet"
        problems.append(
            Problem(file, None, message, "Add `title:` and `themes:`, or begin with the sample codebook.")
        )
        root = None
    else:
        second = more_documents(text)
        if second is not None:
            message = "a second document begins here (---); only the first is read"
            problems.append(Problem(file, second, message, "Delete the line if all of it is one codebook."))
        reader.read(root)
    problems += reader.problems
    if broken and not (reader.layout.themes or reader.layout.codes):
        message = "no theme and no code of the file could be read"
        problems.append(Problem(file, None, message, "Mend the lines named above.", fatal=True))
    problems.sort(key=lambda problem: problem.line or 0)
    return Loaded(source, root, reader.layout, tuple(problems), tuple(broken), lost)


def _repaired(text: str, fault: Fault) -> tuple[str, Node, list[Fault]]:
    """A tree of a file with a mistake: with tabs read as spaces where that mends it, else piece by piece."""
    tab = _TAB.search(text)
    if tab is not None:
        for width in _TAB_WIDTHS:
            spaced = _TAB.sub(lambda found, width=width: found[0].replace("\t", " " * width), text)  # type: ignore[misc]
            try:
                root = compose(spaced, {})
            except Fault:
                continue
            if root is not None:
                line = text.count("\n", 0, tab.start()) + 1
                message = "the file is indented with tabs, which YAML does not allow; they were read as spaces"
                return spaced, root, [Fault(line, message, "Replace the tabs by spaces.")]
    root, faults = rescue(text, fault)
    return text, root, faults
