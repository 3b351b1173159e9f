"""A removed entry takes its own lines along and no other, or it stays and that is said."""

from __future__ import annotations

from dataclasses import replace
from itertools import dropwhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.codebook.write import add_code, add_theme, remove_code, remove_theme
from qual.errors import NotFound, Refused
from qual.model.codebook import Code, Codebook, Theme
from tests.codebook.codebook_files import FILE, book_of, changed
from tests.codebook.codebook_hands import SEVERAL, codes, files, line_of


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


@SEVERAL
@given(files(), st.sampled_from(["c1", "c2", "007", "top"]))
def test_a_removed_code_takes_its_own_lines_and_no_other(made: tuple[str, Codebook], own: str) -> None:
    text, book = made
    written = remove_code(text.encode(), own)
    assert book_of(written) == replace(book, codes=tuple(code for code in book.codes if code.id != own))
    before, after = text.splitlines(), written.decode().splitlines()
    start = line_of(text, own)
    while not before[start - 1].strip():  # its distance from the others may go along
        start -= 1
    assert after[:start] == before[:start]
    rest = list(dropwhile(lambda line: not line.strip(), after[start:]))
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
