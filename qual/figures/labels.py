"""Names in charts: whole where there is room, never broken, never able to turn a number round."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Any

FEWEST_FOR_PERCENT = 10
"""Below this many participants no percentage is shown, only the counts."""
LETTER = 6.4
"""Pixels of a letter of 12 pixels in Liberation Sans, about."""
LINE = 15
"""Pixels of a line of a name."""
_TURNS = {chr(sign) for sign in (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F, 0x061C)}
"""Signs that change the direction of what follows them; a name must not turn the numbers behind it round."""
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]|\\\\u00(?:0[0-8bcef]|1[0-9a-f])")
"""What XML 1.0 cannot hold, halves of pairs that no encoding can write, and the first of these as JSON has them."""
_ELLIPSIS = "…"
_FROM_THE_RIGHT = {"R", "AL"}


def clean(text: object) -> str:
    """A name in one line, without signs that change the direction of writing or that no SVG can hold."""
    return writable(" ".join("".join(sign for sign in str(text) if sign not in _TURNS).split()))


def writable(text: str) -> str:
    r"""A text without signs that XML cannot hold, also not as `\u0001` in an expression.

    It matters: vl-convert ends the whole process where it meets one.
    """
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", text)


def wide(text: str) -> int:
    """How many letters wide a text is: Chinese, Japanese and Korean signs and emoji take two, accents none."""
    return sum(
        0 if unicodedata.combining(sign) or unicodedata.category(sign) in {"Mn", "Me", "Cf"}
        else 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        for sign in text
    )  # fmt: skip


def wrapped(text: object, most_wide: int, most_lines: int) -> tuple[str, ...]:
    """A name on several lines, … at the end of the last where it is longer.

    What is written from the right stays on one line: vl-convert mislays letters of the second.

    Args:
        text: the name.
        most_wide: letters of a line.
        most_lines: lines.
    """
    if any(unicodedata.bidirectional(sign) in _FROM_THE_RIGHT for sign in str(text)):
        return (short(text, most_wide),)
    lines, line = [], ""
    for word in _words(clean(text), most_wide):
        longer = f"{line} {word}".strip() if line else word
        if line and wide(longer) > most_wide:
            lines.append(line)
            line = word
        else:
            line = longer
    lines.append(line)
    if len(lines) <= most_lines:
        return tuple(lines)
    last = lines[most_lines - 1]
    return (*lines[: most_lines - 1], _cut(last, most_wide - 1).rstrip() + _ELLIPSIS)


def short(text: object, most_wide: int) -> str:
    """A name in one line of at most so many letters."""
    line = clean(text)
    return line if wide(line) <= most_wide else _cut(line, most_wide - 1).rstrip() + _ELLIPSIS


def names_axis(labels: Sequence[Sequence[str]], *, limit: int = 280) -> dict[str, Any]:
    """An axis at the left that shows names of several lines, each in the middle of its row.

    Rows are numbered rather than named, so that names which are alike when cut stay apart.

    Args:
        labels: the lines of each name, in the order of the rows 0, 1, 2 …
        limit: pixels of the longest line.
    """
    # Vega puts the first line of a name in the middle of its row.
    raised = [
        {"test": f"indexof({[at for at, own in enumerate(labels) if len(own) == lines]}, datum.value) >= 0",
         "value": -(lines - 1) * LINE / 2}
        for lines in sorted({len(own) for own in labels} - {1})
    ]  # fmt: skip
    return {
        "labelExpr": f"{_written([list(lines) for lines in labels])}[datum.value]", "labelLimit": limit,
        "labelLineHeight": LINE, "labelOffset": {"condition": raised, "value": 0} if raised else 0, "title": None,
    }  # fmt: skip


def heads_axis(labels: Sequence[str], *, upright: bool, limit: int = 150) -> dict[str, Any]:
    """An axis above that shows a short name over each of the columns, numbered from 0.

    Args:
        labels: the names.
        upright: whether they are turned, where columns are narrow.
        limit: pixels of the longest.
    """
    turned = {"labelAngle": -90, "labelAlign": "left", "labelBaseline": "middle"} if upright else {"labelAngle": 0}
    return {
        "labelExpr": f"{_written(list(labels))}[datum.value]", "labelLimit": limit, "orient": "top",
        "grid": False, "labelOverlap": False, "title": None, **turned,
    }  # fmt: skip


def distinct(labels: Sequence[str]) -> list[str]:
    """Names that can be told apart: a number stands behind the second of the same, the third and so on."""
    seen: Counter[str] = Counter()
    made = []
    for label in labels:
        seen[label] += 1
        made.append(label if seen[label] == 1 else f"{label} ({seen[label]})")
    return made


def interval(low: float, high: float, total: int) -> str:
    """An interval of a share in words: per cent where there are participants enough, else out of ten."""
    if total >= FEWEST_FOR_PERCENT:
        return f"{low:.0%} to {high:.0%}".replace("%", " %")
    return f"{low * 10:.0f} to {high * 10:.0f} in 10"


def number(value: object) -> float | None:
    """A number for a chart; None for what is missing or no number."""
    if value is None or not isinstance(value, int | float) or value != value:  # noqa: PLR0124 - not-a-number
        return None
    return value


def listed(names: Sequence[str]) -> str:
    """Names as they are said: a, b and c."""
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else list(names))


def _written(names: object) -> str:
    """Names as an expression of Vega has them."""
    return json.dumps(names, ensure_ascii=False)


def _words(text: str, most_wide: int) -> list[str]:
    """The words; one longer than a line is cut where a letter with its accents ends."""
    found = []
    for word in text.split():
        rest = word
        while wide(rest) > most_wide:
            first = _cut(rest, most_wide)
            found.append(first)
            rest = rest[len(first) :]
        found.append(rest)
    return found


def _cut(text: str, most_wide: int) -> str:
    """The beginning of a text, at least one letter, with its accents."""
    at, used = 0, 0
    while at < len(text):
        step = wide(text[at])
        joined = at > 0 and text[at - 1] == "\N{ZERO WIDTH JOINER}"
        if used + step > most_wide and at and step and not joined:
            break
        used += 0 if joined else step
        at += 1
    return text[:at]
