"""`python -m qual.store URL`: migrate a server database, for whoever administers it, after a backup."""

from __future__ import annotations

import sys

from qual.errors import QualError
from qual.store.opening import upgrade_store


def main(arguments: list[str]) -> str | int:
    """Migrate the database at the one URL given; a sentence where that cannot be done, else 0."""
    if len(arguments) != 1:
        return "Usage: python -m qual.store URL"
    try:
        upgrade_store(arguments[0])
    except QualError as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
