"""Codebooks as tools write them: everything usable is read, and each oddity is a line."""

from __future__ import annotations

import re

import pytest

from qual.refi import reading
from qual.refi.book import RefiCode, walk
from tests.refi.refi_files import G, code, group, qdc, qde, zipped


def codes(data: bytes) -> list[RefiCode]:
    found = reading.read(data, "x")
    assert found.book is not None, found.problems
    return [one for one, _ in walk(found.book.codes)]


def said(data: bytes) -> list[str]:
    return [problem.message for problem in reading.read(data, "x.qdc").problems]


def test_a_plain_codebook_brings_all_its_fields_and_no_report() -> None:
    data = qdc(
        code(
            1,
            "Access",
            "<Description>Getting\nto care</Description>" + code(2, "Cost", more='isCodable="1" color="#47A"'),
            more='isCodable="false" color="#112233"',
        ),
        after=group(9, "S", 2, inside="<Description>d</Description>"),
    )
    found = reading.read(data, "x")
    assert found.book is not None
    cost = RefiCode(G.format(2), "Cost", color="#4477AA", line=3)
    assert found.book.codes == (
        RefiCode(G.format(1), "Access", False, "#112233", "Getting\nto care", (cost,), line=2),
    )
    (one,) = found.book.sets
    assert (one.guid, one.name, one.description, one.members) == (G.format(9), "S", "d", (G.format(2),))
    assert (found.book.origin, found.book.title, found.kind) == ("Some tool", "", "qdc")
    assert [problem.message for problem in found.problems] == [
        "the colour of “Cost” is not written as #RRGGBB (#47A); it was read as #4477AA"
    ]


@pytest.mark.parametrize("space", ["urn:QDA-XML:codebook:1:0", "urn:QDA-XML:codebook:0:4", "", "http://x"])
def test_any_namespace_is_read_and_reported(space: str) -> None:
    data = qdc(code(1, "Cost")).replace(b"urn:QDA-XML:codebook:1.0", space.encode())
    assert [one.name for one in codes(data)] == ["Cost"]
    assert "it was read all the same" in said(data)[0]


def test_a_prefix_makes_no_difference() -> None:
    data = re.sub(rb"(</?)([A-Z])", rb"\1q:\2", qdc(code(1, "Cost"))).replace(b"xmlns=", b"xmlns:q=")
    assert b"<q:Code " in data
    assert [one.name for one in codes(data)] == ["Cost"]
    assert said(data) == []


@pytest.mark.parametrize(
    ("data", "names", "line"),
    [
        (qdc(code(1, "A", more="")), ["A"], "“A” does not say whether it can be coded with"),
        (qdc(code(1, "A", more='isCodable="perhaps"')), ["A"], "“A” does not say whether it can be coded with"),
        (
            qdc(code(1, "A", more='isCodable="true" color="rgba(1,2,3,0.5)"')),
            ["A"],
            "the colour of “A” cannot be kept exactly",
        ),
        (qdc(code(1, "A", more='isCodable="true" weight="3"')), ["A"], "an attribute “weight”"),
        (qdc(code(1, "A", "<Memo>x</Memo>")), ["A"], "“Code” holds “Memo”"),
        (qdc(code(1, "A"), after="<Extra/>"), ["A"], "“CodeBook” holds “Extra”"),
        (qdc(code(1, "A"), after="<Sets/>"), ["A"], "“Sets” is empty"),
        (qdc(), [], "“Codes” is empty"),
        (qdc(code(1, "A"), code(1, "B")), ["A", "B"], "“B” has the GUID of “A”"),
        (
            qdc(code(1, "P", code(2, "A")), code(3, "Q", code(4, "A"))),
            ["P", "A", "Q", "A"],
            "“A” is the name of another code",
        ),
        (qdc(code(1, "")), [""], "a code has no name"),
        (qdc(code(1, "A").replace(G.format(1), "")), ["A"], "the code “A” has no GUID"),
        (qdc(code(1, "A").replace(G.format(1), "17")), ["A"], "the GUID of the code “A” is none: 17"),
        (
            qde(code(1, "A", f'<NoteRef targetGUID="{G.format(7)}"/>')),
            ["A"],
            "“A” names a note (memo) that is not in the file",
        ),
        (
            qdc(code(1, "A"), after=group(2, "S", 8)),
            ["A"],
            "the group “S” names 1 code(s) that are not",
        ),
        (qdc(code(1, "A", f"<Codes>{code(2, 'B')}</Codes>")), ["A", "B"], "“Code” holds “Codes”"),
        (qdc(code(1, "A")).replace(b"<Codes>", b"").replace(b"</Codes>", b""), ["A"], "“CodeBook” holds “Code”"),
        (qdc(code(1, "A")).replace(b"urn:QDA", b"\x01urn:QDA"), ["A"], "characters that XML does not allow"),
    ],
)
def test_each_oddity_is_a_line_and_the_codes_are_kept(data: bytes, names: list[str], line: str) -> None:
    assert [one.name for one in codes(data)] == names
    assert len(said(data)) == 1
    assert line in said(data)[0]


