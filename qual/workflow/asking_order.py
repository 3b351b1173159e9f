"""In which order passages are asked about, and why each stands where it does.

The order is laid out over all passages at once, from what does not move while people decide: the suggestions as
they were made, and what was answered before that. So deciding one passage never moves another.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from qual.matching.queue import PATTERN

LIKELY, UNCERTAIN, UNSURE, AUDIT = "likely", "uncertain", "unsure", "random audit"
DIVERSE = "somebody new"
BLIND_SAMPLE, BLIND_TRANSCRIPT = "blind sample", "blind transcript"
WHYS = (LIKELY, UNCERTAIN, DIVERSE, AUDIT, UNSURE, BLIND_SAMPLE, BLIND_TRANSCRIPT)
"""Every reason for which a passage can stand in the queue."""
BY_CHANCE = (AUDIT, DIVERSE)
"""Reasons that do not hang on a suggestion for some code."""
MIX = PATTERN
"""The learner's pattern, as this queue takes it: L the passage most codes are expected on, B the best of the code
whose turn it is, U uncertain, R random audit, D somebody new."""
MIDDLE = 0.5
"""The chance at which a suggestion could go either way."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A suggestion as far as the order needs it: the row of its passage, its code, score and band."""

    row: int
    code: str
    score: float
    band: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A passage's place in the order: its row, why it stands there, and for which code ("" for none)."""

    row: int
    why: str
    code: str = ""


def order(
    pairs: Sequence[Pair],
    *,
    turns: Sequence[str],
    audit: Sequence[int],
    diverse: Sequence[int] = (),
    late: Collection[int] = (),
) -> list[Placed]:
    """All rows that something is suggested for or that are in the audit, each once.

    Args:
        pairs: suggestions.
        turns: codes in the order in which they take turns.
        audit: rows of the random audit, in the order drawn.
        diverse: rows of `pairs`, those unlike all that was reviewed first.
        late: rows that had been answered already when the suggestions were made. They come last, should one of
            them be open again, so that they take nobody's turn.
    """
    fresh = [pair for pair in pairs if pair.row not in late]
    again = [pair for pair in pairs if pair.row in late]
    placed = _laid_out(fresh, turns, [r for r in audit if r not in late], [r for r in diverse if r not in late])
    return placed + _laid_out(again, turns, [r for r in audit if r in late], [r for r in diverse if r in late])


def _laid_out(
    pairs: Sequence[Pair], turns: Sequence[str], audit: Sequence[int], diverse: Sequence[int]
) -> list[Placed]:
    # A passage of the audit comes as such only, in the order drawn: what is suggested for it decides nothing.
    drawn = set(audit)
    pairs = [pair for pair in pairs if pair.row not in drawn]
    diverse = [row for row in diverse if row not in drawn]
    picked: dict[int, Placed] = {}
    sources: dict[str, Iterator[Placed]] = {
        "L": _likely(pairs),
        "B": _by_turns(pairs, turns, picked),
        "U": _uncertain(pairs),
        "R": iter([Placed(row, AUDIT) for row in audit]),
        "D": iter([Placed(row, DIVERSE) for row in diverse]),
    }
    wanted = len({pair.row for pair in pairs} | drawn)
    place = 0
    while len(picked) < wanted:
        source = sources[MIX[place % len(MIX)]]
        place += 1
        found = next((one for one in source if one.row not in picked), None)
        if found is not None:
            picked[found.row] = found
    return list(picked.values())


def _likely(pairs: Sequence[Pair]) -> Iterator[Placed]:
    """Passages by the codes that are to be expected on them (the sum of their scores), each for its best code."""
    expected: dict[int, float] = {}
    best: dict[int, Pair] = {}
    for pair in pairs:
        expected[pair.row] = expected.get(pair.row, 0.0) + pair.score
        if pair.row not in best or pair.score > best[pair.row].score:
            best[pair.row] = pair
    for row in sorted(expected, key=lambda row: (-expected[row], row)):
        yield Placed(row, UNSURE if best[row].band == "unsure" else LIKELY, best[row].code)


def _by_turns(pairs: Sequence[Pair], turns: Sequence[str], picked: Mapping[int, Placed]) -> Iterator[Placed]:
    """The codes' best passages, the codes taking turns; a code whose best one is taken gives its next."""
    by_code: dict[str, list[Pair]] = {code: [] for code in turns}
    for pair in sorted(pairs, key=lambda pair: (-pair.score, pair.row)):
        by_code.setdefault(pair.code, []).append(pair)
    waiting = [iter(found) for found in by_code.values()]
    while waiting:
        left = []
        for source in waiting:
            best = next((one for one in source if one.row not in picked), None)
            if best is not None:
                left.append(source)
                yield Placed(best.row, UNSURE if best.band == "unsure" else LIKELY, best.code)
        waiting = left


def _uncertain(pairs: Sequence[Pair]) -> Iterator[Placed]:
    """Passages with a suggestion that could go either way, the closest first; weak suggestions are left out."""
    close = sorted((abs(pair.score - MIDDLE), pair.row, pair.code) for pair in pairs if pair.band != "unsure")
    yield from (Placed(row, UNCERTAIN, code) for _, row, code in close)


def words(placed: Placed, *, code: str, role: str, share: float) -> str:
    """Why a passage stands in the queue, in a sentence.

    Args:
        placed: its place.
        code: the code's name.
        role: the role in words.
        share: the study's blind share.
    """
    sentences = {
        LIKELY: f"Among the best open suggestions for “{code}”.",
        UNCERTAIN: f"Could go either way for “{code}”: your answer teaches most here.",
        UNSURE: f"Below the threshold of “{code}”, so not suggested, but the nearest left.",
        AUDIT: (
            f"Drawn at random from what was said in the role “{role}”, whether or not anything is suggested, to "
            "find what suggestions miss. It counts once you have read all of it: add what is missing, then go on."
        ),
        DIVERSE: "Said by somebody little of whose words has been reviewed: others may speak of it differently.",
        BLIND_SAMPLE: (
            f"One of the {100 * share:.0f} % of passages that everybody codes before seeing suggestions. Chance "
            "drew it, not what is suggested."
        ),
        BLIND_TRANSCRIPT: "You code this transcript blind, so suggestions are hidden.",
    }
    return sentences[placed.why]
