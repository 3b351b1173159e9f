"""The learner's two tables, as notebooks hand them in, read into codes and segments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

import pandas as pd

from qual.matching.segments import SegmentText
from qual.model.codebook import Code, Example

CODE_COLUMNS = ("code_id", "name", "definition")
SEGMENT_COLUMNS = ("segment_id", "transcript_id", "order", "role", "speaker", "text")


def read_codes(table: pd.DataFrame) -> tuple[Code, ...]:
    """The codes of a table with code_id, name, definition and, if it likes, include, exclude, examples.

    The last three are lists, or texts separated by semicolons. A missing name or definition is empty.

    Raises:
        ValueError: without a code_id column, or if an id is empty or occurs twice.
    """
    _check(table, "codes", "code_id", needed=("code_id",))
    return tuple(
        Code(
            id=str(row["code_id"]),
            name=_text(row.get("name")),
            theme=_text(row.get("theme")),
            definition=_text(row.get("definition")),
            include=_texts(row.get("include")),
            exclude=_texts(row.get("exclude")),
            examples=tuple(Example(text) for text in _texts(row.get("examples"))),
        )
        for row in table.to_dict("records")
    )


def read_segments(table: pd.DataFrame) -> tuple[SegmentText, ...]:
    """The segments of a table, in its order, each with the words that stand before it in its transcript.

    Reading order is `order` within a transcript, the table's own order where there is none.

    Raises:
        ValueError: without segment_id and text columns, or if an id is empty or occurs twice.
    """
    _check(table, "segments", "segment_id", needed=("segment_id", "text"))
    rows = table.to_dict("records")
    transcripts = [_text(row.get("transcript_id")) for row in rows]
    places = _places(table)
    previous = [""] * len(rows)
    reading = sorted(range(len(rows)), key=lambda row: (transcripts[row], places[row], row))
    place = {row: rank for rank, row in enumerate(reading)}
    for earlier, later in pairwise(reading):
        if transcripts[earlier] == transcripts[later]:
            previous[later] = _text(rows[earlier]["text"])
    return tuple(
        SegmentText(
            id=str(values["segment_id"]),
            transcript=transcripts[row],
            order=place[row],
            role=_text(values.get("role")),
            text=_text(values["text"]),
            previous=previous[row],
        )
        for row, values in enumerate(rows)
    )


def _places(table: pd.DataFrame) -> list[float]:
    if "order" not in table:
        return [float(place) for place in range(len(table))]
    places = pd.to_numeric(table["order"], errors="coerce")
    if places.isna().any():
        raise ValueError(
            "The segments table has an order that is no number. Give each segment a number, or no order."
        )
    return [float(place) for place in places]


def _check(table: pd.DataFrame, what: str, identity: str, *, needed: tuple[str, ...]) -> None:
    if not len(table):
        return
    missing = [column for column in needed if column not in table]
    if missing:
        raise ValueError(f"The {what} table has no column {' and no column '.join(missing)}; it needs them.")
    ids = [_text(value) for value in table[identity]]
    if "" in ids:
        raise ValueError(f"The {what} table has a row without {identity}; every row needs one.")
    repeated = len(ids) - len(set(ids))
    if repeated:
        example = next(i for i in ids if ids.count(i) > 1)
        raise ValueError(f"The {what} table has the {identity} {example!r} more than once; each must be different.")


def _text(value: object) -> str:
    """A cell as text; an empty cell is ""."""
    if value is None or (isinstance(value, float) and value != value) or value is pd.NA:  # noqa: PLR0124 - NaN
        return ""
    return str(value).strip()


def _texts(value: object) -> tuple[str, ...]:
    """A cell as several texts: a list of texts or examples, or one text with semicolons."""
    if isinstance(value, Example):
        return _texts([value])
    if isinstance(value, Mapping):
        return _texts([value])
    if isinstance(value, str) or not isinstance(value, Iterable):
        parts: Iterable[object] = _text(value).split(";")
    else:
        parts = value
    texts = [
        _text(p.text if isinstance(p, Example) else p.get("text") if isinstance(p, Mapping) else p) for p in parts
    ]
    return tuple(text for text in texts if text)
