"""The time, in one form: UTC, ISO 8601, to the microsecond, so that acts sort as they happened."""

from __future__ import annotations

from datetime import UTC, datetime

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def now() -> str:
    """The time now, such as `2026-01-15T09:30:00.123456Z`."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def today() -> str:
    """The day here and now as people write it, such as `3 March 2026`."""
    here = datetime.now().astimezone()
    return f"{here.day} {_MONTHS[here.month - 1]} {here.year}"
