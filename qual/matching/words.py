"""Which words tell a group of segments from the rest: labels made of people's own words.

References:
    Grootendorst 2022, BERTopic: neural topic modeling with a class-based TF-IDF procedure (2203.05794).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from qual.matching.rules import words_of

FILLERS = frozenset(
    "ah actually anyway basically er erm gonna gotta guess hm hmm huh just kind kinda know like literally lot "
    "maybe mean mhm mm mmm oh ok okay ooh probably quite really right say said sort stuff sure thing things "
    "think thought uh uhm um wanna well yeah yep yes you're i'm i've i'd i'll it's that's there's they're we're "
    "he's she's don't didn't doesn't can't couldn't won't wouldn't isn't wasn't aren't weren't haven't hasn't "
    "hadn't what's let's you've you'd you'll we've we'd we'll they've they'd they'll he'd she'd it'd it'll "
    "got get getting go going gone went come came little bit one two way time times people person want wanted "
    "something anything everything nothing someone somebody anyone anybody everyone everybody always never "
    "dont didnt doesnt cant couldnt wont im ive thats its theyre youre make made take took put says saying".split()
)
"""Words of speech that label nothing, besides the usual stop words."""

_MOST_SEGMENTS = 0.5
_SHORTEST = 3


def telling_words(groups: Sequence[Sequence[str]], rest: Sequence[str], *, most: int = 8) -> list[tuple[str, ...]]:
    """Each group's telling words, the most telling first: class-based TF-IDF over the words people said.

    With f(w, g) the number of segments of group g that hold w, f(w) their sum over the groups and the
    rest, and A the mean number of such words per group: f(w, g) * log(1 + A / f(w)). Segments are
    counted, not repetitions, so that one talkative person cannot name a group. A word must stand in
    two segments of its group, and in at most half of all.

    Args:
        groups: the texts of each group.
        rest: texts that are in no group; they count as one more group.
        most: words per group.

    Returns:
        Per group at most `most` words, lower case; () where no word tells.
    """
    stop = _stop_words()
    counts = [Counter(word for text in texts for word in set(_content(text, stop))) for texts in [*groups, rest]]
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    segments = sum(map(len, groups)) + len(rest)
    mean = sum(total.values()) / max(1, len(counts))
    found = []
    for group, count in zip(groups, counts, strict=False):
        usual = {
            w for w, n in total.items() if n > _MOST_SEGMENTS * segments and len(group) < _MOST_SEGMENTS * segments
        }
        weight = {w: n * log(1 + mean / total[w]) for w, n in count.items() if n > 1 and w not in usual}
        found.append(tuple(sorted(weight, key=lambda word: (-weight[word], word))[:most]))
    return found


def _content(text: str, stop: frozenset[str]) -> list[str]:
    return [word for word in words_of(text) if len(word) >= _SHORTEST and word not in stop and not word.isdigit()]


def _stop_words() -> frozenset[str]:
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

    return frozenset(ENGLISH_STOP_WORDS) | FILLERS
