from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qual.errors import Problem
from qual.importers import registry
from qual.importers.registry import SUFFIXES, read

PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)
TALK = b"I: One?\nP: Two.\n"


def empty(document: object) -> None:
    """A document with nothing in it."""


def only_problem(name: str, data: bytes) -> Problem:
    found = read(name, data)
    assert not found.transcripts
    (problem,) = found.problems
    assert problem.fatal
    assert problem.file == name
    assert problem.message.endswith(".")
    return problem


def test_the_formats_that_must_be_read_are_read() -> None:
    assert {".txt", ".docx", ".vtt", ".srt", ".csv", ".xlsx"} <= set(SUFFIXES)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_file_is_one_sentence(suffix: str) -> None:
    assert only_problem(f"a{suffix}", b"").message == "The file is empty."


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_picture_under_any_name_is_one_sentence(suffix: str) -> None:
    assert "a PNG picture" in only_problem(f"a{suffix}", PNG).message


@pytest.mark.parametrize("suffix", [s for s in SUFFIXES if s not in {".docx", ".xlsx"}])
def test_office_files_under_a_text_name_are_sent_to_their_own(
    suffix: str, make_docx: Callable[..., bytes], make_xlsx: Callable[..., bytes]
) -> None:
    assert ".docx" in only_problem(f"a{suffix}", make_docx(empty)).hint
    assert ".xlsx" in only_problem(f"a{suffix}", make_xlsx({"a": [["b"]]})).hint


def test_office_files_under_each_others_name(
    make_docx: Callable[..., bytes], make_xlsx: Callable[..., bytes]
) -> None:
    assert ".docx" in only_problem("a.xlsx", make_docx(empty)).hint
    assert ".xlsx" in only_problem("a.docx", make_xlsx({"a": [["b"]]})).hint


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
@pytest.mark.parametrize("data", [TALK, b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old"])
def test_what_is_no_office_file_is_one_sentence(suffix: str, data: bytes) -> None:
    assert only_problem(f"a{suffix}", data).hint


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_cut_off_office_files_are_damaged(
    share: float, make_docx: Callable[..., bytes], make_xlsx: Callable[..., bytes]
) -> None:
    for name, data in [("a.docx", make_docx(empty)), ("a.xlsx", make_xlsx({"a": [["b"]]}))]:
        assert "damaged" in only_problem(name, data[: int(len(data) * share)]).message


def test_an_archive_or_old_office_file_under_a_text_name() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("a.txt", TALK)
    assert "a zip archive" in only_problem("a.txt", out.getvalue()).message
    assert "a zip archive" in only_problem("a.txt", b"PK\x03\x04 cut off").message
    assert "old Office" in only_problem("a.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1").message
    assert "recording" in only_problem("a.txt", b"\0\0\0\x20ftypisom").message
    assert "Word document" in only_problem("a.docx", out.getvalue()).message


@pytest.mark.parametrize(("suffix", "part"), [(".docx", "word/document.xml"), (".xlsx", "xl/workbook.xml")])
def test_an_office_file_with_nonsense_inside_is_damaged(suffix: str, part: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as target:
        target.writestr("[Content_Types].xml", "<Types/>")
        target.writestr(part, "<unfinished")
    assert "damaged" in only_problem(f"a{suffix}", out.getvalue()).message


@pytest.mark.parametrize("suffix", [".docx", ".xlsx"])
def test_a_bomb_is_not_opened(suffix: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr("word/document.xml", bytes(80_000_000))
    assert len(out.getvalue()) < 100_000
    assert "unpacks to more than is safe" in only_problem(f"a{suffix}", out.getvalue()).message


@pytest.mark.parametrize("name", ["a.pdf", "a.rtf", "a.doc", "a.odt", "a.mp3", "a.TextGrid", "a.xyz", "a", ".txt"])
def test_other_formats_are_refused_with_what_to_do(name: str) -> None:
    problem = only_problem(name, b"whatever")
    assert "not a format qual reads" in problem.message
    assert problem.hint


def test_too_much_is_refused_by_its_size_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "LIMIT_BYTES", 2_000_000)
    monkeypatch.setattr(registry, "import_module", None)
    assert only_problem("a.txt", b"x" * 4_000_000).message.startswith("The file is 4 MB large")


def test_two_hundred_megabytes_are_refused() -> None:
    assert "200 MB" in only_problem("a.txt", bytes(200_000_000)).message


def test_a_file_of_nothing_but_line_ends_is_refused_early() -> None:
    assert "3,000,000 lines" in only_problem("a.txt", b"\n" * 3_000_000).message


def test_one_transcript_of_many_that_makes_no_sense_leaves_the_others() -> None:
    rows = "".join(f"bad,P01,word{at}\n" for at in range(30)) + "good,P01,I waited there.\n"
    found = read("a.csv", f"transcript,speaker,text\n{rows}".encode())
    assert [item.transcript.id for item in found.transcripts] == ["good"]
    (problem,) = found.problems
    assert problem.message.startswith("Transcript bad has a speaker label on nearly every word")
    assert not problem.fatal


def test_a_path_is_cut_to_the_name() -> None:
    (item,) = read("C:\\data\\P01 .txt", TALK).transcripts
    assert (item.transcript.id, item.transcript.file) == ("P01", "P01 .txt")
    assert read("/home/me/P02.v2.TXT", TALK).transcripts[0].transcript.id == "P02.v2"


@given(st.sampled_from(SUFFIXES), st.binary(min_size=1, max_size=300))
def test_no_bytes_are_too_odd(suffix: str, data: bytes) -> None:
    found = read(f"a{suffix}", data)
    assert bool(found.transcripts) != any(problem.fatal for problem in found.problems)
    for item in found.transcripts:
        assert all(turn.span.of(item.transcript.text).strip() for turn in item.transcript.turns)


MARKS = st.lists(
    st.sampled_from(
        [
            ",",
            ";",
            '"',
            "\n",
            "text",
            "speaker",
            "WEBVTT",
            "1",
            "00:00:01,000 --> 00:00:02,000",
            "I:",
            " ",
            "<v A>",
            "</v>",
            "é",
            "{",
            "}",
            "[",
            "]",
            ":",
            '"segments"',
            "\x00",
            "-->",
            "0:00:01.000,0:00:02.000",
        ]
    ),
    max_size=30,
).map("".join)


@given(st.sampled_from(SUFFIXES), MARKS)
def test_no_text_is_too_odd(suffix: str, text: str) -> None:
    found = read(f"a{suffix}", text.encode())
    assert bool(found.transcripts) != any(problem.fatal for problem in found.problems)


@given(st.integers(0, 10_000), st.integers(0, 255))
def test_one_changed_byte_in_an_office_file_raises_nothing(at: int, value: int) -> None:
    for suffix, data in OFFICE.items():
        changed = bytearray(data)
        changed[at % len(data)] = value
        found = read(f"a{suffix}", bytes(changed))
        assert bool(found.transcripts) != any(problem.fatal for problem in found.problems)


OFFICE: dict[str, bytes] = {}


@pytest.fixture(autouse=True, scope="module")
def _office(make_docx: Callable[..., bytes], make_xlsx: Callable[..., bytes]) -> None:
    def build(document: object) -> None:
        for text in ("I: One?", "P: Two."):
            document.add_paragraph(text)  # type: ignore[attr-defined]

    OFFICE[".docx"] = make_docx(build)
    OFFICE[".xlsx"] = make_xlsx({"a": [["speaker", "text"], ["I", "One?"], ["P", "Two."]]})
