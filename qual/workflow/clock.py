"""The time, in one form: UTC, ISO 8601, to the microsecond, so that acts sort as they happened."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> str:
    """The time now, such as `2026-01-15T09:30:00.123456Z`."""
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
