"""New ids for acts, and stable ids for things that can be named again from their content."""

from __future__ import annotations

import json
import uuid

_NAMESPACE = uuid.UUID("6d1f5b8e-3f0e-5d0b-9c57-2f1f0d7a6b31")


def new_id() -> str:
    """A fresh id, 32 hex digits; never reused."""
    return uuid.uuid4().hex


def stable_id(kind: str, *parts: str) -> str:
    """The same 32 hex digits for the same parts, and different ones for another kind of thing."""
    space = uuid.uuid5(_NAMESPACE, kind)
    return uuid.uuid5(space, json.dumps(parts)).hex  # JSON keeps the borders between parts, whatever is in them
