"""Values -> YAML text, in the way people write it."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Sequence

from qual.codebook.syntax import Node
from qual.codebook.values import CODE_FIELDS, THEME_FIELDS
from qual.model.codebook import Code, Example, Theme

Value = str | bool | tuple[str, ...] | tuple[Example, ...]

STEP = 2
_WIDTH = 100
_PLAIN = re.compile(r"[^\W_](?:[^\n:#]|:(?=[^\s,\[\]{}])|(?<=\S)#)*")
_BRACKETS = re.compile(r"[,\[\]{}]")
_OTHER_KIND = re.compile(
    r"(?i:true|false|yes|no|on|off|y|n|null|none|nan|inf)|[0-9][0-9_.,:eExXoOabcdfABCDF+-]*(?:[tTzZ ][0-9:.+zZ-]*)?"
)


def scalar(value: str, *, style: str = "", inside: bool = False) -> str:
    """A text on one line: unquoted where no YAML reader could take it for something else.

    Args:
        value: the text.
        style: the quotation mark it had; kept where possible.
        inside: True between brackets, where more signs need quotation marks.
    """
    if style == "'" and "\n" not in value:
        return "'" + value.replace("'", "''") + "'"
    plain = _PLAIN.fullmatch(value) and not _OTHER_KIND.fullmatch(value) and not value.endswith((":", " "))
    if style == '"' or not plain or (inside and _BRACKETS.search(value)):
        return json.dumps(value, ensure_ascii=False)
    return value


def paragraph(value: str, node: Node, header: str, *, column: int, newline: str) -> str:
    """A text in the block style (| or >) it had, or on one line where a folded text has become short.

    Args:
        value: the text.
        node: the value as it stood.
        header: its first line as it stood, comment included.
        column: where the text of its field begins.
        newline: how the file ends lines.
    """
    folded = node.style == ">" and not re.search(r"\n|  ", value)
    signs = re.match(r"[|>][0-9+-]*", header)
    rest = header[signs.end() :].rstrip() if signs else ""
    mark = (">" if folded else "|") + ("-" if signs and "-" in signs[0] else "")
    pad = " " * (column + STEP)
    width = max(_WIDTH - len(pad), 40)
    lines = (
        textwrap.wrap(value, width, break_long_words=False, break_on_hyphens=False) if folded else value.split("\n")
    )
    return newline.join([mark + rest, *(pad + line if line.strip() else "" for line in lines)])


def inline(value: Value) -> str:
    """Any value between brackets or on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return scalar(value, inside=True)
    return "[" + ", ".join(map(item, value)) + "]"


def item(value: str | Example) -> str:
    """One phrase or example between brackets."""
    if isinstance(value, str):
        return scalar(value, inside=True)
    quoted = json.dumps(value.text, ensure_ascii=False)
    return f"{{text: {quoted}, role: {scalar(value.role, inside=True)}}}" if value.role else quoted


def field(name: str, value: Value) -> list[str]:
    """The lines of one field, not indented."""
    if name == "examples" and isinstance(value, tuple) and value:
        return [f"{name}:", *(f"{' ' * STEP}- {item(example)}" for example in value)]
    if isinstance(value, str):
        style = '"' if name == "color" else ""
        if "\n" in value and not re.search(r"\n | \n", value):
            return [f"{name}: |", *(" " * STEP + line if line else "" for line in value.split("\n"))]
        return [f"{name}: {scalar(value, style=style)}"]
    return [f"{name}: {inline(value)}"]


def entry(values: Sequence[tuple[str, Value]]) -> list[str]:
    """The lines of a new entry, not indented and without a dash."""
    return [line for name, value in values for line in field(name, value)]


def bracketed(values: Sequence[tuple[str, Value]]) -> str:
    """A new entry in braces."""
    return "{" + ", ".join(f"{name}: {inline(value)}" for name, value in values) + "}"


def code_values(code: Code) -> dict[str, Value]:
    """The fields of a code, in the order in which they are written."""
    return {name: getattr(code, name) for name in CODE_FIELDS}


def theme_values(theme: Theme) -> dict[str, Value]:
    """The fields of a theme, in the order in which they are written."""
    return {name: getattr(theme, name) for name in THEME_FIELDS}
