"""`make lock`: pins every package of this environment, and lists the licence of each.

Writes `constraints.txt` and the generated part of `docs/dependencies.md`. Only what the project asks for
is pinned, directly or through others, so that a package someone tried out never gets in. A package this
environment lacks (another system's, or an extra that is not installed) keeps the pin it had.
"""

from __future__ import annotations

import logging
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "constraints.txt"
DEPENDENCIES = ROOT / "docs" / "dependencies.md"
BEGIN, END = "<!-- begin: written by make lock -->", "<!-- end: written by make lock -->"
HEAD = """\
# Every package of the project and its tools, pinned; `make lock` writes this file anew.
# Why each direct dependency is here and under which licence: docs/dependencies.md
"""

COPYLEFT = re.compile(r"\b[AL]?GPL|\bMPL|\bEPL|\bEUPL|\bCDDL")

_SHORT = {  # what packages write in free text, as SPDX has it
    "3-Clause BSD License": "BSD-3-Clause",
    "2-clause BSD": "BSD-2-Clause",
    "BSD 2-Clause License": "BSD-2-Clause",
    "Apache 2.0": "Apache-2.0",
    "Apache 2.0 License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "ISC License": "ISC",
}
_CLASSIFIED = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
}
_ONE = r"(?:MIT|ISC|Apache-2\.0|MPL-2\.0|BSD-[23]-Clause)"
_SPDX = re.compile(rf"{_ONE}(?: (?:AND|OR) {_ONE})*")


def direct() -> dict[str, list[Requirement]]:
    """What pyproject.toml asks for: "" -> the package's own needs, and each extra -> its needs."""
    project = tomllib.loads(PYPROJECT.read_text("utf-8"))["project"]
    groups = {"": project["dependencies"], **project["optional-dependencies"]}
    return {group: [Requirement(need) for need in needs] for group, needs in groups.items()}


@cache
def reachable() -> dict[str, Distribution | None]:
    """Every package the project asks for on this system, directly or through others.

    Returns:
        canonical name -> the installed distribution, or None where it is not installed.
    """
    found: dict[str, Distribution | None] = {}
    seen: set[tuple[str, str]] = set()
    waiting = [place for needs in direct().values() for need in needs for place in _places(need)]
    while waiting:
        name, extra = waiting.pop()
        if (name, extra) in seen:
            continue
        seen.add((name, extra))
        try:
            found[name] = package = distribution(name)
        except PackageNotFoundError:
            found[name] = None
            continue
        waiting.extend(place for need in _needs(package, extra) for place in _places(need))
    return dict(sorted(found.items()))


def licence(package: Distribution) -> str:
    """The licence of an installed package as an SPDX expression, from its metadata or its licence file."""
    about = package.metadata
    if "License-Expression" in about:
        return about["License-Expression"]
    short = _free_text(package).strip()
    if short in _SHORT or _SPDX.fullmatch(short):
        return _SHORT.get(short, short)
    classified = [c.rsplit(" :: ", 1)[-1] for c in about.get_all("Classifier") or [] if c.startswith("License ::")]
    known = [_CLASSIFIED[name] for name in classified if name in _CLASSIFIED]
    return " AND ".join(known) or next(_from_texts(package), "unknown")


def pins() -> dict[str, str]:
    """Canonical name -> version, as constraints.txt has them."""
    lines = (line.strip() for line in CONSTRAINTS.read_text("utf-8").splitlines())
    pairs = (line.split("==") for line in lines if line and not line.startswith("#"))
    return {canonicalize_name(name): version for name, version in pairs}


def constraints() -> str:
    """The text of constraints.txt for this environment."""
    kept = pins()
    lines = []
    for name, package in reachable().items():
        if package is not None:
            lines.append(f"{package.metadata['Name']}=={Version(package.version).public}")
        elif name in kept:
            lines.append(f"{name}=={kept[name]}")
    return HEAD + "\n".join(sorted(lines, key=lambda line: line.split("==")[0].lower())) + "\n"


def licences(before: str) -> str:
    """The generated table of docs/dependencies.md; a package that is not installed keeps its row."""
    rows = dict(re.findall(r"^\| (\S+) \| (.+) \|$", before, flags=re.MULTILINE))
    for name, package in reachable().items():
        if package is not None:
            found = licence(package)
            rows[name] = f"{found} | {'copyleft' if COPYLEFT.search(found) else ''}".rstrip()
    wanted = sorted(set(rows) & set(pins()))
    table = "\n".join(f"| {name} | {rows[name]} |" for name in wanted)
    return f"{BEGIN}\n| Package | Licence | Note |\n|---|---|---|\n{table}\n{END}"


def main() -> None:
    """Write both files."""
    CONSTRAINTS.write_text(constraints(), "utf-8")
    text = DEPENDENCIES.read_text("utf-8")
    before, rest = text.split(BEGIN)
    old, after = rest.split(END)
    DEPENDENCIES.write_text(before + licences(old) + after, "utf-8")
    logging.getLogger("lock").info("%d packages pinned", len(pins()))


def _places(need: Requirement) -> list[tuple[str, str]]:
    """The package itself, and each of its extras that is asked for."""
    return [(canonicalize_name(need.name), extra) for extra in ("", *need.extras)]


def _needs(package: Distribution, extra: str) -> Iterator[Requirement]:
    for text in package.requires or []:
        need = Requirement(text)
        if need.marker is None:
            if not extra:
                yield need
        elif need.marker.evaluate({"extra": extra}):
            yield need


def _free_text(package: Distribution) -> str:
    return next(iter(package.metadata.get_all("License") or []), "")


def _from_texts(package: Distribution) -> Iterator[str]:
    """The licences whose wording is found in the package's own licence files."""
    names = [file for file in package.files or [] if re.search(r"(?i)dist-info/.*(licen[cs]e|copying)", str(file))]
    texts = [file.read_text("utf-8") for file in names] + [_free_text(package)]
    for text in (" ".join(text.split()) for text in texts):
        if "Redistribution and use in source and binary forms" in text:
            third = re.search(
                r"(?i)neither the names? of|names? of the copyright holders may not|endorse or promote", text
            )
            yield "BSD-3-Clause" if third else "BSD-2-Clause"
        elif "Permission is hereby granted, free of charge" in text:
            yield "MIT"
        elif "Apache License Version 2.0" in text:
            yield "Apache-2.0"


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(message)s")
    main()
