"""XML from anywhere is read with care: any encoding, mended where it can be, refused where it could do harm."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from lxml import etree

from qual.refi import tree
from qual.refi.faults import Unusable

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + ']><a name="&l9;">&l9;</a>'
)


@pytest.mark.parametrize(
    "data",
    [
        b"<a n='caf\xc3\xa9'/>",
        b"\xef\xbb\xbf<?xml version='1.0' encoding='utf-8'?><a n='caf\xc3\xa9'/>",
        "\ufeff<?xml version='1.0' encoding='UTF-16'?><a n='café'/>".encode("utf-16-le"),
        "\ufeff<?xml version='1.0' encoding='UTF-16'?><a n='café'/>".encode("utf-16-be"),
        "<?xml version='1.0' encoding='UTF-16'?><a n='café'/>".encode("utf-16-le"),
        codecs.BOM_UTF32_LE + "<a n='café'/>".encode("utf-32-le"),
        b"<?xml version='1.0' encoding='windows-1252'?><a n='caf\xe9'/>",
        b"<?xml version='1.0' encoding='ISO-8859-1'?><a n='caf\xe9'/>",
        b"\r\n <?xml version='1.0'?>\r\n<!-- <!DOCTYPE x> --><?pi <!DOCTYPE x> ?><a n='caf\xc3\xa9'/>",
    ],
)
def test_any_usual_encoding_is_read(data: bytes) -> None:
    found = tree.parsed(data)
    assert (found.root.get("n"), found.mended) == ("café", ())


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ("<?xml version='1.0' encoding='utf-16'?><a n='café'/>".encode(), "it says that its encoding is utf-16"),
        ("<?xml version='1.0' encoding='unicode_escape'?><a n='café'/>".encode(), "unicode_escape"),
        ("<?xml version='1.0' encoding='us-ascii'?><a n='café'/>".encode(), "its encoding is us-ascii"),
        (b"<a n='caf\xe9'/>", "read as Windows-1252"),
        ("<a n='ca\x0bfé'/>".encode(), "characters that XML does not allow"),
        (b"<a n='caf&#233;&#x1F;&#11;&#99999999;'/>", "characters that XML does not allow"),
    ],
)
def test_what_can_be_mended_is_mended_and_said(data: bytes, said: str) -> None:
    found = tree.parsed(data)
    assert found.root.get("n") == "café"
    (clause,) = found.mended
    assert said in clause


def test_lines_are_those_of_the_file() -> None:
    assert tree.parsed(b"<?xml version='1.0'\n encoding='utf-8'?>\n<a>\n<b/></a>").root[0].sourceline == 4  # type: ignore[comparison-overlap]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no XML file"),
        (b"PK rubbish", "no XML file"),
        (b"just words", "no XML file"),
        (b"{\\rtf1 <a/>}", "no XML file"),
        (b"<a><b></a>", "no well-formed XML"),
        (b"<a n='1' n='2'/>", "no well-formed XML"),
        (b"<a>&nbsp;</a>", "no well-formed XML"),
        (b"<Codes><Code name='cut", "no well-formed XML"),
        (b"<a>\x00&#0;<b></a>", "no well-formed XML"),
        (b"\xff\xfe<\x00a", "damaged"),
        (LAUGHS.encode(), "document type"),
        (LAUGHS.encode("utf-16"), "document type"),
        (b"<!-- x --><!DOCTYPE a><a/>", "document type"),
        (b"<\x0b!DOCTYPE a [<!ENTITY e SYSTEM 'file:///etc/hostname'>]><a>&e;</a>\x0b", "document type"),
        (b"<a>" * 300 + b"</a>" * 300, "250 levels"),
        (b"<a>" + b"x" * 10_000_001 + b"</a>", "10 MB"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_reason(data: bytes, why: str) -> None:
    with pytest.raises(Unusable, match=why):
        tree.parsed(data)


def test_a_document_type_is_named_with_its_line() -> None:
    with pytest.raises(Unusable) as caught:
        tree.parsed(b"<?xml version='1.0'?>\n\n<!DOCTYPE a><a/>")
    assert caught.value.line == 3


def test_the_parser_itself_opens_no_file_either(tmp_path: Path) -> None:
    """Were a document type ever to pass the first look, the second guard would still hold."""
    secret = tmp_path / "secret.txt"
    secret.write_text("word of a participant", "utf-8")
    text = f'<!DOCTYPE a [<!ENTITY e SYSTEM "{secret.as_uri()}">]><a>&e;</a>'
    found = etree.fromstring(text, tree._parser())
    assert "participant" not in etree.tostring(found).decode().replace(secret.as_uri(), "")


@pytest.mark.parametrize(("limit", "why"), [("SIZE_LIMIT", "larger than"), ("TAGS_LIMIT", "tags")])
def test_too_large_is_refused(monkeypatch: pytest.MonkeyPatch, limit: str, why: str) -> None:
    monkeypatch.setattr(tree, limit, 3)
    with pytest.raises(Unusable, match=why):
        tree.parsed(b"<a><b/><c/><d/></a>")
