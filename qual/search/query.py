"""What a person asks for, as they type it.

waiting list          both words in one passage, in any form
"waiting list"        exactly these words, in this order
-list                 passages without it
letter OR appointment one of them is enough
wait*                 words that begin so
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qual.errors import Refused
from qual.search.words import words

OR = "OR"
_QUOTES = re.compile('["“”„‟«»＂「」『』]')
"""What people and their word processors write for a quotation mark."""
_MINUS = "-−–"
_PART = re.compile(rf'([{_MINUS}]?)"([^"]*)"|(\S+?)(?=[{_MINUS}]?"|\s|$)')
_WHAT = "The search"


@dataclass(frozen=True, slots=True)
class Item:
    """Words that stand next to each other; most often it is one.

    Attributes:
        words: as typed, at least one.
        exact: True for a phrase in quotation marks: no other forms of its words.
        prefix: True where the last word may go on ("wait*").
    """

    words: tuple[str, ...]
    exact: bool = False
    prefix: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """A question to the texts.

    Attributes:
        groups: a passage holds one item at least of every group.
        without: and none of these.
    """

    groups: tuple[tuple[Item, ...], ...]
    without: tuple[Item, ...] = ()

    @property
    def wanted(self) -> tuple[Item, ...]:
        """Every item whose places are shown, each once."""
        return tuple(dict.fromkeys(item for group in self.groups for item in group))


def parse(text: str) -> Query:
    """The question a text asks; signs that are no words are passed over.

    Raises:
        Refused: if a quotation mark is not closed, if there is no word to look for, or if OR joins nothing.
    """
    line = _QUOTES.sub('"', text)
    if line.count('"') % 2:
        raise Refused(_WHAT, "a quotation mark is not closed", hint='Write a phrase as "waiting list".')
    groups: list[list[Item]] = []
    without: list[Item] = []
    joined = False
    for match in _PART.finditer(line):
        part = match[3] or ""
        if part == OR:
            joined = _joins(groups, joined=joined)
            continue
        minus, item = _item(match)
        if item is None:
            continue
        if minus and joined:
            raise Refused(_WHAT, "OR cannot join what must not occur", hint="Write -word by itself, without OR.")
        if minus:
            without.append(item)
        elif joined:
            groups[-1].append(item)
        else:
            groups.append([item])
        joined = False
    if joined:
        raise Refused(_WHAT, "nothing stands after OR", hint="Write it between two words: letter OR appointment.")
    if not groups:
        raise _nothing(without=bool(without))
    return Query(tuple(tuple(dict.fromkeys(group)) for group in groups), tuple(dict.fromkeys(without)))


def _joins(groups: list[list[Item]], *, joined: bool) -> bool:
    if not groups or joined:
        raise Refused(_WHAT, "nothing stands before OR", hint="Write it between two words: letter OR appointment.")
    return True


def _item(match: re.Match[str]) -> tuple[bool, Item | None]:
    """Whether the part is to be left out, and its words, None where it has none."""
    phrase, part = match[2], match[3] or ""
    if phrase is not None:
        found = tuple(words(phrase))
        return bool(match[1]), Item(found, exact=True) if found else None
    minus = len(part) > 1 and part[0] in _MINUS
    found = tuple(words(part[1:] if minus else part))
    return minus, Item(found, prefix=part.endswith("*")) if found else None


def _nothing(*, without: bool) -> Refused:
    if without:
        why = "it says only what must not occur"
        return Refused(_WHAT, why, hint="Add a word that must: waiting -list.")
    return Refused(_WHAT, "it holds no word", hint="Write one word or several.")
