"""A codebook as a list, now or as it was, with how often each code is given and by how many people it is said."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qual.workflow import frames, speaking

if TYPE_CHECKING:
    from qual.model.codebook import Code, Codebook, Theme
    from qual.workflow.projects import OpenProject


@dataclass(frozen=True, slots=True)
class Line:
    """One code of the list.

    Attributes:
        code: it.
        level: how many codes it stands under.
        codings: in force that count as it now.
        participants: who say a passage with it; of `Listing.participants`.
        roles: role -> those of this role; of `Listing.roles`.
    """

    code: Code
    level: int
    codings: int
    participants: int
    roles: dict[str, int]


@dataclass(frozen=True, slots=True)
class Listing:
    """A codebook with counts. The counts are those of now, also where the codebook is an older one.

    Attributes:
        version: its hash.
        label: the researcher's own version label.
        title: the researcher's title.
        themes: in their order.
        lines: the codes, each before those under it.
        participants: all whose words are data; "unknown" is a role, too.
        roles: role -> all of this role.
        elsewhere: code id -> codings that count as a code which is not in this codebook.
    """

    version: str
    label: str
    title: str
    themes: tuple[Theme, ...]
    lines: tuple[Line, ...]
    participants: int
    roles: dict[str, int]
    elsewhere: dict[str, int]


def listing(project: OpenProject, book: Codebook | None = None) -> Listing:
    """The codebook in force, or another one, with the counts of now.

    Participants are counted as in the frequencies: who has a segment that a coding of the code touches.
    """
    from qual.analysis.frequencies import frequencies

    book = book or project.codebook.book
    table, segments = frames.codings(project), frames.data_segments(project)
    rows = frequencies(segments, table, book, groups=speaking.data_roles(project)).rows
    roles = {str(row["role"]): int(row["participants_total"]) for row in rows.to_dict("records")}
    rows = rows[rows["code"].notna()]
    people: dict[str, dict[str, int]] = {}
    for code, role, number in rows[["code", "role", "participants"]].itertuples(index=False, name=None):
        people.setdefault(str(code), {})[str(role)] = int(number)
    codings = {str(code): int(number) for code, number in table["code"].value_counts(sort=False).items()}
    lines = []
    level: dict[str, int] = {}
    for code in book.codes:  # a code stands before those under it
        level[code.id] = level.get(code.parent, -1) + 1
        said = people.get(code.id, dict.fromkeys(roles, 0))
        lines.append(Line(code, level[code.id], codings.pop(code.id, 0), sum(said.values()), said))
    return Listing(
        book.version, book.label, book.title, book.themes, tuple(lines), sum(roles.values()), roles, codings
    )
