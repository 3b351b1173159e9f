"""Which words tell a group of segments from the rest: labels made of people's own words.

References:
    Grootendorst 2022, BERTopic: neural topic modeling with a class-based TF-IDF procedure (2203.05794).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log

from qual.matching.rules import words_of

_FILLERS = """
chuckles crosstalk inaudible laughs laughter pause sighs thank thanks unintelligible
actually ah always anybody anyone anything anyway aren't basically bit came can't cant come couldn't couldnt
didn't didnt doesn't doesnt don't dont er erm everybody everyone everything get getting go going gone gonna
got gotta guess hadn't hasn't haven't he'd he's hm hmm huh i'd i'll i'm i've im isn't it'd it'll it's its ive
just kind kinda know let's like literally little lot made make maybe mean mhm mm mmm never nothing oh ok okay
one ooh people person probably put quite really right said say saying says she'd she's somebody someone
something sort stuff sure take that's thats there's they'd they'll they're they've theyre thing things think
thought time times took two uh uhm um wanna want wanted wasn't way we'd we'll we're we've well went weren't
what's won't wont wouldn't yeah yep yes you'd you'll you're you've youre
"""
FILLERS = frozenset(_FILLERS.split())
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
