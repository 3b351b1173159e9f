"""The project in a `.qdpx` archive: unpacked in memory and never by the archive's own paths."""

from __future__ import annotations

import io
import zipfile
import zlib

from qual.refi.faults import Unusable
from qual.refi.tree import MIB

ENTRY_LIMIT = 64 * MIB
RATIO_LIMIT = 200
RATIO_FROM = MIB
"""Below this size a high ratio is harmless."""
ENTRIES_LIMIT = 100_000
_CHUNK = 1 << 16
_SUFFIX = ".qde"
_MAGIC = b"PK"
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What zipfile raises on a damaged archive; of a way of packing that it does not know, a kind of RuntimeError."""


def is_archive(data: bytes) -> bool:
    """Whether the bytes begin as a ZIP archive does."""
    return data.startswith(_MAGIC)


def project(data: bytes) -> tuple[bytes, int]:
    """The XML of the project in an archive, whatever it is called; and how many others there are beside it.

    Of several, the one in the fewest folders counts, `project.qde` before others. What a Mac adds
    (`__MACOSX`, `._name`) is none. Nothing else of the archive is unpacked.

    Raises:
        Unusable: where the archive is damaged, locked, holds no project, or unpacks to more than is safe.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            found = _projects(archive)
            return _unpacked(archive, found[0]), len(found) - 1
    except Unusable:
        raise
    except _DAMAGE as error:
        raise Unusable("it is a damaged archive", hint="Copy or export it again.") from error


def _projects(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """The projects in an archive, the one that counts first."""
    listed = archive.infolist()
    if len(listed) > ENTRIES_LIMIT:
        raise Unusable(f"it holds more than {ENTRIES_LIMIT:,} files")
    found = sorted((entry for entry in listed if _is_project(entry)), key=_rank)
    if not found:
        hint = "Choose a project (.qdpx) or a codebook (.qdc) that another program exported as REFI-QDA."
        raise Unusable("it is an archive without a project (project.qde) in it", hint=hint)
    return found


def _parts(entry: zipfile.ZipInfo) -> list[str]:
    return entry.filename.replace("\\", "/").split("/")


def _is_project(entry: zipfile.ZipInfo) -> bool:
    *folders, name = _parts(entry)
    return name.casefold().endswith(_SUFFIX) and not name.startswith("._") and "__MACOSX" not in folders


def _rank(entry: zipfile.ZipInfo) -> tuple[int, bool, str]:
    parts = _parts(entry)
    return len(parts), parts[-1].casefold() != f"project{_SUFFIX}", entry.filename


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """One entry in pieces, given up as soon as it is too large, whatever size it declares."""
    if entry.flag_bits & 1:
        raise Unusable("it is locked with a password")
    _check(entry, entry.file_size)
    pieces: list[bytes] = []
    size = 0
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            _check(entry, size)
            pieces.append(chunk)
    return b"".join(pieces)


def _check(entry: zipfile.ZipInfo, size: int) -> None:
    if size > ENTRY_LIMIT or (size > RATIO_FROM and size > RATIO_LIMIT * max(entry.compress_size, 1)):
        raise Unusable(f"it unpacks to more than is safe (at least {size // MIB:,} MB)")
