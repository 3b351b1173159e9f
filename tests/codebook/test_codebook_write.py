"""A changed entry says what was asked for, and no other byte of the file moves."""

from __future__ import annotations

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from qual.codebook.read import read
from qual.codebook.values import settled_code
from qual.codebook.write import (
    add_code,
    add_theme,
    move_code,
    remove_code,
    remove_theme,
    retire_code,
    save,
    set_code,
    set_theme,
)
from qual.errors import ChangedElsewhere, NotFound, Refused, Unreadable
from qual.model.codebook import Code, Codebook, Example, Theme

FILE = """\
# top
title: T   # the title
version: 3
themes:
  - id: a
    name: A

    codes:
      # about one
      - id: c1   # first
        name: One
        # why
        definition: >
          Folded text that
          goes on.

        include: [stops attending, gives up]   # inc
        exclude:
          - x  # why x
          # about y
          - y
        memo: mine
        examples:
          - {text: "After the fourth.", role: patient, source: P1}
          - text: We lose them   # quote
            role: clinician
          - plain one
        color: "#4477AA"   # blue
        # end of c1
      - id: c2
        name: Two

  - id: b
    name: B
    color: "#112233"
# bye
"""
SEVERAL = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def book_of(data: bytes) -> Codebook:
    return read(data)[0]


def code_of(data: bytes, own: str) -> Code:
    code = book_of(data).code(own)
    assert code is not None
    return code


def with_code(book: Codebook, code: Code) -> Codebook:
    return replace(book, codes=tuple(code if other.id == code.id else other for other in book.codes))


def changed(old: str, act: Callable[[bytes], bytes]) -> tuple[list[str], list[str]]:
    """Lines removed and lines added, the common beginning and end left out."""
    before, after = old.splitlines(), act(old.encode()).decode().splitlines()
    while before and after and before[0] == after[0]:
        before, after = before[1:], after[1:]
    while before and after and before[-1] == after[-1]:
        before, after = before[:-1], after[:-1]
    return before, after


