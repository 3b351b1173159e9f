"""Codes and themes declared for testing: by whom, when, and whether anything could be seen of them by then.

A test counts as declared beforehand only where the declaration is older than the first coding of its code (or of
any code of its theme), codings since taken back included: until then nobody can have seen a difference.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.errors import NotFound
from qual.workflow import choosing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from qual.model.codebook import Codebook
    from qual.workflow.projects import OpenProject

ABOUT = "declared"
TESTED = "test"
"""What the choice says of a code or theme."""


@dataclass(frozen=True, slots=True)
class Declared:
    """One code or theme whose difference somebody said they would test.

    Attributes:
        target: its id.
        name: its name now.
        coder: who declared it.
        created: when (UTC, ISO 8601).
        first: when it was first coded, "" where it never was.
        beforehand: whether it was declared before that.
    """

    target: str
    name: str
    coder: str
    created: str
    first: str
    beforehand: bool

    @property
    def words(self) -> str:
        """Who declared it when, and what that is worth, to be printed with the result."""
        said = f"{self.name}: declared by {self.coder} on {self.created[:10]}"
        if self.beforehand:
            return f"{said}, before anything was coded with it."
        return f"{said}, after it was first coded ({self.first[:10]}): not beforehand, so it counts as exploratory."


def declared(project: OpenProject) -> tuple[Declared, ...]:
    """What is declared, oldest first; codes and themes that are gone from the codebook are left out."""
    book = project.codebook.book
    first = _first_coded(project, book)
    found = []
    for choice in choosing.in_force(project, ABOUT):
        entry = book.code(choice.target) or book.theme(choice.target)
        if entry is None:
            continue
        began = first.get(choice.target, "")
        beforehand = not began or choice.created < began
        found.append(Declared(entry.id, entry.name, choice.coder, choice.created, began, beforehand))
    return tuple(found)


def beforehand(project: OpenProject) -> tuple[str, ...]:
    """The ids of what was declared before it was first coded."""
    return tuple(one.target for one in declared(project) if one.beforehand)


def declare(project: OpenProject, targets: Sequence[str], *, coder: str, back: bool = False) -> tuple[str, ...]:
    """Say of codes and themes that their difference will be tested, or take that back; each is one undoable act.

    Args:
        project: the open project.
        targets: ids, or names in upper or lower case.
        coder: who declares it.
        back: take it back.

    Returns:
        The ids for which this changed anything.

    Raises:
        NotFound: for what is neither a code nor a theme; nothing is declared then.
        Refused: where it cannot be recorded.
    """
    book = project.codebook.book
    ids = [_named(book, target) for target in targets]
    changed = []
    for one in dict.fromkeys(ids):
        answer = choosing.make(project, ABOUT, one, "" if back else TESTED, coder=coder)
        changed += [] if answer.unchanged else [one]
    return tuple(changed)


def _named(book: Codebook, target: str) -> str:
    if book.code(target) or book.theme(target):
        return target
    wanted = target.strip().casefold()
    named = [(code.name, code.id) for code in book.codes] + [(theme.name, theme.id) for theme in book.themes]
    for name, own in named:
        if name.casefold() == wanted:
            return own
    raise NotFound("code or theme", target, hint="`qual codebook list` names them.")


def _first_coded(project: OpenProject, book: Codebook) -> dict[str, str]:
    """Code or theme -> when it was first coded, by any act that ever was."""
    with project.store.reading() as tables:
        made = [*tables.codings(everything=True), *tables.codings()]
    themes = {code.id: code.theme for code in book.codes}
    first: dict[str, str] = {}
    for coding in made:
        for target in (coding.code, themes.get(coding.code, "")):
            if target:
                first[target] = min(first.get(target, coding.created), coding.created)
    return first
