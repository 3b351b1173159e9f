"""Frequencies as a table people can read: n/N first, its interval, then segments and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from qual.figures.labels import FEWEST_FOR_PERCENT, interval
from qual.model.codebook import Codebook
from qual.ui.widgets import plain, share
from qual.workflow.counting import FrequencyAnswer, estimate_in_words

if TYPE_CHECKING:
    import pandas as pd

METHOD = (
    "Participants: how many people of the group have a passage with the code; a theme counts once per person.",
    "Interval: Wilson, 95 %. Below ten participants it is given in tenths and no percentage is shown.",
    "Per 100 passages: how many of each person's own passages have the code; the mean over the group's people.",
    "Its interval: Student's t, 95 %. None for one person or where all are alike. Then the median, the quartiles.",
    "Segments: those with the code, of all the group's.",
    "How much each group says stands in a table of its own, since who talks longer has more occasions.",
    "Reviewed: the part of the group's passages that a person has looked at.",
    "Estimated per 100: of 100 passages of the role, those with the code, from the random audit. In no count.",
)


def labelled(answer: FrequencyAnswer, book: Codebook, of: str) -> pd.DataFrame:
    """The rows of themes, of all codes or of one theme's codes, with names to read.

    Columns `label` and `group` come first, then `key` ("theme", "code" or "heading", a slash, the id), then those
    of the answer.
    """
    rows = answer.rows.rename(columns={"role": "group"})
    whole = rows["kind"] == "theme"
    chosen = (
        rows[whole] if of == "themes" else rows[~whole] if of == "codes" else rows[~whole & (rows["theme"] == of)]
    )
    names = {("theme", theme.id): theme.name for theme in book.themes}
    names |= {("code", code.id): code.name for code in book.codes}
    names |= {("heading", code.id): f"{code.name} and those under it" for code in book.codes}
    owns = [
        (str(kind), str(theme if kind == "theme" else code))
        for kind, theme, code in zip(chosen["kind"], chosen["theme"], chosen["code"], strict=True)
    ]
    labels = [names.get(own) or f"{own[1] or 'no theme'} (no longer in the codebook)" for own in owns]
    shown = chosen.drop(columns=[name for name in ("label", "group") if name in chosen.columns])
    shown.insert(0, "label", unique(labels, [own[1] for own in owns]))
    shown.insert(1, "group", chosen["group"])
    shown.insert(2, "key", ["/".join(own) for own in owns])
    return shown.reset_index(drop=True)


def unique(labels: list[str], ids: list[str]) -> list[str]:
    """Names that tell entries apart: where two entries share a name, their ids stand behind it."""
    owners: dict[str, set[str]] = {}
    for label, own in zip(labels, ids, strict=True):
        owners.setdefault(label, set()).add(own)
    return [f"{label} ({own})" if len(owners[label]) > 1 else label for label, own in zip(labels, ids, strict=True)]


def readable(rows: pd.DataFrame, answer: FrequencyAnswer) -> pd.DataFrame:
    """The numbers as words and counts, one line per theme or code and group."""
    import pandas as pd

    estimated = bool(rows["estimated"].notna().any())
    lines = [
        {
            "Theme or code": row["label"],
            "Group": row["group"],
            "Participants": counted(row["participants"], row["participants_total"], row["share"]),
            "95 % interval": interval(row["ci_low"], row["ci_high"], row["participants_total"]),
            "Per 100 passages": per_hundred(row["mean_share"], row["mean_low"], row["mean_high"]),
            "Median (quartiles)": per_hundred(row["median"], row["q1"], row["q3"]),
            "Segments": f"{row['segments']:,}/{row['segments_total']:,}",
            "Reviewed": share(answer.reviewed.get(row["group"])),
        }
        | ({"Estimated per 100": estimate_in_words(row) or "–"} if estimated else {})
        for row in _records(rows)
    ]
    columns = ["Theme or code", "Group", "Participants", "95 % interval", "Per 100 passages", "Median (quartiles)",
               "Segments", "Reviewed", *(["Estimated per 100"] if estimated else [])]  # fmt: skip
    return pd.DataFrame(lines, columns=columns)


def per_hundred(value: float, low: float, high: float) -> str:
    """As "7.1 (2.0 to 12.2)"; the number alone where nothing is known of how it varies."""
    if value != value:  # noqa: PLR0124 - not-a-number differs from itself
        return "–"
    return f"{100 * value:.1f}" + (f" ({100 * low:.1f} to {100 * high:.1f})" if low == low else "")  # noqa: PLR0124


def exposure(rows: pd.DataFrame) -> pd.DataFrame:
    """How much each group says, all together and each participant, one line per group."""
    import pandas as pd

    def each(row: dict[str, Any], what: str) -> str:
        return f"{row[f'{what}_median']:,.0f} ({row[f'{what}_min']:,} to {row[f'{what}_max']:,})"

    lines = [
        {
            "Group": row["group"],
            "Participants": f"{row['participants_total']:,}",
            "Segments": f"{row['segments_total']:,}",
            "Words": f"{row['words']:,}",
            "Segments of each": each(row, "segments"),
            "Words of each": each(row, "words"),
        }
        for row in _records(rows.drop_duplicates("group"))
    ]
    return pd.DataFrame(lines)


def _records(rows: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def counted(number: int, total: int, part: float) -> str:
    """As "7/9"; from ten participants on also "14/20 (70 %)"."""
    return f"{number}/{total}" + (f" ({share(part)})" if total >= FEWEST_FOR_PERCENT else "")


def show(rows: pd.DataFrame, answer: FrequencyAnswer) -> None:
    """Draw the table, for eyes and for screen readers, and how much each group says."""
    st.subheader("In numbers", anchor=False)
    _table(readable(rows, answer), "Frequencies by theme or code and group")
    if len(rows):
        st.markdown("**How much each group says** – the median of its participants, the least and the most")
        _table(exposure(rows), "Participants, segments and words of each group")


def _table(table: pd.DataFrame, alt: str) -> None:
    for column in ("Theme or code", "Group"):
        if column in table.columns:
            table[column] = [plain(value) for value in table[column]]
    st.table(table, hide_index=True, border="horizontal", alt=alt)
