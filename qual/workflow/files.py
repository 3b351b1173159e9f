"""Writing files whole: a reader sees the old bytes or the new, never half of them."""

from __future__ import annotations

import os
from pathlib import Path

from qual.errors import Refused
from qual.model.ids import new_id


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the target, flush to disk, then take its place; who may read the target stays as it was.

    Raises:
        Refused: if the folder cannot be written or the disk is full; what was there before stays.
    """
    temporary = path.with_name(f".writing-{new_id()}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(path.stat().st_mode & 0o777)
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise Refused(
            f"Writing {path.name}", error.strerror or str(error), hint="Look at the folder's rights and free space."
        ) from error


def write_new(folder: Path, name: str, data: bytes) -> Path:
    """Write a new file under this name, or the name with (2), (3) … where it is taken; nothing is overwritten.

    Raises:
        Refused: if the folder cannot be written or the disk is full.
    """
    wanted = Path(name)
    number, place = 1, folder / wanted.name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        taken = {path.name.casefold() for path in folder.iterdir()}
        while place.name.casefold() in taken or not _reserved(place):
            number += 1
            place = folder / f"{wanted.stem} ({number}){wanted.suffix}"
    except OSError as error:
        raise Refused(
            f"Writing {name}", error.strerror or str(error), hint="Look at the folder's rights."
        ) from error
    try:
        write_whole(place, data)
    except BaseException:
        place.unlink(missing_ok=True)
        raise
    return place


def _reserved(place: Path) -> bool:
    """True once the name is ours; False where another process took it a moment ago."""
    try:
        place.touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
