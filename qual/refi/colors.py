"""Colours as tools write them -> `#RRGGBB`, where that is exactly the same colour."""

from __future__ import annotations

import re

_HEX = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,\s*(\d(?:\.\d{1,9})?)\s*)?\)")
_HIGHEST = 255
_NAMED = {
    "aqua": "#00FFFF",
    "black": "#000000",
    "blue": "#0000FF",
    "cyan": "#00FFFF",
    "fuchsia": "#FF00FF",
    "gray": "#808080",
    "green": "#008000",
    "grey": "#808080",
    "lime": "#00FF00",
    "magenta": "#FF00FF",
    "maroon": "#800000",
    "navy": "#000080",
    "olive": "#808000",
    "orange": "#FFA500",
    "purple": "#800080",
    "red": "#FF0000",
    "silver": "#C0C0C0",
    "teal": "#008080",
    "white": "#FFFFFF",
    "yellow": "#FFFF00",
}
"""The basic names of CSS; rarer ones mean different things to different tools."""


def read(written: str) -> str | None:
    """`#RRGGBB` in the case it was written in, or None where the text is no colour without transparency.

    Eight digits are no colour here: some tools put the transparency first, others last.
    """
    said = written.strip()
    found = _HEX.fullmatch(said)
    if found is not None:
        digits = found[1]
        return "#" + (digits if len(digits) == len("RRGGBB") else "".join(digit * 2 for digit in digits))
    mixed = _RGB.fullmatch(said.lower())
    if mixed is not None:
        parts = [int(part) for part in mixed.group(1, 2, 3)]
        opaque = mixed[4] is None or float(mixed[4]) == 1
        return "#{:02X}{:02X}{:02X}".format(*parts) if opaque and max(parts) <= _HIGHEST else None
    return _NAMED.get(said.lower())
