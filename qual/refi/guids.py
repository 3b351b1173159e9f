"""GUIDs: compared whatever their case and braces, and ours the same in every export."""

from __future__ import annotations

import re
import uuid

from qual.model.ids import stable_id

_FORM = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}")


def key(written: str) -> str:
    """A GUID as it is compared and written: bare and in upper case; other texts are treated alike."""
    return written.strip().strip("{}").strip().upper()


def is_guid(text: str) -> bool:
    """Whether a text is a GUID in the form in which we write them."""
    return _FORM.fullmatch(text) is not None


def guid(kind: str, *parts: str) -> str:
    """The GUID of a thing of ours, made of its id (UUID version 5): the same in every export of every project.

    Args:
        kind: what kind of thing it is; the same id of another kind has another GUID.
        parts: its id.
    """
    return str(uuid.UUID(stable_id(f"refi {kind}", *parts))).upper()
