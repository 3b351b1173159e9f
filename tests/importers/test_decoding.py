from __future__ import annotations

import codecs

import pytest

from qual.errors import Problem
from qual.importers.base import Upload
from qual.importers.decoding import Decoded, decode

FRENCH = "Enquêteur : ça va, dit le garçon à l’école – c’était très dur, même l’été.\n" * 12
SPANISH = "Entrevistadora: ¿cuántos años tenía? El niño comió mañana.\n" * 12


def decoded(data: bytes, encoding: str | None = None) -> Decoded:
    found = decode(Upload("a.txt", data, encoding))
    assert isinstance(found, Decoded)
    return found


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-32"])
def test_a_byte_order_mark_decides(encoding: str) -> None:
    found = decoded(FRENCH.encode(encoding))
    assert found.text == FRENCH
    assert found.encoding == encoding
    assert found.problems == ()


def test_utf8_is_read_without_remark() -> None:
    assert decoded(FRENCH.encode()) == Decoded(FRENCH, "utf-8")


@pytest.mark.parametrize("text", [FRENCH, SPANISH])
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_western_text_of_old_programs_is_guessed_right_and_said(text: str, encoding: str) -> None:
    found = decoded(text.encode(encoding))
    assert found.text == text
    assert "does not say how it is encoded" in found.problems[0].message


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_recognised_and_said(encoding: str) -> None:
    found = decoded(FRENCH.encode(encoding))
    assert found.text == FRENCH
    assert "UTF-16" in found.problems[0].message


def test_nul_bytes_in_plain_text_are_removed_characters_not_utf16() -> None:
    found = decoded(b"I: Hello there, how\x00 are you?\nP: Fine.\x00\n")
    assert found.encoding == "utf-8"
    assert "2 control characters were removed" in found.problems[0].message
    assert found.problems[0].line == 1


def test_one_broken_byte_does_not_make_utf8_something_else() -> None:
    data = FRENCH.encode() + b"\xff\n" + FRENCH.encode()
    found = decoded(data)
    assert found.encoding == "utf-8"
    assert found.text.startswith(FRENCH)
    assert found.problems[0].line == 13


def test_a_named_encoding_is_used() -> None:
    assert decoded("Zażółć gęślą".encode("cp1250"), "cp1250").text == "Zażółć gęślą"


@pytest.mark.parametrize("name", ["klingon", "hex", "rot13", "utf-8\0"])
def test_an_unknown_encoding_is_one_sentence(name: str) -> None:
    problem = decode(Upload("a.txt", b"abc", name))
    assert isinstance(problem, Problem)
    assert problem.fatal
    assert "There is no encoding called" in problem.message


def test_a_named_encoding_that_does_not_fit_is_one_sentence() -> None:
    problem = decode(Upload("a.txt", b"\xff\xfe\xff", "utf-8"))
    assert isinstance(problem, Problem)
    assert "cannot be read as utf-8" in problem.message


def test_a_false_byte_order_mark_is_one_sentence() -> None:
    problem = decode(Upload("a.txt", codecs.BOM_UTF8 + b"\xff\xff"))
    assert isinstance(problem, Problem)
    assert problem.fatal


def test_bytes_of_a_program_are_no_text() -> None:
    problem = decode(Upload("a.txt", bytes(range(32)) * 40))
    assert isinstance(problem, Problem)
    assert "not text" in problem.message
