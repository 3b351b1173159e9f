"""Which passages are open for a coder, and which are shown blind; after a decision only its transcript is read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from qual.workflow import blinding, marks
from qual.workflow.asking_base import MOST_NEW, Base, OpenRow, Standing
from qual.workflow.asking_order import BLIND_SAMPLE, BLIND_TRANSCRIPT

if TYPE_CHECKING:
    from qual.model.codebook import Codebook
    from qual.store.store import Tables

LOCAL = frozenset(("accept", "reject", "code", "review"))
"""Acts that only their own transcript, as they name it, and their own coder know of."""
NOWHERE = frozenset(("memo", "setting", "blind", "export"))
"""Acts that answer nothing; the settings themselves are compared."""


def open_rows(
    tables: Tables, base: Base, book: Codebook, coder: str, share: float, *, at: int
) -> dict[int, OpenRow]:
    """Every open row, with what is open on it.

    A row is closed once the coder has read it, has answered each suggestion on it, or has coded it blind. One of
    the audit is closed only by reading it, since it counts as decided for every code.

    Args:
        tables: an open transaction; `at` is the newest act it sees.
        base: what the queue is laid out from.
        book: the codebook in force.
        coder: the person asked; "" for all together, who leave open what nobody has answered.
        share: the study's blind share.
        at: see `tables`.
    """
    blind = blinding.transcripts_in(tables, coder)
    kept = base.standings.get(coder)
    if kept is None or (kept.share, kept.blind) != (share, blind) or not kept.last <= at <= kept.last + MOST_NEW:
        changed = None
    else:
        changed = _changed(tables, at - kept.last, coder)
    if kept is None or changed is None:
        rows = _open(tables, base, book, coder, None, (share, blind))
    elif changed:
        rows = {row: found for row, found in kept.rows.items() if base.transcripts[row] not in changed}
        for transcript in changed:
            rows |= _open(tables, base, book, coder, transcript, (share, blind))
    else:
        rows = kept.rows
    if kept is None or kept.last <= at:  # else another thread has seen more than this transaction does
        base.standings[coder] = Standing(rows, share, blind, at)
    return rows


def _changed(tables: Tables, number: int, coder: str) -> set[str] | None:
    """Transcripts in which the newest acts, so many, may have opened or closed something for the coder.

    None where it could be any.
    """
    changed = set()
    for event in tables.events(limit=number) if number else ():
        if event.kind in NOWHERE or (event.kind in LOCAL and coder not in ("", event.coder)):
            continue
        transcript = event.details.get("transcript")
        if event.kind not in LOCAL or not isinstance(transcript, str):
            return None
        changed.add(transcript)
    return changed


def _open(
    tables: Tables,
    base: Base,
    book: Codebook,
    coder: str,
    transcript: str | None,
    blinded: tuple[float, frozenset[str]],
) -> dict[int, OpenRow]:
    """The open rows of one transcript, or of all."""
    share, blind = blinded
    who = coder or None
    codings, decisions = tables.codings(transcript, coder=who), tables.decisions(transcript, coder=who)
    reviews = tables.reviews(transcript, coder=who)
    closed = marks.coded_pairs(base.cut, codings)
    closed |= marks.rejected_pairs(base.cut, marks.in_force(decisions, book))
    read = marks.read_segments(base.cut, reviews)
    gone = read | blinding.done_blind(base.cut, codings, reviews)
    acted = blinding.coded_open(base.cut, codings, decisions)
    rows: Iterable[int] = base.candidates if transcript is None else base.candidates_in.get(transcript, ())
    found = {}
    for row in rows:
        name = base.ids[row]
        if name in (read if row in base.audited else gone):
            continue
        pairs = base.by_row.get(row, ())
        if any((name, code) in closed for code, _ in pairs):
            pairs = tuple(pair for pair in pairs if (name, pair[0]) not in closed)
        if not pairs and row not in base.audited:
            continue
        hidden = ""
        if base.transcripts[row] in blind:
            hidden = BLIND_TRANSCRIPT
        elif base.draws[row] < share and name not in acted:
            hidden = BLIND_SAMPLE
        found[row] = (pairs, hidden)
    return found
