"""A list of names, or an outline -> a codebook: spaces, tabs, dashes, numbers, Markdown headings and bullets."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from statistics import median

from qual.codebook import cells
from qual.codebook.columns import part_of
from qual.codebook.incoming_values import Incoming
from qual.codebook.planting import Entry, everywhere, planted, rows_said
from qual.codebook.values import text
from qual.errors import Problem
from qual.model.codebook import Codebook

MOST_LINES = 100_000
_TAB = 4
_HEADING = re.compile(r"(#{1,6})\s+(.*?)\s*#*$")
_BULLET = re.compile(r"([*•·▪◦‣+o]|-{1,12}|[–—])\s+(?=\S)")
_NUMBER = re.compile(r"\(?((?:[0-9]{1,4}\.)+[0-9]{1,4}[.)]?|[0-9]{1,4}[.)]|[a-z]\))\s+(?=\S)")
_SEPARATORS = (": ", " – ", " — ", " - ", " = ", "\t")
_FIELD = re.compile(r"(?:\*\*|__)?([^:*_]{2,40}?)\s*(?::\s*(?:\*\*|__)?|(?:\*\*|__)\s*:)\s*(.*)$")
_FIELDS = frozenset(
    {"definition", "include", "exclude", "examples", "color", "id", "retired", "heading", "merged_into", "parent"}
)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~]|\d)")
_VERSION = re.compile(r"(?:Codebook|Version (\S.*?))(?: · .*)?$")
_NO_THEME = "Codes without a theme"
_ID = re.compile(r"`([^`\n]+)`$")
_EMPHASIS = re.compile(r"^(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1$")
_SENTENCE_WORDS = 5
_DEFINING_WORDS = 3
_LONGEST_NAME = 80
_MOSTLY = 0.6


@dataclass(slots=True)
class _Line:
    """A line with words.

    Attributes:
        number: 1-based.
        depth: how deep it stands: (heading, indentation, dashes or numbers), compared one after the other.
        words: without what shows the depth.
        listed: True where a bullet or number stood before the words.
        heading: True for a Markdown heading.
    """

    number: int
    depth: tuple[int, int, int]
    words: str
    listed: bool = False
    heading: bool = False


@dataclass(slots=True)
class _Reading:
    """What was met on the way."""

    title: str = ""
    label: str = ""
    described: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def read_outline(words: str, file: str, *, roles: Collection[str] = ()) -> Incoming:
    """The codebook in a list or an outline.

    Each line is a name. A line that stands deeper than the one above it (indentation, more dashes, a longer number,
    a lower heading) stands under it. `Name: definition` and `Name - definition` are split where most lines are so
    written or what follows reads as a definition; lines such as `Exclude: ...` under a name are fields of it.

    Args:
        words: the text, lines ending in LF.
        file: its name, for the problems.
        roles: the project's own roles, which may stand before an example.
    """
    lines = _lines(words)
    if not lines:
        said = Problem(file, None, "the file holds no words", "Write a code on each line.", fatal=True)
        return Incoming(Codebook(), (said,), "outline")
    reading = _Reading()
    if words.count("\n") >= MOST_LINES:
        said = Problem(file, None, f"the file has more than {MOST_LINES:,} lines", "Is it a codebook?", fatal=True)
        return Incoming(Codebook(), (said,), "outline")
    tops = _Outline(lines, reading, cells.ROLES | {role.casefold() for role in roles}).run()
    if reading.described:
        said_ = f"sentences under a name were read as its definition ({rows_said(reading.described, 'line')})"
        reading.problems.append(Problem(file, None, said_))
    book, problems = planted(tops, file, title=reading.title, label=reading.label)
    lost = (f"{rows_said(reading.lost, 'line')}: words before the first name",) if reading.lost else ()
    plain = all(not code.definition and not code.parent for code in book.codes) and not book.themes
    return Incoming(book, (*reading.problems, *problems), "list" if plain else "outline", lost)


def _lines(words: str) -> list[_Line]:
    """The lines that hold words, each with its depth."""
    raw = [(number, line) for number, line in enumerate(words.split("\n"), 1) if line.strip()]
    if len(raw) == 1 and len(parts := re.split(r"\s*[;,]\s*", raw[0][1].strip())) > 2:  # noqa: PLR2004 - a list
        raw = [(1, part) for part in parts if part]
    found: list[_Line] = []
    level = 0
    for number, line in raw:
        heading = _HEADING.match(line)
        if heading is not None:
            level = len(heading[1])
            found.append(_Line(number, (level, -1, 0), _plain(heading[2]), heading=True))
            continue
        if re.fullmatch(r"\s*(?:[-=_*]\s*){3,}", line):  # a rule across the page
            continue
        bare = line.lstrip()
        indent = len(line[: len(line) - len(bare)].expandtabs(_TAB))
        sign = 0
        bullet = _BULLET.match(bare)
        number_ = None if bullet else _NUMBER.match(bare)
        if bullet:
            sign = len(bullet[1]) if bullet[1].startswith("-") else 1
        elif number_:
            sign = len(re.findall(r"[0-9]+|[a-z]", number_[1]))
        after = (bullet or number_).end() if bullet or number_ else 0  # type: ignore[union-attr]
        found.append(_Line(number, (level, indent, sign), bare[after:].strip(), bool(bullet or number_)))
    return found


def _plain(words: str) -> str:
    """The words without marks of emphasis around all of them."""
    found = _EMPHASIS.match(words)
    return found[2] if found else words


class _Outline:
    """Lines while they become entries."""

    def __init__(self, lines: Sequence[_Line], reading: _Reading, roles: Collection[str]) -> None:
        self.lines, self.reading, self.roles = lines, reading, roles
        self.top = Entry("")
        self.headings: set[int] = set()
        self.parents: list[tuple[Entry, str]] = []
        self.open: list[tuple[tuple[int, int, int], Entry]] = []
        self.marked = any(line.heading for line in lines)
        self.separators = _separators([line.words for line in lines if not _field_of(line.words)])

    def run(self) -> list[Entry]:
        """The entries at the top."""
        lines = list(self.lines)
        if lines[0].heading and lines[0].depth[0] < min(
            (one.depth[0] for one in lines[1:] if one.heading), default=0
        ):
            self.reading.title = self._bare(lines.pop(0).words)
        for at, line in enumerate(lines):
            deeper = at + 1 < len(lines) and lines[at + 1].depth > line.depth and not lines[at + 1].heading
            self._line(line, deeper=deeper)
        if self.marked:
            self._settle()
        return self.top.under

    def _settle(self) -> None:
        """In Markdown: headings at the top are themes where headings stand below; codes go where they say."""
        above = {id(child): one for one in [self.top, *everywhere(self.top.under)] for child in one.under}
        sections = [one for one in self.top.under if id(one) in self.headings]
        if any(id(child) in self.headings for one in sections for child in one.under):
            for one in sections:
                one.kind = "theme" if one.only_described else ""
        known = {entry.id or entry.name: entry for entry in everywhere(self.top.under)}
        for entry, wanted in self.parents:
            parent = known.get(wanted)
            if parent is not None and id(entry) in above:
                above[id(entry)].under.remove(entry)
                parent.under.append(entry)
        for one in [one for one in self.top.under if one.name == _NO_THEME]:
            self.top.under.remove(one)
            for child in one.under:
                child.kind = "code"
            self.top.under += one.under

    def _line(self, line: _Line, *, deeper: bool) -> None:
        own = self.open[-1][1] if self.open else None
        said = _field_of(line.words)
        if said and own is not None:
            self._field(own, *said)
            return
        if self.marked and not line.heading and not line.listed:
            self._paragraph(line, own)
            return
        while self.open and self.open[-1][0] >= line.depth:
            self.open.pop()
        parent = self.open[-1][1] if self.open else None
        if not deeper and parent is not None and not line.heading and _is_sentence(line.words):
            parent.definition = "\n\n".join(filter(None, (parent.definition, line.words)))
            self.reading.described.append(line.number)
            return
        mark = _ID.search(line.words)
        if mark and mark.start():
            entry = Entry(self._bare(_plain(line.words[: mark.start()].strip())), line.number, id=mark[1])
            entry.heading = False
        else:
            name, definition = self._split(line.words)
            entry = Entry(self._bare(_plain(name)), line.number, definition=self._bare(definition))
        if line.heading:
            self.headings.add(id(entry))
        (parent or self.top).under.append(entry)
        self.open.append((line.depth, entry))

    def _bare(self, words: str) -> str:
        """The words without the backslashes that Markdown wants before its signs."""
        return _ESCAPED.sub(r"\1", words) if self.marked else words

    def _paragraph(self, line: _Line, own: Entry | None) -> None:
        """A line of running text between headings: the definition of what stands above it."""
        if own is None:
            version = _VERSION.match(line.words) if self.reading.title else None
            if version and not self.reading.label:
                self.reading.label = self._bare(version[1] or "")
            else:
                self.reading.lost.append(line.number)
            return
        own.definition = "\n".join(filter(None, (own.definition, self._bare(line.words))))

    def _field(self, own: Entry, part: str, words: str) -> None:
        words = self._bare(words)
        if part == "parent":
            self.parents.append((own, words))
        elif part == "examples":
            own.examples += cells.examples(words, "", self.roles)
        elif part in {"include", "exclude"}:
            getattr(own, part).extend(cells.phrases(words))
        elif part in {"retired", "heading"}:
            setattr(own, part, bool(cells.truth(words)))
        elif part == "definition":
            own.definition = "\n\n".join(filter(None, (own.definition, words)))
        else:
            setattr(own, part, words.strip("`"))

    def _split(self, words: str) -> tuple[str, str]:
        """Name and definition of a line, at the first sign that parts them in this file."""
        places = [(words.find(sign), sign) for sign in self.separators if 0 < words.find(sign) <= _LONGEST_NAME]
        if not places:
            return words, ""
        place, sign = min(places)
        return words[:place].strip(), text(words[place + len(sign) :])


def _field_of(words: str) -> tuple[str, str] | None:
    """The field and its text where a line says `Exclude: ...` or the like."""
    found = _FIELD.match(words)
    part = part_of(found[1]) if found else ""
    if found is None or part not in _FIELDS or not (found[2].strip() or part == "definition"):
        return None
    return part, found[2].strip()


def _is_sentence(words: str) -> bool:
    """Whether a line is no name: five words or more that end as a sentence does."""
    return len(words.split()) >= _SENTENCE_WORDS and words.rstrip("\"”’')").endswith((".", "!", "?", "…"))


def _separators(lines: Sequence[str]) -> tuple[str, ...]:
    """The signs between name and definition in this file.

    A name may hold a colon or a dash. So a sign counts only where what stands before it differs from line to line,
    and either what follows has three words or more in half of these lines, or six lines in ten have it.
    """
    found = []
    for sign in _SEPARATORS:
        parts = [line.split(sign, 1) for line in lines if 0 < line.find(sign) <= _LONGEST_NAME]
        pairs = [(before, after) for before, after in parts if after.strip()]
        if not pairs:
            continue
        repeated = Counter(before.strip().casefold() for before, _ in pairs).most_common(1)[0][1] > 1
        words = median(len(after.split()) for _, after in pairs)
        if not repeated and (words >= _DEFINING_WORDS or (len(pairs) >= _MOSTLY * len(lines) and len(pairs) > 1)):
            found.append(sign)
    return tuple(found)
