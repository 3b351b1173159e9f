"""The quotes of a theme: chosen by a rule that is told, or by an analyst; and what speaks against the theme."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import QualError
from qual.model.summary import Quote
from qual.workflow import marks, suggesting
from qual.workflow.matrix import natural
from qual.workflow.quote_edits import DROPPED, NEGATIVE, PINNED, REPLACED, holds, pieces, shown
from qual.workflow.summary_ground import NAMELESS, Ground, Said, Speaking
from qual.workflow.summary_words import people

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from qual.analysis.quoting import Pool
    from qual.model.span import Span
    from qual.workflow.projects import OpenProject
    from qual.workflow.quote_edits import State

MOST_NEGATIVE = 3
"""Counter-examples shown; those an analyst marked are all shown."""
MOST_NAMED = 8
"""People without the theme who are named, of one role."""
CHOSEN = "chosen"
WITHOUT = "Without it:"
"""Begins the notes that say who does not raise a theme, of those somebody has read."""
UNSEEN = "Nobody has read anything yet of"
"""Begins the notes that name those of whom nothing is known."""
_SPEAKS_AGAINST = re.compile(
    r"\b(counter[- ]?(example|case|evidence)|(negative|deviant|disconfirming) case)", re.IGNORECASE
)
FROM_MACHINE = ("likely", "possible")
"""Bands of a rejected suggestion that make it worth looking at."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """The quotes of a theme and what to know of them."""

    quotes: tuple[Quote, ...]
    negatives: tuple[Quote, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """What the quotes of a theme are chosen from.

    Attributes:
        theme: its id.
        said: its coded words.
        wanted: row of `said` -> what an analyst wants of it.
        usable: of `said`, what may be quoted for the theme.
        pool: the same for choosing.
        by: what the passages are compared by: "meaning", "words", "" without any.
    """

    theme: str
    said: tuple[Said, ...]
    wanted: Mapping[int, str]
    usable: tuple[Said, ...]
    pool: Pool
    by: str


def material(project: OpenProject, ground: Ground, theme: str) -> Material:
    """What the quotes of a theme can be chosen from: neither dropped, nor a counter-example, nor all left out."""
    from qual.analysis.quoting import Candidate, Pool

    said = ground.said.get(theme, ())
    wanted = _wanted(said, ground.handling.states.get(theme, ()))
    rows = [
        row for row, one in enumerate(said)
        if wanted.get(row, "") not in (DROPPED, NEGATIVE) and _printable(ground, theme, one)
    ]  # fmt: skip
    usable = tuple(said[row] for row in rows)
    candidates = tuple(
        Candidate(
            one.who.key, one.who.role, (one.transcript, one.span.start, one.span.end), one.codes,
            len(one.words.split()), wanted.get(row, "") == PINNED,
        )
        for row, one in zip(rows, usable, strict=True)
    )  # fmt: skip
    vectors, by = _vectors(project, ground, usable)
    return Material(theme, said, wanted, usable, Pool(candidates, vectors), by)


def quoted(ground: Ground, found: Material, rows: Sequence[int], *, most: int, report: bool = False) -> Quoted:
    """The quotes chosen, counter-examples, and what to know of both.

    Args:
        ground: what summaries are made from.
        found: what was chosen from.
        rows: of `found.usable`, in their order.
        most: how many were wanted.
        report: whether other themes are quoted beside it.
    """
    pinned = [row for row in rows if found.pool.candidates[row].pinned]
    chosen = [found.usable[row] for row in (*pinned, *(row for row in rows if row not in pinned))]
    quotes = tuple(
        _quote(ground, found.theme, one, PINNED if place < len(pinned) else CHOSEN, _why(one, place < len(pinned)))
        for place, one in enumerate(chosen)
    )
    against = _negatives(ground, found)
    notes = [
        _chosen_how(found.by, len(chosen), len(pinned)),
        *_coverage(ground, found.said, chosen),
        _another_number(most, len(rows), len(found.usable), report=report),
        *_lost(ground, found),
        _against_how(against),
    ]
    return Quoted(quotes, against, tuple(note for note in notes if note))


def _why(one: Said, pinned: bool) -> str:  # noqa: FBT001 - one of two reasons
    return "wanted by an analyst" if pinned else f"near the middle of what {people(one.who.role, 2)} say"


def _printable(ground: Ground, theme: str, one: Said) -> bool:
    """Whether words of the passage are left to print, each equal to the text at its place."""
    text = ground.texts[one.transcript]
    return holds(text, one.span, pieces(text, one.span, ground.handling.edits(theme, one.transcript, one.span)))


def _quote(ground: Ground, theme: str, one: Said, state: str, why: str) -> Quote:
    """The quote as it is printed now."""
    text = ground.texts[one.transcript]
    edits = ground.handling.edits(theme, one.transcript, one.span)
    return Quote(
        one.span.of(text), shown(text, one.span, edits), ground.named(one.who), one.who.role, one.transcript,
        one.span, one.codes, state, why,
    )  # fmt: skip


def _wanted(said: Sequence[Said], states: Sequence[State]) -> dict[int, str]:
    """Row of `said` -> what an analyst wants of it: on just these words, else on mostly these."""
    by_transcript: dict[str, list[int]] = {}
    for row, one in enumerate(said):
        by_transcript.setdefault(one.transcript, []).append(row)
    found: dict[int, str] = {}
    for state in states:
        rows = by_transcript.get(state.transcript, ())
        exact = [row for row in rows if said[row].span == state.span]
        near = exact or [row for row in rows if _mostly_both(said[row].span, state.span)]
        found |= dict.fromkeys(near[:1], state.state)
    return found


def _mostly_both(one: Span, other: Span) -> bool:
    shared = one.overlap(other)
    return shared is not None and 2 * len(shared) > max(len(one), len(other))


def _vectors(project: OpenProject, ground: Ground, said: Sequence[Said]) -> tuple[NDArray[np.float64], str]:
    """A vector for each passage, and in words of what: the sentence model's where all are kept, else of words."""
    import numpy as np

    from qual.analysis import quoting
    from qual.matching.cache import text_key

    if not said:
        return np.zeros((0, 1)), ""
    keys = [text_key(one.words) for one in said]
    try:
        model = suggesting.encoder_of(project).name
        kept = project.store.vectors.get(model, keys)
    except QualError:
        kept = {}
    if all(key in kept for key in keys):
        rows = np.stack([np.frombuffer(kept[key], dtype=np.float32) for key in keys])
        return quoting.unit(rows), "meaning"
    return quoting.dense([terms(one.words, ground.language) for one in said]), "words"


