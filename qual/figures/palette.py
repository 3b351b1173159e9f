"""Colours that stay apart for everybody, in grey too, on a light page and on a dark one.

A figure is drawn in the colours of the light page. For a dark page each is replaced by its counterpart, so that
one figure serves both. The colours of groups are Okabe and Ito's, darkened for the light page and taken from the
light half for the dark one: each stands out from its page by 4.5 to 1 or more. In grey they are therefore alike,
and colour never speaks alone: a group also has a shape, a dash and its name beside it; a step of a ramp differs
from the next in lightness.

References:
    Okabe and Ito (2008), Color universal design. WCAG 2.2, contrast (1.4.3, 1.4.11).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

SHAPES = ("circle", "diamond", "square", "triangle-up", "triangle-down", "cross", "triangle-right")
"""Marks of groups, as many as there are colours."""
DASHES = ((1, 0), (6, 3), (2, 2), (8, 2, 2, 2), (4, 4), (1, 3), (10, 4))
"""Dashes of the lines of groups, in pixels drawn and left out."""
_DATA = frozenset({"data", "datasets"})
_LINEAR = 0.04045
"""Below this part of full light sRGB is linear."""
DARK_STEPS = 3
"""On this many steps of a ramp from its weak end words are in the colour of text, on the others in the page's."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one page.

    Attributes:
        background: of the page.
        text: of words and axes.
        grid: of lines behind the data.
        groups: one per group.
        ramp: steps from little to much.
        quiet: of what is there but not meant, such as links.
    """

    background: str
    text: str
    grid: str
    groups: tuple[str, ...]
    ramp: tuple[str, ...]
    quiet: str


LIGHT = Palette(
    "#FFFFFF", "#31333F", "#D5D6DB",
    ("#0072B2", "#B34E00", "#007957", "#A8487C", "#8A6100", "#1D6E96", "#4D4D4D"),
    ("#E6F0F8", "#BBD6EA", "#86B4D6", "#2C6FA6", "#0B3A66"), "#6F727E",
)  # fmt: skip
DARK = Palette(
    "#171614", "#FAFAFA", "#41444E",
    ("#56B4E9", "#E69F00", "#2BC09A", "#E08FBF", "#F0E442", "#FF7F3F", "#BBBBBB"),
    ("#1E2F3F", "#27506F", "#33709B", "#79B4DC", "#CBE4F5"), "#8D919E",
)  # fmt: skip


def palette(*, dark: bool) -> Palette:
    """The colours for a dark or a light page."""
    return DARK if dark else LIGHT


def group_colours(groups: Sequence[str]) -> list[str]:
    """A colour of the light page for each group, by its place."""
    return [LIGHT.groups[place % len(LIGHT.groups)] for place in range(len(groups))]


def group_shapes(groups: Sequence[str]) -> list[str]:
    """A shape for each group, by its place."""
    return [SHAPES[place % len(SHAPES)] for place in range(len(groups))]


def counterparts() -> dict[str, str]:
    """Each colour of the light page and its counterpart on the dark one."""
    return {
        LIGHT.background: DARK.background, LIGHT.text: DARK.text, LIGHT.grid: DARK.grid, LIGHT.quiet: DARK.quiet,
        **dict(zip(LIGHT.groups, DARK.groups, strict=True)), **dict(zip(LIGHT.ramp, DARK.ramp, strict=True)),
    }  # fmt: skip


def repainted(part: object, colours: Mapping[str, str]) -> object:
    """A chart in other colours; what its data say is left alone."""
    if isinstance(part, Mapping):
        return {
            name: held if name in {"data", "datasets"} else repainted(held, colours) for name, held in part.items()
        }
    if isinstance(part, list | tuple):
        return [repainted(held, colours) for held in part]
    return colours.get(part, part) if isinstance(part, str) else part


def contrast(first: str, second: str) -> float:
    """How far two `#RRGGBB` colours stand apart, 1 (the same) to 21, as WCAG 2.2 defines it.

    It looks at lightness alone, so it is also how far they stand apart in grey.

    Raises:
        ValueError: for what is no colour.
    """
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """The light of a `#RRGGBB` colour, 0 to 1, as WCAG 2.2 defines it.

    Raises:
        ValueError: for what is no colour.
    """
    red, green, blue = (p / 12.92 if p <= _LINEAR else ((p + 0.055) / 1.055) ** 2.4 for p in channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of a `#RRGGBB` colour, 0 to 1 in sRGB.

    Raises:
        ValueError: for what is no colour.
    """
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", colour):
        raise ValueError(f"a colour is written #RRGGBB, not {colour!r}")
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue
