"""The words of a text: where they stand, and what they are found under whatever their form and their accents.

A word is a run of letters, digits and their marks; an apostrophe or a hyphen ends it, so that "l'hôpital" is found
under its noun. In scripts written without spaces every character counts as a word, and words next to each other
make a longer one: that is how part of a sentence in Japanese or Thai is found. So does every emoji.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Protocol

NO_LANGUAGE = "none"
"""The language of a study whose words are compared without being reduced to their stems."""
LONGEST_STEMMED = 60
"""Letters; a longer run is no word of a language and stays as it is."""

_SPACELESS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3100-\u312f\u31f0-\u31ff\u3400-\u4dbf"
    "\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9d\U0001b000-\U0001b16f\U00020000-\U000323af"
)
"""Thai, Lao, Burmese, Khmer, Japanese and Chinese, as ranges of a character class."""
_JOINERS = "\u00ad\u200c\u200d\u2060\uff9e\uff9f"
"""Signs inside a word that are no letters: soft hyphen, joiners, half-width voicing marks."""
_SKIN = "\U0001f3fb-\U0001f3ff"
_INVISIBLE = frozenset("\u00ad\u200c\u200d\u2060\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff")
_NO_MARK = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters with a stroke or joined to another, which Unicode does not take apart."""
_POINTS, _ACCENTS = range(10, 36), range(200, 241)
"""Combining classes that only modify a letter: Hebrew and Arabic points, and accents. The vowel signs of India and
the voicing marks of Japan are letters of their own and stay."""
_LAST_SCANNED = 0x1FC00


def places(text: str) -> Iterator[tuple[int, int]]:
    """Where each word stands in a text, in order, as half-open code points."""
    return (match.span() for match in _pattern().finditer(text))


def words(text: str) -> list[str]:
    """The words of a text, as they stand there."""
    return _pattern().findall(text)


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """The word without case, accents and typographic forms: what two spellings of one word share."""
    apart = unicodedata.normalize("NFKD", word.casefold())
    kept = "".join(sign for sign in apart if not _modifies(sign))
    return unicodedata.normalize("NFC", kept).casefold().translate(_NO_MARK)


class _Snowball(Protocol):
    def stemWord(self, word: str) -> str: ...  # noqa: N802 - the package's own name


class Stemmer:
    """Reduces the words of one language to what their forms share. Any thread may use it.

    Args:
        language: a language that Snowball knows, or "none".
    """

    def __init__(self, language: str) -> None:
        self._lock = threading.Lock()  # Snowball's stemmers keep the word they work on in themselves
        self._known: dict[str, frozenset[str]] = {}
        self._snowball: _Snowball | None = None
        if language != NO_LANGUAGE:
            import snowballstemmer

            self._snowball = snowballstemmer.stemmer(language)

    def terms(self, word: str) -> frozenset[str]:
        """What a word is found under; two words are forms of one where they share a term.

        There are two, where it matters whether accents go before or after the ending: "arrêtées" is found by
        somebody who types its accents and by somebody who does not.
        """
        found = self._known.get(word)
        if found is None:
            folded = fold(word)
            lower = unicodedata.normalize("NFC", word).lower()
            found = frozenset((fold(self._stem(lower)), fold(self._stem(folded))))
            self._known[word] = found
        return found

    def _stem(self, word: str) -> str:
        if self._snowball is None or len(word) > LONGEST_STEMMED:
            return word
        with self._lock:
            return self._snowball.stemWord(word) or word


@lru_cache(maxsize=8)
def stemmer(language: str) -> Stemmer:
    """The stemmer of a language; what it has worked out once it keeps."""
    return Stemmer(language)


def _modifies(sign: str) -> bool:
    kind = unicodedata.combining(sign)
    return kind in _ACCENTS or kind in _POINTS or sign in _INVISIBLE


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    """A word: letters with their marks, or one sign of a script without spaces, or one emoji."""
    marks: list[int] = []
    symbols: list[int] = []
    for number in (*range(_LAST_SCANNED), *range(0xE0100, 0xE01F0)):
        kind = unicodedata.category(chr(number))
        if kind[0] == "M":
            marks.append(number)
        elif kind == "So":
            symbols.append(number)
    mark = f"[{_class(marks)}{_JOINERS}{_SKIN}]*"
    letter, sign, symbol = rf"[^\W_{_SPACELESS}]", rf"(?=[^\W_])[{_SPACELESS}]", f"[{_class(symbols)}]"
    return re.compile(f"(?:{letter}{mark})+|{sign}{mark}|{symbol}{mark}")


def _class(numbers: Iterable[int]) -> str:
    """Code points, in order, as ranges of a character class."""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in ranges)
