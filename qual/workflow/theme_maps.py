"""The map of passages: where each stands by its meaning, with its codes, its role and its candidate theme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.workflow import frames, marks, suggesting, theming

if TYPE_CHECKING:
    import pandas as pd

    from qual.workflow.projects import OpenProject
    from qual.workflow.theming import Quote, ThemeReport

NOTHING = "There is no passage of five words or more to put on a map."
COLUMNS = (
    "passage", "transcript", "start", "end", "participant", "role", "codes", "theme", "across", "up", "text",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Point:
    """A passage on the map.

    Attributes:
        quote: the passage.
        across, up: where it stands; the middle of all passages is (0, 0), and the unit means nothing.
        codes: ids of the codes people gave it, in the order of the codebook.
        theme: id of the candidate theme it is in, "" for none.
    """

    quote: Quote
    across: float
    up: float
    codes: tuple[str, ...]
    theme: str


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """Passages on two axes.

    Attributes:
        points: those shown.
        shares: the share of all differences between passages that each axis carries, 0 to 1.
        of: passages the axes were laid through.
        note: what to know about it, "" for nothing.
    """

    points: tuple[Point, ...] = ()
    shares: tuple[float, float] = (0.0, 0.0)
    of: int = 0
    note: str = ""


def theme_map(project: OpenProject, themes: ThemeReport | None = None) -> ThemeMap:
    """All passages of five words or more, and shorter ones that are coded; at most `MOST_POINTS` are shown.

    Args:
        project: the open project; vectors that are missing are made.
        themes: the candidate themes, where they are at hand.
    """
    from qual.matching.cache import encode_cached
    from qual.matching.cluster import hashed_sample, long_enough
    from qual.matching.theme_map import MOST_POINTS, laid_out

    found = theming.report(project) if themes is None else themes
    order = {code.id: place for place, code in enumerate(project.codebook.book.codes)}
    with project.store.reading() as tables:
        data = suggesting.data_of(project, tables)
        texts = frames.transcripts(tables)
        cut = marks.cut_of(datum.segment for datum in data)
        coded: dict[str, set[str]] = {}
        for segment, code in marks.coded_pairs(cut, tables.codings()):
            coded.setdefault(segment, set()).add(code)
    words = {d.segment.id: d.segment.span.of(texts[d.segment.transcript].text) for d in data}
    used = [d for d in data if d.segment.id in coded or long_enough(words[d.segment.id])]
    if not used:
        return ThemeMap(note=NOTHING)
    names = [datum.segment.id for datum in used]
    encoder = suggesting.encoder_of(project)
    laid = laid_out(encode_cached(encoder, [words[name] for name in names], project.store.vectors))
    theme_of = {passage: theme.id for theme in found.themes for passage in theme.segments}
    points = tuple(
        Point(
            theming.quote_of(used[row], words[names[row]]),
            float(laid.places[row, 0]),
            float(laid.places[row, 1]),
            tuple(sorted(coded.get(names[row], ()), key=lambda code: (order.get(code, len(order)), code))),
            theme_of.get(names[row], ""),
        )
        for row in hashed_sample(names, MOST_POINTS).tolist()
    )
    return ThemeMap(points, laid.shares, len(used), _note(len(data) - len(used), len(points), len(used)))


def frame(project: OpenProject) -> pd.DataFrame:
    """The map as a table, one row per passage; the columns are `COLUMNS`, codes and theme as ids."""
    import pandas as pd

    rows = [
        (
            p.quote.segment, p.quote.transcript, p.quote.start, p.quote.end, p.quote.participant, p.quote.role,
            list(p.codes), p.theme, p.across, p.up, p.quote.text,
        )
        for p in theme_map(project).points
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _note(short: int, shown: int, of: int) -> str:
    parts = []
    if short:
        parts.append(f"{short:,} shorter than five words {'is' if short == 1 else 'are'} left out.")
    if shown < of:
        parts.append(f"{shown:,} of {of:,} passages are shown, drawn at random, the same every time.")
    return " ".join(parts)
