"""What an evaluation is measured on: the passages a person has gone through, and what they coded there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.model.codebook import Code
from qual.workflow import frames, marks, suggesting
from qual.workflow.suggesting import Datum

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

QUOTED_WORDS = 4
"""So many words in a row that stand in a transcript make an example a quotation."""

_GAP = re.compile(r"\[?(?:…|\.{3})\]?")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Ground:
    """What is measured on, as values.

    Attributes:
        segments: every segment of the transcripts concerned, context too, as the learner's table.
        rows: places of the m measured passages in it.
        truth: what the coder coded, shape (m, k).
        codes: in use, k of them, without examples that are quotations; `withheld` of those.
        participants, roles: of each measured passage.
        unnamed: measured passages whose participant nobody has confirmed; their transcript stands for one.
        read: how many measured passages the coder has read in whole.
        others: other coders -> (True where they have read or coded the passage too, what they coded).
        codings: of the coder; `elsewhere` of them under codes that are not in use, `accepted` from suggestions.
    """

    segments: pd.DataFrame
    rows: NDArray[np.intp]
    truth: NDArray[np.bool_]
    codes: tuple[Code, ...]
    withheld: int
    participants: tuple[str, ...]
    roles: tuple[str, ...]
    unnamed: int
    read: int
    others: dict[str, tuple[NDArray[np.bool_], NDArray[np.bool_]]]
    codings: int
    elsewhere: int
    accepted: int


def ground_of(project: OpenProject, tables: Tables, coder: str) -> Ground:
    """The passages a coder has read in whole or coded, and everything around them.

    Raises:
        NotFound: if nobody of this name has coded or read.
    """
    import numpy as np

    people = set().union(*(tables.coders(kind) for kind in ("coding", "review")))
    if coder not in people:
        raise NotFound(
            "coder", coder, hint=f"Those who have coded or read: {', '.join(sorted(people)) or 'nobody'}."
        )
    texts = {name: one.text for name, one in frames.transcripts(tables).items()}
    data = [
        one
        for one in suggesting.data_of(project, tables)
        if _WORD.search(one.segment.span.of(texts[one.segment.transcript]))
    ]
    cut = marks.cut_of(one.segment for one in data)
    seen = {name: _seen(tables, cut, name) for name in sorted(people)}
    own = seen.pop(coder)
    used = [one for one in data if one.segment.id in own.either]
    codes, withheld = without_quotations(
        [code for code in project.codebook.book.codes if code.offered], texts.values()
    )
    segments = _table(project, {one.segment.transcript for one in used})
    place = {name: row for row, name in enumerate(segments["segment_id"])}
    codings, in_use = tables.codings(coder=coder), {code.id for code in codes}
    return Ground(
        segments=segments,
        rows=np.array([place[one.segment.id] for one in used], dtype=np.intp),
        truth=_coded(used, codes, own.pairs),
        codes=codes,
        withheld=withheld,
        participants=tuple(one.participant or one.segment.transcript for one in used),
        roles=tuple(one.role for one in used),
        unnamed=sum(not one.participant for one in used),
        read=sum(one.segment.id in own.read for one in used),
        others={
            name: (
                np.array([one.segment.id in theirs.either for one in used], dtype=np.bool_),
                _coded(used, codes, theirs.pairs),
            )
            for name, theirs in seen.items()
        },
        codings=len(codings),
        elsewhere=sum(one.code not in in_use for one in codings),
        accepted=sum(one.origin == "suggestion" for one in codings),
    )


def without_quotations(codes: Sequence[Code], texts: Iterable[str]) -> tuple[tuple[Code, ...], int]:
    """The codes without examples that are quotations from these texts, and how many examples those are.

    An example is a quotation if all of it, or a part between gaps ("…") of QUOTED_WORDS words or more, stands in a
    text; case, punctuation and white space do not matter.
    """
    said = [f" {_words(text)} " for text in texts]

    def quoted(example: str) -> bool:
        parts = [_words(part) for part in (example, *_GAP.split(example))]
        long = [parts[0], *(part for part in parts[1:] if part.count(" ") + 1 >= QUOTED_WORDS)]
        return any(part and f" {part} " in text for part in long for text in said)

    kept = [replace(code, examples=tuple(e for e in code.examples if not quoted(e.text))) for code in codes]
    withheld = sum(len(code.examples) for code in codes) - sum(len(code.examples) for code in kept)
    return tuple(kept), withheld


def code_table(codes: Sequence[Code]) -> pd.DataFrame:
    """The codes as the learner's table."""
    import pandas as pd

    rows = [
        (code.id, code.name, code.definition, code.include, code.exclude, [one.text for one in code.examples])
        for code in codes
    ]
    return pd.DataFrame(rows, columns=["code_id", "name", "definition", "include", "exclude", "examples"])


def _words(text: str) -> str:
    return " ".join(_WORD.findall(text.casefold()))


@dataclass(frozen=True, slots=True)
class _Seen:
    """The segments a coder has read in whole, the pairs they have coded, and the segments of either."""

    read: set[str]
    pairs: set[marks.Pair]
    either: set[str]


def _seen(tables: Tables, cut: marks.Cut, coder: str) -> _Seen:
    read = marks.read_segments(cut, tables.reviews(coder=coder))
    pairs = marks.coded_pairs(cut, tables.codings(coder=coder))
    return _Seen(read, pairs, read | {segment for segment, _ in pairs})


def _coded(used: Sequence[Datum], codes: Sequence[Code], pairs: set[marks.Pair]) -> NDArray[np.bool_]:
    import numpy as np

    found = [[(one.segment.id, code.id) in pairs for code in codes] for one in used]
    return np.array(found, dtype=np.bool_).reshape(len(used), len(codes))


def _table(project: OpenProject, transcripts: set[str]) -> pd.DataFrame:
    """Every segment of these transcripts, context too, as the learner's table."""
    segments = frames.segments(project)
    segments = segments[segments["transcript"].isin(transcripts)].reset_index(drop=True)
    return segments.assign(
        segment_id=segments["segment"],
        transcript_id=segments["transcript"],
        order=range(len(segments)),
        speaker=segments["participant"].where(segments["participant"] != "", segments["transcript"]),
    )[["segment_id", "transcript_id", "order", "role", "speaker", "text"]]
