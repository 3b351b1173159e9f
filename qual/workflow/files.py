"""Writing files whole: a reader sees the old bytes or the new, never half of them."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from qual.errors import Refused


def write_whole(path: Path, data: bytes) -> None:
    """Write beside the target, flush to disk, then take its place.

    Raises:
        Refused: if the folder cannot be written or the disk is full; what was there before stays.
    """
    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".writing-", delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        if temporary:
            temporary.unlink(missing_ok=True)
        raise Refused(
            f"Writing {path.name}", error.strerror or str(error), hint="Look at the folder's rights and free space."
        ) from error
