r"""Which spans share words with which segments, and which segments were read to the end.

A word is a run of letters, digits or underscores (`\w`): white space, punctuation and emoji alone do not
make an overlap. All spans of all transcripts are laid on one line, so that sorting and binary search
replace the comparison of every span with every segment.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd
from numpy.typing import NDArray

_WORD = re.compile(r"\w")

Places = NDArray[np.int64]


def has_word(segments: pd.DataFrame) -> NDArray[np.bool_]:
    """True for each segment with at least one word in it."""
    return np.fromiter((bool(_WORD.search(text)) for text in segments["text"].tolist()), np.bool_, len(segments))


def touching(segments: pd.DataFrame, spans: pd.DataFrame) -> tuple[Places, Places]:
    """All pairs of a segment and a span of the same transcript with a word in common.

    Args:
        segments: columns transcript, start, end, text; may overlap, any order.
        spans: columns transcript, start, end.

    Returns:
        Row numbers of the segments and, at the same places, row numbers of the spans.
    """
    (seg_start, seg_end), (span_start, span_end) = _on_one_line(segments, spans)
    order = np.argsort(seg_start, kind="stable")
    starts, ends = seg_start[order], seg_end[order]
    # Ends need not rise with starts where segments overlap; their running maximum does.
    first = np.searchsorted(np.maximum.accumulate(ends), span_start, side="right")
    last = np.searchsorted(starts, span_end, side="left")
    span, place = _ranges(first, last)
    near = ends[place] > span_start[span]
    segment, span = order[place[near]], span[near]

    low = np.maximum(seg_start[segment], span_start[span]) - seg_start[segment]
    high = np.minimum(seg_end[segment], span_end[span]) - seg_start[segment]
    shared = has_word(segments)[segment]
    # A span over the whole segment shares its words; only the others have to be looked at.
    part = np.flatnonzero(shared & (high - low < (seg_end - seg_start)[segment]))
    texts, places = segments["text"].tolist(), (segment[part].tolist(), low[part].tolist(), high[part].tolist())
    search = _WORD.search
    shared[part] = [search(texts[row], start, end) is not None for row, start, end in zip(*places, strict=True)]
    return segment[shared], span[shared]


def covered(segments: pd.DataFrame, spans: pd.DataFrame) -> NDArray[np.bool_]:
    """True for each segment whose every word lies in some span, also where several spans share the work."""
    (seg_start, seg_end), (span_start, span_end) = _on_one_line(segments, spans)
    starts, ends = _joined(span_start, span_end)
    first = np.searchsorted(ends, seg_start, side="right")
    last = np.searchsorted(starts, seg_end, side="left")
    result = ~has_word(segments)
    if not len(starts):
        return result
    only = np.minimum(first, len(starts) - 1)
    result |= (last > first) & (starts[only] <= seg_start) & (seg_end <= ends[only])
    texts = segments["text"].tolist()
    for row in np.flatnonzero(~result & (last > first)).tolist():
        at, text = int(seg_start[row]), texts[row]
        read = 0
        for block in range(int(first[row]), int(last[row])):
            if _WORD.search(text, read, max(int(starts[block]) - at, read)):
                break
            read = int(ends[block]) - at
        else:
            result[row] = _WORD.search(text, read) is None
    return result


def _on_one_line(
    segments: pd.DataFrame, spans: pd.DataFrame
) -> tuple[tuple[Places, Places], tuple[Places, Places]]:
    """Starts and ends of both tables, each transcript moved to a stretch of its own."""
    names = pd.concat([segments["transcript"], spans["transcript"]], ignore_index=True).astype(object)
    stretch = pd.factorize(names)[0].astype(np.int64)
    ends = np.concatenate([segments["end"].to_numpy(np.int64), spans["end"].to_numpy(np.int64)])
    starts = np.concatenate([segments["start"].to_numpy(np.int64), spans["start"].to_numpy(np.int64)])
    shift = stretch * (int(ends.max(initial=0)) + 1)
    starts, ends, cut = starts + shift, ends + shift, len(segments)
    return (starts[:cut], ends[:cut]), (starts[cut:], ends[cut:])


def _ranges(first: Places, last: Places) -> tuple[Places, Places]:
    """The row numbers and the numbers first..last-1 of each row, flat."""
    length = np.maximum(last - first, 0)
    row = np.repeat(np.arange(len(first), dtype=np.int64), length)
    within = np.arange(length.sum(), dtype=np.int64) - np.repeat(np.cumsum(length) - length, length)
    return row, first[row] + within


def _joined(starts: Places, ends: Places) -> tuple[Places, Places]:
    """Touching and overlapping spans as one."""
    order = np.argsort(starts, kind="stable")
    starts, ends = starts[order], np.maximum.accumulate(ends[order])
    fresh = np.append(True, starts[1:] > ends[:-1])[: len(starts)]
    closing = np.append(fresh[1:], True)[: len(starts)]
    return starts[fresh], ends[closing]
