"""Frequencies as a table people can read: n/N first, its interval, then segments and words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from qual.model.codebook import Codebook
from qual.ui import charts
from qual.ui.widgets import plain, share
from qual.workflow.reporting import FrequencyAnswer

if TYPE_CHECKING:
    import pandas as pd

METHOD = (
    "Participants: how many people of the group have a passage with the code; a theme counts once per person.",
    "Interval: Wilson, 95 %. Below ten participants it is given in tenths and no percentage is shown.",
    "Per 100 passages: how many of each person's own passages have the code; the mean over the group's people.",
    "Segments and words: how much the group said in all stands beside, since who talks longer has more occasions.",
    "Reviewed: the part of the group's passages that a person has looked at.",
)
TEST = (
    "Permutation of the role labels over participants. Holm's correction for all codes shown; an uncorrected p "
    "of one code among many means little."
)


def labelled(answer: FrequencyAnswer, book: Codebook, of: str) -> pd.DataFrame:
    """The rows of themes, of all codes or of one theme's codes, with names to read.

    Columns `label` and `group` come first, then those of the answer.
    """
    rows = answer.rows.rename(columns={"role": "group"})
    whole = rows["code"].isna() | (rows["code"] == "")
    chosen = (
        rows[whole] if of == "themes" else rows[~whole] if of == "codes" else rows[~whole & (rows["theme"] == of)]
    )
    themes = {theme.id: theme.name for theme in book.themes}
    codes = {code.id: code.name for code in book.codes}
    of_theme = of == "themes"
    names = themes if of_theme else codes
    ids = [str(one) for one in chosen["theme" if of_theme else "code"]]
    labels = [names.get(own) or f"{own or 'no theme'} (no longer in the codebook)" for own in ids]
    shown = chosen.drop(columns=[name for name in ("label",) if name in chosen.columns])
    shown.insert(0, "label", unique(labels, ids))
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

    lines = [
        {
            "Theme or code": row["label"],
            "Group": row["group"],
            "Participants": counted(row["participants"], row["participants_total"], row["share"]),
            "95 % interval": charts.interval(row["ci_low"], row["ci_high"], row["participants_total"]),
            "Per 100 passages": f"{100 * row['mean_share']:.1f}",
            "Segments": f"{row['segments']:,}/{row['segments_total']:,}",
            "Words of the group": f"{row['words']:,}",
            "Reviewed": share(answer.reviewed.get(row["group"])),
        }
        for row in rows.to_dict("records")
    ]
    columns = ("Theme or code", "Group", "Participants", "95 % interval", "Per 100 passages", "Segments",
               "Words of the group", "Reviewed")  # fmt: skip
    return pd.DataFrame(lines, columns=list(columns))


def counted(number: int, total: int, part: float) -> str:
    """As "7/9"; from ten participants on also "14/20 (70 %)"."""
    return f"{number}/{total}" + (f" ({share(part)})" if total >= charts.FEWEST_FOR_PERCENT else "")


def show(rows: pd.DataFrame, answer: FrequencyAnswer) -> None:
    """Draw the table, for eyes and for screen readers."""
    st.subheader("In numbers", anchor=False)
    table = readable(rows, answer)
    for column in ("Theme or code", "Group"):
        table[column] = [plain(value) for value in table[column]]
    st.table(table, hide_index=True, border="horizontal", alt="Frequencies by theme or code and group")


def differences(answer: FrequencyAnswer, book: Codebook, *, test: bool) -> None:
    """Draw the differences between two groups, p values only where they were asked for."""
    import pandas as pd

    names = {theme.id: theme.name for theme in book.themes} | {code.id: code.name for code in book.codes}
    lines = []
    for row in answer.differences.to_dict("records"):
        code = row.get("code")
        whole = not isinstance(code, str) or not code
        own = str(row.get("theme") if whole else code)
        line = {
            "Theme or code": plain(names.get(own, own)) + (" (whole theme)" if whole else ""),
            "Difference": points(row["difference"]),
            "95 % interval": f"{points(row['ci_low'])} to {points(row['ci_high'])}",
        }
        if test:
            line |= {"p": probability(row["p"]), "p, corrected": probability(row["p_adjusted"])}
        lines.append(line | {"Note": plain(row.get("note") or "")})
    st.table(pd.DataFrame(lines), hide_index=True, border="horizontal", alt="Differences between two groups")


def points(value: float) -> str:
    """A difference of shares in percentage points, a dash where it is not defined."""
    return "–" if value != value else f"{100 * value:+.1f}".replace("-", "−")  # noqa: PLR0124 - not-a-number


def probability(value: float) -> str:
    """A p value to three places, a dash where there is none."""
    if value != value:  # noqa: PLR0124 - not-a-number differs from itself
        return "–"
    return "< 0.001" if value < 0.001 else f"{value:.3f}"  # noqa: PLR2004 - what three places can show