class TestOneField:
    """Only the lines of the field change, and its comments stay."""

    def change(self, **fields: object) -> tuple[list[str], list[str]]:
        code = code_of(FILE.encode(), "c1")
        return changed(FILE, lambda data: set_code(data, replace(code, **fields)))  # type: ignore[arg-type]

    def test_nothing_changes_where_nothing_differs(self) -> None:
        assert self.change() == ([], [])

    def test_name(self) -> None:
        assert self.change(name="Eins: neu") == (["        name: One"], ['        name: "Eins: neu"'])

    def test_color_keeps_its_comment(self) -> None:
        assert self.change(color="#000000")[1] == ['        color: "#000000"   # blue']

    def test_a_folded_text_stays_folded(self) -> None:
        before, after = self.change(definition="word " * 30)
        assert before == ["          Folded text that", "          goes on."]
        assert len(after) == 2
        assert all(line.startswith("          word") for line in after)

    def test_a_phrase_is_added_in_brackets(self) -> None:
        assert self.change(include=("stops attending", "fades: away", "gives up"))[1] == [
            '        include: [stops attending, "fades: away", gives up]   # inc'
        ]

    def test_a_phrase_is_removed_with_its_comment_only(self) -> None:
        assert self.change(exclude=("y",)) == (["          - x  # why x"], [])

    def test_a_phrase_is_changed_where_it_stands(self) -> None:
        assert self.change(exclude=("x", "why")) == (["          - y"], ["          - why"])

    def test_phrases_are_added_at_the_end_and_at_the_beginning(self) -> None:
        assert self.change(exclude=("x", "y", "z"))[1] == ["          - z"]
        assert self.change(exclude=("w", "x", "y"))[1] == ["          - w"]

    def test_an_example_keeps_the_fields_that_are_not_ours(self) -> None:
        examples = code_of(FILE.encode(), "c1").examples
        one, two, three = examples
        assert self.change(examples=(replace(one, text="New, this."), two, three))[1] == [
            '          - {text: "New, this.", role: patient, source: P1}'
        ]
        assert self.change(examples=(one, replace(two, role="patient"), three))[1] == ["            role: patient"]
        assert self.change(examples=(one, two, Example("said", "patient")))[1] == [
            '          - {text: "said", role: patient}'
        ]
        assert self.change(examples=(two, three))[0] == [
            '          - {text: "After the fourth.", role: patient, source: P1}'
        ]

    def test_emptied_lists_keep_the_comments_between_items(self) -> None:
        data = set_code(FILE.encode(), replace(code_of(FILE.encode(), "c1"), exclude=(), include=()))
        assert b"include: []   # inc" in data
        assert b"exclude: []" in data
        assert b"# about y" in data

    def test_an_emptied_text_is_written_as_such(self) -> None:
        assert self.change(definition="")[1] == ['        definition: ""']

    def test_retiring_adds_one_line(self) -> None:
        assert changed(FILE, lambda data: retire_code(data, "c1")) == ([], ["        retired: true"])
        back = retire_code(retire_code(FILE.encode(), "c1"), "c1", False)
        assert book_of(back) == book_of(FILE.encode())

    def test_missing_fields_are_added_in_their_usual_order(self) -> None:
        code = replace(code_of(FILE.encode(), "c2"), color="#123456", definition="D", include=("x",))
        assert changed(FILE, lambda data: set_code(data, code)) == (
            [],
            ["        definition: D", "        include: [x]", '        color: "#123456"'],
        )

    def test_a_text_of_several_lines_is_written_as_a_block(self) -> None:
        code = replace(code_of(FILE.encode(), "c2"), definition="One.\n\nTwo: three")
        _, after = changed(FILE, lambda data: set_code(data, code))
        assert after == ["        definition: |", "          One.", "", "          Two: three"]

    def test_theme_fields(self) -> None:
        theme = Theme("b", "Beta", "About b.", "#112233")
        assert changed(FILE, lambda data: set_theme(data, theme)) == (
            ["    name: B"],
            ["    name: Beta", "    definition: About b."],
        )
        assert set_theme(FILE.encode(), Theme("b", "B", color="#112233")) == FILE.encode()

    def test_brackets_with_comments_inside(self) -> None:
        text = "codes:\n- id: a\n  name: A\n  include: [one, # first\n    two,  # second\n    three # third\n  ]\n"
        for include in (
            ("one",),
            ("two",),
            ("three",),
            ("one", "three"),
            ("one", "x", "two", "three"),
            (),
            ("q", "r"),
        ):
            data = set_code(text.encode(), Code("a", "A", include=include))
            assert code_of(data, "a").include == include
            assert data.count(b"#") == 3

    @pytest.mark.parametrize(
        "entry", ["{name: A, id: a}", "{id: a, name: A}", "{name: A}", "{id: a, name: A, definition}"]
    )
    def test_an_entry_in_brackets(self, entry: str) -> None:
        code = Code("a", "B", "", "D, e", ("x",), (), (Example("E", "patient"),), "#123456", retired=True)
        data = set_code(f"codes:\n- {entry}   # mine\n".encode(), code)
        assert book_of(data).codes == (code,)
        assert re.fullmatch(rb"codes:\n- \{[^\n]*\}   # mine\n", data)

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("[one]", "definition: D"),
            ("\n    - one\n    - two", "definition: D"),
            ("\n    work: lost it", "definition: D"),
            ("|   # why\n    One.", 'definition: ""'),
            ("|   # why\n    One.", "definition: |   # why\n    D"),
        ],
    )
    def test_a_value_of_another_shape_is_replaced(self, old: str, new: str) -> None:
        text = f"codes:\n- id: a\n  name: A\n  definition: {old}\n  exclude: [kept]   # kept\n"
        definition = "" if '""' in new else "D"
        data = set_code(text.encode(), Code("a", "A", "", definition, exclude=("kept",)))
        assert code_of(data, "a").definition == definition
        assert f"  {new}".encode() in data
        assert b"  exclude: [kept]   # kept\n" in data

    def test_an_alias_is_replaced_by_a_value(self) -> None:
        text = "codes:\n- {id: b, name: B, definition: &d Said}\n- id: a\n  name: A\n  definition: *d\n"
        data = set_code(text.encode(), Code("a", "A", "", "Own"))
        assert [code.definition for code in book_of(data).codes] == ["Said", "Own"]


