"""A component's files as the strings Streamlit wants: its markup, its style, and its modules in one script.

The modules are ordinary ones that a browser or an editor understands. They reach Streamlit as one string, so they
are put one after the other, each after those it imports, without the lines that import and the word `export`;
only the component's main file keeps its `export default`. No build step, nothing to install.
"""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import PurePosixPath

_IMPORT = re.compile(r"""^import\s+\{[^}]*\}\s+from\s+["'](?P<path>[^"']+)["'];?[ \t]*\n""", re.MULTILINE)
_EXPORT = re.compile(r"^export (?!default\b)", re.MULTILINE)


@cache
def script(component: str) -> str:
    """The main module of a component with every module it needs before it, each once.

    Raises:
        FileNotFoundError: if a module imports a file that is not there.
        ValueError: if a line imports in a way that is not followed here.
    """
    return module(f"{component}/{component}.js")


def module(path: str) -> str:
    """A module, by its path from the folder of all components, with every module it needs before it, each once.

    Raises:
        FileNotFoundError, ValueError: as `script`.
    """
    parts: dict[str, str] = {}
    _gather(PurePosixPath(path), parts)
    return "\n".join(parts.values())


@cache
def style(component: str) -> str:
    """The styles that components share, then the component's own."""
    shared = sorted(one.name for one in _place(PurePosixPath("shared")).iterdir() if one.name.endswith(".css"))
    files = [PurePosixPath("shared") / name for name in shared]
    return "\n".join(_read(file) for file in [*files, PurePosixPath(component) / f"{component}.css"])


@cache
def markup(component: str) -> str:
    """The component's fixed markup, without a word of anybody's data."""
    return _read(PurePosixPath(component) / f"{component}.html")


def _gather(file: PurePosixPath, parts: dict[str, str]) -> None:
    if str(file) in parts:
        return
    text = _read(file)
    for found in _IMPORT.finditer(text):
        _gather(_resolved(file.parent, found["path"]), parts)
    alone = _EXPORT.sub("", _IMPORT.sub("", text))
    if re.search(r"^import\b", alone, re.MULTILINE):
        raise ValueError(
            f'{file} imports otherwise than by one line of the form import {{ name }} from "./file.js"'
        )
    parts[str(file)] = f"// {file}\n{alone}"


def _resolved(folder: PurePosixPath, path: str) -> PurePosixPath:
    """A path as a module writes it, from the folder of all components."""
    parts: list[str] = []
    for part in (folder / path).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return PurePosixPath(*parts)


def _read(file: PurePosixPath) -> str:
    return _place(file).read_text("utf-8")


def _place(path: PurePosixPath) -> Traversable:
    place: Traversable = resources.files(__package__)
    for part in path.parts:
        place = place.joinpath(part)
    return place
