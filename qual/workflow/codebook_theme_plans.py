"""What people say of the themes of their codebook, as a plan; see `codebook_plans`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from qual.codebook import surgery as planning
from qual.codebook import values
from qual.codebook.naming import theme_named
from qual.model.codebook import Theme
from qual.workflow import codebooks
from qual.workflow.codebook_fields import color_of, definition_of, new_theme_name, news

if TYPE_CHECKING:
    from qual.model.surgery import Surgery
    from qual.workflow.projects import OpenProject


def new_theme(
    project: OpenProject, name: str, *, definition: str = "", color: str = "", own_id: str = "", before: str = ""
) -> Surgery:
    """A new theme at the end, or in front of another.

    Raises:
        NotFound: for a theme that is not there.
        Refused: for a name or id that another theme has, or that is none.
    """
    book = project.codebook.book
    wanted = values.one_line(own_id) or codebooks.free_id(name, (theme.id for theme in book.themes))
    theme = Theme(wanted, new_theme_name(book, name), definition_of(definition), color_of(color))
    ahead = theme_named(book, before).id if before else ""
    asked = planning.add_theme(book, theme)
    return replace(asked, wanted=planning.move_theme(asked.wanted, wanted, ahead).wanted) if ahead else asked


def changed_theme(
    project: OpenProject, theme: str, *, name: str | None = None, definition: str | None = None,
    color: str | None = None,
) -> Surgery:  # fmt: skip
    """Another name, definition or colour of a theme; None leaves it as it is.

    Raises:
        NotFound: for a theme that is not there.
        Refused: for values that cannot be, or where nothing would change.
    """
    book = project.codebook.book
    own = theme_named(book, theme)
    new = replace(
        own,
        name=own.name if name is None else new_theme_name(book, name, but=own.id),
        definition=own.definition if definition is None else definition_of(definition),
        color=own.color if color is None else color_of(color),
    )
    return news(planning.set_theme(book, new), own.name)


def moved_theme(project: OpenProject, theme: str, *, before: str = "") -> Surgery:
    """A theme in front of another, or to the end.

    Raises:
        NotFound: for a theme that is not there.
    """
    book = project.codebook.book
    own = theme_named(book, theme)
    ahead = theme_named(book, before).id if before else ""
    return news(planning.move_theme(book, own.id, ahead), own.name)


def removed_theme(project: OpenProject, theme: str) -> Surgery:
    """A theme without codes taken out.

    Raises:
        NotFound: for a theme that is not there.
        Refused: if there are codes under it.
    """
    book = project.codebook.book
    return planning.remove_theme(book, theme_named(book, theme).id)
