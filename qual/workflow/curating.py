"""What people do to the codebook: each is planned, can be looked at before it happens, and is one act of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.codebook import surgery as planning
from qual.errors import ChangedElsewhere, Refused
from qual.model.coding import Op
from qual.model.ids import new_id
from qual.workflow import reviewing

if TYPE_CHECKING:
    from qual.model.codebook import Code, Theme
    from qual.model.surgery import Surgery
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Curated:
    """What came of a change of the codebook.

    Attributes:
        what: what was done, such as "code renamed".
        version: of the codebook now.
        event: its place in the record, None where nothing had to be changed.
        op: the act's id; as the target of an undo it means this act.
    """

    what: str
    version: str
    event: int | None
    op: str


def perform(
    project: OpenProject, asked: Surgery, *, coder: str, why: str = "", op: str = "", expected: str | None = None
) -> Curated:
    """Do what was planned.

    Args:
        project: the open project.
        asked: the plan.
        coder: the person who does it.
        why: their reason, "" for none; it stands in the record.
        op: an id for the act, so that it is done once however often it is sent; a new one where none is given.
        expected: hash of the codebook file it was planned on; where given, the file must be that very one.

    Raises:
        Refused: if it cannot be done; nothing has changed then.
        ChangedElsewhere: if the file is not the one expected.
    """
    if expected is not None and project.codebook.sha256 != expected:
        raise ChangedElsewhere(project.codebook_file.name)
    act = Op(op or new_id(), "codebook", coder, memo=why.strip(), surgery=asked)
    [answer] = reviewing.apply(project, [act])
    if answer.refusal:
        raise Refused("The change of the codebook", answer.refusal.rstrip("."))
    return Curated(asked.what, project.codebook.book.version, answer.event, act.id)


def save_code(project: OpenProject, code: Code, *, coder: str, expected: str | None = None) -> str:
    """Change one code in the researcher's file; returns the new version."""
    asked = planning.set_code(project.codebook.book, code)
    return perform(project, asked, coder=coder, expected=expected).version


def add_code(project: OpenProject, code: Code, *, coder: str, expected: str | None = None) -> str:
    """Add a code under its theme; returns the new version."""
    asked = planning.add_code(project.codebook.book, code)
    return perform(project, asked, coder=coder, expected=expected).version


def save_theme(project: OpenProject, theme: Theme, *, coder: str, expected: str | None = None) -> str:
    """Change a theme's name or definition; returns the new version."""
    asked = planning.set_theme(project.codebook.book, theme)
    return perform(project, asked, coder=coder, expected=expected).version


def add_theme(project: OpenProject, theme: Theme, *, coder: str, expected: str | None = None) -> str:
    """Add a theme at the end; returns the new version."""
    asked = planning.add_theme(project.codebook.book, theme)
    return perform(project, asked, coder=coder, expected=expected).version


def move_code(project: OpenProject, code: str, theme: str, *, coder: str, expected: str | None = None) -> str:
    """Put a code under another theme; returns the new version."""
    asked = planning.move_code(project.codebook.book, code, theme)
    return perform(project, asked, coder=coder, expected=expected).version


def retire_code(
    project: OpenProject, code: str, *, retired: bool = True, coder: str, expected: str | None = None
) -> str:
    """Take a code out of new suggestions, or back in; its codings stay. Returns the new version."""
    asked = planning.retire_code(project.codebook.book, code, retired=retired)
    return perform(project, asked, coder=coder, expected=expected).version
