"""REFI-QDA codebooks, both ways: ours come back with their ids, others' become sound codebooks with a report."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.codebook.incoming_values import Incoming
from qual.codebook.qdc import losses_out, read_qdc, read_with_guids, to_qdc
from qual.codebook.read import read
from qual.codebook.values import settled_theme
from qual.errors import Refused
from qual.model.codebook import Code, Codebook, Example, Theme
from qual.refi.guids import guid
from tests.codebook.codebook_files import GOOD
from tests.codebook.codebook_hands import COLORS, LINES, SEVERAL, WORDS, codes
from tests.refi.refi_files import G, code, group, qdc, qde, zipped

BOOK = Codebook(
    "Study",
    "3",
    (Theme("access", "Access", "Getting to care.", "#112233"), Theme("none", "Nothing yet")),
    (
        Code("loose", "Loose", color="#abcdef"),
        Code("barriers", "Barriers", "access", heading=True, definition="Of any kind."),
        Code(
            "cost",
            "Cost",
            "access",
            "Money.",
            ("fare",),
            ("time",),
            (Example("Two buses.", "patient"),),
            parent="barriers",
        ),
        Code("cost-2", "Cost", "access", retired=True, merged_into="cost", parent="cost"),
        Code("word", "A::B", "access"),
        Code("last", "Last"),
        Code("group", "Access", heading=True),
    ),
)


def incoming(data: bytes) -> Incoming:
    return read_qdc(data, "x.qdc")


def shape(book: Codebook) -> list[tuple[str, ...]]:
    """Path of names of every code, its theme's first."""
    themes = {theme.id: theme.name for theme in book.themes}
    return [
        (*([themes[one.theme]] if one.theme else []), *(above.name for above in book.above(one.id)), one.name)
        for one in book.codes
    ]


def test_a_codebook_of_ours_comes_back_with_its_ids() -> None:
    found = incoming(to_qdc(BOOK, made_by="qual 1.0"))
    assert found == Incoming(replace(BOOK, title="", label=""), format="qdc")


def test_the_same_codebook_gives_the_same_bytes_and_guids_of_its_ids() -> None:
    data = to_qdc(BOOK, made_by="qual 1.0")
    assert data == to_qdc(BOOK, made_by="qual 1.0")
    assert b'origin="qual 1.0"' in data
    renamed = to_qdc(replace(BOOK, codes=(replace(BOOK.codes[0], name="Other"), *BOOK.codes[1:])), made_by="")
    for own in (guid("code", "loose"), guid("theme", "access")):
        assert own.encode() in data
        assert own.encode() in renamed


def test_names_that_occur_twice_are_numbered_for_other_tools_only() -> None:
    names = [Code(str(place), name) for place, name in enumerate(["A", "A (2)", "A", "A", "A (2)"])]
    data = to_qdc(Codebook(codes=tuple(names)), made_by="").decode()
    assert [
        name for name in ("A", "A (2)", "A (3)", "A (4)", "A (2) (2)") if data.count(f'name="{name}"') == 1
    ] == [
        "A",
        "A (2)",
        "A (3)",
        "A (4)",
        "A (2) (2)",
    ]
    assert incoming(data.encode()).book.codes == tuple(names)
    renamed = incoming(data.replace('name="A (3)"', 'name="B (3)"').encode())
    assert renamed.book.codes[2].name == "B (3)"


STEMS = st.sampled_from(["x", "qual code: x", "a/b", "😀 أمل", "O'Neil & <co>", "|"])


@st.composite
def books(draw: st.DrawFn) -> Codebook:
    """Codebooks in the order in which files have them: what is in a theme or under a code follows it."""
    themes = [f"t{number}" for number in range(draw(st.integers(0, 3)))]
    drawn = {str(number): draw(codes(f"{draw(STEMS)} {number}", "")) for number in range(draw(st.integers(1, 7)))}
    holders = {
        own: draw(st.sampled_from([*themes, *list(drawn)[:place], "top"])) for place, own in enumerate(drawn)
    }
    found: list[Code] = []

    def add(holder: str, theme: str, parent: str) -> None:
        for own in [own for own, at in holders.items() if at == holder]:
            heading = draw(st.booleans())
            earlier = [one.id for place, one in drawn.items() if int(place) < int(own)]
            merged = draw(st.sampled_from(["", *earlier])) if drawn[own].retired else ""
            found.append(replace(drawn[own], theme=theme, parent=parent, heading=heading, merged_into=merged))
            add(own, theme, drawn[own].id)

    loose_first = draw(st.booleans())
    for top in ["top", *themes] if loose_first else [*themes, "top"]:
        add(top, top if top in themes else "", "")
    built = tuple(settled_theme(Theme(own, draw(WORDS), draw(LINES), draw(COLORS))) for own in themes)
    return Codebook("", "", built, tuple(found))


