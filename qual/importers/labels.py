"""The one grammar of speaker labels: where a line begins with one, and what can be one.

Every reader asks here, so that a file means the same in every format. A label begins with a letter, has at most
40 characters, no sentence punctuation, and is no time and no address. Whether a candidate is used as a label is
decided over the whole file, in `qual.importers.dialogue`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from qual.importers.vocabulary import COUNTED, FIELDS, NAMELESS, PARTICLES, ROLE_OF, SAYING, SOUNDS

LONGEST = 40
MOST_WORDS = 6
_REACH = 140
"""Characters of a line in which a label can stand."""

_TIME = r"-?(?:\d{1,3}:)?\d{1,2}:\d{1,2}(?:[.,-]\d{1,3})?"
_NAME = r"(?P<label>[^\W\d_][^:：\[\]{}<>#\t\n\"“”„«»;!?…]{0,39}?)"
_MARK = r"\*{0,2}"


def _stamp(group: str) -> str:
    """The pattern of a time in brackets, or bare with something after it."""
    return rf"(?:{_boxed_stamp(group)}|(?P<{group}_bare>{_TIME})(?=[\s,;]))"


def _boxed_stamp(group: str) -> str:
    """The pattern of a time in brackets."""
    return rf"[\[(<{{#]\s?(?P<{group}>{_TIME})\s?[\])>}}#]"


_ARROW = re.compile(rf"\s*(?P<start>{_TIME})\s*-->\s*(?P<end>{_TIME})\s*$")
_NAME_TIME = re.compile(
    rf"\s*{_NAME}(?:[ \t]{{2,}}(?P<bare>{_TIME})|\s{{1,4}}[\[(](?P<inside>{_TIME})[\])]\s?:?)[ \t]{{0,4}}$"
)
_TIME_NAME = re.compile(rf"\s*{_stamp('before')}[ \t,;–-]{{1,4}}{_NAME}[ \t]?:?[ \t]{{0,4}}$")
_COLON = re.compile(
    rf"\s{{0,8}}(?:>>>?\s?)?"
    rf"(?:\d{{1,4}}[.)]?[ \t]{{1,4}})??(?:{_stamp('before')}[\s,;–-]{{0,4}})?{_MARK}"
    rf"(?:\[(?P<boxed>[^\]\n:]{{1,40}}):?\]|{_NAME})"
    rf"(?:\s{{1,4}}[\[(](?P<inside>{_TIME})[\])])?"
    rf"[ \t\u00a0\u202f]?{_MARK}(?P<colon>[:：]){_MARK}(?!/|(?<=\d:)\d)\s{{0,8}}"
    rf"(?:{_boxed_stamp('after')}\s{{0,4}})?"
)
_BOXED = re.compile(
    rf"\s{{0,8}}(?:{_stamp('before')}\s{{0,4}})?\[(?P<label>[^\W\d_][\w .-]{{0,20}}):?\]"
    rf"\s{{1,4}}(?:{_boxed_stamp('after')}\s{{0,4}})?"
)
_SIGNS = re.compile(r"[:：\[\t\d]|\s*[QA]\.")
"""Without one of these a line has no label; most lines have none, and this is quickly seen."""
_DIGIT = re.compile(r"\d")
_Q_AND_A = re.compile(r"\s{0,8}(?P<label>[QA])\.\s{1,4}")
_TABBED = re.compile(rf"\s{{0,4}}(?:{_stamp('before')}\t)?{_NAME}\t\s{{0,8}}(?=\S)")
_LEADING_TIME = re.compile(
    rf"\s{{0,8}}(?:{_boxed_stamp('before')}|(?P<before_bare>\d{{1,3}}:\d\d:\d\d(?:[.,]\d{{1,3}})?)(?=\s))\s{{0,4}}"
)
_TRAILING_TIME = re.compile(rf"\s*#(?P<end>{_TIME})#\s*\Z")


@dataclass(frozen=True, slots=True)
class Head:
    """A line that may begin with a speaker label.

    Attributes:
        style: how it is written: arrow, own (label and time have the line to themselves), alone (a known label
            has), colon, boxed, q-and-a or tab.
        label: as the file has it.
        at: where the words begin in the line.
        start_s: the time that stands with it.
        end_s: as above.
    """

    style: str
    label: str
    at: int
    start_s: float | None = None
    end_s: float | None = None


def seconds(time: str) -> float | None:
    """A clock time such as `1:02:03.5` in seconds, None where it is none; one before the start counts as 0."""
    match = re.fullmatch(r"\s*(-?)(?:(\d{1,9}):)?(\d{1,2}):(\d{1,2})(?:[.,-](\d{1,9}))?\s*", time)
    if match is None or int(match[3]) >= 60 or int(match[4]) >= 60:  # noqa: PLR2004 - minutes and seconds
        return None
    if match[1]:
        return 0.0
    whole = int(match[2] or 0) * 3600 + int(match[3]) * 60 + int(match[4])
    return round(whole + float(f"0.{match[5] or 0}"), 3)


def head(line: str) -> Head | None:
    """What a line begins with, if it may be a label; the candidate still has to be accepted."""
    reach = line[:_REACH]
    if _SIGNS.search(reach) is None:
        return None
    if own := _own_line(line):
        return own
    if (match := _COLON.match(reach)) and is_label(name := match["label"] or match["boxed"]):
        return Head("colon", tidy(name), match.end(), _first_time(match))
    if (match := _Q_AND_A.match(reach)) is not None:
        return Head("q-and-a", match["label"], match.end())
    for style, pattern in (("boxed", _BOXED), ("tab", _TABBED)):
        if (match := pattern.match(reach)) and is_label(match["label"]) and not _is_sound(match["label"]):
            return Head(style, tidy(match["label"]), match.end(), _first_time(match))
    return None


def alone(line: str) -> Head | None:
    """A known label that has the line to itself, without any sign; of two letters or more, so "I" is none."""
    name = line.strip()
    if not 1 < len(name) <= LONGEST or not is_label(name) or not is_known(name):
        return None
    return Head("alone", tidy(name), len(line))


def _own_line(line: str) -> Head | None:
    """A label and a time that have the line to themselves."""
    if len(line) > _REACH or _DIGIT.search(line) is None:
        return None
    for pattern in (_NAME_TIME, _TIME_NAME):
        if (match := pattern.match(line)) and is_label(match["label"]):
            return Head("own", tidy(match["label"]), len(line), _first_time(match))
    return None


def arrow(line: str) -> tuple[float | None, float | None] | None:
    """The two times of a line such as `0:0:0.0 --> 0:0:1.510`, or None."""
    match = _ARROW.match(line) if "-->" in line else None
    return None if match is None else (seconds(match["start"]), seconds(match["end"]))


def leading_time(text: str) -> tuple[int, float | None]:
    """How much of the text is a time at its beginning, and that time."""
    match = _LEADING_TIME.match(text[:_REACH])
    return (0, None) if match is None else (match.end(), _first_time(match))


def trailing_time(text: str) -> tuple[int, float | None]:
    """Where the words end before a time such as `#00:00:12-5#`, and that time."""
    match = _TRAILING_TIME.search(text, max(0, len(text) - 40))
    return (len(text), None) if match is None else (match.start(), seconds(match["end"]))


def is_label(text: str | None) -> bool:
    """True if this could name a speaker: short, begins with a letter, like no sentence and no header field."""
    label = tidy(text or "")
    if not 0 < len(label) <= LONGEST or not label[0].isalpha() or label.casefold().rstrip(".") in FIELDS:
        return False
    words = label.split()
    if len(words) > MOST_WORDS or any(not _in_label(character) for character in label):
        return False
    if len(words) > 1 and _plain(words[-1]) in SAYING:
        return False
    # A full stop belongs to a title or an initial ("Dr. Lee", "J. M."), else it ends a sentence.
    return all(len(word) <= len("Prof.") for word in words if word.endswith("."))


def is_field(line: str) -> bool:
    """True for a header line such as `Date: 15 January`, `Audio file: P01.wav`."""
    name, colon, _ = line[:_REACH].partition(":")
    return bool(colon) and tidy(name).casefold().rstrip(".") in FIELDS


def is_name_like(label: str) -> bool:
    """True if every word begins like a name (a capital, a letter without case, or a particle such as "van")."""
    return all(not word[0].islower() or word.casefold() in PARTICLES for word in label.split())


def is_known(label: str) -> bool:
    """True if the label says by itself that it is one: a role word, or a code such as `P07`."""
    coded = re.fullmatch(r"([A-Za-z]{1,3})[ _-]?\d{1,4}[A-Za-z]?", label)
    if coded and coded[1].casefold() not in COUNTED:
        return True
    words = [_plain(word) for word in re.split(r"[\s_./()-]+", label) if word]
    if not words:
        return False
    titled = words[0] in ROLE_OF and len(words[0]) > 1 and is_name_like(label)
    return titled or all(word in ROLE_OF or word in NAMELESS or word.isdigit() for word in words)


def tidy(label: str) -> str:
    """A label on one line, without the marks around it."""
    return " ".join(label.replace("*", " ").split()).strip(":： ")


def _first_time(match: re.Match[str]) -> float | None:
    groups = match.groupdict()
    names = ("before", "before_bare", "inside", "bare", "after")
    return next((seconds(time) for name in names if (time := groups.get(name))), None)


def _in_label(character: str) -> bool:
    return character.isalnum() or character in " .'’()/&_-‐‑" or unicodedata.category(character)[0] == "M"


def _is_sound(label: str) -> bool:
    return _plain(label.split(maxsplit=1)[0]) in SOUNDS


def _plain(word: str) -> str:
    return word.casefold().strip(".'’()")