def terms(text: str, language: str) -> Counter[str]:
    """The terms of a text, without function words, with how often each occurs."""
    from qual.search import function_words
    from qual.search.words import words

    stop = function_words.function_words(language)
    return Counter(one for word in words(text) if (one := function_words.term(word, language)) not in stop)


def _negatives(ground: Ground, found: Material) -> tuple[Quote, ...]:
    """What speaks against the theme: what an analyst marked, what a memo calls so, what was likely and rejected."""
    theme, said = found.theme, found.said
    marked = [
        _quote(ground, theme, said[row], NEGATIVE, "marked as a counter-example by an analyst")
        for row, state in sorted(found.wanted.items())
        if state == NEGATIVE and _printable(ground, theme, said[row])
    ]
    noted = [
        _quote(ground, theme, one, NEGATIVE, "called a counter-example in a memo on its coding")
        for row, one in enumerate(said)
        if row not in found.wanted
        and any(_SPEAKS_AGAINST.search(memo) for memo in one.memos)
        and _printable(ground, theme, one)
    ]
    known = [*marked, *noted]
    left = max(MOST_NEGATIVE - len(known), 0)
    return (*known, *_rejected(ground, theme, said)[:left])


def _rejected(ground: Ground, theme: str, said: Sequence[Said]) -> list[Quote]:
    """Passages suggested for a code of the theme and rejected, the likeliest first, each person once."""
    codes = {code.id: code.name for code in ground.counted.book.codes if code.theme == theme}
    coded: dict[str, list[Span]] = {}
    for one in said:
        coded.setdefault(one.transcript, []).append(one.span)
    dropped = [one for one in ground.handling.states.get(theme, ()) if one.state == DROPPED]
    told = sorted(
        (one for one in ground.rejects if one.code in codes and one.band in FROM_MACHINE),
        key=lambda one: (FROM_MACHINE.index(one.band), -(one.score or 0.0), one.transcript, one.span),
    )
    found: list[Quote] = []
    seen: set[str] = set()
    for reject in told:
        transcript = reject.transcript
        taken = any(marks.mostly(reject.span, span) for span in coded.get(transcript, ())) or any(
            gone.transcript == transcript and gone.span.overlaps(reject.span) for gone in dropped
        )
        parts = ground.parts_of(transcript, reject.span) if transcript in ground.texts and not taken else []
        for span, who in parts:
            own = Said(transcript, span, "", who, (), (), ())
            if who.key not in seen and _printable(ground, theme, own):
                seen.add(who.key)
                why = f"it was {reject.band} to be “{codes[reject.code]}”, and {reject.coder} said no"
                why += f": {' '.join(reject.memo.split())}" if reject.memo.strip() else ""
                found.append(_quote(ground, theme, own, NEGATIVE, why))
    return found


