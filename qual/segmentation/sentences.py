"""Where sentences end in spoken words.

The splitter is spaCy's English tokenizer, which knows "Dr." and "p.m.", with its rule-based sentencizer.
It was measured, as spaCy ships it, against the parser and the sentence recogniser of en_core_web_sm on
7,269 turns (161,620 words) of transcribed consultations and interviews. Where rules and recogniser differ
(1,699 turns), the recogniser mostly cuts at a hesitation or a bracket ("Uh | , yeah."); where rules and
parser differ (523 turns), the parser mostly cuts within a sentence, at "yeah", "and" or "[unintelligible]".
Both were trained on written English, while here a transcriber has already put a full stop where they heard
an end. The rules are also 15 to 20 times as fast: about 150,000 words a second on one core, against 10,000
and 7,000.

Three corrections are ours: an opening bracket or quotation mark belongs to the sentence it opens; three
dots before a small letter or before "I" are a hesitation and no end; and nothing ends within a word, as
white space sees words, so that every word is in one sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Protocol

from qual.model.span import trimmed

if TYPE_CHECKING:
    from spacy.language import Language

LONGEST = 50_000
"""Characters given to spaCy at once; it refuses a million."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_END = re.compile(r"[.!?…]\s")
_SPACE = re.compile(r"\s")
_DOTS = ("...", "…")
_HESITATION = re.compile(r"(?:\.\.|…)[\"'”’)\]]*$")
_OPENING = "([{<\"'“‘«¿¡"
_I = re.compile(r"I\b")


class SentenceSplitter(Protocol):
    """Anything that says where the sentences of a text are."""

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Half-open code-point offsets, in order, without white space at the edges."""
        ...


class RuleSplitter:
    """Sentences by punctuation, paragraph by paragraph.

    Args:
        language: a spaCy pipeline that sets sentence starts.
    """

    def __init__(self, language: Language) -> None:
        self._language = language

    def spans(self, text: str) -> list[tuple[int, int]]:
        """The sentences of the text; an empty line always ends one."""
        found: list[tuple[int, int]] = []
        for start, end in pieces(text):
            # A piece can only be too long where it is one word, and one word is not cut.
            document = self._language(text[start:end]) if end - start <= LONGEST else None
            starts = [start + sentence.start_char for sentence in document.sents] if document else [start]
            cuts = [start, *_corrected(text, start, starts[1:]), end]
            for left, right in pairwise(cuts):
                span = trimmed(text, left, right)
                if span is not None:
                    found.append((span.start, span.end))
        return found


@cache
def spacy_splitter() -> RuleSplitter:
    """The splitter in use; loaded once."""
    import spacy
    from spacy.pipeline import Sentencizer

    language = spacy.blank("en")
    marks = [*Sentencizer.default_punct_chars, *_DOTS]
    language.add_pipe("sentencizer", config={"punct_chars": marks})
    return RuleSplitter(language)


def pieces(text: str, longest: int = LONGEST) -> Iterator[tuple[int, int]]:
    """The paragraphs of the text; one that is too long is cut after a sentence, else at white space."""
    start = 0
    for gap in [*_PARAGRAPH.finditer(text), None]:
        end = len(text) if gap is None else gap.start()
        while end - start > longest:
            at = _last(_END, text, start, start + longest) or _last(_SPACE, text, start, start + longest)
            if at is None:  # one word longer than the limit stays whole
                following = _SPACE.search(text, start + longest, end)
                at = end if following is None else following.end()
            yield start, at
            start = at
        if text[start:end].strip():
            yield start, end
        start = end


def _last(pattern: re.Pattern[str], text: str, start: int, end: int) -> int | None:
    """Where the last match within the stretch ends; the end of a long stretch is looked at first."""
    for near in (max(start, end - 1_000), start):
        places = [match.end() for match in pattern.finditer(text, near, end)]
        if places:
            return places[-1]
    return None


def _corrected(text: str, first: int, starts: list[int]) -> Iterator[int]:
    """Sentence starts that lie at the start of a word and do not follow a hesitation."""
    before = first
    for proposed in starts:
        start = proposed
        while start > before and text[start - 1] in _OPENING:
            start -= 1
        if start <= before or not text[start - 1].isspace():
            continue
        hesitates = _HESITATION.search(text[max(before, start - 12) : start].rstrip())
        if hesitates and _goes_on(text, start):
            continue
        yield start
        before = start


def _goes_on(text: str, start: int) -> bool:
    """True where no new sentence shows: a small letter, or "I", which is never small."""
    while start < len(text) and text[start] in _OPENING:
        start += 1
    return text[start].isalpha() and (not text[start].isupper() or bool(_I.match(text, start)))
