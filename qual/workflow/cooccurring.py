"""Which codes go together in a study, with the passages behind each count."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.errors import Refused
from qual.model.selection import EVERYTHING, Selection
from qual.model.span import Span
from qual.workflow import passages
from qual.workflow.counted import Counted, counted

if TYPE_CHECKING:
    import pandas as pd

    from qual.analysis.cooccurrence import Occurrences
    from qual.workflow.passages import Passage
    from qual.workflow.projects import OpenProject

MOST_STEPS = 20
COUNTED = {
    "segment": "segments that carry both",
    "participant": "participants who have both anywhere in what they say",
    "sequence": "segments with the first code that are followed by the second",
}
"""What `together` counts, by `within`."""


@dataclass(frozen=True, slots=True)
class PairsAnswer:
    """Pairs of codes or themes.

    Attributes:
        rows: columns of `analysis.cooccurrence.PAIRS`, the most frequent first.
        labels: ids of the codes (or themes) in use, in codebook order.
        names: id -> name, for each label.
        within, steps, of: as asked.
        unit: what the segments are cut by.
        notes: what to read beside it.
    """

    rows: pd.DataFrame
    labels: tuple[str, ...]
    names: dict[str, str]
    within: str
    steps: int
    of: str
    unit: str
    notes: tuple[str, ...]

    def table(self) -> pd.DataFrame:
        """The pairs by name, for drawing: a, b, together, lift, shown; each pair once."""
        rows = self.rows[["a", "b", "together", "lift", "shown"]]
        return rows.assign(a=rows["a"].map(self.names), b=rows["b"].map(self.names))


def cooccurrence(
    project: OpenProject, *, within: str = "segment", steps: int = 1, of: str = "codes",
    selection: Selection = EVERYTHING,
) -> PairsAnswer:  # fmt: skip
    """Which codes (or themes) go together: on one segment, with one participant, or one soon after the other.

    Raises:
        NotFound: for what the selection names and is not there.
        Refused: for another `within` or `of`, or steps out of range.
    """
    from qual.analysis.cooccurrence import pairs

    data = counted(project, selection)
    found = _laid_out(data, within, steps, of)
    rows = pairs(found, within=within, steps=steps)
    names = _names(project, found.labels)
    return PairsAnswer(
        rows, found.labels, names, within, steps, of, data.unit,
        tuple(dict.fromkeys([*data.notes, *_notes(rows, found, within, steps, data.unit), *_left_out(data, of)])),
    )  # fmt: skip


def behind(
    project: OpenProject, a: str, b: str, *, within: str = "segment", steps: int = 1, of: str = "codes",
    selection: Selection = EVERYTHING,
) -> list[Passage]:  # fmt: skip
    """The passages behind a pair, in the order of their transcripts; none for codes that are not used.

    Raises:
        NotFound: for what the selection names and is not there.
        Refused: as `cooccurrence`.
    """
    from qual.analysis.cooccurrence import behind as rows_behind

    data = counted(project, selection)
    rows = data.segments.iloc[rows_behind(_laid_out(data, within, steps, of), a, b, within=within, steps=steps)]
    places = [
        (str(transcript), Span(int(start), int(end)))
        for transcript, start, end in zip(rows["transcript"], rows["start"], rows["end"], strict=True)
    ]
    with project.store.reading() as tables:
        return passages.passages(tables, places)


def _laid_out(data: Counted, within: str, steps: int, of: str) -> Occurrences:
    from qual.analysis.cooccurrence import CODES, THEMES, WITHIN, occurrences

    if within not in WITHIN or of not in (CODES, THEMES):
        raise Refused("Co-occurrence", f"codes or themes go together within one of {', '.join(WITHIN)}")
    if not 1 <= steps <= MOST_STEPS:
        raise Refused("Co-occurrence", f"a sequence goes over 1 to {MOST_STEPS} segments, not {steps}")
    book = data.book
    if of == THEMES:  # one of which not all codes are chosen is no theme here, as in every count
        book = replace(book, codes=tuple(code for code in book.codes if code.theme in data.themes))
    return occurrences(data.segments, data.codings, book, of=of)


def _left_out(data: Counted, of: str) -> list[str]:
    left = [theme.name for theme in data.book.themes if theme.id not in data.themes]
    if of != "themes" or not left:
        return []
    return [f"Not paired, since not all of their codes are chosen: {', '.join(left)}."]


def _names(project: OpenProject, labels: tuple[str, ...]) -> dict[str, str]:
    """The name of each label; its id behind it where another has the same."""
    book = project.codebook.book
    known = {one.id: one.name for one in book.themes} | {one.id: one.name for one in book.codes}
    names = {label: known.get(label, f"{label} (no longer in the codebook)") for label in labels}
    twice = [name for name in names.values() if list(names.values()).count(name) > 1]
    return {label: f"{name} ({label})" if name in twice else name for label, name in names.items()}


def _notes(rows: pd.DataFrame, found: Occurrences, within: str, steps: int, unit: str) -> list[str]:
    from qual.analysis.cooccurrence import FEWEST_EXPECTED, FEWEST_TOGETHER

    what = COUNTED[within] + (f" within {steps} segment{'' if steps == 1 else 's'}" if within == "sequence" else "")
    notes = [f"Together: {what}. Segments are cut by {unit}; what several coders coded alike counts once."]
    if len(found.labels) < 2:  # noqa: PLR2004 - a pair has two
        notes.append("Fewer than two of them are in use: there is no pair.")
    if len(rows):
        refused = int((~rows["shown"]).sum())
        notes.append(
            "Lift: together / expected by chance; 1 is chance. Its 95 % interval takes participants as what varies "
            "(jackknife). It describes these interviews: a lift above 1 can also come from some people saying "
            "more of both."
        )
        if refused:
            notes.append(
                f"{refused} of {len(rows)} pairs have no lift: fewer than {FEWEST_EXPECTED} expected by chance, or "
                f"fewer than {FEWEST_TOGETHER} participants behind the count."
            )
        if len(rows) > 1:
            notes.append("Many pairs are looked at at once, so that some will stand out by chance.")
    return notes