def _chosen_how(by: str, number: int, pinned: int) -> str:
    if not number:
        return ""
    if number == pinned:
        return "Quotes are verbatim. An analyst pinned all of them."
    how = "the sentence model reads them" if by == "meaning" else "their words are counted"
    return (
        "Quotes are verbatim. Unless pinned by an analyst they were chosen by a rule: the roles take turns, nobody "
        "is quoted twice before everybody of their role was quoted once (twice at most), passages of 8 to 90 words "
        "and codes not quoted yet come first, and then the passage nearest to the middle of what the role says, as "
        f"{how}."
    )


def _coverage(ground: Ground, said: Sequence[Said], chosen: Sequence[Said]) -> list[str]:
    """How many of the people with the theme are quoted, and whether one supplies too much."""
    from qual.analysis.quoting import TOO_MUCH, heaviest

    if not chosen:
        return []
    raised = {role: {one.who.key for one in said if one.who.role == role} for role in ground.roles}
    there = {role: {one.who.key for one in chosen if one.who.role == role} for role in ground.roles}
    parts = [f"{len(there[role])} of {len(own)} {people(role, len(own))}" for role, own in raised.items() if own]
    notes = [f"Quoted: {' and '.join(parts)} who raise it."]
    person, part = heaviest([one.who.key for one in chosen])
    if part > TOO_MUCH and len(chosen) > 2:  # noqa: PLR2004 - of two quotes each is half
        name = next(ground.named(one.who) for one in chosen if one.who.key == person)
        notes.append(f"Mind: {name} supplies {part:.0%} of these quotes, more than 30 %.")
    return notes


def _another_number(most: int, number: int, usable: int, *, report: bool) -> str:
    """Why there are fewer quotes than asked for, or more."""
    from qual.analysis.quoting import MOST_IN_REPORT

    if number > most:
        return f"{number} quotes are pinned, more than the {most} asked for; all of them are shown." if most else ""
    if number == most or not usable:
        return ""
    some = f"{number} quote{'' if number == 1 else 's'} instead of {most}"
    if number == usable:
        return f"{some}: the theme has no more passages that can be quoted."
    why = f"{some}: what is left is of people quoted twice already, or says the same."
    return why + (f" Nobody is quoted more than {MOST_IN_REPORT} times in a report." if report else "")


def _lost(ground: Ground, found: Material) -> list[str]:
    """Pins and edits whose words or codings are gone."""
    notes = []
    for state in ground.handling.states.get(found.theme, ()):
        near = any(one.transcript == state.transcript and _mostly_both(one.span, state.span) for one in found.said)
        if state.state == PINNED and not near:
            notes.append(
                f"A passage of {state.transcript} that {state.coder} pinned has no code of this theme any more (or "
                "is not counted here), so it is not quoted."
            )
    for one in ground.handling.lost:
        what = f"replaced by {one.value}" if one.target == REPLACED else "settled for quotes"
        notes.append(
            f"A correction of {one.transcript} took away words that {one.coder} had {what}: look at the quotes of "
            "this transcript again."
        )
    return notes


def _against_how(against: Sequence[Quote]) -> str:
    if against:
        return (
            "Counter-examples: passages an analyst marked as such, or called so in a memo on their coding; then "
            "passages that were suggested as likely or possible for one of the codes and that a person rejected. A "
            "rejected passage is in no count."
        )
    return (
        "No counter-example is known: nobody marked one, no memo names one, and no likely suggestion was rejected. "
        "That is no proof that there is none."
    )


def silent(ground: Ground, theme: str) -> list[str]:
    """Who does not raise the theme, in roles in which somebody does; apart, of whom nobody has read a word."""
    raise_it = {(one.who.role, one.who.key) for one in ground.said.get(theme, ())}
    without, unread = [], []
    for role in ground.roles:
        everybody = {(role, who.key): who for who in ground.speakers.values() if who.role == role}
        if not raise_it & everybody.keys():
            continue
        of = f"of {len(everybody)} {people(role, len(everybody))}"
        silent_ones = [who for key, who in everybody.items() if key not in raise_it | ground.unread]
        if silent_ones:
            without.append(f"{WITHOUT} {len(silent_ones)} {of} ({_listed(ground, silent_ones)}).")
        unseen = [who for key, who in everybody.items() if key in ground.unread - raise_it]
        if unseen:
            unread.append(f"{UNSEEN} {len(unseen)} {of} ({_listed(ground, unseen)}).")
    return without + unread


def _listed(ground: Ground, who: Sequence[Speaking]) -> str:
    known = sorted({ground.named(one) for one in who} - {NAMELESS}, key=natural)
    more = len(who) - len(known[:MOST_NAMED])
    return ", ".join(known[:MOST_NAMED]) + (f" and {more} more" if more else "")