@SEVERAL
@given(books())
def test_any_codebook_comes_back_as_it_was(book: Codebook) -> None:
    data = to_qdc(book, made_by="qual")
    found = incoming(data)
    assert found.book == book
    assert (found.problems, found.lost) == ((), ())
    assert to_qdc(found.book, made_by="qual") == data


def test_what_was_read_from_yaml_comes_back() -> None:
    book, _ = read(GOOD.encode())
    assert incoming(to_qdc(book, made_by="qual")).book == replace(book, title="", label="")


def test_an_order_that_no_tree_has_is_told() -> None:
    book = Codebook(
        "", "", (Theme("a", "A"), Theme("b", "B")), (Code("1", "1", "a"), Code("2", "2", "b"), Code("3", "3", "a"))
    )
    assert [one.id for one in incoming(to_qdc(book, made_by="")).book.codes] == ["1", "3", "2"]
    assert [sentence for sentence in losses_out(book) if "order" in sentence]


def test_what_a_file_does_not_carry_is_told() -> None:
    assert losses_out(Codebook(codes=(Code("a", "A"),))) == ()
    told = " ".join(losses_out(replace(BOOK, codes=(*BOOK.codes, Code("x", "X", color="beige")))))
    for words in (
        "title and version label",
        "“X”: the colour",
        "“Cost (2)”, “Access (2)”: numbered",
        "Phrases",
        "Retired",
    ):
        assert words in told
    assert "order" not in told
    assert b"beige" not in to_qdc(Codebook(codes=(Code("x", "X", color="beige"),)), made_by="")


@pytest.mark.parametrize(
    "book",
    [Codebook("T"), Codebook(codes=tuple(Code(str(n), "x", parent=str(n - 1) if n else "") for n in range(201)))],
)
def test_what_no_tool_could_read_is_refused(book: Codebook) -> None:
    with pytest.raises(Refused, match=r"Writing the codebook as \.qdc"):
        to_qdc(book, made_by="")


def test_a_codebook_of_another_tool_becomes_themes_headings_and_codes() -> None:
    data = qdc(
        code(
            1,
            "Access",
            "<Description>Include: all of it</Description>"
            + code(2, "Barriers", code(3, "Cost", code(4, "Fare")), more='isCodable="false"'),
            more='isCodable="false" color="#123"',
        ),
        code(5, "Cost"),
    )
    found = incoming(data)
    assert found.book == Codebook(
        themes=(Theme("access", "Access", "Include: all of it", "#112233"),),
        codes=(
            Code("barriers", "Barriers", "access", heading=True),
            Code("cost", "Cost", "access", parent="barriers"),
            Code("fare", "Fare", "access", parent="cost"),
            Code("cost-2", "Cost"),
        ),
    )
    assert found.lost == ("The other tool's GUIDs are not kept; ids were made of names (codes and themes: 5).",)
    assert [problem.line for problem in found.problems] == [2, 2]


def test_guids_lead_to_the_codes_they_became() -> None:
    nameless = code(1, "D").replace(G.format(1), "")
    _, guids = read_with_guids(
        qdc(code(1, "T", code(2, "A") + code(3, "B") + code(3, "C"), more='isCodable="false"'), nameless), "x"
    )
    assert guids == {G.format(2): "a", G.format(3): "b"}


def test_groups_and_memos_are_told_and_not_carried() -> None:
    data = qde(
        code(1, "A", f'<NoteRef targetGUID="{G.format(7)}"/>'),
        after=f'<Notes><Note guid="{G.format(7)}"/></Notes>'
        + "".join(group(2, f"S{number}", 1) for number in range(25)),
    )
    found = read_qdc(zipped({"project.qde": data}), "x.qdpx")
    assert (found.format, found.book.title) == ("qdpx", "Clinic")
    assert found.lost[0] == "Only the project's codebook was read, not its documents, codings, cases and memos."
    assert found.lost[1].startswith("The group “S0” (codes: 1) was not carried over")
    assert found.lost[21] == "5 more groups were not carried over."
    assert found.lost[22].startswith("Memos attached to codes")


