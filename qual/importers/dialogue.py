"""Who speaks where in a text: which label candidates are used as labels, and the stretch of words of each turn."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from qual.importers import labels
from qual.importers.labels import Head
from qual.model.span import Span, trimmed

NEARLY_EVERY = 0.8
"""Share of paragraphs with a label from which on a person may speak once only."""
MOST_SINGLE = 12
"""So many people at most may speak once only; more look like a list of terms."""
TOO_FEW = 0.1
"""Below this share of paragraphs, labels that say nothing by themselves are taken for something else."""
HEADER_REACH = 5
HEADER_VALUE = 60

_NOISE = re.compile(
    r"""\W*(?:
        (?:transcribed|transcription|transcript) \s (?:by|with) \b .{0,80}
      | .{1,60} \s (?:started|stopped|hat\sdie|a\sdémarré\sla|a\sarrêté\sla)
            \s (?:transcription|transkription\s(?:gestartet|beendet))
      | (?:end|ende|fin|fine) (?:\s(?:of|der|des|de|du|del|della|the|la))* \s (?:interview|transcript|transcription|
            recording|audio|tape|aufnahme|interviews|transkripts|entretien|entrevista|intervista)
    )\W*""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn's place in a text.

    Attributes:
        label: the speaker's label, "" without one.
        span: the words.
        line: 1-based line the turn begins at.
        start_s: the time that stands with it.
        end_s: as above.
    """

    label: str
    span: Span
    line: int
    start_s: float | None = None
    end_s: float | None = None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """The turns of a text, and the lines that belong to none.

    Attributes:
        turns: in order.
        outside: lines with words that belong to no turn (headers, footers).
        mute: lines with a label and no words after it.
        labelled: False where no speaker labels were found and each paragraph is a turn.
    """

    turns: tuple[Spoken, ...]
    outside: tuple[int, ...]
    mute: tuple[int, ...]
    labelled: bool


def split(
    text: str, *, known: AbstractSet[str] = frozenset(), breaks: AbstractSet[int] = frozenset(), bare: bool = True
) -> Dialogue:
    """The turns of a text with LF line ends.

    Args:
        text: the whole text; spans point into it.
        known: labels the file marks as such in another way, accepted at once.
        breaks: 1-based lines at which a turn ends, whatever follows.
        bare: whether each paragraph is a turn where there are no labels at all.
    """
    lines = text.split("\n")
    heads = _at_paragraphs(dict(_candidates(lines)), lines, known)
    accepted = accept(heads, _blocks(lines), known=known)
    heads = {at: found for at, found in heads.items() if found.label in accepted}
    if not heads:
        return _paragraphs(text, lines) if bare else Dialogue((), _filled(lines), (), labelled=False)
    begin = _after_header(lines, heads)
    heads = {at: found for at, found in heads.items() if at >= begin}
    return _turns(text, lines, heads, breaks)


def accept(heads: Mapping[int, Head], blocks: int, *, known: AbstractSet[str] = frozenset()) -> frozenset[str]:
    """The labels among the candidates of a file that are used as labels.

    A label is accepted where it is known (a role word, a code such as `P07`, or one the file marks), where it is
    used twice and looks like a name, or where nearly every paragraph carries one.

    Args:
        heads: place -> candidate.
        blocks: paragraphs, lines or cues that could carry a label.
        known: labels accepted at once.
    """
    if not heads:
        return frozenset()
    counts = Counter(found.label for found in heads.values())
    styles = Counter(found.style for found in heads.values() if _usable(found.label, counts, known))
    if not styles:
        style = Counter(found.style for found in heads.values()).most_common(1)[0][0]
    else:
        style = styles.most_common(1)[0][0]
    main = Counter(found.label for found in heads.values() if found.style == style)
    coverage = min(1.0, main.total() / max(blocks, 1))
    if style == "q-and-a" and min(main["Q"], main["A"]) == 0:
        return frozenset()
    if style == "alone" and min(main.values()) == 1:
        return frozenset()
    if style == "tab" and (coverage < NEARLY_EVERY or len(main) == main.total()):
        return frozenset()
    singles = sum(1 for label, count in main.items() if count == 1 and label not in known)
    # A name alone with a time on its line is written by programs only, so one use is enough there too.
    once = (coverage >= NEARLY_EVERY or (style == "own" and main.total() > 1)) and singles <= MOST_SINGLE
    accepted = {
        label
        for label in main
        if style == "arrow" or _usable(label, counts, known) or (once and labels.is_name_like(label))
    }
    certain = any(label in known or labels.is_known(label) for label in accepted) or style in {"arrow", "own"}
    if not certain and sum(main[label] for label in accepted) < TOO_FEW * blocks:
        return frozenset()
    return frozenset(accepted | (known & counts.keys()))


def _usable(label: str, counts: Mapping[str, int], known: AbstractSet[str]) -> bool:
    if label in known or labels.is_known(label):
        return True
    if counts[label] < 2:  # noqa: PLR2004 - a label once may be anything
        return False
    return labels.is_name_like(label) or (len(label.split()) == 1 and counts[label] > 2)  # noqa: PLR2004 - as above


def _candidates(lines: list[str]) -> Iterator[tuple[int, Head]]:
    named = -1
    for at, line in enumerate(lines):
        if at == named or is_noise(line):
            continue
        times = labels.arrow(line)
        if times and at + 1 < len(lines) and labels.is_label(lines[at + 1]):
            named = at + 1
            yield at, Head("arrow", labels.tidy(lines[at + 1]), 0, *times)
        elif (found := labels.head(line)) and (found.style != "own" or _words_follow(lines, at)):
            yield at, found
        elif (at == 0 or not lines[at - 1].strip()) and at + 1 < len(lines) and lines[at + 1].strip():
            found = labels.alone(line)
            if found is not None:
                yield at, found


def _at_paragraphs(heads: dict[int, Head], lines: list[str], known: AbstractSet[str]) -> dict[int, Head]:
    """The candidates without those used once, inside a paragraph, where the others begin one ("Reason: …")."""
    counts = Counter(found.label for found in heads.values())
    inside = {at for at in heads if at and lines[at - 1].strip()}
    if len(heads) - len(inside) < NEARLY_EVERY * len(heads):
        return heads
    return {
        at: found
        for at, found in heads.items()
        if at not in inside or counts[found.label] > 1 or found.label in known or labels.is_known(found.label)
    }


def _words_follow(lines: list[str], at: int) -> bool:
    """True if the line after this one (or after one empty line) holds words that are no head of the same kind."""
    following = next((line for line in lines[at + 1 : at + 3] if line.strip()), "")
    found = labels.head(following)
    return bool(following) and (found is None or found.style != "own")


def is_noise(line: str) -> bool:
    """True for lines that programs add: "Transcribed by …", "X started transcription", "End of interview"."""
    return len(line) < 160 and _NOISE.fullmatch(line.strip()) is not None  # noqa: PLR2004 - such lines are short


def _blocks(lines: list[str]) -> int:
    filled = sum(1 for line in lines if line.strip())
    paragraphs = sum(1 for at, line in enumerate(lines) if line.strip() and (at == 0 or not lines[at - 1].strip()))
    # Without empty lines between turns every line is a paragraph of its own.
    return paragraphs if paragraphs * 5 >= filled else filled


def _after_header(lines: list[str], heads: Mapping[int, Head]) -> int:
    """The line at which the first turn begins: labels in a header ("Interviewer: Ada", "Date: …") begin none."""
    order = sorted(heads)
    begin = order[0]
    for _ in range(HEADER_REACH):
        last_field = begin - 1
        for at in range(begin, min(begin + HEADER_REACH, len(lines))):
            if not lines[at].strip():
                break
            if labels.is_field(lines[at]):
                last_field = at
        later = [at for at in order if at > last_field]
        if last_field < begin or not later:
            break
        begin = later[0]
    counts = Counter(found.label for found in heads.values())
    repeated = [at for at in order if at >= begin and counts[heads[at].label] > 1]
    if len({heads[at].label for at in repeated}) > 1:
        leading = [at for at in order if begin <= at < repeated[0]]
        short = all(len(line) <= HEADER_VALUE for line in lines[begin : repeated[0]])
        fields = any(labels.is_field(line) for line in lines[: repeated[0]])
        if leading and short and (len(leading) > 1 or fields):
            begin = repeated[0]
    return begin


def _turns(text: str, lines: list[str], heads: Mapping[int, Head], breaks: AbstractSet[int]) -> Dialogue:
    turns: list[Spoken] = []
    outside: list[int] = []
    mute: list[int] = []
    current: Head | None = None
    line = start = end = offset = 0

    def close() -> None:
        if current is None:
            return
        turn = _spoken(text, current, start, end, line + 1)
        if turn is None:
            mute.append(line + 1)
        else:
            turns.append(turn)

    for at, words in enumerate(lines):
        found = heads.get(at)
        if found is not None:
            close()
            current, line = found, at
            start = offset + found.at if found.style != "arrow" else offset + len(words)
            end = max(start, offset + len(words))
        elif at + 1 in breaks or is_noise(words):
            close()
            current = None
        if current is None:
            outside += [at + 1] if words.strip() else []
        elif current.style == "arrow" and at == line + 1:
            start = end = offset + len(words)
        elif words.strip():
            end = offset + len(words)
        offset += len(words) + 1
    close()
    return Dialogue(tuple(turns), tuple(outside), tuple(mute), labelled=True)


def _spoken(text: str, found: Head, start: int, end: int, line: int) -> Spoken | None:
    cut, end_s = labels.trailing_time(text[start:end])
    span = trimmed(text, start, start + cut)
    if span is None:
        return None
    label = "" if found.style == "own" and found.label.casefold() == "unknown speaker" else found.label
    return Spoken(label, span, line, found.start_s, end_s if end_s is not None else found.end_s)


def _paragraphs(text: str, lines: list[str]) -> Dialogue:
    turns: list[Spoken] = []
    outside: list[int] = []
    each_line = not any(not line.strip() for line in lines[:-1]) and _lines_are_paragraphs(lines)
    offset = 0
    for at, line in enumerate(lines):
        span = trimmed(text, offset, offset + len(line))
        offset += len(line) + 1
        if span is None or is_noise(line):
            outside += [at + 1] if span else []
            continue
        joins = turns and not each_line and at and lines[at - 1].strip() and not is_noise(lines[at - 1])
        if joins:
            turns[-1] = replace(turns[-1], span=Span(turns[-1].span.start, span.end))
            continue
        skip, time = labels.leading_time(span.of(text))
        words = trimmed(text, span.start + skip, span.end)
        if words is not None:
            turns.append(Spoken("", words, at + 1, time))
    return Dialogue(tuple(turns), tuple(outside), (), labelled=False)


def _lines_are_paragraphs(lines: list[str]) -> bool:
    """Whether a text without empty lines has one paragraph per line, rather than lines wrapped at a width."""
    filled = [line.rstrip() for line in lines if line.strip()]
    ended = sum(line.endswith((".", "?", "!", "…", "”", '"', "]", ")")) for line in filled)
    return any(len(line) > 120 for line in filled) or ended * 5 >= len(filled) * 4  # noqa: PLR2004 - wider than a page


def _filled(lines: list[str]) -> tuple[int, ...]:
    return tuple(at + 1 for at, line in enumerate(lines) if line.strip())
