"""What the codebook file was before an act began to change it, kept beside it until the act is in the record.

The file and the record cannot be written in one step. Whoever finds such a note, and no act of that kind in the
record, knows that a program died in between, and gives the file its former bytes back.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qual.codebook.write import save
from qual.errors import ChangedElsewhere, QualError, Unreadable

_NOTE = ".before"


@dataclass(frozen=True, slots=True)
class Keepsake:
    """A note of a change that is being made.

    Attributes:
        path: the note itself.
        op: id of the last act that is recorded with the change.
        coder: whose it is.
        before: hash of the bytes that the file had, as 64 hex digits.
        after: hash of the bytes that it gets.
        data: the bytes that it had.
    """

    path: Path
    op: str
    coder: str
    before: str
    after: str
    data: bytes


def keep(file: Path, data: bytes, new: bytes, *, op: str, coder: str) -> Keepsake:
    """Keep the bytes of a file that is to get others; on the disk when this returns.

    Args:
        file: the codebook file.
        data: its bytes.
        new: the bytes it is to get.
        op: id of the act that does it.
        coder: whose act it is.

    Raises:
        Unreadable: if the note cannot be written; nothing of it is left then.
    """
    file = _real(file)
    path = file.with_name(f".{file.name}.{uuid.uuid4().hex}{_NOTE}")
    before, after = _hash(data), _hash(new)
    head = json.dumps({"op": op, "coder": coder, "before": before, "after": after}).encode()
    try:
        with path.open("xb") as note:
            note.write(head + b"\n" + data)
            note.flush()
            os.fsync(note.fileno())
        _settle_folder(file.parent)
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise Unreadable(file.name, error.strerror or "the system refused", hint="It was not changed.") from error
    return Keepsake(path, op, coder, before, after, data)


def is_kept(file: Path) -> bool:
    """Whether there is a note beside a file: of a change under way, or of one that was broken off."""
    return bool(_beside(_real(file), _NOTE))


def found(file: Path) -> tuple[Keepsake, ...]:
    """The notes beside a file; one that was not written to its end is thrown away, since nothing followed it.

    Only for whoever knows that no change is under way.
    """
    file = _real(file)
    notes = []
    for path in sorted(_beside(file, _NOTE)):
        with suppress(OSError):
            note = _read(path)
            if note is None:
                path.unlink()
            else:
                notes.append(note)
    return tuple(notes)


def give_back(file: Path, note: Keepsake) -> bool:
    """Give a file its former bytes, if it has those of the change; True where that was so.

    One that was never changed, was changed again since, or is gone, stays as it is. The note goes, unless the file
    could not be written: then it is needed another time.
    """
    file = _real(file)
    changed = False
    try:
        changed = _hash(file.read_bytes()) == note.after
        if changed:
            save(file, note.data, expected_sha256=note.after)
    except (FileNotFoundError, ChangedElsewhere):
        changed = False
    except (OSError, QualError):
        return False
    forget(note)
    return changed


def forget(note: Keepsake) -> None:
    """Throw a note away: the act is in the record, or the file is as it was."""
    with suppress(OSError):
        note.path.unlink()


def sweep(file: Path) -> None:
    """Throw away half-written copies of the file that a program left as it died."""
    for path in _beside(_real(file), ".part"):
        with suppress(OSError):
            path.unlink()


def _real(file: Path) -> Path:
    """The file behind a link; of links that lead round, the link."""
    try:
        return file.resolve()
    except (OSError, RuntimeError):
        return file


def _beside(file: Path, suffix: str) -> list[Path]:
    start = f".{file.name}."
    try:
        there = list(file.parent.iterdir())
    except OSError:
        return []
    return [path for path in there if path.name.startswith(start) and path.name.endswith(suffix)]


def _read(path: Path) -> Keepsake | None:
    head, _, data = path.read_bytes().partition(b"\n")
    try:
        said = json.loads(head)
        op, coder, before, after = (str(said[name]) for name in ("op", "coder", "before", "after"))
    except (ValueError, KeyError, TypeError):
        return None
    return Keepsake(path, op, coder, before, after, data) if _hash(data) == before else None


def _settle_folder(folder: Path) -> None:
    """Let the disk know of a new file in a folder, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
