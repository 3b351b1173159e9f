"""In files of any hand, an act changes what was asked for and no line of anybody else."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import assume, given
from hypothesis import strategies as st

from qual.codebook.values import settled_code
from qual.codebook.write import add_code, add_theme, move_code, retire_code, set_code, set_theme
from qual.model.codebook import Code, Codebook, Theme
from tests.codebook.codebook_files import book_of
from tests.codebook.codebook_hands import LINES, SEVERAL, codes, files, line_of


def with_code(book: Codebook, code: Code) -> Codebook:
    return replace(book, codes=tuple(code if other.id == code.id else other for other in book.codes))


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
    assert after.codes_of(theme)[-1].id == own
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