def test_through_a_tool_that_makes_every_group_a_code_and_every_guid_anew() -> None:
    data = to_qdc(BOOK, made_by="qual").replace(b'isCodable="false"', b'isCodable="true"')
    entries: list[Theme | Code] = [*BOOK.themes, *BOOK.codes]
    for entry in entries:
        kind = "theme" if isinstance(entry, Theme) else "code"
        fresh = guid("of another tool", kind, entry.id)
        data = data.replace(guid(kind, entry.id).encode(), fresh.encode())
    found = incoming(data)
    assert found.book == replace(BOOK, title="", label="")
    assert len([problem for problem in found.problems if "came back as a code" in problem.message]) == 4


def test_a_copy_made_in_another_tool_gets_an_id_of_its_own() -> None:
    text = "<Description>qual code: cost</Description>"
    found = incoming(qdc(code(1, "Costs", text), code(2, "Cost copy", text), code(3, "Cost")))
    assert [one.id for one in found.book.codes] == ["cost", "cost-copy", "cost-2"]
    assert "has the id 'cost' of another" in found.problems[0].message


def test_a_theme_moved_below_another_is_a_heading() -> None:
    moved = code(
        2, "Inner", "<Description>qual theme: inner</Description>" + code(3, "C"), more='isCodable="false"'
    )
    found = incoming(qdc(code(1, "Outer", moved, more='isCodable="false"')))
    assert shape(found.book) == [("Outer", "Inner"), ("Outer", "Inner", "C")]
    assert found.book.codes[0].heading


def test_a_code_merged_into_one_that_is_not_there_is_merged_into_none() -> None:
    def merged(number: int, own: str, into: str) -> str:
        lines = f"Retired: yes\nMerged into: {into}\nqual code: {own}"
        return code(number, own, f"<Description>{lines}</Description>")

    found = incoming(
        qdc(
            merged(1, "a", "gone"),
            merged(2, "b", "b"),
            merged(3, "c", "d"),
            merged(4, "d", "c"),
            merged(5, "e", "a"),
        )
    )
    assert [one.merged_into for one in found.book.codes] == ["", "", "", "", "a"]
    assert all(one.retired for one in found.book.codes)
    assert len(found.problems) == 4


def test_codes_without_a_name_get_one() -> None:
    found = incoming(qdc(code(1, " "), code(2, "", more='isCodable="false"')))
    assert (found.book.codes[0].name, found.book.themes[0].name) == ("Unnamed code", "Unnamed theme")


@pytest.mark.parametrize("data", [b"", b"<CodeBook", b"PK\x03\x04", b"\xff\xfe\x00", qdc()])
def test_a_file_without_codes_is_a_fatal_problem_and_an_empty_codebook(data: bytes) -> None:
    found = incoming(data)
    assert found.book == Codebook()
    assert [problem.fatal for problem in found.problems][-1]


def test_five_thousand_codes_of_one_name_in_twelve_levels() -> None:
    book = Codebook(
        codes=tuple(
            Code(str(number), "Same", parent=str(number - 1) if number % 12 else "") for number in range(5_000)
        )
    )
    data = to_qdc(book, made_by="qual")
    assert incoming(data).book == book
    foreign = b"\n".join(line for line in data.replace(b"qual code: ", b"no ").split(b"\n"))
    found = incoming(foreign)
    assert len({one.id for one in found.book.codes}) == 5_000
    assert len(found.book.above(found.book.codes[11].id)) == 11
    assert len(found.problems) < 20


def test_any_damage_gives_a_sound_codebook_or_a_sentence() -> None:
    data = to_qdc(BOOK, made_by="qual")
    chance = random.Random(5)  # noqa: S311 - the same damage each time
    for _ in range(150):
        damaged = bytearray(data)
        for _ in range(chance.randint(1, 6)):
            place = chance.randrange(len(damaged))
            damaged[place : place + chance.randint(0, 9)] = bytes(
                chance.choices(b'<>/"& \x00\xc3CodeSt', k=chance.randint(0, 3))
            )
        found = incoming(bytes(damaged))
        assert found.book.codes or any(problem.fatal for problem in found.problems) or found.book.themes
