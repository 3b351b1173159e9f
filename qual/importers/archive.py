"""Is a zipped office file safe to open? Sizes are capped before any parser sees it."""

from __future__ import annotations

import io
import zipfile
import zlib

MIB = 1024 * 1024
ENTRY_LIMIT = 64 * MIB
TOTAL_LIMIT = 512 * MIB
RATIO_LIMIT = 200
RATIO_FROM = MIB
"""Below this size a high ratio is harmless: an empty sheet of a workbook can reach it."""
ENTRIES_LIMIT = 10_000
_CHUNK = 1 << 16
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
"""What zipfile raises on a damaged archive."""
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))


class UnsafeArchive(ValueError):
    """The archive must not be opened; the message is a clause that says why."""


def entries(data: bytes) -> frozenset[str]:
    """The names inside a zipped file that is sound and of a sane size.

    Declared sizes are checked first, then every entry is unpacked once, in pieces that are thrown away.

    Raises:
        UnsafeArchive: where it is damaged, locked, or unpacks to far more than it should.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            listed = archive.infolist()
            _check_declared(listed, len(data))
            total = 0
            for entry in listed:
                total += _unpacked(archive, entry, TOTAL_LIMIT - total)
            return frozenset(entry.filename for entry in listed)
    except UnsafeArchive:
        raise
    except _DAMAGE as error:
        raise UnsafeArchive("it is damaged") from error


def _check_declared(listed: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in listed)
    if any(entry.flag_bits & 1 for entry in listed):
        raise UnsafeArchive("it is locked with a password")
    if len(listed) > ENTRIES_LIMIT:
        raise UnsafeArchive(f"it holds {len(listed):,} files inside, more than {ENTRIES_LIMIT:,}")
    if total > TOTAL_LIMIT or any(entry.file_size > ENTRY_LIMIT for entry in listed):
        raise UnsafeArchive(_too_large(total))
    if total > RATIO_FROM and total > RATIO_LIMIT * packed:
        raise UnsafeArchive(_too_large(total))
    for entry in listed:
        _check_ratio(entry, entry.file_size)


def _check_ratio(entry: zipfile.ZipInfo, size: int) -> None:
    if size > RATIO_FROM and size > RATIO_LIMIT * max(entry.compress_size, 1):
        raise UnsafeArchive(_too_large(size))


def _unpacked(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, left: int) -> int:
    """Unpack one entry and forget it; returns its true size."""
    size = 0
    tail = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            size += len(chunk)
            if size > min(ENTRY_LIMIT, left):
                raise UnsafeArchive(_too_large(size))
            _check_ratio(entry, size)
            window = tail + chunk
            # Office programs never declare entities; a file that does wants a parser to expand them.
            if any(word in window for word in _DECLARATIONS) and entry.filename.endswith((".xml", ".rels")):
                raise UnsafeArchive("it declares XML entities, which no office program writes")
            tail = chunk[-20:]
    return size


def _too_large(size: int) -> str:
    return f"it unpacks to more than is safe (at least {size // MIB:,} MB)"
