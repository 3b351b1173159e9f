"""The plain values of a codebook: what a text, an id, a colour may hold, whoever wrote them.

Reading and writing share these rules, so that what is written is what is read back.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from dataclasses import replace

from qual.model.codebook import Code, Example, Theme

THEME_FIELDS = ("id", "name", "definition", "color")
CODE_FIELDS = (
    "id",
    "name",
    "heading",
    "definition",
    "include",
    "exclude",
    "examples",
    "color",
    "retired",
    "merged_into",
)
"""The fields of an entry, in the order in which a new entry is written."""

_LINE_BREAKS = re.compile("\r\n|\r")
_SPACE_LIKE = re.compile("[\t\x85\u2028\u2029]")
_NEVER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufeff\ufffe\uffff]")
_HEX = re.compile(r"#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")


def text(value: str) -> str:
    """The text without control characters and without white space at its ends; lines end in LF."""
    lines = _SPACE_LIKE.sub(" ", _LINE_BREAKS.sub("\n", value))
    return _NEVER.sub("", lines).strip()


def one_line(value: str) -> str:
    """The text on one line, for names and ids."""
    return re.sub(r" *\n\s*", " ", text(value)).strip()


def color(value: str) -> str | None:
    """`#RRGGBB` as written (`#RGB` and a missing # are completed), or None where it is no colour."""
    found = _HEX.fullmatch(value)
    if found is None:
        return None
    digits = found[1]
    return "#" + (digits if len(digits) == len("RRGGBB") else "".join(digit * 2 for digit in digits))


def derived_id(name: str, taken: Container[str], met: dict[str, int] | None = None) -> str:
    """A short id made of the words of a name, and not among those taken.

    Args:
        name: the name.
        taken: ids that are used already.
        met: words met before -> the number behind them then, brought forward; for many names alike, while
            `taken` only grows.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    stem = re.sub(r"[^\w]+", "-", folded).strip("-_")[:60].strip("-_") or "entry"
    met = {} if met is None else met
    number = met.get(stem, 1)
    candidate = stem if number == 1 else f"{stem}-{number}"
    while candidate in taken:
        number += 1
        candidate = f"{stem}-{number}"
    met[stem] = number
    return candidate


def settled_code(code: Code) -> Code:
    """The code as it is read back from a file: trimmed texts, no empty phrases or examples."""
    examples = (Example(text(e.text), one_line(e.role)) for e in code.examples)
    return replace(
        code,
        id=one_line(code.id),
        name=one_line(code.name),
        theme=one_line(code.theme),
        definition=text(code.definition),
        include=tuple(filter(None, map(text, code.include))),
        exclude=tuple(filter(None, map(text, code.exclude))),
        examples=tuple(example for example in examples if example.text),
        color=color(one_line(code.color)) or one_line(code.color),
        parent=one_line(code.parent),
        merged_into=one_line(code.merged_into),
    )


def settled_theme(theme: Theme) -> Theme:
    """The theme as it is read back from a file."""
    shade = one_line(theme.color)
    return Theme(one_line(theme.id), one_line(theme.name), text(theme.definition), color(shade) or shade)


def circling(steps: Mapping[str, str]) -> tuple[str, ...]:
    """The ids that lead back to themselves, step by step, in the order given.

    Args:
        steps: id -> the id it leads to; one that leads nowhere is left out, or leads to "".
    """
    met_from: dict[str, str] = {}
    circle: set[str] = set()
    for start in steps:
        own, path = start, []
        while own in steps and own not in met_from:
            met_from[own] = start
            path.append(own)
            own = steps[own]
        if met_from.get(own) == start and own in path:
            circle.update(path[path.index(own) :])
    return tuple(own for own in steps if own in circle)