def test_guids_are_compared_without_braces_and_case() -> None:
    data = qdc(
        code(1, "A").replace(G.format(1), "{" + G.format(1).lower() + "}"),
        after=f'<Sets><Set guid="{G.format(2)}" name="S"><MemberCode targetGUID="{G.format(1)}"/></Set></Sets>',
    )
    assert codes(data)[0].guid == G.format(1)
    assert said(data) == []


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_byte_order_mark_utf_16_and_windows_lines_are_read(encoding: str) -> None:
    text = qdc(code(1, "Café 🙂", "<Description>one\ntwo</Description>")).decode().replace("\n", "\r\n")
    (one,) = codes(text.replace('encoding="utf-8"', "").encode(encoding))
    assert (one.name, one.description) == ("Café 🙂", "one\ntwo")


def test_markup_in_a_description_leaves_its_words() -> None:
    (one,) = codes(
        qdc(code(1, "A", "<Description>a<p>b</p> <![CDATA[<c>]]></Description><Description>d</Description>"))
    )
    assert one.description == "ab <c>\n\nd"


def test_a_project_brings_its_codebook_its_groups_of_codes_and_its_cases() -> None:
    data = qde(
        code(1, "A", f'<NoteRef targetGUID="{G.format(7)}"/>'),
        after=f'<Cases><Case guid="{{{G.format(3).lower()}}}"/></Cases><Notes><Note guid="{G.format(7)}"/></Notes>'
        f'<Sets><Set guid="{G.format(8)}" name="documents"><MemberSource targetGUID="{G.format(6)}"/></Set>'
        f'<Set guid="{G.format(9)}" name="codes"><MemberCode targetGUID="{G.format(1)}"/></Set></Sets>',
    )
    for found in (reading.read(data, "x.qde"), reading.read(zipped({"Clinic.qde": data}), "x.qdpx")):
        assert found.book is not None
        assert (found.kind, found.problems, found.book.title) == ("qdpx", (), "Clinic")
        assert [one.name for one in found.book.sets] == ["codes"]
        assert found.book.cases == {G.format(3)}
        assert found.book.codes[0].notes == (G.format(7),)


def test_other_projects_of_an_archive_are_counted() -> None:
    assert said(zipped({"a.qde": qde(code(1, "A")), "b.qde": b"x"})) == [
        "the archive holds 1 more project(s); only the first is read"
    ]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no XML file"),
        (b"<html/>", "no REFI-QDA file (it begins with “html”)"),
        (qde().replace(b"CodeBook", b"Nothing"), "a project without a codebook"),
        (zipped({"readme.txt": b"x"}), "an archive without a project"),
        (qdc(code(1, "A"))[:-30], "no well-formed XML"),
        (zipped({"project.qde": b"<Project>" + b" " * 30_000_000 + b"</Project>"}), "unpacks to more than is safe"),
    ],
)
def test_what_is_unusable_is_one_fatal_sentence(data: bytes, why: str) -> None:
    found = reading.read(data, "x.qdc")
    assert found.book is None
    (problem,) = found.problems
    assert problem.fatal
    assert why in problem.message


def test_sixty_levels_are_read_and_endless_ones_refused() -> None:
    def nested(depth: int) -> bytes:
        opening = "".join(code(1, f"c{n}").removesuffix("</Code>") for n in range(depth))
        return qdc(opening + "</Code>" * depth)

    assert len(codes(nested(60))) == 60
    assert len(codes(nested(240))) == 240
    assert reading.read(nested(300), "x").book is None


def test_too_many_codes_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "CODES_LIMIT", 2)
    assert len(codes(qdc(code(1, "a"), code(2, "b")))) == 2
    assert reading.read(qdc(code(1, "a", code(3, "c")), code(2, "b")), "x").book is None
