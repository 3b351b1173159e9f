"""Changes of the codebook that a program began and did not live to finish: found, and taken out of the file.

An act writes the codebook file first and is kept in the record right after. A program that dies in between leaves a
file that says what no act did. The bytes from before stand in a note beside the file until the act is kept, so that
whoever writes next, and finds the note but not the act, puts them back: an act is done as a whole or not at all.

All of this happens inside a transaction that writes. Writers queue, so no note found there is of an act under way.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from qual.codebook import keepsake
from qual.errors import StoreUnusable
from qual.model.ids import new_id
from qual.workflow.clock import now

if TYPE_CHECKING:
    from qual.store.store import Tables
    from qual.workflow.projects import OpenProject

BROKEN_OFF = "brokenoff"
"""The kind of event that says that an act on the codebook was broken off and its change taken out of the file."""


def look(project: OpenProject) -> None:
    """Settle what was broken off, if there is anything; a study that cannot be written is left as it is."""
    from qual.workflow import codebooks

    if keepsake.is_kept(project.codebook_file):
        with suppress(StoreUnusable), project.store.transaction() as tables:
            codebooks.remember(project, tables)


def settle(project: OpenProject, tables: Tables, version: str) -> None:
    """Take what was broken off out of the codebook file, and say so in the record; nobody's act.

    Args:
        project: the open project.
        tables: an open transaction that writes.
        version: of the codebook that the record knows to be in force.
    """
    file = project.codebook_file
    notes = keepsake.found(file)
    if notes:
        keepsake.sweep(file)
    for note in notes:
        if tables.event_by_op(note.op) is not None:
            keepsake.forget(note)
        elif keepsake.give_back(file, note):
            payload = {"act": note.op, "of": note.coder}
            tables.append_event(
                op=new_id(), kind=BROKEN_OFF, coder="", created=now(), codebook_version=version, payload=payload
            )
