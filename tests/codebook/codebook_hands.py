"""Codebook files as anybody might write them: any content, by hands with habits of their own."""

from __future__ import annotations

import json
import re

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from qual.codebook.values import settled_code
from qual.model.codebook import Code, Codebook, Example, Theme

SEVERAL = settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
WORDS = st.one_of(
    st.sampled_from(
        ["no", "12", "a: b", "x #y", "- z", "it's", 'say "so"', "a, b", "[c]", "😀 أمل", "é–ü", "*s", "&t", "yes:"]
    ),
    st.text(st.characters(codec="utf-8"), min_size=1, max_size=25),
    st.text("ab :#-'\"\\[]{},\n&*!|>%@`~?\t.", min_size=1, max_size=12),
).filter(lambda words: bool(settled_code(Code("i", words)).name))
LINES = st.lists(WORDS, max_size=3).map(" ".join)
PHRASES = st.lists(WORDS, max_size=4).map(tuple)
EXAMPLES = st.lists(st.builds(Example, WORDS, st.sampled_from(["", "patient", "clinician"])), max_size=3).map(tuple)
COLORS = st.sampled_from(["", "#4477AA", "#abcdef"])


def codes(own: str, theme: str) -> st.SearchStrategy[Code]:
    """Codes with any content, as they are read back."""
    built = st.builds(
        Code, st.just(own), WORDS, st.just(theme), LINES, PHRASES, PHRASES, EXAMPLES, COLORS, st.booleans()
    )
    return built.map(settled_code)


def quoted(draw: st.DrawFn, words: str) -> str:
    """A text in one of the styles people use."""
    if "\n" not in words and draw(st.booleans()):
        return "'" + words.replace("'", "''") + "'"
    safe = re.fullmatch(r"[a-zA-Zé][\wé –]*[\wé]", words) is not None and words.lower() not in {"null", "nan"}
    return words if safe and draw(st.booleans()) else json.dumps(words, ensure_ascii=False)


class Hand:
    """Somebody who writes codebook files, with habits of their own."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        step, shift, gap = draw(st.sampled_from([(2, 2, 1), (2, 0, 1), (4, 2, 1), (3, 1, 3), (4, 4, 3)]))
        self.step, self.shift, self.dash = step, shift, "-" + " " * gap
        self.lines: list[str] = []
        self.anchors: list[str] | None = None

    def choose(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def put(self, column: int, text: str, *, note: bool = True) -> None:
        """A line, perhaps with a comment behind or below it."""
        remark = self.choose("", "", "", "  # note: [x]") if note else ""
        self.lines.append(" " * column + text + remark)
        below = self.choose("no", "no", "no", "", " " * column + "# - id: no", "#") if note else "no"
        self.lines += [] if below == "no" else [below]

    def item(self, words: str) -> str:
        return json.dumps(words, ensure_ascii=False) if self.draw(st.booleans()) else quoted(self.draw, words)

    def example(self, example: Example) -> str:
        text = self.item(example.text)
        return f"{{text: {text}, role: {example.role}}}" if example.role else text

    def listed(self, column: int, name: str, items: list[str]) -> None:
        """A list in brackets, with dashes, empty or left out."""
        if not items:
            empty = self.choose("none", "", " []", " ~")
            return None if empty == "none" else self.put(column, f"{name}:{empty}")
        mark = ""
        if self.anchors is not None and self.draw(st.booleans()):
            self.anchors.append(f"a{len(self.anchors)}")
            mark = f" &{self.anchors[-1]}"
        if self.draw(st.booleans()):
            return self.put(column, f"{name}:{mark} [{', '.join(items)}]")
        self.put(column, f"{name}:{mark}")
        for item in items:
            self.put(column + self.shift, self.dash + item)
        return None

    def definition(self, column: int, words: str) -> None:
        if re.fullmatch(r"\w[\w ]*\w", words) and self.draw(st.booleans()):
            self.put(column, self.choose("definition: |", "definition: >-", "definition: |  # c"), note=False)
            self.put(column + self.step, words, note=False)
        elif words:
            self.put(column, f"definition: {quoted(self.draw, words)}")

    def code(self, column: int, code: Code) -> None:
        at = column + len(self.dash)
        self.put(column, f"{self.dash}id: {quoted(self.draw, code.id)}")
        self.put(at, f"name: {quoted(self.draw, code.name)}")
        self.definition(at, code.definition)
        self.listed(at, "include", [self.item(phrase) for phrase in code.include])
        if self.draw(st.booleans()):
            self.put(at, f"memo: {self.choose('{mine: [kept]}', *(f'*{name}' for name in self.anchors or ()))}")
        self.listed(at, "exclude", [self.item(phrase) for phrase in code.exclude])
        self.listed(at, "examples", [self.example(example) for example in code.examples])
        if code.color:
            self.put(at, f"color: '{code.color}'")
        if code.retired:
            self.put(at, "retired: yes")
        if code.heading:
            self.put(at, "heading: true")

    def nested(self, column: int, book: Codebook, theme: str, parent: str) -> None:
        """The codes of a list, each with those under it."""
        for code in book.codes:
            if (code.theme, code.parent) == (theme, parent):
                self.code(column, code)
                if any(one.parent == code.id for one in book.codes):
                    at = column + len(self.dash)
                    self.put(at, "codes:")
                    self.nested(at + self.shift, book, theme, code.id)

    def nest(self, book: Codebook) -> None:
        """A codebook with codes under codes; those without a theme at the end. Some use &names and *names."""
        self.anchors = [] if self.choose("", "", "&") else None
        self.put(0, f"title: {book.title}")
        self.put(0, f"version: {book.label}")
        self.put(0, "themes:")
        at = self.shift + len(self.dash)
        for theme in book.themes:
            self.put(self.shift, f"{self.dash}id: {theme.id}")
            self.put(at, f"name: {quoted(self.draw, theme.name)}")
            self.definition(at, theme.definition)
            if theme.color:
                self.put(at, f"color: '{theme.color}'")
            if book.codes_of(theme.id):
                self.put(at, "codes:")
            self.nested(at + self.shift, book, theme.id, "")
        if book.codes_of(""):
            self.put(0, "codes:")
        self.nested(self.shift, book, "", "")

    def book(self, book: Codebook) -> None:
        self.put(0, f"title: {book.title}")
        self.put(0, f"version: {book.label}")
        self.put(0, "themes:")
        at = self.shift + len(self.dash)
        for theme in book.themes:
            self.put(self.shift, f"{self.dash}id: {theme.id}")
            self.put(at, f"name: {theme.name}")
            if book.codes_of(theme.id):
                self.put(at, "codes:")
            for code in book.codes_of(theme.id):
                self.code(at + self.shift, code)
        self.put(0, "codes:")
        for code in book.codes_of(""):
            self.code(self.shift, code)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, Codebook]:
    """A codebook file as a person might write it, and what it says."""
    drawn = draw(st.tuples(codes("c1", "t1"), codes("c2", "t1"), codes("007", "t2"), codes("top", "")))
    book = Codebook("Title", "1", (Theme("t1", "One"), Theme("t2", "Two"), Theme("t3", "Three")), drawn)
    hand = Hand(draw)
    hand.book(book)
    newline = hand.choose("\n", "\r\n")
    text = newline.join(hand.lines) + hand.choose("", newline, newline * 3)
    return hand.choose("", "\ufeff") + text, book


def line_of(text: str, own: str) -> int:
    return next(n for n, line in enumerate(text.splitlines()) if re.search(rf"- +id: ['\"]?{own}\b", line))
