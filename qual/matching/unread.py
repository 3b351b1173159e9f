"""What the sentence model cannot read of some texts, said in sentences: too long, no words, not English."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

WORDS_READ = 190
"""English words in 256 tokens, the beginning of a text that the packaged model reads; an average."""
FEWEST_WORDS = 12
"""Shorter texts say too little about their language."""
LEAST_SHARE = 0.08
"""Spoken English is a third to a half of the words below by count of words; other languages have next to none."""
RARE = 0.02
"""Lists and notes without such words are this rare in English: only a larger share of segments is worth a word."""
_ENGLISH = frozenset({
    "a", "and", "are", "because", "but", "for", "had", "have", "he", "i", "if", "it", "my", "not", "of", "she",
    "that", "the", "there", "they", "this", "to", "we", "were", "what", "when", "with", "would", "you",
})  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def unread(texts: Sequence[str], *, english: bool) -> tuple[str, ...]:
    """A sentence for each way in which the model cannot read some of the texts, with how many they are.

    Args:
        texts: what suggestions are made for.
        english: True for a model trained on English only.
    """
    ways: list[tuple[Callable[[str], bool], float, str]] = [
        (
            _is_long,
            0,
            f"longer than the {WORDS_READ} words or so the model reads; only their beginning counts",
        ),
        (_is_wordless, 0, "without any letter or digit; what is suggested for them means nothing"),
    ]
    if english:
        ways.append((_is_foreign, RARE, "apparently not in English, which the model was trained on; expect little"))
    said = []
    for way, rare, what in ways:
        number = sum(map(way, texts))
        if number > rare * len(texts):
            said.append(f"{number} of {len(texts)} segments {'is' if number == 1 else 'are'} {what}.")
    return tuple(said)


def _is_long(text: str) -> bool:
    return len(text) > 2 * WORDS_READ and len(text.split()) > WORDS_READ


def _is_wordless(text: str) -> bool:
    return not any(character.isalnum() for character in text)


def _is_foreign(text: str) -> bool:
    """True for texts of some length with hardly a word that English cannot do without, or in another script."""
    words = _WORD.findall(text.casefold())
    if sum(map(len, words)) < FEWEST_WORDS:
        return False
    latin = sum(character.isascii() for word in words for character in word)
    if 2 * latin < sum(map(len, words)):
        return True
    return len(words) >= FEWEST_WORDS and sum(word in _ENGLISH for word in words) < LEAST_SHARE * len(words)
