"""What a file really is, by its first bytes, and what to do with a format that is not read."""

from __future__ import annotations

_STARTS = (
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "ole"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"ID3", "an MP3 recording"),
    (b"\xff\xfb", "an MP3 recording"),
    (b"RIFF", "a sound or video recording"),
    (b"OggS", "a sound recording"),
    (b"fLaC", "a sound recording"),
    (b"\x1f\x8b", "a compressed file"),
    (b"Rar!", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"SQLite format 3", "a database"),
)

_WORD = "Open it in Word or LibreOffice and save it as .docx."
_SHEET = "Open it in Excel or LibreOffice and save it as .xlsx or .csv."
_TALK = "Transcribe the recording first and save the transcript as .docx, .txt, .vtt or .srt."
SAVE_AS = {
    ".pdf": "Save it as .docx or .txt from the program it was made with.",
    ".rtf": _WORD,
    ".doc": _WORD,
    ".docm": _WORD,
    ".odt": _WORD,
    ".pages": "Export it from Pages as .docx.",
    ".html": "Open it in Word or LibreOffice and save it as .docx or .txt.",
    ".md": "Save it as .txt.",
    ".xls": _SHEET,
    ".xlsm": _SHEET,
    ".ods": _SHEET,
    ".numbers": "Export it from Numbers as .xlsx or .csv.",
    ".otr": "Export it from oTranscribe as .txt.",
    ".textgrid": "Export it from Praat as a table and save it as .csv.",
    ".eaf": "Export it from ELAN as tab-delimited text and save it as .tsv.",
    ".zip": "Unpack it and choose the files inside.",
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".mp4", ".ogg", ".flac", ".mov", ".webm", ".aac", ".wma"), _TALK),
}


def kind_of(data: bytes) -> str:
    """What the first bytes say: "zip", "ole", a name such as "a PDF", or "" where they say nothing."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[4:8] == b"ftyp":
        return "a sound or video recording"
    return ""


def office_kind(names: frozenset[str]) -> str:
    """Which office file a sound zip is: ".docx", ".xlsx", ".odt" or ""."""
    if "word/document.xml" in names or any(n.startswith("word/document") and n.endswith(".xml") for n in names):
        return ".docx"
    if any(name.startswith("xl/workbook") for name in names):
        return ".xlsx"
    return ".odt" if "content.xml" in names and "mimetype" in names else ""