class TestEntries:
    """Whole entries."""

    def test_a_code_goes_to_the_end_of_its_theme(self) -> None:
        code = Code(
            "new", "N: 1", "a", "Def.", ("a", "b, c"), (), (Example("E", "patient"), Example("F")), "#123123"
        )
        assert changed(FILE, lambda data: add_code(data, code)) == (
            [],
            [
                "      - id: new",
                '        name: "N: 1"',
                "        definition: Def.",
                '        include: [a, "b, c"]',
                "        examples:",
                '          - {text: "E", role: patient}',
                '          - "F"',
                '        color: "#123123"',
            ],
        )

    @pytest.mark.parametrize(
        "codes", ["", "    codes:\n", "    codes: []\n", "    codes: ~  # none\n", "    codes: [] # x\n"]
    )
    def test_a_theme_may_have_no_codes_yet(self, codes: str) -> None:
        text = f"themes:\n  - id: t\n    name: T\n{codes}# end\n"
        data = add_code(text.encode(), Code("c", "C", "t"))
        assert book_of(data).codes == (Code("c", "C", "t"),)
        assert data.endswith(b"    codes:" + data.split(b"    codes:")[1])
        assert b"      - id: c\n        name: C\n# end\n" in data
        assert read(data)[1] == ()

    @pytest.mark.parametrize(
        "text", ["", "# mine\n", "title: T", "themes: []\n", "---\n", "codes:\n", "{}", "title: T\n\n# end\n"]
    )
    def test_codes_without_a_theme_stand_at_the_top(self, text: str) -> None:
        data = add_code(text.encode(), Code("c", "C"))
        assert book_of(data).codes == (Code("c", "C"),)
        assert all(line in data.decode().splitlines() for line in text.splitlines() if line.startswith("#"))
        two = add_code(data, Code("d", "D"))
        assert [code.id for code in book_of(two).codes] == ["c", "d"]

    @pytest.mark.parametrize(
        "text", ["", "title: T\n", "themes:\n", "themes: [] # none\n", "codes: [{id: c, name: C}]", FILE]
    )
    def test_a_theme_goes_to_the_end_of_the_themes(self, text: str) -> None:
        old = book_of(text.encode())
        data = add_theme(text.encode(), Theme("yes", "No", "D", "#010203"))
        assert book_of(data) == replace(old, themes=(*old.themes, Theme("yes", "No", "D", "#010203")))

    def test_empty_lines_between_entries_are_kept_up(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n\n  - id: b\n    name: B\n"
        assert add_code(text.encode(), Code("c", "C")).decode() == text + "\n  - id: c\n    name: C\n"

    def test_a_move_takes_the_comments_along(self) -> None:
        data = move_code(FILE.encode(), "c1", "b")
        lines = FILE.splitlines()
        stop = lines.index("        # end of c1") + 1
        rest = [*lines[:8], *lines[stop:]]
        assert data.decode().splitlines() == [*rest[:-1], "    codes:", *lines[8:stop], rest[-1]]
        assert code_of(data, "c1") == replace(code_of(FILE.encode(), "c1"), theme="b")

    def test_a_move_into_another_indentation(self) -> None:
        data = move_code(FILE.encode(), "c1", "")
        assert code_of(data, "c1") == replace(code_of(FILE.encode(), "c1"), theme="")
        assert b"\ncodes:\n  # about one\n  - id: c1   # first\n    name: One\n    # why\n" in data
        there = move_code(data, "c1", "a")
        assert code_of(there, "c1") == code_of(FILE.encode(), "c1")

    def test_a_changed_theme_moves_the_code(self) -> None:
        data = set_code(FILE.encode(), replace(code_of(FILE.encode(), "c2"), name="Zwei", theme="b"))
        assert code_of(data, "c2") == Code("c2", "Zwei", "b")

    def test_moving_where_it_is_changes_nothing(self) -> None:
        assert move_code(FILE.encode(), "c1", "a") == FILE.encode()

    def test_a_derived_id_is_written_out_before_the_name_changes(self) -> None:
        text = "codes:\n- Hope\n- name: Trust   # t\nthemes:\n- Care\n"
        data = set_code(text.encode(), Code("hope", "Hoping"))
        data = set_code(data, Code("trust", "Trusting"))
        data = set_theme(data, Theme("care", "Caring"))
        assert data.decode() == (
            "codes:\n- id: hope\n  name: Hoping\n- id: trust\n  name: Trusting   # t\n"
            "themes:\n- id: care\n  name: Caring\n"
        )

    def test_json_stays_in_brackets(self) -> None:
        text = '{"themes": [{"id":"t","name":"T","codes":[{"id":"c","name":"C"}]}, {"id": "u", "name": "U"}]}'
        data = set_code(text.encode(), Code("c", "Cc", "u", "de, f", ("a",)))
        data = add_code(data, Code("d", "D", "t"))
        data = add_theme(data, Theme("v", "V"))
        assert book_of(data).codes == (Code("d", "D", "t"), Code("c", "Cc", "u", "de, f", ("a",)))
        assert b"\n" not in data

    def test_an_entry_leaves_brackets_for_a_list_with_dashes(self) -> None:
        codes = "codes: [{id: a, name: A}, {id: b, name: B,\n  memo: kept}, {id: c, name: C}]\n"
        text = f"{codes}themes:\n- {{id: t, name: T}}\n"
        data = move_code(text.encode(), "b", "t")
        assert book_of(data).code("b") == Code("b", "B", "t")
        assert b"memo: kept" in data
        there = "codes: [{id: a, name: A}]\nthemes:\n- id: t\n  name: T\n  codes:\n  - id: d\n    name: D\n"
        assert book_of(move_code(there.encode(), "a", "t")).codes == (Code("d", "D", "t"), Code("a", "A", "t"))

    def test_a_plain_word_in_brackets_gets_its_id(self) -> None:
        data = move_code(b"codes: [Hope, Trust]\nthemes:\n- {id: t, name: T}\n", "trust", "t")
        assert data == b"codes: [Hope]\nthemes:\n- {id: t, name: T, codes: [{id: trust, name: Trust}]}\n"

    def test_a_dash_on_a_line_of_its_own(self) -> None:
        text = "codes:\n  -\n    id: a\n    name: A\nthemes:\n  - id: t\n    name: T\n"
        data = move_code(set_code(text.encode(), Code("a", "B", "", "D")), "a", "t")
        assert book_of(data).codes == (Code("a", "B", "t", "D"),)

    def test_the_encoding_and_its_mark_stay(self) -> None:
        for data in (FILE.encode("utf-8-sig"), FILE.encode("utf-16"), FILE.replace("\n", "\r\n").encode("utf-16")):
            name = "utf-16" if data[:2] == b"\xff\xfe" else "utf-8-sig"
            new = set_code(data, replace(code_of(data, "c1"), name="Ünï"))
            assert new == data.decode(name).replace("name: One", "name: Ünï").encode(name)


class TestRefusals:
    """What would lose something is not done."""

    @pytest.mark.parametrize(
        "act",
        [
            lambda data: set_code(data, Code("zzz", "Z")),
            lambda data: retire_code(data, "zzz"),
            lambda data: move_code(data, "zzz", "a"),
            lambda data: move_code(data, "c1", "zzz"),
            lambda data: add_code(data, Code("n", "N", "zzz")),
            lambda data: set_theme(data, Theme("zzz", "Z")),
        ],
    )
    def test_unknown_ids(self, act: Callable[[bytes], bytes]) -> None:
        with pytest.raises(NotFound, match="zzz"):
            act(FILE.encode())

    @pytest.mark.parametrize(
        "act",
        [
            lambda data: add_code(data, Code("c1", "Again")),
            lambda data: add_theme(data, Theme("a", "Again")),
            lambda data: add_code(data, Code("", "N")),
            lambda data: add_code(data, Code("n", " ")),
            lambda data: set_code(data, Code("c1", "", "a")),
            lambda data: set_code(data, Code("c2", "Two", "a", color="blue")),
            lambda data: set_theme(data, Theme("a", "A", color="blue")),
        ],
    )
    def test_what_cannot_be(self, act: Callable[[bytes], bytes]) -> None:
        with pytest.raises(Refused):
            act(FILE.encode())

    @pytest.mark.parametrize(
        "data",
        [
            FILE.replace("name: Two", "name: Two: three").encode(),
            FILE.replace("name: One", "name: Café").encode("cp1252"),
            FILE.replace("    name: A", "\tname: A").encode(),
            b"- a\n- b\n",
        ],
        ids=["colon", "encoding", "tab", "list"],
    )
    def test_a_file_with_a_mistake(self, data: bytes) -> None:
        with pytest.raises((Refused, NotFound)):
            set_code(data, Code("c1", "New", "a"))
        with pytest.raises(Refused):
            add_code(data, Code("new", "New"))

    def test_the_refusal_names_the_line(self) -> None:
        with pytest.raises(Refused, match="line 31") as caught:
            add_theme(FILE.replace("name: Two", "name: Two: three").encode(), Theme("n", "N"))
        assert caught.value.problems

    def test_an_id_that_stands_there_twice(self) -> None:
        text = "codes: [{id: a, name: A}, {id: a, name: B}]\nthemes: [{id: t, name: T}, {id: t, name: U}]\n"
        with pytest.raises(Refused, match="twice"):
            set_code(text.encode(), Code("a", "C"))
        with pytest.raises(Refused, match="twice"):
            set_theme(text.encode(), Theme("t", "C"))

    def test_lines_that_others_share(self) -> None:
        text = "codes:\n  - id: a\n    name: A\n    include: &i [x]\n  - {id: b, name: B, include: *i}\n"
        with pytest.raises(Refused, match="touching others"):
            set_code(text.encode(), Code("a", "A", include=("z",)))
        data = set_code(text.encode(), Code("b", "B", include=("z",)))
        assert data == text.replace("*i", "[z]").encode()

    def test_a_block_does_not_go_into_brackets(self) -> None:
        text = "codes:\n  - id: a\n    name: A\nthemes: [{id: t, name: T}]\n"
        with pytest.raises(Refused, match="brackets"):
            move_code(text.encode(), "a", "t")

    def test_an_entry_that_stands_there_twice_through_an_alias(self) -> None:
        text = "codes: [{id: a, name: A}]\nthemes:\n- &t {id: t, name: T}\n- *t\n"
        with pytest.raises(Refused, match="twice"):
            move_code(text.encode(), "a", "t")


class TestSave:
    """A file is replaced in one step or not at all."""

    def test_new_bytes_take_the_place_of_the_old(self, tmp_path: Path) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"old")
        path.chmod(0o640)
        save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert path.read_bytes() == b"new"
        assert [file.name for file in tmp_path.iterdir()] == ["codebook.yaml"]
        assert os.name == "nt" or stat.S_IMODE(path.stat().st_mode) == 0o640

    def test_a_file_that_has_changed_is_left_alone(self, tmp_path: Path) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"theirs")
        with pytest.raises(ChangedElsewhere, match=r"codebook\.yaml"):
            save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert path.read_bytes() == b"theirs"
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_file_that_is_gone(self, tmp_path: Path) -> None:
        with pytest.raises(ChangedElsewhere):
            save(tmp_path / "none.yaml", b"new", expected_sha256="0" * 64)

    def test_a_folder_in_its_place(self, tmp_path: Path) -> None:
        with pytest.raises(Unreadable):
            save(tmp_path, b"new", expected_sha256="0" * 64)

    def test_a_failure_leaves_the_old_file(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"old")

        def full(handle: int) -> None:
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(os, "fsync", full)
        with pytest.raises(Unreadable, match="No space"):
            save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert path.read_bytes() == b"old"
        assert len(list(tmp_path.iterdir())) == 1

    def test_a_change_in_the_last_moment_is_seen(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        path = tmp_path / "codebook.yaml"
        path.write_bytes(b"old")
        monkeypatch.setattr(os, "fsync", lambda _: path.write_bytes(b"theirs"))
        with pytest.raises(ChangedElsewhere):
            save(path, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"theirs"]

    @pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
    def test_a_link_stays_a_link(self, tmp_path: Path) -> None:
        path, link = tmp_path / "real.yaml", tmp_path / "link.yaml"
        path.write_bytes(b"old")
        link.symlink_to(path)
        save(link, b"new", expected_sha256=hashlib.sha256(b"old").hexdigest())
        assert link.is_symlink()
        assert path.read_bytes() == b"new"


# -- properties over generated files ---------------------------------------------------------------------------

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
        if self.draw(st.booleans()):
            return self.put(column, f"{name}: [{', '.join(items)}]")
        self.put(column, f"{name}:")
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
            self.put(at, "memo: {mine: [kept]}")
        self.listed(at, "exclude", [self.item(phrase) for phrase in code.exclude])
        self.listed(at, "examples", [self.example(example) for example in code.examples])
        if code.color:
            self.put(at, f"color: '{code.color}'")
        if code.retired:
            self.put(at, "retired: yes")

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


@SEVERAL
@given(files())
def test_generated_files_say_what_they_should(made: tuple[str, Codebook]) -> None:
    text, book = made
    assert book_of(text.encode()) == book


@SEVERAL
@given(files(), st.data())
def test_an_unchanged_code_is_the_same_bytes(made: tuple[str, Codebook], data: st.DataObject) -> None:
    text, book = made
    code = data.draw(st.sampled_from(book.codes))
    assert set_code(text.encode(), code) == text.encode()


@SEVERAL
@given(files(), st.data())
def test_a_changed_code_is_read_back_and_nothing_else_moves(
    made: tuple[str, Codebook], data: st.DataObject
) -> None:
    text, book = made
    own = data.draw(st.sampled_from(["c1", "c2", "007", "top"]))
    theme = next(code.theme for code in book.codes if code.id == own)
    old = next(code for code in book.codes if code.id == own)
    other = data.draw(codes(own, theme))
    names = data.draw(
        st.sets(st.sampled_from(["name", "definition", "include", "exclude", "examples", "color", "retired"]))
    )
    new = replace(old, **{name: getattr(other, name) for name in names})
    written = set_code(text.encode(), new).decode()
    assert book_of(written.encode()) == with_code(book, new)
    starts = sorted(line_of(text, code.id) for code in book.codes)
    start = line_of(text, own)
    rest = [n for n in starts if n > start]
    before, after = text.splitlines(keepends=True), written.splitlines(keepends=True)
    assert after[:start] == before[:start]
    stop = (rest[0] if rest else len(before)) - len(before)
    if stop:
        assert after[stop:] == before[stop:]
    for line in before:
        if line.strip() in {"# - id: no", "#"}:
            assert line.strip() in written


@SEVERAL
@given(files(), st.data())
def test_a_changed_definition_changes_only_its_own_lines(made: tuple[str, Codebook], data: st.DataObject) -> None:
    text, book = made
    old = data.draw(st.sampled_from(book.codes))
    definition = data.draw(LINES.map(lambda words: settled_code(Code("i", "n", "", words)).definition))
    assume(old.definition and definition)
    written = set_code(text.encode(), replace(old, definition=definition)).decode()
    gone = [line for line in text.splitlines() if line not in written.splitlines()]
    assert all("definition" in line or line.strip() in old.definition for line in gone)


@SEVERAL
@given(files(), st.data())
def test_an_added_code_leaves_every_line_as_it_is(made: tuple[str, Codebook], data: st.DataObject) -> None:
    text, book = made
    code = data.draw(codes("new", data.draw(st.sampled_from(["t1", "t2", "t3", ""]))))
    written = add_code(text.encode(), code)
    after = book_of(written)
    assert [other for other in after.codes if other.id != "new"] == list(book.codes)
    assert after.codes_of(code.theme)[-1] == code
    assert after.themes == book.themes
    left = iter(written.decode().splitlines())
    assert all(line in left for line in text.splitlines())


@SEVERAL
@given(files(), st.sampled_from(["c1", "c2", "007", "top"]), st.sampled_from(["t1", "t2", "t3", ""]))
def test_a_moved_code_keeps_its_lines(made: tuple[str, Codebook], own: str, theme: str) -> None:
    text, book = made
    written = move_code(text.encode(), own, theme)
    after = book_of(written)
    assert {code.id: code for code in after.codes} == {
        code.id: replace(code, theme=theme) if code.id == own else code for code in book.codes
    }
    assert after.codes_of(theme)[-1].id == own or book.code(own) in book.codes_of(theme)
    kept = sorted(line.strip() for line in text.splitlines() if line.strip())
    assert [line for line in sorted(line.strip() for line in written.decode().splitlines()) if line] in (
        kept,
        sorted([*kept, "codes:"]),
    )


@SEVERAL
@given(files(), codes("c1", "t1"))
def test_acts_in_a_row(made: tuple[str, Codebook], code: Code) -> None:
    text, book = made
    data = set_code(text.encode(), code)
    data = add_theme(data, Theme("new", "New", "D: d", "#000000"))
    data = move_code(data, "c1", "new")
    data = retire_code(data, "c1", not code.retired)
    data = set_theme(data, Theme("t1", "First", "Le «premier»"))
    after = book_of(data)
    assert after.code("c1") == replace(code, theme="new", retired=not code.retired)
    assert after.theme("t1") == Theme("t1", "First", "Le «premier»")
    assert {c.id: c for c in after.codes if c.id != "c1"} == {c.id: c for c in book.codes if c.id != "c1"}


@SEVERAL
@given(files(), st.sampled_from(["c1", "c2", "007", "top"]))
def test_a_removed_code_takes_its_own_lines_and_no_other(made: tuple[str, Codebook], own: str) -> None:
    text, book = made
    written = remove_code(text.encode(), own)
    assert book_of(written) == replace(book, codes=tuple(code for code in book.codes if code.id != own))
    before, after = text.splitlines(), written.decode().splitlines()
    start = line_of(text, own)
    assert after[:start] == before[:start]
    rest = after[start:]
    assert before[len(before) - len(rest) :] == rest


@SEVERAL
@given(files(), st.data())
def test_what_was_added_and_removed_again_leaves_the_file_as_it_was(
    made: tuple[str, Codebook], data: st.DataObject
) -> None:
    text, book = made
    theme = data.draw(st.sampled_from(["t1", "t2", "t3", ""]))
    written = remove_code(add_code(text.encode(), data.draw(codes("new", theme))), "new")
    assert book_of(written) == book
    if book.codes_of(theme):
        assert written == text.encode()
    else:
        assert written.decode().splitlines() in (text.splitlines(), _with(text, "codes:", written.decode()))


def _with(text: str, line: str, written: str) -> list[str]:
    """The lines of a text and one more, where the written text has it."""
    lines = text.splitlines()
    place = next(
        (n for n, (a, b) in enumerate(zip(written.splitlines(), [*lines, ""], strict=False)) if a != b), len(lines)
    )
    return [*lines[:place], " " * (len(written.splitlines()[place]) - len(line)) + line, *lines[place:]]


def test_a_removed_code_leaves_the_comments_of_others() -> None:
    removed, added = changed(FILE, lambda data: remove_code(data, "c1"))
    assert (removed[0], removed[-1], added) == ("      - id: c1   # first", "        # end of c1", [])
    assert changed(FILE, lambda data: remove_code(data, "c2")) == (["      - id: c2", "        name: Two"], [])


def test_an_entry_that_was_set_apart_takes_its_distance_along() -> None:
    file = b"codes:\n  - id: a\n\n  - id: b\n"
    assert remove_code(add_code(file, Code("c", "C")), "c") == file


def test_a_code_in_brackets_is_removed() -> None:
    file = b"codes: [{id: a}, {id: b, name: B}, {id: c}]\n"
    assert remove_code(file, "a") == b"codes: [{id: b, name: B}, {id: c}]\n"
    assert remove_code(file, "b") == b"codes: [{id: a}, {id: c}]\n"
    assert remove_code(file, "c") == b"codes: [{id: a}, {id: b, name: B}]\n"
    assert book_of(remove_code(b"codes: [{id: a, name: A}]\n", "a")).codes == ()


def test_a_code_that_others_borrow_from_stays() -> None:
    file = b"codes:\n  - &one\n    id: a\n    name: A\n    definition: D\n  - {<<: *one, id: b, name: B}\n"
    with pytest.raises(Refused, match="without touching others"):
        remove_code(file, "a")
    with pytest.raises(Refused, match="without touching others"):
        remove_code(b"codes:\n  - Wait\n  - wait\n", "wait")  # the second is called wait-2 because of the first
    with pytest.raises(NotFound, match="code"):
        remove_code(file, "z")


def test_a_theme_without_codes_is_removed_and_one_with_codes_stays() -> None:
    empty = b"title: T\nthemes: []\n"
    with_theme = add_theme(empty, Theme("n", "New codes"))
    filled = add_code(with_theme, Code("c", "C", "n"))
    with pytest.raises(Refused, match="there are codes under it"):
        remove_theme(filled, "n")
    again = remove_theme(remove_code(filled, "c"), "n")
    assert book_of(again) == book_of(empty)
    assert again == b"title: T\nthemes:\n"
    with pytest.raises(NotFound, match="theme"):
        remove_theme(empty, "n")
