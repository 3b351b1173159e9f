"""A codebook file can neither run anything nor eat the machine, whatever is in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qual.codebook.read import read
from qual.codebook.source import MAX_BYTES
from qual.model.codebook import Codebook
from tests.codebook.codebook_files import GOOD, ids, only, problems_of


class TestSafety:
    """A file can neither run anything nor eat the machine."""

    def test_tags_are_words(self) -> None:
        text = (
            "codes:\n  - !!python/object/apply:os.system\n    id: a\n    name: !run A\n"
            "    include: !!python/object/apply:os.system [echo]\n  - id: !!str b\n    name: !!str B\n"
        )
        assert ids(text) == ["a", "b"]
        assert any("tag" in problem.message for problem in problems_of(text))

    def test_aliases_of_aliases_stop_early(self) -> None:
        bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n"
        for last, name in zip("abcdefghi", "bcdefghij", strict=True):
            bomb += f"{name}: &{name} [{', '.join([f'*{last}'] * 9)}]\n"
        assert read(f"{bomb}codes: *j\nthemes: *j\n".encode())[0] == Codebook()

    def test_a_long_text_repeated_by_aliases_stops_early(self) -> None:
        text = f"x: &x {'a' * 1_000_000}\ncodes:\n" + "".join(
            f"  - {{id: c{n}, name: N, definition: *x}}\n" for n in range(99)
        )
        book, problems = read(text.encode())
        assert sum(len(code.definition) for code in book.codes) <= 20_000_000
        assert any("unfolds" in problem.message for problem in problems)

    def test_merges_of_merges_stop_early(self) -> None:
        text = "a: &a {name: A}\n" + "".join(
            f"{name}: &{name} {{<<: [*{last}, *{last}]}}\n"
            for last, name in zip("abcdefgh", "bcdefghi", strict=True)
        )
        read((text + "codes:\n  - <<: *i\n    id: x\n").encode())

    def test_many_aliases(self) -> None:
        text = "codes:\n  - &a {id: a, name: A}\n" + "  - *a\n" * 2_001
        assert any("aliases" in problem.message for problem in problems_of(text))

    @pytest.mark.parametrize(
        "opening", ["[", "{", "- ", "? ", "a: ", "&a ", "!", '"', "- - ? [", "codes: [", "{a: "]
    )
    def test_depth_is_no_danger(self, opening: str) -> None:
        read((opening * 20_000).encode())
        read(("codes:\n  - id: a\n    name: A\n    include: " + opening * 5_000).encode())

    def test_an_alias_of_itself(self) -> None:
        assert any("not above" in problem.message for problem in problems_of("codes: &c\n  - *c\n"))

    def test_an_enormous_file_is_not_read(self) -> None:
        assert only(b"#" * (MAX_BYTES + 1)).fatal

    def test_many_codes(self) -> None:
        text = "codes:\n" + "".join(f"  - id: c{n}\n    name: Code {n}\n    definition: D\n" for n in range(2_000))
        assert len(ids(text)) == 2_000
        assert problems_of(text) == ()

    @settings(max_examples=300, deadline=None)
    @given(st.binary(max_size=200))
    def test_no_bytes_raise(self, data: bytes) -> None:
        read(data)

    @settings(max_examples=400, deadline=None)
    @given(
        st.lists(
            st.sampled_from(
                [*GOOD.splitlines(keepends=True), *"-:[]{}'\"#&*!|>\t\r\n@%~ ", "<<: *a", "&a ", "---\n"]
            )
        )
    )
    def test_no_yaml_raises(self, parts: list[str]) -> None:
        book, problems = read("".join(parts).encode())
        assert len(book.version) == 12
        assert all(problem.message for problem in problems)

    @settings(max_examples=300, deadline=None)
    @given(st.integers(0, len(GOOD) - 1), st.integers(0, 30), st.text(max_size=3))
    def test_a_damaged_file_never_raises(self, at: int, length: int, put: str) -> None:
        data = (GOOD[:at] + put + GOOD[at + length :]).encode("utf-8", "replace")
        book, problems = read(data)
        assert book.codes or problems
        lines = data.count(b"\n") + 1
        assert all(problem.line is None or 1 <= problem.line <= lines + 2 for problem in problems)
